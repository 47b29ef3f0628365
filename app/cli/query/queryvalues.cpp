// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/query/queryvalues.h"

#include "base/jsonstring.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using connection::Columns;
using connection::RowBatch;

namespace {

enum TypeOid : quint32 {
    Bool = 16,
    Int8 = 20,
    Int2 = 21,
    Int4 = 23,
    Oid = 26,
    Xid = 28,
    Cid = 29,
    Json = 114,
    Float4 = 700,
    Float8 = 701,
    Money = 790,
    Numeric = 1700,
    Jsonb = 3802,
    Xid8 = 5069,
};

bool isJsonNumber(QByteArrayView text)
{
    return !text.isEmpty() && (std::isdigit(static_cast<unsigned char>(text.back())) != 0); // not NaN, not Infinity
}

} // namespace

bool isNumberType(quint32 typeOid)
{
    switch (typeOid) {
    case Int2:
    case Int4:
    case Int8:
    case Float4:
    case Float8:
    case Numeric:
    case Oid:
    case Xid:
    case Xid8:
    case Cid:
    case Money:
        return true;
    default:
        return false;
    }
}

void appendCsvField(QByteArray &to, QByteArrayView value)
{
    const bool quotes = value == "\\." || std::ranges::any_of(value, [](char c) {
                            return c == ',' || c == '"' || c == '\n' || c == '\r';
                        });
    if (!quotes) {
        to += value;
        return;
    }
    to += '"';
    for (const char c : value) {
        if (c == '"')
            to += '"';
        to += c;
    }
    to += '"';
}

QByteArray csvHeader(const Columns &columns)
{
    QByteArray line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i > 0)
            line += ',';
        appendCsvField(line, columns[i].name.toUtf8());
    }
    return line + '\n';
}

QByteArray csvRows(const RowBatch &rows)
{
    QByteArray text;
    text.reserve(rows.byteCount());
    for (qsizetype row = 0; rows.columnCount() > 0 && row < rows.rowCount(); ++row) {
        for (qsizetype column = 0; column < rows.columnCount(); ++column) {
            if (column > 0)
                text += ',';
            appendCsvField(text, rows.bytes(row, column));
        }
        text += '\n';
    }
    return text;
}

QByteArray csvRecords(const RowBatch &rows)
{
    QByteArray text;
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        for (qsizetype column = 0; column < rows.columnCount(); ++column) {
            appendCsvField(text, rows.columns()[std::size_t(column)].name.toUtf8());
            text += ',';
            appendCsvField(text, rows.bytes(row, column));
            text += '\n';
        }
    }
    return text;
}

QByteArray jsonValue(const RowBatch &rows, qsizetype row, qsizetype column)
{
    if (rows.isNull(row, column))
        return "null";
    const QByteArrayView value = rows.bytes(row, column);
    switch (rows.columns()[std::size_t(column)].typeOid) {
    case Bool:
        return value == "t" ? "true" : "false";
    case Int2:
    case Int4:
    case Int8:
    case Oid:
    case Float4:
    case Float8:
    case Numeric:
        if (isJsonNumber(value))
            return value.toByteArray();
        break;
    case Json:
    case Jsonb:
        // On one line, as the text of json may have several.
        return QByteArray(value.toByteArray()).replace('\n', ' ').replace('\r', ' ');
    default:
        break;
    }
    QByteArray text;
    appendJsonString(text, value);
    return text;
}

QByteArrayList jsonNames(const Columns &columns)
{
    QByteArrayList names;
    for (const connection::Column &column : columns) {
        QByteArray name = column.name.toUtf8();
        for (int number = 2; names.contains(name); ++number)
            name = column.name.toUtf8() + '_' + QByteArray::number(number);
        names << name;
    }
    for (QByteArray &name : names) {
        QByteArray text;
        appendJsonString(text, name);
        name = text;
    }
    return names;
}

QByteArray jsonRow(const RowBatch &rows, qsizetype row, const QByteArrayList &names)
{
    QByteArray text = "{";
    for (qsizetype column = 0; column < rows.columnCount(); ++column) {
        if (column > 0)
            text += ',';
        text += names[column] + ':' + jsonValue(rows, row, column);
    }
    return text + '}';
}

} // namespace howdah::cli
