// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/arraymodel.h"

#include "value/cellroles.h"
#include "value/valuetext.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::ui {

void ArrayModel::setArray(const data::ArrayText &array)
{
    if (array == m_array)
        return;
    beginResetModel();
    m_array = array;
    endResetModel();
}

// Arrays begin at 1 unless their text says something else: [0:2]={...}
qint64 ArrayModel::lowest() const
{
    static const QRegularExpression bounds(u"^\\[\\s*([+-]?\\d+)\\s*:"_s);
    const auto match = bounds.match(QString::fromLatin1(m_array.bounds));
    return match.hasMatch() ? match.captured(1).toLongLong() : 1;
}

void ArrayModel::setElement(int row, const data::CellValue &value)
{
    data::ArrayElement &element = m_array.elements[size_t(row)];
    if (element.value == value)
        return;
    // A nested array is what its text says.
    element =
        element.isArray && value.isText() ? data::ArrayElement{value.bytes(), value, true} : data::arrayElement(value);
    Q_EMIT dataChanged(index(row, 0), index(row, 0));
    Q_EMIT arrayChanged();
}

// [0:2]= says how many there are; those of several dimensions are left to the server.
void ArrayModel::fitBounds()
{
    static const QRegularExpression one(u"^\\[\\s*[+-]?\\d+\\s*:\\s*[+-]?\\d+\\s*\\]\\s*=$"_s);
    if (m_array.bounds.isEmpty())
        return;
    const qint64 first = lowest();
    if (rowCount() == 0 || !one.match(QString::fromLatin1(m_array.bounds)).hasMatch())
        m_array.bounds.clear();
    else
        m_array.bounds = '[' + QByteArray::number(first) + ':' + QByteArray::number(first + rowCount() - 1) + "]=";
}

void ArrayModel::insertElement(int row)
{
    beginInsertRows({}, row, row);
    m_array.elements.insert(m_array.elements.begin() + row, data::arrayElement(data::CellValue::null()));
    fitBounds();
    endInsertRows();
    Q_EMIT arrayChanged();
}

void ArrayModel::removeElement(int row)
{
    beginRemoveRows({}, row, row);
    m_array.elements.erase(m_array.elements.begin() + row);
    fitBounds();
    endRemoveRows();
    Q_EMIT arrayChanged();
}

void ArrayModel::moveElement(int row, int by)
{
    const int to = row + by;
    if (to < 0 || to >= rowCount() || !beginMoveRows({}, row, row, {}, by > 0 ? to + 1 : to))
        return;
    std::swap(m_array.elements[size_t(row)], m_array.elements[size_t(to)]);
    endMoveRows();
    Q_EMIT arrayChanged();
}

int ArrayModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_array.elements.size());
}
int ArrayModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : 1; }

QVariant ArrayModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const data::ArrayElement &element = m_array.elements[size_t(index.row())];
    const data::CellValue &value = element.value;
    switch (role) {
    case Qt::DisplayRole:
        if (value.isNull())
            return u"NULL"_s;
        return value.isEmptyText() ? u"''"_s : singleLine(data::decoded(value.bytes()));
    case Qt::AccessibleTextRole:
        return u"%1: %2"_s.arg(lowest() + index.row()).arg(data(index, Qt::DisplayRole).toString());
    case ValueRole:
        return QVariant::fromValue(value.bytes());
    case IsNullRole:
        return value.isNull();
    case IsArrayRole:
        return element.isArray;
    default:
        return {};
    }
}

QVariant ArrayModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    return orientation == Qt::Vertical ? QVariant(lowest() + section) : QVariant(tr("Element"));
}

Qt::ItemFlags ArrayModel::flags(const QModelIndex &index) const
{
    return QAbstractTableModel::flags(index) | (m_editable ? Qt::ItemIsEditable : Qt::NoItemFlags);
}

} // namespace howdah::ui
