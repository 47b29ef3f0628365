// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/relationeffect.h"

#include <QJsonObject>

namespace howdah::sql {

// What one command of an ALTER TABLE (an AlterTableCmd of the parse tree) does to the table that it is for.
struct AlterEffect
{
    LockMode lock = LockMode::AccessExclusive;
    Extent scanned = Extent::No;
    Extent rewritten = Extent::No;
    bool others = false;
    std::vector<RelationEffect> more; // the other tables that it names
};
[[nodiscard]] AlterEffect alterEffect(const QJsonObject &command);

[[nodiscard]] RelationName relationName(const QJsonValue &rangeVar);

} // namespace howdah::sql
