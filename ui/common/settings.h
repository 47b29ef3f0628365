// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QSettings>
#include <QString>
#include <QStringList>

namespace howdah::ui {

// A key of the settings file with its type and what holds when it is absent.
template <typename T>
struct Setting
{
    QLatin1StringView name;
    T fallback{};
};

// The one table of keys. State of a single page is kept by the shell under "page/<key>" as JSON.
namespace settings {
inline const Setting<QString> theme{QLatin1StringView("appearance/theme"), QStringLiteral("system")};
inline const Setting<QString> lastSystemScheme{QLatin1StringView("appearance/last-system-scheme"), {}};
inline const Setting<bool> compactRows{QLatin1StringView("appearance/compact-rows"), false};
inline const Setting<QByteArray> windowGeometry{QLatin1StringView("window/geometry"), {}};
inline const Setting<QString> currentPage{QLatin1StringView("window/page"), QStringLiteral("browse")};
// URIs without passwords, newest first; the environment of each stands before it: "staging postgresql://...".
inline const Setting<QStringList> recentConnections{QLatin1StringView("connect/recent"), {}};
// Ids of profiles, the last used first.
inline const Setting<QStringList> usedProfiles{QLatin1StringView("connect/profiles"), {}};
inline const Setting<bool> demoLoaded{QLatin1StringView("demo/loaded"), false};
} // namespace settings

// The settings of the window program, in one ini file that is replaced atomically. Never a secret. UI thread.
class Settings final
{
public:
    static constexpr int currentVersion = 1;

    // The file need not exist. Programs pass defaultPath(), tests a file of their own.
    explicit Settings(const QString &path);
    [[nodiscard]] static QString defaultPath();

    template <typename T>
    [[nodiscard]] T value(const Setting<T> &key) const
    {
        const QVariant found = m_store.value(key.name);
        return found.isValid() && found.canConvert<T>() ? found.template value<T>() : key.fallback;
    }
    template <typename T>
    void set(const Setting<T> &key, const T &value)
    {
        m_store.setValue(key.name, QVariant::fromValue(value));
    }

    [[nodiscard]] QJsonObject pageState(const QString &page) const;
    void setPageState(const QString &page, const QJsonObject &state);
    // Writes now rather than when the event loop is next idle.
    void sync() { m_store.sync(); }

private:
    QSettings m_store;
};

} // namespace howdah::ui
