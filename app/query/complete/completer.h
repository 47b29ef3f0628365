// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/completionrequest.h"
#include "query/complete/proposal.h"

namespace howdah::query::complete {

// What may be inserted at the cursor, the likeliest first. The order of equals is that of their texts, so that a list
// does not change while one looks at it. Any thread; asks no server; never fails, on whatever text.
[[nodiscard]] Proposals complete(const CompletionIndex &index, const CompletionRequest &request);

} // namespace howdah::query::complete
