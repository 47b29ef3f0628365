// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/entitystyles.h"
#include "chart/markref.h"
#include "metrics/paneldata.h"

#include <QFont>
#include <QObject>
#include <QPointer>

#include <memory>
#include <optional>

class QGraphicsScene;

namespace howdah::ui {

class PlotParts;

// Draws the data of one panel: axes, lines and polar plots by Qt Charts, everything else by items within the same
// scene, so that what is on the screen and what is exported is one picture. Holds Qt Charts to what it does well: only
// whole replacements of points, one line for each stretch without a gap, no OpenGL, no logarithmic axis of its own.
// Decides nothing: what the data leave out is not there. UI thread (or the main thread of a program without windows).
class ChartScene final : public QObject
{
    Q_OBJECT
public:
    // All kinds but Table, which has no picture but its rows.
    explicit ChartScene(metrics::PanelKind kind, QObject *parent = nullptr);
    ~ChartScene() override;

    [[nodiscard]] QGraphicsScene *scene() const { return m_scene; }

    // `panel` and `styles` outlive the scene or the next call.
    void setData(
        const metrics::PanelDefinition &panel, std::shared_ptr<const metrics::PanelData> data, EntityStyles &styles);
    [[nodiscard]] const metrics::PanelData *data() const { return m_data.get(); }
    void setPalette(const QPalette &palette);
    void resize(const QSizeF &size);
    [[nodiscard]] QSizeF size() const { return m_size; }
    // Series that are not drawn, by name.
    void setHidden(const QStringList &names);

    // As it stands, into a rectangle of the same shape; the mark that is looked at is not drawn.
    void render(QPainter &painter, const QRectF &target);

    // What is drawn, in order: each series from its first mark to its last.
    [[nodiscard]] const std::vector<MarkRef> &marks() const { return m_marks; }
    [[nodiscard]] QPointF positionOf(const MarkRef &mark) const;
    [[nodiscard]] QRectF plotArea() const;
    // The nearest within reach.
    [[nodiscard]] std::optional<MarkRef> markAt(const QPointF &position, double reach = 24) const;
    // On a time axis.
    [[nodiscard]] bool hasTimeAxis() const;
    [[nodiscard]] QDateTime timeAt(double x) const;

    // The mark that is looked at: a ring around it.
    void setCurrent(const std::optional<MarkRef> &mark);
    [[nodiscard]] std::optional<MarkRef> current() const { return m_current; }
    // A stretch of the time axis that is being chosen; invalid takes it away.
    void setBrush(const QDateTime &from, const QDateTime &to);

    // How many lines Qt Charts holds, for tests of the budget.
    [[nodiscard]] qsizetype lineCount() const;

private:
    void rebuild();
    void layOut();
    void gatherMarks();

    QGraphicsScene *m_scene;
    std::unique_ptr<PlotParts> m_parts;
    const metrics::PanelDefinition *m_panel = nullptr;
    std::shared_ptr<const metrics::PanelData> m_data;
    EntityStyles *m_styles = nullptr;
    QPalette m_palette;
    QSizeF m_size{400, 240};
    QStringList m_hidden;
    std::vector<MarkRef> m_marks;
    std::optional<MarkRef> m_current;
};

} // namespace howdah::ui
