// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/destroyed.h"

#include <QByteArrayView>

#include <memory>
#include <vector>

namespace howdah::sql {

struct StatementTree;

// Reads scripts, statement after statement, and gathers what they destroy or might, each once. Things are called as
// they were before the first statement: renames (of tables, columns, schemas, types ...), SET SCHEMA, ATTACH, INHERIT,
// views that the script makes, and SET search_path are followed. Pure; any thread.
class DestructionReader final
{
public:
    DestructionReader();
    ~DestructionReader();
    DestructionReader(const DestructionReader &) = delete;
    DestructionReader &operator=(const DestructionReader &) = delete;

    void read(const StatementTree &tree);
    void read(QStringView statement);
    // What follows runs in a session that is as it was at the start; the database is not.
    void nextScript();
    // For a database that is asked while the script runs: what was read before has changed it, or did nothing there.
    void alsoNow();
    // Everything that was found since the last call.
    [[nodiscard]] std::vector<Destruction> take();

private:
    class Private;
    std::unique_ptr<Private> d;
};

// Everything that a script destroys or might: also by a WHERE that tells rows apart, and by triggers, rules and views,
// which only the server can judge (connection/profile/impact.h). Data of COPY and psql's commands are passed over.
[[nodiscard]] std::vector<Destruction> reachOfScript(QByteArrayView script);

// What is destroyed by what stands there: DROP of anything, TRUNCATE, other types of columns, DELETE and UPDATE without
// a WHERE that tells rows apart, at any depth (WITH, EXPLAIN ANALYZE, PREPARE). Functions are named wherever a query
// calls one, the server's own too: what they do can only be asked of the server.
[[nodiscard]] std::vector<Destruction> destructionsOf(const StatementTree &tree);
[[nodiscard]] std::vector<Destruction> destructionsOf(QStringView statement);
[[nodiscard]] std::vector<Destruction> destructionsOfScript(QByteArrayView script);

} // namespace howdah::sql
