// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <vector>

namespace howdah::operations {

// A pack that comes with Howdah and has a demo, as its pack.yaml says.
struct DemoPack
{
    QString pack; // its folder's name
    QString folder;
    QString title;
    QString database;        // of the private server
    bool hasPrompts = false; // they are encrypted
    int server = 0;          // the oldest major version of PostgreSQL that it runs on; 0: any
    bool isFirst = false;    // the database that the window opens with
};

// All of them: that of the window first, then that with the prompts. Reads the disk the first time. Any thread.
[[nodiscard]] const std::vector<DemoPack> &shippedDemos();

// The database of the demo that has the tables of a pack; "" for packs without a demo.
[[nodiscard]] QString demoDatabaseOf(const QString &pack);
// Whether a database of the private server is called like one of them.
[[nodiscard]] bool isDemoDatabase(const QString &database);

} // namespace howdah::operations
