// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/statement.h"
#include "migration/history/record.h"

#include <QStringList>

namespace howdah::migration {

// The tables by which other tools know what they have applied, wherever they stand. Told apart by their columns, as
// several tools call theirs the same. Nothing in them is read: names and columns come from the catalog.
[[nodiscard]] connection::Statement foreignHistories();
// `own` are the tables of the dialect in use, as Dialect::tables() says them.
[[nodiscard]] std::vector<ForeignHistory>
readForeignHistories(const connection::RowBatch &rows, const QStringList &own);

// Whose history it is and what that means here, for people.
[[nodiscard]] QString describe(const ForeignHistory &history);

} // namespace howdah::migration
