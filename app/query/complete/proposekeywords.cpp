// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/situation.h"

#include "query/complete/scopewords.h"

using namespace Qt::StringLiterals;

namespace howdah::query::complete {

using enum Word;

static const QStringList &statements()
{
    static const QStringList Words{
        u"select"_s,
        u"insert into"_s,
        u"update"_s,
        u"delete from"_s,
        u"with"_s,
        u"create table"_s,
        u"create index"_s,
        u"create view"_s,
        u"create function"_s,
        u"create type"_s,
        u"alter table"_s,
        u"drop table"_s,
        u"begin"_s,
        u"commit"_s,
        u"rollback"_s,
        u"explain"_s,
        u"explain (analyze, buffers)"_s,
        u"merge into"_s,
        u"set"_s,
        u"show"_s,
        u"grant"_s,
        u"revoke"_s,
        u"truncate"_s,
        u"vacuum"_s,
        u"analyze"_s,
        u"copy"_s,
        u"call"_s,
        u"values"_s,
        u"table"_s,
        u"comment on"_s,
        u"refresh materialized view"_s,
        u"reindex"_s,
        u"lock table"_s,
        u"savepoint"_s,
        u"reset"_s,
        u"do"_s,
        u"create"_s,
        u"alter"_s,
        u"drop"_s,
        u"listen"_s,
        u"notify"_s,
        u"prepare"_s,
        u"execute"_s,
        u"deallocate"_s,
        u"declare"_s,
        u"cluster"_s,
        u"checkpoint"_s,
        u"discard all"_s};
    return Words;
}

static QStringList afterSelectItem()
{
    return {u"from"_s, u"as"_s, u"into"_s, u"union all"_s, u"over"_s, u"filter (where"_s};
}

static QStringList afterCondition(const Situation &at)
{
    QStringList words{u"and"_s, u"or"_s};
    switch (at.place.clause) {
    case Clause::On:
        words += {u"join"_s, u"left join"_s, u"where"_s, u"inner join"_s, u"cross join"_s, u"full join"_s};
        break;
    case Clause::Where:
        if (at.block()->kind != Word::Select)
            words += {u"returning"_s};
        break;
    case Clause::Having:
    case Clause::When:
    case Clause::None:
    case Clause::With:
    case Clause::Select:
    case Clause::Into:
    case Clause::From:
    case Clause::Using:
    case Clause::GroupBy:
    case Clause::Window:
    case Clause::OrderBy:
    case Clause::Limit:
    case Clause::For:
    case Clause::Values:
    case Clause::Target:
    case Clause::InsertColumns:
    case Clause::Set:
    case Clause::Returning:
    case Clause::ConflictTarget:
    case Clause::ConflictWhere:
        break;
    }
    words += {u"in"_s,     u"is null"_s,  u"is not null"_s,      u"like"_s,    u"ilike"_s,        u"between"_s,
              u"not in"_s, u"not like"_s, u"is distinct from"_s, u"collate"_s, u"at time zone"_s, u"similar to"_s};
    return words;
}

static QStringList restOfQuery()
{
    return {u"group by"_s, u"order by"_s,  u"limit"_s,  u"having"_s, u"union all"_s,  u"union"_s,
            u"except"_s,   u"intersect"_s, u"offset"_s, u"window"_s, u"for update"_s, u"fetch first"_s};
}

static QStringList afterTable(const Situation &at)
{
    const Word kind = at.block()->kind;
    if (kind == Insert)
        return {u"values"_s,      u"select"_s,    u"default values"_s,         u"as"_s,
                u"on conflict"_s, u"returning"_s, u"overriding system value"_s};
    if (kind == Update)
        return at.place.clause == Clause::Target ? QStringList{u"set"_s, u"as"_s}
                                                 : QStringList{u"where"_s, u"returning"_s, u"join"_s};
    if (kind == Delete)
        return {u"where"_s, u"using"_s, u"returning"_s, u"as"_s};
    if (kind == Merge)
        return {u"using"_s, u"on"_s, u"when matched then"_s, u"when not matched then"_s, u"as"_s};
    return QStringList{u"where"_s,      u"join"_s,        u"left join"_s,       u"as"_s,        u"on"_s,
                       u"inner join"_s, u"cross join"_s,  u"right join"_s,      u"full join"_s, u"natural join"_s,
                       u"using"_s,      u"tablesample"_s, u"left outer join"_s, u"outer"_s}
         + restOfQuery();
}

static QStringList afterOperand(const Situation &at)
{
    switch (at.place.clause) {
    case Clause::Select:
        return afterSelectItem() + restOfQuery();
    case Clause::From:
    case Clause::Target:
        return afterTable(at);
    case Clause::Using:
        return {u"where"_s, u"join"_s, u"left join"_s, u"group by"_s, u"order by"_s};
    case Clause::Where:
    case Clause::On:
    case Clause::Having:
    case Clause::ConflictWhere:
        return afterCondition(at) + restOfQuery() + QStringList{u"then"_s, u"end"_s, u"else"_s};
    case Clause::When:
        return {u"then"_s,   u"and"_s,        u"update set"_s, u"insert"_s,
                u"delete"_s, u"do nothing"_s, u"matched"_s,    u"not matched"_s};
    case Clause::GroupBy:
        return restOfQuery();
    case Clause::OrderBy:
        return QStringList{u"desc"_s, u"asc"_s, u"nulls last"_s, u"nulls first"_s, u"limit"_s, u"using"_s}
             + restOfQuery();
    case Clause::Window:
        return {u"partition by"_s, u"order by"_s,
                u"rows between"_s, u"range between"_s,
                u"desc"_s,         u"asc"_s,
                u"as"_s,           u"unbounded preceding"_s,
                u"current row"_s,  u"unbounded following"_s,
                u"preceding"_s,    u"following"_s,
                u"and"_s};
    case Clause::Limit:
        return {u"offset"_s, u"for update"_s, u"rows only"_s, u"union all"_s};
    case Clause::Values:
    case Clause::InsertColumns:
        return {u"values"_s, u"select"_s, u"on conflict"_s, u"returning"_s, u"with"_s};
    case Clause::ConflictTarget:
        return {u"do nothing"_s, u"do update set"_s, u"where"_s, u"on constraint"_s};
    case Clause::Set:
        return {u"where"_s, u"from"_s, u"returning"_s, u"and"_s, u"then"_s, u"end"_s};
    case Clause::Returning:
        return {u"as"_s, u"into"_s};
    case Clause::With:
        return {u"as ("_s,   u"as materialized ("_s, u"select"_s,   u"insert into"_s,
                u"update"_s, u"delete from"_s,       u"recursive"_s};
    case Clause::For:
        return {u"update"_s, u"share"_s, u"no key update"_s, u"key share"_s, u"of"_s, u"skip locked"_s, u"nowait"_s};
    case Clause::Into:
        return {u"from"_s, u"strict"_s};
    case Clause::None:
        break;
    }
    return restOfQuery() + QStringList{u"select"_s, u"all"_s, u"values"_s};
}

static QStringList beforeOperand(const Situation &at)
{
    QStringList words{u"case"_s,     u"not"_s,   u"null"_s,    u"exists"_s,    u"true"_s,     u"false"_s,
                      u"interval"_s, u"array"_s, u"date"_s,    u"timestamp"_s, u"distinct"_s, u"any"_s,
                      u"all"_s,      u"row"_s,   u"default"_s, u"select"_s};
    const Piece &before = at.text.at(at.text.cursor - 1);
    if (before.is(Order) || before.is(Group) || before.is(Partition))
        return {u"by"_s};
    if (before.is(Is))
        return {u"null"_s, u"not null"_s, u"true"_s, u"false"_s, u"distinct from"_s, u"unknown"_s};
    if (before.is(Not))
        words += {u"in"_s, u"like"_s, u"between"_s, u"ilike"_s};
    if (before.is(On) && at.block() && at.block()->kind == Insert)
        return {u"conflict"_s};
    if (at.place.clause == Clause::GroupBy)
        words += {u"rollup"_s, u"cube"_s, u"grouping sets"_s};
    if (at.place.clause == Clause::Window)
        words += {u"partition by"_s, u"order by"_s, u"rows between"_s, u"unbounded preceding"_s, u"current row"_s};
    return words;
}

static QStringList inCommand(const Situation &at)
{
    static const QStringList Kinds{
        u"table"_s,
        u"index"_s,
        u"view"_s,
        u"function"_s,
        u"procedure"_s,
        u"schema"_s,
        u"type"_s,
        u"sequence"_s,
        u"trigger"_s,
        u"materialized view"_s,
        u"role"_s,
        u"user"_s,
        u"database"_s,
        u"extension"_s,
        u"policy"_s,
        u"domain"_s,
        u"constraint"_s,
        u"column"_s,
        u"if exists"_s,
        u"if not exists"_s,
        u"unique index"_s,
        u"or replace"_s,
        u"or replace function"_s,
        u"or replace view"_s,
        u"temporary table"_s,
        u"index concurrently"_s,
        u"publication"_s,
        u"subscription"_s,
        u"event trigger"_s,
        u"rule"_s,
        u"statistics"_s};
    const Piece &first = at.text.at(0);
    if (first.is(Create) || first.is(Drop) || first.is(Comment) || first.is(Reindex))
        return Kinds
             + QStringList{u"on"_s,           u"as"_s,           u"cascade"_s,     u"restrict"_s,
                           u"primary key"_s,  u"not null"_s,     u"references"_s,  u"default"_s,
                           u"unique"_s,       u"check"_s,        u"using"_s,       u"where"_s,
                           u"is"_s,           u"concurrently"_s, u"language"_s,    u"returns"_s,
                           u"partition by"_s, u"include"_s,      u"foreign key"_s, u"generated always as identity"_s};
    if (first.is(Alter))
        return Kinds
             + QStringList{
                 u"add column"_s,
                 u"drop column"_s,
                 u"alter column"_s,
                 u"rename to"_s,
                 u"rename column"_s,
                 u"owner to"_s,
                 u"set schema"_s,
                 u"add constraint"_s,
                 u"drop constraint"_s,
                 u"validate constraint"_s,
                 u"set"_s,
                 u"reset"_s,
                 u"set default"_s,
                 u"drop default"_s,
                 u"set not null"_s,
                 u"drop not null"_s,
                 u"type"_s,
                 u"using"_s,
                 u"add value"_s,
                 u"rename value"_s,
                 u"attach partition"_s,
                 u"detach partition"_s,
                 u"to"_s,
                 u"cascade"_s,
                 u"enable row level security"_s,
                 u"disable trigger"_s,
                 u"enable trigger"_s,
                 u"set (fillfactor ="_s};
    if (first.is(Grant) || first.is(Revoke))
        return {
            u"select"_s,
            u"insert"_s,
            u"update"_s,
            u"delete"_s,
            u"all privileges"_s,
            u"usage"_s,
            u"execute"_s,
            u"on"_s,
            u"to"_s,
            u"from"_s,
            u"on all tables in schema"_s,
            u"on schema"_s,
            u"on function"_s,
            u"on sequence"_s,
            u"with grant option"_s,
            u"truncate"_s,
            u"references"_s,
            u"trigger"_s,
            u"connect"_s,
            u"create"_s,
            u"public"_s,
            u"table"_s,
            u"schema"_s};
    if (first.is(Set) || first.is(Show))
        return {
            u"to"_s,
            u"local"_s,
            u"session"_s,
            u"role"_s,
            u"default"_s,
            u"all"_s,
            u"on"_s,
            u"off"_s,
            u"transaction isolation level"_s,
            u"session authorization"_s,
            u"constraints all deferred"_s};
    if (first.is(Copy))
        return {u"from"_s,  u"to"_s,     u"stdin"_s, u"stdout"_s, u"with (format csv, header)"_s,
                u"with"_s,  u"format"_s, u"csv"_s,   u"header"_s, u"delimiter"_s,
                u"where"_s, u"program"_s};
    if (first.is(Explain))
        return {u"analyze"_s, u"verbose"_s,     u"select"_s, u"(analyze, buffers)"_s,
                u"with"_s,    u"insert into"_s, u"update"_s, u"delete from"_s};
    if (first.is(Truncate))
        return {u"table"_s, u"cascade"_s, u"restart identity"_s, u"only"_s};
    if (first.is(Vacuum) || first.is(Analyze))
        return {u"analyze"_s, u"full"_s, u"verbose"_s, u"freeze"_s, u"(analyze, verbose)"_s};
    if (first.is(Refresh))
        return {u"materialized view"_s, u"concurrently"_s, u"with data"_s, u"with no data"_s};
    if (first.is(Insert))
        return {u"into"_s};
    if (first.is(Delete))
        return {u"from"_s};
    if (first.is(Merge))
        return {u"into"_s};
    return statements();
}

void proposeKeywords(const Situation &at, Collector &collector)
{
    QStringList words;
    double score = 20;
    if (!at.block()) {
        words = at.place.expects == Expects::Statement ? statements() : inCommand(at);
        score = at.place.expects == Expects::Objects ? 10 : 60;
    } else if (at.place.expects == Expects::Operator) {
        words = afterOperand(at);
        score = 60;
    } else {
        words = beforeOperand(at);
    }
    // What is in the statement already does not come again.
    const double follows = at.facts.next().is('(') || at.facts.next().is('.') ? -60 : 0;
    for (const QString &word : words) {
        const bool takesGroup = word == "exists"_L1 || word == "rollup"_L1 || word == "in"_L1 || word == "cube"_L1
                             || word == "grouping sets"_L1 || word == "values"_L1 || word == "any"_L1
                             || word == "all"_L1;
        collector.addKeyword(word, score + (takesGroup && at.facts.next().is('(') ? 50 : follows));
        score -= 0.4;
    }
}

} // namespace howdah::query::complete
