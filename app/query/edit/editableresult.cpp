// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/edit/editableresult.h"

#include "data/page/catalogshape.h"
#include "query/tr.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query {

using connection::Columns;
using data::RelationShape;

QString ResultRelation::name() const { return shape.schema + u'.' + shape.name; }

int ResultRelation::resultColumn(int column) const
{
    const auto found = std::ranges::find(columns, column);
    return found == columns.end() ? -1 : int(found - columns.begin());
}

// ---- which relations

static QString refusalOfKind(const ResultRelation &relation)
{
    switch (relation.shape.kind) {
    case data::RelationKind::Table:
    case data::RelationKind::PartitionedTable:
        return {};
    case data::RelationKind::View:
        return tr("%1 is a view").arg(relation.name());
    case data::RelationKind::MaterializedView:
        return tr("%1 is a materialized view").arg(relation.name());
    case data::RelationKind::ForeignTable:
        return tr("%1 is a foreign table").arg(relation.name());
    case data::RelationKind::Other:
        break;
    }
    return tr("%1 is not a table").arg(relation.name());
}

static bool isOfAnotherSession(const QString &schema)
{
    return schema.startsWith("pg_temp"_L1) || schema.startsWith("pg_toast"_L1);
}

static bool isOfTheSystem(const QString &schema)
{
    return schema == "pg_catalog"_L1 || schema == "information_schema"_L1;
}

static QStringList namesOf(const RelationShape &shape, const std::vector<int> &columns)
{
    QStringList names;
    for (const int column : columns)
        names << shape.columns[size_t(column)].name;
    return names;
}

// The columns of the answer that hold the key, or why there are none.
static QString findKey(ResultRelation &relation)
{
    const data::IndexShape *key = data::keyOf(relation.shape);
    if (!key) {
        return relation.shape.hasChildren
                 ? tr("%1 has tables that inherit from it: its key does not identify their rows").arg(relation.name())
                 : tr("%1 has no primary key, nor a unique index over columns that are never NULL")
                       .arg(relation.name());
    }
    QStringList missing;
    for (const int column : key->columns) {
        const auto count = std::ranges::count(relation.columns, column);
        if (count > 1)
            return tr("The key column %1 of %2 is in the result more than once: which one names the row is not known")
                .arg(relation.shape.columns[size_t(column)].name, relation.name());
        if (count == 0)
            missing << relation.shape.columns[size_t(column)].name;
        else
            relation.key.push_back(relation.resultColumn(column));
    }
    if (missing.isEmpty())
        return {};
    relation.key.clear();
    if (key->columns.size() == 1)
        return tr("The key of %1 (%2) is not among the columns").arg(relation.name(), missing.front());
    return tr("The key of %1 (%2) is not whole: %3 is not among the columns")
        .arg(relation.name(), namesOf(relation.shape, key->columns).join(u", "_s), missing.join(u", "_s));
}

static QString refusalOf(ResultRelation &relation, const QString &sql)
{
    if (isOfAnotherSession(relation.shape.schema))
        return tr("%1 is a temporary table, which only the session of the tab can change").arg(relation.shape.name);
    if (isOfTheSystem(relation.shape.schema))
        return tr("%1 is a table of the system").arg(relation.name());
    if (QString why = refusalOfKind(relation); !why.isEmpty())
        return why;
    if (QString why = findKey(relation); !why.isEmpty())
        return why;
    const int uses = usesOfRelation(sql, relation.shape.name);
    if (uses == 1)
        return {};
    return uses > 1 ? tr("The statement uses %1 more than once: the server does not say which use a column comes from")
                          .arg(relation.name())
                    : tr("The statement does not name %1, so that it is not known how its rows were joined")
                          .arg(relation.name());
}

static ResultRelation &relationIn(EditableResult &result, RelationShape shape, size_t columns)
{
    const auto found = std::ranges::find_if(
        result.relations, [&shape](const ResultRelation &one) { return one.shape.oid == shape.oid; });
    if (found != result.relations.end())
        return *found;
    result.relations.push_back({.shape = std::move(shape), .columns = std::vector<int>(columns, -1)});
    return result.relations.back();
}

// Why the column has no relation that is known; "" when it was given to one.
static QString place(EditableResult &result, const Columns &columns, size_t at, const catalog::Catalog &catalog)
{
    const connection::Column &column = columns[at];
    if (column.relationOid == 0)
        return tr("It comes from an expression");
    auto shape = data::shapeOf(catalog, column.relationOid);
    if (!shape && column.relationOid < data::FirstOfOthers)
        return tr("It comes from a table of the system");
    if (!shape)
        return tr("It comes from a table that is not known here: a temporary one, or one that came after the catalog "
                  "was read (refresh it)");
    if (column.attributeNumber <= 0)
        return tr("It is a system column");
    const auto found = std::ranges::find(shape->columns, column.attributeNumber, &data::ColumnShape::number);
    if (found == shape->columns.end())
        return tr("%1.%2 has no such column any more").arg(shape->schema, shape->name);
    const auto position = int(found - shape->columns.begin());
    ResultRelation &relation = relationIn(result, *std::move(shape), columns.size());
    relation.columns[at] = position;
    result.relationOf[at] = int(&relation - result.relations.data());
    return {};
}

static QString whyNothing(const EditableResult &result, const Columns &columns)
{
    if (std::ranges::any_of(result.why, &QString::isEmpty))
        return {};
    QStringList reasons;
    if (result.relations.empty()) {
        for (size_t at = 0; at < columns.size(); ++at) {
            if (columns[at].relationOid != 0)
                return result.why[at];
        }
        return tr("No column comes from a table");
    }
    for (const ResultRelation &relation : result.relations) {
        if (!relation.isEditable())
            reasons << relation.refusal;
    }
    return reasons.isEmpty() ? tr("Nothing but keys is in the result more than once") : reasons.join(u"; "_s);
}

EditableResult editableResult(const Columns &columns, const catalog::Catalog &catalog, const QString &sql)
{
    EditableResult result;
    result.relationOf.assign(columns.size(), -1);
    result.why.resize(columns.size());
    for (size_t at = 0; at < columns.size(); ++at)
        result.why[at] = place(result, columns, at, catalog);
    for (ResultRelation &relation : result.relations)
        relation.refusal = refusalOf(relation, sql);
    for (size_t at = 0; at < columns.size(); ++at) {
        if (!result.why[at].isEmpty())
            continue;
        const ResultRelation &relation = result.relations[size_t(result.relationOf[at])];
        if (!relation.isEditable())
            result.why[at] = relation.refusal;
        else if (std::ranges::count(relation.columns, relation.columns[at]) > 1)
            result.why[at] =
                tr("%1 is in the result more than once").arg(relation.shape.columns[size_t(relation.columns[at])].name);
    }
    result.refusal = whyNothing(result, columns);
    return result;
}

// ---- rows

// What a session writes by a setting of its own, and another one would read otherwise, or not at all.
static bool isPlain(quint32 typeOid, QByteArrayView text)
{
    constexpr quint32 Date = 1082, Timestamp = 1114, TimestampTz = 1184, Money = 790;
    if (typeOid == Money)
        return false;
    if (typeOid != Date && typeOid != Timestamp && typeOid != TimestampTz)
        return true;
    static const QRegularExpression iso(
        u"^(\\d{4,}-\\d\\d-\\d\\d( \\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?([+-]\\d\\d(:\\d\\d){0,2})?)?( BC)?|-?infinity)$"_s);
    const bool fits = iso.match(QString::fromLatin1(text)).hasMatch();
    // Without its offset an instant would be another one in another zone.
    return fits
        && (typeOid != TimestampTz || text.endsWith("infinity") || text.lastIndexOf('+') > 0
            || text.lastIndexOf('-') > 7);
}

Result<data::RowBasis> shownBasis(const ResultRelation &relation, const Columns &columns, const ShownRow &shown)
{
    data::RowBasis basis;
    for (const int column : relation.key) {
        const auto &value = shown[size_t(column)];
        if (!value)
            return fail(
                ErrorKind::Usage,
                tr("No row of %1 is here: %2 is NULL").arg(relation.name(), columns[size_t(column)].name),
                tr("An outer join or a grouping has left it empty."));
        if (!isPlain(columns[size_t(column)].typeOid, *value))
            return fail(
                ErrorKind::Usage,
                tr("The key column %1 is shown in a form that depends on the session")
                    .arg(columns[size_t(column)].name),
                tr("With “SET DateStyle TO ISO” the result can be edited."));
        basis.identity.key.push_back(value);
    }
    basis.values.resize(relation.shape.columns.size());
    basis.cut.resize(relation.shape.columns.size());
    for (size_t at = 0; at < relation.columns.size(); ++at) {
        if (relation.columns[at] >= 0)
            basis.values[size_t(relation.columns[at])] = shown[at];
    }
    return basis;
}

static std::vector<int> shownOf(const ResultRelation &relation)
{
    std::vector<int> columns;
    for (const int column : relation.columns) {
        if (column >= 0 && std::ranges::find(columns, column) == columns.end())
            columns.push_back(column);
    }
    return columns;
}

connection::Statement rowCheck(
    const ResultRelation &relation, const data::EditTarget &target, const data::RowBasis &basis, const ShownRow &shown)
{
    data::Parameters parameters;
    QStringList outputs = data::basisExpressions(target, shownOf(relation));
    for (size_t at = 0; at < relation.columns.size(); ++at) {
        const int column = relation.columns[at];
        if (column < 0)
            continue;
        data::RowBasis one = basis; // each cell by what it shows: the same column may be here twice
        one.values[size_t(column)] = shown[at];
        outputs << data::unchangedSql(target, one, column, parameters);
    }
    const QStringList conditions = data::identitySql(target, basis, parameters);
    return {
        u"SELECT "_s + outputs.join(u", "_s) + u"\nFROM "_s + data::relationSql(target.shape) + u"\nWHERE "_s
            + conditions.join(u"\n  AND "_s) + u"\nLIMIT 2"_s,
        parameters.values()};
}

std::optional<RowNow> checkedRow(
    const ResultRelation &relation, const data::EditTarget &target, const data::RowBasis &basis,
    const connection::RowBatch &answer)
{
    if (answer.rowCount() != 1)
        return std::nullopt;
    const std::vector<int> shown = shownOf(relation);
    RowNow row{.now = data::basisIn(target, answer, 0, shown), .changed = {}};
    row.now.shownAs = data::rowKeyOf(target, basis);
    auto next = qsizetype(target.columns.size() + target.key.size());
    for (size_t at = 0; at < relation.columns.size(); ++at) {
        if (relation.columns[at] >= 0 && answer.value(0, next++) != "t")
            row.changed.push_back(int(at));
    }
    return row;
}

} // namespace howdah::query
