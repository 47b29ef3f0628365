// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/checksum.h"
#include "migration/history.h"
#include "migration/source.h"

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
};

// All versions of both, in the order of the versions. Pure and quick: no SQL is read.
[[nodiscard]] std::vector<Entry> compare(const Source &source, const History &history);

// What is asked for. Up: everything pending, or up to and with `to`. Down: what was applied last, or everything newer
// than `to` (zero: everything).
struct Request
{
    Direction direction = Direction::Up;
    std::optional<Version> to;
    bool operator==(const Request &) const = default;
};

// A statement of a step: a part of Step::text.
struct PlannedStatement
{
    qsizetype offset = 0;
    qsizetype size = 0;
    qsizetype line = 1;       // of its first character
    qsizetype dataOffset = 0; // the data block of COPY ... FROM stdin
    qsizetype dataSize = -1;  // -1: none
    bool operator==(const PlannedStatement &) const = default;

    [[nodiscard]] bool isCopy() const { return dataSize >= 0; }
};

// One migration to be run in one direction.
struct Step
{
    Direction direction = Direction::Up;
    Version version;
    QString name;
    QString file; // of the text that runs; as it was called when the text comes from the history
    QByteArray text;
    std::vector<PlannedStatement> statements;
    bool transactional = true;
    bool storedText = false; // the down text that the history holds, because the file is gone or edited
    Entering entering;       // what the history will be told
    QStringList notes;
    bool operator==(const Step &) const = default;

    [[nodiscard]] QString sql(const PlannedStatement &statement) const;
};

enum class RefusalKind {
    BadSource, // duplicates, unreadable files, a broken pack.yaml
    BadFile,   // this migration's own problems
    Edited,
    MissingFile,
    MissingDown,
    OutOfOrder,
    Partial, // interrupted or failed between statements
    Running,
    UnknownVersion,
    NotSplit,           // the text ends inside a quote or comment
    TransactionControl, // BEGIN, COMMIT, ... inside
    MixedTransaction,   // some statements must and some must not run in a transaction
    BackslashLine,      // a psql command
};

// Why a plan must not be run.
struct Refusal
{
    RefusalKind kind = RefusalKind::BadSource;
    Version version;
    QString file;
    qsizetype line = 0;
    QString message;
    QString hint;
    bool operator==(const Refusal &) const = default;
};

struct Plan
{
    Request request;
    History history; // what it was made of
    std::vector<Entry> entries;
    std::vector<Step> steps; // in the order in which they run
    std::vector<Refusal> refusals;
    QStringList warnings;
    bool operator==(const Plan &) const = default;

    [[nodiscard]] bool canRun() const { return refusals.empty(); }
};

// The versions that a request concerns, in the order in which they run; before their SQL is read.
[[nodiscard]] std::vector<Entry>
select(const std::vector<Entry> &entries, const History &history, const Request &request);

// Pure: decides what would run, and how. For down plans the history should hold the down texts of the versions
// concerned (see select, readDownTexts); without them a missing or edited down file is a refusal.
[[nodiscard]] Plan makePlan(const Source &source, const History &history, const Request &request);

} // namespace howdah::migration
