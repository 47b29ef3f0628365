// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "sql/destruction.h"

namespace howdah::connection {

// What goes along with something: by CASCADE, by the CASCADE of foreign keys, or because it stands in it.
struct CarriedAlong
{
    QString name;               // as the server describes it: "table public.orders"
    std::optional<qint64> rows; // estimated; nothing for what has none, or nobody knows
    bool operator==(const CarriedAlong &) const = default;
};

// Something that is there and would be destroyed.
struct Impact
{
    sql::Destruction what;
    QString schema; // as the server has it
    QString name;
    quint32 oid = 0;
    std::optional<qint64> rows; // that would go, or be changed
    bool exact = false;         // else the planner's estimate
    std::vector<CarriedAlong> along;
    qint64 furtherAlong = 0; // more than are named
    QStringList unseen;      // triggers, rules and views that run code which nobody can judge
    bool operator==(const Impact &) const = default;

    // What is typed to agree: "users", "users.email" of a column, "DO".
    [[nodiscard]] QString typed() const;
};

// Asks the server what of this is there, how many rows would go (by EXPLAIN, which runs nothing; empty and small tables
// that were never analysed are counted) and what goes along. What is not there is left out: nobody loses it. So are
// functions that are known to destroy nothing: the server's own (but for a few), immutable and stable ones, which may
// not write, and those of well-known extensions; changes with a condition of which the planner says that it leaves a
// tenth of the rows or more; types that hold every value of the one before. Changes that fire triggers or rules, or
// read views, are there when nobody can judge their code (connection/session/unseen.h). Names without a schema are
// looked for in `schema` first, then where the session looks; where that is PostgreSQL's own schema only
// (Names::OfPostgres), in all schemas. Within transactions that are read-only and end soon. Blocks.
[[nodiscard]] Result<std::vector<Impact>>
findImpact(Session &session, const std::vector<sql::Destruction> &destructions, const QString &schema = {});

// The names that are typed to agree, each once; of more than MostTyped things it is the name of the database. Two that
// are called the same get their schemas.
inline constexpr std::size_t MostTyped = 8;
[[nodiscard]] QStringList namesToType(const std::vector<Impact> &impact, const QString &database);

// What became of it between the question and the run: nothing, or why the answer does not hold any more (something else
// has that name, more goes along, or far more rows are there), as ErrorKind::Conflict.
[[nodiscard]] Result<void> stillAsAgreed(const std::vector<Impact> &agreed, const std::vector<Impact> &now);

// "TRUNCATE public.users: about 1,204 rows; with it go table public.orders (about 12 rows)", for people.
[[nodiscard]] QString describe(const Impact &impact);

} // namespace howdah::connection
