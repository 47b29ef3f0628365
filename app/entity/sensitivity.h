// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/entities.h"

// Where the values of columns that a model calls sensitive are to be found again. In doubt a column is sensitive:
// before the models are known all are.
namespace howdah::entity {

// What of a relation is sensitive.
struct Sensitivity
{
    bool isWhole = false; // all of it, as it is not known better
    QStringList names;
    [[nodiscard]] bool contains(QStringView column) const { return isWhole || names.contains(column); }
    [[nodiscard]] bool isEmpty() const { return !isWhole && names.isEmpty(); }
};

// Those that a model names, of an entity's table, of its partitions and of tables that inherit from it; of a view those
// that its query makes of such a column, renamed, within an expression or by way of other views. The whole of a view
// whose query is not known yet (before catalog::Stage::Complete) or cannot be read, where some entity has a sensitive
// column. What a function answers is not seen through. Pure.
[[nodiscard]] Sensitivity sensitivityOf(const Entities &entities, catalog::Oid relation);
// The same as the columns of the relation, in its order, as far as the catalog knows it. Pure.
[[nodiscard]] QStringList sensitiveColumns(const Entities &entities, catalog::Oid relation);

// A column of an answer, and where the server says that it comes from.
struct AnswerColumn
{
    QString name = {};
    catalog::Oid relation = 0; // 0: an expression
    int number = 0;            // of the column there
};
// Which columns of the answer to a statement hold sensitive values: by their origin; and where there is none, by what
// the statement makes of columns so called. Names without a schema are looked for in all of them. A count is none.
// Pure.
[[nodiscard]] std::vector<bool>
sensitiveAnswer(const Entities &entities, const std::vector<AnswerColumn> &columns, const QByteArray &statement);

} // namespace howdah::entity
