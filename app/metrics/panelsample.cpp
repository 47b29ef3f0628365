// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/panelsample.h"

#include "base/clusterestimate.h"
#include "metrics/panelcolumns.h"
#include "metrics/tr.h"

#include <QHash>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

using connection::RowBatch;

// By which a mark, or a cluster of it, is known in each part.
constexpr std::array Keys{PanelColumn::Bucket, PanelColumn::Series,  PanelColumn::Label,  PanelColumn::Row,
                          PanelColumn::X,      PanelColumn::XEnd,    PanelColumn::Start,  PanelColumn::Finish,
                          PanelColumn::Remark, PanelColumn::Current, PanelColumn::Cluster};
// What is the mean of the parts, by the values that each has.
constexpr std::array Means{PanelColumn::Low,       PanelColumn::High,      PanelColumn::Deviation,
                           PanelColumn::Quartile1, PanelColumn::Quartile3, PanelColumn::Baseline,
                           PanelColumn::Skewness};

struct Part
{
    double value = Unknown;
    double n = 0;
    double successes = 0;
    double weight = 0; // of the value
    std::map<PanelColumn, double> others;
};

struct Mark
{
    QList<std::optional<QByteArray>> keys;
    std::vector<Part> parts;
};

// The marks of the parts, in the order in which they come first.
class Marks final
{
public:
    void add(const RowBatch &rows)
    {
        for (qsizetype row = 0; row < rows.rowCount(); ++row) {
            QList<std::optional<QByteArray>> keys;
            QByteArray name;
            for (const PanelColumn column : Keys) {
                const qsizetype at = columnOf(rows, column);
                const auto key = at < 0 ? std::nullopt : rows.value(row, at);
                keys.append(key);
                name += key ? QByteArray::number(key->size()) + ':' + *key : "-"_ba;
            }
            auto place = m_places.constFind(name);
            if (place == m_places.constEnd()) {
                place = m_places.insert(name, m_marks.size());
                m_marks.push_back({std::move(keys), {}});
            }
            m_marks[*place].parts.push_back(read(rows, row));
        }
    }

    [[nodiscard]] const std::vector<Mark> &all() const { return m_marks; }

private:
    static qsizetype columnOf(const RowBatch &rows, PanelColumn column)
    {
        return rows.columnNamed(QString(columnName(column)));
    }

    static double number(const RowBatch &rows, qsizetype row, PanelColumn column)
    {
        const qsizetype at = columnOf(rows, column);
        return at < 0 || rows.isNull(row, at) ? Unknown : numberOf(rows.bytes(row, at)).value_or(Unknown);
    }

    static Part read(const RowBatch &rows, qsizetype row)
    {
        const auto orZero = [](double value) { return std::isnan(value) ? 0 : value; };
        Part part;
        part.value = number(rows, row, PanelColumn::Value);
        part.n = orZero(number(rows, row, PanelColumn::N));
        part.successes = orZero(number(rows, row, PanelColumn::Successes));
        const double weight = number(rows, row, PanelColumn::Weight);
        part.weight = std::isnan(weight) ? part.n : weight;
        for (const PanelColumn column : Means)
            part.others[column] = number(rows, row, column);
        return part;
    }

    QHash<QByteArray, size_t> m_places;
    std::vector<Mark> m_marks;
};

// Makes the answer that a whole table would give of those of its parts.
class Merger final
{
public:
    Merger(const PanelDefinition &panel, const std::vector<RowBatch> &parts, bool isScaled)
        : m_panel(panel)
        , m_form(parts.front())
        , m_parts(double(parts.size()))
        , m_isScaled(isScaled)
    {
    }

    [[nodiscard]] RowBatch merged(const SampleAnswer &answer) const
    {
        Marks marks;
        for (const RowBatch &part : answer.parts)
            marks.add(part);
        RowBatch rows(columns());
        for (const Mark &mark : marks.all())
            append(rows, mark, &Merger::estimated);
        Marks whole;
        for (const RowBatch &one : answer.whole)
            whole.add(one);
        for (const Mark &mark : whole.all())
            append(rows, mark, &Merger::exact);
        return rows;
    }

    // The same panel, of which the interval is there.
    [[nodiscard]] PanelDefinition panel() const
    {
        PanelDefinition panel = m_panel;
        if (m_panel.cluster.isEmpty() && m_panel.kind != PanelKind::Box)
            panel.interval = Interval::Given;
        return panel;
    }

private:
    [[nodiscard]] bool isOfClusters() const { return !m_panel.cluster.isEmpty(); }

    // Those of the query, and the interval.
    [[nodiscard]] bool has(PanelColumn column) const
    {
        return column == PanelColumn::Value || column == PanelColumn::Low || column == PanelColumn::High
            || m_form.columnNamed(QString(columnName(column))) >= 0;
    }

    template <typename Take>
    void eachColumn(const Take &take) const
    {
        for (const PanelColumn column : Keys)
            take(column);
        for (const PanelColumn column :
             {PanelColumn::Value, PanelColumn::N, PanelColumn::Successes, PanelColumn::Weight})
            take(column);
        for (const PanelColumn column : Means)
            take(column);
    }

    [[nodiscard]] std::shared_ptr<const connection::Columns> columns() const
    {
        auto all = std::make_shared<connection::Columns>();
        constexpr quint32 Text = 25;
        eachColumn([&](PanelColumn column) {
            if (has(column))
                all->push_back({QString(columnName(column)), Text});
        });
        return all;
    }

    static void appendNumber(RowBatch &rows, double value)
    {
        if (std::isnan(value))
            rows.appendNull();
        else if (std::isinf(value))
            rows.appendValue(value > 0 ? "Infinity" : "-Infinity");
        else
            rows.appendValue(QByteArray::number(value, 'g', 17));
    }

    using Way = Part (Merger::*)(const Mark &) const;
    void append(RowBatch &rows, const Mark &mark, Way way) const
    {
        for (qsizetype i = 0; i < mark.keys.size(); ++i) {
            if (!has(Keys[size_t(i)]))
                continue;
            if (const std::optional<QByteArray> &key = mark.keys[i])
                rows.appendValue(*key);
            else
                rows.appendNull();
        }
        const Part all = (this->*way)(mark);
        const auto number = [&](PanelColumn column, double value) {
            if (has(column))
                appendNumber(rows, value);
        };
        number(PanelColumn::Value, all.value);
        number(PanelColumn::N, all.n);
        number(PanelColumn::Successes, all.successes);
        number(PanelColumn::Weight, all.weight);
        for (const PanelColumn column : Means)
            number(column, all.others.at(column));
        rows.endRow();
    }

    // Counted whole: nothing is estimated.
    [[nodiscard]] Part exact(const Mark &mark) const
    {
        Part part = mark.parts.front();
        if (m_panel.interval == Interval::Share && part.n > 0)
            part.value = part.successes / part.n;
        if (!isOfClusters() && m_panel.kind != PanelKind::Box) {
            part.others[PanelColumn::Low] = Unknown;
            part.others[PanelColumn::High] = Unknown;
        }
        return part;
    }

    [[nodiscard]] Part estimated(const Mark &mark) const
    {
        Part all;
        for (const Part &part : mark.parts) {
            all.n += part.n;
            all.successes += part.successes;
            all.weight += std::isnan(part.value) && m_panel.interval != Interval::Share ? 0 : part.weight;
        }
        for (const PanelColumn column : Means)
            all.others[column] = meanOf(mark, [column](const Part &part) { return part.others.at(column); });
        const Estimate estimate = estimateOf(mark);
        all.value = estimate.value;
        if (!isOfClusters() && m_panel.kind != PanelKind::Box) {
            all.others[PanelColumn::Low] = estimate.low;
            all.others[PanelColumn::High] = estimate.high;
        }
        // Each part scales its count up to the whole.
        if (m_isScaled && m_panel.interval != Interval::None)
            all.n /= m_parts;
        return all;
    }

    template <typename ValueOf>
    static double meanOf(const Mark &mark, const ValueOf &valueOf)
    {
        double sum = 0;
        double weight = 0;
        for (const Part &part : mark.parts) {
            const double own = part.weight > 0 ? part.weight : 1;
            if (std::isnan(valueOf(part)))
                continue;
            sum += own * valueOf(part);
            weight += own;
        }
        return weight > 0 ? sum / weight : Unknown;
    }

    [[nodiscard]] Estimate estimateOf(const Mark &mark) const
    {
        const bool isTotal = m_isScaled && m_panel.interval == Interval::None;
        std::vector<ClusterMean> parts;
        for (const Part &part : mark.parts) {
            const bool isShare = m_panel.interval == Interval::Share;
            const double value = isShare ? part.successes / part.n : part.value;
            if (!std::isnan(value))
                parts.push_back({value, isTotal || part.weight <= 0 ? 1 : part.weight, {}});
        }
        // A part without the mark has nothing of a total, and says nothing of a mean.
        while (isTotal && double(parts.size()) < m_parts)
            parts.push_back({0, 1, {}});
        if (parts.empty())
            return {Unknown, Unknown, Unknown};
        if (m_panel.interval == Interval::Share)
            return clusteredShare(parts);
        Estimate estimate = clusteredMean(parts);
        const bool isPositive = std::ranges::none_of(parts, [](const ClusterMean &part) { return part.mean < 0; });
        if (isPositive && estimate.low < 0)
            estimate.low = 0;
        return estimate;
    }

    const PanelDefinition &m_panel;
    const RowBatch &m_form;
    double m_parts;
    bool m_isScaled;
};

} // namespace

std::vector<TimeRange> missingIn(const SampleAnswer &answer, const PanelContext &context)
{
    std::set<QDateTime> present;
    bool hasBuckets = false;
    for (const RowBatch &rows : answer.parts) {
        const qsizetype bucket = rows.columnNamed(u"bucket");
        hasBuckets = hasBuckets || bucket >= 0;
        for (qsizetype row = 0; bucket >= 0 && row < rows.rowCount(); ++row)
            present.insert(instantOf(rows.bytes(row, bucket)));
    }
    std::vector<TimeRange> missing;
    if (!hasBuckets)
        return missing;
    for (const TimeRange &period : {context.previous, context.range}) {
        if (!period.isValid())
            continue;
        for (const QDateTime &start : bucketStarts(period, context.bucket, context.zone)) {
            if (present.contains(start) || start > context.now)
                continue;
            const QDateTime end = std::min(nextBucket(start, context.bucket, context.zone), period.to);
            if (!missing.empty() && missing.back().to == start)
                missing.back().to = end;
            else
                missing.push_back({start, end});
        }
    }
    return missing;
}

Result<PanelData>
panelDataOf(const PanelDefinition &panel, const SampleAnswer &answer, const PanelContext &context, bool isScaled)
{
    const Merger merger(panel, answer.parts, isScaled);
    Result<PanelData> data = panelDataOf(merger.panel(), merger.merged(answer), context);
    if (!data)
        return data;
    data->remarks << tr("From a sample of the table's blocks: 95 % intervals by how %1 independent parts of it differ")
                         .arg(answer.parts.size());
    return data;
}

} // namespace howdah::metrics
