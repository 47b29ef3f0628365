// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/lint/effects.h"

namespace howdah::migration {

// A lock that a plan takes on a relation which others may be using: the strongest one of all its statements.
struct PlanLock
{
    QString relation; // as the SQL spells it
    sql::LockMode mode = sql::LockMode::None;
    qint64 bytes = -1; // of the table as the database has it; -1: unknown
    qint64 rows = -1;  // estimated
    sql::Extent scanned = sql::Extent::No;
    sql::Extent rewritten = sql::Extent::No;
    bool emptied = false;
    QString step;       // "003-index", of the statement that takes it
    qsizetype line = 0; // in its file
    bool operator==(const PlanLock &) const = default;
};

// Pure. Of the statements that run: a migration that is resumed goes on in its middle. What the plan itself makes is
// left out: nobody else can wait for it. The strongest locks on the largest tables come first.
[[nodiscard]] std::vector<PlanLock> locksOf(const Plan &plan, const LintContext &context);

} // namespace howdah::migration
