// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "sql/lexer.h"
#include "sql/standardstrings.h"
#include "sql/statementshape.h"

#include <QByteArrayView>

#include <optional>
#include <utility>
#include <vector>

namespace howdah::sql {

enum class PieceKind {
    Statement, // one SQL statement, from its first token to its last; no semicolon, no comments around it
    CopyData,  // the data lines behind COPY ... FROM STDIN, each with its newline, without the line \. ; may be empty.
               // Behind a message of several statements (\;) one for each such COPY, in their order
    BackslashLine, // a psql command, as far as it reaches in its line; the caller decides what to do with it
};

// A part of a file of SQL. Pieces come in order and do not overlap; between them are only blanks, comments, semicolons
// and the \. of data.
struct Piece
{
    PieceKind kind = PieceKind::Statement;
    qint64 offset = 0; // in bytes, in the file
    qint64 size = 0;
    qint64 line = 1; // of the first byte, counted from 1
    // A BackslashLine that cuts a statement: what stands before it is the Statement before, without a semicolon, and
    // psql would send it (\g), go on with it (\echo) or join it with the next (\;).
    bool insideStatement = false;

    bool operator==(const Piece &) const = default;
};

[[nodiscard]] inline QByteArrayView textOf(const Piece &piece, QByteArrayView file)
{
    return file.sliced(qsizetype(piece.offset), qsizetype(piece.size));
}

// Cuts a file into the statements that psql would send, while it is read. Holds positions, not text: its memory does
// not grow with the file or its statements. The result does not depend on how the file is cut into chunks. Errors
// (ErrorKind::Invalid, with the line): a NUL byte, bytes that are not UTF-8, an unterminated quote or comment, COPY
// data without its end. After an error every call returns it again.
class Splitter final
{
public:
    // `standardStrings`: standard_conforming_strings of the session that the statements are for.
    explicit Splitter(bool standardStrings = true)
        : m_strings(standardStrings)
    {
        m_lexer.setStandardStrings(standardStrings);
    }
    // Goes on within a file, at the beginning of a statement in this line; offsets count from there.
    Splitter(bool standardStrings, qint64 line)
        : Splitter(standardStrings)
    {
        m_begun = true;
        m_line = line;
    }

    // Was standard_conforming_strings ever another than at the beginning?
    [[nodiscard]] bool hasVariedStrings() const { return m_strings.hasVaried(); }

    // The pieces that are complete so far and were not returned before.
    [[nodiscard]] Result<std::vector<Piece>> feed(QByteArrayView chunk);
    [[nodiscard]] Result<std::vector<Piece>> finish();

    // After an error: the pieces before it that were not returned.
    [[nodiscard]] std::vector<Piece> takeFound() { return std::exchange(m_pieces, {}); }

    // No later piece begins before this byte.
    [[nodiscard]] qint64 keepFrom() const;

private:
    enum class Mode { Sql, RestOfCopyLine, CopyData };

    [[nodiscard]] Result<std::vector<Piece>> read(QByteArrayView buffer, bool last);
    void run();
    void skipByteOrderMark();
    [[nodiscard]] bool stepSql();
    [[nodiscard]] bool stepBackslash(const Token &token);
    [[nodiscard]] bool stepRestOfCopyLine();
    [[nodiscard]] bool stepCopyData();
    [[nodiscard]] std::optional<QByteArrayView> restOfLine() const;

    void endStatement();
    void beginCopyData();
    void endCopyData(qint64 end);
    void atEnd();

    void add(const Token &token);
    void refuse(qint64 line, const QString &what, const QString &hint = {});
    void refuseUnterminated();
    [[nodiscard]] qint64 lineOf(qint64 offset);

    Lexer m_lexer;
    StandardStrings m_strings;
    StatementShape m_shape;
    Mode m_mode = Mode::Sql;
    Piece m_piece;          // the statement or data that is being read
    int m_copies = 0;       // COPY ... FROM STDIN of the message (\; joins several) whose data are still to come
    qint64 m_tokenEnd = 0;  // of the statement's last token
    bool m_midLine = false; // of COPY data: the line began in an earlier buffer

    QByteArray m_carry;
    qint64 m_carryOffset = 0;
    QByteArrayView m_buffer;
    qint64 m_bufferOffset = 0;
    bool m_last = false;
    bool m_begun = false;

    qint64 m_line = 1;
    qint64 m_lineOffset = 0; // the newlines before it are counted in m_line
    qint64 m_openOffset = -1;
    qint64 m_openLine = 0; // of the token that began in an earlier buffer, at m_openOffset

    std::vector<Piece> m_pieces;
    std::optional<Error> m_error;
};

// The whole text at once.
[[nodiscard]] Result<std::vector<Piece>> split(QByteArrayView text, bool standardStrings = true);

} // namespace howdah::sql
