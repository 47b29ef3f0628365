// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/complete/statementtext.h"

#include "sql/characters.h"
#include "sql/lexer.h"

#include <algorithm>

namespace howdah::query::complete {

using sql::OpenToken;
using sql::TokenType;

const Piece &StatementText::at(int index) const
{
    static const Piece Nothing;
    return index >= 0 && index < size() ? pieces[std::size_t(index)] : Nothing;
}

int StatementText::closing(int open) const
{
    const int match = at(open).match;
    return match > open ? match : size();
}

static QString unquoted(QByteArrayView text, char quote)
{
    const qsizetype first = text.indexOf(quote);
    if (first < 0)
        return {};
    text = text.sliced(first + 1);
    if (text.endsWith(quote))
        text.chop(1);
    const QString mark = QString(QLatin1Char(quote));
    return QString::fromUtf8(text).replace(mark + mark, mark);
}

static QString folded(QByteArrayView text)
{
    QByteArray lower = text.toByteArray();
    std::ranges::transform(lower, lower.begin(), sql::lowered);
    return QString::fromUtf8(lower);
}

static Piece pieceOf(const sql::Token &token, QByteArrayView text)
{
    Piece piece{.begin = token.begin, .end = token.end};
    switch (token.type) {
    case TokenType::Word:
        piece.kind = Piece::Kind::Name;
        piece.name = folded(text);
        piece.word = word(text);
        break;
    case TokenType::QuotedName:
        piece.kind = Piece::Kind::QuotedName;
        piece.name = unquoted(text, '"');
        break;
    case TokenType::Number:
        piece.kind = Piece::Kind::Number;
        piece.name = QString::fromUtf8(text);
        break;
    case TokenType::String:
        piece.kind = Piece::Kind::String;
        if (text.size() < 200)
            piece.name = unquoted(text, '\'');
        break;
    case TokenType::Symbol:
    case TokenType::Backslash:
    case TokenType::NeedMore:
    case TokenType::End:
        piece.symbol = token.symbol;
        break;
    }
    return piece;
}

namespace {

// How a part of the text was read.
struct Reading
{
    std::vector<Piece> pieces;
    OpenToken open = OpenToken::None;
    qsizetype openOffset = 0;
};

} // namespace

// Reads [begin, end) of `text`. A semicolon either forgets what was before it (on the left of the cursor) or ends it.
static Reading readPart(QByteArrayView text, qsizetype begin, qsizetype end, bool left)
{
    Reading reading;
    sql::Lexer lexer;
    lexer.setInput(text.sliced(begin, end - begin), begin, true);
    for (;;) {
        const sql::Token token = lexer.next();
        if (token.type == TokenType::End || token.type == TokenType::NeedMore)
            break;
        if (token.type == TokenType::Backslash) {
            lexer.skip(1);
            continue;
        }
        if (token.type == TokenType::Symbol && token.symbol == ';') {
            if (!left)
                return reading;
            reading.pieces.clear();
            continue;
        }
        reading.pieces.push_back(pieceOf(token, text.sliced(token.begin, token.end - token.begin)));
    }
    reading.open = lexer.open();
    reading.openOffset = lexer.openOffset();
    return reading;
}

static void matchGroups(std::vector<Piece> &pieces)
{
    std::vector<int> open;
    for (int i = 0; i < int(pieces.size()); ++i) {
        Piece &piece = pieces[std::size_t(i)];
        if (piece.is('(') || piece.is('[')) {
            open.push_back(i);
        } else if (piece.is(')') || piece.is(']')) {
            const char opener = piece.is(')') ? '(' : '[';
            if (!open.empty() && pieces[std::size_t(open.back())].is(opener)) {
                piece.match = open.back();
                pieces[std::size_t(open.back())].match = i;
                open.pop_back();
            }
        }
    }
}

static qsizetype behindName(QByteArrayView text, qsizetype at, qsizetype end)
{
    while (at < end && sql::isNameChar(text[at]))
        ++at;
    return at;
}

// The cursor's own piece, from what the left part ends with. Returns where the right part begins.
static qsizetype
placeCursor(StatementText &statement, Reading &left, QByteArrayView text, qsizetype cursor, qsizetype end)
{
    Piece piece{.kind = Piece::Kind::Name, .atCursor = true, .begin = cursor, .end = cursor};
    qsizetype next = cursor;
    if (left.open == OpenToken::QuotedName || left.open == OpenToken::String || left.open == OpenToken::EscapeString) {
        const char quote = left.open == OpenToken::QuotedName ? '"' : '\'';
        piece.begin = left.openOffset;
        statement.prefix = unquoted(text.sliced(piece.begin, cursor - piece.begin), quote);
        statement.in = quote == '"' ? CursorIn::Code : CursorIn::String;
        statement.quoted = quote == '"';
        piece.kind = quote == '"' ? Piece::Kind::QuotedName : Piece::Kind::String;
        // Closed on the same line, it is this literal; else its end has not been typed yet.
        qsizetype line = text.sliced(0, end).indexOf('\n', cursor);
        line = line < 0 ? end : line;
        const qsizetype close = text.sliced(0, line).indexOf(quote, cursor);
        const bool clean = close >= 0 && !text.sliced(cursor, close - cursor).contains(',');
        next = clean ? close + 1 : (quote == '"' ? behindName(text, cursor, end) : cursor);
    } else if (
        !left.pieces.empty() && left.pieces.back().end == cursor && left.pieces.back().isName()
        && left.pieces.back().kind == Piece::Kind::Name) {
        piece.begin = left.pieces.back().begin;
        left.pieces.pop_back();
        statement.prefix = QString::fromUtf8(text.sliced(piece.begin, cursor - piece.begin));
        next = behindName(text, cursor, end);
    } else if (cursor < end && sql::isTagChar(text[cursor]) && (cursor == 0 || !sql::isNameChar(text[cursor - 1]))) {
        next = behindName(text, cursor, end); // at the beginning of a name
    }
    piece.end = next;
    piece.name = statement.quoted ? statement.prefix : folded(statement.prefix.toUtf8());
    statement.replaceBegin = piece.begin;
    statement.replaceEnd = next;
    statement.cursor = int(left.pieces.size());
    left.pieces.push_back(piece);
    return next;
}

static StatementText readAround(QByteArrayView text, qsizetype begin, qsizetype cursor, qsizetype end, int depth)
{
    Reading left = readPart(text, begin, cursor, true);
    if (left.open == OpenToken::Dollar && depth < 4) {
        const qsizetype tagEnd = text.indexOf('$', left.openOffset + 1) + 1;
        if (tagEnd > left.openOffset && tagEnd <= cursor) {
            const QByteArrayView tag = text.sliced(left.openOffset, tagEnd - left.openOffset);
            const qsizetype close = text.sliced(0, end).indexOf(tag, cursor);
            return readAround(text, tagEnd, cursor, close < 0 ? end : close, depth + 1);
        }
    }
    StatementText statement;
    statement.replaceBegin = statement.replaceEnd = cursor;
    if (left.open == OpenToken::BlockComment || left.open == OpenToken::LineComment) {
        statement.in = CursorIn::Comment;
        return statement;
    }
    // A comment that ends with the text was not left by the lexer's word.
    const qsizetype line = cursor == 0 ? -1 : text.sliced(0, cursor).lastIndexOf('\n');
    const qsizetype last = left.pieces.empty() ? begin : left.pieces.back().end;
    const qsizetype from = std::max(line + 1, last);
    if (left.open == OpenToken::None && text.sliced(from, cursor - from).contains(QByteArrayView("--"))) {
        statement.in = CursorIn::Comment;
        return statement;
    }
    const qsizetype next = placeCursor(statement, left, text, cursor, end);
    Reading right = readPart(text, next, end, false);
    statement.pieces = std::move(left.pieces);
    statement.pieces.insert(
        statement.pieces.end(), std::make_move_iterator(right.pieces.begin()),
        std::make_move_iterator(right.pieces.end()));
    matchGroups(statement.pieces);
    return statement;
}

StatementText readStatement(QByteArrayView text, qsizetype cursor)
{
    cursor = std::clamp<qsizetype>(cursor, 0, text.size());
    qsizetype begin = 0;
    if (cursor > Reach) { // behind the last statement that ends a line before there
        begin = text.sliced(0, cursor - Reach).lastIndexOf(QByteArrayView(";\n"));
        begin = begin < cursor - 2 * Reach ? cursor - Reach : begin + 1;
    }
    return readAround(text, begin, cursor, std::min(text.size(), cursor + Reach), 0);
}

StatementText readWhole(QByteArrayView text)
{
    StatementText statement;
    Reading reading = readPart(text, 0, text.size(), false);
    statement.pieces = std::move(reading.pieces);
    matchGroups(statement.pieces);
    return statement;
}

} // namespace howdah::query::complete
