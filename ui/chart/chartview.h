// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/chartscene.h"

#include <QGraphicsView>
#include <QTimer>

namespace howdah::ui {

// A chart to be looked at, pointed at and walked through by keyboard: Left and Right go from mark to mark, Up and Down
// from series to series, Home and End to the first and last, Enter or a double click asks for the rows behind the mark,
// Space or a single click for a filter: what becomes a double click was none.
// Dragging over a time axis chooses a stretch. Reads itself out: its summary as a whole, each mark as a child. UI
// thread.
class ChartView final : public QGraphicsView
{
    Q_OBJECT
public:
    // `styles` outlives the view; charts that share it draw the same entity alike.
    ChartView(metrics::PanelKind kind, EntityStyles &styles, QWidget *parent = nullptr);
    ~ChartView() override;

    // A copy of the definition is kept.
    void setPanel(const metrics::PanelDefinition &panel);
    [[nodiscard]] const metrics::PanelDefinition &panel() const { return m_panel; }
    void setData(std::shared_ptr<const metrics::PanelData> data);
    [[nodiscard]] const metrics::PanelData *data() const { return m_chart.data(); }
    [[nodiscard]] ChartScene &chart() { return m_chart; }
    [[nodiscard]] const ChartScene &chart() const { return m_chart; }

    // Series by name that are shown pale by nobody's wish but the reader's: clicked away in the legend.
    void setHidden(const QStringList &names);

    void setCurrent(const std::optional<MarkRef> &mark); // also says it
    // "quality, 1 March 2026: 0.81 (0.78 to 0.84), n 34": what stands in the tool tip and is spoken.
    [[nodiscard]] QString wordsOf(const MarkRef &mark) const;
    [[nodiscard]] QString summary() const;
    // At least so high, each row of bars, cells or periods has room for its name and its dots, and small charts for
    // their courses, in that width (its own, unless said); 0 where there are none of these.
    [[nodiscard]] int neededHeight(int width = 0) const;

Q_SIGNALS:
    // The rows behind the mark are wanted.
    void drillWanted(int series, int point);
    // Clicked once, and not a second time: may become a filter.
    void markClicked(int series, int point);
    // Dragged over a time axis.
    void rangeChosen(const QDateTime &from, const QDateTime &to);
    void currentChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    [[nodiscard]] std::optional<MarkRef> neighbour(const MarkRef &from, int key) const;
    void announce();
    void notifyClicked();

    metrics::PanelDefinition m_panel;
    EntityStyles &m_styles;
    ChartScene m_chart;
    std::optional<QPointF> m_dragFrom;
    bool m_isDragging = false;
    std::optional<MarkRef> m_clicked; // until it is known to be no double click
    QTimer m_secondClick;
};

// Teaches QAccessible about charts; call once before the first is made. Done by ChartView itself.
void installChartAccessibility();

} // namespace howdah::ui
