// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/tree/objectgroups.h"

#include "common/tr.h"
#include "entity/entitywords.h"

#include <QHash>
#include <QSet>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

class Grouping final
{
public:
    Grouping(ObjectIndex index, const entity::Entities &entities)
        : m_index(std::move(index))
        , m_entities(entities)
    {
        for (size_t at = 0; at < m_index.nodes.size(); ++at) {
            if (isRelation(m_index.nodes[at].kind))
                m_places.insert(m_index.nodes[at].oid, int(at));
        }
    }

    ObjectIndex run()
    {
        QStringList described;
        for (const entity::BoundModel &model : m_entities.models()) {
            for (const entity::GroupDefinition &group : model.model->groups)
                addGroup(model, group);
            if (!described.contains(model.schema))
                described << model.schema;
        }
        // What is left of a schema that is described stands behind its groups.
        std::vector<int> others;
        for (const int root : m_index.roots) {
            if (described.contains(m_index.nodes[size_t(root)].name))
                addOthers(root);
            else
                others.push_back(root);
        }
        m_roots.insert(m_roots.end(), others.begin(), others.end());
        m_index.roots = m_roots;
        return std::move(m_index);
    }

private:
    int add(const QString &schema, const QString &name, const QString &comment)
    {
        ObjectNode node{.kind = ObjectKind::EntityGroup, .schema = schema, .name = name, .comment = comment};
        m_index.nodes.push_back(std::move(node));
        m_roots.push_back(int(m_index.nodes.size()) - 1);
        return m_roots.back();
    }

    void addGroup(const entity::BoundModel &model, const entity::GroupDefinition &group)
    {
        std::vector<std::pair<int, const entity::EntityDefinition *>> members;
        for (const entity::BoundEntity &one : model.entities) {
            const int place = m_places.value(one.relation, -1);
            if (one.definition->group == group.id && place >= 0 && !m_taken.contains(place))
                members.emplace_back(place, one.definition);
        }
        if (members.empty())
            return;
        const int parent = add(model.schema, group.title, group.description);
        for (const auto &[place, definition] : members) {
            m_taken.insert(place);
            ObjectNode &node = m_index.nodes[size_t(place)];
            if (node.parent >= 0)
                std::erase(m_index.nodes[size_t(node.parent)].children, place);
            node.parent = parent;
            node.title = capital(definition->plural);
            node.iconName = definition->icon;
            m_index.nodes[size_t(parent)].children.push_back(place);
        }
    }

    void addOthers(int schema)
    {
        const std::vector<int> rest = m_index.nodes[size_t(schema)].children;
        if (rest.empty())
            return;
        const QString name = m_index.nodes[size_t(schema)].name;
        const int parent = add(name, tr("Other tables"), {});
        m_index.nodes[size_t(schema)].children.clear();
        for (const int child : rest)
            m_index.nodes[size_t(child)].parent = parent;
        m_index.nodes[size_t(parent)].children = rest;
    }

    ObjectIndex m_index;
    const entity::Entities &m_entities;
    QHash<quint32, int> m_places;
    QSet<int> m_taken;
    std::vector<int> m_roots;
};

} // namespace

ObjectIndex groupedIndex(ObjectIndex index, const entity::Entities &entities)
{
    return entities.isEmpty() ? index : Grouping(std::move(index), entities).run();
}

} // namespace howdah::ui
