// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/characters.h"

namespace howdah::sql {

enum class TokenType : unsigned char {
    NeedMore,   // the input ends inside, or just behind, a token: call again with more
    End,        // the end of the last input
    Word,       // an unquoted name or keyword
    Number,     // a number, or a parameter such as $1
    String,     // any quoted string or dollar quote
    QuotedName, // "name"
    Symbol,     // one character of an operator or of punctuation, in `symbol`
    Backslash,  // a backslash outside of quotes; the lexer stands on it
};

struct Token
{
    TokenType type = TokenType::End;
    char symbol = 0;
    qint64 begin = 0; // byte offsets in the whole text
    qint64 end = 0;
    QByteArrayView text =
        {}; // valid until the next input; empty for a token longer than Lexer::ShortToken that was cut
};

// What was not closed when the text ended.
enum class OpenToken : unsigned char {
    None,
    LongWord,
    String,
    EscapeString,
    QuotedName,
    Dollar,
    BlockComment,
    LineComment
};

// PostgreSQL's lexical rules (scan.l and psqlscan.l) as an incremental reader of UTF-8. Blanks and comments are
// skipped. Owned by one thread. The caller hands in a buffer, takes tokens until NeedMore, and puts the bytes behind
// position() in front of the next buffer. Only a short tail is left: of strings, names and comments, what is long is
// read across buffers.
class Lexer final
{
public:
    static constexpr qsizetype ShortToken = 64;

    // `offset` is where `buffer` begins in the whole text; `last` says that nothing follows.
    void setInput(QByteArrayView buffer, qint64 offset, bool last);
    void setStandardStrings(bool on) { m_standardStrings = on; }

    [[nodiscard]] Token next();

    [[nodiscard]] qsizetype position() const { return m_position; }
    [[nodiscard]] qint64 offset() const { return m_offset + m_position; }
    [[nodiscard]] QByteArrayView remaining() const { return m_buffer.sliced(m_position); }
    void skip(qsizetype bytes);

    // The token or comment that the text has entered and not left, and where it began.
    [[nodiscard]] OpenToken open() const { return m_open; }
    [[nodiscard]] qint64 openOffset() const { return m_openOffset; }

private:
    [[nodiscard]] bool skipBlank();
    [[nodiscard]] bool skipLineComment();
    [[nodiscard]] bool skipBlockComment();
    [[nodiscard]] Token resume();
    [[nodiscard]] Token readWord();
    [[nodiscard]] Token readNumber();
    [[nodiscard]] Token readDollar();
    [[nodiscard]] Token readQuoted(OpenToken kind, qsizetype prefix);
    [[nodiscard]] bool closeEscaped(qsizetype &at) const;
    [[nodiscard]] bool closeDollar(qsizetype &at) const;
    [[nodiscard]] bool scanToClose(OpenToken kind, qsizetype &at) const;

    [[nodiscard]] Token finish(TokenType type, qsizetype begin, qsizetype end, char symbol = 0);
    [[nodiscard]] Token needMore() const { return {.type = TokenType::NeedMore}; }
    [[nodiscard]] Token enter(OpenToken kind, qsizetype begin, qsizetype consumed);
    [[nodiscard]] char at(qsizetype i) const { return m_buffer[i]; }
    [[nodiscard]] qsizetype size() const { return m_buffer.size(); }

    QByteArrayView m_buffer;
    qint64 m_offset = 0;
    qsizetype m_position = 0;
    bool m_last = false;
    bool m_standardStrings = true;

    OpenToken m_open = OpenToken::None;
    qint64 m_openOffset = 0;
    qsizetype m_commentDepth = 0;
    QByteArray m_tag; // of the dollar quote that is being read, with both dollars

    // A string goes on after blanks that hold a newline, by the rules of its first part: E'a' <newline> '\''.
    OpenToken m_lastString = OpenToken::None;
    bool m_newlineSeen = false;
};

} // namespace howdah::sql
