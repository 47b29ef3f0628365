// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/record.h"
#include "migration/source/checksum.h"
#include "migration/source/migration.h"

namespace howdah::migration {

// How one version stands. One vocabulary for every dialect.
enum class State {
    Pending,
    Applied,
    OutOfOrder,  // pending, and older than one that is applied
    Edited,      // applied, and the file has changed since
    MissingFile, // applied, and the file is gone
    Failed,
    Interrupted, // cut off between statements that ran outside a transaction
    Running,     // somebody runs it now
    RolledBack,
    Baseline,
    Skipped,
    Unknown,
};

// The stable name of a state, for JSON: "pending", "out-of-order", ...
[[nodiscard]] QString stateName(State state);
// The same for people, translated.
[[nodiscard]] QString stateText(State state);

// One version, as the source and the history see it together.
struct Entry
{
    Version version;
    QString name;
    State state = State::Unknown;
    std::optional<Record> record;               // what the history says
    std::optional<size_t> migration;            // index in Source::migrations
    ChecksumMatch match = ChecksumMatch::Exact; // of the up file with what was applied
    bool downEdited = false;                    // the down file has changed since, or is gone
    QString note;                               // "2 of 7 statements ran", "only line ends differ", the error
    bool operator==(const Entry &) const = default;

    [[nodiscard]] bool isPending() const;
    // A run outside a transaction stopped in the middle, and nobody is at it now.
    [[nodiscard]] bool isLeftover() const { return record && record->isPartial() && state != State::Running; }
};

// "only line ends differ from what was applied", for people; empty for the same and for what differs altogether.
[[nodiscard]] QString matchText(ChecksumMatch match);

// "interrupted: 3 of 7 statements ran", "applied"
[[nodiscard]] QString describe(const Entry &entry);

// All versions of both, in the order of the versions. Pure and quick: no SQL is read.
[[nodiscard]] std::vector<Entry> compare(const Source &source, const History &history);

} // namespace howdah::migration
