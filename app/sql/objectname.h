// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QStringList>

namespace howdah::sql {

// The texts of a list of names in a parse tree: [database,] schema, name.
[[nodiscard]] QStringList stringsOf(const QJsonValue &list);
// How DROP, RENAME and the like name their object: a list, a function with its arguments, a type, or one name. Of a
// trigger, policy or rule its table comes first.
[[nodiscard]] QStringList objectNameParts(const QJsonValue &object);
// OBJECT_MATVIEW as "materialized view": as PostgreSQL's messages call it.
[[nodiscard]] QString objectWord(const QString &type);
// "int4", "varchar(20)", "numeric(10,2)", "public.mood[]": a type as the tree has it, "" for none.
[[nodiscard]] QString typeText(const QJsonValue &typeName);

} // namespace howdah::sql
