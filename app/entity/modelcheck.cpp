// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/modelcheck.h"

#include "entity/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::entity {

namespace {

using yaml::DefinitionProblem;

class Check final
{
public:
    explicit Check(const Model &model)
        : m_model(model)
    {
    }

    std::vector<DefinitionProblem> run()
    {
        for (const EntityDefinition &entity : m_model.entities) {
            if (!entity.group.isEmpty() && !m_model.group(entity.group))
                note(entity.line, tr("There is no group \"%1\"").arg(entity.group), known(m_model.groups));
            for (const RelationDefinition &relation : entity.relations) {
                if (!relation.entity.isEmpty() && !m_model.entity(relation.entity))
                    note(relation.line, tr("There is no entity \"%1\"").arg(relation.entity), known(m_model.entities));
            }
            for (const ViewDefinition &view : entity.views)
                checkView(entity, view);
        }
        for (const TourStep &step : m_model.tour) {
            if (!step.entity.isEmpty() && !m_model.entity(step.entity))
                note(step.line, tr("There is no entity \"%1\"").arg(step.entity), known(m_model.entities));
        }
        for (const QString &table : m_model.tables) {
            if (table.contains(u'.'))
                note(
                    1, tr("The table %1 has a schema").arg(table),
                    tr("A model holds in whichever schema has its tables: write their names alone."));
        }
        return std::move(m_problems);
    }

private:
    template <typename Item>
    static QString known(const std::vector<Item> &items)
    {
        QStringList ids;
        for (const Item &item : items)
            ids << item.id;
        return ids.isEmpty() ? QString() : tr("Use one of: %1.").arg(ids.join(u", "_s));
    }

    void note(int line, const QString &message, const QString &hint = {})
    {
        m_problems.push_back({line, 1, message, hint});
    }

    void checkRelation(const EntityDefinition &entity, const QString &relation, int line)
    {
        if (!relation.isEmpty() && !entity.relation(relation))
            note(line, tr("%1 has no relation \"%2\"").arg(entity.id, relation), known(entity.relations));
    }

    [[nodiscard]] const EntityDefinition *otherOf(const EntityDefinition &entity, QStringView relation) const
    {
        const RelationDefinition *found = entity.relation(relation);
        return found ? m_model.entity(found->entity) : nullptr;
    }

    void checkView(const EntityDefinition &entity, const ViewDefinition &view)
    {
        for (const LaneDefinition &lane : view.lanes) {
            const qsizetype dot = lane.relation.indexOf(u'.');
            checkRelation(entity, dot < 0 ? lane.relation : lane.relation.first(dot), lane.line);
            const EntityDefinition *via = dot < 0 ? nullptr : otherOf(entity, lane.relation.first(dot));
            if (via)
                checkRelation(*via, lane.relation.sliced(dot + 1), lane.line);
        }
        checkRelation(entity, view.relation, view.line);
        const EntityDefinition *said = view.relation.isEmpty() ? &entity : otherOf(entity, view.relation);
        for (const QString &detail : view.details) {
            if (said)
                checkRelation(*said, detail, view.line);
        }
        if (view.kind != ViewDefinition::Kind::Board)
            return;
        if (entity.state.column.isEmpty())
            note(view.line, tr("A board needs the state of its entity: state"));
        for (const auto &[state, action] : view.moves) {
            if (!view.columns.contains(state))
                note(view.line, tr("The board has no column \"%1\"").arg(state));
            if (!entity.action(action))
                note(view.line, tr("%1 has no action \"%2\"").arg(entity.id, action), known(entity.actions));
        }
    }

    const Model &m_model;
    std::vector<DefinitionProblem> m_problems;
};

} // namespace

std::vector<yaml::DefinitionProblem> problemsWithin(const Model &model) { return Check(model).run(); }

} // namespace howdah::entity
