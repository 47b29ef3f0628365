// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>

#include <span>

namespace howdah::test {

// One thing that a migration can change. `up` changes it, `down` restores it.
struct RestoredKind
{
    enum Trait {
        Plain = 0,
        ForSuperuser = 1, // a rehearsal has none, so it proves nothing
        NotDumped = 2,    // pg_dump does not write it, so it cannot judge
        Loses = 4,        // what restores it deletes data, which is told
    };
    const char *name;
    const char *setup;
    const char *up;
    const char *down;
    int traits = Plain;
    int since = 13; // of PostgreSQL
};

// What all of them stand on.
extern const char *const KindsBase;
[[nodiscard]] std::span<const RestoredKind> restoredKinds();

} // namespace howdah::test

Q_DECLARE_METATYPE(howdah::test::RestoredKind)
