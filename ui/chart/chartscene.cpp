// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/chartscene.h"

#include "chart/plotpainter.h"
#include "chart/statpainter.h"

#include <QGraphicsItem>
#include <QGraphicsLayout>
#include <QGraphicsScene>
#include <QPainter>
#include <QtCharts/QLineSeries>
#include <QtCharts/QPolarChart>
#include <QtCharts/QValueAxis>

#include <algorithm>
#include <functional>
#include <numeric>

namespace howdah::ui {

using metrics::PanelKind;

namespace {

// Draws by a function, over the whole scene.
class PainterItem final : public QGraphicsItem
{
public:
    PainterItem(QGraphicsScene *scene, double z)
    {
        scene->addItem(this);
        setZValue(z);
    }

    [[nodiscard]] QRectF boundingRect() const override { return m_rect; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *) override
    {
        if (draw) {
            painter->save();
            draw(*painter);
            painter->restore();
        }
    }
    void setSize(const QSizeF &size)
    {
        prepareGeometryChange();
        m_rect = QRectF(QPointF(), size);
    }

    std::function<void(QPainter &)> draw;

private:
    QRectF m_rect;
};

constexpr double UnderZ = -10;
constexpr double OverZ = 10;
constexpr double CurrentZ = 20;

std::pair<int, int> keyOf(const MarkRef &mark) { return {mark.series, mark.point}; }

bool hasLines(PanelKind kind) { return kind == PanelKind::Line || kind == PanelKind::Band || kind == PanelKind::Polar; }

} // namespace

// Everything that is created again, or given new points, when the data change.
class PlotParts final
{
public:
    PlotParts(QGraphicsScene *scene, PanelKind kind)
        : under(new PainterItem(scene, UnderZ))
        , over(new PainterItem(scene, OverZ))
        , current(new PainterItem(scene, CurrentZ))
    {
        if (hasLines(kind))
            makeChart(scene, kind == PanelKind::Polar);
    }

    void makeChart(QGraphicsScene *scene, bool isPolar)
    {
        m_isPolar = isPolar;
        m_chart = isPolar ? new QPolarChart : new QChart;
        scene->addItem(m_chart);
        m_chart->setBackgroundVisible(false);
        m_chart->setPlotAreaBackgroundVisible(false);
        m_chart->setAnimationOptions(QChart::NoAnimation);
        m_chart->legend()->hide();
        m_chart->setMargins({0, 0, 0, 0});
        m_chart->layout()->setContentsMargins(0, 0, 0, 0);
        m_chart->setFlag(QGraphicsItem::ItemIsFocusable, false);
        // They map values to places. Their words are ours: those of Qt Charts know no calendar, and leave out a label
        // that comes twice.
        m_across = new QValueAxis;
        m_up = new QValueAxis;
        for (QValueAxis *axis : {m_across, m_up})
            axis->setVisible(false);
        if (auto *polar = qobject_cast<QPolarChart *>(m_chart)) {
            polar->addAxis(m_across, QPolarChart::PolarOrientationAngular);
            polar->addAxis(m_up, QPolarChart::PolarOrientationRadial);
        } else {
            m_chart->addAxis(m_across, Qt::AlignBottom);
            m_chart->addAxis(m_up, Qt::AlignLeft);
        }
    }

    void layOut(const QSizeF &size)
    {
        for (PainterItem *item : {under, over, current})
            item->setSize(size);
        if (m_chart && painter) {
            m_chart->setGeometry(QRectF(QPointF(), size));
            m_chart->setPlotArea(painter->frame().area());
            m_across->setRange(plot.xMin, plot.xMax);
            m_up->setRange(painter->frame().valueMin(), painter->frame().valueMax());
        }
    }

    void setLines()
    {
        if (!m_chart)
            return;
        std::vector<std::pair<QPen, QList<QPointF>>> wanted;
        int before = -1;
        for (const PlotLine &line : plot.lines) {
            if (!painter->isSolid(line))
                continue;
            // The stretches of one series are one line with holes in it: a series of Qt Charts for each would be
            // expensive.
            if (!m_isPolar && line.series == before) {
                QList<QPointF> &points = wanted.back().second;
                points.append({points.back().x(), metrics::Unknown});
                points.append(line.points);
            } else {
                wanted.emplace_back(painter->penOf(line), line.points);
            }
            before = line.series;
        }
        while (m_lines.size() > wanted.size()) {
            m_chart->removeSeries(m_lines.back());
            delete m_lines.back();
            m_lines.pop_back();
        }
        while (m_lines.size() < wanted.size())
            addLine();
        for (size_t i = 0; i < wanted.size(); ++i) {
            if (m_lines[i]->pen() != wanted[i].first)
                m_lines[i]->setPen(wanted[i].first);
            m_lines[i]->replace(wanted[i].second);
        }
    }

    [[nodiscard]] qsizetype lineCount() const { return qsizetype(m_lines.size()); }
    [[nodiscard]] const PlotMark *find(const MarkRef &ref) const
    {
        // By halves: walking through thousands of marks asks for the places of them all.
        const auto key = [this](size_t at) { return keyOf(plot.marks[at].ref); };
        const auto at = std::ranges::lower_bound(order, keyOf(ref), {}, key);
        return at == order.end() || plot.marks[*at].ref != ref ? nullptr : &plot.marks[*at];
    }

    PainterItem *under;
    PainterItem *over;
    PainterItem *current;
    // After each change of the plot.
    void sortMarks()
    {
        order.resize(plot.marks.size());
        std::iota(order.begin(), order.end(), size_t(0));
        const auto key = [this](size_t at) { return keyOf(plot.marks[at].ref); };
        if (!std::ranges::is_sorted(order, {}, key))
            std::ranges::sort(order, {}, key);
    }

    Plot plot;
    std::vector<size_t> order; // of its marks, by series and point
    std::unique_ptr<PlotPainter> painter;
    double brushFrom = metrics::Unknown;
    double brushTo = metrics::Unknown;

private:
    void addLine()
    {
        auto *line = new QLineSeries;
        m_chart->addSeries(line);
        line->attachAxis(m_across);
        line->attachAxis(m_up);
        m_lines.push_back(line);
    }

    QChart *m_chart = nullptr; // the scene's
    QValueAxis *m_across = nullptr;
    QValueAxis *m_up = nullptr;
    std::vector<QLineSeries *> m_lines;
    bool m_isPolar = false;
};

ChartScene::ChartScene(PanelKind kind, QObject *parent)
    : QObject(parent)
    , m_scene(new QGraphicsScene(this))
    , m_parts(std::make_unique<PlotParts>(m_scene, kind))
{
    // A few items that cover everything: an index of places would only cost.
    m_scene->setItemIndexMethod(QGraphicsScene::NoIndex);
    m_parts->under->draw = [this](QPainter &painter) {
        if (!m_data)
            return;
        if (m_data->kind == PanelKind::Stat)
            StatPainter(*m_panel, *m_data, *m_styles, m_palette, m_size).paint(painter);
        else if (m_parts->painter)
            m_parts->painter->paintUnder(painter);
    };
    m_parts->over->draw = [this](QPainter &painter) {
        if (m_data && m_data->kind != PanelKind::Stat && m_parts->painter)
            m_parts->painter->paintOver(painter);
    };
    m_parts->current->draw = [this](QPainter &painter) {
        painter.setRenderHint(QPainter::Antialiasing);
        QColor accent = m_palette.color(QPalette::Highlight);
        if (!std::isnan(m_parts->brushFrom) && m_parts->painter) {
            const PlotFrame &frame = m_parts->painter->frame();
            accent.setAlpha(50);
            for (const QRectF &area : frame.areas()) {
                const double from = frame.placeIn(area, {m_parts->brushFrom, 0}).x();
                const double to = frame.placeIn(area, {m_parts->brushTo, 0}).x();
                painter.fillRect(QRectF(QPointF(from, area.top()), QPointF(to, area.bottom())).normalized(), accent);
            }
            accent.setAlpha(255);
        }
        const PlotMark *mark = m_current ? m_parts->find(*m_current) : nullptr;
        if (!mark || !m_parts->painter || m_data->kind == PanelKind::Stat)
            return;
        painter.setPen(QPen(accent, 2));
        painter.setBrush(Qt::NoBrush);
        const QRectF around = m_parts->painter->frame().rectOf(*mark).adjusted(-3, -3, 3, 3);
        mark->extent.isNull() ? painter.drawEllipse(around) : painter.drawRoundedRect(around, 3, 3);
    };
}

ChartScene::~ChartScene()
{
    // The items go with the scene, and may be asked to draw until then.
    for (PainterItem *item : {m_parts->under, m_parts->over, m_parts->current})
        item->draw = {};
}

void ChartScene::setData(
    const metrics::PanelDefinition &panel, std::shared_ptr<const metrics::PanelData> data, EntityStyles &styles)
{
    m_panel = &panel;
    m_data = std::move(data);
    m_styles = &styles;
    rebuild();
}

void ChartScene::setPalette(const QPalette &palette)
{
    m_palette = palette;
    if (m_data)
        rebuild();
}

void ChartScene::resize(const QSizeF &size)
{
    if (size == m_size || size.isEmpty())
        return;
    m_size = size;
    m_scene->setSceneRect(QRectF(QPointF(), size));
    layOut();
}

void ChartScene::setHidden(const QStringList &names)
{
    m_hidden = names;
    if (m_data)
        rebuild();
}

void ChartScene::rebuild()
{
    m_scene->setSceneRect(QRectF(QPointF(), m_size));
    m_parts->painter.reset(); // refers to the plot
    m_parts->plot = m_data ? plotOf(*m_panel, *m_data, m_hidden) : Plot();
    gatherMarks();
    layOut();
    if (m_parts->painter)
        m_parts->setLines();
    m_scene->update();
}

void ChartScene::layOut()
{
    m_parts->painter.reset();
    if (m_data && !m_parts->plot.isEmpty())
        m_parts->painter =
            std::make_unique<PlotPainter>(m_parts->plot, *m_panel, *m_data, *m_styles, m_palette, m_size);
    m_parts->layOut(m_size);
}

void ChartScene::gatherMarks()
{
    m_marks.clear();
    m_parts->sortMarks();
    for (const size_t at : m_parts->order)
        m_marks.push_back(m_parts->plot.marks[at].ref);
    if (m_current && !m_parts->find(*m_current))
        m_current.reset();
}

void ChartScene::render(QPainter &painter, const QRectF &target)
{
    m_parts->current->setVisible(false);
    m_scene->render(&painter, target, QRectF(QPointF(), m_size), Qt::IgnoreAspectRatio);
    m_parts->current->setVisible(true);
}

QPointF ChartScene::positionOf(const MarkRef &mark) const
{
    const PlotMark *found = m_parts->find(mark);
    if (!found || !m_parts->painter)
        return {m_size.width() / 2, m_size.height() / 2};
    return m_parts->painter->frame().rectOf(*found).center();
}

QRectF ChartScene::plotArea() const
{
    return m_parts->painter ? m_parts->painter->frame().area() : QRectF(QPointF(), m_size);
}

std::optional<MarkRef> ChartScene::markAt(const QPointF &position, double reach) const
{
    if (!m_parts->painter)
        return std::nullopt;
    std::optional<MarkRef> nearest;
    double least = reach;
    for (const PlotMark &mark : m_parts->plot.marks) {
        const QRectF rect = m_parts->painter->frame().rectOf(mark);
        const double x = std::max({rect.left() - position.x(), 0.0, position.x() - rect.right()});
        const double y = std::max({rect.top() - position.y(), 0.0, position.y() - rect.bottom()});
        const double distance = std::hypot(x, y);
        // Of two that hold the place the later one lies on top.
        if (distance <= least) {
            least = distance;
            nearest = mark.ref;
        }
    }
    return nearest;
}

bool ChartScene::hasTimeAxis() const
{
    return m_data && !m_parts->plot.isEmpty() && m_data->kind != PanelKind::Stat && !m_parts->plot.isHorizontal
        && m_parts->plot.across == Plot::Across::Time;
}

QDateTime ChartScene::timeAt(double x) const
{
    if (!hasTimeAxis() || !m_parts->painter)
        return {};
    const double at = std::clamp(m_parts->painter->frame().plotXAt(x), m_parts->plot.xMin, m_parts->plot.xMax);
    return QDateTime::fromMSecsSinceEpoch(qint64(at), Qt::UTC);
}

void ChartScene::setCurrent(const std::optional<MarkRef> &mark)
{
    m_current = mark && m_parts->find(*mark) ? mark : std::nullopt;
    m_parts->current->update();
}

void ChartScene::setBrush(const QDateTime &from, const QDateTime &to)
{
    const bool isValid = from.isValid() && to.isValid() && hasTimeAxis();
    m_parts->brushFrom = isValid ? double(from.toMSecsSinceEpoch()) : metrics::Unknown;
    m_parts->brushTo = isValid ? double(to.toMSecsSinceEpoch()) : metrics::Unknown;
    m_parts->current->update();
}

qsizetype ChartScene::lineCount() const { return m_parts->lineCount(); }

} // namespace howdah::ui
