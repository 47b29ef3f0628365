// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/classification.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>

#include <optional>

namespace howdah::sql {

// What PostgreSQL does with a statement inside a transaction block (its PreventInTransactionBlock), of a parsed node
// such as "VacuumStmt". Where only the catalog knows (a subscription's slot, a partitioned table), the stricter answer
// for subscriptions, the usual one for tables.
[[nodiscard]] TransactionRule transactionRuleOf(const QString &node, const QJsonObject &statement);

// The same from the words alone, for what does not parse. In doubt Allowed: the server will say.
[[nodiscard]] TransactionRule transactionRuleOf(const std::vector<QByteArray> &words);

// The value of an option list's entry, as the server's defGetBoolean reads it; nothing when it is not there.
[[nodiscard]] std::optional<bool> booleanOption(const QJsonArray &options, QLatin1String name);

} // namespace howdah::sql
