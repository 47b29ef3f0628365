// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What the audit log makes of the text of a statement.
#include "base/sha256.h"
#include "connection/auditentry.h"
#include "connection/readonlyrules.h"
#include "sql/lexer.h"

#include <QSet>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

using sql::Token;
using sql::TokenType;

// What takes a secret as an argument.
const QSet<QByteArray> &secretTakers()
{
    static const QSet<QByteArray> names{
        "crypt",
        "pgp_sym_encrypt",
        "pgp_sym_encrypt_bytea",
        "pgp_sym_decrypt",
        "pgp_sym_decrypt_bytea",
        "pgp_pub_decrypt",
        "encrypt",
        "encrypt_iv",
        "decrypt",
        "decrypt_iv",
        "hmac",
        "dblink",
        "dblink_connect",
        "dblink_exec"};
    return names;
}

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
constexpr std::array<QByteArrayView, 23> Harmless{
    "show",     "set",       "reset",      "begin", "start", "commit",     "end",     "rollback",
    "abort",    "savepoint", "release",    "fetch", "move",  "close",      "declare", "listen",
    "unlisten", "discard",   "deallocate", "lock",  "",      "checkpoint", "prepare"};

// What makes a reading statement write, wherever it stands.
constexpr std::array<QByteArrayView, 5> Writers{"insert", "delete", "merge", "into", "update"};

// pg_... are the server's own.
bool reads(const QByteArray &function)
{
    return readers().contains(function) || (function.startsWith("pg_") && !changesByItself(function));
}

QString cut(const QByteArray &text)
{
    if (text.size() <= AuditTextLimit)
        return QString::fromUtf8(text);
    qsizetype end = AuditTextLimit;
    while (end > 0 && (uchar(text[end]) & 0xC0) == 0x80)
        --end; // not inside of a character
    return QString::fromUtf8(text.first(end))
         + u" ... (%1 bytes in all, SHA-256 %2)"_s.arg(text.size()).arg(QString::fromLatin1(sha256(text).toHex()));
}

// Walks a statement and remembers where secrets stand.
class SecretFinder final
{
public:
    struct Found
    {
        std::vector<std::pair<qsizetype, qsizetype>> places; // of literals: begin and end in bytes
        QSet<int> parameters;                                // their numbers, from 1
    };

    [[nodiscard]] Found run(const QByteArray &text)
    {
        m_lexer.setInput(text, 0, true);
        while (true) {
            const Token token = m_lexer.next();
            if (token.type == TokenType::End)
                return m_found;
            if (token.type == TokenType::Backslash)
                m_lexer.skip(1);
            else
                take(token);
        }
    }

private:
    void take(const Token &token)
    {
        switch (token.type) {
        case TokenType::Symbol:
            if (token.symbol == '(')
                m_secret.push_back(inSecret() || secretTakers().contains(m_word));
            else if (token.symbol == ')' && !m_secret.empty())
                m_secret.pop_back();
            // PASSWORD = '...', and the keyword of a list goes on behind a comma only by its own word.
            if (token.symbol != '=')
                m_word.clear();
            return;
        case TokenType::Word:
            m_word = token.text.toByteArray().toLower();
            return;
        case TokenType::QuotedName:
            m_word = token.text.size() > 2 ? token.text.sliced(1, token.text.size() - 2).toByteArray() : QByteArray();
            return;
        case TokenType::String:
            if (isSecretPlace())
                m_found.places.emplace_back(token.begin, token.end);
            m_word.clear();
            return;
        case TokenType::Number:
            if (isSecretPlace() && token.text.startsWith('$'))
                m_found.parameters.insert(token.text.sliced(1).toInt());
            m_word.clear();
            return;
        default:
            return;
        }
    }
    [[nodiscard]] bool inSecret() const { return !m_secret.empty() && m_secret.back(); }
    [[nodiscard]] bool isSecretPlace() const
    {
        return inSecret() || m_word == "password" || m_word == "connection" || m_word == "passcode"
            || m_word == "secret";
    }

    sql::Lexer m_lexer;
    Found m_found;
    QByteArray m_word;          // the last one
    std::vector<bool> m_secret; // for each open parenthesis
};

} // namespace

AuditedStatement audited(const Statement &statement)
{
    QByteArray text = statement.sql.toUtf8();
    const SecretFinder::Found found = SecretFinder().run(text);
    for (auto it = found.places.rbegin(); it != found.places.rend(); ++it)
        text.replace(it->first, it->second - it->first, "'***'");
    AuditedStatement result{cut(redact(QString::fromUtf8(text)).toUtf8()), {}};
    for (std::size_t i = 0; i < statement.parameters.size(); ++i) {
        const auto &parameter = statement.parameters[i];
        if (!parameter)
            result.parameters.emplace_back();
        else if (found.parameters.contains(int(i) + 1))
            result.parameters.emplace_back(u"***"_s);
        else
            result.parameters.emplace_back(cut(*parameter));
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
    constexpr std::array<QByteArrayView, 6> open{"select", "with", "values", "table", "explain", "copy"};
    return std::ranges::find(open, first) != open.end();
}

bool mayChange(const QString &sql)
{
    sql::Lexer lexer;
    const QByteArray text = sql.toUtf8();
    lexer.setInput(text, 0, true);
    QByteArray first;
    QByteArray last;
    QByteArray beforeLast; // a word or a symbol
    bool lastIsName = false;
    bool analyzes = false;
    bool writes = false;
    bool calls = false;
    while (true) {
        const Token token = lexer.next();
        if (token.type == TokenType::End)
            break;
        if (token.type == TokenType::Backslash)
            lexer.skip(1);
        const bool isWord = token.type == TokenType::Word;
        const QByteArray word = isWord ? token.text.toByteArray().toLower() : QByteArray();
        if (isWord && first.isEmpty()) {
            first = word;
            if (!isDecidedByRest(first))
                return std::ranges::find(Harmless, QByteArrayView(first)) == Harmless.end();
        }
        analyzes = analyzes || word == "analyze";
        // FOR UPDATE only locks.
        if (isWord && std::ranges::find(Writers, QByteArrayView(word)) != Writers.end()
            && !(word == "update" && (last == "for" || last == "key")))
            writes = true;
        if (token.type == TokenType::Symbol && token.symbol == '(' && lastIsName && !namesColumns(beforeLast))
            calls = calls || !reads(last);
        if ((writes || calls) && first != "explain" && first != "copy")
            return true;
        beforeLast = last;
        lastIsName = isWord || token.type == TokenType::QuotedName;
        last = isWord ? word : token.type == TokenType::Symbol ? QByteArray(1, token.symbol) : QByteArray();
    }
    if (first == "explain")
        return analyzes && (writes || calls);
    if (first == "copy")
        return !text.toLower().contains("stdout");
    return false;
}

} // namespace howdah::connection
