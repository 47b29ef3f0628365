// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plandanger.h"

#include <algorithm>

namespace howdah::migration {

std::vector<sql::Destruction> destructionsOf(const Plan &plan, Direction direction)
{
    std::vector<sql::Destruction> all;
    for (const Step &step : plan.steps) {
        if (step.direction != direction)
            continue;
        for (const PlannedStatement &statement : step.statements) {
            for (sql::Destruction &one : sql::destructionsOf(step.sql(statement))) {
                if (std::ranges::find(all, one) == all.end())
                    all.push_back(std::move(one));
            }
        }
    }
    return all;
}

Result<PlanDanger> findDanger(connection::Session &session, const Plan &plan, const QString &schema)
{
    auto applying = connection::findEndangered(session, destructionsOf(plan, Direction::Up), schema);
    if (!applying)
        return fail(applying.error());
    auto rollingBack = connection::findEndangered(session, destructionsOf(plan, Direction::Down), schema);
    if (!rollingBack)
        return fail(rollingBack.error());
    return PlanDanger{std::move(*applying), std::move(*rollingBack)};
}

Result<void>
stillAsAgreed(connection::Session &session, const Plan &plan, const QString &schema, const PlanDanger &agreed)
{
    const auto now = findDanger(session, plan, schema);
    if (!now)
        return fail(now.error());
    if (auto same = connection::stillAsAgreed(agreed.applying, now->applying); !same)
        return same;
    return connection::stillAsAgreed(agreed.rollingBack, now->rollingBack);
}

} // namespace howdah::migration
