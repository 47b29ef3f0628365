// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/edit/changesql.h"

#include "data/page/qualified.h"
#include "sql/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

using connection::Statement;

static QString valueSql(const EditColumn &column, const CellValue &value, Parameters &parameters)
{
    switch (value.kind()) {
    case CellValue::Kind::Null:
        return u"NULL"_s;
    case CellValue::Kind::Default:
        return u"DEFAULT"_s;
    case CellValue::Kind::Text:
        break;
    }
    return parameters.bind(value.bytes(), column.type);
}

static QString whereSql(const QStringList &conditions)
{
    return conditions.isEmpty() ? QString() : u"\nWHERE "_s + conditions.join(u"\n  AND "_s);
}

static QString returningSql(const EditTarget &target, ChangeKind kind)
{
    QStringList expressions = basisExpressions(target);
    // A row that was put into a partition cannot tell its xmin; it is the transaction's own number.
    if (kind == ChangeKind::Insert && target.identification == Identification::Physical
        && target.shape.kind == RelationKind::PartitionedTable)
        expressions.back() =
            u"(pg_catalog.txid_current() OPERATOR(pg_catalog.&) 4294967295)::pg_catalog.text::pg_catalog.xid"_s;
    return u"\nRETURNING "_s + expressions.join(u", "_s);
}

QStringList rowConditions(const EditTarget &target, const StagedRow &row, Parameters &parameters)
{
    QStringList conditions = identitySql(target, row.basis, parameters);
    // Without a key all columns are in it already.
    if (target.identification != Identification::Key)
        return conditions;
    for (int column = 0; column < int(target.columns.size()); ++column) {
        if (row.kind == ChangeKind::Delete || row.cells.contains(column))
            conditions << unchangedSql(target, row.basis, column, parameters);
    }
    return conditions;
}

// What is kept by the application and not set by the operator himself.
static std::vector<KeptColumn> keptOf(const EditTarget &target, const StagedRow &row)
{
    std::vector<KeptColumn> kept;
    if (row.kind == ChangeKind::Update)
        std::ranges::copy_if(target.kept, std::back_inserter(kept), [&row](const KeptColumn &one) {
            return !row.cells.contains(one.column);
        });
    return kept;
}

static Statement updateStatement(const EditTarget &target, const StagedRow &row)
{
    Parameters parameters;
    QStringList assignments;
    for (const auto &[column, value] : row.cells) {
        const EditColumn &shape = target.columns[size_t(column)];
        assignments << sql::quoteIdentifier(shape.name) + u" = "_s + valueSql(shape, value, parameters);
    }
    for (const KeptColumn &kept : keptOf(target, row))
        assignments << sql::quoteIdentifier(target.columns[size_t(kept.column)].name) + u" = ("_s + kept.sql + u')';
    const QStringList conditions = rowConditions(target, row, parameters);
    return {
        u"UPDATE "_s + relationSql(target.shape) + u"\nSET "_s + assignments.join(u",\n    "_s) + whereSql(conditions)
            + returningSql(target, row.kind),
        parameters.values()};
}

static Statement insertStatement(const EditTarget &target, const StagedRow &row)
{
    Parameters parameters;
    QStringList names;
    QStringList values;
    for (const auto &[column, value] : row.cells) {
        const EditColumn &shape = target.columns[size_t(column)];
        names << sql::quoteIdentifier(shape.name);
        values << valueSql(shape, value, parameters);
    }
    const QString what = names.isEmpty()
                           ? u"\nDEFAULT VALUES"_s
                           : u" ("_s + names.join(u", "_s) + u")\nVALUES ("_s + values.join(u", "_s) + u')';
    return {u"INSERT INTO "_s + relationSql(target.shape) + what + returningSql(target, row.kind), parameters.values()};
}

static Statement deleteStatement(const EditTarget &target, const StagedRow &row)
{
    Parameters parameters;
    const QStringList conditions = rowConditions(target, row, parameters);
    // What it returns tells that it was there; its values are of no use any more.
    return {
        u"DELETE FROM "_s + relationSql(target.shape) + whereSql(conditions) + u"\nRETURNING true"_s,
        parameters.values()};
}

Statement changeStatement(const EditTarget &target, const StagedRow &row)
{
    switch (row.kind) {
    case ChangeKind::Update:
        return updateStatement(target, row);
    case ChangeKind::Insert:
        return insertStatement(target, row);
    case ChangeKind::Delete:
        return deleteStatement(target, row);
    }
    return {};
}

Statement countBefore(const EditTarget &target, const StagedRow &row)
{
    Parameters parameters;
    const QStringList conditions = row.kind == ChangeKind::Insert ? setConditions(target, row, parameters)
                                                                  : rowConditions(target, row, parameters);
    return {
        u"SELECT pg_catalog.count(*) FROM "_s + relationSql(target.shape) + whereSql(conditions), parameters.values()};
}

// The value as the column would hold it: rounded, padded.
static QString isNowSql(const EditTarget &target, int column, const CellValue &value, Parameters &parameters)
{
    const EditColumn &shape = target.columns[size_t(column)];
    const QString sql = columnSql(target.shape, column);
    if (value.isNull())
        return sql + u" IS NOT DISTINCT FROM NULL"_s;
    const QString stored =
        u"CAST("_s + parameters.bind(value.bytes(), shape.type) + u" AS "_s + typeSql(shape.declared) + u')';
    if (shape.comparison == Comparison::Exact)
        return sql + comparisonSql(u"=", target.shape.columns[size_t(column)]) + stored;
    return u"pg_catalog.format('%s', "_s + sql + u") COLLATE pg_catalog.\"C\""_s + operatorSql(u"=")
         + u"pg_catalog.format('%s', "_s + stored + u')';
}

QStringList setConditions(const EditTarget &target, const StagedRow &row, Parameters &parameters)
{
    QStringList conditions;
    for (const auto &[column, value] : row.cells) {
        if (!value.isDefault())
            conditions << isNowSql(target, column, value, parameters);
    }
    return conditions;
}

Statement countAfter(const EditTarget &target, const StagedRow &row)
{
    Parameters parameters;
    QStringList conditions = setConditions(target, row, parameters);
    const std::vector<KeptColumn> kept = keptOf(target, row);
    const auto keep = [&](int column) {
        if (!row.cells.contains(column) && std::ranges::find(kept, column, &KeptColumn::column) == kept.end())
            conditions << unchangedSql(target, row.basis, column, parameters);
    };
    if (target.identification == Identification::Key) {
        for (const int column : target.key)
            keep(column);
    } else {
        for (int column = 0; column < int(target.columns.size()); ++column) {
            if (target.columns[size_t(column)].update != ReadOnlyReason::NotUpdatable
                && target.columns[size_t(column)].update != ReadOnlyReason::Generated)
                keep(column);
        }
    }
    return {
        u"SELECT pg_catalog.count(*) FROM "_s + relationSql(target.shape) + whereSql(conditions), parameters.values()};
}

// ---- for people

QString sensitiveMask() { return u"••••••••"_s; }

StagedRow withoutSensitive(const EditTarget &target, StagedRow row)
{
    const QByteArray mask = sensitiveMask().toUtf8();
    for (const int column : target.sensitive) {
        if (const auto cell = row.cells.find(column); cell != row.cells.end() && cell->second.isText())
            cell->second = CellValue::text(mask);
        if (size_t(column) < row.basis.values.size() && row.basis.values[size_t(column)])
            row.basis.values[size_t(column)] = mask;
    }
    return row;
}

static qsizetype afterQuoted(const QString &sql, qsizetype at)
{
    const QChar quote = sql[at];
    for (++at; at < sql.size(); ++at) {
        if (sql[at] == quote) {
            if (at + 1 < sql.size() && sql[at + 1] == quote)
                ++at;
            else
                return at + 1;
        }
    }
    return at;
}

QString readableSql(const Statement &statement)
{
    const QString &sql = statement.sql;
    QString out;
    for (qsizetype at = 0; at < sql.size();) {
        const QChar c = sql[at];
        qsizetype end = at + 1;
        if (c == u'"' || c == u'\'') {
            end = afterQuoted(sql, at);
        } else if (c == u'$') {
            while (end < sql.size() && sql[end].isDigit())
                ++end;
            const qsizetype number = QStringView(sql).sliced(at + 1, end - at - 1).toLongLong();
            if (number >= 1 && number <= qsizetype(statement.parameters.size())) {
                const auto &value = statement.parameters[size_t(number - 1)];
                out += value ? sql::quoteLiteral(decoded(*value)) : u"NULL"_s;
                at = end;
                continue;
            }
        }
        out += QStringView(sql).sliced(at, end - at);
        at = end;
    }
    return out;
}

} // namespace howdah::data
