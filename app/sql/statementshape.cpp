// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/statementshape.h"

#include <algorithm>

namespace howdah::sql {

void StatementShape::clear()
{
    m_tokens = m_words = m_parentheses = m_blocks = 0;
    m_first = First::Other;
    m_previous = Previous::Other;
    m_orReplace = m_fromStdin = false;
    m_setting.clear();
}

void StatementShape::remember(const Token &token)
{
    m_setting.push_back(token.type == TokenType::Word ? token.text.toByteArray().toLower() : token.text.toByteArray());
}

void StatementShape::addWord(QByteArrayView word)
{
    const Previous previous = m_previous;
    m_previous = Previous::Other;
    switch (m_first) {
    case First::Other:
        if (m_words == 0)
            addFirstWord(word);
        break;
    case First::Create:
        addCreateWord(word);
        break;
    case First::Routine:
        if (m_parentheses == 0)
            addRoutineWord(word, previous);
        break;
    case First::Copy:
        if (m_parentheses == 0) {
            // The server takes STDOUT for STDIN here.
            if (previous == Previous::From)
                m_fromStdin |= isKeyword(word, "stdin") || isKeyword(word, "stdout");
            else if (previous != Previous::Dot && isKeyword(word, "from"))
                m_previous = Previous::From;
        }
        break;
    case First::Setting:
        break;
    }
    ++m_words;
}

void StatementShape::addFirstWord(QByteArrayView word)
{
    static constexpr std::array<QByteArrayView, 7> Settings{"set", "reset",    "discard", "commit",
                                                            "end", "rollback", "abort"};
    if (isKeyword(word, "create"))
        m_first = First::Create;
    else if (isKeyword(word, "copy"))
        m_first = First::Copy;
    else if (std::ranges::any_of(Settings, [&](QByteArrayView keyword) { return isKeyword(word, keyword); }))
        m_first = First::Setting;
}

void StatementShape::addCreateWord(QByteArrayView word)
{
    const qsizetype first = m_orReplace ? 3 : 1;
    if (m_words == first && (isKeyword(word, "function") || isKeyword(word, "procedure")))
        m_first = First::Routine;
    else if (m_words == 2 && isKeyword(word, "replace"))
        m_orReplace = true;
    else if (m_words != 1 || !isKeyword(word, "or"))
        m_first = First::Other;
}

// Inside the body every END closes something, unless it is a name: after a dot or AS reserved words are.
void StatementShape::addRoutineWord(QByteArrayView word, Previous previous)
{
    if (isKeyword(word, "begin")) {
        m_previous = Previous::Begin;
    } else if (isKeyword(word, "as")) {
        m_previous = previous == Previous::Dot ? Previous::Other : Previous::As;
    } else if (m_blocks == 0) {
        if (previous == Previous::Begin && isKeyword(word, "atomic"))
            m_blocks = 1;
    } else if (previous != Previous::Dot && previous != Previous::As) {
        if (isKeyword(word, "case"))
            ++m_blocks;
        else if (isKeyword(word, "end"))
            --m_blocks;
    }
}

} // namespace howdah::sql
