// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/plotticks.h"
#include "entity/view/timelinemodel.h"

#include <QAbstractScrollArea>

class QItemSelectionModel;

namespace howdah::ui {

// Lanes on one axis of time, which the calendar divides. Arrow keys go from entry to entry, + and - zoom, 0 shows all;
// Ctrl and the wheel zoom where the pointer is. The cursor is that of the table beside it. UI thread.
class TimelineChart final : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit TimelineChart(TimelineModel *model, QItemSelectionModel *cursor, QWidget *parent = nullptr);

    // By this factor around a place of the time axis (milliseconds since the epoch).
    void zoom(double factor, double around);
    void zoomIn();
    void zoomOut();
    void showAll();

    [[nodiscard]] std::pair<double, double> range() const { return {m_from, m_until}; }
    [[nodiscard]] QRect rectOf(int row) const; // in the viewport; empty for what has not begun
    [[nodiscard]] int rowAt(const QPoint &place) const;
    [[nodiscard]] QSize sizeHint() const override { return {600, 320}; }

Q_SIGNALS:
    void rowWanted(int row);
    void rangeChanged();

protected:
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void arrange();
    void setRange(double from, double until);
    void updateBars();
    void stepBy(int by);
    void stepLane(int by);
    void makeCurrent(int row);
    [[nodiscard]] double xOf(double time) const;
    [[nodiscard]] double timeAt(double x) const;
    [[nodiscard]] int namesWidth() const;
    [[nodiscard]] int lineHeight() const;
    [[nodiscard]] int current() const;
    [[nodiscard]] std::vector<PlotTick> ticks() const; // in sight
    void paintGrid(QPainter &painter) const;
    void paintAxis(QPainter &painter) const;
    void paintLanes(QPainter &painter) const;
    void paintEntry(QPainter &painter, int row) const;
    void paintWords(QPainter &painter, int row, const QRect &rect) const;

    TimelineModel *m_model;
    QItemSelectionModel *m_cursor;
    std::vector<int> m_lineOf;   // of each entry, from above; -1: has not begun
    std::vector<int> m_laneTops; // lines; and the end
    double m_from = 0;
    double m_until = 1;
    double m_first = 0; // of all
    double m_last = 1;
    bool m_isAll = true;
    bool m_isUpdating = false;
    QPoint m_pressed;
};

} // namespace howdah::ui
