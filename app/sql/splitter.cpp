// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/splitter.h"

#include "sql/backslash.h"
#include "sql/tr.h"

#include <cstring>
#include <utility>

namespace howdah::sql {

Result<std::vector<Piece>> split(QByteArrayView text, bool standardStrings)
{
    Splitter splitter(standardStrings);
    Result<std::vector<Piece>> pieces = splitter.feed(text);
    if (!pieces)
        return pieces;
    const Result<std::vector<Piece>> rest = splitter.finish();
    if (!rest)
        return rest;
    pieces->insert(pieces->end(), rest->begin(), rest->end());
    return pieces;
}

Result<std::vector<Piece>> Splitter::feed(QByteArrayView chunk)
{
    if (m_carry.isEmpty())
        return read(chunk, false);
    const QByteArray buffer = std::exchange(m_carry, {}) + chunk.toByteArray();
    return read(buffer, false);
}

Result<std::vector<Piece>> Splitter::finish()
{
    const QByteArray buffer = std::exchange(m_carry, {});
    return read(buffer, true);
}

qint64 Splitter::keepFrom() const
{
    if (m_mode == Mode::CopyData || (m_mode == Mode::Sql && !m_shape.isEmpty()))
        return m_piece.offset;
    const OpenToken open = m_lexer.open();
    const bool comment = open == OpenToken::LineComment || open == OpenToken::BlockComment;
    return open == OpenToken::None || comment ? m_carryOffset : m_lexer.openOffset();
}

// A bad byte counts only when everything before it has been read, so that the first problem of a file is the one told.
Result<std::vector<Piece>> Splitter::read(QByteArrayView buffer, bool last)
{
    if (m_error)
        return fail(*m_error);
    Utf8Check check = checkUtf8(buffer);
    if (last && check.problem == TextProblem::None && check.valid < buffer.size())
        check.problem = TextProblem::NotUtf8;
    m_buffer = buffer.first(check.valid);
    m_bufferOffset = m_carryOffset;
    m_last = last && check.problem == TextProblem::None;
    m_lexer.setInput(m_buffer, m_bufferOffset, m_last);
    skipByteOrderMark();
    run();

    if (!m_error && check.problem != TextProblem::None) {
        const qint64 line = lineOf(m_bufferOffset + check.valid);
        if (check.problem == TextProblem::Nul)
            refuse(line, tr("a NUL byte, which SQL cannot contain"));
        else
            refuse(line, tr("the text is not UTF-8"), tr("Convert the file to UTF-8."));
    }
    if (m_error)
        return fail(*m_error);
    const bool open = m_lexer.open() != OpenToken::None && m_lexer.open() != OpenToken::LineComment;
    if (open && m_lexer.openOffset() != m_openOffset) {
        m_openLine = lineOf(m_lexer.openOffset());
        m_openOffset = m_lexer.openOffset();
    }
    m_carryOffset = m_lexer.offset();
    (void)lineOf(m_carryOffset);
    m_carry = buffer.sliced(m_lexer.position()).toByteArray();
    m_buffer = {};
    return std::exchange(m_pieces, {});
}

void Splitter::skipByteOrderMark()
{
    if (m_begun || m_buffer.isEmpty())
        return;
    m_begun = true;
    if (m_buffer.startsWith("\xEF\xBB\xBF"))
        m_lexer.skip(3);
}

void Splitter::run()
{
    bool more = true;
    while (more && !m_error) {
        switch (m_mode) {
        case Mode::Sql:
            more = stepSql();
            break;
        case Mode::RestOfCopyLine:
            more = stepRestOfCopyLine();
            break;
        case Mode::CopyData:
            more = stepCopyData();
            break;
        }
    }
    if (m_last && !m_error)
        atEnd();
}

bool Splitter::stepSql()
{
    for (;;) {
        const Token token = m_lexer.next();
        switch (token.type) {
        case TokenType::NeedMore:
        case TokenType::End:
            return false;
        case TokenType::Backslash:
            return stepBackslash(token);
        case TokenType::Symbol:
            if (token.symbol == ';' && m_shape.canEnd()) {
                m_copies += int(m_shape.readsCopyData());
                endStatement();
                if (m_copies > 0) {
                    m_mode = Mode::RestOfCopyLine;
                    return true;
                }
                continue;
            }
            break;
        case TokenType::Word:
        case TokenType::Number:
        case TokenType::String:
        case TokenType::QuotedName:
            break;
        }
        add(token);
    }
}

void Splitter::add(const Token &token)
{
    if (m_shape.isEmpty())
        m_piece = {PieceKind::Statement, token.begin, 0, lineOf(token.begin)};
    m_shape.add(token);
    m_tokenEnd = token.end;
}

void Splitter::endStatement()
{
    if (m_shape.isEmpty())
        return;
    m_piece.size = m_tokenEnd - m_piece.offset;
    m_pieces.push_back(m_piece);
    if (!m_shape.settingTokens().empty()) {
        m_strings.apply(m_shape.settingTokens());
        m_lexer.setStandardStrings(m_strings.isOn());
    }
    m_shape.clear();
}

bool Splitter::stepBackslash(const Token &token)
{
    const std::optional<QByteArrayView> line = restOfLine();
    if (!line)
        return false;
    QByteArrayView text = line->first(backslashCommandSize(*line));
    Piece piece{PieceKind::BackslashLine, token.begin, 0, lineOf(token.begin), !m_shape.isEmpty()};
    const qsizetype size = text.size();
    while (text.endsWith('\r') || text.endsWith(' ') || text.endsWith('\t'))
        text.chop(1);
    piece.size = text.size();
    const bool sends = sendsStatement(text);
    if (sends || joinsStatements(text))
        m_copies += int(m_shape.readsCopyData());
    endStatement();
    m_pieces.push_back(piece);
    m_lexer.skip(size);
    if (readsCopyData(text))
        m_copies = 1;
    else if (!sends || m_copies == 0)
        return true;
    m_mode = Mode::RestOfCopyLine;
    return true;
}

// What is left of the line, without its newline; nothing while the newline has not been seen.
std::optional<QByteArrayView> Splitter::restOfLine() const
{
    const QByteArrayView rest = m_lexer.remaining();
    const qsizetype newline = rest.indexOf('\n');
    if (newline < 0 && !m_last)
        return {};
    return newline < 0 ? rest : rest.first(newline);
}

// psql takes the data from the next line on and runs the rest of this line afterwards. Such an order is refused here.
bool Splitter::stepRestOfCopyLine()
{
    const std::optional<QByteArrayView> line = restOfLine();
    if (!line)
        return false;
    const QByteArrayView rest = line->trimmed();
    if (!rest.isEmpty() && !rest.startsWith("--")) {
        refuse(
            lineOf(m_lexer.offset()), tr("there is text after COPY ... FROM STDIN on its line"),
            tr("The data must begin on the next line; put what follows after the data."));
        return false;
    }
    m_lexer.skip(line->size());
    if (!m_lexer.remaining().isEmpty())
        m_lexer.skip(1);
    beginCopyData();
    return true;
}

void Splitter::beginCopyData()
{
    m_mode = Mode::CopyData;
    m_midLine = false;
    m_piece = {PieceKind::CopyData, m_lexer.offset(), 0, lineOf(m_lexer.offset())};
}

void Splitter::endCopyData(qint64 end)
{
    m_piece.size = end - m_piece.offset;
    m_pieces.push_back(m_piece);
}

bool Splitter::stepCopyData()
{
    const QByteArrayView data = m_lexer.remaining();
    const char *const end = data.data() + data.size();
    const char *p = data.data();
    while (p != end) {
        const void *hit = std::memchr(p, '\n', std::size_t(end - p));
        const char *const lineEnd = hit ? static_cast<const char *>(hit) : end;
        if (!m_midLine && *p == '\\') {
            const QByteArrayView line(p, lineEnd);
            const bool mayBeEnd = line == "\\." || line == "\\.\r";
            if (mayBeEnd && (hit || m_last)) {
                endCopyData(m_lexer.offset() + (p - data.data()));
                m_lexer.skip(lineEnd + (hit ? 1 : 0) - data.data());
                m_mode = Mode::Sql;
                if (--m_copies > 0) // the data of the next one begin at once
                    beginCopyData();
                return true;
            }
            if (!hit && !m_last && (mayBeEnd || line == "\\"))
                break; // the line has to be seen whole
        }
        m_midLine = !hit;
        p = hit ? lineEnd + 1 : end;
    }
    m_lexer.skip(p - data.data());
    return false;
}

void Splitter::atEnd()
{
    if (m_mode != Mode::Sql) {
        refuse(
            m_piece.line, tr("the COPY data that begins here is not terminated"),
            tr("The last row must be followed by a line with only \\."));
    } else if (m_lexer.open() != OpenToken::None) {
        refuseUnterminated();
    } else {
        const bool copies = m_shape.readsCopyData() || m_copies > 0;
        const qint64 line = m_piece.line;
        endStatement();
        if (copies)
            refuse(
                line, tr("COPY ... FROM STDIN without its data"),
                tr("End it with a semicolon, and its data with a line \\."));
    }
}

void Splitter::refuseUnterminated()
{
    const qint64 line = lineOf(m_lexer.openOffset());
    switch (m_lexer.open()) {
    case OpenToken::String:
    case OpenToken::EscapeString:
        return refuse(line, tr("the quoted string that begins here is not terminated"));
    case OpenToken::QuotedName:
        return refuse(line, tr("the quoted name that begins here is not terminated"));
    case OpenToken::Dollar:
        return refuse(line, tr("the dollar-quoted string that begins here is not terminated"));
    case OpenToken::BlockComment:
        return refuse(line, tr("the comment that begins here is not terminated"));
    case OpenToken::None:
    case OpenToken::LongWord:
    case OpenToken::LineComment:
        break;
    }
}

void Splitter::refuse(qint64 line, const QString &what, const QString &hint)
{
    m_error = makeError(ErrorKind::Invalid, tr("Line %1: %2").arg(line).arg(what), hint);
}

// Asked in rising order, so that every byte is counted once.
qint64 Splitter::lineOf(qint64 offset)
{
    if (offset == m_openOffset)
        return m_openLine;
    if (offset > m_lineOffset) {
        const QByteArrayView text = m_buffer.sliced(m_lineOffset - m_bufferOffset, offset - m_lineOffset);
        m_line += countNewlines(text.data(), text.data() + text.size());
        m_lineOffset = offset;
    }
    return m_line;
}

} // namespace howdah::sql
