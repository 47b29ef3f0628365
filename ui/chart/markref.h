// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace howdah::ui {

// One mark: a point of a series of the data that is shown.
struct MarkRef
{
    int series = -1;
    int point = -1;
    [[nodiscard]] bool isValid() const { return series >= 0 && point >= 0; }
    bool operator==(const MarkRef &) const = default;
};

} // namespace howdah::ui
