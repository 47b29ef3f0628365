// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/quantities.h"

#include "common/tr.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace howdah::ui {

QDateTime parseServerTime(const QString &text)
{
    // "infinity" and " BC" are no times that anything was applied at.
    if (text.size() < 19 || text.at(10) != u' ' || text.endsWith("BC"_L1))
        return {};
    QString iso = text;
    iso[10] = u'T';
    return QDateTime::fromString(iso, Qt::ISODateWithMs);
}

// Not "%n ...(s)": that reads well only where a translation is loaded, and there is none for the source language.
static QString counted(qint64 count, const QString &one, const QString &many)
{
    return count == 1 ? one : many.arg(QLocale().toString(count));
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
        return counted(minutes, tr("1 minute ago"), tr("%1 minutes ago"));
    const QDate day = then.toLocalTime().date();
    const qint64 days = day.daysTo(now.toLocalTime().date());
    if (days == 0 || minutes < 6 * 60)
        return counted((minutes + 30) / 60, tr("1 hour ago"), tr("%1 hours ago"));
    if (days == 1)
        return tr("yesterday");
    if (days < 31)
        return counted(days, tr("1 day ago"), tr("%1 days ago"));
    return QLocale().toString(day, QLocale::ShortFormat);
}

QString migrationsWord(qint64 count) { return counted(count, tr("1 migration"), tr("%1 migrations")); }
QString statementsWord(qint64 count) { return counted(count, tr("1 statement"), tr("%1 statements")); }
QString problemsWord(qint64 count) { return counted(count, tr("1 problem"), tr("%1 problems")); }
QString tablesWord(qint64 count) { return counted(count, tr("1 table"), tr("%1 tables")); }
QString rowsWord(qint64 count) { return counted(count, tr("1 row"), tr("%1 rows")); }

QString findingsWord(int errors, int warnings)
{
    QStringList parts;
    if (errors > 0)
        parts << counted(errors, tr("1 error"), tr("%1 errors"));
    if (warnings > 0)
        parts << counted(warnings, tr("1 warning"), tr("%1 warnings"));
    return parts.join(u", "_s);
}

} // namespace howdah::ui
