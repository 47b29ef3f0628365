// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/paneltable.h"

#include <QAbstractTableModel>
#include <QTableView>

#include <memory>

class QSortFilterProxyModel;

namespace howdah::ui {

// The marks of a panel as a table. Holds the whole of an answer, whose size is bounded.
class PanelTableModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role {
        SortRole = Qt::UserRole, // a double in columns of numbers
        CourseRole,              // the numbers of an array, that are drawn as a line
    };

    using QAbstractTableModel::QAbstractTableModel;
    // `table` belongs to what `owner` keeps alive.
    void setTable(std::shared_ptr<const metrics::PanelTable> table);
    [[nodiscard]] const metrics::PanelTable *table() const { return m_table.get(); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] static QVariant courseData(const QString &text, int role);

    std::shared_ptr<const metrics::PanelTable> m_table;
};

// Shows it: sorted by a click on a head (numbers by their value), copied with Ctrl+C as lines with tabs.
class PanelTableView final : public QTableView
{
    Q_OBJECT
public:
    explicit PanelTableView(QWidget *parent = nullptr);
    void setTable(std::shared_ptr<const metrics::PanelTable> table);
    [[nodiscard]] PanelTableModel *tableModel() const { return m_table; }
    // The selected cells with their heads; everything when nothing is selected.
    [[nodiscard]] QString selectedText() const;
    void copy() const;
    // Of the current row, in the column of this name; "" where there is none.
    [[nodiscard]] QString currentText(QStringView column) const;

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    PanelTableModel *m_table;
    QSortFilterProxyModel *m_sorted;
};

} // namespace howdah::ui
