// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/plan/losses.h"

#include <QAbstractTableModel>

namespace howdah::ui {

// What a rollback would destroy, an object a row. UI thread.
class LossModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { What, Object, Rows, Because, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setLosses(std::vector<migration::Loss> losses);
    // Rows that go, as far as they are known; values of dropped columns count as rows only where their table stays.
    [[nodiscard]] qint64 lostRows() const;
    [[nodiscard]] bool isExact() const; // every count was counted
    // Something goes whose amount nobody knows.
    [[nodiscard]] bool hasUnknown() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString rowsText(const migration::Loss &loss) const;

    std::vector<migration::Loss> m_losses;
};

} // namespace howdah::ui
