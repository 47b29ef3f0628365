// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/rehearsal.h"

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
    bool operator==(const TableDigest &) const = default;
};

// What a rehearsal compares: all that the scratch database holds at one moment.
struct ScratchState
{
    catalog::Snapshot catalog;
    QStringList facts;                       // of the catalog and of the server's roles, sorted
    QHash<catalog::Oid, TableDigest> tables; // with rows
};

// `ignoredRoles` were made by the rehearsal itself. Blocks.
[[nodiscard]] Result<ScratchState> readState(connection::Session &session, const QSet<QString> &ignoredRoles);

// What one migration did, by what was there before up, after up, and after down. Pure.
[[nodiscard]] std::vector<RehearsedLoss> lossesBetween(
    const ScratchState &before, const ScratchState &up, const ScratchState &down, const Step &upStep,
    const Step &downStep, const QString &schema);

// The catalogs' facts, and tables that hold more rows than before. Pure.
[[nodiscard]] catalog::Difference restoreDifference(const ScratchState &before, const ScratchState &after);

} // namespace howdah::migration
