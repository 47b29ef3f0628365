// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/lockmodel.h"

#include "base/figures.h"
#include "common/quantities.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

void LockModel::setLocks(std::vector<PlanLock> locks)
{
    beginResetModel();
    m_locks = std::move(locks);
    endResetModel();
}

int LockModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_locks.size()); }

int LockModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

QVariant LockModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const PlanLock &lock = m_locks[size_t(index.row())];
    if (role == Qt::TextAlignmentRole && (index.column() == Rows || index.column() == Size))
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(index.column())) {
    case Table:
        return lock.relation;
    case Size:
        return lock.bytes < 0 ? tr("unknown") : sizeText(lock.bytes);
    case Rows:
        return lock.rows < 0 ? tr("unknown") : tr("about %1").arg(countText(lock.rows));
    case Lock:
        return sql::lockModeName(lock.mode);
    case Waiting:
        return waitingText(lock.mode);
    case Work:
        return workText(lock);
    case Because:
        return tr("%1, line %2").arg(lock.step.simplified()).arg(lock.line);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant LockModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Rows || section == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case Table:
        return tr("Table");
    case Size:
        return tr("Size");
    case Rows:
        return tr("Rows");
    case Lock:
        return tr("Lock");
    case Waiting:
        return tr("Waiting");
    case Work:
        return tr("Work under lock");
    case Because:
        return tr("Taken by");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace howdah::ui
