// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/draft/draft.h"

namespace howdah::entity {

// What is wanted of it, as YAML that readModel() takes, unless a label was put wrong; "" without entities. A group that
// nothing is in, and a relation to what is not wanted, are left out.
[[nodiscard]] QByteArray yamlOf(const ModelDraft &draft);
// Both at once.
[[nodiscard]] QByteArray draftModel(const catalog::Catalog &catalog, const QString &schema);

} // namespace howdah::entity
