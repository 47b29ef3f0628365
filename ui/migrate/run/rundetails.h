// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrate/run/runcontroller.h"

namespace howdah::ui {

// A run that has ended, with all that a change ticket wants to know.
struct RunDetails
{
    QString target; // "uaip on the private server"
    QString server; // "PostgreSQL 15.20"
    QString source; // folder or title of the migrations
    QDateTime began;
    std::shared_ptr<const Preview> preview;
    std::vector<RunLine> lines; // as the run left them
    RunOutcome outcome;
    QString summary; // as the panel says it
    QStringList notices;
    QString safetyCopy; // the file; "" without one
};

// Pure. What was run where, how each migration and statement ended and how long it took, the error if there was one,
// and the SQL.
[[nodiscard]] QString runMarkdown(const RunDetails &details);

// Data in Markdown: shown as it is, on one line, whatever it holds.
[[nodiscard]] QString markdownCode(const QString &text);
[[nodiscard]] QString markdownText(const QString &text);

} // namespace howdah::ui
