// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/transfer/bulkcopy.h"

namespace howdah::data {

// The sequences that give the values of these columns (serial, identity, a default with nextval) and would give some
// that the relation has already. `moves`: they are set behind the last one, which a rollback does not take back. Those
// that we may not read are left out. In a transaction, which goes on; blocks.
[[nodiscard]] Result<std::vector<SequenceBehind>>
sequencesBehind(connection::Session &session, const EditTarget &target, const std::vector<int> &columns, bool moves);

} // namespace howdah::data
