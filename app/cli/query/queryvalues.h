// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/rowbatch.h"

#include <QByteArrayList>

namespace howdah::cli {

// A value as psql --csv writes it: in quotes where they are needed, NULL like an empty text.
void appendCsvField(QByteArray &to, QByteArrayView value);
[[nodiscard]] QByteArray csvHeader(const connection::Columns &columns);
// A line of each row.
[[nodiscard]] QByteArray csvRows(const connection::RowBatch &rows);
// With \x: a line of each value, with its name before it.
[[nodiscard]] QByteArray csvRecords(const connection::RowBatch &rows);

// Numbers, booleans and JSON as they are, all else as text; NULL is null.
[[nodiscard]] QByteArray jsonValue(const connection::RowBatch &rows, qsizetype row, qsizetype column);
// The names as they are told apart in an object: a, a_2.
[[nodiscard]] QByteArrayList jsonNames(const connection::Columns &columns);
[[nodiscard]] QByteArray jsonRow(const connection::RowBatch &rows, qsizetype row, const QByteArrayList &names);

// Whether psql aligns a column of this type to the right.
[[nodiscard]] bool isNumberType(quint32 typeOid);

} // namespace howdah::cli
