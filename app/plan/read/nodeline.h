// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/read/item.h"

namespace howdah::plan {

// "Parallel Hash Left Join  (cost=1.09..2.22 rows=4 width=8) (actual time=0.1..0.2 rows=4 loops=1)", without the arrow.
struct NodeLine
{
    Item node = Item::of(Item::Kind::Map); // as JSON has it
    bool hasFigures = false;               // costs or what was measured
};
[[nodiscard]] NodeLine readNodeLine(QStringView line);

// "actual time=0.010..0.011 rows=1 loops=1".
void readActual(Item &into, QStringView text);

// "public.orders o": what a node reads, by the key of its kind.
void readTarget(Item &into, QStringView text, const QString &objectKey);

} // namespace howdah::plan
