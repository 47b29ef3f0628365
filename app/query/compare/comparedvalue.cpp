// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/compare/comparedvalue.h"

#include "query/result/sortkeys.h"

namespace howdah::query {

using data::TypeCategory;

static bool isDecimal(const ResultColumn &column)
{
    constexpr quint32 Money = 790;
    return column.shape.category == TypeCategory::Integer
        || (column.shape.category == TypeCategory::Decimal && column.shape.typeOid != Money);
}

static bool isNumber(const ResultColumn &column)
{
    return isDecimal(column) || column.shape.category == TypeCategory::Real;
}

// 1.50 as 1.5, 2.00 as 2: numeric is written without an exponent.
static QByteArrayView withoutZeros(QByteArrayView number)
{
    if (!number.contains('.'))
        return number;
    while (number.endsWith('0'))
        number.chop(1);
    if (number.endsWith('.'))
        number.chop(1);
    return number;
}

ComparedValue::ComparedValue(const ResultColumn &left, const ResultColumn &right, Sameness sameness)
    : m_as(left)
{
    constexpr quint32 PaddedText = 1042;
    if (sameness == Sameness::Texts)
        return;
    if (isDecimal(left) && isDecimal(right)) {
        m_way = Way::Decimal;
        return;
    }
    if (isNumber(left) && isNumber(right)) {
        m_way = Way::Key;
        m_as.shape.category = TypeCategory::Decimal; // exact, whatever each of them is
        m_as.shape.typeOid = 1700;
        m_as.shape.type = QStringLiteral("numeric");
        return;
    }
    const bool isAlike = left.shape.typeOid == right.shape.typeOid;
    if (left.shape.typeOid == PaddedText || right.shape.typeOid == PaddedText)
        m_way = Way::Padded;
    else if (
        isAlike && (left.shape.category == TypeCategory::DateTime || left.shape.category == TypeCategory::Interval))
        m_way = Way::Key;
}

void ComparedValue::append(QByteArray &to, const connection::RowBatch &rows, qsizetype row, int column) const
{
    if (rows.isNull(row, column)) {
        to += '\0';
        return;
    }
    QByteArrayView value = rows.bytes(row, column);
    QByteArray key;
    switch (m_way) {
    case Way::Text:
        break;
    case Way::Padded:
        while (value.endsWith(' '))
            value.chop(1);
        break;
    case Way::Decimal:
        value = withoutZeros(value);
        break;
    case Way::Key:
        key = sortKey(m_as, value);
        value = key;
        break;
    }
    to += '\1';
    const auto size = quint64(value.size());
    to.append(reinterpret_cast<const char *>(&size), sizeof size);
    to.append(value);
}

} // namespace howdah::query
