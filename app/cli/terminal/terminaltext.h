// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QIODevice>

#include <cstdio>

class QTextStream;

namespace howdah::cli {

// Characters that a terminal obeys, or that turn what is read around (those below a blank but a line break and a tab,
// DEL, C1, line separators, bidirectional controls), as \u001b: what JSON reads as the same. UTF-8 in and out.
[[nodiscard]] QByteArray terminalBytes(QByteArrayView text);

// Libraries write to stderr what a server says: libpq its notices, while a connection is being made. From now on what
// is not ours is escaped there, too; what is ours goes to standardError(). At the start of a program.
void guardStandardError();
[[nodiscard]] FILE *standardError();

// Standard output or standard error of a program that tells what a server said: nothing of that moves the cursor, sets
// a title or answers for the keyboard. What is data rather than text (ExactOutput) goes out as it is, unless somebody
// looks: a terminal gets no control characters at all.
class TerminalText final : public QIODevice
{
public:
    explicit TerminalText(FILE *file);
    void setExact(bool exact) { m_exact = exact && !m_isTerminal; }

protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *bytes, qint64 size) override;

private:
    FILE *m_file;
    bool m_isTerminal;
    bool m_exact = false;
};

// While it lives, what is written to a stream of TerminalText is data: a script, the text of a prompt, an export.
class ExactOutput final
{
public:
    explicit ExactOutput(QTextStream &stream);
    ~ExactOutput();
    ExactOutput(const ExactOutput &) = delete;
    ExactOutput &operator=(const ExactOutput &) = delete;

private:
    QTextStream &m_stream;
};

} // namespace howdah::cli
