// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/localserver.h"
#include "migration/rehearse/proof.h"
#include "migration/rehearse/scratch.h"
#include "migration/source/source.h"

namespace howdah::migration {

enum class RehearsalPhase { Waiting, Preparing, Copying, Sampling, Up, Down, Again, Rebuilding };
[[nodiscard]] QString phaseText(RehearsalPhase phase);

// Told on the thread of the rehearsal, one call at a time.
class RehearsalObserver
{
public:
    virtual ~RehearsalObserver() = default;
    virtual void phaseStarted(RehearsalPhase, const QString & /* what: a migration, a table */) {}
    virtual void migrationFinished(size_t /* index */, size_t /* of */, const Proof &) {}
};

struct RehearsalRequest
{
    Source source; // read with ReadDepth::Everything
    // nullopt: from an empty database, all of the source. Otherwise the schema of this database is copied, and what is
    // pending there is rehearsed; the target is only read.
    std::optional<connection::ConnInfo> target;
    int sampleRows = 0; // of each table of the target; 0: none. See scratchsample.h for how.
    std::optional<Version> to;
    connection::LocalServer server = scratchServer();         // with nothing else in it
    QString proofFolder;                                      // where proofs are kept; empty: see ProofStore
    std::shared_ptr<connection::SessionContext> context = {}; // of the sessions there
};

} // namespace howdah::migration
