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
