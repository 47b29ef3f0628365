// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/lexer.h"

#include <algorithm>
#include <cstring>

namespace howdah::sql {

static const char *find(const char *begin, const char *end, char wanted)
{
    const void *hit = begin == end ? nullptr : std::memchr(begin, wanted, std::size_t(end - begin));
    return hit ? static_cast<const char *>(hit) : end;
}

void Lexer::setInput(QByteArrayView buffer, qint64 offset, bool last)
{
    m_buffer = buffer;
    m_offset = offset;
    m_position = 0;
    m_last = last;
}

void Lexer::skip(qsizetype bytes)
{
    m_position += bytes;
    m_lastString = OpenToken::None;
}

Token Lexer::finish(TokenType type, qsizetype begin, qsizetype end, char symbol)
{
    m_position = end;
    m_lastString = OpenToken::None;
    return {type, symbol, m_offset + begin, m_offset + end, m_buffer.sliced(begin, end - begin)};
}

// The token goes on behind this buffer. A short one is left for the next call, so that its text comes in one piece.
Token Lexer::enter(OpenToken kind, qsizetype begin, qsizetype consumed)
{
    if (!m_last && size() - begin < ShortToken)
        return needMore();
    m_open = kind;
    m_openOffset = m_offset + begin;
    m_position = consumed;
    return m_last ? Token{.type = TokenType::End} : needMore();
}

Token Lexer::next()
{
    if (m_open == OpenToken::LineComment || m_open == OpenToken::BlockComment) {
        if (!(m_open == OpenToken::LineComment ? skipLineComment() : skipBlockComment()))
            return m_last ? Token{.type = TokenType::End} : needMore();
    } else if (m_open != OpenToken::None) {
        return resume();
    }
    if (!skipBlank())
        return m_last ? Token{.type = TokenType::End} : needMore();

    const qsizetype begin = m_position;
    switch (classOf(at(begin))) {
    case CharClass::Letter:
        return readWord();
    case CharClass::Digit:
        return readNumber();
    case CharClass::Quote:
        if (m_lastString != OpenToken::None && m_newlineSeen)
            return readQuoted(m_lastString, 1);
        return readQuoted(m_standardStrings ? OpenToken::String : OpenToken::EscapeString, 1);
    case CharClass::DoubleQuote:
        return readQuoted(OpenToken::QuotedName, 1);
    case CharClass::Dollar:
        return readDollar();
    case CharClass::Dot:
        if (begin + 1 == size() && !m_last)
            return needMore();
        if (begin + 1 < size() && classOf(at(begin + 1)) == CharClass::Digit)
            return readNumber();
        break;
    case CharClass::Backslash:
        return {TokenType::Backslash, '\\', m_offset + begin, m_offset + begin + 1, m_buffer.sliced(begin, 1)};
    case CharClass::Space:
    case CharClass::Dash:
    case CharClass::Slash:
    case CharClass::Other:
        break;
    }
    return finish(TokenType::Symbol, begin, begin + 1, at(begin));
}

// True when the lexer stands on the first byte of a token.
bool Lexer::skipBlank()
{
    for (; m_position < size(); ++m_position) {
        const char c = at(m_position);
        const CharClass charClass = classOf(c);
        if (charClass == CharClass::Space) {
            m_newlineSeen |= c == '\n' || c == '\r';
            continue;
        }
        if (charClass != CharClass::Dash && charClass != CharClass::Slash)
            return true;
        if (m_position + 1 == size())
            return m_last;
        const char second = at(m_position + 1);
        if (c == '-' && second == '-') {
            if (!skipLineComment())
                return false;
        } else if (c == '/' && second == '*') {
            m_lastString = OpenToken::None;
            m_openOffset = offset();
            m_open = OpenToken::BlockComment;
            m_commentDepth = 1;
            m_position += 2;
            if (!skipBlockComment())
                return false;
        } else {
            return true;
        }
        --m_position; // for the loop's step
    }
    return false;
}

// Stops before the newline, so that the newline is seen as the blank that it is.
bool Lexer::skipLineComment()
{
    const char *begin = m_buffer.data() + m_position;
    const char *end = m_buffer.data() + size();
    end = find(begin, find(begin, end, '\n'), '\r');
    m_position = end - m_buffer.data();
    m_open = m_position < size() || m_last ? OpenToken::None : OpenToken::LineComment;
    return m_open == OpenToken::None;
}

// Both marks hold a slash, so only slashes are looked at. A star that belongs to the mark before does not count.
bool Lexer::skipBlockComment()
{
    const char *const end = m_buffer.data() + size();
    qsizetype from = m_position;
    while (m_commentDepth > 0) {
        const qsizetype slash = find(m_buffer.data() + m_position, end, '/') - m_buffer.data();
        if (slash == size()) {
            m_position = size() > from && at(size() - 1) == '*' && !m_last ? size() - 1 : size();
            return false;
        }
        if (slash > from && at(slash - 1) == '*') {
            --m_commentDepth;
            from = m_position = slash + 1;
        } else if (slash + 1 == size()) {
            m_position = m_last ? size() : slash;
            return false;
        } else if (at(slash + 1) == '*') {
            ++m_commentDepth;
            from = m_position = slash + 2;
        } else {
            m_position = slash + 1;
        }
    }
    m_open = OpenToken::None;
    return true;
}

Token Lexer::readWord()
{
    const qsizetype begin = m_position;
    qsizetype end = begin + 1;
    while (end < size() && isNameChar(at(end)))
        ++end;
    if (end == size() && !m_last)
        return enter(OpenToken::LongWord, begin, end);
    if (end == begin + 1 && end < size()) {
        const char prefix = lowered(at(begin));
        const char quote = at(end);
        if (quote == '\'' && prefix == 'e')
            return readQuoted(OpenToken::EscapeString, 2);
        if (quote == '\'' && (prefix == 'b' || prefix == 'x'))
            return readQuoted(OpenToken::String, 2);
        if (quote == '&' && prefix == 'u') {
            if (end + 1 == size() && !m_last)
                return needMore();
            if (end + 1 < size() && at(end + 1) == '\'')
                return readQuoted(OpenToken::String, 3);
            if (end + 1 < size() && at(end + 1) == '"')
                return readQuoted(OpenToken::QuotedName, 3);
        }
    }
    return finish(TokenType::Word, begin, end);
}

// Digits, a fraction and an exponent, as far as it matters where the number ends: 1e5$a$ opens a dollar quote, 1e$a$
// is followed by a name.
Token Lexer::readNumber()
{
    const qsizetype begin = m_position;
    qsizetype end = begin;
    const auto digits = [&] {
        while (end < size() && classOf(at(end)) == CharClass::Digit)
            ++end;
    };
    digits();
    if (end + 1 < size() && at(end) == '.' && at(end + 1) != '.') {
        ++end;
        digits();
    }
    if (end < size() && lowered(at(end)) == 'e') {
        qsizetype exponent = end + 1;
        if (exponent < size() && (at(exponent) == '+' || at(exponent) == '-'))
            ++exponent;
        if (exponent < size() && classOf(at(exponent)) == CharClass::Digit) {
            end = exponent;
            digits();
        }
    }
    if (end + 3 > size() && !m_last)
        return needMore();
    return finish(TokenType::Number, begin, end);
}

Token Lexer::readDollar()
{
    const qsizetype begin = m_position;
    qsizetype end = begin + 1;
    if (end < size() && classOf(at(end)) == CharClass::Digit) {
        while (end < size() && classOf(at(end)) == CharClass::Digit)
            ++end;
        if (end == size() && !m_last)
            return needMore();
        return finish(TokenType::Number, begin, end);
    }
    while (end < size() && isTagChar(at(end)))
        ++end;
    if (end == size()) {
        if (!m_last)
            return needMore();
        return finish(TokenType::Symbol, begin, begin + 1, '$');
    }
    if (at(end) != '$')
        return finish(TokenType::Symbol, begin, begin + 1, '$'); // what follows is a word of its own
    m_tag = m_buffer.sliced(begin, end + 1 - begin).toByteArray();
    return readQuoted(OpenToken::Dollar, m_tag.size());
}

Token Lexer::readQuoted(OpenToken kind, qsizetype prefix)
{
    const qsizetype begin = m_position;
    qsizetype end = begin + prefix;
    if (!scanToClose(kind, end))
        return enter(kind, begin, end);
    const Token token = finish(kind == OpenToken::QuotedName ? TokenType::QuotedName : TokenType::String, begin, end);
    if (kind == OpenToken::String || kind == OpenToken::EscapeString) {
        m_lastString = kind;
        m_newlineSeen = false;
    }
    return token;
}

Token Lexer::resume()
{
    const OpenToken kind = m_open;
    qsizetype end = m_position;
    if (kind == OpenToken::LongWord) {
        while (end < size() && isNameChar(at(end)))
            ++end;
    }
    const bool closed = kind == OpenToken::LongWord ? end < size() || m_last : scanToClose(kind, end);
    if (!closed) {
        m_position = end;
        return m_last ? Token{.type = TokenType::End} : needMore();
    }
    m_open = OpenToken::None;
    TokenType type = TokenType::String;
    if (kind == OpenToken::LongWord)
        type = TokenType::Word;
    else if (kind == OpenToken::QuotedName)
        type = TokenType::QuotedName;
    Token token = finish(type, m_position, end);
    token.begin = m_openOffset;
    token.text = {};
    if (kind == OpenToken::String || kind == OpenToken::EscapeString) {
        m_lastString = kind;
        m_newlineSeen = false;
    }
    return token;
}

// Each of these moves `at` behind the closing mark, or, when it is not there, to the first byte that the next buffer
// must show again.
bool Lexer::scanToClose(OpenToken kind, qsizetype &at) const
{
    switch (kind) {
    case OpenToken::EscapeString:
        return closeEscaped(at);
    case OpenToken::Dollar:
        return closeDollar(at);
    case OpenToken::String:
    case OpenToken::QuotedName:
        break;
    case OpenToken::None:
    case OpenToken::LongWord:
    case OpenToken::BlockComment:
    case OpenToken::LineComment:
        Q_UNREACHABLE();
    }
    const char quote = kind == OpenToken::QuotedName ? '"' : '\'';
    const char *const end = m_buffer.data() + size();
    for (;;) {
        at = find(m_buffer.data() + at, end, quote) - m_buffer.data();
        if (at == size() || (at + 1 == size() && !m_last))
            return false;
        ++at;
        if (at == size() || m_buffer[at] != quote)
            return true;
        ++at; // a doubled quote stands for itself
    }
}

bool Lexer::closeEscaped(qsizetype &at) const
{
    while (at < size()) {
        const char c = m_buffer[at];
        if (c != '\'' && c != '\\') {
            ++at;
            continue;
        }
        if (at + 1 == size()) {
            if (m_last)
                ++at;
            return m_last && c == '\'';
        }
        if (c == '\'' && m_buffer[at + 1] != '\'') {
            ++at;
            return true;
        }
        at += 2;
    }
    return false;
}

bool Lexer::closeDollar(qsizetype &at) const
{
    const char *const end = m_buffer.data() + size();
    for (;;) {
        at = find(m_buffer.data() + at, end, '$') - m_buffer.data();
        const qsizetype left = std::min(size() - at, m_tag.size());
        if (m_buffer.sliced(at, left) == QByteArrayView(m_tag).first(left)) {
            if (left == m_tag.size()) {
                at += left;
                return true;
            }
            return false; // nothing left, or only the beginning of the tag
        }
        ++at;
    }
}

} // namespace howdah::sql
