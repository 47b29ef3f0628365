// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"

#include <functional>
#include <stop_token>

namespace howdah::operations {

struct DemoRequest
{
    QString pack = QStringLiteral("uaip"); // resources/demo/<pack>
    QString schema = QStringLiteral("public");
    qint64 scale = 1; // 1 is a small company; 1000 puts ten million rows into the metrics
    QString anchor;   // where the data ends, as PostgreSQL reads a timestamptz; empty: the start of today
};

struct DemoReport
{
    bool loaded = false; // false: there was data already, and nothing was changed
    qint64 rows = 0;
    double milliseconds = 0;
};

// Told before each statement: the file it is of, and how many of all statements are done.
using DemoProgress = std::function<void(const QString &file, int done, int total)>;

// Fills the tables of a pack, which must be applied, in one transaction, and analyses them. A database with data in it
// is left alone. `stop` cancels what runs; then nothing is left behind. Blocks: never on the UI thread.
[[nodiscard]] Result<DemoReport> loadDemo(
    connection::Session &session, const DemoRequest &request, const DemoProgress &progress = {},
    std::stop_token stop = {});

// The packs that demo data exists for.
[[nodiscard]] QStringList demoPacks();

} // namespace howdah::operations
