// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"

namespace howdah::catalog {

// Facts of the database that facts() does not tell, as no page needs what they are read from: owners and privileges of
// the rarer kinds, the values of options, what a publication publishes, large objects, ... Sorted. Both together are
// all that pg_dump writes of a schema. Values of options are told by a hash that means nothing outside of this process.
// Blocks.
[[nodiscard]] Result<QStringList> restFacts(connection::Session &session, int serverVersion);

// Where a sequence stands, which no catalog says.
struct SequencePlace
{
    QString schema;
    QString name;
    qint64 last = 0;
    bool called = false; // false: `last` is what comes next
    bool operator==(const SequencePlace &) const = default;
};

// Of the sequences that the session may read, by oid. Blocks.
[[nodiscard]] Result<QHash<quint32, SequencePlace>> sequencePlaces(connection::Session &session);

} // namespace howdah::catalog
