// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/rollupdefinition.h"

#include "connection/readonly/changingfunctions.h"
#include "connection/readonly/readonlyrules.h"
#include "metrics/tr.h"
#include "sql/condition.h"
#include "sql/parser.h"
#include "sql/querynames.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

constexpr qsizetype LongestName = 63; // bytes, of PostgreSQL
// Of what the state holds; 1 kept no squares of the sums, 2 no table of totals.
constexpr int FormatVersion = 3;

QString cutTo(QString name, qsizetype bytes)
{
    while (name.toUtf8().size() > bytes)
        name.chop(name.size() > 1 && name.back().isLowSurrogate() ? 2 : 1);
    return name;
}

// "sum_of_tokensUsed"; of a name that leaves no room, its number.
QString columnOf(QLatin1StringView prefix, const RollupDefinition &definition, qsizetype index)
{
    const QString name = prefix + definition.sums[index];
    return name.toUtf8().size() <= LongestName ? name : prefix + QString::number(index + 1);
}

QLatin1StringView kindWord(ValueKind kind)
{
    switch (kind) {
    case ValueKind::Integer:
        return "integer"_L1;
    case ValueKind::BigInteger:
        return "bigint"_L1;
    case ValueKind::Numeric:
        return "numeric"_L1;
    case ValueKind::Float:
        return "float"_L1;
    }
    return {};
}

std::optional<ValueKind> kindOf(const QString &word)
{
    for (const ValueKind kind : {ValueKind::Integer, ValueKind::BigInteger, ValueKind::Numeric, ValueKind::Float}) {
        if (word == kindWord(kind))
            return kind;
    }
    return std::nullopt;
}

QStringList ownColumns(const RollupDefinition &definition)
{
    QStringList names{u"rolled_at"_s,       u"rolled_step"_s,   u"rolled_n"_s,       u"rolled_successes"_s,
                      u"rolled_failures"_s, u"rolled_sum"_s,    u"rolled_squares"_s, u"rolled_value"_s,
                      u"rolled_success"_s,  u"rolled_numbers"_s};
    for (qsizetype i = 0; i < definition.sums.size(); ++i)
        names << sumColumn(definition, i) << squaresColumn(definition, i) << countColumn(definition, i)
              << u"rolled_sum_%1"_s.arg(i);
    return names;
}

// What stands before the colon of a message, of calls that failed: messages themselves are too many to count by.
const QString ErrorClass =
    u"CASE WHEN NOT success THEN pg_catalog.\"left\"(CASE WHEN pg_catalog.split_part(\"errorMessage\", ':', 1)"
    " OPERATOR(pg_catalog.<>) '' THEN pg_catalog.split_part(\"errorMessage\", ':', 1) ELSE 'not named' END, 60) END"_s;

RollupDefinition builtIn(
    const QString &table, const QString &time, bool timeHasZone, const QString &value,
    std::vector<RollupDimension> dimensions, const QStringList &sums)
{
    RollupDefinition definition;
    definition.table = table;
    definition.time = time;
    definition.timeHasZone = timeHasZone;
    definition.value = value;
    definition.dimensions = std::move(dimensions);
    definition.success = u"success"_s;
    definition.sums = sums;
    definition.name = rollupNameFor(table);
    return definition;
}

} // namespace

// They are read from a table that others may write, and stand in statements as they are.
static Result<void> checkTexts(const RollupDimension &dimension)
{
    const auto refused = [&dimension](const QString &text, const QString &why) {
        return fail(
            ErrorKind::Permission, tr("\"%1\" of the dimension %2 is refused: %3").arg(text, dimension.name, why),
            tr("Roll back the migration that created the rollup, and create it again."));
    };
    static const QRegularExpression type(
        uR"(^("([^"]|"")+"|[a-z_][a-z0-9_$]*)(\.("([^"]|"")+"|[a-z_][a-z0-9_$]*))?( [a-z]+)*(\(\d+(,-?\d+)?\))?)"
        uR"(( with(out)? time zone)?(\[\])*$)"_s);
    if (!dimension.type.isEmpty() && !type.match(dimension.type).hasMatch())
        return refused(dimension.type, tr("it is not a type name"));
    if (dimension.expression.isEmpty())
        return {};
    if (const auto problem = sql::checkCondition(dimension.expression))
        return refused(dimension.expression, problem->message);
    const auto tree = sql::parseTree("SELECT " + dimension.expression.toUtf8());
    if (!tree)
        return refused(dimension.expression, tree.error().message);
    connection::JudgeOptions options;
    options.postgresNames = true;
    if (const auto way = connection::judgeReading(u"SELECT "_s + dimension.expression, options); !way)
        return refused(dimension.expression, way.error().message);
    const sql::QueryNames names = sql::namesOfQuery(*tree);
    for (const sql::NamePlace &function : names.functions) {
        const bool isOurs = function.schema.isEmpty() || function.schema == "pg_catalog"_L1;
        if (!isOurs || connection::changesByItself(function.name.toUtf8()))
            return refused(dimension.expression, tr("%1() is not known to be read-only").arg(function.name));
    }
    if (!names.relations.empty())
        return refused(dimension.expression, tr("it reads another table"));
    // To a type of somebody's belong casts of his.
    const auto isForeign = [](const QString &schema) { return !schema.isEmpty() && schema != "pg_catalog"_L1; };
    if (std::ranges::any_of(names.types, isForeign, &sql::NamePlace::schema))
        return refused(dimension.expression, tr("it uses a type that is not built in"));
    if (dimension.type.contains(u'.') && !dimension.type.startsWith("pg_catalog."_L1))
        return refused(dimension.type, tr("it is not built in"));
    return {};
}

bool RollupDefinition::hasDimension(QStringView dimension) const
{
    return std::ranges::any_of(dimensions, [&](const RollupDimension &known) { return known.name == dimension; });
}

const std::vector<Bucket> &rollupGrains()
{
    static const std::vector<Bucket> grains{{Unit::Minute, 15}, {Unit::Hour, 1}, {Unit::Day, 1}};
    return grains;
}

QString rollupNameFor(const QString &table)
{
    return cutTo(table, LongestName - QLatin1StringView("_rollup_totals").size()) + u"_rollup"_s;
}

QString sumColumn(const RollupDefinition &definition, qsizetype index)
{
    return columnOf("sum_of_"_L1, definition, index);
}

QString squaresColumn(const RollupDefinition &definition, qsizetype index)
{
    return columnOf("squares_of_"_L1, definition, index);
}

QString countColumn(const RollupDefinition &definition, qsizetype index)
{
    return columnOf("count_of_"_L1, definition, index);
}

Result<void> checkRollup(const RollupDefinition &definition)
{
    if (definition.table.isEmpty() || definition.time.isEmpty() || definition.value.isEmpty())
        return fail(ErrorKind::Usage, tr("A rollup needs a table, a column with the time and a column with the value"));
    if (definition.name.isEmpty() || definition.totalsName().toUtf8().size() > LongestName)
        return fail(
            ErrorKind::Usage, tr("\"%1\" is too long for a rollup name").arg(definition.name),
            tr("Including the suffix \"_totals\", a name can have 63 bytes."));
    if (std::ranges::find(rollupGrains(), definition.grain) == rollupGrains().end())
        return fail(
            ErrorKind::Usage, tr("A bucket cannot be %1 wide").arg(bucketText(definition.grain)),
            tr("One of: 15 minutes, 1 hour, 1 day."));
    if (definition.grain.unit != Unit::Day && definition.zone != "UTC")
        return fail(ErrorKind::Usage, tr("Only days can follow a time zone"));
    QStringList seen = ownColumns(definition);
    seen.sort();
    if (std::ranges::adjacent_find(seen) != seen.end())
        return fail(ErrorKind::Usage, tr("A column to sum is given twice"));
    for (const RollupDimension &dimension : definition.dimensions) {
        if (const auto fits = checkTexts(dimension); !fits)
            return fits;
        if (dimension.name.isEmpty() || seen.contains(dimension.name))
            return fail(
                ErrorKind::Usage, tr("\"%1\" cannot be a dimension").arg(dimension.name),
                tr("It is given twice, or the rollup already has a column of that name."));
        seen.append(dimension.name);
    }
    return {};
}

QJsonObject rollupJson(const RollupDefinition &definition)
{
    QJsonArray dimensions;
    for (const RollupDimension &dimension : definition.dimensions)
        dimensions.append(QJsonObject{
            {u"name"_s, dimension.name}, {u"type"_s, dimension.type}, {u"expression"_s, dimension.expression}});
    return {
        {u"format"_s, FormatVersion},
        {u"ratio"_s, 1.08},
        {u"schema"_s, definition.schema},
        {u"table"_s, definition.table},
        {u"time"_s, definition.time},
        {u"timeHasZone"_s, definition.timeHasZone},
        {u"value"_s, definition.value},
        {u"valueKind"_s, QString(kindWord(definition.valueKind))},
        {u"dimensions"_s, dimensions},
        {u"success"_s, definition.success},
        {u"sums"_s, QJsonArray::fromStringList(definition.sums)},
        {u"name"_s, definition.name},
        {u"grain"_s, bucketText(definition.grain)},
        {u"zone"_s, QString::fromUtf8(definition.zone)},
        {u"lagSeconds"_s, definition.lagSeconds}};
}

Result<RollupDefinition> rollupFromJson(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    RollupDefinition definition;
    definition.schema = object[u"schema"_s].toString();
    definition.table = object[u"table"_s].toString();
    definition.time = object[u"time"_s].toString();
    definition.timeHasZone = object[u"timeHasZone"_s].toBool();
    definition.value = object[u"value"_s].toString();
    for (const QJsonValue dimension : object[u"dimensions"_s].toArray())
        definition.dimensions.push_back(
            {dimension[u"name"_s].toString(), dimension[u"type"_s].toString(), dimension[u"expression"_s].toString()});
    definition.success = object[u"success"_s].toString();
    for (const QJsonValue sum : object[u"sums"_s].toArray())
        definition.sums.append(sum.toString());
    definition.name = object[u"name"_s].toString();
    definition.zone = object[u"zone"_s].toString().toUtf8();
    definition.lagSeconds = object[u"lagSeconds"_s].toInt();
    const std::optional<ValueKind> kind = kindOf(object[u"valueKind"_s].toString());
    const Result<Bucket> grain = parseBucket(object[u"grain"_s].toString());
    definition.grain = grain.value_or(definition.grain);
    definition.valueKind = kind.value_or(definition.valueKind);
    if (object[u"format"_s].toInt() != FormatVersion || object[u"ratio"_s].toDouble() != 1.08 || !kind || !grain
        || !checkRollup(definition))
        return fail(
            ErrorKind::Invalid, tr("The definition of the rollup cannot be read"),
            tr("It was written by another version, or changed by hand. Roll back the migration that created it, and "
               "create it again."));
    return definition;
}

const std::vector<RollupDefinition> &builtInRollups()
{
    static const std::vector<RollupDefinition> rollups{
        builtIn(
            u"ai_interactions"_s, u"createdAt"_s, false, u"responseTimeMs"_s,
            {{u"promptId"_s, {}, {}}, {u"modelUsed"_s, {}, {}}, {u"error_class"_s, u"text"_s, ErrorClass}},
            {u"tokensUsed"_s}),
        builtIn(
            u"tool_usage_records"_s, u"used_at"_s, true, u"execution_time_ms"_s,
            {{u"tool_id"_s, {}, {}}, {u"agent_id"_s, {}, {}}, {u"error_type"_s, {}, {}}},
            {u"cost"_s, u"quality_score"_s, u"user_satisfaction"_s}),
    };
    return rollups;
}

} // namespace howdah::metrics
