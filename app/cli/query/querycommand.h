// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"

#include <QStringList>

#include <chrono>
#include <optional>

namespace howdah::cli {

struct QueryOptions
{
    QString database;
    QString file = QStringLiteral("-"); // "-" is standard input
    QString command;                    // SQL, instead of a file
    QStringList parameters;             // name=value
    QStringList nulls;                  // names of those that are NULL
    QString format = QStringLiteral("table");
    QString onError = QStringLiteral("stop");
    bool explain = false;
    bool singleTransaction = false;
    bool savepoints = false;
    bool reveals = false;                             // sensitive values
    bool isPrivate = false;                           // no history
    std::optional<std::chrono::milliseconds> timeout; // of each statement
};

// howdahctl query: runs a script, or says what it would do.
int runQuery(Output &output, const QueryOptions &options);

} // namespace howdah::cli
