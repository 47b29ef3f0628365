// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/pgbinaries.h"

#include <QMap>
#include <QStringList>

#include <chrono>
#include <functional>

namespace howdah::connection {

struct LocalServerOptions
{
    QString binFolder; // PostgreSQL's programs; empty: searched, see findBinaries()
    SearchPlaces places = SearchPlaces::ofThisMachine();
    QMap<QString, QString> settings; // server settings for this start; for tests and scratch servers
    QStringList initdbArguments;     // more arguments of initdb; for tests
    // In a mount and a network namespace of its own, where this machine lets us make them: for what runs foreign code.
    bool confined = false;
    std::chrono::milliseconds timeout =
        std::chrono::minutes(5); // for coming up (a recovery takes time), and for stopping
};

enum class StartStep { WaitingForOther, Initialising, Starting, Recovering, CreatingDatabase };

// Told what happens, in words for a status line, on the calling thread.
using ServerProgress = std::function<void(StartStep step, const QString &text)>;

enum class StopMode {
    Smart,     // once the last client has gone
    Fast,      // disconnects the clients
    Immediate, // as a crash; the next start recovers
};

} // namespace howdah::connection
