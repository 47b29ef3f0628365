// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/panelcut.h"

#include "metrics/tr.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <map>
#include <numeric>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

double weightOf(const Series &series)
{
    return std::accumulate(series.points.begin(), series.points.end(), 0.0, [](double sum, const Point &point) {
        if (point.n >= 0)
            return sum + double(point.n);
        return std::isfinite(point.value) ? sum + std::abs(point.value) : sum;
    });
}

// ---- labels

// A label stands where its first mark does.
QStringList labelsOf(const std::vector<Series> &series)
{
    QStringList labels;
    QSet<QString> known;
    for (const Series &one : series) {
        for (const Point &point : one.points) {
            if (!known.contains(point.label)) {
                known.insert(point.label);
                labels << point.label;
            }
        }
    }
    return labels;
}

void rank(std::vector<Series> &series, Ranking ranking)
{
    // What is not known comes last: an end that is open, a value that is missing.
    const auto key = [ranking](const Point &point) {
        const double size = ranking == Ranking::Low ? point.low : point.value;
        return std::isnan(size) ? -std::numeric_limits<double>::infinity() : size;
    };
    for (Series &one : series)
        std::ranges::stable_sort(one.points, std::ranges::greater(), key);
}

// Points of the labels that stay, in the order of these.
void keepLabels(std::vector<Series> &series, const QStringList &kept)
{
    QHash<QString, qsizetype> places;
    for (const QString &label : kept)
        places.insert(label, places.size());
    const auto place = [&places](const Point &point) { return places.value(point.label); };
    for (Series &one : series) {
        std::erase_if(one.points, [&places](const Point &point) { return !places.contains(point.label); });
        std::ranges::stable_sort(one.points, {}, place);
    }
    std::erase_if(series, [](const Series &one) { return one.points.empty(); });
}

qint64 countOf(const std::vector<Series> &series)
{
    qint64 all = -1;
    for (const Series &one : series) {
        for (const Point &point : one.points) {
            if (point.n >= 0 && !one.isPrevious)
                all = std::max<qint64>(all, 0) + point.n;
        }
    }
    return all;
}

QString firstOf(qsizetype shown, qsizetype all, bool fromOtherEnd)
{
    return fromOtherEnd ? tr("The last %1 of %2, from the end").arg(shown).arg(all)
                        : tr("The first %1 of %2").arg(shown).arg(all);
}

void cutLabels(std::vector<Series> &series, const PanelDefinition &panel, bool fromOtherEnd, PanelCut &cut)
{
    const QStringList labels = inOrder(labelsOf(series), panel.order);
    QStringList kept = labels;
    if (fromOtherEnd)
        std::ranges::reverse(kept);
    if (panel.most == 0 || labels.size() <= panel.most) {
        if (fromOtherEnd || !panel.order.isEmpty())
            keepLabels(series, kept);
        return;
    }
    kept.resize(panel.most);
    const qint64 before = countOf(series);
    keepLabels(series, kept);
    cut.hiddenLabels = labels.size() - panel.most;
    cut.canBeTurned = true;
    const qint64 hidden = before - countOf(series);
    const QString first = firstOf(panel.most, labels.size(), fromOtherEnd);
    cut.remarks << (before > 0 ? tr("%1; the others have %2 values").arg(first).arg(hidden) : first);
}

// Each period is a mark of its own, whatever its label.
void cutPeriods(std::vector<Series> &series, const PanelDefinition &panel, bool fromOtherEnd, PanelCut &cut)
{
    std::vector<QDateTime> starts;
    for (const Series &one : series) {
        for (const Point &point : one.points)
            starts.push_back(point.bucket);
    }
    const auto all = qsizetype(starts.size());
    if (panel.most == 0 || all <= panel.most)
        return;
    std::ranges::sort(starts, std::ranges::greater());
    if (fromOtherEnd)
        std::ranges::reverse(starts);
    const QDateTime edge = starts[size_t(panel.most) - 1];
    qsizetype shown = 0;
    for (Series &one : series) {
        std::erase_if(one.points, [&](const Point &point) {
            const bool isBeyond = fromOtherEnd ? point.bucket > edge : point.bucket < edge;
            return isBeyond || ++shown > panel.most;
        });
    }
    std::erase_if(series, [](const Series &one) { return one.points.empty(); });
    cut.hiddenLabels = all - panel.most;
    cut.canBeTurned = true;
    cut.remarks
        << (fromOtherEnd ? tr("The earliest %1 of %2").arg(panel.most).arg(all)
                         : tr("The latest %1 of %2").arg(panel.most).arg(all));
}

// ---- series

// All that is left of a stack, as one part of it.
void addRest(std::vector<Series> &series, const std::vector<Series> &dropped, qsizetype names)
{
    for (const bool isPrevious : {false, true}) {
        Series rest;
        rest.name = tr("other (%1)").arg(names);
        rest.isPrevious = isPrevious;
        rest.isRest = true;
        std::map<std::tuple<QDateTime, QString, QString>, size_t> places;
        for (const Series &one : dropped) {
            if (one.isPrevious != isPrevious)
                continue;
            for (const Point &point : one.points) {
                const auto [at, isNew] = places.try_emplace({point.bucket, point.row, point.label}, rest.points.size());
                if (isNew) {
                    Point begun;
                    begun.bucket = point.bucket;
                    begun.row = point.row;
                    begun.label = point.label;
                    rest.points.push_back(begun);
                }
                Point &sum = rest.points[at->second];
                if (!point.isGap())
                    sum.value = (sum.isGap() ? 0 : sum.value) + point.value;
                if (point.n >= 0)
                    sum.n = std::max<qint64>(sum.n, 0) + point.n;
            }
        }
        std::ranges::stable_sort(rest.points, {}, &Point::bucket);
        if (!rest.points.empty())
            series.push_back(std::move(rest));
    }
}

// By the weight of the range itself; the previous period goes along with its series.
void limitSeries(std::vector<Series> &series, const PanelDefinition &panel, PanelCut &cut)
{
    std::map<QString, double> weights;
    for (const Series &one : series)
        weights[one.name] += one.isPrevious ? 0 : weightOf(one);
    if (qsizetype(weights.size()) <= panel.limit)
        return;
    std::vector<std::pair<double, QString>> heaviest;
    heaviest.reserve(size_t(weights.size()));
    for (const auto &[name, weight] : weights)
        heaviest.emplace_back(-weight, name);
    std::ranges::sort(heaviest);
    heaviest.resize(size_t(panel.limit));
    std::vector<Series> dropped;
    const auto isKept = [&heaviest](const Series &one) {
        return std::ranges::any_of(heaviest, [&one](const auto &kept) { return kept.second == one.name; });
    };
    const auto first = std::ranges::stable_partition(series, isKept).begin();
    std::move(first, series.end(), std::back_inserter(dropped));
    series.erase(first, series.end());
    cut.hiddenSeries = qsizetype(weights.size()) - panel.limit;
    QString told = tr("The top %1 of %2 by number of values.").arg(panel.limit).arg(weights.size());
    if (panel.stacked) {
        addRest(series, dropped, cut.hiddenSeries);
        told =
            tr("The top %1 of %2 by number of values; the others are added up.").arg(panel.limit).arg(weights.size());
    }
    cut.remarks << told;
}

bool isRanked(const std::vector<Series> &series)
{
    return std::ranges::any_of(series, [](const Series &one) {
        return std::ranges::any_of(one.points, [](const Point &point) { return !point.label.isEmpty(); });
    });
}

} // namespace

QStringList inOrder(QStringList labels, const QStringList &order)
{
    std::ranges::stable_sort(labels, {}, [&order](const QString &label) {
        const qsizetype at = order.indexOf(label);
        return at < 0 ? order.size() : at;
    });
    return labels;
}

PanelCut cutSeries(std::vector<Series> &series, const PanelDefinition &panel, bool fromOtherEnd)
{
    PanelCut cut;
    if (panel.kind == PanelKind::Timeline) {
        cutPeriods(series, panel, fromOtherEnd, cut);
    } else if ((panel.kind == PanelKind::Bar || panel.kind == PanelKind::Box) && isRanked(series)) {
        if (panel.ranking != Ranking::Answer)
            rank(series, panel.ranking);
        cutLabels(series, panel, fromOtherEnd, cut);
    }
    limitSeries(series, panel, cut);
    return cut;
}

PanelCut cutRows(connection::RowBatch &rows, const PanelDefinition &panel, bool fromOtherEnd)
{
    PanelCut cut;
    const qsizetype ofColumn = rows.columnNamed(u"of");
    const qsizetype all = rows.rowCount();
    const qint64 of = ofColumn >= 0 && all > 0 ? rows.integer(0, ofColumn) : -1;
    const bool isLong = panel.most > 0 && all > panel.most;
    cut.remarks = stoppedEarly(panel, all, of);
    if (isLong) {
        cut.hiddenLabels = all - panel.most;
        cut.canBeTurned = true;
        cut.remarks << firstOf(panel.most, all, fromOtherEnd);
    }
    if (!isLong && ofColumn < 0)
        return cut;
    auto columns = std::make_shared<connection::Columns>(rows.columns());
    if (ofColumn >= 0)
        columns->erase(columns->begin() + ofColumn);
    connection::RowBatch kept(columns);
    const qsizetype most = isLong ? panel.most : all;
    for (qsizetype i = 0; i < most; ++i) {
        const qsizetype row = isLong && fromOtherEnd ? all - 1 - i : i;
        for (qsizetype column = 0; column < rows.columnCount(); ++column) {
            if (column == ofColumn)
                continue;
            if (rows.isNull(row, column))
                kept.appendNull();
            else
                kept.appendValue(rows.bytes(row, column));
        }
        kept.endRow();
    }
    rows = std::move(kept);
    return cut;
}

QStringList stoppedEarly(const PanelDefinition &panel, qsizetype rows, qint64 of)
{
    if (of > rows)
        return {firstOf(rows, of, false)};
    if (of < 0 && panel.queryLimit > 0 && rows >= panel.queryLimit)
        return {tr("The query stops after %1 rows; there may be more").arg(panel.queryLimit)};
    return {};
}

} // namespace howdah::metrics
