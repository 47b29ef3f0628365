// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What the audit log makes of the text of a statement.
#include "base/sha256.h"
#include "connection/audit/auditentry.h"
#include "connection/readonly/readingfunctions.h"
#include "sql/lexer.h"
#include "sql/secrets.h"

#include <QSet>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

using sql::Token;
using sql::TokenType;

// Functions that read, as the statements of Howdah and of most people use them.
const QSet<QByteArray> &readers()
{
    static const QSet<QByteArray> names{
        "acldefault",
        "set_config",
        "decode",
        "encode",
        "has_any_column_privilege",
        "has_function_privilege",
        "hashtextextended",
        "isfinite",
        "json_array_elements",
        "json_object_agg",
        "json_to_recordset",
        "jsonb_array_elements",
        "jsonb_typeof",
        "left",
        "log",
        "position",
        "regexp_replace",
        "reverse",
        "starts_with",
        "to_tsvector",
        "translate",
        "websearch_to_tsquery",
        "count",
        "sum",
        "min",
        "max",
        "avg",
        "coalesce",
        "nullif",
        "greatest",
        "least",
        "now",
        "clock_timestamp",
        "statement_timestamp",
        "transaction_timestamp",
        "date_trunc",
        "date_part",
        "extract",
        "age",
        "to_char",
        "to_date",
        "to_timestamp",
        "to_number",
        "lower",
        "upper",
        "length",
        "char_length",
        "octet_length",
        "substring",
        "substr",
        "trim",
        "btrim",
        "ltrim",
        "rtrim",
        "replace",
        "split_part",
        "string_agg",
        "array_agg",
        "array_length",
        "array_to_string",
        "unnest",
        "cardinality",
        "json_agg",
        "jsonb_agg",
        "json_build_object",
        "jsonb_build_object",
        "jsonb_object_agg",
        "row_number",
        "rank",
        "dense_rank",
        "lag",
        "lead",
        "first_value",
        "last_value",
        "ntile",
        "percentile_cont",
        "percentile_disc",
        "stddev",
        "stddev_samp",
        "variance",
        "round",
        "floor",
        "ceil",
        "abs",
        "generate_series",
        "quote_ident",
        "quote_literal",
        "format",
        "concat",
        "concat_ws",
        "md5",
        "version",
        "current_database",
        "current_schema",
        "current_schemas",
        "current_setting",
        "current_user",
        "session_user",
        "to_regclass",
        "to_regtype",
        "to_regnamespace",
        "to_regproc",
        "format_type",
        "obj_description",
        "col_description",
        "shobj_description",
        "has_table_privilege",
        "has_schema_privilege",
        "has_database_privilege",
        "has_column_privilege",
        "pg_backend_pid",
        "pg_is_in_recovery",
        "pg_get_expr",
        "pg_get_indexdef",
        "pg_get_constraintdef",
        "pg_get_viewdef",
        "pg_get_functiondef",
        "pg_get_triggerdef",
        "pg_get_userbyid",
        "pg_get_serial_sequence",
        "pg_get_partkeydef",
        "pg_table_size",
        "pg_total_relation_size",
        "pg_relation_size",
        "pg_indexes_size",
        "pg_database_size",
        "pg_size_pretty",
        "pg_table_is_visible",
        "pg_typeof",
        "pg_blocking_pids",
        "pg_try_advisory_lock",
        "pg_advisory_lock",
        "pg_advisory_unlock",
        "pg_try_advisory_xact_lock",
        "pg_advisory_xact_lock",
        "txid_current",
        "row_to_json",
        "to_json",
        "to_jsonb",
        "operator",
        "exists",
        "any",
        "all",
        "in",
        "values",
        "filter",
        "over",
        "partition",
        "as",
        "and",
        "or",
        "not",
        "case",
        "when",
        "then",
        "else",
        "on",
        "using",
        "from",
        "join",
        "select",
        "where",
        "by",
        "distinct",
        "lateral",
        "materialized",
        "union",
        "except",
        "intersect",
        "numeric",
        "varchar",
        "char",
        "character",
        "bit",
        "timestamp",
        "timestamptz",
        "time",
        "interval",
        "decimal",
        "float",
        "array",
        "row",
        "within",
        "group",
        "sets",
        "cube",
        "rollup",
        "grouping",
        "cast",
        "limit",
        "offset",
        "fetch",
        "with",
        "recursive",
        "is",
        "like",
        "ilike",
        "between",
        "varying",
        "tablesample",
        "system",
        "bernoulli"};
    return names;
}

// First words of what leaves everything as it is. BEGIN and the like are told apart by the log itself.
constexpr std::array<QByteArrayView, 21> Harmless{"show", "set",        "reset",  "begin",     "start",   "commit",
                                                  "end",  "rollback",   "abort",  "savepoint", "release", "fetch",
                                                  "move", "close",      "listen", "unlisten",  "discard", "deallocate",
                                                  "lock", "checkpoint", "prepare"};

// What makes a reading statement write, wherever it stands.
constexpr std::array<QByteArrayView, 5> Writers{"insert", "delete", "merge", "into", "update"};

// In another schema a function may do anything, whatever its name.
bool reads(const QByteArray &function, const QByteArray &schema)
{
    if (!schema.isEmpty() && schema != "pg_catalog")
        return false;
    return readers().contains(function) || isReadingFunction(function);
}

// As much of it as the log holds, and not a part of a character.
QByteArray beginning(const QByteArray &text)
{
    qsizetype end = std::min<qsizetype>(text.size(), AuditTextLimit);
    while (end > 0 && end < text.size() && (uchar(text[end]) & 0xC0) == 0x80)
        --end;
    return text.first(end);
}

QString sizeAndSum(const QByteArray &text)
{
    return u" ... (%1 bytes in all, SHA-256 %2)"_s.arg(text.size()).arg(QString::fromLatin1(sha256(text).toHex()));
}

QString cut(const QByteArray &text)
{
    const QString kept = QString::fromUtf8(beginning(text));
    return text.size() <= AuditTextLimit ? kept : kept + sizeAndSum(text);
}

// Only what is kept of a value is searched for secrets: a prompt of a megabyte would cost more than to store it.
QString cutValue(const QByteArray &value)
{
    const QString kept = cut(sql::maskSecretsInValue(beginning(value)));
    return value.size() <= AuditTextLimit ? kept : kept + sizeAndSum(value);
}

} // namespace

// The same texts are noted again and again: those of a run's journal once for each migration. What speaks of a secret
// is not kept.
static sql::MaskedText maskedOnce(const QString &sql)
{
    struct Known
    {
        QString sql;
        sql::MaskedText masked;
    };
    constexpr std::size_t Most = 4;
    constexpr qsizetype Longest = 4096;
    thread_local std::vector<Known> known;
    if (const auto found = std::ranges::find(known, sql, &Known::sql); found != known.end())
        return found->masked;
    sql::MaskedText masked = sql::maskSecrets(sql.toUtf8());
    if (sql.size() <= Longest && masked.values.isEmpty() && masked.text == sql.toUtf8()) {
        if (known.size() == Most)
            known.erase(known.begin());
        known.push_back({sql, masked});
    }
    return masked;
}

AuditedStatement audited(const Statement &statement)
{
    const sql::MaskedText masked = maskedOnce(statement.sql);
    AuditedStatement result{cut(masked.text), {}};
    for (std::size_t i = 0; i < statement.parameters.size(); ++i) {
        const auto &parameter = statement.parameters[i];
        if (!parameter)
            result.parameters.emplace_back();
        else if (masked.parameters.contains(int(i) + 1))
            result.parameters.emplace_back(u"***"_s);
        else
            result.parameters.emplace_back(cutValue(*parameter)); // a journal has statements
    }
    return result;
}

// Behind these a name with a parenthesis is an alias with its columns, not a call.
static bool namesColumns(const QByteArray &before)
{
    return before == "as" || before == "ordinality" || before == "with" || before == "recursive" || before == ")";
}

// Whether the first word of a statement leaves open what it does.
static bool isDecidedByRest(QByteArrayView first)
{
    constexpr std::array<QByteArrayView, 7> open{"select", "with", "values", "table", "explain", "copy", "declare"};
    return std::ranges::find(open, first) != open.end();
}

namespace {

// Goes through a statement whose first word leaves open what it does.
class ChangeFinder final
{
public:
    explicit ChangeFinder(QByteArray first)
        : m_first(std::move(first))
    {
    }

    void take(const Token &token)
    {
        const bool isWord = token.type == TokenType::Word;
        const QByteArray word = isWord ? token.text.toByteArray().toLower() : QByteArray();
        m_analyzes = m_analyzes || word == "analyze" || word == "analyse";
        m_toHere = m_toHere || (word == "stdout" && m_last == "to" && m_depth == 0);
        // FOR UPDATE only locks.
        if (isWord && std::ranges::find(Writers, QByteArrayView(word)) != Writers.end()
            && !(word == "update" && (m_last == "for" || m_last == "key")))
            m_does = true;
        if (token.type == TokenType::Symbol)
            takeParenthesis(token.symbol);
        m_qualifier = m_beforeLast;
        m_beforeLast = m_last;
        m_lastIsName = isWord || token.type == TokenType::QuotedName;
        m_last = isWord                              ? word
               : token.type == TokenType::QuotedName ? QByteArray(1, '"')
               : token.type == TokenType::Symbol     ? QByteArray(1, token.symbol)
                                                     : QByteArray();
    }

    [[nodiscard]] bool found() const
    {
        if (m_first == "explain")
            return m_analyzes && m_does;
        return m_does || (m_first == "copy" && !m_toHere);
    }

private:
    void takeParenthesis(char symbol)
    {
        if (symbol == ')')
            --m_depth;
        if (symbol != '(')
            return;
        const bool isList = m_first == "copy" && m_depth == 0; // of columns, or of options
        if (m_lastIsName && !isList && !namesColumns(m_beforeLast)
            && !reads(m_last, m_beforeLast == "." ? m_qualifier : QByteArray()))
            m_does = true;
        ++m_depth;
    }

    QByteArray m_first;
    QByteArray m_last;       // a word or a symbol; a quote for a quoted name
    QByteArray m_beforeLast; // what stood before it
    QByteArray m_qualifier;  // and before that
    int m_depth = 0;
    bool m_lastIsName = false;
    bool m_analyzes = false;
    bool m_toHere = false; // COPY ... TO STDOUT
    bool m_does = false;   // writes, or calls what is not known to read
};

} // namespace

bool mayChange(const QString &sql)
{
    sql::Lexer lexer;
    const QByteArray text = sql.toUtf8();
    lexer.setInput(text, 0, true);
    std::optional<ChangeFinder> finder;
    while (true) {
        const Token token = lexer.next();
        if (token.type == TokenType::End)
            return finder && finder->found();
        if (token.type == TokenType::Backslash)
            lexer.skip(1);
        if (!finder && token.type == TokenType::Word) {
            const QByteArray first = token.text.toByteArray().toLower();
            if (!isDecidedByRest(first))
                return std::ranges::find(Harmless, QByteArrayView(first)) == Harmless.end();
            finder.emplace(first);
        }
        if (finder)
            finder->take(token);
    }
}

} // namespace howdah::connection
