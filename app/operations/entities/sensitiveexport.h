// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/transfer/exportsource.h"
#include "entity/entities.h"
#include "operations/rowexport.h"
#include "operations/writelock.h"

namespace howdah::operations {

// What a model calls sensitive is left out of a file unless somebody asks for it. It is left out and not masked: a mask
// would come back as a value, whoever loads the file, and take the place of a password's hash.

// The columns of a relation that are sensitive, in its order. Pure.
[[nodiscard]] QStringList sensitiveColumns(const entity::Entities &entities, catalog::Oid relation);
// Those of a query that come from such columns, as "table.column". Pure.
[[nodiscard]] QStringList sensitiveOrigins(const entity::Entities &entities, const connection::Columns &origins);
// Takes them out of the choice, and answers which these were. ErrorKind::Usage where nothing would be left. Pure.
[[nodiscard]] Result<QStringList>
withholdSensitive(ExportChoice &choice, const data::EditTarget &target, const entity::Entities &entities);
// Before a file gets them: who has them is written to the audit log. Without that there is no file. Writes to the disk.
[[nodiscard]] Result<void>
noteRevealingExport(const LockPlace &place, const QString &relation, const QStringList &columns);

} // namespace howdah::operations
