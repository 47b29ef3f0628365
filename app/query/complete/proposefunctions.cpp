// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/situation.h"

#include "catalog/identifier.h"
#include "query/complete/scopewords.h"
#include "query/complete/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

using catalog::FunctionKind;
using catalog::quoteIfNeeded;

static constexpr double FunctionBase = 28;

// Functions that everybody uses, the most used first.
static double commonness(const QString &name)
{
    static const QStringList Common{
        u"count"_s,
        u"sum"_s,
        u"max"_s,
        u"min"_s,
        u"avg"_s,
        u"coalesce"_s,
        u"now"_s,
        u"cast"_s,
        u"lower"_s,
        u"substring"_s,
        u"round"_s,
        u"extract"_s,
        u"date_trunc"_s,
        u"string_agg"_s,
        u"array_agg"_s,
        u"row_number"_s,
        u"rank"_s,
        u"upper"_s,
        u"length"_s,
        u"concat"_s,
        u"to_char"_s,
        u"nullif"_s,
        u"greatest"_s,
        u"least"_s,
        u"replace"_s,
        u"trim"_s,
        u"generate_series"_s,
        u"unnest"_s,
        u"jsonb_agg"_s,
        u"json_agg"_s,
        u"jsonb_build_object"_s,
        u"abs"_s,
        u"current_date"_s,
        u"current_timestamp"_s,
        u"dense_rank"_s,
        u"lag"_s,
        u"lead"_s,
        u"first_value"_s,
        u"stddev_samp"_s,
        u"split_part"_s,
        u"to_date"_s,
        u"age"_s,
        u"ceil"_s,
        u"floor"_s,
        u"exists"_s,
        u"grouping"_s,
        u"regexp_replace"_s,
        u"to_timestamp"_s,
        u"left"_s,
        u"right"_s,
        u"position"_s,
        u"gen_random_uuid"_s,
        u"last_value"_s,
        u"ntile"_s,
        u"percentile_cont"_s,
        u"bool_or"_s,
        u"bool_and"_s,
        u"sqrt"_s,
        u"power"_s,
        u"mod"_s};
    const qsizetype at = Common.indexOf(name);
    return at < 0 ? 0 : 22 - 16 * double(at) / double(Common.size());
}

namespace {

// What stands in the parentheses that follow the cursor.
struct GivenArguments
{
    bool areThere = false;
    int count = 0;
    bool isStar = false;
    bool isDistinct = false;
    bool hasAs = false;
    bool hasFrom = false;
    bool over = false;
    bool within = false;
    char category = 0; // of the first, where it is one column or a constant
};

} // namespace

static GivenArguments argumentsAt(const Situation &at)
{
    GivenArguments given;
    const StatementText &text = at.text;
    const int open = text.cursor + 1;
    if (!text.at(open).is('('))
        return given;
    given.areThere = true;
    const int close = text.closing(open);
    given.count = close > open + 1 ? 1 : 0;
    given.isStar = text.at(open + 1).is('*');
    given.isDistinct = text.at(open + 1).is(Word::Distinct);
    for (int i = open + 1; i < close; ++i) {
        if (text.at(i).is('(') && text.at(i).match > i) {
            i = text.at(i).match;
            continue;
        }
        given.count += text.at(i).is(',') ? 1 : 0;
        given.hasAs = given.hasAs || text.at(i).is(Word::As);
        given.hasFrom = given.hasFrom || text.at(i).is(Word::From);
    }
    given.over = text.at(close + 1).is(Word::Over);
    given.within = text.at(close + 1).is(Word::Within);
    for (std::size_t i = 0; i < at.scope.uses.size(); ++i) {
        const ColumnUse &use = at.scope.uses[i];
        if (use.name > open && use.name < close && at.facts.isKnown(i)) {
            given.category = at.facts.meaning(i)->column.category;
            break;
        }
    }
    return given;
}

static void addArguments(Rank &rank, const Signature &function, const GivenArguments &given)
{
    if (!given.areThere)
        return;
    if (given.isStar) {
        rank.add(function.name == "count"_L1 ? 60 : -40);
        return;
    }
    if (given.hasAs || given.hasFrom) {
        const bool fits = given.hasAs ? function.name == "cast"_L1
                                      : function.name == "extract"_L1 || function.name == "substring"_L1
                                            || function.name == "trim"_L1 || function.name == "overlay"_L1;
        rank.add(fits ? 50 : -40);
        return;
    }
    if (given.isDistinct)
        rank.add(function.kind == FunctionKind::Aggregate ? 15 : -40);
    if (given.count < function.least || given.count > function.most)
        rank.add(-35);
    if (given.over)
        rank.add(function.kind == FunctionKind::Window ? 20 : function.kind == FunctionKind::Aggregate ? 8 : -40);
    else if (function.kind == FunctionKind::Window)
        rank.add(-40);
    const bool ordered = function.arguments.contains("ORDER BY"_L1);
    if (given.within || ordered)
        rank.add(given.within == ordered ? 20 : -30);
    if (given.count == 0 || given.category == 0 || given.category == 'U')
        return;
    const bool numbers = function.arguments.startsWith("numeric"_L1) || function.arguments.startsWith("double"_L1)
                      || function.arguments.startsWith("integer"_L1) || function.arguments.startsWith("bigint"_L1);
    const bool texts = function.arguments.startsWith("text"_L1) || function.arguments.startsWith("character"_L1);
    if (numbers)
        rank.add(given.category == 'N' ? 5 : -10);
    if (texts)
        rank.add(given.category == 'S' ? 8 : -10);
}

static QString signatureOf(const Signature &function)
{
    return u'(' + function.arguments + u") → "_s + function.result;
}

// Aggregates where a query groups, or may; none where none is allowed.
static void addClause(Rank &rank, const Situation &at, const Signature &function)
{
    const bool aggregates = function.kind == FunctionKind::Aggregate;
    switch (at.place.clause) {
    case Clause::Select:
        if (aggregates)
            rank.add(at.place.inGroup && at.place.call >= 0 ? -12 : 4);
        break;
    case Clause::Having:
        rank.add(aggregates ? 30 : 0);
        break;
    case Clause::Where:
    case Clause::On:
    case Clause::GroupBy:
    case Clause::Set:
    case Clause::Values:
        rank.add(aggregates || function.kind == FunctionKind::Window ? -30 : 0);
        break;
    case Clause::None:
    case Clause::With:
    case Clause::Into:
    case Clause::From:
    case Clause::Using:
    case Clause::Window:
    case Clause::OrderBy:
    case Clause::Limit:
    case Clause::For:
    case Clause::Target:
    case Clause::InsertColumns:
    case Clause::Returning:
    case Clause::ConflictTarget:
    case Clause::ConflictWhere:
    case Clause::When:
        break;
    }
}

void proposeFunctions(const Situation &at, Collector &collector)
{
    const QStringList &qualifier = at.place.qualifier;
    const GivenArguments given = argumentsAt(at);
    for (const Signature &function : at.index.functions()) {
        if (function.kind == FunctionKind::Procedure || !collector.matches(function.name))
            continue;
        const bool visible = function.schema.isEmpty() || at.columns.searchPath().contains(function.schema);
        if (!qualifier.isEmpty() && qualifier.back() != (function.schema.isEmpty() ? u"pg_catalog"_s : function.schema))
            continue;
        Rank rank;
        rank.add(FunctionBase + commonness(function.name));
        rank.add(function.schema.isEmpty() ? 0 : 10);
        if (function.name.startsWith("pg_"_L1))
            rank.add(-10);
        if (given.areThere)
            rank.add(function.isBare ? -120 : 60);
        else if (at.facts.next().is('.'))
            rank.add(-120);
        addArguments(rank, function, given);
        addClause(rank, at, function);
        rank.add(45 * at.echo.habit(function.name), QT_TRANSLATE_NOOP("Completion", "as in statements before"));
        rank.add(at.echo.of(function.name), QT_TRANSLATE_NOOP("Completion", "the statement repeats itself"));
        QString text = quoteIfNeeded(function.name);
        if (text.startsWith(u'"') && function.schema.isEmpty())
            text = function.name; // coalesce, current_date: part of the grammar
        if (!visible && qualifier.isEmpty())
            text = catalog::qualifiedName(function.schema, function.name);
        collector.add(ProposalKind::Function, function.name, text, signatureOf(function), rank);
    }
}

void proposeTypes(const Situation &at, Collector &collector)
{
    static const QStringList Types{
        u"text"_s,
        u"integer"_s,
        u"bigint"_s,
        u"numeric"_s,
        u"date"_s,
        u"timestamptz"_s,
        u"timestamp"_s,
        u"boolean"_s,
        u"jsonb"_s,
        u"json"_s,
        u"uuid"_s,
        u"interval"_s,
        u"varchar"_s,
        u"decimal"_s,
        u"double precision"_s,
        u"real"_s,
        u"smallint"_s,
        u"char"_s,
        u"time"_s,
        u"bytea"_s,
        u"inet"_s,
        u"timestamp with time zone"_s,
        u"character varying"_s,
        u"regclass"_s,
        u"oid"_s,
        u"int4"_s,
        u"int8"_s,
        u"tsvector"_s,
        u"tsquery"_s,
        u"xml"_s,
        u"money"_s,
        u"point"_s,
        u"cidr"_s,
        u"bit"_s,
        u"int4range"_s,
        u"daterange"_s,
        u"tstzrange"_s,
        u"text[]"_s,
        u"integer[]"_s,
        u"regproc"_s,
        u"name"_s,
        u"serial"_s,
        u"bigserial"_s};
    double score = 60;
    for (const QString &type : Types)
        collector.add(ProposalKind::Type, type, type, tr("type"), {score -= 1 - at.echo.of(type), {}, 0});
    for (const catalog::Type &type : at.index.catalog().types) {
        const bool visible = at.columns.searchPath().contains(type.schema);
        collector.add(
            ProposalKind::Type, type.name,
            visible ? quoteIfNeeded(type.name) : catalog::qualifiedName(type.schema, type.name),
            type.kind == catalog::TypeKind::Enum ? tr("enum") : tr("type"), {visible ? 50.0 : 10.0, {}, 0});
    }
    for (const catalog::Relation &relation : at.index.catalog().relations) {
        if (collector.matches(relation.name) && at.columns.searchPath().contains(relation.schema))
            collector.add(
                ProposalKind::Type, relation.name, quoteIfNeeded(relation.name), tr("rows of the table"), {0, {}, 0});
    }
}

} // namespace howdah::query::complete
