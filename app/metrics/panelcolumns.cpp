// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/panelcolumns.h"

#include "metrics/tr.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

constexpr std::array<QLatin1StringView, PanelColumnCount> Names{
    "bucket"_L1,    "series"_L1,    "label"_L1,    "row"_L1,    "x"_L1,         "x_end"_L1,
    "value"_L1,     "low"_L1,       "high"_L1,     "n"_L1,      "successes"_L1, "deviation"_L1,
    "quartile1"_L1, "quartile3"_L1, "baseline"_L1, "remark"_L1, "start"_L1,     "finish"_L1,
    "current"_L1,   "of"_L1,        "cluster"_L1,  "weight"_L1, "degrees"_L1,   "skewness"_L1,
};

} // namespace

std::vector<PanelColumn> neededColumns(const PanelDefinition &panel)
{
    std::vector<PanelColumn> needed;
    switch (panel.kind) {
    case PanelKind::Line:
    case PanelKind::Band:
        needed = {PanelColumn::Bucket};
        break;
    case PanelKind::Histogram:
        needed = {PanelColumn::X, PanelColumn::XEnd, PanelColumn::Value};
        break;
    case PanelKind::Box:
        needed = {PanelColumn::Label, PanelColumn::Value,     PanelColumn::Low,
                  PanelColumn::High,  PanelColumn::Quartile1, PanelColumn::Quartile3};
        break;
    case PanelKind::Scatter:
        needed = {PanelColumn::X, PanelColumn::Value};
        break;
    case PanelKind::HeatMap:
        needed = {PanelColumn::Label, PanelColumn::Row, PanelColumn::Value};
        break;
    case PanelKind::Polar:
        needed = {PanelColumn::Label};
        break;
    case PanelKind::Timeline:
        return {PanelColumn::Label, PanelColumn::Start, PanelColumn::Finish};
    case PanelKind::Table:
        return {};
    case PanelKind::Bar:
    case PanelKind::Stat:
        break;
    }
    switch (panel.interval) {
    case Interval::Share:
        needed.insert(needed.end(), {PanelColumn::Successes, PanelColumn::N});
        if (!panel.cluster.isEmpty())
            needed.push_back(PanelColumn::Cluster);
        break;
    case Interval::Mean:
    case Interval::Skewed:
        needed.insert(needed.end(), {PanelColumn::Value, PanelColumn::N});
        needed.push_back(panel.cluster.isEmpty() ? PanelColumn::Deviation : PanelColumn::Cluster);
        if (panel.interval == Interval::Skewed && panel.cluster.isEmpty())
            needed.push_back(PanelColumn::Skewness);
        break;
    case Interval::Given:
        needed.insert(needed.end(), {PanelColumn::Value, PanelColumn::Low, PanelColumn::High});
        break;
    case Interval::None:
        needed.push_back(PanelColumn::Value);
        break;
    }
    return needed;
}

QLatin1StringView columnName(PanelColumn column) { return Names[size_t(column)]; }

std::optional<double> numberOf(QByteArrayView text)
{
    if (text == "Infinity")
        return std::numeric_limits<double>::infinity();
    if (text == "-Infinity")
        return -std::numeric_limits<double>::infinity();
    if (text == "NaN")
        return Unknown;
    bool isNumber = false;
    const double number = text.toByteArray().toDouble(&isNumber);
    if (isNumber)
        return number;
    return std::nullopt;
}

QDateTime instantOf(QByteArrayView text)
{
    static const QRegularExpression form(
        u"^(\\d{4,6})-(\\d\\d)-(\\d\\d) (\\d\\d):(\\d\\d):(\\d\\d)(\\.\\d{1,6})?([+-])(\\d\\d)(?::(\\d\\d))?(?::(\\d\\d))?$"_s);
    const auto match = form.match(QString::fromLatin1(text));
    if (!match.hasMatch())
        return {};
    const QDate date(match.captured(1).toInt(), match.captured(2).toInt(), match.captured(3).toInt());
    const QTime time(match.captured(4).toInt(), match.captured(5).toInt(), match.captured(6).toInt());
    const qint64 milliseconds = qint64(match.captured(7).toDouble() * 1000);
    const qint64 offset =
        match.captured(9).toInt() * 3600 + match.captured(10).toInt() * 60 + match.captured(11).toInt();
    const QDateTime local(date, time, Qt::UTC);
    return local.addMSecs(milliseconds).addSecs(match.captured(8) == "+"_L1 ? -offset : offset);
}

Result<PanelColumns> PanelColumns::of(const PanelDefinition &panel, const connection::RowBatch &rows)
{
    PanelColumns columns;
    columns.m_rows = &rows;
    for (int column = 0; column < PanelColumnCount; ++column)
        columns.m_at[size_t(column)] = rows.columnNamed(QString(Names[size_t(column)]));
    for (const PanelColumn needed : neededColumns(panel)) {
        if (!columns.has(needed))
            return fail(
                ErrorKind::Invalid,
                tr("The query of \"%1\" returns no column \"%2\"").arg(panel.title, columnName(needed)),
                tr("A panel of type %1 needs it.").arg(kindName(panel.kind)));
    }
    return columns;
}

std::unexpected<Error> PanelColumns::unreadable(PanelColumn column, qsizetype row) const
{
    return fail(
        ErrorKind::Invalid, tr("\"%1\" in the column \"%2\" is not a number")
                                .arg(m_rows->text(row, m_at[size_t(column)]), columnName(column)));
}

QString PanelColumns::text(PanelColumn column, qsizetype row) const
{
    return has(column) ? m_rows->text(row, m_at[size_t(column)]) : QString();
}

Result<void> PanelColumns::number(double &into, PanelColumn column, qsizetype row) const
{
    if (!has(column) || m_rows->isNull(row, m_at[size_t(column)]))
        return {};
    const std::optional<double> read = numberOf(m_rows->bytes(row, m_at[size_t(column)]));
    if (!read)
        return unreadable(column, row);
    into = *read;
    return {};
}

Result<void> PanelColumns::count(qint64 &into, PanelColumn column, qsizetype row) const
{
    double value = Unknown;
    if (Result<void> read = number(value, column, row); !read)
        return read;
    if (std::isfinite(value) && std::abs(value) < 9e18)
        into = qint64(std::llround(value));
    return {};
}

QDateTime PanelColumns::instant(PanelColumn column, qsizetype row) const
{
    return has(column) ? instantOf(m_rows->bytes(row, m_at[size_t(column)])) : QDateTime();
}

Result<PanelRow> PanelColumns::read(qsizetype row) const
{
    PanelRow values;
    Point &point = values.point;
    values.series = text(PanelColumn::Series, row);
    values.cluster = text(PanelColumn::Cluster, row);
    point.label = text(PanelColumn::Label, row);
    point.row = text(PanelColumn::Row, row);
    point.remark = text(PanelColumn::Remark, row);
    point.bucket = instant(has(PanelColumn::Start) ? PanelColumn::Start : PanelColumn::Bucket, row);
    point.bucketEnd = instant(PanelColumn::Finish, row);
    const std::array<std::pair<PanelColumn, double *>, 12> numbers{{
        {PanelColumn::X, &point.x},
        {PanelColumn::XEnd, &point.xEnd},
        {PanelColumn::Value, &point.value},
        {PanelColumn::Low, &point.low},
        {PanelColumn::High, &point.high},
        {PanelColumn::Deviation, &values.deviation},
        {PanelColumn::Quartile1, &point.quartile1},
        {PanelColumn::Quartile3, &point.quartile3},
        {PanelColumn::Baseline, &point.baseline},
        {PanelColumn::Weight, &values.weight},
        {PanelColumn::Degrees, &values.degrees},
        {PanelColumn::Skewness, &values.skewness},
    }};
    for (const auto &[column, into] : numbers) {
        if (Result<void> done = number(*into, column, row); !done)
            return std::unexpected(done.error());
    }
    if (Result<void> done = count(point.n, PanelColumn::N, row); !done)
        return std::unexpected(done.error());
    if (Result<void> done = count(values.successes, PanelColumn::Successes, row); !done)
        return std::unexpected(done.error());
    if (Result<void> done = count(values.of, PanelColumn::Of, row); !done)
        return std::unexpected(done.error());
    if (has(PanelColumn::Current) && !m_rows->isNull(row, m_at[size_t(PanelColumn::Current)]))
        values.current = m_rows->boolean(row, m_at[size_t(PanelColumn::Current)]);
    return values;
}

} // namespace howdah::metrics
