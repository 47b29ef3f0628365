// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/serverprocess.h"

namespace howdah::connection {

// How far a server is kept from the rest of this machine by the operating system, beside what its roles may not do.
struct Confinement
{
    bool namespaces = false; // a mount and a network namespace of its own
    QString why;             // there is none, in one sentence
    bool operator==(const Confinement &) const = default;
};

// What of this machine a confined server sees: the system's programs and settings and these folders, no network but
// its socket, no other process.
struct ConfinedPlaces
{
    QStringList readable;
    QStringList writable;
};

// The same command within bubblewrap. ErrorKind::NotFound when it is not installed, else what it said when it was
// tried: many containers do not let an ordinary user make namespaces. `trial` is a harmless command line of the same
// program. Blocks for some milliseconds.
[[nodiscard]] Result<ServerCommand>
confined(const ServerCommand &command, const ConfinedPlaces &places, const QStringList &trial, std::stop_token stop);

} // namespace howdah::connection
