// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/panelrun.h"

#include <QJsonObject>

#include <utility>

namespace howdah::ui {

// What somebody chose for one dashboard.
struct DashboardChoice
{
    metrics::TimeSelection range;
    metrics::FilterChoice filters; // no empty lists
    bool previous = true;          // the previous period is shown where a panel has it
    bool weekdays = false;         // as whole weeks before, so that each day is compared with the same weekday
    bool operator==(const DashboardChoice &) const = default;
};

[[nodiscard]] QJsonObject toJson(const DashboardChoice &choice);
// What cannot be read stays as it is in `fallback`.
[[nodiscard]] DashboardChoice choiceFromJson(const QJsonObject &json, const DashboardChoice &fallback);

// The choice that holds, and those before it: each change can be taken back.
class ChoiceHistory final
{
public:
    static constexpr qsizetype MostSteps = 100;

    void begin(const DashboardChoice &choice);
    [[nodiscard]] const DashboardChoice &current() const { return m_current; }
    bool change(const DashboardChoice &choice); // false when it is the same
    [[nodiscard]] bool canGoBack() const { return !m_before.isEmpty(); }
    void goBack();

private:
    DashboardChoice m_current;
    QList<DashboardChoice> m_before;
};

// Takes a value of a filter in, or out again.
[[nodiscard]] metrics::FilterChoice toggled(metrics::FilterChoice filters, const QString &filter, const QString &value);

// The filter and the value that a mark stands for: its series, label or row is the value, or its label, of a filter
// that the panel uses.
using ValuesByFilter = QMap<QString, metrics::FilterValues>;
[[nodiscard]] std::optional<std::pair<QString, QString>> filterOfMark(
    const metrics::DashboardDefinition &dashboard, const metrics::PanelDefinition &panel, const ValuesByFilter &values,
    const metrics::Series &series, const metrics::Point &point);
// Where a text is no value but the label of one, that value.
[[nodiscard]] QStringList valuesOfLabels(const metrics::FilterValues &values, QStringList texts);
[[nodiscard]] QString labelOf(const metrics::FilterValues &values, const QString &value);

// A stretch of time as the forms of timerange.h write it, exact to the second, with the zone's offset.
[[nodiscard]] QString selectionText(const QDateTime &from, const QDateTime &to, const QTimeZone &zone);
// "2026-03-01 00:00 to 2026-04-01 00:00 (Europe/Berlin), by day", and each day that has not 24 hours.
[[nodiscard]] QString rangeWords(const metrics::TimeRange &range, const QTimeZone &zone);

} // namespace howdah::ui
