// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connect/environmenttone.h"
#include "connection/server/conninfo.h"

#include <QStringList>

#include <vector>

namespace howdah::ui {

class Settings;

// A connection made before, without its password.
struct RecentConnection
{
    QString uri;
    Environment environment = Environment::Development;
    bool operator==(const RecentConnection &) const = default;
};

// What was connected to before, as the settings keep it. UI thread.
class RecentConnections final
{
public:
    explicit RecentConnections(Settings *settings);

    // Those without a profile, the last used first.
    [[nodiscard]] std::vector<RecentConnection> all() const;
    // Ids, the last used first.
    [[nodiscard]] QStringList usedProfiles() const;

    void add(const connection::ConnInfo &target, Environment environment);
    void addProfile(const QString &id);
    void forget(const QString &uri);

private:
    Settings *m_settings;
};

} // namespace howdah::ui
