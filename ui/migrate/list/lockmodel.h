// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "value/planlocks.h"

#include <QAbstractTableModel>

namespace howdah::ui {

// The locks of a plan, a table a row. UI thread.
class LockModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Table, Size, Rows, Lock, Waiting, Work, Because, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setLocks(std::vector<PlanLock> locks);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<PlanLock> m_locks;
};

} // namespace howdah::ui
