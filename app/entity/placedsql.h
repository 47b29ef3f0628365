// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "connection/session/session.h"
#include "entity/model.h"

#include <QHash>

namespace howdah::entity {

// SQL of models as it may be sent on a session that has PostgreSQL's names alone.

// Values of one row by the names of its columns, as the server's text; nullopt is NULL.
using RowValues = QHash<QString, std::optional<QByteArray>>;

// With the schema written before the relations and types that it has, and PostgreSQL's before functions that have
// none. Operators without a schema are PostgreSQL's by the path of the session. Types
// need catalog::Stage::Complete. `isExpression`: an expression, no whole statement.
[[nodiscard]] QString
placedSql(const QString &sql, const catalog::Catalog &catalog, const QString &schema, bool isExpression);

// A type as SQL may name it: of PostgreSQL, or of that schema.
[[nodiscard]] QString placedType(const QString &type, const catalog::Catalog &catalog, const QString &schema);
// What a value of the column is cast to: without a length or precision, which would cut or round it.
[[nodiscard]] QString parameterType(const catalog::Column &column);
// "table"."column" = value, by the operator of the column's type.
[[nodiscard]] QString equalSql(const QString &table, const catalog::Column &column, const QString &value);

// Writes a fragment with its names as parameters of one statement.
class StatementWriter final
{
public:
    // All are kept as references. `given`: of the parameters of an action, by their ids.
    StatementWriter(const catalog::Catalog &catalog, const QString &schema, catalog::Oid relation, const RowValues &row)
        : m_catalog(catalog)
        , m_schema(schema)
        , m_relation(relation)
        , m_row(row)
    {
    }
    void give(const ActionDefinition &action, const RowValues &given)
    {
        m_action = &action;
        m_given = &given;
    }

    [[nodiscard]] QString write(const Fragment &fragment, bool isExpression);
    // "$3::type" for the value.
    [[nodiscard]] QString add(const std::optional<QByteArray> &value, const QString &type);
    // That the row is the one with these values of these columns. The table is named as it is.
    [[nodiscard]] QString isRow(const QString &table, const QStringList &key);
    [[nodiscard]] connection::Statement statement(const QString &sql) const { return {sql, m_parameters}; }

private:
    const catalog::Catalog &m_catalog;
    const QString &m_schema;
    catalog::Oid m_relation;
    const RowValues &m_row;
    const ActionDefinition *m_action = nullptr;
    const RowValues *m_given = nullptr;
    std::vector<std::optional<QByteArray>> m_parameters;
};

} // namespace howdah::entity
