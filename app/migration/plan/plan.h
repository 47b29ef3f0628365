// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/source/checksum.h"
#include "migration/history/history.h"
#include "migration/source/source.h"

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

enum class Action {
    Run,    // as the direction says. Up: what is pending. Down: what was applied last
    To,     // whatever makes `to` the newest one that is applied
    Redo,   // back and up again: what was applied last, or all since and with `to`
    Resume, // what an interrupted or failed run outside a transaction has left to do
};

// What to do about the statement that may or may not have run when its run was cut off.
enum class Unsure { Refuse, Repeat, Skip };

// What is asked for. `to`: up to and with it, or down to it (zero: everything), see Action.
struct Request
{
    Direction direction = Direction::Up;
    std::optional<Version> to;
    Action action = Action::Run;
    bool everything = false;        // Down: all that is applied
    bool singleTransaction = false; // all steps in one transaction
    Unsure unsure = Unsure::Refuse; // Resume
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
    bool alone = false;       // PostgreSQL refuses it inside a transaction
    // It cannot share a transaction with its journal: it is alone, or may end transactions itself (CALL, DO).
    bool atomic = true;
    // It waits for others without standing in anybody's way (CONCURRENTLY, VACUUM), so no lock_timeout ends it: giving
    // up would only leave an invalid index.
    bool patient = false;
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
    QString whySeparate;     // for people: what makes it run statement by statement
    int firstStatement = 1;  // greater when it goes on where an earlier run stopped
    bool tolerant = false;   // undoes what is only partly there: what is gone already is passed over
    bool storedText = false; // the down text that the history holds, because the file is gone or edited
    Entering entering;       // what the history will be told
    QStringList notes;
    bool operator==(const Step &) const = default;

    [[nodiscard]] QString sql(const PlannedStatement &statement) const;
};

enum class RefusalKind {
    BadSource,    // duplicates, unreadable files, a broken pack.yaml
    ServerTooOld, // for the pack
    BadFile,      // this migration's own problems
    Edited,
    MissingFile,
    MissingDown,
    OutOfOrder,
    Partial, // interrupted or failed between statements
    Running,
    UnknownVersion,
    NotSplit,            // the text ends inside a quote or comment
    TransactionControl,  // BEGIN, COMMIT, ... inside
    MixedTransaction,    // some statements must and some must not run in a transaction
    EnumValueUsed,       // a value is added to an enum and used in the same transaction
    NotInOneTransaction, // a step cannot be part of the single transaction that was asked for
    NothingToResume,
    Unsure,        // a statement may have run already, and repeating it may do harm
    BackslashLine, // a psql command
};

// A part of a file that should be several; the parts make up the whole text.
struct SplitPart
{
    QString file; // a name that keeps the order
    QByteArray text;
    bool transactional = true;
    bool operator==(const SplitPart &) const = default;
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
    std::vector<SplitPart> split; // how the file could be written instead
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

// "one transaction", "statement by statement, because ...": how a step runs, for people.
[[nodiscard]] QString transactionText(const Plan &plan, const Step &step);
// The exact SQL that a plan would run, as one script for psql with comments that say what is what.
[[nodiscard]] QByteArray planScriptText(const Plan &plan);

// The versions that a request concerns, in the order in which they run; before their SQL is read.
[[nodiscard]] std::vector<Entry>
select(const std::vector<Entry> &entries, const History &history, const Request &request);

// Pure: decides what would run, and how. For down plans the history should hold the down texts of the versions
// concerned (see select, readTexts); without them a missing or edited down file is a refusal.
[[nodiscard]] Plan makePlan(const Source &source, const History &history, const Request &request);
// The same with the texts that it needs read first. Blocks.
[[nodiscard]] Result<Plan> makePlan(
    connection::Session &session, const Dialect &dialect, const Source &source, History history,
    const Request &request);

// What the history is told of a migration of the source.
void fillEntering(Entering &entering, const Migration &migration);

} // namespace howdah::migration
