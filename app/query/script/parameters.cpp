// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/script/parameters.h"

#include "base/propagate.h"
#include "query/tr.h"
#include "sql/lexer.h"
#include "sql/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query {

using sql::Token;
using sql::TokenType;

namespace {

// Reads a statement token by token and keeps what decides about a colon.
class ParameterFinder final
{
public:
    ParameterFinder(QByteArrayView sql, bool standardStrings)
        : m_sql(sql)
    {
        m_lexer.setStandardStrings(standardStrings);
        m_lexer.setInput(sql, 0, true);
    }

    std::vector<ParameterUse> find()
    {
        for (Token token = next(); token.type != TokenType::End; token = next())
            take(token);
        if (m_ownsNumbers)
            std::erase_if(m_found, [](const ParameterUse &use) { return use.style == ParameterStyle::Number; });
        return std::move(m_found);
    }

private:
    // What a bracket that is open belongs to.
    enum class Bracket { Plain, Subscript, Array, JsonObject };
    struct Open
    {
        Bracket kind = Bracket::Plain;
        bool isFresh = true;   // nothing stands in it yet, or since its last comma
        bool hasColon = false; // since then
    };

    // The lexer stands still on a backslash.
    Token next()
    {
        Token token = m_lexer.next();
        while (token.type == TokenType::Backslash) {
            m_lexer.skip(1);
            token = m_lexer.next();
        }
        return token.type == TokenType::NeedMore ? Token() : token;
    }

    void take(const Token &token)
    {
        if (token.type == TokenType::Symbol && token.symbol == ':') {
            m_ends = colon(token);
            m_previous = {};
            return;
        }
        if (token.type == TokenType::Word)
            word(token);
        else if (token.type == TokenType::Number && m_sql[qsizetype(token.begin)] == '$')
            add(ParameterStyle::Number,
                QString::fromUtf8(m_sql.sliced(qsizetype(token.begin) + 1, qsizetype(token.end - token.begin) - 1)),
                token.begin, token.end, true);
        else if (token.type == TokenType::Symbol)
            bracket(token.symbol);
        if (!m_open.empty() && !(token.type == TokenType::Symbol && (token.symbol == '[' || token.symbol == '('))) {
            m_open.back().isFresh = token.symbol == ',';
            m_open.back().hasColon = m_open.back().hasColon && token.symbol != ',';
        }
        m_previous = token;
        m_ends = token.end;
    }

    void word(const Token &token)
    {
        if (++m_words > 4)
            return;
        const QByteArrayView text = token.text;
        if (m_words == 1) {
            m_ownsNumbers = sql::isKeyword(text, "prepare");
            m_isCreate = sql::isKeyword(text, "create");
        }
        if (m_isCreate && (sql::isKeyword(text, "function") || sql::isKeyword(text, "procedure")))
            m_ownsNumbers = true;
    }

    void bracket(char symbol)
    {
        switch (symbol) {
        case '[': {
            const bool isArray = (m_previous.type == TokenType::Word && sql::isKeyword(m_previous.text, "array"))
                              || (!m_open.empty() && m_open.back().kind == Bracket::Array && m_open.back().isFresh);
            m_open.push_back({.kind = isArray ? Bracket::Array : Bracket::Subscript});
            break;
        }
        case '(': {
            const bool isJson = m_previous.type == TokenType::Word
                             && (sql::isKeyword(m_previous.text, "json_object")
                                 || sql::isKeyword(m_previous.text, "json_objectagg"));
            m_open.push_back({.kind = isJson ? Bracket::JsonObject : Bracket::Plain});
            break;
        }
        case ']':
        case ')':
            if (!m_open.empty())
                m_open.pop_back();
            break;
        default:
            break;
        }
    }

    // Answers where what it begins ends.
    qint64 colon(const Token &token)
    {
        const auto at = qsizetype(token.begin);
        const auto from = qsizetype(token.end);
        const auto byte = [this](qsizetype i) { return i >= 0 && i < m_sql.size() ? m_sql[i] : '\0'; };
        const bool isSeparator =
            !m_open.empty() && !m_open.back().isFresh && !m_open.back().hasColon
            && (m_open.back().kind == Bracket::Subscript || m_open.back().kind == Bracket::JsonObject);
        const bool mayBeSlice = !m_open.empty() && m_open.back().kind == Bracket::Subscript && m_open.back().isFresh;
        if (!m_open.empty()) {
            m_open.back().isFresh = false;
            m_open.back().hasColon = true;
        }
        if (byte(from) == ':') { // a cast, both signs of it; in a[lower::upper] two colons
            m_lexer.skip(1);
            return token.end + 1;
        }
        if (isSeparator || byte(at - 1) == ':' || byte(from) == '=')
            return token.end;
        const qint64 end = nameEnd(from);
        if (end <= from)
            return token.end;
        const bool isQuoted = byte(from) == '\'' || byte(from) == '"';
        const QByteArrayView name =
            isQuoted ? m_sql.sliced(from + 1, qsizetype(end) - from - 2) : m_sql.sliced(from, qsizetype(end) - from);
        const ParameterStyle style = byte(from) == '\'' ? ParameterStyle::Literal
                                   : byte(from) == '"'  ? ParameterStyle::Identifier
                                                        : ParameterStyle::Plain;
        if (!m_open.empty()) // it was the first in its place, and what stands there from now on is a value
            m_open.back().hasColon = false;
        add(style, QString::fromUtf8(name), token.begin, end, !mayBeSlice);
        m_lexer.skip(qsizetype(end) - from);
        return end;
    }

    // Behind the name that begins at `from`, `from` where there is none. psql's names are of letters, digits and _;
    // those of ours do not begin with a digit, so that bounds of arrays and times are none.
    [[nodiscard]] qint64 nameEnd(qsizetype from) const
    {
        if (from >= m_sql.size())
            return from;
        const char quote = m_sql[from] == '\'' || m_sql[from] == '"' ? m_sql[from] : '\0';
        qsizetype at = from + (quote != '\0' ? 1 : 0);
        const qsizetype first = at;
        while (at < m_sql.size() && sql::isTagChar(m_sql[at]))
            ++at;
        if (at == first || sql::classOf(m_sql[first]) == sql::CharClass::Digit)
            return from;
        if (quote == '\0')
            return at;
        return at < m_sql.size() && m_sql[at] == quote ? at + 1 : from;
    }

    void add(ParameterStyle style, QString name, qint64 begin, qint64 end, bool certain)
    {
        m_found.push_back(
            {.style = style,
             .name = std::move(name),
             .begin = qsizetype(begin),
             .end = qsizetype(end),
             .certain = certain});
    }

    QByteArrayView m_sql;
    sql::Lexer m_lexer;
    std::vector<ParameterUse> m_found;
    std::vector<Open> m_open;
    Token m_previous;
    qint64 m_ends = 0;
    int m_words = 0;
    bool m_isCreate = false;
    bool m_ownsNumbers = false; // $1 is of what the statement makes
};

// Statements whose $n the protocol fills in.
bool takesParameters(QByteArrayView sql, bool standardStrings)
{
    static constexpr QByteArrayView commands[] = {"select", "insert", "update",  "delete", "merge",
                                                  "values", "with",   "explain", "call",   "table"};
    sql::Lexer lexer;
    lexer.setStandardStrings(standardStrings);
    lexer.setInput(sql, 0, true);
    Token token = lexer.next();
    while (token.type == TokenType::Symbol && token.symbol == '(')
        token = lexer.next();
    return token.type == TokenType::Word
        && std::ranges::any_of(commands, [&](QByteArrayView one) { return sql::isKeyword(token.text, one); });
}

qsizetype characterOf(QByteArrayView sql, qsizetype byte)
{
    return QString::fromUtf8(sql.first(byte)).toUcs4().size() + 1;
}

enum class For { Running, Description };

class ParameterWriter final
{
public:
    ParameterWriter(QByteArrayView sql, const ParameterValues &values, bool standardStrings, For purpose)
        : m_sql(sql)
        , m_values(values)
        , m_purpose(purpose)
        , m_binds(takesParameters(sql, standardStrings))
        , m_uses(findParameters(sql, standardStrings))
    {
    }

    Result<WrittenStatement> write()
    {
        qsizetype from = 0;
        for (const ParameterUse &use : m_uses) {
            if (!use.certain && !m_values.contains(use.name))
                continue;
            ASSIGN_OR_RETURN(const QByteArray put, textFor(use));
            m_text += m_sql.sliced(from, use.begin - from);
            m_written.jumps.push_back({.written = m_text.size(), .source = use.begin, .isValue = true});
            m_text += put;
            m_written.jumps.push_back({.written = m_text.size(), .source = use.end, .isValue = false});
            from = use.end;
        }
        m_text += m_sql.sliced(from);
        m_written.sql = QString::fromUtf8(m_text);
        return std::move(m_written);
    }

private:
    [[nodiscard]] Error problem(const ParameterUse &use, const QString &message, const QString &hint) const
    {
        Error error = makeError(ErrorKind::Usage, message, hint);
        error.statement = QString::fromUtf8(m_sql);
        error.position = characterOf(m_sql, use.begin);
        return error;
    }

    Result<QByteArray> textFor(const ParameterUse &use)
    {
        const auto found = m_values.constFind(use.name);
        const bool isGiven = found != m_values.constEnd();
        if (m_purpose == For::Description && use.style != ParameterStyle::Identifier
            && !(isGiven && found->kind == ParameterValue::Kind::Raw))
            return bound(use, ParameterValue());
        if (!isGiven)
            return fail(problem(
                use, tr("There is no value for the parameter %1").arg(written(use)),
                tr("Give it one (--param %1=...), or write \\set %1 before it.").arg(use.name)));
        switch (found->kind) {
        case ParameterValue::Kind::Default:
            if (use.style == ParameterStyle::Identifier)
                return fail(problem(use, tr("DEFAULT cannot be a name, as in %1").arg(written(use)), {}));
            return QByteArray("DEFAULT");
        case ParameterValue::Kind::Null:
            if (use.style == ParameterStyle::Identifier)
                return fail(problem(use, tr("NULL cannot be a name, as in %1").arg(written(use)), {}));
            return use.style == ParameterStyle::Literal || !m_binds ? QByteArray("NULL") : bound(use, *found);
        case ParameterValue::Kind::Raw:
            if (use.style == ParameterStyle::Plain)
                return found->text.toUtf8();
            break;
        case ParameterValue::Kind::Text:
            break;
        }
        if (use.style == ParameterStyle::Identifier)
            return sql::quoteIdentifier(found->text).toUtf8();
        if (use.style == ParameterStyle::Literal || !m_binds)
            return sql::quoteLiteral(found->text).toUtf8();
        return bound(use, *found);
    }

    // One number for each name, in the order in which they are first used: those that stand there as text have none.
    QByteArray bound(const ParameterUse &use, const ParameterValue &value)
    {
        const auto known = std::ranges::find(m_written.names, use.name);
        const auto number = known - m_written.names.begin() + 1;
        if (known == m_written.names.end()) {
            m_written.names.push_back(use.name);
            m_written.parameters.push_back(
                value.kind == ParameterValue::Kind::Null ? std::nullopt : std::optional(value.text.toUtf8()));
        }
        // A number behind it would become a part of it.
        return '$' + QByteArray::number(qint64(number))
             + (use.end < m_sql.size() && sql::classOf(m_sql[use.end]) == sql::CharClass::Digit ? " " : "");
    }

    [[nodiscard]] QString written(const ParameterUse &use) const
    {
        return QString::fromUtf8(m_sql.sliced(use.begin, use.end - use.begin));
    }

    QByteArrayView m_sql;
    const ParameterValues &m_values;
    const For m_purpose;
    const bool m_binds;
    const std::vector<ParameterUse> m_uses;
    QByteArray m_text;
    WrittenStatement m_written;
};

} // namespace

std::vector<ParameterUse> findParameters(QByteArrayView sql, bool standardStrings)
{
    // Most statements have none, and need no reading.
    if (!sql.contains(':') && !sql.contains('$'))
        return {};
    return ParameterFinder(sql, standardStrings).find();
}

Result<WrittenStatement> writeParameters(QByteArrayView sql, const ParameterValues &values, bool standardStrings)
{
    return ParameterWriter(sql, values, standardStrings, For::Running).write();
}

Result<WrittenStatement> writeForDescription(QByteArrayView sql, const ParameterValues &values, bool standardStrings)
{
    return ParameterWriter(sql, values, standardStrings, For::Description).write();
}

qint64 WrittenStatement::sourceByte(qsizetype character) const
{
    if (character <= 0)
        return -1;
    const qsizetype units = [&] {
        qsizetype at = 0;
        for (qsizetype left = character - 1; left > 0 && at < sql.size(); --left)
            at += at + 1 < sql.size() && sql[at].isHighSurrogate() && sql[at + 1].isLowSurrogate() ? 2 : 1;
        return at;
    }();
    const qsizetype byte = QStringView(sql).first(units).toUtf8().size();
    const auto behind = std::ranges::upper_bound(jumps, byte, {}, &Jump::written);
    if (behind == jumps.begin())
        return byte;
    const Jump &jump = *std::prev(behind);
    return jump.isValue ? jump.source : jump.source + (byte - jump.written);
}

} // namespace howdah::query
