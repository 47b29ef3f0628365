// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/classification.h"

#include <QJsonObject>

namespace howdah::sql {

// The relations that a parsed statement names: `node` is such as "DropStmt". Names of common table expressions are not
// relations, where they are in scope.
[[nodiscard]] std::vector<RelationName> relationsOf(const QString &node, const QJsonObject &statement);

} // namespace howdah::sql
