// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/edit/references.h"

#include "data/page/catalogshape.h"
#include "data/page/parameters.h"
#include "data/page/qualified.h"
#include "sql/quote.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace howdah::data {

using catalog::Catalog;
using catalog::Constraint;
using connection::Statement;

static std::optional<std::vector<int>>
positionsOf(const Catalog &catalog, quint32 relation, const QList<qint16> &numbers)
{
    const auto columns = catalog.columnsOf(relation);
    std::vector<int> out;
    for (const qint16 number : numbers) {
        const auto found = std::ranges::find(columns, number, &catalog::Column::number);
        if (found == columns.end())
            return std::nullopt;
        out.push_back(int(found - columns.begin()));
    }
    return out;
}

static std::optional<Reference> referenceFor(const Catalog &catalog, const Constraint &constraint)
{
    auto from = shapeOf(catalog, constraint.relation);
    auto to = shapeOf(catalog, constraint.referencedRelation);
    const auto columns = positionsOf(catalog, constraint.relation, constraint.columns);
    const auto keys = positionsOf(catalog, constraint.referencedRelation, constraint.referencedColumns);
    if (!from || !to || !columns || !keys || columns->empty() || columns->size() != keys->size())
        return std::nullopt;
    return Reference{constraint.name, constraint.oid, *std::move(from),   *columns,
                     *std::move(to),  *keys,          constraint.onDelete};
}

static void sortByName(std::vector<Reference> &references)
{
    const auto sortKey = [](const Reference &r) { return std::tuple(r.from.schema, r.from.name, r.name); };
    std::ranges::sort(references, {}, sortKey);
}

std::vector<Reference> referencesOf(const Catalog &catalog, quint32 relation)
{
    // A key that points at a partitioned table has copies for each of its partitions.
    std::set<quint32> here;
    for (const Constraint &constraint : catalog.constraintsOf(relation))
        here.insert(constraint.oid);
    std::vector<Reference> out;
    for (const Constraint &constraint : catalog.constraintsOf(relation)) {
        if (constraint.kind != catalog::ConstraintKind::ForeignKey || here.contains(constraint.parent))
            continue;
        if (auto reference = referenceFor(catalog, constraint))
            out.push_back(*std::move(reference));
    }
    sortByName(out);
    return out;
}

// Whether one of the tables that it is a partition of is among them.
static bool isPartOfOne(const Catalog &catalog, quint32 relation, const std::set<quint32> &owners)
{
    const catalog::Relation *part = catalog.relation(relation);
    while (part && part->isPartition && !part->parents.isEmpty()) {
        if (owners.contains(part->parents.front()))
            return true;
        part = catalog.relation(part->parents.front());
    }
    return false;
}

std::vector<Reference> referencesTo(const Catalog &catalog, quint32 relation)
{
    const QList<const Constraint *> all = catalog.referencesTo(relation);
    std::vector<Reference> out;
    for (const Constraint *constraint : all) {
        // Copies of the same key for the partitions of the referencing table.
        std::set<quint32> others;
        for (const Constraint *other : all) {
            if (other->relation != constraint->relation && other->columns.size() == constraint->columns.size()
                && other->referencedColumns == constraint->referencedColumns)
                others.insert(other->relation);
        }
        if (constraint->parent != 0 && isPartOfOne(catalog, constraint->relation, others))
            continue;
        if (auto reference = referenceFor(catalog, *constraint))
            out.push_back(*std::move(reference));
    }
    sortByName(out);
    return out;
}

std::optional<Reference> referenceOf(const Catalog &catalog, quint32 relation, int column)
{
    std::optional<Reference> best;
    for (Reference &reference : referencesOf(catalog, relation)) {
        if (std::ranges::find(reference.columns, column) != reference.columns.end()
            && (!best || reference.columns.size() < best->columns.size()))
            best = std::move(reference);
    }
    return best;
}

// ---- labels

static int labelRank(const QString &name)
{
    static const QStringList words = {u"name"_s,         u"title"_s,    u"label"_s,    u"display_name"_s,
                                      u"full_name"_s,    u"fullname"_s, u"username"_s, u"user_name"_s,
                                      u"login"_s,        u"email"_s,    u"slug"_s,     u"code"_s,
                                      u"abbreviation"_s, u"subject"_s,  u"key"_s,      u"description"_s};
    const QString lower = name.toLower();
    if (const qsizetype known = words.indexOf(lower); known >= 0)
        return int(known);
    const bool names = lower.endsWith("name"_L1) || lower.endsWith("title"_L1) || lower.endsWith("label"_L1);
    return names ? 50 : 100;
}

int labelColumnOf(const RelationShape &shape, const QStringList &hidden)
{
    int best = -1;
    int bestRank = 0;
    for (int column = 0; column < int(shape.columns.size()); ++column) {
        const ColumnShape &here = shape.columns[size_t(column)];
        if (here.category != TypeCategory::Text || here.foreignKey || hidden.contains(here.name))
            continue;
        const int rank = labelRank(here.name) + (here.inKey ? 200 : 0);
        if (best < 0 || rank < bestRank) {
            best = column;
            bestRank = rank;
        }
    }
    // A key that is a text needs no other words, unless they are there.
    return best >= 0 && shape.columns[size_t(best)].inKey ? -1 : best;
}

// ---- finding rows

static constexpr int labelCharacters = 200;
// LIKE refuses collations that call different texts equal.
static const QString comparableText = u"::pg_catalog.text COLLATE pg_catalog.\"default\""_s;

static QString columnOf(const RelationShape &shape, int column, QStringView alias)
{
    return alias.toString() + u'.' + sql::quoteIdentifier(shape.columns[size_t(column)].name);
}

// As what the referenced table stands in a statement: SQL of others names it as it is called.
static QString aliasOf(const Reference &reference)
{
    return reference.label.isEmpty() ? u"r"_s : sql::quoteIdentifier(reference.to.name);
}

// What people call a row, as an expression; "" where nothing says it.
static QString labelSql(const Reference &reference)
{
    if (!reference.label.isEmpty())
        return u'(' + reference.label + u')';
    const int label = labelColumnOf(reference.to, reference.hidden);
    return label < 0 ? QString() : columnOf(reference.to, label, aliasOf(reference));
}

static QString subtitleSql(const Reference &reference)
{
    return reference.subtitle.isEmpty() ? QString() : u'(' + reference.subtitle + u')';
}

// The key, the label and the subtitle. `more`: one more column.
static QString choiceSelect(const Reference &reference, const QString &more = {})
{
    const QString alias = aliasOf(reference);
    QStringList list;
    for (const int column : reference.keyColumns) {
        const ColumnShape &shape = reference.to.columns[size_t(column)];
        list << outputSql(columnOf(reference.to, column, alias), shape.typeOid, shape.category);
    }
    for (const QString &words : {labelSql(reference), subtitleSql(reference)})
        list
            << (words.isEmpty() ? u"NULL::pg_catalog.text"_s
                                : u"pg_catalog.left("_s + words + u"::pg_catalog.text, "_s
                                      + QString::number(labelCharacters) + u')');
    if (!more.isEmpty())
        list << more;
    return u"SELECT "_s + list.join(", "_L1) + u" FROM "_s + relationSql(reference.to) + u" AS "_s + alias;
}

static QString escapedForLike(QString text)
{
    return text.replace(u'\\', "\\\\"_L1).replace(u'%', "\\%"_L1).replace(u'_', "\\_"_L1);
}

static bool isWholeNumber(const QString &text, quint32 typeOid)
{
    bool ok = false;
    const qint64 number = text.toLongLong(&ok);
    const qint64 most = typeOid == 21 ? 32767 : typeOid == 23 ? 2147483647 : std::numeric_limits<qint64>::max();
    return ok && number <= most && number >= -most;
}

// Up to 32 digits with or without dashes; "" for another text.
static QString uuidDigits(const QString &text)
{
    const auto isDigit = [](QChar c) { return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f'); };
    const QString digits = text.toLower().remove(u'-');
    return digits.size() <= 32 && std::ranges::all_of(digits, isDigit) ? digits : QString();
}

static bool isUuid(const QString &text) { return uuidDigits(text).size() == 32; }

// That a UUID begins with these digits: a range, which an index knows.
static QString uuidRange(const QString &name, const QString &digits, const ColumnShape &shape, Parameters &parameters)
{
    return u'(' + name + comparisonSql(u">=", shape) + parameters.add(digits.leftJustified(32, u'0'), u"uuid")
         + u" AND "_s + name + comparisonSql(u"<=", shape) + parameters.add(digits.leftJustified(32, u'f'), u"uuid")
         + u')';
}

// That a column of the key is the text, as its type reads it; "" where the type would refuse the text with an error.
static QString keyMatch(const Reference &reference, int column, const QString &search, Parameters &parameters)
{
    const ColumnShape &shape = reference.to.columns[size_t(column)];
    const QString name = columnOf(reference.to, column, aliasOf(reference));
    switch (shape.category) {
    case TypeCategory::Integer:
        return isWholeNumber(search, shape.typeOid) && shape.typeOid != 26
                 ? name + comparisonSql(u"=", shape) + parameters.add(search, comparisonType(shape))
                 : QString();
    case TypeCategory::Uuid:
        if (const QString digits = uuidDigits(search); !digits.isEmpty() && digits.size() < 32)
            return uuidRange(name, digits, shape, parameters);
        return isUuid(search) ? name + comparisonSql(u"=", shape) + parameters.add(search, u"uuid") : QString();
    case TypeCategory::Text:
        return name + comparableText + operatorSql(u"~~") + parameters.add(escapedForLike(search) + u'%', u"text");
    case TypeCategory::Boolean:
    case TypeCategory::Decimal:
    case TypeCategory::Real:
    case TypeCategory::DateTime:
    case TypeCategory::Interval:
    case TypeCategory::Json:
    case TypeCategory::Bytes:
    case TypeCategory::Array:
    case TypeCategory::Enumeration:
    case TypeCategory::Other:
        break;
    }
    return outputSql(name, shape.typeOid, shape.category) + operatorSql(u"~~")
         + parameters.add(escapedForLike(search) + u'%', u"text");
}

Statement choicesStatement(const Reference &reference, const QString &search, int limit)
{
    Parameters parameters;
    QStringList conditions;
    QStringList order;
    for (const int column : reference.keyColumns) {
        const QString name = columnOf(reference.to, column, aliasOf(reference));
        conditions << name + u" IS NOT NULL"_s;
        order << name;
    }
    const QString label = labelSql(reference);
    QStringList any;
    QString first;
    if (!search.isEmpty()) {
        bool isWhole = false;
        for (const int column : reference.keyColumns) {
            if (const QString match = keyMatch(reference, column, search, parameters); !match.isEmpty())
                any << match;
            isWhole |= reference.to.columns[size_t(column)].category == TypeCategory::Uuid && isUuid(search);
        }
        for (const QString &words : {label, subtitleSql(reference)}) {
            if (!words.isEmpty() && !isWhole)
                any << words + comparableText + operatorSql(u"~~*")
                           + parameters.add(u'%' + escapedForLike(search) + u'%', u"text");
        }
        if (!label.isEmpty() && !isWhole)
            first =
                label + comparableText + operatorSql(u"~~*") + parameters.add(escapedForLike(search) + u'%', u"text");
        conditions << (any.isEmpty() ? u"false"_s : u'(' + any.join(" OR "_L1) + u')');
    }
    const QString where = u" WHERE "_s + conditions.join(" AND "_L1);
    const QString tail = u" LIMIT "_s + QString::number(limit);
    if (search.isEmpty()) // by the index of the key
        return {choiceSelect(reference) + where + u" ORDER BY "_s + order.join(", "_L1) + tail, parameters.values()};
    // Enough of them are found before they are put in order: the server need not read the whole table for that.
    const int keys = int(reference.keyColumns.size());
    QStringList numbered;
    for (int i = 1; i <= keys + 2; ++i)
        numbered << u"c"_s + QString::number(i);
    const QString inner = choiceSelect(reference, first.isEmpty() ? u"true"_s : first);
    return {
        u"SELECT "_s + numbered.join(", "_L1) + u" FROM ("_s + inner + where + tail + u") AS found("_s
            + numbered.join(", "_L1) + u", first) ORDER BY first DESC NULLS LAST, "_s
            + (label.isEmpty() ? QString() : numbered[keys] + u", "_s) + u"c1"_s,
        parameters.values()};
}

// That the columns are the key; the texts are read by the types of the key.
static QString keySql(
    const Reference &reference, const RelationShape &shape, const std::vector<int> &columns,
    const std::vector<QByteArray> &key, QStringView alias, Parameters &parameters)
{
    QStringList conditions;
    for (size_t i = 0; i < columns.size() && i < key.size(); ++i) {
        // Compared as the foreign key compares them: as values of the key.
        const ColumnShape &referenced = reference.to.columns[size_t(reference.keyColumns[i])];
        conditions << columnOf(shape, columns[i], alias) + comparisonSql(u"=", referenced)
                          + parameters.bind(key[i], comparisonType(referenced));
    }
    return conditions.join(" AND "_L1);
}

Statement choiceStatement(const Reference &reference, const std::vector<QByteArray> &key)
{
    Parameters parameters;
    const QString where = keySql(reference, reference.to, reference.keyColumns, key, aliasOf(reference), parameters);
    return {choiceSelect(reference) + u" WHERE "_s + where + u" LIMIT 1"_s, parameters.values()};
}

std::vector<ReferenceChoice> choicesIn(const Reference &reference, const connection::RowBatch &rows)
{
    const qsizetype keys = qsizetype(reference.keyColumns.size());
    std::vector<ReferenceChoice> out;
    for (qsizetype row = 0; row < rows.rowCount() && rows.columnCount() > keys; ++row) {
        ReferenceChoice choice;
        for (qsizetype column = 0; column < keys; ++column)
            choice.key.push_back(rows.value(row, column).value_or(QByteArray()));
        if (!rows.isNull(row, keys))
            choice.label = decoded(rows.bytes(row, keys));
        choice.subtitle = decoded(rows.bytes(row, keys + 1));
        out.push_back(std::move(choice));
    }
    return out;
}

// ---- rows that reference

static QString referencingFrom(const Reference &reference, const std::vector<QByteArray> &key, Parameters &parameters)
{
    return u" FROM "_s + relationSql(reference.from) + u" AS r WHERE "_s
         + keySql(reference, reference.from, reference.columns, key, u"r", parameters);
}

Statement referencingCountStatement(const Reference &reference, const std::vector<QByteArray> &key, qint64 most)
{
    Parameters parameters;
    const QString from = referencingFrom(reference, key, parameters);
    if (most <= 0)
        return {u"SELECT pg_catalog.count(*)"_s + from, parameters.values()};
    return {
        u"SELECT pg_catalog.count(*) FROM (SELECT 1"_s + from + u" LIMIT "_s + QString::number(most + 1)
            + u") AS found"_s,
        parameters.values()};
}

Statement referencingEstimateStatement(const Reference &reference, const std::vector<QByteArray> &key)
{
    Parameters parameters;
    const QString from = referencingFrom(reference, key, parameters);
    return {u"EXPLAIN (FORMAT JSON) SELECT 1"_s + from, parameters.values()};
}

Counted countedIn(const connection::RowBatch &rows, qint64 most)
{
    if (rows.rowCount() != 1)
        return {};
    const qint64 counted = rows.integer(0, 0);
    if (most > 0 && counted > most)
        return {.rows = most, .atLeast = true};
    return {.rows = counted, .exact = true};
}

Counted estimateIn(const connection::RowBatch &rows)
{
    if (rows.rowCount() < 1)
        return {};
    const auto plan = QJsonDocument::fromJson(rows.bytes(0, 0).toByteArray()).array().first().toObject();
    const QJsonValue estimate = plan["Plan"_L1]["Plan Rows"_L1];
    return estimate.isDouble() ? Counted{.rows = qint64(estimate.toDouble())} : Counted{};
}

// ---- budgets

std::vector<Statement> budgeted(Statement statement, int milliseconds)
{
    return {
        {u"BEGIN READ ONLY"_s, {}},
        {u"SET LOCAL statement_timeout = "_s + QString::number(milliseconds), {}},
        std::move(statement),
        {u"COMMIT"_s, {}}};
}

Result<connection::RowBatch> budgetedAnswer(const Result<connection::PipelineAnswer> &answer)
{
    if (const Error *error = failureOf(answer))
        return fail(*error);
    return answer->answers.at(2).rows;
}

bool isOverBudget(const Error &error) { return error.sqlState == "57014"_L1; }

Statement typeCheckStatement(const QString &type, const QByteArray &text)
{
    Parameters parameters;
    const QString typed = parameters.bind(text, type);
    // The value itself need not come back.
    return {u"SELECT ("_s + typed + u") IS NULL"_s, parameters.values()};
}

} // namespace howdah::data
