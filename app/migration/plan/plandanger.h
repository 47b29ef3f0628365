// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/impact.h"
#include "migration/plan/plan.h"

namespace howdah::migration {

// What a run takes from a database that is there now, as it is asked about in production. The object of a rollback is
// the migration: its version is typed, and what it takes is shown. What applying destroys is typed by its own name.
struct PlanDanger
{
    std::vector<connection::Impact> applying;
    std::vector<connection::Impact> rollingBack;
    bool operator==(const PlanDanger &) const = default;
};

// Of the steps in one direction, under the names that things have before the first of all steps; each once. Pure.
[[nodiscard]] std::vector<sql::Destruction> reachOf(const Plan &plan, Direction direction);
// Blocks.
[[nodiscard]] Result<PlanDanger> findDanger(connection::Session &session, const Plan &plan, const QString &schema);
// ErrorKind::Conflict when what goes is something else than what was agreed to. Blocks.
[[nodiscard]] Result<void>
stillAsAgreed(connection::Session &session, const Plan &plan, const QString &schema, const PlanDanger &agreed);

} // namespace howdah::migration
