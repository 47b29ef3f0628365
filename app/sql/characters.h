// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <array>

namespace howdah::sql {

// What a byte can begin, by PostgreSQL's lexical rules. Every byte from 0x80 on is a letter there.
enum class CharClass : unsigned char {
    Other,
    Space,
    Letter,
    Digit,
    Quote,
    DoubleQuote,
    Dollar,
    Dash,
    Slash,
    Dot,
    Backslash
};

[[nodiscard]] constexpr std::array<CharClass, 256> makeCharClasses()
{
    std::array<CharClass, 256> table{};
    for (int c = 0; c < 256; ++c) {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80)
            table[std::size_t(c)] = CharClass::Letter;
        else if (c >= '0' && c <= '9')
            table[std::size_t(c)] = CharClass::Digit;
    }
    for (const unsigned char c : {' ', '\t', '\n', '\r', '\f'})
        table[std::size_t(c)] = CharClass::Space;
    table['\''] = CharClass::Quote;
    table['"'] = CharClass::DoubleQuote;
    table['$'] = CharClass::Dollar;
    table['-'] = CharClass::Dash;
    table['/'] = CharClass::Slash;
    table['.'] = CharClass::Dot;
    table['\\'] = CharClass::Backslash;
    return table;
}

inline constexpr std::array<CharClass, 256> CharClasses = makeCharClasses();

[[nodiscard]] inline CharClass classOf(char c) { return CharClasses[static_cast<unsigned char>(c)]; }

// May `c` stand inside a dollar quote's tag after its first letter?
[[nodiscard]] inline bool isTagChar(char c)
{
    return classOf(c) == CharClass::Letter || classOf(c) == CharClass::Digit;
}

// May `c` stand inside a name after its first letter?
[[nodiscard]] inline bool isNameChar(char c) { return isTagChar(c) || c == '$'; }

[[nodiscard]] inline char lowered(char c) { return c >= 'A' && c <= 'Z' ? char(c + ('a' - 'A')) : c; }

// `word` in any case against a keyword in lower case. ASCII only, as keywords are.
[[nodiscard]] inline bool isKeyword(QByteArrayView word, QByteArrayView keyword)
{
    if (word.size() != keyword.size())
        return false;
    for (qsizetype i = 0; i < word.size(); ++i) {
        if (lowered(word[i]) != keyword[i])
            return false;
    }
    return true;
}

[[nodiscard]] qint64 countNewlines(const char *begin, const char *end);

enum class TextProblem { None, NotUtf8, Nul };

// How much of `text` is whole, valid UTF-8 without a NUL. With problem None the rest is the beginning of a character
// that the next chunk may complete.
struct Utf8Check
{
    qsizetype valid = 0;
    TextProblem problem = TextProblem::None;
};
[[nodiscard]] Utf8Check checkUtf8(QByteArrayView text);

} // namespace howdah::sql
