// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/entities/keptcolumns.h"

#include "entity/placedsql.h"

#include <algorithm>

namespace howdah::operations {

std::vector<data::KeptColumn> keptColumns(const entity::Entities &entities, const data::EditTarget &target)
{
    std::vector<data::KeptColumn> kept;
    const entity::BoundEntity *entity = entities.of(target.shape.oid);
    if (!entity)
        return kept;
    for (const auto &[name, expression] : entity->definition->kept) {
        const int column = target.columnNamed(name);
        const bool isOpen = column >= 0 && target.columns[size_t(column)].update == data::ReadOnlyReason::None
                         && std::ranges::find(target.key, column) == target.key.end();
        if (isOpen)
            kept.push_back({column, entity::placedSql(expression.source(), entities.catalog(), entity->schema, true)});
    }
    return kept;
}

} // namespace howdah::operations
