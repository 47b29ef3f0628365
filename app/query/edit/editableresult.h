// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "connection/session/statement.h"
#include "data/page/edittarget.h"

namespace howdah::query {

// A relation of which rows are in an answer, by what the server says of its columns.
struct ResultRelation
{
    data::RelationShape shape;
    std::vector<int> columns; // of each column of the answer the position in the shape; -1: it is from elsewhere
    std::vector<int> key;     // the columns of the answer that hold the key, in the order of keyOf(shape)->columns
    QString refusal;          // why its rows cannot be edited here; "" when they can
    [[nodiscard]] bool isEditable() const { return refusal.isEmpty(); }
    // "public.orders"
    [[nodiscard]] QString name() const;
    // The first column of the answer that this column of the relation is in; -1 without one.
    [[nodiscard]] int resultColumn(int column) const;
};

// Which rows of which relations can be changed from an answer.
struct EditableResult
{
    std::vector<ResultRelation> relations; // in the order of the answer's columns
    std::vector<int> relationOf;           // of each column, -1: of none
    std::vector<QString> why;              // a column cannot be edited; "" when it can
    QString refusal;                       // why nothing can be edited, in a sentence; "" when something can
    [[nodiscard]] bool isEditable() const { return refusal.isEmpty(); }
};

// The server names for each column the table that its values come from, also through subqueries, DISTINCT and GROUP BY;
// not which of two uses of the same table, and not whether a row of it is there at all (an outer join). So: a relation
// is edited where its whole key is among the columns, each once, and the statement uses it once, which `sql` (the text
// that was sent) must show: what comes of a cursor or a prepared statement does not. Whether the row is there, and is
// what was shown, is asked for each row when it is to be changed (rowCheck()). Needs Stage::Complete. Pure.
[[nodiscard]] EditableResult
editableResult(const connection::Columns &columns, const catalog::Catalog &catalog, const QString &sql);

// How often a statement uses a relation, 2 meaning more than once: as often as its name stands in it and is no
// qualifier; a WITH query counts as often as it is used. Too often where something else has the same name. Pure.
[[nodiscard]] int usesOfRelation(const QString &sql, const QString &name);

// ---- a row of an answer as a row of the relation

// The key as it was shown; nothing where a part of it is NULL (there is no such row), or cannot be read by another
// session without mistake: a date that is not written as ISO 8601 has it, an amount of money.
using ShownRow = std::vector<std::optional<QByteArray>>; // by column of the answer
[[nodiscard]] Result<data::RowBasis>
shownBasis(const ResultRelation &relation, const connection::Columns &columns, const ShownRow &shown);

// Reads the row as it is now, with what is shown of it whole, and lets the server say which of the values that were
// shown it still has. Target: of the same shape, by its key.
[[nodiscard]] connection::Statement rowCheck(
    const ResultRelation &relation, const data::EditTarget &target, const data::RowBasis &basis, const ShownRow &shown);
struct RowNow
{
    data::RowBasis now;       // by the key as it was shown (RowBasis::shownAs)
    std::vector<int> changed; // columns of the answer that hold something else than the row does now
};
// Nothing when the row is not there any more, or cannot be seen.
[[nodiscard]] std::optional<RowNow> checkedRow(
    const ResultRelation &relation, const data::EditTarget &target, const data::RowBasis &basis,
    const connection::RowBatch &answer);

} // namespace howdah::query
