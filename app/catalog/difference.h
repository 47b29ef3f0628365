// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"

namespace howdah::catalog {

// Owners and privileges name roles, which differ from server to server.
enum class Roles { Include, Ignore };

// Everything a catalog says, one fact a line, sorted, without OIDs, sizes and row counts: two databases are built alike
// when their facts are equal. "column public.users.email character varying(255) not null". Line ends are escaped.
// Members of extensions are told by the extension. Pure; the catalog must be Stage::Complete.
[[nodiscard]] QStringList facts(const Catalog &catalog, Roles roles = Roles::Include);

// What the facts of an order of columns begin with: "column order public.users: id, email".
inline constexpr QLatin1StringView ColumnOrderFact{"column order "};

// A fact with the object that it is of. Objects are named as in facts(): "index public.ix". The fact begins with it.
struct ObjectFact
{
    QString object;
    QString schema; // empty for what is in none: extensions, publications, ...
    QString within; // the object that it goes with: the table of a column, the parent of a partition; or empty
    bool isPartition = false;
    QString fact;
    // Apart from the fact, as they name roles; empty: it has none of its own, or PostgreSQL's usual ones.
    QString owner = {};
    QString privileges = {};
    bool operator==(const ObjectFact &) const = default;
};
// One for each object, by its name. Not what only says again what others say (the order of columns, the index of a
// constraint).
[[nodiscard]] QList<ObjectFact> objectFacts(const Catalog &catalog);

struct Difference
{
    QStringList missing; // facts of the first that the second has not
    QStringList added;   // facts of the second that the first has not
    [[nodiscard]] bool isEmpty() const { return missing.isEmpty() && added.isEmpty(); }
    // Each column is there as it was; only where they stand differs.
    [[nodiscard]] bool isColumnOrderAlone() const;
    // Without what says where columns stand.
    [[nodiscard]] Difference withoutColumnOrder() const;
    bool operator==(const Difference &) const = default;
};

[[nodiscard]] Difference compare(const Catalog &first, const Catalog &second, Roles roles = Roles::Include);
[[nodiscard]] Difference compare(const QStringList &firstFacts, const QStringList &secondFacts);

// "- fact" and "+ fact" lines, for tests, logs and terminals.
[[nodiscard]] QString describe(const Difference &difference);

} // namespace howdah::catalog
