// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/references.h"

namespace howdah::data {

// Where a row of a platform leads within one conversation, beside its foreign keys: from a call of a model to the other
// calls of its session, from a message to its tools' executions, from an execution to the others of its conversation,
// and back. Each is a column on both sides that names the same conversation, message, session, thread, task or run: a
// foreign key of both to one relation, or the same name and type. Such a reference has no constraint (`oid` 0), and its
// rows are those of `from` whose `columns` hold what the row of `to` has in `keyColumns`. Pure.
[[nodiscard]] std::vector<Reference> conversationOf(const catalog::Catalog &catalog, quint32 relation);

} // namespace howdah::data
