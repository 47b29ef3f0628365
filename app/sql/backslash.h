// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

namespace howdah::sql {

// The size of the psql command at the beginning of `line` (which begins with its backslash and holds no newline): to
// the next command or to the separator \\ (included), else to the end of the line.
[[nodiscard]] qsizetype backslashCommandSize(QByteArrayView line);

// Does it join the statement before it with the next one, into one message (\;)? Does it send that message, as a
// semicolon would (\g)?
[[nodiscard]] bool joinsStatements(QByteArrayView backslashCommand);
[[nodiscard]] bool sendsStatement(QByteArrayView backslashCommand);

// Is it \copy ... from stdin, behind which data lines follow? psql knows it in capitals, too.
[[nodiscard]] bool readsCopyData(QByteArrayView backslashCommand);

// What to do with a psql command in a file that psql does not run. It is never executed.
struct BackslashJudgement
{
    bool skip = false;  // it changes nothing for us and is left out; else the file is refused
    QByteArray command; // its name with the backslash
    QString reason;     // why, as one sentence
    QString hint;       // what to write instead; empty when skipped
};

// `insideStatement`: the command cuts a statement (Piece::insideStatement).
[[nodiscard]] BackslashJudgement judgeBackslash(QByteArrayView command, bool insideStatement = false);

} // namespace howdah::sql
