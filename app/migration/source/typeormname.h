// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/source/migration.h"

namespace howdah::migration {

// TypeORM knows a migration by the name of its class: the words of its title, each with a capital, and then the time in
// milliseconds. `typeorm migration:create` makes the class AddUserTable1732025000001 of the title add-user-table in the
// file 1732025000001-add-user-table.ts; the file 1732025000001-add-user-table.up.sql stands for the same class.
//
// The rule is that of migration:create: a letter after '-', '_' or a blank becomes a capital, the sign before it goes,
// and so does the case of the first letter; all else stays as it is. (So '__' becomes '_'.) Where that would leave
// signs that cannot stand in a class name, they are dropped.
[[nodiscard]] QString typeormClassName(const Version &version, const QString &name);

// Gives each migration of a source in our own layout its class name. TypeORM reads the last 13 characters of it as its
// time: any other number of digits is a problem that blocks.
void nameForTypeorm(Source &source);

} // namespace howdah::migration
