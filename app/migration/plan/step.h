// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/record.h"

#include <QStringList>

#include <span>

namespace howdah::migration {

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
    int block = 0; // the number of its TransactionBlock; 0: none
    bool operator==(const PlannedStatement &) const = default;

    [[nodiscard]] bool isCopy() const { return dataSize >= 0; }
};

// Bytes of a text.
struct TextRange
{
    qsizetype offset = 0;
    qsizetype size = 0; // 0: nothing
    bool operator==(const TextRange &) const = default;
};

// A transaction that the file itself begins and ends, run as it is written.
struct TransactionBlock
{
    size_t first = 0; // indices of its statements
    size_t last = 0;  // behind the last one
    TextRange begin;  // the statement that begins it; empty where only a COMMIT ends it
    bool operator==(const TransactionBlock &) const = default;
};

// What a run that was cut off has left of an index that was built or dropped concurrently.
struct IndexRemains
{
    bool done = false; // a valid index of that name is there, or the one to be dropped is gone: nothing is left to do
    QString drop;      // the statement that removes an invalid one, which would be in the way; empty: there is none
    bool operator==(const IndexRemains &) const = default;
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
    std::vector<TransactionBlock> blocks; // only where it is not transactional
    std::vector<TextRange> leftOut;       // BEGIN and COMMIT of a file that runs in one transaction all the same
    bool transactional = true;
    QString whySeparate;    // for people: what makes it run statement by statement
    int firstStatement = 1; // greater when it goes on where an earlier run stopped
    bool repeats = false;   // an earlier run has tried its first statement, or may have
    // Of that first statement, once the database was looked at (findRemains); what is shown is what is sent.
    std::optional<IndexRemains> remains;
    bool tolerant = false;   // undoes what is only partly there: what is gone already is passed over
    bool storedText = false; // the down text that the history holds, because the file is gone or edited
    Entering entering;       // what the history will be told
    QStringList notes;
    QStringList allowedRules = {}; // of the linter, by pack.yaml
    bool operator==(const Step &) const = default;

    [[nodiscard]] QString sql(const PlannedStatement &statement) const;
    // Those of the file that are sent: without what an earlier run has done, and without what is done all the same.
    [[nodiscard]] std::span<const PlannedStatement> toSend() const;
    // The block that a statement (by its index) begins or ends; null: it does not.
    [[nodiscard]] const TransactionBlock *blockBegunBy(size_t index) const;
    [[nodiscard]] const TransactionBlock *blockEndedBy(size_t index) const;
    // "BEGIN", or what the file says in its place.
    [[nodiscard]] QString sql(const TransactionBlock &block) const;
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

} // namespace howdah::migration
