// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/namedquery.h"

#include "sql/tr.h"
#include "sql/lexer.h"

using namespace Qt::StringLiterals;

namespace howdah::sql {

// Reads tokens one ahead and nests by the parentheses of uses.
class NamedQuery::Reader final
{
public:
    explicit Reader(const QByteArray &source)
        : m_source(source)
    {
        m_lexer.setInput(m_source, 0, true);
        advance();
    }

    Result<std::vector<Use>> read()
    {
        Result<std::vector<Use>> uses = readUntil(false);
        if (!uses)
            return uses;
        if (m_lexer.open() != OpenToken::None && m_lexer.open() != OpenToken::LineComment)
            return refuse(tr("A string or a comment is not closed"), qsizetype(m_lexer.openOffset()));
        return uses;
    }

    // Where a semicolon ends the query, which may stand within another.
    [[nodiscard]] qsizetype end() const { return m_end; }

private:
    void advance()
    {
        do
            m_token = m_lexer.next();
        while (m_token.type == TokenType::NeedMore);
    }

    [[nodiscard]] bool isSymbol(char symbol) const
    {
        return m_token.type == TokenType::Symbol && m_token.symbol == symbol;
    }

    [[nodiscard]] std::unexpected<Error> refuse(const QString &message, qsizetype offset) const
    {
        const TextPosition at = positionAt(QByteArrayView(m_source), offset);
        return fail(ErrorKind::Invalid, tr("Line %1: %2").arg(at.line).arg(message));
    }

    // To the end, or to the parenthesis that closes an argument, which stays the current token.
    Result<std::vector<Use>> readUntil(bool inArgument)
    {
        std::vector<Use> uses;
        const qsizetype begin = qsizetype(m_token.begin);
        int depth = 0;
        while (m_token.type != TokenType::End) {
            // The lexer stays on it: psql's commands mean nothing here.
            if (m_token.type == TokenType::Backslash)
                return refuse(tr("A backslash has no meaning outside quotes"), qsizetype(m_token.begin));
            if (isSymbol('('))
                ++depth;
            if (isSymbol(')') && depth-- == 0 && inArgument)
                return uses;
            if (isSymbol(';') && !isLast())
                return refuse(tr("A query must be a single statement"), qsizetype(m_token.begin));
            if (isSymbol(';'))
                m_end = qsizetype(m_token.begin);
            if (isSymbol(':')) {
                Result<std::optional<Use>> use = readUse();
                if (!use)
                    return std::unexpected(use.error());
                if (*use)
                    uses.push_back(std::move(**use));
                continue; // the token behind it is current
            }
            advance();
        }
        if (inArgument)
            return refuse(tr("A parenthesis is not closed"), begin);
        return uses;
    }

    // Nothing but the end follows the current token.
    [[nodiscard]] bool isLast()
    {
        Lexer rest;
        const QByteArrayView behind = QByteArrayView(m_source).sliced(qsizetype(m_token.end));
        rest.setInput(behind, 0, true);
        return rest.next().type == TokenType::End;
    }

    // Stands on a colon. A cast, an assignment of an argument (":="), and a colon alone are SQL.
    Result<std::optional<Use>> readUse()
    {
        const Token colon = m_token;
        advance();
        if (isSymbol(':')) {
            advance();
            return std::nullopt;
        }
        if (m_token.type != TokenType::Word || m_token.begin != colon.end)
            return std::nullopt;
        Use use;
        use.begin = qsizetype(colon.begin);
        use.end = qsizetype(m_token.end);
        use.use.name = QString::fromUtf8(
            QByteArrayView(m_source).sliced(qsizetype(m_token.begin), use.end - qsizetype(m_token.begin)));
        use.use.at = positionAt(QByteArrayView(m_source), use.begin);
        advance();
        if (!isSymbol('(') || m_token.begin != use.end)
            return use;
        use.argumentBegin = qsizetype(m_token.end);
        advance();
        Result<std::vector<Use>> inner = readUntil(true);
        if (!inner)
            return std::unexpected(inner.error());
        use.inner = std::move(*inner);
        use.argumentEnd = qsizetype(m_token.begin);
        use.end = qsizetype(m_token.end);
        use.use.hasArgument = true;
        use.use.argument =
            QString::fromUtf8(m_source.mid(use.argumentBegin, use.argumentEnd - use.argumentBegin)).trimmed();
        advance();
        return use;
    }

    QByteArray m_source;
    qsizetype m_end = m_source.size();
    Lexer m_lexer;
    Token m_token;
};

Result<NamedQuery> NamedQuery::parse(const QString &sql)
{
    NamedQuery text;
    text.m_source = sql.toUtf8();
    while (text.m_source.endsWith('\n') || text.m_source.endsWith(' '))
        text.m_source.chop(1);
    Reader reader(text.m_source);
    Result<std::vector<Use>> uses = reader.read();
    if (!uses)
        return std::unexpected(uses.error());
    text.m_source.truncate(reader.end());
    text.m_uses = std::move(*uses);
    return text;
}

void NamedQuery::gather(const std::vector<Use> &from, std::vector<NamedUse> &into)
{
    for (const Use &use : from) {
        into.push_back(use.use);
        gather(use.inner, into);
    }
}

std::vector<NamedUse> NamedQuery::uses() const
{
    std::vector<NamedUse> all;
    gather(m_uses, all);
    return all;
}

static qsizetype charactersIn(QStringView text) { return text.toUcs4().size(); }

QString NamedQuery::write(
    qsizetype begin, qsizetype end, const std::vector<Use> &uses, const Writer &writer, Places *places) const
{
    QString sql;
    qsizetype at = begin;
    qsizetype character = 1;
    const auto add = [&](const QString &text, qsizetype sourceByte, bool isName) {
        if (places) {
            places->push_back({character, sourceByte, isName});
            character += charactersIn(text);
        }
        sql += text;
    };
    for (const Use &use : uses) {
        add(QString::fromUtf8(m_source.mid(at, use.begin - at)), at, false);
        NamedUse replaced = use.use;
        if (replaced.hasArgument)
            replaced.argument = write(use.argumentBegin, use.argumentEnd, use.inner, writer, nullptr).trimmed();
        add(writer(replaced), use.begin, true);
        at = use.end;
    }
    add(QString::fromUtf8(m_source.mid(at, end - at)), at, false);
    return sql;
}

QString NamedQuery::written(const Writer &writer, Places *places) const
{
    QString sql = write(0, m_source.size(), m_uses, writer, places);
    while (sql.endsWith(u';') || sql.endsWith(u'\n') || sql.endsWith(u' '))
        sql.chop(1);
    return sql;
}

TextPosition NamedQuery::sourceOf(qsizetype character, const Places &places) const
{
    qsizetype byte = 0;
    for (const Place &place : places) {
        if (place.character > character)
            break;
        byte = place.sourceByte;
        if (!place.isName) {
            const QString behind = QString::fromUtf8(m_source.sliced(byte));
            byte += behind.left(offsetOfCharacter(behind, character - place.character + 1)).toUtf8().size();
        }
    }
    const qsizetype line = positionAt(QByteArrayView(m_source), byte).line;
    const qsizetype begin = m_source.left(byte).lastIndexOf('\n') + 1;
    return {line, charactersIn(QString::fromUtf8(m_source.sliced(begin, byte - begin))) + 1};
}

} // namespace howdah::sql
