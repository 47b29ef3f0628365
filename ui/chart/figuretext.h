// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>
#include <QTimeZone>

namespace howdah::ui {

// Figures as people read them: three to four significant digits, thousands separated, millions as M; the unit "share"
// as per cent, others behind the number.
[[nodiscard]] QString figureText(double value, const QString &unit = {});
// An interval; with one open end "at least" or "at most", without any nothing.
[[nodiscard]] QString intervalText(double low, double high, const QString &unit = {});
// A difference of two figures of a unit: that of two shares is in points, as "5 %" would be taken for a ratio.
struct ShownDifference
{
    double value;
    QString unit;
};
[[nodiscard]] ShownDifference shownDifference(double difference, const QString &unit);
[[nodiscard]] QString differenceText(double difference, const QString &unit);
// The number on an axis whose ticks lie `step` apart: all of them with the same number of decimals.
[[nodiscard]] QString tickText(double value, double step, const QString &unit = {});
// A moment in a zone, down to the minute; without the time at midnight.
[[nodiscard]] QString momentText(const QDateTime &moment, const QTimeZone &zone);
[[nodiscard]] QString countText(qint64 count);

} // namespace howdah::ui
