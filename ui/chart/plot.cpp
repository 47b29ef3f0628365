// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/plot.h"

#include "chart/plotbounds.h"
#include "chart/plotchoices.h"
#include "chart/plotlanes.h"

#include <QSet>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace howdah::ui {

using metrics::PanelData;
using metrics::PanelDefinition;
using metrics::PanelKind;
using metrics::Point;
using metrics::Series;
using metrics::Unknown;

namespace {

double milliseconds(const QDateTime &time) { return double(time.toMSecsSinceEpoch()); }

// Of the bars of one place, how much is bar.
constexpr double BarShare = 0.8;

class PlotBuilder final
{
public:
    PlotBuilder(const PanelDefinition &panel, const PanelData &data, const QStringList &hidden)
        : m_panel(panel)
        , m_data(data)
        , m_hidden(hidden)
    {
    }

    Plot build()
    {
        m_plot.isLogarithmic = isOnLogarithms(m_panel, m_data);
        m_plot.isDots = isOfDots(m_panel, m_data);
        switch (m_data.kind) {
        case PanelKind::Line:
        case PanelKind::Band:
            buildLines();
            break;
        case PanelKind::Bar:
            hasBuckets(m_data) ? buildTimeBars() : buildCategoryBars();
            break;
        case PanelKind::Histogram:
            buildHistogram();
            break;
        case PanelKind::Box:
            buildBoxes();
            break;
        case PanelKind::Scatter:
            buildScatter();
            break;
        case PanelKind::HeatMap:
            buildCells();
            break;
        case PanelKind::Polar:
            buildPolar();
            break;
        case PanelKind::Timeline:
            buildTimeline();
            break;
        case PanelKind::Stat:
            buildStat();
            break;
        case PanelKind::Table:
            break;
        }
        if (m_bounds.isKnown() && !m_plot.yIsRows)
            std::tie(m_plot.yMin, m_plot.yMax) = m_bounds.shown(m_fromZero, m_plot.isLogarithmic);
        return std::move(m_plot);
    }

private:
    [[nodiscard]] bool isShown(const Series &series) const { return !m_hidden.contains(series.name); }

    // Calls for every mark that has a place.
    template <typename Each>
    void forMarks(Each each)
    {
        for (size_t s = 0; s < m_data.series.size(); ++s) {
            const Series &series = m_data.series[s];
            if (!isShown(series))
                continue;
            for (size_t p = 0; p < series.points.size(); ++p) {
                if (canBeDrawn(series.points[p].value))
                    each(series, series.points[p], MarkRef{int(s), int(p)});
            }
        }
    }

    [[nodiscard]] bool canBeDrawn(double value) const
    {
        return std::isfinite(value) && (!m_plot.isLogarithmic || value > 0);
    }
    [[nodiscard]] double placed(double value) const
    {
        if (!canBeDrawn(value))
            return Unknown;
        return m_plot.isLogarithmic ? std::log10(value) : value;
    }
    void include(double place) { m_bounds.include(place); }
    PlotMark &add(const MarkRef &ref, const QPointF &at, const Point &point)
    {
        // An open end reaches as far as the chart does, and does not stretch it.
        const auto end = [this](double value) {
            const bool isOpen = std::isinf(value) && m_data.kind != PanelKind::Box && m_data.kind != PanelKind::Polar;
            return isOpen ? value : placed(value);
        };
        PlotMark mark{ref, at, {}, end(point.low), end(point.high), false};
        if (point.isTooFew()) {
            m_bounds.includeDoubtful(std::isfinite(mark.low) ? mark.low : at.y());
            m_bounds.includeDoubtful(std::isfinite(mark.high) ? mark.high : at.y());
        } else {
            include(std::isfinite(mark.low) ? mark.low : Unknown);
            include(std::isfinite(mark.high) ? mark.high : Unknown);
        }
        include(placed(point.baseline));
        m_plot.marks.push_back(mark);
        return m_plot.marks.back();
    }

    void setTimeBounds()
    {
        m_plot.across = Plot::Across::Time;
        m_plot.xMin = milliseconds(m_data.range.from);
        m_plot.xMax = milliseconds(m_data.range.to);
    }

    // ---- over time

    void buildLines()
    {
        setTimeBounds();
        for (size_t s = 0; s < m_data.series.size(); ++s) {
            const Series &series = m_data.series[s];
            if (isShown(series))
                buildLine(series, int(s));
        }
    }

    void buildLine(const Series &series, int s)
    {
        PlotLine line{s, {}, series.isPrevious};
        PlotBand band{s, {}, {}};
        const Point *before = nullptr;
        const auto endLine = [&] {
            if (line.points.size() == 1)
                m_plot.marks.back().isAlone = true;
            if (line.points.size() > 1)
                m_plot.lines.push_back(line);
            if (band.upper.size() > 1)
                m_plot.bands.push_back(band);
            line.points.clear();
            band.upper.clear();
            band.lower.clear();
            before = nullptr;
        };
        for (size_t p = 0; p < series.points.size(); ++p) {
            const Point &point = series.points[p];
            if (!canBeDrawn(point.value)) {
                endLine();
                continue;
            }
            const QPointF at(milliseconds(point.bucket), placed(point.value));
            include(at.y());
            const bool endsDotted = point.isUnfinished && !series.isPrevious && before;
            if (endsDotted) {
                m_plot.lines.push_back({s, {line.points.back(), at}, true});
            }
            const PlotMark &mark = add({s, int(p)}, at, point);
            if (!endsDotted)
                line.points.append(at);
            if (!std::isnan(mark.low) && !std::isnan(mark.high)) {
                band.upper.append({at.x(), mark.high});
                band.lower.append({at.x(), mark.low});
            }
            before = &point;
            if (endsDotted) {
                m_plot.marks.back().isAlone = true; // its own dot: it is not done yet
                const QPointF last = at;
                if (line.points.size() > 1)
                    m_plot.lines.push_back(line);
                if (band.upper.size() > 1)
                    m_plot.bands.push_back(band);
                line.points = {last};
                band.upper.clear();
                band.lower.clear();
            }
        }
        endLine();
    }

    void buildTimeBars()
    {
        setTimeBounds();
        m_fromZero = true;
        const std::vector<int> places = barPlaces();
        const double shown = std::max(1, m_barPlaces);
        std::map<QDateTime, std::pair<double, double>> stacks; // above zero and below
        forMarks([&](const Series &series, const Point &point, const MarkRef &ref) {
            // The previous period is a line over the bars: it is not another thing beside them.
            const double from = milliseconds(point.bucket);
            const double width = milliseconds(point.bucketEnd) - from;
            const double value = placed(point.value);
            if (series.isPrevious) {
                add(ref, {from + width / 2, value}, point).isAlone = true;
                include(value);
                return;
            }
            QRectF extent;
            const double left = from + width * (1 - BarShare) / 2;
            if (m_panel.stacked) {
                auto &[above, below] = stacks[point.bucket];
                double &edge = value < 0 ? below : above;
                extent = QRectF(QPointF(left, edge), QPointF(left + width * BarShare, edge + value));
                edge += value;
                include(edge);
            } else {
                const double each = width * BarShare / shown;
                extent = QRectF(
                    QPointF(left + each * places[size_t(ref.series)], 0),
                    QPointF(left + each * (places[size_t(ref.series)] + 1), value));
                include(value);
            }
            addBar(ref, extent, point);
        });
        startLogBars();
    }

    void addBar(const MarkRef &ref, const QRectF &extent, const Point &point)
    {
        PlotMark &mark = add(ref, {extent.center().x(), extent.bottom()}, point);
        mark.extent = m_plot.isDots ? QRectF() : extent;
        mark.isAlone = m_plot.isDots;
        if (m_panel.stacked) { // an interval of a part of a stack has no place to stand
            mark.low = Unknown;
            mark.high = Unknown;
        }
    }

    // On a logarithmic axis a bar begins at the axis, wherever that is.
    void startLogBars()
    {
        if (!m_plot.isLogarithmic || m_plot.isDots)
            return;
        const double floor = m_bounds.isKnown() ? std::floor(m_bounds.low()) : 0;
        include(floor);
        for (PlotMark &mark : m_plot.marks) {
            if (!mark.extent.isNull())
                mark.extent.setTop(floor);
        }
    }

    // Which place each series has beside the others; previous ones and hidden ones have none.
    std::vector<int> barPlaces()
    {
        std::vector<int> places;
        m_barPlaces = 0;
        for (const Series &series : m_data.series) {
            const bool counts = isShown(series) && !series.isPrevious;
            places.push_back(counts ? m_barPlaces : 0);
            m_barPlaces += counts && !m_panel.stacked ? 1 : 0;
        }
        return places;
    }

    // ---- over categories

    // The number of a label, in the order in which labels come.
    int category(const QString &label)
    {
        const auto [at, isNew] = m_categories.try_emplace(label, int(m_categories.size()));
        if (isNew)
            m_plot.categories.push_back({double(at->second), label});
        return at->second;
    }
    void setCategoryBounds()
    {
        m_plot.across = Plot::Across::Categories;
        m_plot.xMin = -0.5;
        m_plot.xMax = std::max(0.5, double(m_categories.size()) - 0.5);
    }

    void buildCategoryBars()
    {
        m_plot.isHorizontal = true;
        m_fromZero = !m_plot.isDots; // a dot has no length that would lie
        const std::vector<int> places = barPlaces();
        orderLabels();
        const double shown = std::max(1, m_barPlaces);
        std::map<int, std::pair<double, double>> stacks;
        forMarks([&](const Series &series, const Point &point, const MarkRef &ref) {
            const int at = category(point.label.isEmpty() ? series.name : point.label);
            const double value = placed(point.value);
            const double left = at - BarShare / 2;
            if (series.isPrevious) {
                add(ref, {double(at), value}, point).isAlone = true;
                include(value);
                return;
            }
            QRectF extent;
            if (m_panel.stacked) {
                auto &[above, below] = stacks[at];
                double &edge = value < 0 ? below : above;
                extent = QRectF(QPointF(left, edge), QPointF(left + BarShare, edge + value));
                edge += value;
                include(edge);
            } else {
                const double each = BarShare / shown;
                const int place = point.label.isEmpty() ? 0 : places[size_t(ref.series)];
                const double width = point.label.isEmpty() ? BarShare : each;
                extent = QRectF(QPointF(left + each * place, 0), QPointF(left + each * place + width, value));
                include(value);
            }
            addBar(ref, extent, point);
        });
        startLogBars();
        setCategoryBounds();
    }

    // Those that the file names stand where it has them.
    void orderLabels()
    {
        const bool isOfSeries = m_data.kind == PanelKind::Bar || m_data.kind == PanelKind::Box;
        QStringList labels;
        QSet<QString> known;
        forMarks([&](const Series &series, const Point &point, const MarkRef &) {
            const QString &label = isOfSeries && point.label.isEmpty() ? series.name : point.label;
            if (!known.contains(label))
                labels << label;
            known << label;
        });
        for (const QString &label : orderedLabels(m_panel, labels))
            category(label);
    }

    void buildBoxes()
    {
        m_plot.isHorizontal = true;
        orderLabels();
        std::map<QString, int> seriesPlaces;
        forMarks([&](const Series &series, const Point &, const MarkRef &) {
            seriesPlaces.try_emplace(series.name, int(seriesPlaces.size()));
        });
        const double each = BarShare / double(std::max<size_t>(1, seriesPlaces.size()));
        forMarks([&](const Series &series, const Point &point, const MarkRef &ref) {
            const int at = category(point.label.isEmpty() ? series.name : point.label);
            const int place = point.label.isEmpty() ? 0 : seriesPlaces[series.name];
            const double left = at - BarShare / 2 + each * place;
            const double median = placed(point.value);
            const double first = std::isfinite(point.quartile1) ? placed(point.quartile1) : median;
            const double third = std::isfinite(point.quartile3) ? placed(point.quartile3) : median;
            for (const double edge : {median, first, third})
                include(edge);
            PlotMark &mark = add(ref, {left + each / 2, median}, point);
            mark.extent = QRectF(QPointF(left, first), QPointF(left + each, third));
        });
        setCategoryBounds();
    }

    // ---- over values

    void buildHistogram()
    {
        m_plot.across = Plot::Across::Values;
        m_fromZero = true;
        m_plot.isAcrossLogarithmic = hasGrowingClasses();
        const auto across = [this](double x) { return m_plot.isAcrossLogarithmic ? std::log10(x) : x; };
        double least = std::numeric_limits<double>::infinity();
        double most = -least;
        forMarks([&](const Series &, const Point &point, const MarkRef &ref) {
            if (!std::isfinite(point.x))
                return;
            const double begin = across(point.x);
            const double end = std::isfinite(point.xEnd) ? across(point.xEnd) : begin;
            least = std::min(least, begin);
            most = std::max(most, end);
            const double value = placed(point.value);
            include(value);
            addBar(ref, QRectF(QPointF(begin, 0), QPointF(end, value)), point);
        });
        startLogBars();
        setXBounds(least, most);
    }

    // Classes that grow with their values were made for a logarithmic axis: on another the first ones could not be
    // seen.
    bool hasGrowingClasses()
    {
        double narrowest = std::numeric_limits<double>::infinity();
        double widest = 0;
        bool isPositive = true;
        forMarks([&](const Series &, const Point &point, const MarkRef &) {
            if (!std::isfinite(point.x) || !std::isfinite(point.xEnd))
                return;
            isPositive = isPositive && point.x > 0;
            narrowest = std::min(narrowest, point.xEnd - point.x);
            widest = std::max(widest, point.xEnd - point.x);
        });
        constexpr double Growth = 20;
        return isPositive && widest > narrowest * Growth;
    }

    void setXBounds(double least, double most)
    {
        if (least > most)
            return;
        m_plot.xMin = least;
        m_plot.xMax = most > least ? most : least + 1;
    }

    void buildScatter()
    {
        m_plot.across = Plot::Across::Values;
        double least = std::numeric_limits<double>::infinity();
        double most = -least;
        forMarks([&](const Series &, const Point &point, const MarkRef &ref) {
            if (!std::isfinite(point.x))
                return;
            least = std::min(least, point.x);
            most = std::max(most, point.x);
            const double value = placed(point.value);
            include(value);
            add(ref, {point.x, value}, point).isAlone = true;
        });
        const double room = (most - least) * 0.05;
        setXBounds(least - room, most + room);
    }

    // ---- others

    void noteValue(double value)
    {
        if (!std::isfinite(value))
            return;
        m_plot.leastValue = std::isnan(m_plot.leastValue) ? value : std::min(m_plot.leastValue, value);
        m_plot.mostValue = std::isnan(m_plot.mostValue) ? value : std::max(m_plot.mostValue, value);
    }

    int row(const QString &name)
    {
        const auto [at, isNew] = m_rows.try_emplace(name, int(m_rows.size()));
        if (isNew)
            m_plot.rows.push_back({double(at->second), name});
        return at->second;
    }

    void buildCells()
    {
        m_plot.yIsRows = true;
        orderLabels();
        forMarks([&](const Series &series, const Point &point, const MarkRef &ref) {
            const int x = category(point.label);
            const int y = row(point.row.isEmpty() ? series.name : point.row);
            noteValue(point.value);
            m_plot.marks.push_back({ref, QPointF(x, y), QRectF(x - 0.5, y - 0.5, 1, 1), Unknown, Unknown, false});
        });
        setCategoryBounds();
        m_plot.yMin = -0.5;
        m_plot.yMax = std::max(0.5, double(m_rows.size()) - 0.5);
    }

    void buildPolar()
    {
        m_plot.across = Plot::Across::Angles;
        m_fromZero = true;
        orderLabels();
        const double count = std::max<double>(1, double(m_categories.size()));
        for (size_t s = 0; s < m_data.series.size(); ++s) {
            const Series &series = m_data.series[s];
            if (!isShown(series))
                continue;
            std::map<int, QPointF> around;
            for (size_t p = 0; p < series.points.size(); ++p) {
                const Point &point = series.points[p];
                if (!canBeDrawn(point.value))
                    continue;
                const int at = category(point.label);
                const QPointF place(360.0 * at / count, placed(point.value));
                include(place.y());
                add({int(s), int(p)}, place, point).isAlone = true;
                around[at] = place;
            }
            buildRing(int(s), series, around, int(count));
        }
        m_plot.xMin = 0;
        m_plot.xMax = 360;
    }

    // A line from each direction to the next; a direction without a value leaves the ring open.
    void buildRing(int s, const Series &series, const std::map<int, QPointF> &around, int count)
    {
        for (const auto &[at, place] : around) {
            const auto next = around.find((at + 1) % count);
            if (next == around.end() || count < 2)
                continue;
            QPointF end = next->second;
            if (at + 1 == count)
                end.setX(360);
            m_plot.lines.push_back({s, {place, end}, series.isPrevious});
        }
    }

    void buildTimeline()
    {
        setTimeBounds();
        m_plot.yIsRows = true;
        std::vector<MarkRef> refs;
        std::vector<LanePeriod> periods;
        forTimes([&](const Series &series, const Point &point, const MarkRef &ref) {
            const double from = std::max(milliseconds(point.bucket), m_plot.xMin);
            // What has no end goes on.
            const double to =
                point.bucketEnd.isValid() ? std::min(milliseconds(point.bucketEnd), m_plot.xMax) : m_plot.xMax;
            refs.push_back(ref);
            periods.push_back({point.label.isEmpty() ? series.name : point.label, from, std::max(from, to)});
            noteValue(point.value);
        });
        const double height = layOutLanes(periods, m_plot.rows);
        for (size_t i = 0; i < periods.size(); ++i) {
            const LanePeriod &one = periods[i];
            m_plot.marks.push_back(
                {refs[i], QPointF((one.from + one.to) / 2, one.top + 0.5),
                 QRectF(one.from, one.top + 0.1, one.to - one.from, 0.8), Unknown, Unknown, false});
        }
        m_plot.yMin = 0;
        m_plot.yMax = std::max(1.0, height);
    }

    // Periods in the order of their beginnings, so that lanes fill from above; a period needs no value.
    template <typename Each>
    void forTimes(Each each)
    {
        std::vector<MarkRef> refs;
        for (size_t s = 0; s < m_data.series.size(); ++s) {
            if (!isShown(m_data.series[s]))
                continue;
            for (size_t p = 0; p < m_data.series[s].points.size(); ++p) {
                if (m_data.series[s].points[p].bucket.isValid())
                    refs.push_back({int(s), int(p)});
            }
        }
        const auto pointOf = [this](const MarkRef &ref) -> const Point & {
            return m_data.series[size_t(ref.series)].points[size_t(ref.point)];
        };
        std::ranges::stable_sort(refs, {}, [&](const MarkRef &ref) { return pointOf(ref).bucket; });
        for (const MarkRef &ref : refs)
            each(m_data.series[size_t(ref.series)], pointOf(ref), ref);
    }

    void buildStat()
    {
        if (hasBuckets(m_data)) {
            buildLines();
            return;
        }
        forMarks([&](const Series &, const Point &point, const MarkRef &ref) {
            include(placed(point.value));
            add(ref, {0, placed(point.value)}, point);
        });
    }

    const PanelDefinition &m_panel;
    const PanelData &m_data;
    const QStringList &m_hidden;
    Plot m_plot;
    PlotBounds m_bounds;
    bool m_fromZero = false;
    int m_barPlaces = 0;
    std::map<QString, int> m_categories;
    std::map<QString, int> m_rows;
};

} // namespace

Plot plotOf(const PanelDefinition &panel, const PanelData &data, const QStringList &hidden)
{
    Plot plot = PlotBuilder(panel, data, hidden).build();
    splitIntoSmall(plot, panel, data);
    return plot;
}

} // namespace howdah::ui
