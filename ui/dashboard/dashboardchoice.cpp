// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardchoice.h"

#include "common/tr.h"

#include <QJsonArray>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using namespace metrics;

QJsonObject toJson(const DashboardChoice &choice)
{
    QJsonObject filters;
    for (auto at = choice.filters.cbegin(); at != choice.filters.cend(); ++at)
        filters.insert(at.key(), QJsonArray::fromStringList(at.value()));
    return {
        {u"range"_s, choice.range.text},
        {u"filters"_s, filters},
        {u"previous"_s, choice.previous},
        {u"weekdays"_s, choice.weekdays}};
}

DashboardChoice choiceFromJson(const QJsonObject &json, const DashboardChoice &fallback)
{
    DashboardChoice choice = fallback;
    const TimeSelection range{json[u"range"_s].toString()};
    if (resolve(range, QDateTime::currentDateTimeUtc(), QTimeZone::utc()))
        choice.range = range;
    choice.previous = json[u"previous"_s].toBool(fallback.previous);
    choice.weekdays = json[u"weekdays"_s].toBool(fallback.weekdays);
    const QJsonObject filters = json[u"filters"_s].toObject();
    for (auto at = filters.constBegin(); at != filters.constEnd(); ++at) {
        QStringList values;
        for (const QJsonValue value : at.value().toArray())
            values << value.toString();
        if (!values.isEmpty())
            choice.filters.insert(at.key(), values);
    }
    return choice;
}

void ChoiceHistory::begin(const DashboardChoice &choice)
{
    m_current = choice;
    m_before.clear();
}

bool ChoiceHistory::change(const DashboardChoice &choice)
{
    if (choice == m_current)
        return false;
    m_before << m_current;
    if (m_before.size() > MostSteps)
        m_before.removeFirst();
    m_current = choice;
    return true;
}

void ChoiceHistory::goBack()
{
    if (canGoBack())
        m_current = m_before.takeLast();
}

FilterChoice toggled(FilterChoice filters, const QString &filter, const QString &value)
{
    QStringList &values = filters[filter];
    if (!values.removeOne(value))
        values << value;
    if (values.isEmpty())
        filters.remove(filter);
    return filters;
}

QStringList valuesOfLabels(const metrics::FilterValues &values, QStringList texts)
{
    using Value = metrics::FilterValues::value_type;
    for (QString &text : texts) {
        if (std::ranges::find(values, text, &Value::first) != values.end())
            continue;
        const auto labelled = std::ranges::find(values, text, &Value::second);
        if (labelled != values.end())
            text = labelled->first;
    }
    return texts;
}

QString labelOf(const FilterValues &values, const QString &value)
{
    const auto found = std::ranges::find(values, value, &FilterValues::value_type::first);
    return found == values.end() || found->second.isEmpty() ? value : found->second;
}

std::optional<std::pair<QString, QString>> filterOfMark(
    const DashboardDefinition &dashboard, const PanelDefinition &panel, const ValuesByFilter &values,
    const Series &series, const Point &point)
{
    const std::vector<NameUse> uses = panel.query.uses();
    for (const QString &text : {series.name, point.label, point.row}) {
        if (text.isEmpty())
            continue;
        for (const FilterDefinition &filter : dashboard.filters) {
            if (std::ranges::find(uses, filter.name, &NameUse::name) == uses.end())
                continue;
            for (const auto &[value, label] : values.value(filter.name)) {
                if (value == text || label == text)
                    return std::pair(filter.name, value);
            }
        }
    }
    return std::nullopt;
}

QString selectionText(const QDateTime &from, const QDateTime &to, const QTimeZone &zone)
{
    const auto text = [&zone](const QDateTime &instant) {
        const QDateTime local = instant.toTimeZone(zone);
        return local.toOffsetFromUtc(local.offsetFromUtc()).toString(Qt::ISODate);
    };
    return text(from) + u".."_s + text(to);
}

QString rangeWords(const TimeRange &range, const QTimeZone &zone)
{
    const auto text = [&zone](const QDateTime &instant) {
        return instant.toTimeZone(zone).toString(u"yyyy-MM-dd HH:mm"_s);
    };
    QStringList lines{
        tr("%1 to %2 (%3), by %4")
            .arg(text(range.from), text(range.to), QString::fromUtf8(zone.id()), bucketText(bucketFor(range)))};
    constexpr int MostDays = 800; // of a range that is looked through
    constexpr int MostTold = 8;
    const Bucket day{Unit::Day, 1};
    QStringList odd;
    for (const QDateTime &start : bucketStarts(range, day, zone, MostDays)) {
        const QDateTime whole = bucketStart(start, day, zone);
        const double off = hoursOff(whole, nextBucket(whole, day, zone), day, zone);
        if (off != 0)
            odd << tr("%1 has %2 hours")
                       .arg(whole.toTimeZone(zone).toString(u"yyyy-MM-dd"_s), QLocale().toString(24 + off));
    }
    if (const qsizetype more = odd.size() - MostTold; more > 0)
        odd = odd.first(MostTold) << tr("and %1 more").arg(more);
    return (lines + odd).join(u'\n');
}

} // namespace howdah::ui
