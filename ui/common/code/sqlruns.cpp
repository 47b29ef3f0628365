// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/code/sqlruns.h"

#include "sql/backslash.h"
#include "sql/lexer.h"

#include <algorithm>
#include <array>
#include <string_view>

using namespace std::string_view_literals;

namespace howdah::ui {

namespace {

// Those of statements, of PL/pgSQL and of the types of every day; sorted.
constexpr std::array keywords = {
    "abort"sv,        "add"sv,        "after"sv,        "all"sv,        "alter"sv,        "always"sv,
    "analyse"sv,      "analyze"sv,    "and"sv,          "any"sv,        "array"sv,        "as"sv,
    "asc"sv,          "atomic"sv,     "attach"sv,       "before"sv,     "begin"sv,        "between"sv,
    "bigint"sv,       "bigserial"sv,  "boolean"sv,      "both"sv,       "by"sv,           "bytea"sv,
    "call"sv,         "cascade"sv,    "case"sv,         "cast"sv,       "char"sv,         "character"sv,
    "check"sv,        "checkpoint"sv, "close"sv,        "cluster"sv,    "collate"sv,      "column"sv,
    "comment"sv,      "commit"sv,     "concurrently"sv, "conflict"sv,   "constraint"sv,   "continue"sv,
    "copy"sv,         "create"sv,     "cross"sv,        "current"sv,    "cursor"sv,       "cycle"sv,
    "data"sv,         "database"sv,   "date"sv,         "deallocate"sv, "decimal"sv,      "declare"sv,
    "default"sv,      "deferrable"sv, "deferred"sv,     "delete"sv,     "desc"sv,         "detach"sv,
    "diagnostics"sv,  "disable"sv,    "discard"sv,      "distinct"sv,   "do"sv,           "domain"sv,
    "double"sv,       "drop"sv,       "each"sv,         "else"sv,       "elsif"sv,        "enable"sv,
    "end"sv,          "enum"sv,       "except"sv,       "exception"sv,  "exclude"sv,      "execute"sv,
    "exists"sv,       "exit"sv,       "explain"sv,      "extension"sv,  "false"sv,        "fetch"sv,
    "filter"sv,       "first"sv,      "float"sv,        "following"sv,  "for"sv,          "foreach"sv,
    "foreign"sv,      "from"sv,       "full"sv,         "function"sv,   "generated"sv,    "get"sv,
    "grant"sv,        "group"sv,      "grouping"sv,     "having"sv,     "identity"sv,     "if"sv,
    "ilike"sv,        "immediate"sv,  "immutable"sv,    "in"sv,         "include"sv,      "index"sv,
    "inet"sv,         "inherits"sv,   "initially"sv,    "inner"sv,      "insert"sv,       "instead"sv,
    "int"sv,          "integer"sv,    "intersect"sv,    "interval"sv,   "into"sv,         "is"sv,
    "isnull"sv,       "join"sv,       "json"sv,         "jsonb"sv,      "key"sv,          "language"sv,
    "last"sv,         "lateral"sv,    "leading"sv,      "left"sv,       "like"sv,         "limit"sv,
    "listen"sv,       "local"sv,      "lock"sv,         "locked"sv,     "loop"sv,         "matched"sv,
    "materialized"sv, "merge"sv,      "natural"sv,      "new"sv,        "no"sv,           "not"sv,
    "nothing"sv,      "notify"sv,     "notnull"sv,      "nowait"sv,     "null"sv,         "nulls"sv,
    "numeric"sv,      "of"sv,         "offset"sv,       "old"sv,        "on"sv,           "only"sv,
    "open"sv,         "or"sv,         "order"sv,        "ordinality"sv, "outer"sv,        "over"sv,
    "overriding"sv,   "owner"sv,      "partition"sv,    "perform"sv,    "policy"sv,       "preceding"sv,
    "precision"sv,    "prepare"sv,    "primary"sv,      "procedure"sv,  "publication"sv,  "raise"sv,
    "range"sv,        "real"sv,       "reassign"sv,     "recursive"sv,  "references"sv,   "refresh"sv,
    "reindex"sv,      "release"sv,    "rename"sv,       "replace"sv,    "reset"sv,        "restart"sv,
    "restrict"sv,     "return"sv,     "returning"sv,    "returns"sv,    "revoke"sv,       "right"sv,
    "role"sv,         "rollback"sv,   "row"sv,          "rows"sv,       "savepoint"sv,    "schema"sv,
    "security"sv,     "select"sv,     "sequence"sv,     "serial"sv,     "set"sv,          "setof"sv,
    "share"sv,        "show"sv,       "similar"sv,      "skip"sv,       "smallint"sv,     "some"sv,
    "stable"sv,       "statement"sv,  "stored"sv,       "strict"sv,     "subscription"sv, "table"sv,
    "tablesample"sv,  "tablespace"sv, "temp"sv,         "temporary"sv,  "text"sv,         "then"sv,
    "time"sv,         "timestamp"sv,  "timestamptz"sv,  "to"sv,         "trailing"sv,     "transaction"sv,
    "trigger"sv,      "true"sv,       "truncate"sv,     "tsvector"sv,   "type"sv,         "unbounded"sv,
    "union"sv,        "unique"sv,     "unlogged"sv,     "update"sv,     "user"sv,         "using"sv,
    "uuid"sv,         "vacuum"sv,     "valid"sv,        "validate"sv,   "values"sv,       "varchar"sv,
    "varying"sv,      "view"sv,       "volatile"sv,     "when"sv,       "where"sv,        "while"sv,
    "window"sv,       "with"sv,       "within"sv,       "without"sv,    "zone"sv};
static_assert(std::ranges::is_sorted(keywords));
constexpr std::size_t longestKeyword = 12;

class Runs final
{
public:
    Runs(QByteArrayView sql, bool standardStrings, std::vector<SqlRun> &runs, qsizetype base)
        : m_sql(sql)
        , m_standardStrings(standardStrings)
        , m_runs(runs)
        , m_base(base)
    {
    }

    void read()
    {
        sql::Lexer lexer;
        lexer.setStandardStrings(m_standardStrings);
        lexer.setInput(m_sql, 0, true);
        for (;;) {
            const sql::Token token = lexer.next();
            if (token.type == sql::TokenType::End || token.type == sql::TokenType::NeedMore)
                break;
            blank(qsizetype(token.begin));
            if (token.type == sql::TokenType::Backslash) {
                const QByteArrayView rest = lexer.remaining();
                const qsizetype newline = rest.indexOf('\n');
                const qsizetype size = sql::backslashCommandSize(newline < 0 ? rest : rest.first(newline));
                add(m_at + size, SqlStyle::Command);
                lexer.skip(size);
                continue;
            }
            take(token);
        }
        rest(lexer);
    }

private:
    void add(qsizetype end, SqlStyle style)
    {
        if (end <= m_at)
            return;
        m_at = end;
        if (!m_runs.empty() && m_runs.back().style == style)
            m_runs.back().end = m_base + end;
        else
            m_runs.push_back({m_base + end, style});
    }

    // Spaces and comments.
    void blank(qsizetype end)
    {
        while (m_at < end) {
            qsizetype comment = m_at;
            while (comment < end && sql::classOf(m_sql[comment]) == sql::CharClass::Space)
                ++comment;
            add(comment, SqlStyle::Plain);
            if (comment == end)
                return;
            if (m_sql[comment] != '-') // nested ones, to the end of them all
                return add(endOfComments(comment, end), SqlStyle::Comment), blank(end);
            const qsizetype newline = m_sql.sliced(comment, end - comment).indexOf('\n');
            add(newline < 0 ? end : comment + newline, SqlStyle::Comment);
        }
    }

    [[nodiscard]] qsizetype endOfComments(qsizetype at, qsizetype end) const
    {
        int depth = 0;
        for (; at + 1 < end; ++at) {
            if (m_sql[at] == '/' && m_sql[at + 1] == '*') {
                ++depth;
                ++at;
            } else if (m_sql[at] == '*' && m_sql[at + 1] == '/') {
                ++at;
                if (--depth == 0)
                    return at + 1;
            }
        }
        return end;
    }

    void take(const sql::Token &token)
    {
        const auto end = qsizetype(token.end);
        const QByteArrayView text = m_sql.sliced(m_at, end - m_at);
        switch (token.type) {
        case sql::TokenType::Word:
            m_before = m_last;
            m_last = text;
            if (m_isFirst)
                m_isDo = sql::isKeyword(text, "do");
            m_isFirst = false;
            return add(end, m_isParameter        ? SqlStyle::Parameter
                            : isSqlKeyword(text) ? SqlStyle::Keyword
                                                 : SqlStyle::Plain),
                   void(m_isParameter = false);
        case sql::TokenType::Number:
            m_isParameter = false;
            return add(end, text.startsWith('$') ? SqlStyle::Parameter : SqlStyle::Number);
        case sql::TokenType::String:
            if (text.startsWith('$') && isBody())
                body(end, true);
            else
                add(end, m_isParameter ? SqlStyle::Parameter : SqlStyle::String);
            m_isParameter = false;
            return;
        case sql::TokenType::QuotedName:
            add(end, m_isParameter ? SqlStyle::Parameter : SqlStyle::QuotedName);
            m_isParameter = false;
            return;
        case sql::TokenType::Symbol:
            return symbol(token.symbol, end);
        case sql::TokenType::NeedMore:
        case sql::TokenType::End:
        case sql::TokenType::Backslash:
            return;
        }
    }

    void symbol(char symbol, qsizetype end)
    {
        const bool begins =
            symbol == ':' && (m_at == 0 || (m_sql[m_at - 1] != ':' && !sql::isNameChar(m_sql[m_at - 1])))
            && end < m_sql.size()
            && (sql::classOf(m_sql[end]) == sql::CharClass::Letter || m_sql[end] == '\'' || m_sql[end] == '"');
        m_isParameter = begins;
        m_isFirst = symbol == ';' || (m_isFirst && !begins);
        add(end, begins ? SqlStyle::Parameter : SqlStyle::Plain);
    }

    // AS $$...$$, DO $$...$$, DO LANGUAGE plpgsql $$...$$
    [[nodiscard]] bool isBody() const
    {
        return sql::isKeyword(m_last, "as") || sql::isKeyword(m_last, "do")
            || (m_isDo && sql::isKeyword(m_before, "language"));
    }

    void body(qsizetype end, bool isClosed)
    {
        const qsizetype tag = m_sql.sliced(m_at + 1, end - m_at - 1).indexOf('$') + 2;
        const qsizetype stop = isClosed ? end - tag : end;
        if (tag < 2 || stop < m_at + tag)
            return add(end, SqlStyle::String);
        add(m_at + tag, SqlStyle::String);
        Runs inner(m_sql.sliced(m_at, stop - m_at), m_standardStrings, m_runs, m_base + m_at);
        inner.read();
        m_at = stop;
        add(end, SqlStyle::String);
    }

    // What is open at the end.
    void rest(const sql::Lexer &lexer)
    {
        const qsizetype size = m_sql.size();
        switch (lexer.open()) {
        case sql::OpenToken::String:
        case sql::OpenToken::EscapeString:
            blank(qsizetype(lexer.openOffset()));
            return add(size, SqlStyle::String);
        case sql::OpenToken::Dollar:
            blank(qsizetype(lexer.openOffset()));
            return isBody() ? body(size, false) : add(size, SqlStyle::String);
        case sql::OpenToken::QuotedName:
            blank(qsizetype(lexer.openOffset()));
            return add(size, SqlStyle::QuotedName);
        case sql::OpenToken::BlockComment:
            blank(qsizetype(lexer.openOffset()));
            return add(size, SqlStyle::Comment);
        case sql::OpenToken::None:
        case sql::OpenToken::LongWord:
        case sql::OpenToken::LineComment:
            return blank(size);
        }
    }

    QByteArrayView m_sql;
    bool m_standardStrings;
    std::vector<SqlRun> &m_runs;
    qsizetype m_base;
    qsizetype m_at = 0;
    QByteArrayView m_last; // words
    QByteArrayView m_before;
    bool m_isFirst = true;
    bool m_isDo = false;
    bool m_isParameter = false; // what follows a colon
};

} // namespace

bool isSqlKeyword(QByteArrayView word)
{
    std::array<char, longestKeyword> lower{};
    if (word.isEmpty() || word.size() > qsizetype(lower.size()))
        return false;
    std::ranges::transform(word, lower.begin(), sql::lowered);
    return std::ranges::binary_search(keywords, std::string_view(lower.data(), std::size_t(word.size())));
}

std::vector<SqlRun> sqlRuns(QByteArrayView sql, bool standardStrings)
{
    std::vector<SqlRun> runs;
    Runs(sql, standardStrings, runs, 0).read();
    return runs;
}

std::vector<SqlRun> scriptRuns(QByteArrayView script, const std::vector<sql::Piece> &pieces, bool standardStrings)
{
    std::vector<SqlRun> runs;
    qsizetype at = 0;
    for (const sql::Piece &piece : pieces) {
        const auto begin = std::clamp<qsizetype>(qsizetype(piece.offset), at, script.size());
        const auto end = std::clamp<qsizetype>(qsizetype(piece.offset + piece.size), begin, script.size());
        if (piece.kind != sql::PieceKind::CopyData || begin == end)
            continue;
        Runs(script.sliced(at, begin - at), standardStrings, runs, at).read();
        runs.push_back({end, SqlStyle::Data});
        at = end;
    }
    Runs(script.sliced(at), standardStrings, runs, at).read();
    return runs;
}

} // namespace howdah::ui
