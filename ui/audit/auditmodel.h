// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"
#include "connection/audit/audittransactions.h"

#include <QAbstractItemModel>

namespace howdah::ui {

[[nodiscard]] Tone toneOf(connection::AuditEntry::Outcome outcome);

// Transactions of the audit log, the newest first, with their statements beneath those that have more than one. UI
// thread.
class AuditModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { When, Who, Where, Outcome, Rows, Time, What, ColumnCount };
    enum Role { ToneRole = Qt::UserRole };

    using QAbstractItemModel::QAbstractItemModel;

    void setTransactions(std::vector<connection::AuditTransaction> transactions);
    // Each by itself.
    void setEntries(std::vector<connection::AuditEntry> entries);
    [[nodiscard]] const connection::AuditTransaction &transaction(int row) const { return m_all[std::size_t(row)]; }
    // Of a statement that was chosen; of a transaction the first of its entries.
    [[nodiscard]] const connection::AuditEntry &entry(const QModelIndex &index) const;
    [[nodiscard]] const connection::AuditEntry &entry(int row) const { return transaction(row).first(); }

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    using QObject::parent;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] static bool isStatement(const QModelIndex &index) { return index.internalId() != 0; }
    [[nodiscard]] QString text(const QModelIndex &index) const;
    [[nodiscard]] Tone tone(const QModelIndex &index) const;

    std::vector<connection::AuditTransaction> m_all;
};

} // namespace howdah::ui
