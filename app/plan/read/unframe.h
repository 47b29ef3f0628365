// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/read/item.h"

#include <optional>

namespace howdah::plan {

// A plan without what is around it: the frames of psql in each of its styles, the quotes of a grid, what a log has
// before a line.
struct Unframed
{
    std::vector<TextLine> lines;
    bool rows = false;              // each line is a whole row of the answer
    std::optional<double> duration; // ms, of auto_explain
};

// A log has several. `text` is what somebody pasted or sent.
[[nodiscard]] std::vector<Unframed> unframe(const QString &text);

} // namespace howdah::plan
