// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/model.h"
#include "yaml/definitionproblem.h"

#include <memory>

namespace howdah::entity {

using yaml::DefinitionProblem;
using yaml::describe;

struct ModelReading
{
    std::shared_ptr<const Model> model;      // null when there is a problem
    std::vector<DefinitionProblem> problems; // all of them, in their order
};

// Format: resources/help/entities.md. Everything is checked that can be without a server: keys, names of entities,
// groups, relations, actions and parameters that refer to one another, each fragment of SQL by PostgreSQL's grammar: a
// condition or label is one expression, a query one SELECT, a step one INSERT, UPDATE or DELETE. Pure.
[[nodiscard]] ModelReading readModel(const QByteArray &yaml, const QString &path);

} // namespace howdah::entity
