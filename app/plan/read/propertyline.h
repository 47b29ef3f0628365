// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/read/item.h"

#include <optional>

namespace howdah::plan {

// "Sort Method: external merge  Disk: 1234kB": the key, and what is behind it.
struct PropertyLine
{
    QString key;
    QStringView value;
};
// Nothing where the line is none. `known`: only one of those that PostgreSQL writes.
[[nodiscard]] std::optional<PropertyLine> propertyOf(QStringView line, bool known = false);

// Puts it into a node or worker under the keys, and in the units, of JSON.
void readProperty(Item &into, const PropertyLine &property);

// What stands below the tree.
[[nodiscard]] bool isStatementLine(QStringView line);
// "Functions", "Options" and "Timing" below "JIT:".
void readJit(Item &into, const PropertyLine &property);
// "Trigger for constraint a on b: time=0.1 calls=2".
[[nodiscard]] Item readTrigger(QStringView line);
// "work_mem = '64kB', jit = 'off'".
[[nodiscard]] Item readSettings(QStringView text);
// "time=0.001 ms  output=1kB  format=text".
void readSerialization(Item &into, QStringView text);

} // namespace howdah::plan
