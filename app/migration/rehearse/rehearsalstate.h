// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/restfacts.h"
#include "migration/rehearse/proof.h"

#include <QHash>
#include <QSet>

namespace howdah::migration {

// The rows of one table in short: equal contents have equal digests, in whatever order they lie.
struct TableDigest
{
    QString schema;
    QString name;
    qint64 rows = 0;
    QByteArray digest;
    QHash<qint16, QByteArray> columns; // the values of each, by its number
    std::vector<qint64> hashes;        // of the rows, sorted; empty where they are too many
    bool operator==(const TableDigest &) const = default;
};

// What a rehearsal compares: all that the scratch database holds at one moment.
struct ScratchState
{
    catalog::Snapshot catalog;
    QStringList facts;                       // of the catalog and of the server's roles, sorted
    QHash<catalog::Oid, TableDigest> tables; // with rows
    QHash<catalog::Oid, catalog::SequencePlace> sequences;
};

// `ignoredRoles` were made by the rehearsal itself. Blocks.
[[nodiscard]] Result<ScratchState> readState(connection::Session &session, const QSet<QString> &ignoredRoles);

// What one migration did, by what was there before up, after up, and after down. Pure.
[[nodiscard]] std::vector<RehearsedLoss> lossesBetween(
    const ScratchState &before, const ScratchState &up, const ScratchState &down, const Step &upStep,
    const Step &downStep, const QString &schema);

// What down did not restore: facts, values and rows that are not those of before, and where sequences stand.
struct RestoreCheck
{
    catalog::Difference difference;
    QStringList notes; // what is not as before, and harmless
};

// Pure. Rows that are gone are a loss, told by lossesBetween(); numbers that a sequence gave to rows that up inserted
// are gone for good, whatever down does, and are noted only.
[[nodiscard]] RestoreCheck checkRestored(const ScratchState &before, const ScratchState &up, const ScratchState &after);

// Between two runs of up: the facts, without those that name what the server numbers again each time.
[[nodiscard]] catalog::Difference compareRuns(const ScratchState &first, const ScratchState &second);

} // namespace howdah::migration
