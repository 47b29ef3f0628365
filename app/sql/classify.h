// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/classification.h"

namespace howdah::sql {

struct StatementTree;

// What one statement (without psql commands and COPY data) is. Never an error. Any thread.
[[nodiscard]] Classification classify(QStringView statement);
[[nodiscard]] Classification classify(const StatementTree &tree);

} // namespace howdah::sql
