// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/confinement.h"
#include "migration/rehearse/proof.h"
#include "migration/rehearse/rehearsalrequest.h"

#include <stop_token>

namespace howdah::migration {

struct Rehearsal
{
    std::vector<Proof> proofs;           // in the order in which they ran
    QStringList warnings;                // about the whole: what a copy lacks
    connection::Confinement confinement; // of the scratch server
    bool operator==(const Rehearsal &) const = default;

    [[nodiscard]] bool isRestored() const; // no migration failed or was not restored
    [[nodiscard]] bool isProven() const;   // each is Proven or Loses
};

// "namespaces" or "role only", for JSON.
[[nodiscard]] QString isolationName(const connection::Confinement &confinement);
// The same as a sentence, for people.
[[nodiscard]] QString describe(const connection::Confinement &confinement);

// Runs up, down and up of each migration in turn on a database of the scratch server that is made for it and dropped
// afterwards, and compares the catalogs (facts, not text), the roles and the rows before and after. Every proof is kept
// as soon as it is there. All of it runs as a role that may do nothing but own this database (see Scratch), so what
// needs a superuser is not proven. One rehearsal runs at a time on a server; a second one waits. Blocks: for worker
// threads and command lines. An error means that there is no more to be said than the proofs that were kept until then:
// ErrorKind::Cancelled, or ErrorKind::Connection when the scratch server ended.
[[nodiscard]] Result<Rehearsal>
rehearse(const RehearsalRequest &request, RehearsalObserver *observer = nullptr, std::stop_token stop = {});

} // namespace howdah::migration
