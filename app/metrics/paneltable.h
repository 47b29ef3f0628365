// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/panelquery.h"

#include <QJsonObject>

namespace howdah::metrics {

// The marks of a panel as a table: what is read out, shown beside the chart, and exported. Times are in the panel's
// zone with their offset, numbers in the shortest form that gives the same double again, a gap is empty.
struct PanelTable
{
    QStringList headers;
    std::vector<bool> isNumber; // of each column
    std::vector<bool> isCourse; // an array of numbers: drawn as a small line, see courseOf()
    std::vector<QStringList> rows;
    [[nodiscard]] bool hasCourse(size_t column) const { return column < isCourse.size() && isCourse[column]; }
};
[[nodiscard]] PanelTable tableOf(const PanelDefinition &panel, const PanelData &data);

// The numbers of an array as PostgreSQL writes it, "{0.61,NULL,0.7}"; NULL and what is no number is NaN.
[[nodiscard]] std::vector<double> courseOf(QStringView array);
// "0.61 to 0.74, last 0.7": what an ear hears of it; "" of nothing.
[[nodiscard]] QString courseWords(const std::vector<double> &course);

// RFC 4180 with a header, lines end with LF.
[[nodiscard]] QByteArray csvOf(const PanelTable &table);
// Everything that the table holds, with range, zone, bucket, filters, precision and remarks. The same data gives the
// same bytes.
[[nodiscard]] QJsonObject jsonOf(const PanelRequest &request, const PanelData &data);

// "30 days to 2026-03-31 in Europe/Berlin, by day; about, from 1 % of the rows": the foot of every export.
// `values`: of the filters, by their names, for the labels of those that are chosen.
[[nodiscard]] QString
footOf(const PanelRequest &request, const PanelData &data, const QMap<QString, FilterValues> &values = {});
[[nodiscard]] QString precisionWords(const PanelData &data); // "" when exact

// One sentence for a screen reader: what is shown, from where to where, the extremes, the trend, how many values.
[[nodiscard]] QString summaryOf(const PanelDefinition &panel, const PanelData &data);

[[nodiscard]] QString numberText(double value); // "" for NaN
// Whole numbers as they are, others to three significant digits, what an ear can hold; never by powers of ten.
[[nodiscard]] QString spokenFigure(double value, const QString &unit = {});
[[nodiscard]] QString instantText(const QDateTime &instant, const QTimeZone &zone);

} // namespace howdah::metrics
