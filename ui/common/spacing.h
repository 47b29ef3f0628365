// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace howdah::ui {

// Distances in pixels: 4 between parts of one thing, 8 inside, 16 between groups.
namespace space {
inline constexpr int tight = 4;
inline constexpr int inside = 8;
inline constexpr int group = 16;
inline constexpr int radius = 6;
inline constexpr int rowComfortable = 26;
inline constexpr int rowCompact = 22;
inline constexpr int iconSmall = 16;
inline constexpr int iconLarge = 22;
} // namespace space

} // namespace howdah::ui
