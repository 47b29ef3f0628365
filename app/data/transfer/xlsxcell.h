// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/edittarget.h"

namespace howdah::data {

// The formats of cells, by their place in the workbook's list.
enum XlsxStyle {
    XlsxGeneral = 0,
    XlsxHeader = 1,
    XlsxText = 2, // what looks like a number stays a text when it is edited
    XlsxDate = 3,
    XlsxDateTime = 4,
    XlsxDateTimeFraction = 5,
    XlsxTime = 6,
    XlsxTimeFraction = 7,
    XlsxDecimals = 7, // plus the number of decimals, from 1
};
inline constexpr int xlsxMostDecimals = 15;

// How a value stands in a spreadsheet.
struct XlsxCell
{
    enum class Kind { Text, Number, Boolean };
    Kind kind = Kind::Text;
    QByteArray text; // of Number and Boolean: as the file has it
    int style = XlsxGeneral;
    bool operator==(const XlsxCell &) const = default;
};

// The server's text of a value of the column as a cell; a Text when a spreadsheet could not hold it exactly.
[[nodiscard]] XlsxCell xlsxCellOf(const QByteArray &value, const EditColumn &column);

// The workbook's list of formats.
[[nodiscard]] QByteArray xlsxStyles();

// Text as it stands in XML: characters that XML cannot hold are written as _xHHHH_.
void appendXlsxText(QByteArray &to, QByteArrayView utf8);

} // namespace howdah::data
