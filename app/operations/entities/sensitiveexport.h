// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/transfer/exportsource.h"
#include "entity/sensitivity.h"
#include "operations/rowexport.h"
#include "operations/writelock.h"

namespace howdah::operations {

// What a model calls sensitive is left out of a file unless somebody asks for it. It is left out and not masked: a mask
// would come back as a value, whoever loads the file, and take the place of a password's hash.

// Which columns of the answer to a statement are (entity::sensitiveAnswer()). Pure.
[[nodiscard]] std::vector<bool>
sensitiveOf(const entity::Entities &entities, const connection::Columns &columns, const QByteArray &statement);
// Those of a query, as "table.column", or as they are called there where it has made them of others. Pure.
[[nodiscard]] QStringList
sensitiveOrigins(const entity::Entities &entities, const connection::Columns &origins, const QByteArray &statement);
// Takes them out of the choice, and answers which these were. ErrorKind::Usage where nothing would be left. Pure.
[[nodiscard]] Result<QStringList>
withholdSensitive(ExportChoice &choice, const data::EditTarget &target, const entity::Entities &entities);
// Before a file gets them: who has them is written to the audit log. Without that there is no file. Writes to the disk.
[[nodiscard]] Result<void>
noteRevealingExport(const LockPlace &place, const QString &relation, const QStringList &columns);

} // namespace howdah::operations
