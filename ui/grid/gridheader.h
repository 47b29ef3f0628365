// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

namespace howdah::ui {

// The head of a grid in two lines: name with key marks and the arrow of the sort, and beneath it the type, small and
// quiet. A click asks for ascending, descending and no order in turn; with Shift the column joins the others.
class GridHeader final : public QHeaderView
{
    Q_OBJECT
public:
    explicit GridHeader(QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void sortRequested(int column, bool extend);
    void menuRequested(int column, const QPoint &at); // -1: beside all columns; on the screen

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    [[nodiscard]] QSize sectionSizeFromContents(int section) const override;
    bool viewportEvent(QEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    int m_pressed = -1;
    QPoint m_pressedAt;
};

} // namespace howdah::ui
