// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plan/plandanger.h"

#include "base/propagate.h"

#include <algorithm>

namespace howdah::migration {

std::vector<sql::Destruction> reachOf(const Plan &plan, Direction direction)
{
    std::vector<sql::Destruction> all;
    sql::DestructionReader reader; // of all steps: one may rename what the next one drops
    for (const Step &step : plan.steps) {
        reader.nextScript();
        for (const PlannedStatement &statement : step.toSend())
            reader.read(step.sql(statement));
        for (sql::Destruction &one : reader.take()) {
            one.number = 0;
            if (step.direction == direction && std::ranges::find(all, one) == all.end())
                all.push_back(std::move(one));
        }
    }
    return all;
}

Result<PlanDanger> findDanger(connection::Session &session, const Plan &plan, const QString &schema)
{
    ASSIGN_OR_RETURN(auto applying, connection::findImpact(session, reachOf(plan, Direction::Up), schema));
    ASSIGN_OR_RETURN(auto rollingBack, connection::findImpact(session, reachOf(plan, Direction::Down), schema));
    return PlanDanger{std::move(applying), std::move(rollingBack)};
}

Result<void>
stillAsAgreed(connection::Session &session, const Plan &plan, const QString &schema, const PlanDanger &agreed)
{
    ASSIGN_OR_RETURN(const auto now, findDanger(session, plan, schema));
    if (auto same = connection::stillAsAgreed(agreed.applying, now.applying); !same)
        return same;
    return connection::stillAsAgreed(agreed.rollingBack, now.rollingBack);
}

} // namespace howdah::migration
