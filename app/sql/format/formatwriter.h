// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/format/formatatoms.h"
#include "sql/format/formatstyle.h"

#include <QByteArray>

#include <vector>

namespace howdah::sql {

// How many columns the first line of a text takes, the last line, and whether they are two.
struct TextExtent
{
    int first = 0;
    int last = 0;
    bool isMultiline = false;
};
[[nodiscard]] TextExtent extentOf(QByteArrayView text);

// Puts atoms into lines. A newline is asked for before the atom that it stands before; comments are put where they
// were: behind what they follow on its line, or on lines of their own, at the indent of what comes next.
class FormatWriter final
{
public:
    FormatWriter(const FormatStyle &style, QByteArrayView lineEnd);

    // The next atom begins a line. What is long in it goes on at `indent` and a step.
    void newline(int indent);
    // The same before a closing bracket: comments before it belong to what is inside.
    void closingLine(int indent);
    // The next atom goes on with a statement on a new line.
    void wrap();
    void atom(const Atom &atom, bool isSpaced);

    [[nodiscard]] int step() const { return m_style.indentSize; }
    [[nodiscard]] int column() const { return m_column; }
    // How much fits into the line, behind what stands there.
    [[nodiscard]] int room() const { return m_style.lineWidth - (isFresh() ? m_wanted : m_column); }
    [[nodiscard]] int roomOfNextLine() const { return m_style.lineWidth - m_continuation; }
    // Nothing stands yet on the line of the next atom.
    [[nodiscard]] bool isFresh() const { return m_wanted >= 0; }
    [[nodiscard]] int lineIndent() const { return isFresh() ? m_wanted : m_lineIndent; }
    [[nodiscard]] QByteArray take();

private:
    void comment(const Atom &atom);
    void beginLine(int indent);
    void put(QByteArrayView text);
    [[nodiscard]] QByteArrayView cased(const Atom &atom);

    const FormatStyle &m_style;
    const QByteArrayView m_lineEnd;
    QByteArray m_out;
    QByteArray m_casedWord;
    std::vector<const Atom *> m_pending; // comments that stand before the next atom
    int m_column = 0;
    int m_lineIndent = 0;
    int m_continuation = 0;
    int m_wanted = 0; // the indent of the line that the next atom begins; -1: it goes on
    int m_commentIndent = 0;
    bool m_mustBreak = false; // behind a comment that reaches to the end of its line
};

} // namespace howdah::sql
