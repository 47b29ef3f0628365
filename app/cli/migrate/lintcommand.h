// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"

#include <QString>

namespace howdah::cli {

enum class LintFormat { Text, Json, Sarif };

struct LintOptions
{
    QString source;       // folder
    QString database;     // URI or conninfo; empty: none, unless `pending`, which then asks the private server
    int majorVersion = 0; // of PostgreSQL; 0: the database's, or 15
    bool pending = false; // only what is not applied, as one run
    bool fix = false;     // write the safer ways into the files that are pending
    LintFormat format = LintFormat::Text;
};

// `howdahctl migrate lint`: of what is left, when it has edited files: 0 nothing but infos, 1 warnings, 2 errors.
[[nodiscard]] int migrateLint(Output &output, const LintOptions &options);

} // namespace howdah::cli
