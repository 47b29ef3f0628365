// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"

#include <QStringList>

namespace howdah::cli {

struct RollupOptions
{
    QString database;
    QString name;  // of the rollup; empty: each built-in one whose table is there, or each that exists
    QString table; // "table" or "schema.table"; empty: a built-in one
    QString time;  // columns of it
    QString value;
    QStringList by;
    QString success;
    QStringList sums;
    QString grain;    // "15 minutes", "hour", "day"; empty: the one that the plan advises
    QString zone;     // of days; empty: UTC
    QString folder;   // of migrations
    QString recheck;  // "31d", "all"; empty: 31 days
    bool yes = false; // else nothing is changed
};

// `howdahctl dashboard rollup ...`; each answers an exit code.

// The DDL, its estimates and the error bound. Changes nothing.
[[nodiscard]] int rollupPlan(Output &output, const RollupOptions &options);
// With `yes` writes the migration into the folder and applies it, unless others wait there before it.
[[nodiscard]] int rollupCreate(Output &output, const RollupOptions &options);
// Ctrl+C ends it between two transactions; the next refresh goes on.
[[nodiscard]] int rollupRefresh(Output &output, const RollupOptions &options);
[[nodiscard]] int rollupStatus(Output &output, const RollupOptions &options);
// With a folder as a migration of its own, else at once.
[[nodiscard]] int rollupDrop(Output &output, const RollupOptions &options);

} // namespace howdah::cli
