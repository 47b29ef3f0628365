// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/chart/resultchart.h"

#include "base/propagate.h"
#include "query/tr.h"

#include <QLocale>

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace howdah::query {

using connection::RowBatch;
using data::TypeCategory;
using metrics::PanelKind;

static constexpr quint32 DateOid = 1082;
static constexpr quint32 TimestampOid = 1114;
static constexpr quint32 TimestampTzOid = 1184;

const std::vector<PanelKind> &chartKinds()
{
    static const std::vector<PanelKind> kinds{PanelKind::Line, PanelKind::Bar, PanelKind::Scatter, PanelKind::HeatMap};
    return kinds;
}

bool isTime(const ResultColumn &column)
{
    return column.shape.typeOid == DateOid || column.shape.typeOid == TimestampOid
        || column.shape.typeOid == TimestampTzOid;
}

bool isNumber(const ResultColumn &column)
{
    constexpr quint32 Money = 790;
    switch (column.shape.category) {
    case TypeCategory::Integer:
    case TypeCategory::Decimal:
    case TypeCategory::Real:
        return column.shape.typeOid != Money;
    case TypeCategory::Boolean:
    case TypeCategory::Text:
    case TypeCategory::DateTime:
    case TypeCategory::Interval:
    case TypeCategory::Uuid:
    case TypeCategory::Json:
    case TypeCategory::Bytes:
    case TypeCategory::Array:
    case TypeCategory::Enumeration:
    case TypeCategory::Other:
        break;
    }
    return false;
}

bool fitsAcross(PanelKind kind, const ResultColumn &column)
{
    if (kind == PanelKind::Line)
        return isTime(column);
    return kind != PanelKind::Scatter || isNumber(column);
}

// ---- choosing

static int firstOf(const std::vector<ResultColumn> &columns, const auto &fits)
{
    const auto found = std::ranges::find_if(columns, fits);
    return found == columns.end() ? -1 : int(found - columns.begin());
}

static bool isWord(const ResultColumn &column)
{
    return column.shape.category == TypeCategory::Text || column.shape.category == TypeCategory::Enumeration
        || column.shape.category == TypeCategory::Boolean;
}

// A number that tells rows apart is no figure.
static bool isFigure(const ResultColumn &column)
{
    const QString &name = column.shape.name;
    return isNumber(column) && !column.shape.inKey && !column.shape.foreignKey
        && name.compare(u"id", Qt::CaseInsensitive) != 0 && !name.endsWith(u"_id"_s, Qt::CaseInsensitive);
}

static std::vector<int> figures(const std::vector<ResultColumn> &columns, int but)
{
    constexpr size_t Most = 6;
    std::vector<int> values;
    for (int at = 0; at < int(columns.size()) && values.size() < Most; ++at) {
        if (at != but && isFigure(columns[size_t(at)]))
            values.push_back(at);
    }
    for (int at = 0; at < int(columns.size()) && values.empty(); ++at) {
        if (at != but && isNumber(columns[size_t(at)]))
            values.push_back(at);
    }
    return values;
}

ChartChoice guessChart(const std::vector<ResultColumn> &columns)
{
    ChartChoice choice;
    const int time = firstOf(columns, isTime);
    const int word = firstOf(columns, isWord);
    if (time >= 0) {
        choice = {.kind = PanelKind::Line, .x = time, .values = figures(columns, time), .series = word};
        if (choice.values.size() > 1)
            choice.series = -1;
    } else if (word >= 0) {
        choice = {.kind = PanelKind::Bar, .x = word, .values = figures(columns, word), .series = -1};
    } else {
        const int number = firstOf(columns, isNumber);
        choice = {.kind = PanelKind::Scatter, .x = number, .values = figures(columns, number), .series = -1};
        if (!choice.values.empty())
            choice.values.resize(1);
        else
            choice = {.kind = PanelKind::Bar, .x = firstOf(columns, [](const ResultColumn &) { return true; })};
    }
    return choice;
}

ChartChoice withKind(const ChartChoice &choice, PanelKind kind, const std::vector<ResultColumn> &columns)
{
    ChartChoice other = choice;
    other.kind = kind;
    const auto fits = [kind](const ResultColumn &column) { return fitsAcross(kind, column); };
    if (other.x < 0 || !fits(columns[size_t(other.x)]))
        other.x = firstOf(columns, fits);
    std::erase(other.values, other.x);
    if (other.values.empty())
        other.values = figures(columns, other.x);
    const bool hasOne = kind == PanelKind::Scatter || kind == PanelKind::HeatMap;
    if (hasOne && other.values.size() > 1)
        other.values.resize(1);
    if (kind == PanelKind::HeatMap && (other.series < 0 || other.series == other.x)) {
        other.series = -1;
        for (int at = 0; at < int(columns.size()) && other.series < 0; ++at) {
            if (at != other.x && std::ranges::find(other.values, at) == other.values.end())
                other.series = at;
        }
    }
    if (other.series == other.x)
        other.series = -1;
    return other;
}

QString problemWith(const ChartChoice &choice, const std::vector<ResultColumn> &columns)
{
    const auto isThere = [&columns](int at) { return at >= 0 && size_t(at) < columns.size(); };
    if (!isThere(choice.x) || !fitsAcross(choice.kind, columns[size_t(choice.x)])) {
        if (choice.kind == PanelKind::Line)
            return tr("A line needs a column of dates or time stamps");
        return choice.kind == PanelKind::Scatter ? tr("A scatter needs two columns of numbers")
                                                 : tr("Choose the column of the labels");
    }
    if (choice.values.empty())
        return tr("Choose a column of numbers");
    for (const int at : choice.values) {
        if (!isThere(at) || !isNumber(columns[size_t(at)]))
            return tr("Values are columns of numbers");
    }
    if (choice.kind == PanelKind::HeatMap && !isThere(choice.series))
        return tr("A heat map needs a second column of labels");
    return {};
}

QString figureName(const ChartChoice &choice, const std::vector<ResultColumn> &columns, int value)
{
    const QString &name = columns[size_t(value)].shape.name;
    const bool isAlone =
        std::ranges::count_if(choice.values, [&](int other) { return columns[size_t(other)].shape.name == name; }) < 2;
    return isAlone ? name : u"%1 (%2)"_s.arg(name).arg(value + 1);
}

QTimeZone zoneOf(const ResultStore &rows, const std::vector<ResultColumn> &columns)
{
    const QTimeZone here = QTimeZone::systemTimeZone();
    const auto found = std::ranges::find_if(
        columns, [](const ResultColumn &column) { return column.shape.typeOid == TimestampTzOid; });
    if (found == columns.end())
        return here;
    const auto text = rows.value(0, int(found - columns.begin()));
    if (!text || !*text)
        return here;
    const QDateTime at = metrics::instantOf(**text);
    // What it reads as without its offset, less what it is, is the offset.
    const QDateTime local = metrics::instantOf((*text)->first(std::min<qsizetype>((*text)->size(), 19)) + "+00");
    if (!at.isValid() || !local.isValid())
        return here;
    constexpr double MinuteMs = 60'000;
    const int offset = qRound(double(at.msecsTo(local)) / MinuteMs) * 60;
    if (here.offsetFromUtc(at) == offset)
        return here;
    return offset == 0 ? QTimeZone::utc() : QTimeZone(offset);
}

// ---- drawing

namespace {

// The rows as a panel's query would answer them.
class PanelRows final
{
public:
    PanelRows(const std::vector<ResultColumn> &columns, const ChartChoice &choice, QTimeZone zone)
        : m_columns(columns)
        , m_choice(choice)
        , m_zone(std::move(zone))
    {
        auto names = std::make_shared<connection::Columns>();
        for (const QString &name : {u"bucket"_s, u"label"_s, u"row"_s, u"x"_s, u"series"_s, u"value"_s}) {
            if (isWanted(name))
                names->push_back({.name = name, .typeOid = name == "value"_L1 ? 701U : 25U});
        }
        m_rows = RowBatch(names);
    }

    void add(const RowBatch &rows, qsizetype row)
    {
        if (!addTime(rows, row))
            return;
        for (const int value : m_choice.values)
            addMark(rows, row, value);
    }

    [[nodiscard]] const RowBatch &rows() const { return m_rows; }
    [[nodiscard]] const std::set<QDateTime> &times() const { return m_times; }
    [[nodiscard]] qint64 untimed() const { return m_untimed; }
    [[nodiscard]] qint64 repeated() const { return m_repeated; }
    [[nodiscard]] qint64 unread() const { return m_unread; }

private:
    [[nodiscard]] bool isWanted(const QString &name) const
    {
        switch (m_choice.kind) {
        case PanelKind::Line:
            return name == "bucket"_L1 || name == "series"_L1 || name == "value"_L1;
        case PanelKind::Scatter:
            return name == "x"_L1 || name == "series"_L1 || name == "value"_L1;
        case PanelKind::HeatMap:
            return name == "label"_L1 || name == "row"_L1 || name == "value"_L1;
        case PanelKind::Bar:
        case PanelKind::Band:
        case PanelKind::Histogram:
        case PanelKind::Box:
        case PanelKind::Polar:
        case PanelKind::Timeline:
        case PanelKind::Stat:
        case PanelKind::Table:
            break;
        }
        return name == "label"_L1 || name == "series"_L1 || name == "value"_L1;
    }

    // False for a row that has no place on the axis of time.
    bool addTime(const RowBatch &rows, qsizetype row)
    {
        if (m_choice.kind != PanelKind::Line)
            return true;
        const QDateTime at = instant(rows.bytes(row, m_choice.x));
        if (rows.isNull(row, m_choice.x) || !at.isValid()) {
            ++m_untimed;
            return false;
        }
        m_times.insert(at);
        m_time = metrics::instantBytes(at);
        return true;
    }

    [[nodiscard]] QDateTime instant(QByteArrayView text) const
    {
        if (m_columns[size_t(m_choice.x)].shape.typeOid == TimestampTzOid)
            return metrics::instantOf(text);
        // A time without a zone, as ISO has it; read as one of UTC, and taken in the zone.
        const QByteArray full = text.toByteArray() + (text.size() == 10 ? " 00:00:00+00" : "+00");
        const QDateTime read = metrics::instantOf(full);
        return read.isValid() ? QDateTime(read.date(), read.time(), m_zone).toUTC() : read;
    }

    void addMark(const RowBatch &rows, qsizetype row, int value)
    {
        const QByteArrayView number = rows.bytes(row, value);
        const bool isNull = rows.isNull(row, value);
        if (!isNull && !metrics::numberOf(number)) {
            ++m_unread;
            return;
        }
        if (m_choice.kind == PanelKind::Scatter && rows.isNull(row, m_choice.x)) {
            ++m_untimed;
            return;
        }
        const QByteArray across = m_choice.kind == PanelKind::Line ? m_time : word(rows, row, m_choice.x);
        const QByteArray series = seriesOf(rows, row, value);
        const bool isNew = m_seen.insert(across + '\0' + series).second;
        if (!isNew && m_choice.kind != PanelKind::Scatter) {
            ++m_repeated; // the first one stays
            return;
        }
        m_rows.appendValue(across);
        m_rows.appendValue(series);
        if (isNull)
            m_rows.appendNull();
        else
            m_rows.appendValue(number);
        m_rows.endRow();
    }

    [[nodiscard]] static QByteArray word(const RowBatch &rows, qsizetype row, int column)
    {
        constexpr qsizetype Most = 200;
        return rows.isNull(row, column)
                 ? QByteArray("NULL")
                 : rows.bytes(row, column).first(std::min(Most, rows.bytes(row, column).size())).toByteArray();
    }

    [[nodiscard]] QByteArray seriesOf(const RowBatch &rows, qsizetype row, int value) const
    {
        const QByteArray name = figureName(m_choice, m_columns, value).toUtf8();
        if (m_choice.series < 0)
            return m_choice.values.size() > 1 ? name : QByteArray();
        const QByteArray series = word(rows, row, m_choice.series);
        return m_choice.values.size() > 1 ? series + " \xc2\xb7 " + name : series;
    }

    const std::vector<ResultColumn> &m_columns;
    const ChartChoice &m_choice;
    QTimeZone m_zone;
    RowBatch m_rows;
    QByteArray m_time;
    std::set<QDateTime> m_times;
    std::set<QByteArray> m_seen;
    qint64 m_untimed = 0;
    qint64 m_repeated = 0;
    qint64 m_unread = 0;
};

} // namespace

// The widest bucket that all times stand at the beginning of, where at least half of them are there: then a missing one
// is a gap. Nothing where the times follow no such order.
static std::optional<metrics::Bucket>
evenBucket(const std::set<QDateTime> &times, const metrics::TimeRange &range, const QTimeZone &zone)
{
    const std::vector<metrics::Bucket> &ladder = metrics::bucketLadder();
    for (auto bucket = ladder.rbegin(); bucket != ladder.rend(); ++bucket) {
        const bool isEven = std::ranges::all_of(
            times, [&](const QDateTime &at) { return metrics::bucketStart(at, *bucket, zone) == at; });
        if (!isEven)
            continue;
        const auto starts = metrics::bucketStarts(range, *bucket, zone);
        return times.size() * 2 >= starts.size() ? std::optional(*bucket) : std::nullopt;
    }
    return std::nullopt;
}

static metrics::PanelDefinition panelFor(const std::vector<ResultColumn> &columns, const ChartChoice &choice)
{
    metrics::PanelDefinition panel;
    panel.id = u"result"_s;
    panel.kind = choice.kind;
    panel.limit = 40; // series
    panel.most = choice.kind == PanelKind::Bar ? 100 : 0;
    if (choice.values.size() == 1)
        panel.unit = columns[size_t(choice.values.front())].shape.name;
    panel.width = 12;
    return panel;
}

static QStringList remarksOf(const PanelRows &made, qint64 read, qint64 of)
{
    const QLocale locale;
    QStringList remarks;
    if (read < of)
        remarks << tr("The first %1 of %2 rows").arg(locale.toString(read), locale.toString(of));
    if (made.untimed() > 0)
        remarks << tr("%n row(s) without a place across are left out", nullptr, int(made.untimed()));
    if (made.repeated() > 0)
        remarks << tr("%n value(s) are not drawn, as one stands at their place", nullptr, int(made.repeated()));
    if (made.unread() > 0)
        remarks << tr("%n value(s) are not numbers", nullptr, int(made.unread()));
    return remarks;
}

Result<ResultChart> chartOf(
    const ResultStore &rows, const std::vector<ResultColumn> &columns, const ChartChoice &choice, const QTimeZone &zone,
    qint64 most)
{
    if (const QString why = problemWith(choice, columns); !why.isEmpty())
        return fail(ErrorKind::Invalid, why);
    ResultChart chart{.panel = panelFor(columns, choice), .data = {}};
    chart.of = rows.rowCount();
    chart.rows = std::min(chart.of, most);
    PanelRows made(columns, choice, zone);
    for (qint64 row = 0; row < chart.rows;) {
        ASSIGN_OR_RETURN(const ResultStore::Rows part, rows.at(row));
        for (; row < std::min(part.end(), chart.rows); ++row)
            made.add(*part.batch, row - part.first);
    }
    metrics::PanelContext context{.zone = zone};
    metrics::TimeRange range;
    bool isEven = false;
    if (!made.times().empty()) {
        range = {*made.times().begin(), made.times().rbegin()->addMSecs(1)};
        const auto bucket = evenBucket(made.times(), range, zone);
        isEven = bucket.has_value();
        context.bucket = bucket.value_or(metrics::Bucket{metrics::Unit::Minute, 1});
        // Filling begins and ends at once where there is nothing to fill.
        context.range = isEven ? range : metrics::TimeRange{range.from, range.from.addMSecs(1)};
        constexpr int Years = 1000;
        context.now = range.to.addYears(Years); // nothing of an answer is unfinished
    }
    ASSIGN_OR_RETURN(chart.data, metrics::panelDataOf(chart.panel, made.rows(), context));
    if (!made.times().empty()) {
        chart.data.range = range;
        if (!isEven)
            chart.data.bucket = metrics::bucketFor(range);
    }
    chart.data.remarks = remarksOf(made, chart.rows, chart.of) + chart.data.remarks;
    return chart;
}

} // namespace howdah::query
