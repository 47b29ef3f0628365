// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/partreader.h"

namespace howdah::entity {

// Reads one action of an entity.
class ActionReader final : public PartReader
{
public:
    using PartReader::PartReader;

    void read(const YAML::Node &node, EntityDefinition &entity);

private:
    void readPrecondition(const YAML::Node &node, ActionDefinition &action);
    void readParameter(const YAML::Node &node, ActionDefinition &action);
    void checkParameter(const ParameterDefinition &parameter, const YAML::Mark &mark);
    void readStep(const YAML::Node &node, ActionDefinition &action);
    void checkUse(const ActionDefinition &action);
};

} // namespace howdah::entity
