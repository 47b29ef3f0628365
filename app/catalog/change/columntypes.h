// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"

namespace howdah::catalog {

// "varchar(20)" as the server writes it: "character varying(20)". Other names stay as they are.
[[nodiscard]] QString canonicalType(const QString &type);
// Whether each value of one type is the same in another, so that the way back brings it again. False where it is not
// known.
[[nodiscard]] bool keepsValues(const QString &from, const QString &to);
// Types for a column: the usual ones of PostgreSQL and those of the database, as SQL.
[[nodiscard]] QStringList typesFor(const Catalog &catalog);

// Whether values of the first type become such of the second without being told how.
[[nodiscard]] bool isAssignable(const QString &from, const QString &to);
[[nodiscard]] bool isInteger(const QString &type);
[[nodiscard]] bool isText(const QString &type);

} // namespace howdah::catalog
