// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/run/heldlocks.h"

#include "base/propagate.h"

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace howdah::query {

// Who waits is counted by relation: which of its locks they wait for is not asked.
static QString heldSql()
{
    return u"SELECT n.nspname, c.relname, l.mode,"
           " (SELECT pg_catalog.count(*) FROM pg_catalog.pg_locks w WHERE NOT w.granted"
           " AND w.locktype OPERATOR(pg_catalog.=) 'relation'::pg_catalog.text"
           " AND w.database OPERATOR(pg_catalog.=) l.database AND w.relation OPERATOR(pg_catalog.=) l.relation)"
           " FROM pg_catalog.pg_locks l"
           " JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) l.relation"
           " JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace"
           " WHERE l.pid OPERATOR(pg_catalog.=) $1::pg_catalog.int4 AND l.granted"
           " AND l.locktype OPERATOR(pg_catalog.=) 'relation'::pg_catalog.text"
           " AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d"
           " WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())"
           " AND n.nspname OPERATOR(pg_catalog.<>) 'pg_catalog'::pg_catalog.name"
           " AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'::pg_catalog.name"_s;
}

Result<std::vector<HeldLock>> locksHeldBy(connection::Session &looker, int backendPid)
{
    ASSIGN_OR_RETURN(
        const connection::Answer answer, looker.query({heldSql(), {QByteArray::number(backendPid)}}).result());
    std::vector<HeldLock> held;
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row) {
        const HeldLock one{
            answer.rows.text(row, 0), answer.rows.text(row, 1), sql::lockModeOf(answer.rows.text(row, 2)),
            int(answer.rows.integer(row, 3))};
        const auto known = std::ranges::find_if(
            held, [&one](const HeldLock &other) { return other.schema == one.schema && other.name == one.name; });
        if (known == held.end())
            held.push_back(one);
        else
            known->mode = std::max(known->mode, one.mode);
    }
    std::ranges::sort(held, [](const HeldLock &a, const HeldLock &b) {
        return std::tuple(-int(a.mode), a.schema, a.name) < std::tuple(-int(b.mode), b.schema, b.name);
    });
    return held;
}

} // namespace howdah::query
