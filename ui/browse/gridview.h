// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace howdah::ui {

class GridHeader;
class PositionBar;
class WindowedTableModel;

// A table over a WindowedTableModel: its own bar moves within the window only, and the view asks for more rows before
// an end of the window is seen. What is seen stays where it is while rows come and go at the ends.
class GridTable final : public QTableView
{
    Q_OBJECT
public:
    explicit GridTable(QWidget *parent = nullptr);

    void setWindowedModel(WindowedTableModel *model);
    [[nodiscard]] WindowedTableModel *windowedModel() const { return m_model; }
    [[nodiscard]] GridHeader *gridHeader() const { return m_header; }
    [[nodiscard]] int visibleRows() const;
    [[nodiscard]] int topRow() const;
    void showRow(int row);

Q_SIGNALS:
    void scrolled();                 // what is seen, or the place of it, changed
    void currentRowChanged(int row); // -1 for none

protected:
    void rowsInserted(const QModelIndex &parent, int start, int end) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    [[nodiscard]] int sizeHintForColumn(int column) const override;

private:
    void fetchWhatIsNear();
    void shiftTop(int rows);

    GridHeader *m_header;
    WindowedTableModel *m_model = nullptr;
};

// GridTable and PositionBar side by side: the grid of a relation of any length.
class GridView final : public QWidget
{
    Q_OBJECT
public:
    explicit GridView(QWidget *parent = nullptr);

    void setModel(WindowedTableModel *model);
    [[nodiscard]] GridTable *table() const { return m_table; }
    [[nodiscard]] PositionBar *bar() const { return m_bar; }

    // The first and last row that are seen, counted in the whole relation from 0; {-1, -1} when there are none.
    [[nodiscard]] std::pair<qint64, qint64> visibleRange() const;

Q_SIGNALS:
    void visibleRangeChanged();

private:
    void goTo(qint64 position);
    void updateBar();

    GridTable *m_table;
    PositionBar *m_bar;
};

} // namespace howdah::ui
