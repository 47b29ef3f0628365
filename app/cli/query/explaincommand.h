// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"

#include <QStringList>

#include <chrono>
#include <optional>

namespace howdah::cli {

struct ExplainWords
{
    QString database;
    QString file = QStringLiteral("-"); // "-" is standard input
    QString command;                    // SQL, instead of a file
    QString read;                       // a plan that somebody sent; then nothing is asked of a server
    QStringList parameters;             // name=value
    QStringList nulls;                  // names of those that are NULL
    QStringList options;                // "wal,no-timing"
    bool analyze = false;
    bool yes = false;
    QString format = QStringLiteral("text");          // json, html, svg
    std::optional<std::chrono::milliseconds> timeout; // of each statement
};

// howdahctl explain: the plan of each statement of a script, or the plans of a file. What is measured is rolled back.
int runExplain(Output &output, const ExplainWords &words);

} // namespace howdah::cli
