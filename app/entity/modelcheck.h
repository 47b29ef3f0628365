// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/model.h"
#include "yaml/definitionproblem.h"

#include <vector>

namespace howdah::entity {

// What the parts of a model say of one another, once all of it is read: that groups, entities, relations, actions and
// columns which are named exist. Pure.
[[nodiscard]] std::vector<yaml::DefinitionProblem> problemsWithin(const Model &model);

} // namespace howdah::entity
