// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/timewords.h"

#include <QCoreApplication>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static QString tr(const char *text, int count = -1)
{
    return QCoreApplication::translate("Migrate", text, nullptr, count);
}

QDateTime parseServerTime(const QString &text)
{
    // "infinity" and " BC" are no times that anything was applied at.
    if (text.size() < 19 || text.at(10) != u' ' || text.endsWith("BC"_L1))
        return {};
    QString iso = text;
    iso[10] = u'T';
    return QDateTime::fromString(iso, Qt::ISODateWithMs);
}

// English has one form for "1 minute" and another for the rest; translations bring their own.
static QString ago(qint64 count, const char *one, const char *many)
{
    return count == 1 ? tr(one) : tr(many, int(count)).arg(QLocale().toString(count));
}

QString relativeTime(const QDateTime &then, const QDateTime &now)
{
    if (!then.isValid())
        return {};
    const qint64 seconds = then.secsTo(now);
    if (seconds < 45) // a server's clock may be ahead of ours
        return tr("just now");
    const qint64 minutes = (seconds + 30) / 60;
    if (minutes < 60)
        return ago(minutes, "1 minute ago", "%1 minutes ago");
    const qint64 days = then.toLocalTime().date().daysTo(now.toLocalTime().date());
    if (days == 0 || minutes < 6 * 60)
        return ago((minutes + 30) / 60, "1 hour ago", "%1 hours ago");
    if (days == 1)
        return tr("yesterday");
    if (days < 31)
        return ago(days, "1 day ago", "%1 days ago");
    return QLocale().toString(then.toLocalTime().date(), QLocale::ShortFormat);
}

QString durationWords(double milliseconds)
{
    const QLocale locale;
    if (milliseconds < 0)
        return {};
    if (milliseconds < 9.95)
        return tr("%1 ms").arg(locale.toString(milliseconds, 'f', 1));
    if (milliseconds < 999.5)
        return tr("%1 ms").arg(locale.toString(milliseconds, 'f', 0));
    if (milliseconds < 59'950)
        return tr("%1 s").arg(locale.toString(milliseconds / 1000, 'f', 1));
    const qint64 seconds = qint64(milliseconds / 1000 + 0.5);
    if (seconds < 3600)
        return tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
    return tr("%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'));
}

} // namespace howdah::ui
