// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace howdah::query {

// A parameter as it was given; a secret has "***".
struct HistoryParameter
{
    QString name;
    std::optional<QString> value; // nothing: NULL
    bool operator==(const HistoryParameter &) const = default;
};

// A statement that was run. Its text and values have no secrets any more (masked()).
struct HistoryEntry
{
    qint64 id = 0; // in the history; 0: not in it yet
    QString text;
    std::vector<HistoryParameter> parameters;
    QString database; // "user@host:port/name", never a password
    QString tab;      // its title, or the name of its file
    QDateTime at;     // when it began
    double milliseconds = 0;
    qint64 rows = -1; // read or changed; -1: no count
    QString command;  // the command tag
    QString error;    // its message; empty: none
    QString sqlState;
    QString name; // that somebody gave it
    bool pinned = false;
    bool operator==(const HistoryEntry &) const = default;
};

// Without what nobody should read: passwords of roles, connections and settings, in the text, in the values of the
// places that it has for them (by their number, :name or name), and in the error. Pure; HistoryStore::add does it.
[[nodiscard]] HistoryEntry masked(HistoryEntry entry);

struct HistoryFilter
{
    QString words;    // each of them begins a word of the text or the name; what holds no letter is looked for as it is
    QString database; // exactly; empty: any
    std::optional<bool> pinned;
    std::optional<bool> failed;
    QDateTime from;
    QDateTime to;
    qint64 before = 0; // only entries older than this one: for the next page; 0: from the newest on
    int most = 200;
};

// What is let go of by itself; what is pinned or named stays. 0: no limit.
struct HistoryRetention
{
    int days = 3 * 365;
    qint64 entries = 500'000;
};

} // namespace howdah::query
