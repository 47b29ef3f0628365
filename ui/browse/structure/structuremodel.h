// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browse/structure/structuretables.h"

#include <QAbstractTableModel>

namespace howdah::ui {

// A StructureTable for a view. UI thread.
class StructureModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role {
        NatureRole = Qt::UserRole + 1, // int of CellNature
        MarkRole,                      // int of KeyMark
        LinkRole,                      // uint: the relation that it leads to, 0 for none
    };

    using QAbstractTableModel::QAbstractTableModel;

    // The same table again changes nothing, so that what is selected stays so.
    void setTable(StructureTable table);
    // The relation that a row leads to; 0 for none.
    [[nodiscard]] quint32 link(int row) const;
    // Whether any row has something there.
    [[nodiscard]] bool isColumnUsed(int column) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    // Qt::DisplayRole is on one line; Qt::EditRole has the text as it is, for copying.
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    StructureTable m_table;
};

} // namespace howdah::ui
