// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/word.h"

#include "sql/characters.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace howdah::query::complete {

static constexpr std::array Words = std::to_array<std::string_view>({
    "all",        "alter",        "analyze",   "and",         "any",      "as",        "asc",      "between",
    "by",         "call",         "case",      "cast",        "check",    "collate",   "column",   "comment",
    "commit",     "concurrently", "conflict",  "constraint",  "copy",     "create",    "cross",    "current",
    "cursor",     "database",     "declare",   "default",     "delete",   "desc",      "distinct", "do",
    "domain",     "drop",         "else",      "end",         "except",   "excluded",  "execute",  "exists",
    "explain",    "extension",    "extract",   "false",       "fetch",    "filter",    "first",    "following",
    "for",        "foreign",      "from",      "full",        "function", "grant",     "group",    "grouping",
    "having",     "if",           "ilike",     "in",          "index",    "inner",     "insert",   "intersect",
    "interval",   "into",         "is",        "isnull",      "join",     "key",       "last",     "lateral",
    "left",       "like",         "limit",     "local",       "lock",     "loop",      "matched",  "materialized",
    "merge",      "natural",      "no",        "not",         "nothing",  "notnull",   "null",     "nulls",
    "of",         "offset",       "on",        "only",        "or",       "order",     "outer",    "over",
    "overriding", "owner",        "partition", "perform",     "policy",   "preceding", "prepare",  "primary",
    "procedure",  "range",        "recursive", "references",  "refresh",  "reindex",   "rename",   "replace",
    "return",     "returning",    "returns",   "revoke",      "right",    "role",      "rollback", "rollup",
    "row",        "rows",         "schema",    "select",      "sequence", "session",   "set",      "show",
    "similar",    "some",         "table",     "tablesample", "then",     "to",        "trigger",  "true",
    "truncate",   "type",         "unbounded", "union",       "unique",   "update",    "user",     "using",
    "vacuum",     "values",       "view",      "when",        "where",    "while",     "window",   "with",
    "within",     "without",
});

static constexpr std::size_t LongestWord = std::ranges::max_element(Words, {}, &std::string_view::size)->size();
static_assert(std::ranges::is_sorted(Words) && Words.size() == std::size_t(Word::Without));

Word word(QByteArrayView text)
{
    if (text.isEmpty() || std::size_t(text.size()) > LongestWord)
        return Word::None;
    std::array<char, LongestWord> lower{};
    std::ranges::transform(text, lower.begin(), sql::lowered);
    const std::string_view wanted(lower.data(), std::size_t(text.size()));
    const auto found = std::ranges::lower_bound(Words, wanted);
    return found == Words.end() || *found != wanted ? Word::None : Word(found - Words.begin() + 1);
}

} // namespace howdah::query::complete
