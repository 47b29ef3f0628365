// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/moments.h"

#include <QApplication>
#include <QEvent>
#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>
#include <QWidget>

#include <cstdlib>
#include <utility>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using Zone = MomentShape::Zone;
using Format = MomentShape::Format;

static MomentShape &shapeInUse()
{
    static MomentShape shape;
    return shape;
}

MomentShape momentShape() { return shapeInUse(); }

void setMomentShape(MomentShape shape)
{
    if (std::exchange(shapeInUse(), shape) == shape || !qApp)
        return;
    const auto widgets = QApplication::allWidgets();
    for (QWidget *widget : widgets) {
        QEvent changed(QEvent::LocaleChange); // views draw again
        QCoreApplication::sendEvent(widget, &changed);
    }
}

// "+01", "+05:30": PostgreSQL leaves minutes out where there are none, ISO 8601 wants them.
static QString offsetText(int seconds, bool withMinutes)
{
    const int minutes = std::abs(seconds) / 60;
    QString text = (seconds < 0 ? u"-%1"_s : u"+%1"_s).arg(minutes / 60, 2, 10, QChar(u'0'));
    if (withMinutes || minutes % 60 != 0)
        text += u":%1"_s.arg(minutes % 60, 2, 10, QChar(u'0'));
    return text;
}

// `fraction` is "" or ".123456"; the zone is named where `zoned`.
static QString writtenMoment(const QDateTime &at, const QString &fraction, bool zoned, Format format)
{
    const bool iso = format == Format::Iso;
    const QString zone = zoned ? offsetText(at.offsetFromUtc(), iso) : QString();
    if (format == Format::Locale)
        return QLocale().toString(at.date(), QLocale::ShortFormat) + u' ' + at.toString(u"HH:mm:ss"_s)
             + (zoned ? u' ' + zone : QString());
    const QString text = at.toString(iso ? u"yyyy-MM-dd'T'HH:mm:ss"_s : u"yyyy-MM-dd HH:mm:ss"_s);
    return text + (format == Format::Seconds ? QString() : fraction) + zone;
}

static QDateTime inZone(const QDateTime &at, Zone zone)
{
    switch (zone) {
    case Zone::Session:
        break;
    case Zone::Local:
        return at.toLocalTime();
    case Zone::Utc:
        return at.toUTC();
    }
    return at;
}

QString shownMoment(const QString &server, MomentShape shape)
{
    constexpr int Longest = 40;
    if (shape == MomentShape() || server.size() > Longest)
        return server;
    static const QRegularExpression form(
        u"^(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d)(\\.\\d+)?(?:([+-])(\\d\\d)(?::(\\d\\d))?)?$"_s);
    const QRegularExpressionMatch match = form.match(server);
    if (!match.hasMatch())
        return server;
    const bool zoned = match.hasCaptured(4);
    const int minutes = match.captured(5).toInt() * 60 + match.captured(6).toInt();
    const int offset = (match.captured(4) == u'-' ? -60 : 60) * minutes;
    const QDateTime at(
        QDate::fromString(match.captured(1), Qt::ISODate), QTime::fromString(match.captured(2), Qt::ISODate),
        Qt::OffsetFromUTC, offset);
    if (!at.isValid())
        return server; // 24:00:00
    return writtenMoment(zoned ? inZone(at, shape.zone) : at, match.captured(3), zoned, shape.format);
}

QString shownMoment(const QDateTime &moment, MomentShape shape)
{
    const bool utc = shape.zone == Zone::Utc;
    const QDateTime at = utc ? moment.toUTC() : moment.toLocalTime();
    return writtenMoment(at, {}, utc || shape.format == Format::Iso, shape.format);
}

} // namespace howdah::ui
