// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/partreader.h"

namespace howdah::entity {

// Reads one entity with its relations, actions and views.
class EntityReader final : public PartReader
{
public:
    EntityReader(const QByteArray &yaml, std::vector<yaml::DefinitionProblem> &problems)
        : PartReader(yaml, problems)
        , m_yaml(yaml)
    {
    }

    void read(const YAML::Node &node, Model &model);

private:
    [[nodiscard]] yaml::Setters setters(EntityDefinition &entity);
    void check(const EntityDefinition &entity, const Model &model, const YAML::Node &node);
    void readState(const YAML::Node &node, StateDefinition &state);
    void readJson(const QString &column, const YAML::Node &node, EntityDefinition &entity);
    void readRelation(const YAML::Node &node, EntityDefinition &entity);
    void checkRelation(const RelationDefinition &relation, const YAML::Mark &mark);

    const QByteArray &m_yaml;
};

} // namespace howdah::entity
