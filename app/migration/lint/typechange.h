// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/inventory.h"
#include "sql/lockeffects.h"

#include <QJsonObject>

namespace howdah::migration {

// What ALTER COLUMN ... TYPE (a ColumnDef of the parse tree) means for the rows of one table. PostgreSQL leaves them as
// they are when the new value is the old one's bytes, without a test.
struct TypeChange
{
    sql::Extent rewritten = sql::Extent::Perhaps;
    sql::Extent indexesBuilt = sql::Extent::Perhaps; // indexes of plain columns, when the rows stay
};
[[nodiscard]] TypeChange typeChange(
    const Inventory &inventory, const Inventory::Column &column, const QJsonObject &definition, const QString &schema);

// Of a TypeName of the parse tree; nothing where the inventory has none.
[[nodiscard]] const Inventory::Type *
namedType(const Inventory &inventory, const QJsonValue &typeName, const QString &schema);

} // namespace howdah::migration
