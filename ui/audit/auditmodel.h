// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"
#include "connection/audit/auditentry.h"

#include <QAbstractTableModel>

namespace howdah::ui {

[[nodiscard]] Tone toneOf(connection::AuditEntry::Outcome outcome);

// Lines of the audit log, the newest first. UI thread.
class AuditModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { When, Where, Outcome, Rows, Time, What, ColumnCount };
    enum Role { ToneRole = Qt::UserRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setEntries(std::vector<connection::AuditEntry> entries);
    void append(std::vector<connection::AuditEntry> entries);
    [[nodiscard]] const connection::AuditEntry &entry(int row) const { return m_entries[std::size_t(row)]; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<connection::AuditEntry> m_entries;
};

} // namespace howdah::ui
