// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/scorecard.h"

namespace howdah::prompt {

// What the last finished run of a version over each dataset came to, for its scorecard; none where the database has no
// datasets. A share of cases with its interval. Blocks.
[[nodiscard]] Result<std::vector<ScoreLine>>
readTestLines(connection::Session &session, const PromptTable &table, const QString &rowId);

} // namespace howdah::prompt
