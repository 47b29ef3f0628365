// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/conninfo.h"

namespace howdah::connection {

// Settings that a platform has its connections make, as that of its tenant: "orchestrator.organization_id". They have a
// dot in their names; those without one are PostgreSQL's own, on which what is sent and locked depends. Pure.
struct PlatformSetting
{
    QString name;
    QString value; // "": not chosen
    bool operator==(const PlatformSetting &) const = default;
};
using PlatformSettings = std::vector<PlatformSetting>;

[[nodiscard]] bool isPlatformSetting(const QString &name);
// Those that sessions of a connection begin with, each once, in their order.
[[nodiscard]] PlatformSettings platformSettings(const ConnInfo &info);
// "name=value", those that say nothing left out.
[[nodiscard]] QStringList written(const PlatformSettings &settings);
// `changed` take the place of those of their names.
[[nodiscard]] PlatformSettings merged(PlatformSettings settings, const PlatformSettings &changed);

} // namespace howdah::connection
