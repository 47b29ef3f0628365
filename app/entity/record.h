// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/entities.h"
#include "entity/placedsql.h"

namespace howdah::entity {

// One row of an entity as a card shows it: its label and state, its facts, and what it is related to. The statements
// are sent on a session with PostgreSQL's names, in one Session::pipeline() each.

struct Record
{
    RowValues values; // of all columns
    QString label;
    QString subtitle;
};

// Rows are found by values of the entity's key, or by any text that its label has. All columns come first, in their
// order, then the label and the subtitle (NULL without one).
[[nodiscard]] connection::Statement
recordStatement(const Entities &entities, const BoundEntity &entity, const RowValues &key);
// Those of its rows whose label or key has the text, letters in any case; all for an empty one. The newest first.
[[nodiscard]] connection::Statement
listStatement(const Entities &entities, const BoundEntity &entity, const QString &search, int limit);
// From an answer of either.
[[nodiscard]] Record
recordIn(const Entities &entities, const BoundEntity &entity, const connection::RowBatch &rows, qsizetype row);

// What a record shows of one relation.
struct RelatedRow
{
    RowValues key; // of the other entity
    QString label; // "" where it has none
    QString state;
    QString time;
};
// How many there are, counted up to `most` (0: all). Nothing where the other table is not there.
[[nodiscard]] std::optional<connection::Statement> relatedCount(
    const Entities &entities, const BoundEntity &entity, const RelationDefinition &relation, const RowValues &row,
    qint64 most = 0);
// The newest of them by the time column of their entity, else by their key.
[[nodiscard]] std::optional<connection::Statement> relatedRows(
    const Entities &entities, const BoundEntity &entity, const RelationDefinition &relation, const RowValues &row,
    int limit);
[[nodiscard]] std::vector<RelatedRow> relatedIn(
    const Entities &entities, const BoundEntity &entity, const RelationDefinition &relation,
    const connection::RowBatch &rows);

// Which condition keeps the rows of the other entity apart, to be opened as a filter: its columns, and the values of
// this row in them. Empty for a relation through a table of pairs.
[[nodiscard]] std::vector<std::pair<QString, std::optional<QByteArray>>> relatedFilter(
    const Entities &entities, const BoundEntity &entity, const RelationDefinition &relation, const RowValues &row);

} // namespace howdah::entity
