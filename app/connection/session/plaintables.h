// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"

#include <QMap>

namespace howdah::connection {

// The tables that we keep in somebody's database (histories, rollups, the audit log) belong to whoever made them, and
// whoever writes there runs what hangs on them with his own rights: triggers, rules, policies, the query of a view,
// functions in defaults, checks and indexes, casts to a column's type. So nobody reads or writes them but where they
// are plain tables, as Howdah and the other tools make them.

// What is going to be done with them. Who only reads is not asked what the server runs at an INSERT: triggers,
// defaults, and what those depend on. That is two thirds of the cost.
enum class TableUse { Read, Write };

struct PlainTables
{
    QString purpose; // in an error: "a history of migrations"
    // Columns that have a type of the database's own on purpose, with it as the server writes it.
    QMap<QString, QString> ownTypes = {};
};

// `tables` as SQL, with their schemas; those that are not there are passed over. One row for each.
[[nodiscard]] Statement askWhetherPlain(const QStringList &tables, TableUse use = TableUse::Write);
// ErrorKind::Conflict says which of them is what.
[[nodiscard]] Result<void> checkPlain(const RowBatch &rows, const PlainTables &tables);

// In front of statements of a pipeline that read definitions or names of types, in a session of the database's names:
// with quote_all_identifiers they would be written otherwise. Sessions of PostgreSQL's names have it off.
[[nodiscard]] Statement unquotedDefinitions();

// What stands in an expression that is a constant, or one of the functions that such tables are known to call. Pure.
[[nodiscard]] bool isHarmlessDefault(const QString &expression);
// It calls no function. Pure.
[[nodiscard]] bool isHarmlessCheck(const QString &expression);

} // namespace howdah::connection
