// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/arraytext.h"

#include <QAbstractTableModel>

namespace howdah::ui {

// The elements of an array, one a row, numbered as the server numbers them. What is not touched keeps its spelling.
class ArrayModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role { ValueRole = Qt::UserRole + 1, IsNullRole, IsArrayRole };
    using QAbstractTableModel::QAbstractTableModel;

    void setArray(const data::ArrayText &array);
    [[nodiscard]] const data::ArrayText &array() const { return m_array; }
    void setEditable(bool editable) { m_editable = editable; }

    void setElement(int row, const data::CellValue &value);
    void insertElement(int row);
    void removeElement(int row);
    void moveElement(int row, int by);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    void arrayChanged(); // by setElement and the like

private:
    [[nodiscard]] qint64 lowest() const;
    void fitBounds();

    data::ArrayText m_array;
    bool m_editable = true;
};

} // namespace howdah::ui
