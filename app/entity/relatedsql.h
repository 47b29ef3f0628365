// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/entities.h"
#include "entity/placedsql.h"

namespace howdah::entity {

// The parts of the statements about the rows of entities and of their relations, for sessions with PostgreSQL's names.

[[nodiscard]] QString columnSql(const QString &table, const QString &name);
// As text; NULL without one.
[[nodiscard]] QString labelSql(const Entities &entities, const BoundEntity &entity);
[[nodiscard]] QString subtitleSql(const Entities &entities, const BoundEntity &entity);
// The table under its own name.
[[nodiscard]] QString fromSql(const BoundEntity &entity);
// ORDER BY of the entity's time, then its key; "" without either.
[[nodiscard]] QString newestFirst(const Entities &entities, const BoundEntity &entity);

// The columns that a relation compares, on this side and on the other.
struct Sides
{
    const BoundEntity *other = nullptr;
    QStringList own;    // columns of this entity whose values are looked for
    QStringList theirs; // columns that hold them: of the other, or of the table of pairs
};
[[nodiscard]] std::optional<Sides>
sidesOf(const Entities &entities, const BoundEntity &entity, const RelationDefinition &relation);

// FROM and WHERE of the rows of the other entity. Nothing where its table or a column is not there.
[[nodiscard]] std::optional<QString> relatedSql(
    const Entities &entities, const BoundEntity &entity, const RelationDefinition &relation, const RowValues &row,
    StatementWriter &writer);
// The same for a relation of the rows of a relation ("artifacts.deployments"); neither may be through a table of pairs.
[[nodiscard]] std::optional<QString> relatedSql(
    const Entities &entities, const BoundEntity &entity, const RelationDefinition &relation,
    const RelationDefinition &further, const RowValues &row, StatementWriter &writer);

// The label of the row that a column of an entity refers to, as a subquery; `value` is its value as SQL. "" where no
// parent of that column has a label.
[[nodiscard]] QString
referredLabelSql(const Entities &entities, const BoundEntity &entity, const QString &column, const QString &value);

} // namespace howdah::entity
