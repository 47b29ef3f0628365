// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>

namespace howdah::sql {

// Whether a condition (of a parse tree) tells rows apart. One that looks at no column (`true`, `1 = 1`, `$1`), that
// compares a thing with itself, that asks for a value which is nearly always there (`id IS NOT NULL`, `LIKE '%'`), or
// that has such an arm of an OR, does not. That one tells them apart does not mean that it leaves any: ask the planner.
[[nodiscard]] bool distinguishesRows(const QJsonValue &condition);

} // namespace howdah::sql
