// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/format/formatkeywords.h"

#include "sql/characters.h"

#include <array>
#include <string>
#include <unordered_map>

namespace howdah::sql {

namespace {

// No table, column or function has such a name without quotes, but behind a dot or AS.
constexpr std::string_view ReservedWords =
    "all analyse analyze and any array as asc asymmetric authorization between binary both case cast check collate "
    "collation column concurrently constraint create cross current_catalog current_date current_role current_schema "
    "current_time current_timestamp current_user default deferrable desc distinct do else end except exists false "
    "fetch "
    "for foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral "
    "leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps "
    "placing primary references returning right select session_user setof similar some symmetric system_user table "
    "tablesample then to trailing true union unique user using values variadic verbose when where window with";

// Keywords only where they stand in a phrase; elsewhere they may be anybody's names.
constexpr std::string_view OtherWords =
    "abort access action add after aggregate also alter always at atomic attach before begin by call called cascade "
    "checkpoint class close cluster columns comment commit committed conflict connect configuration conversion copy "
    "cost cube "
    "current cursor data database day deallocate declare deferred definer delete dependency depth detach dictionary "
    "disable discard domain drop each enable enum escape event exclude excluding execute explain expression extension "
    "external family filter first following force function functions generated global groups handler hold identity if "
    "immediate immutable include including increment index inherit inherits input insert instead invoker isolation key "
    "language large last leakproof level listen load local lock locked logged logical mapping match matched "
    "materialized maintain maxvalue merge method minvalue move name new next no nothing notify nowait nulls object of "
    "off old "
    "operator ordinality over overriding owned owner parallel parser partition plan policy preceding prepare prepared "
    "preserve privileges procedural procedure publication range read reassign recheck recursive referencing refresh "
    "reindex release rename repeatable replace replica reset restart restrict restricted return returns revoke role "
    "rollback routine row rows rule safe savepoint schema search security select sequence sequences serializable "
    "server "
    "session set sets share show skip source sql stable start statement statistics storage stored strict subscription "
    "support system tables tablespace target template temp temporary text ties time transaction transform trigger "
    "truncate trusted type unbounded uncommitted unlisten unlogged unsafe until update usage user vacuum valid "
    "validate value "
    "version view views volatile wait within without work wrapper write zone";

using Table = std::unordered_map<std::string_view, bool>;

void addWords(Table &table, std::string_view words, bool isReserved)
{
    while (!words.empty()) {
        const std::size_t end = std::min(words.find(' '), words.size());
        table.emplace(words.substr(0, end), isReserved);
        words.remove_prefix(std::min(end + 1, words.size()));
    }
}

Table makeTable()
{
    Table table;
    addWords(table, ReservedWords, true);
    addWords(table, OtherWords, false);
    return table;
}

} // namespace

FormatKeyword formatKeyword(QByteArrayView word)
{
    static const Table table = makeTable();
    std::array<char, 20> lower{};
    if (word.isEmpty() || std::size_t(word.size()) > lower.size())
        return {};
    for (qsizetype i = 0; i < word.size(); ++i)
        lower[std::size_t(i)] = lowered(word[i]);
    const auto found = table.find(std::string_view(lower.data(), std::size_t(word.size())));
    return found == table.end() ? FormatKeyword{} : FormatKeyword{found->first, found->second};
}

} // namespace howdah::sql
