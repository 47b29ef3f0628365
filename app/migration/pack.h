// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/source.h"

namespace howdah::migration {

// Reads pack.yaml. What is wrong is appended to `problems` with its line; the rest is read all the same.
[[nodiscard]] Pack parsePack(const QByteArray &yaml, std::vector<Problem> &problems);

} // namespace howdah::migration
