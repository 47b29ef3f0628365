// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/entities.h"
#include "entity/placedsql.h"

namespace howdah::entity {

// A view that a row can be opened in: one of its own entity, or of a row that it belongs to (a message to its thread, a
// step to its operation).
struct ReachedView
{
    const BoundEntity *entity = nullptr;          // that has the view
    int view = 0;                                 // of its views
    std::vector<const RelationDefinition *> path; // the parents on the way; empty: the row itself
    [[nodiscard]] const ViewDefinition &definition() const { return entity->definition->views[size_t(view)]; }
};

// Those of the entity itself, then those of its parents and theirs, but none of a kind that is there already. A board
// is of the table and only its own. Pure.
[[nodiscard]] std::vector<ReachedView> viewsFrom(const Entities &entities, const BoundEntity &entity);
// The first of a kind; nothing without one.
[[nodiscard]] std::optional<ReachedView>
viewFrom(const Entities &entities, const BoundEntity &entity, ViewDefinition::Kind kind);

// Where the view of a row is: the key of its entity, then that of what was said in it, where the way leads over that.
[[nodiscard]] connection::Statement
reachStatement(const Entities &entities, const BoundEntity &entity, const ReachedView &reached, const RowValues &row);
struct ReachedRow
{
    RowValues key;
    RowValues said; // empty: nothing in it is meant
};
// Nothing where the row belongs to none.
[[nodiscard]] std::optional<ReachedRow> reachedIn(
    const Entities &entities, const BoundEntity &entity, const ReachedView &reached, const connection::RowBatch &rows);

} // namespace howdah::entity
