// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/edittarget.h"
#include "data/transfer/zipwriter.h"

namespace howdah::data {

// What a cell of a spreadsheet cannot hold more of.
inline constexpr qint64 xlsxRows = 1'048'576;
inline constexpr int xlsxColumns = 16'384;
inline constexpr qsizetype xlsxCharacters = 32'767; // UTF-16 units

// Writes rows as an Office Open XML workbook, streamed: what is in memory does not grow with the rows. Nothing is
// rounded and nothing is cut: numbers that a double does not hold exactly are texts, and so are dates that spreadsheets
// do not know (before March 1900, after 9999, infinity, finer than a millisecond, with a time zone). NULL is no cell,
// an empty text an empty one. Rows that do not fit on a sheet go to further ones.
class XlsxWriter final
{
public:
    // `title` names the sheets. `rowsOfSheet` is less than xlsxRows in tests only.
    XlsxWriter(
        QIODevice &to, const QString &title, std::vector<EditColumn> columns, bool header,
        qint64 rowsOfSheet = xlsxRows);

    // ErrorKind::Invalid for a text that is too long for a cell.
    [[nodiscard]] Result<void> take(const std::vector<std::optional<QByteArray>> &row);
    [[nodiscard]] Result<void> finish();

    [[nodiscard]] qint64 bytes() const { return m_zip.bytes(); }
    [[nodiscard]] int sheets() const { return m_sheets; }

private:
    [[nodiscard]] Result<void> beginSheet();
    [[nodiscard]] Result<void> endSheet();
    [[nodiscard]] Result<void> flush();
    [[nodiscard]] Result<void> appendText(const QByteArray &place, const QByteArray &text, int column, int style);
    [[nodiscard]] Result<void> appendCell(int column, const QByteArray &value);
    [[nodiscard]] QByteArray sheetName(int sheet) const;

    ZipWriter m_zip;
    QString m_title;
    std::vector<EditColumn> m_columns;
    std::vector<QByteArray> m_letters; // of each column
    QByteArray m_buffer;
    bool m_header;
    qint64 m_rowsOfSheet;
    qint64 m_row = 0; // of the sheet, from 1
    qint64 m_total = 0;
    int m_sheets = 0;
};

} // namespace howdah::data
