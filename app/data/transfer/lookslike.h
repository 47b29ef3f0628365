// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace howdah::data {

// What the values of a field look like.
enum class LooksLike { Nothing, Integer, Number, Boolean, Date, Timestamp, Uuid, Json, Text };
[[nodiscard]] QString looksLikeName(LooksLike what);

} // namespace howdah::data
