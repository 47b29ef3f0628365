// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/paneltable.h"
#include "metrics/tr.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

// Where a mark stands, for people.
QString placeOf(const Point &point, const QTimeZone &zone)
{
    if (point.bucket.isValid())
        return instantText(point.bucket, zone);
    if (!point.row.isEmpty())
        return point.row + u", "_s + point.label;
    return point.label.isEmpty() ? numberText(point.x) : point.label;
}

QString trendOf(const Point &first, const Point &last, double spread)
{
    // Within a twentieth of all that the series spans, nothing is said to rise or fall.
    const double change = last.value - first.value;
    if (std::abs(change) <= spread / 20)
        return tr("roughly flat");
    return change > 0 ? tr("rising") : tr("falling");
}

QString sentenceOf(const PanelDefinition &panel, const Series &series, const QTimeZone &zone)
{
    std::vector<const Point *> known;
    for (const Point &point : series.points) {
        if (std::isfinite(point.value))
            known.push_back(&point);
    }
    const QString name = series.name.isEmpty() ? panel.title : series.name;
    if (known.empty())
        return tr("%1: no values").arg(name);
    const auto value = [](const Point *point) { return point->value; };
    const Point *least = *std::ranges::min_element(known, {}, value);
    const Point *most = *std::ranges::max_element(known, {}, value);
    if (known.size() == 1) {
        const QString place = placeOf(*most, zone);
        return place.isEmpty() ? tr("%1: %2").arg(name, spokenFigure(most->value, panel.unit))
                               : tr("%1: %2 at %3").arg(name, spokenFigure(most->value, panel.unit), place);
    }
    QString text = tr("%1: from %2 (%3) to %4 (%5)")
                       .arg(
                           name, spokenFigure(least->value, panel.unit), placeOf(*least, zone),
                           spokenFigure(most->value, panel.unit), placeOf(*most, zone));
    if (known.front()->bucket.isValid())
        text += u", "_s + trendOf(*known.front(), *known.back(), most->value - least->value);
    return text;
}

} // namespace

QString spokenFigure(double value, const QString &unit)
{
    if (unit == "share"_L1)
        return spokenFigure(value * 100, u"%"_s);
    QLocale grouping = QLocale::c(); // which leaves thousands together by itself
    grouping.setNumberOptions(QLocale::DefaultNumberOptions);
    const int digits = value == 0 ? 1 : int(std::floor(std::log10(std::abs(value)))) + 1;
    const int decimals = value == std::floor(value) ? 0 : std::clamp(3 - digits, 0, 9);
    const QString number = grouping.toString(value, 'f', decimals);
    return unit.isEmpty() ? number : number + u' ' + unit;
}

QString summaryOf(const PanelDefinition &panel, const PanelData &data)
{
    const QTimeZone zone(data.zone);
    if (panel.kind == PanelKind::Table)
        return tr("%1: a table of %2 rows").arg(panel.title).arg(data.rows.rowCount());
    if (data.isEmpty())
        return tr("%1: no values between %2 and %3")
            .arg(panel.title, instantText(data.range.from, zone), instantText(data.range.to, zone));
    constexpr size_t MostSentences = 4;
    QStringList sentences;
    for (const Series &series : data.series) {
        if (!series.isPrevious && size_t(sentences.size()) < MostSentences)
            sentences.append(sentenceOf(panel, series, zone));
    }
    const auto shown = std::ranges::count_if(data.series, [](const Series &series) { return !series.isPrevious; });
    if (size_t(shown) > MostSentences)
        sentences.append(tr("and %1 more").arg(size_t(shown) - MostSentences));
    constexpr size_t MostSpoken = 3;
    for (size_t i = 0; i < std::min(MostSpoken, data.moments.size()); ++i)
        sentences.append(data.moments[i].label + u' ' + instantText(data.moments[i].at, zone));
    if (data.moments.size() > MostSpoken)
        sentences.append(tr("and %1 more moments").arg(data.moments.size() - MostSpoken));
    if (const QString words = precisionWords(data); !words.isEmpty())
        sentences.append(words);
    return sentences.join(u"; "_s) + u'.';
}

} // namespace howdah::metrics
