// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/paneltable.h"

#include "metrics/panelmethod.h"
#include "metrics/rollupsteps.h"
#include "metrics/tr.h"

#include <QJsonArray>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

// A column of the table twin: shown when any mark has something in it.
struct TableColumn
{
    QString header;
    bool isNumber;
    std::function<QString(const Series &, size_t)> text;
};

QString countText(qint64 count) { return count < 0 ? QString() : QString::number(count); }

TableColumn numberColumn(const QString &header, double Point::*member)
{
    return {header, true, [member](const Series &series, size_t at) { return numberText(series.points[at].*member); }};
}

TableColumn textColumn(const QString &header, QString Point::*member)
{
    return {header, false, [member](const Series &series, size_t at) { return series.points[at].*member; }};
}

std::vector<TableColumn> columnsOf(const PanelDefinition &panel, const PanelData &data)
{
    const QTimeZone zone(data.zone);
    const bool isTimeline = panel.kind == PanelKind::Timeline;
    return {
        {isTimeline ? u"start"_s : u"bucket"_s, false,
         [zone](const Series &series, size_t at) {
             const bool isMoved = at < series.trueBuckets.size();
             return instantText(isMoved ? series.trueBuckets[at] : series.points[at].bucket, zone);
         }},
        {u"finish"_s, false,
         [zone, isTimeline](const Series &series, size_t at) {
             return isTimeline ? instantText(series.points[at].bucketEnd, zone) : QString();
         }},
        {u"series"_s, false, [](const Series &series, size_t) { return series.name; }},
        {u"period"_s, false,
         [](const Series &series, size_t) { return series.isPrevious ? u"previous"_s : QString(); }},
        textColumn(u"row"_s, &Point::row),
        textColumn(u"label"_s, &Point::label),
        numberColumn(u"x"_s, &Point::x),
        numberColumn(u"x_end"_s, &Point::xEnd),
        numberColumn(u"value"_s, &Point::value),
        numberColumn(u"low"_s, &Point::low),
        numberColumn(u"high"_s, &Point::high),
        numberColumn(u"quartile1"_s, &Point::quartile1),
        numberColumn(u"quartile3"_s, &Point::quartile3),
        numberColumn(u"baseline"_s, &Point::baseline),
        {u"n"_s, true, [](const Series &series, size_t at) { return countText(series.points[at].n); }},
        {u"clusters"_s, true,
         [](const Series &series, size_t at) {
             const Point &point = series.points[at];
             return point.clusters ? countText(qint64(point.clusters->size())) : QString();
         }},
        {u"unfinished"_s, false,
         [](const Series &series, size_t at) { return series.points[at].isUnfinished ? u"yes"_s : QString(); }},
        textColumn(u"remark"_s, &Point::remark),
    };
}

PanelTable answerTable(const connection::RowBatch &rows)
{
    PanelTable table;
    for (const connection::Column &column : rows.columns()) {
        table.headers.append(column.name);
        // int2, int4, int8, oid, float4, float8, numeric
        const bool isNumber = (column.typeOid >= 20 && column.typeOid <= 26 && column.typeOid != 22
                               && column.typeOid != 24 && column.typeOid != 25)
                           || column.typeOid == 700 || column.typeOid == 701 || column.typeOid == 1700;
        table.isNumber.push_back(isNumber);
        // arrays of int2, int4, int8, float4, float8, numeric
        constexpr std::array<quint32, 6> Arrays{1005, 1007, 1016, 1021, 1022, 1231};
        table.isCourse.push_back(std::ranges::find(Arrays, quint32(column.typeOid)) != Arrays.end());
    }
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        QStringList values;
        for (qsizetype column = 0; column < rows.columnCount(); ++column)
            values.append(rows.text(row, column));
        table.rows.push_back(std::move(values));
    }
    return table;
}

QByteArray csvField(const QString &text)
{
    QByteArray field = text.toUtf8();
    const bool isPlain =
        std::ranges::none_of(field, [](char c) { return c == '"' || c == ',' || c == '\n' || c == '\r'; });
    if (isPlain)
        return field;
    field.replace('"', "\"\"");
    return '"' + field + '"';
}

QByteArray csvLine(const QStringList &fields)
{
    QByteArray line;
    for (qsizetype i = 0; i < fields.size(); ++i)
        line += (i > 0 ? "," : "") + csvField(fields[i]);
    return line + '\n';
}

} // namespace

QString numberText(double value)
{
    if (std::isnan(value))
        return {};
    if (std::isinf(value))
        return value > 0 ? u"Infinity"_s : u"-Infinity"_s;
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

QString instantText(const QDateTime &instant, const QTimeZone &zone)
{
    if (!instant.isValid())
        return {};
    const QDateTime local = instant.toTimeZone(zone);
    return local.toOffsetFromUtc(local.offsetFromUtc()).toString(Qt::ISODate);
}

PanelTable tableOf(const PanelDefinition &panel, const PanelData &data)
{
    if (panel.kind == PanelKind::Table)
        return answerTable(data.rows);
    PanelTable table;
    const std::vector<TableColumn> columns = columnsOf(panel, data);
    std::vector<QStringList> all;
    for (const Series &series : data.series) {
        for (size_t at = 0; at < series.points.size(); ++at) {
            QStringList row;
            for (const TableColumn &column : columns)
                row.append(column.text(series, at));
            all.push_back(std::move(row));
        }
    }
    std::vector<qsizetype> kept;
    for (size_t column = 0; column < columns.size(); ++column) {
        const bool isUsed =
            columns[column].header == "value"_L1
            || std::ranges::any_of(all, [column](const QStringList &row) { return !row[qsizetype(column)].isEmpty(); });
        if (!isUsed)
            continue;
        kept.push_back(qsizetype(column));
        table.headers.append(columns[column].header);
        table.isNumber.push_back(columns[column].isNumber);
        table.isCourse.push_back(false);
    }
    for (const QStringList &row : all) {
        QStringList shown;
        for (const qsizetype column : kept)
            shown.append(row[column]);
        table.rows.push_back(std::move(shown));
    }
    return table;
}

std::vector<double> courseOf(QStringView array)
{
    constexpr size_t MostNumbers = 2000; // more than a cell has pixels
    std::vector<double> course;
    if (!array.startsWith(u'{') || !array.endsWith(u'}') || array.size() < 3)
        return course;
    for (const QStringView number : array.sliced(1, array.size() - 2).split(u',')) {
        if (course.size() >= MostNumbers)
            break;
        course.push_back(numberOf(number.toUtf8()).value_or(Unknown));
    }
    return course;
}

QString courseWords(const std::vector<double> &course)
{
    std::vector<double> known;
    std::ranges::copy_if(course, std::back_inserter(known), [](double number) { return std::isfinite(number); });
    if (known.empty())
        return {};
    const auto [least, most] = std::ranges::minmax_element(known);
    return tr("%1 to %2, last %3").arg(spokenFigure(*least), spokenFigure(*most), spokenFigure(known.back()));
}

QByteArray csvOf(const PanelTable &table)
{
    QByteArray csv = csvLine(table.headers);
    for (const QStringList &row : table.rows)
        csv += csvLine(row);
    return csv;
}

QJsonObject jsonOf(const PanelRequest &request, const PanelData &data)
{
    const PanelTable table = tableOf(*request.panel, data);
    QJsonArray rows;
    for (const QStringList &row : table.rows) {
        QJsonObject object;
        for (qsizetype column = 0; column < row.size(); ++column) {
            bool isNumber = false;
            const double number = table.isNumber[size_t(column)] ? row[column].toDouble(&isNumber) : 0;
            const bool isFinite = isNumber && std::isfinite(number);
            object.insert(
                table.headers[column], isFinite                ? QJsonValue(number)
                                       : row[column].isEmpty() ? QJsonValue()
                                                               : QJsonValue(row[column]));
        }
        rows.append(object);
    }
    QJsonArray moments;
    for (const Moment &moment : data.moments)
        moments.append(
            QJsonObject{{u"at"_s, instantText(moment.at, request.context.zone)}, {u"label"_s, moment.label}});
    QJsonObject filters;
    for (auto at = request.filters.cbegin(); at != request.filters.cend(); ++at)
        filters.insert(at.key(), QJsonArray::fromStringList(at.value()));
    QJsonObject object{
        {u"panel"_s, request.panel->id},
        {u"title"_s, request.panel->title},
        {u"kind"_s, kindName(request.panel->kind)},
        {u"unit"_s, request.panel->unit},
        {u"from"_s, instantText(data.range.from, request.context.zone)},
        {u"to"_s, instantText(data.range.to, request.context.zone)},
        {u"zone"_s, QString::fromUtf8(data.zone)},
        {u"bucket"_s, bucketText(data.bucket)},
        {u"filters"_s, filters},
        {u"precision"_s, data.precision == Precision::Exact    ? u"exact"_s
                         : data.precision == Precision::Rollup ? u"rollup"_s
                                                               : u"sample"_s},
        {u"moments"_s, moments},
        {u"remarks"_s, QJsonArray::fromStringList(data.remarks)},
        {u"rows"_s, rows}};
    if (data.precision == Precision::Sample)
        object.insert(u"share"_s, data.sampleShare);
    if (const QString method = methodOf(*request.panel); !method.isEmpty())
        object.insert(u"method"_s, method);
    return object;
}

QString precisionWords(const PanelData &data)
{
    switch (data.precision) {
    case Precision::Exact:
        return {};
    case Precision::Rollup:
        return tr("approximate, from the rollup: percentiles within %1 %")
            .arg(numberText(std::round(stepError() * 1000) / 10));
    case Precision::Sample:
        return tr("approximate, from %1 % of the rows").arg(numberText(data.sampleShare * 100));
    }
    return {};
}

// "Agent: Ada, Grace", as the filter shows them.
static QString filterWords(
    const PanelRequest &request, const QString &name, const QStringList &chosen,
    const QMap<QString, FilterValues> &values)
{
    QString title = name;
    if (request.dashboard) {
        const auto &filters = request.dashboard->filters;
        const auto known = std::ranges::find(filters, name, &FilterDefinition::name);
        if (known != filters.end() && !known->title.isEmpty())
            title = known->title;
        if (const VariableDefinition *variable = request.dashboard->variable(name))
            title = variable->title;
    }
    QStringList labels;
    const FilterValues ofThis = values.value(name);
    for (const QString &value : chosen) {
        const auto known = std::ranges::find(ofThis, value, &FilterValues::value_type::first);
        labels << (known == ofThis.end() || known->second.isEmpty() ? value : known->second);
    }
    return title + u": "_s + labels.join(u", "_s);
}

QString footOf(const PanelRequest &request, const PanelData &data, const QMap<QString, FilterValues> &values)
{
    QStringList parts{
        tr("%1 to %2 (%3)")
            .arg(
                instantText(data.range.from, request.context.zone), instantText(data.range.to, request.context.zone),
                QString::fromUtf8(data.zone)),
        tr("by %1").arg(bucketText(data.bucket))};
    for (auto at = request.filters.cbegin(); at != request.filters.cend(); ++at) {
        if (!at.value().isEmpty())
            parts.append(filterWords(request, at.key(), at.value(), values));
    }
    for (const VariableDefinition &variable :
         request.dashboard ? request.dashboard->variables : std::vector<VariableDefinition>()) {
        if (request.filters.value(variable.name).isEmpty())
            parts.append(variable.title + u": "_s + variable.usual);
    }
    if (const QString words = precisionWords(data); !words.isEmpty())
        parts.append(words);
    if (const QString method = methodOf(*request.panel); !method.isEmpty())
        parts.append(method);
    return (parts + data.remarks).join(u" · "_s);
}

} // namespace howdah::metrics
