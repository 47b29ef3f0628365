// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/edittarget.h"

#include "data/page/qualified.h"
#include "sql/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

using connection::RowBatch;
using connection::Statement;

static void appendTo(QByteArray &key, const std::optional<QByteArray> &value)
{
    if (!value) {
        key += 'n';
        return;
    }
    key += QByteArray::number(value->size());
    key += ':';
    key += *value;
}

RowKey rowKeyOf(const EditTarget &target, const RowBasis &basis)
{
    if (!basis.shownAs.isEmpty())
        return basis.shownAs;
    RowKey key;
    switch (target.identification) {
    case Identification::Key:
        key += 'k';
        for (const auto &value : basis.identity.key)
            appendTo(key, value);
        break;
    case Identification::Physical:
        key += 'p' + basis.identity.tableOid + basis.identity.ctid + basis.identity.xmin;
        break;
    case Identification::Values:
        key += 'v';
        for (const auto &value : basis.values)
            appendTo(key, value);
        break;
    }
    return key;
}

// A preview has one character more than fits, when there is more. UTF-8 is counted by its first bytes.
static bool isLonger(const std::optional<QByteArray> &value, int characters)
{
    return value && value->size() > characters
        && std::ranges::count_if(*value, [](char byte) { return (byte & 0xc0) != 0x80; }) > characters;
}

RowBasis basisOf(const PageQuery &query, const RowBatch &rows, qsizetype row)
{
    RowBasis basis{.identity = identityOf(query, rows, row)};
    const RowLayout &layout = query.layout();
    for (size_t column = 0; column < query.shape().columns.size(); ++column) {
        basis.values.push_back(rows.value(row, qsizetype(column)));
        basis.cut.push_back(layout.previews[column] && isLonger(basis.values.back(), layout.previewLength));
    }
    return basis;
}

static bool isWhole(const EditTarget &target, int column, const std::vector<int> &whole)
{
    return !target.columns[size_t(column)].wide || std::ranges::find(whole, column) != whole.end();
}

QStringList basisExpressions(const EditTarget &target, const std::vector<int> &whole)
{
    QStringList out;
    for (int i = 0; i < int(target.columns.size()); ++i) {
        const EditColumn &column = target.columns[size_t(i)];
        const QString sql = columnSql(target.shape, i);
        out
            << (isWhole(target, i, whole) ? sql
                                          : outputSql(sql, column.typeOid, column.category, previewCharacters + 1));
    }
    if (target.identification == Identification::Key) {
        for (const int column : target.key)
            out << columnSql(target.shape, column);
    } else if (target.identification == Identification::Physical) {
        for (const QString &name : {u"tableoid"_s, u"ctid"_s, u"xmin"_s})
            out << sql::quoteQualified(target.shape.name, name);
    }
    return out;
}

RowBasis basisIn(const EditTarget &target, const RowBatch &rows, qsizetype row, const std::vector<int> &whole)
{
    RowBasis basis;
    const auto count = int(target.columns.size());
    for (int i = 0; i < count; ++i) {
        basis.values.push_back(rows.value(row, i));
        basis.cut.push_back(!isWhole(target, i, whole) && isLonger(basis.values.back(), previewCharacters));
    }
    if (target.identification == Identification::Key) {
        for (size_t i = 0; i < target.key.size(); ++i)
            basis.identity.key.push_back(rows.value(row, count + qsizetype(i)));
    } else if (target.identification == Identification::Physical) {
        basis.identity.tableOid = rows.bytes(row, count).toByteArray();
        basis.identity.ctid = rows.bytes(row, count + 1).toByteArray();
        basis.identity.xmin = rows.bytes(row, count + 2).toByteArray();
    }
    return basis;
}

static qsizetype charactersIn(const QByteArray &utf8)
{
    return std::ranges::count_if(utf8, [](char byte) { return (byte & 0xc0) != 0x80; });
}

QString unchangedSql(const EditTarget &target, const RowBasis &basis, int column, Parameters &parameters)
{
    const EditColumn &shape = target.columns[size_t(column)];
    const QString sql = columnSql(target.shape, column);
    const auto &was = basis.values[size_t(column)];
    // Needs no equality of the type (the parser makes a test for NULL of it, without an operator), and of a composite
    // value it means the value and not its fields.
    if (!was)
        return sql + u" IS NOT DISTINCT FROM NULL"_s;
    if (basis.cut[size_t(column)]) {
        const QString beginning = outputSql(sql, shape.typeOid, shape.category, int(charactersIn(*was)));
        return u'(' + beginning + u") COLLATE pg_catalog.\"C\""_s + operatorSql(u"=") + parameters.bind(*was, u"text");
    }
    if (shape.comparison == Comparison::Exact)
        return sql + comparisonSql(u"=", target.shape.columns[size_t(column)]) + parameters.bind(*was, shape.type);
    return u"pg_catalog.format('%s', "_s + sql + u") COLLATE pg_catalog.\"C\""_s + operatorSql(u"=")
         + parameters.bind(*was, u"text");
}

static QString keySql(const EditTarget &target, const RowIdentity &identity, size_t at, Parameters &parameters)
{
    const int column = target.key[at];
    return columnSql(target.shape, column) + comparisonSql(u"=", target.shape.columns[size_t(column)])
         + parameters.bind(identity.key[at].value_or(QByteArray()), target.columns[size_t(column)].type);
}

static void addPlace(const EditTarget &target, const RowIdentity &identity, Parameters &parameters, QStringList &out)
{
    const auto system = [&](QStringView name) { return sql::quoteQualified(target.shape.name, name); };
    out << system(u"ctid") + operatorSql(u"=") + parameters.bind(identity.ctid, u"tid")
        << system(u"tableoid") + operatorSql(u"=") + parameters.bind(identity.tableOid, u"oid")
        << system(u"xmin") + operatorSql(u"=") + parameters.bind(identity.xmin, u"xid");
}

QStringList identitySql(const EditTarget &target, const RowBasis &basis, Parameters &parameters)
{
    QStringList conditions;
    if (target.identification == Identification::Key) {
        for (size_t i = 0; i < target.key.size(); ++i)
            conditions << keySql(target, basis.identity, i, parameters);
        return conditions;
    }
    if (target.identification == Identification::Physical)
        addPlace(target, basis.identity, parameters, conditions);
    for (int i = 0; i < int(target.columns.size()); ++i)
        conditions << unchangedSql(target, basis, i, parameters);
    return conditions;
}

static Statement selectStatement(
    const EditTarget &target, const QStringList &conditions, const std::vector<int> &whole,
    const Parameters &parameters)
{
    return {
        u"SELECT "_s + basisExpressions(target, whole).join(u", "_s) + u"\nFROM "_s + relationSql(target.shape)
            + u"\nWHERE "_s + conditions.join(u"\n  AND "_s) + u"\nLIMIT 2"_s,
        parameters.values()};
}

Statement rowStatement(const EditTarget &target, const RowBasis &basis, const std::vector<int> &whole)
{
    Parameters parameters;
    const QStringList conditions = identitySql(target, basis, parameters);
    return selectStatement(target, conditions, whole, parameters);
}

std::optional<Statement>
currentRowStatement(const EditTarget &target, const RowBasis &basis, const std::vector<int> &whole)
{
    if (target.identification == Identification::Values)
        return std::nullopt;
    Parameters parameters;
    QStringList conditions;
    if (target.identification == Identification::Key)
        conditions = identitySql(target, basis, parameters);
    else
        addPlace(target, basis.identity, parameters, conditions);
    return selectStatement(target, conditions, whole, parameters);
}

} // namespace howdah::data
