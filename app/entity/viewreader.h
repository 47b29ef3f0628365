// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/partreader.h"

namespace howdah::entity {

// Reads one view of an entity.
class ViewReader final : public PartReader
{
public:
    using PartReader::PartReader;

    void read(const YAML::Node &node, EntityDefinition &entity);

private:
    void readLane(const YAML::Node &node, ViewDefinition &view);
    void check(const ViewDefinition &view, const YAML::Mark &mark);
};

} // namespace howdah::entity
