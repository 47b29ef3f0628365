// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session.h"

namespace howdah::migration {

// The tables of a history belong to whoever made them, and whoever records migrations there runs what hangs on them
// with his own rights: triggers, rules, policies, the query of a view, functions in defaults, checks and indexes. So
// nobody reads or writes them but where they are plain tables, as Howdah and the other tools make them.

// `tables` as SQL, with their schemas; those that are not there are passed over. One row for each.
[[nodiscard]] connection::Statement askWhetherPlain(const QStringList &tables);
// ErrorKind::Conflict says which of them is what.
[[nodiscard]] Result<void> checkPlain(const connection::RowBatch &rows);

// What stands in an expression that is a constant, or one of the functions that such tables are known to call. Pure.
[[nodiscard]] bool isHarmlessDefault(const QString &expression);
// It calls no function. Pure.
[[nodiscard]] bool isHarmlessCheck(const QString &expression);

} // namespace howdah::migration
