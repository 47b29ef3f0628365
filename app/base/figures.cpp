// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/figures.h"

#include "base/tr.h"

#include <cmath>

namespace howdah {

constexpr qint64 FirstInKilobytes = 10 * 1024; // as pg_size_pretty()

QString countText(qint64 count, const QLocale &locale) { return locale.toString(count); }

QString sizeText(qint64 bytes, const QLocale &locale)
{
    if (bytes < 0)
        return tr("unknown size");
    if (bytes < FirstInKilobytes)
        return tr("%1 bytes").arg(locale.toString(bytes));
    return locale.formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
}

QString durationText(double milliseconds, const QLocale &locale)
{
    if (milliseconds < 0)
        return {};
    if (milliseconds < 9.95)
        return tr("%1 ms").arg(locale.toString(milliseconds, 'f', 1));
    if (milliseconds < 999.5)
        return tr("%1 ms").arg(locale.toString(milliseconds, 'f', 0));
    if (milliseconds < 59'950)
        return tr("%1 s").arg(locale.toString(milliseconds / 1000, 'f', 1));
    const qint64 seconds = std::llround(milliseconds / 1000);
    if (seconds < 3600)
        return tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
    return tr("%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'));
}

QString roughDuration(double seconds, const QLocale &locale)
{
    if (seconds < 1)
        return tr("under 1 s");
    return seconds < 120 ? tr("%1 s").arg(locale.toString(seconds, 'f', 0))
                         : tr("%1 min").arg(locale.toString(seconds / 60, 'f', 0));
}

} // namespace howdah
