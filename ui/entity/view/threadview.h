// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/view/turnlayout.h"

#include <QCache>
#include <QListView>

namespace howdah::ui {

// A conversation of any length to be read and walked through by keyboard. It is a list view only for what reads it out;
// where its rows are it knows itself: those in sight are laid out, the height of the others is estimated until they
// come there, so that 10,000 turns open as fast as ten. UI thread.
class ThreadView final : public QListView
{
    Q_OBJECT
public:
    explicit ThreadView(QWidget *parent = nullptr);
    ~ThreadView() override;

    void setThreadModel(ThreadModel *model);
    void setTerm(const QString &term); // marked where it stands
    void showRow(int row);             // made current, at the top where that is possible

    [[nodiscard]] QRect visualRect(const QModelIndex &index) const override;
    [[nodiscard]] QModelIndex indexAt(const QPoint &point) const override;
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    void doItemsLayout() override;
    [[nodiscard]] int laidOut() const { return int(m_layouts.size()); }

Q_SIGNALS:
    void rowWanted(int row); // the row behind a turn

protected:
    [[nodiscard]] int verticalOffset() const override;
    [[nodiscard]] int horizontalOffset() const override { return 0; }
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags command) override;
    [[nodiscard]] QRegion visualRegionForSelection(const QItemSelection &selection) const override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void updateGeometries() override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void forgetAll();
    void forgetRows(int first, int last);
    void settle(bool isUpward);
    void sumUp();
    [[nodiscard]] int rowAt(int y) const;
    [[nodiscard]] int heightOf(int row) const { return m_tops[size_t(row) + 1] - m_tops[size_t(row)]; }
    [[nodiscard]] TurnLayout *layoutOf(int row);
    void toggle(int row);
    void copy() const;

    ThreadModel *m_model = nullptr;
    QString m_term;
    std::vector<int> m_heights;
    std::vector<bool> m_isExact;
    std::vector<int> m_tops{0}; // of each row, and the end
    QCache<int, TurnLayout> m_layouts;
    bool m_isSettling = false;
};

} // namespace howdah::ui
