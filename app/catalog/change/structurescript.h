// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/change/structurechange.h"

namespace howdah::catalog {

// The SQL of a change and of its way back. Statements end with ";\n".
struct StructureScript
{
    QString title; // "Alter table public.users": of a migration, too
    QString up;
    QString down;
    QStringList problems; // why it cannot be run as it is; what is known of the SQL stands in `up` all the same
    QStringList notes;    // what `down` does not bring back
    bool operator==(const StructureScript &) const = default;

    [[nodiscard]] bool canRun() const { return problems.isEmpty() && !up.isEmpty(); }
};

// Pure. The catalog must be Stage::Complete. `down` gives the former facts (difference.h); rows, and what is named in
// `notes`, do not come back.
[[nodiscard]] StructureScript scriptOf(const Catalog &catalog, const StructureChange &change);

// What of the change is not there, of a catalog that was read after it ran: a line each, for people. Of types, only
// those that PostgreSQL would write in the same way are compared.
[[nodiscard]] QStringList unmetBy(const StructureChange &change, const Catalog &after);

// Facts (difference.h) of one relation and what belongs to it: for whether somebody else has changed it meanwhile.
[[nodiscard]] QStringList factsOf(const Catalog &catalog, Oid relation);

// "varchar(20)" as the server writes it: "character varying(20)". Other names stay as they are.
[[nodiscard]] QString canonicalType(const QString &type);
// Types for a column: the usual ones of PostgreSQL and those of the database, as SQL.
[[nodiscard]] QStringList typesFor(const Catalog &catalog);

} // namespace howdah::catalog
