// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/theme.h"

#include <optional>

#ifdef HOWDAH_HAS_DBUS
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#endif

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr auto appearance = "org.freedesktop.appearance"_L1;
constexpr auto colorScheme = "color-scheme"_L1;

// https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Settings.html: 0 no preference, 1 dark,
// 2 light. The value arrives in one or two variants, by the portal's version.
std::optional<ColorScheme> schemeFromPortal(QVariant value)
{
#ifdef HOWDAH_HAS_DBUS
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
#endif
    bool isNumber = false;
    const uint preference = value.toUInt(&isNumber);
    if (!isNumber || preference == 0)
        return std::nullopt;
    return preference == 1 ? ColorScheme::Dark : ColorScheme::Light;
}

} // namespace

void Theme::followSystem([[maybe_unused]] ColorScheme lastKnown)
{
    setSystemScheme(lastKnown);
#ifdef HOWDAH_HAS_DBUS
    const QString service = u"org.freedesktop.portal.Desktop"_s;
    const QString path = u"/org/freedesktop/portal/desktop"_s;
    const QString interface = u"org.freedesktop.portal.Settings"_s;
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(
        service, path, interface, u"SettingChanged"_s, this,
        SLOT(portalSettingChanged(QString, QString, QDBusVariant)));
    QDBusMessage question = QDBusMessage::createMethodCall(service, path, interface, u"Read"_s);
    question << QString(appearance) << QString(colorScheme);
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(question, 3000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        watcher->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        if (reply.isValid())
            portalSettingChanged(appearance, colorScheme, reply.value());
    });
#endif
}

#ifdef HOWDAH_HAS_DBUS
void Theme::portalSettingChanged(const QString &space, const QString &key, const QDBusVariant &value)
{
    if (space != appearance || key != colorScheme)
        return;
    if (const std::optional<ColorScheme> scheme = schemeFromPortal(value.variant()))
        setSystemScheme(*scheme);
}
#else
void Theme::portalSettingChanged(const QString &, const QString &, const QDBusVariant &) {}
#endif

} // namespace howdah::ui
