// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace howdah::data {

// Lines of COPY's csv on their way into a file. They stay as COPY wrote them but for what others would take for
// something else: a text \N, which many programs read as NULL, is put in quotes; so is a mark of the byte order that
// begins the file. That is the form by which an import knows that an unquoted \N is not of ours.
class DelimitedLines final
{
public:
    // Cells that a spreadsheet would run: those that begin with = + - @, a tabulator or CR, and are no numbers.
    enum class Formulas {
        Keep,  // and count
        Guard, // with a ' before them, which is then part of the value
    };
    DelimitedLines(char delimiter, Formulas formulas)
        : m_delimiter(delimiter)
        , m_formulas(formulas)
    {
    }

    // One line, with its line break.
    void append(QByteArray &to, QByteArrayView line);
    [[nodiscard]] qint64 formulas() const { return m_count; }

private:
    char m_delimiter;
    Formulas m_formulas;
    bool m_begun = false;
    qint64 m_count = 0;
};

} // namespace howdah::data
