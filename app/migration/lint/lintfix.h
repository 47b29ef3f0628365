// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/lint/lint.h"

namespace howdah::migration {

// What became of a script whose findings brought safer ways along.
struct FixedScript
{
    QString file;
    QByteArray before;
    QByteArray after;
    std::vector<Finding> fixed; // in the order of their rewrites, as they stood by then
};

// Writes every safer way into the scripts, one after the other, until none is left: each may move or take away what the
// next one speaks of. Pure; answers the scripts that are different now. The scripts are one run, as of lintRun().
[[nodiscard]] std::vector<FixedScript> fixScripts(std::vector<LintScript> scripts, const LintContext &context = {});

// Puts `text` into the file, all or nothing, when it still holds `before`; a byte order mark stays. Answers the name.
[[nodiscard]] Result<QString> rewriteFile(const QString &name, const QByteArray &before, const QByteArray &text);

} // namespace howdah::migration
