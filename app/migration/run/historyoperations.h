// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/plan/invalidindex.h"
#include "migration/history/journal.h"
#include "migration/run/runner.h"

namespace howdah::migration {

// What one does to a history besides running plans (a plan with Action::Resume, Redo or To is a run). All of these take
// the lock of runs and block: never on the UI thread.

struct MarkRequest
{
    Mark mark = Mark::Applied;
    std::vector<Version> versions; // for Baseline one: it and everything before it
    QString note;                  // why, for the journal; Accepted needs one
};

struct Marked
{
    Version version;
    QString name;
    State before = State::Unknown;
    bool operator==(const Marked &) const = default;
};

// Which versions a request would mark, and why not, as an error. Pure.
[[nodiscard]] Result<std::vector<Marked>> planMark(const std::vector<Entry> &entries, const MarkRequest &request);

// Tells the history that something was done without doing it: a migration that was run by hand, one that was finished
// or undone by hand after an interruption, edited files that are to be taken as they are now (Accepted: which is
// refused where the down file could not run). The journal says who, when and what the state was.
[[nodiscard]] Result<std::vector<Marked>> mark(
    connection::Session &session, const Dialect &dialect, const Source &source, const MarkRequest &request,
    const RunOptions &options = {}, RunObserver *observer = nullptr, std::stop_token stop = {});

// Takes the database as it is now as what the migrations have made: what was changed by hand is right from now on.
[[nodiscard]] Result<void> acceptCatalog(
    connection::Session &session, const Dialect &dialect, const Source &source, const RunOptions &options = {},
    RunObserver *observer = nullptr, const std::stop_token &stop = {});

// What was found of a migration that was cut off, and what may be done.
struct Diagnosis
{
    Entry entry;
    QString text;                             // "interrupted: 3 of 7 statements ran"
    std::vector<InvalidIndex> invalidIndexes; // of the whole database
    std::vector<Event> events;                // of this migration, newest first, with their statements
    bool canResume = false;
    bool canUndo = false; // there is a down text
    QStringList advice;   // sentences: resume, roll back, mark
};
[[nodiscard]] Result<std::vector<Diagnosis>>
diagnose(connection::Session &session, const Dialect &dialect, const Source &source, const History &history);

// Numbers that are left out between the versions of a source that counts by ones: "003 is missing between 002-b and
// 004-d". Empty for times. Pure.
[[nodiscard]] QStringList numberingGaps(const Source &source);

} // namespace howdah::migration
