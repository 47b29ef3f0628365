// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/bracketpairs.h"

#include "sql/lexer.h"

#include <algorithm>
#include <vector>

namespace howdah::ui {

namespace {

enum class Opener { Round, Square, Case, Begin, If, Loop };

struct Open
{
    Opener kind;
    query::TextExtent place;
};

using sql::isKeyword;

bool touches(query::TextExtent place, qint64 offset)
{
    return place.offset <= offset && offset <= place.offset + place.size;
}

// What stands behind the last token: blanks and comments, of which those between /* and */ are closed.
bool endsInLineComment(QByteArrayView blank)
{
    int depth = 0;
    for (qsizetype at = 0; at + 1 < blank.size(); ++at) {
        const QByteArrayView two = blank.sliced(at, 2);
        if (two == "/*" || (two == "*/" && depth > 0)) {
            depth += two == "/*" ? 1 : -1;
            ++at;
        } else if (depth == 0 && two == "--") {
            const qsizetype newline = blank.indexOf('\n', at);
            if (newline < 0)
                return true;
            at = newline;
        }
    }
    return false;
}

bool isWordOpener(Opener kind) { return kind != Opener::Round && kind != Opener::Square; }

// Reads tokens and keeps the pair that is touched; one that begins at the offset is better than one that ends there.
class PairReader final
{
public:
    PairReader(QByteArrayView sql, qint64 offset, bool standardStrings)
        : m_sql(sql)
        , m_offset(offset)
        , m_standardStrings(standardStrings)
    {
    }

    std::optional<BracketPair> read()
    {
        sql::Lexer lexer;
        lexer.setStandardStrings(m_standardStrings);
        lexer.setInput(m_sql, 0, true);
        for (;;) {
            const sql::Token token = lexer.next();
            if (token.type == sql::TokenType::End || token.type == sql::TokenType::NeedMore)
                break;
            if (token.type == sql::TokenType::Backslash) {
                lexer.skip(1);
                continue;
            }
            const query::TextExtent place{token.begin, token.end - token.begin};
            const QByteArrayView text = m_sql.sliced(qsizetype(place.offset), qsizetype(place.size));
            if (token.type == sql::TokenType::String && text.startsWith('$') && place.offset < m_offset
                && m_offset < token.end)
                return inBody(place, text);
            if (token.type == sql::TokenType::Symbol)
                symbol(token.symbol, place);
            else if (token.type == sql::TokenType::Word)
                word(text, place);
            if (token.type != sql::TokenType::Word)
                m_afterEnd = false;
        }
        if (lexer.open() == sql::OpenToken::Dollar && lexer.openOffset() < m_offset)
            return inBody(
                {lexer.openOffset(), m_sql.size() - lexer.openOffset()}, m_sql.sliced(qsizetype(lexer.openOffset())));
        return m_found;
    }

private:
    [[nodiscard]] std::optional<BracketPair> inBody(query::TextExtent place, QByteArrayView text) const
    {
        const qsizetype tag = text.sliced(1).indexOf('$') + 2;
        const bool isClosed = text.size() >= 2 * tag && text.endsWith(text.first(tag));
        const qsizetype size = text.size() - (isClosed ? 2 * tag : tag);
        const qint64 begin = place.offset + tag;
        if (m_offset < begin || m_offset > begin + size)
            return {};
        auto pair = PairReader(m_sql.sliced(qsizetype(begin), size), m_offset - begin, m_standardStrings).read();
        if (pair) {
            pair->open.offset += begin;
            pair->close.offset += begin;
        }
        return pair;
    }

    void symbol(char symbol, query::TextExtent place)
    {
        switch (symbol) {
        case '(':
            return m_open.push_back({Opener::Round, place});
        case '[':
            return m_open.push_back({Opener::Square, place});
        case ')':
            return close(Opener::Round, place);
        case ']':
            return close(Opener::Square, place);
        default:
            return;
        }
    }

    void word(QByteArrayView text, query::TextExtent place)
    {
        const bool afterEnd = m_afterEnd;
        m_afterEnd = false;
        if (isKeyword(text, "end")) {
            m_afterEnd = true;
            // The innermost of words; brackets that were left open in it are passed over.
            const auto inner =
                std::find_if(m_open.rbegin(), m_open.rend(), [](const Open &open) { return isWordOpener(open.kind); });
            if (inner != m_open.rend()) {
                take({inner->place, place});
                m_open.erase(std::prev(inner.base()), m_open.end());
            }
        } else if (afterEnd && (isKeyword(text, "if") || isKeyword(text, "loop") || isKeyword(text, "case"))) {
            return; // END IF
        } else if (isKeyword(text, "case")) {
            m_open.push_back({Opener::Case, place});
        } else if (isKeyword(text, "begin")) {
            m_open.push_back({Opener::Begin, place});
        } else if (isKeyword(text, "loop")) {
            m_open.push_back({Opener::Loop, place});
        } else if (isKeyword(text, "if") && !isIfOfDefinition(place)) {
            m_open.push_back({Opener::If, place});
        }
    }

    // IF EXISTS, IF NOT EXISTS are no block.
    [[nodiscard]] bool isIfOfDefinition(query::TextExtent place) const
    {
        sql::Lexer lexer;
        const auto from = qsizetype(place.offset + place.size);
        lexer.setInput(m_sql.sliced(from), 0, true);
        sql::Token next = lexer.next();
        const bool isNot = next.type == sql::TokenType::Word && isKeyword(next.text, "not");
        if (isNot)
            next = lexer.next();
        if (next.type != sql::TokenType::Word || !isKeyword(next.text, "exists"))
            return false;
        // IF EXISTS (SELECT ...) THEN is one.
        next = lexer.next();
        return next.type != sql::TokenType::Symbol || next.symbol != '(';
    }

    void close(Opener kind, query::TextExtent place)
    {
        if (m_open.empty())
            return;
        if (m_open.back().kind != kind) {
            // The nearest of its kind that no other bracket stands before.
            const auto same =
                std::find_if(m_open.rbegin(), m_open.rend(), [kind](const Open &open) { return open.kind == kind; });
            if (same == m_open.rend())
                return;
            m_open.erase(same.base(), m_open.end());
        }
        take({m_open.back().place, place});
        m_open.pop_back();
    }

    void take(const BracketPair &pair)
    {
        for (const query::TextExtent &place : {pair.open, pair.close}) {
            if (!touches(place, m_offset))
                continue;
            const bool isBetter =
                place.offset == m_offset || (place.offset < m_offset && m_offset < place.offset + place.size);
            if (!m_found || isBetter)
                m_found = pair;
        }
    }

    QByteArrayView m_sql;
    qint64 m_offset;
    bool m_standardStrings;
    std::vector<Open> m_open;
    std::optional<BracketPair> m_found;
    bool m_afterEnd = false;
};

} // namespace

std::optional<BracketPair> pairAt(QByteArrayView sql, qint64 offset, bool standardStrings)
{
    return PairReader(sql, offset, standardStrings).read();
}

TextPlace placeAtEnd(QByteArrayView sql, bool standardStrings)
{
    sql::Lexer lexer;
    lexer.setStandardStrings(standardStrings);
    lexer.setInput(sql, 0, true);
    qsizetype end = 0; // of the last token
    for (;;) {
        const sql::Token token = lexer.next();
        if (token.type == sql::TokenType::Backslash)
            lexer.skip(1);
        else if (token.type == sql::TokenType::End || token.type == sql::TokenType::NeedMore)
            break;
        end = qsizetype(std::max(token.begin, token.end));
    }
    switch (lexer.open()) {
    case sql::OpenToken::None:
    case sql::OpenToken::LongWord:
        return endsInLineComment(sql.sliced(end)) ? TextPlace::Comment : TextPlace::Sql;
    case sql::OpenToken::String:
    case sql::OpenToken::EscapeString:
        return TextPlace::String;
    case sql::OpenToken::QuotedName:
        return TextPlace::QuotedName;
    case sql::OpenToken::BlockComment:
    case sql::OpenToken::LineComment:
        return TextPlace::Comment;
    case sql::OpenToken::Dollar: {
        const QByteArrayView rest = sql.sliced(qsizetype(lexer.openOffset()));
        const qsizetype tag = rest.sliced(1).indexOf('$');
        return tag < 0 ? TextPlace::String : placeAtEnd(rest.sliced(tag + 2), standardStrings);
    }
    }
    return TextPlace::Sql;
}

} // namespace howdah::ui
