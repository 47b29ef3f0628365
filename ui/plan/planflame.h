// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/planmodel.h"

#include <QWidget>

class QPainter;

namespace howdah::ui {

// A plan as an icicle: a bar for each node, as wide as its time with what is below it (its cost where nothing ran), and
// beneath it those of its children. Arrow keys go to the parent, the first child and the siblings. The plan outlives it
// or is taken away. UI thread.
class PlanFlame final : public QWidget
{
    Q_OBJECT
public:
    static constexpr int RowHeight = 26;

    explicit PlanFlame(QWidget *parent = nullptr);
    void setPlan(const ShownPlan *shown);
    void setCurrent(int node);
    [[nodiscard]] int current() const { return m_current; }
    // -1: none
    [[nodiscard]] int nodeAt(const QPointF &at) const;
    // The bar of the node, in this widget.
    [[nodiscard]] QRectF barOf(int node) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

    // Without what is chosen: for pictures.
    static void
    paint(QPainter &painter, const ShownPlan &shown, const QSizeF &size, const QPalette &palette, int current = -1);

Q_SIGNALS:
    void chosen(int node);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    const ShownPlan *m_shown = nullptr;
    struct Bar
    {
        double left = 0; // parts of the whole
        double width = 0;
        int depth = 0;
    };
    [[nodiscard]] static std::vector<Bar> barsOf(const ShownPlan &shown);
    [[nodiscard]] static QRectF rectOf(const Bar &bar, double width);
    [[nodiscard]] static int depthOf(const std::vector<Bar> &bars);
    static void paintBars(
        QPainter &painter, const ShownPlan &shown, const std::vector<Bar> &bars, double width, const QPalette &palette,
        int current);

    std::vector<Bar> m_bars;
    int m_current = -1;
};

} // namespace howdah::ui
