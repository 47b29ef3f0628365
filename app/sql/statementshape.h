// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/lexer.h"

#include <vector>

namespace howdah::sql {

// What a statement's tokens say about where it ends: parentheses, BEGIN ATOMIC bodies, COPY data behind it.
// Bodies are looked for as psql does it: only after CREATE [OR REPLACE] FUNCTION or PROCEDURE, and outside of
// parentheses. Where psql miscounts (a function called "begin", a column label "end"), this does not.
class StatementShape final
{
public:
    void add(const Token &token);
    void clear();

    [[nodiscard]] bool isEmpty() const { return m_tokens == 0; }
    [[nodiscard]] bool canEnd() const { return m_parentheses == 0 && m_blocks == 0; }
    [[nodiscard]] bool readsCopyData() const { return m_first == First::Copy && m_fromStdin; }

    // The beginning of a statement that may change how strings are read (SET, RESET, COMMIT...); else empty.
    // Words in lower case, everything else as written.
    [[nodiscard]] const std::vector<QByteArray> &settingTokens() const { return m_setting; }

private:
    enum class First : unsigned char { Other, Create, Routine, Copy, Setting };
    enum class Previous : unsigned char { Other, Begin, From, As, Dot };

    void addWord(QByteArrayView word);
    void addFirstWord(QByteArrayView word);
    void addCreateWord(QByteArrayView word);
    void addRoutineWord(QByteArrayView word, Previous previous);
    void remember(const Token &token);

    static constexpr std::size_t RememberedTokens = 8;

    qsizetype m_tokens = 0;
    qsizetype m_words = 0;
    qsizetype m_parentheses = 0;
    qsizetype m_blocks = 0; // BEGIN ATOMIC and the CASEs in it
    First m_first = First::Other;
    Previous m_previous = Previous::Other;
    bool m_orReplace = false;
    bool m_fromStdin = false;
    std::vector<QByteArray> m_setting;
};

// Inline: it runs for every comma.
inline void StatementShape::add(const Token &token)
{
    ++m_tokens;
    if (token.type == TokenType::Word) {
        addWord(token.text);
    } else {
        m_previous = token.symbol == '.' ? Previous::Dot : Previous::Other;
        if (token.symbol == '(')
            ++m_parentheses;
        else if (token.symbol == ')' && m_parentheses > 0)
            --m_parentheses;
    }
    if (m_first == First::Setting && m_setting.size() < RememberedTokens)
        remember(token);
}

} // namespace howdah::sql
