// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/lint.h"
#include "sql/lockeffects.h"

namespace howdah::ui {

// A lock that a plan takes on a relation which others may be using: the strongest one of all its statements.
struct PlanLock
{
    QString relation; // as the SQL spells it
    sql::LockMode mode = sql::LockMode::None;
    qint64 bytes = -1; // of the table as the database has it; -1: unknown
    qint64 rows = -1;  // estimated
    sql::Extent scanned = sql::Extent::No;
    sql::Extent rewritten = sql::Extent::No;
    QString step;       // "003-index", of the statement that takes it
    qsizetype line = 0; // in its file
    bool operator==(const PlanLock &) const = default;
};

// Pure, by parse. What the plan itself makes is left out: nobody else can wait for it. The strongest locks on the
// largest tables come first.
[[nodiscard]] std::vector<PlanLock> locksOf(const migration::Plan &plan, const migration::LintContext &context);

// "reads and writes wait", "nothing waits".
[[nodiscard]] QString waitingText(sql::LockMode mode);
// "reads all of it", "writes it anew"; empty for a moment's work.
[[nodiscard]] QString workText(const PlanLock &lock);

} // namespace howdah::ui
