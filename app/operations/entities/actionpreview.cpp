// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/entities/actionpreview.h"

#include "base/propagate.h"
#include "operations/tr.h"
#include "sql/lockeffects.h"

#include <QUuid>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using connection::Session;
using connection::Statement;
using entity::ParameterDefinition;
using entity::RowValues;

namespace {

constexpr int DependentsShown = 5;

// For whom the values are: people read an ellipsis, a server only what fits the type.
enum class Reader { People, Server };

RowValues shownValues(const ActionPlan &plan, const QHash<QString, QString> &typed, Reader reader)
{
    RowValues given;
    for (const ParameterDefinition &parameter : plan.action->parameters) {
        const QString text = typed.value(parameter.id, parameter.usual);
        std::optional<QByteArray> value;
        if (parameter.hash != entity::PasswordHash::None) {
            if (reader == Reader::People)
                value = "***";
        } else if (parameter.isGenerated) {
            if (reader == Reader::People)
                value = tr("a new identifier").toUtf8();
        } else if (!text.isEmpty()) {
            value = text.toUtf8();
        } else if (reader == Reader::People && !parameter.isOptional) {
            value = "\u2026";
        }
        given.insert(parameter.id, value);
    }
    return given;
}

// Whether the statement can be asked about yet: all that it needs was given.
bool isWhole(const ActionPlan &plan, const QHash<QString, QString> &typed)
{
    return std::ranges::none_of(plan.action->parameters, [&](const ParameterDefinition &one) {
        const bool isTyped = one.hash == entity::PasswordHash::None && !one.isOptional && !one.isGenerated;
        return isTyped && typed.value(one.id, one.usual).isEmpty();
    });
}

QString changedRelation(const QString &sql)
{
    constexpr int anyVersion = 150000;
    for (const sql::RelationEffect &effect : sql::lockEffects(sql, anyVersion).relations) {
        if (effect.lock >= sql::LockMode::RowExclusive)
            return effect.relation.schema + u'.' + effect.relation.name;
    }
    return {};
}

class Previewing final
{
public:
    Previewing(Session &session, const ActionPlan &plan, const QHash<QString, QString> &typed)
        : m_session(session)
        , m_plan(plan)
        , m_isWhole(isWhole(plan, typed))
        , m_given(shownValues(plan, typed, Reader::Server))
        , m_readable(previewSql(plan, typed))
    {
    }

    Result<ActionPreview> run()
    {
        const auto &steps = m_plan.action->steps;
        for (size_t i = 0; i < steps.size(); ++i) {
            ASSIGN_OR_RETURN(StepPreview step, preview(steps[i]));
            step.sql = m_readable.value(qsizetype(i));
            m_preview.steps.push_back(std::move(step));
        }
        for (const entity::RelationDefinition &relation : m_plan.entity->definition->relations)
            RETURN_IF_ERROR(addDependents(relation));
        return std::move(m_preview);
    }

private:
    Result<StepPreview> preview(const entity::StepDefinition &step)
    {
        const auto &[entities, entity, action] = std::tie(*m_plan.entities, *m_plan.entity, *m_plan.action);
        StepPreview shown;
        shown.relation = changedRelation(stepStatement(entities, entity, action, step, m_plan.row, m_given).sql);
        if (step.count.isEmpty())
            shown.rows = step.rows;
        if (!m_isWhole)
            return shown;
        if (const auto condition = stepCondition(entities, entity, action, step, m_plan.row, m_given)) {
            ASSIGN_OR_RETURN(const connection::Answer answer, m_session.query(*condition).result());
            shown.isLeftOut = answer.rows.rowCount() != 1 || !answer.rows.boolean(0, 0);
        }
        if (const auto count = stepCount(entities, entity, action, step, m_plan.row, m_given)) {
            ASSIGN_OR_RETURN(const connection::Answer answer, m_session.query(*count).result());
            if (answer.rows.rowCount() == 1)
                shown.rows = answer.rows.integer(0, 0);
        }
        return shown;
    }

    // Of relations to tables that a step changes; what it is related to besides stays as it is.
    Result<void> addDependents(const entity::RelationDefinition &relation)
    {
        const auto &[entities, entity] = std::tie(*m_plan.entities, *m_plan.entity);
        const entity::BoundEntity *other = entities.otherOf(entity, relation);
        if (!other || other->relation == entity.relation)
            return {};
        const QString name = other->schema + u'.' + other->table();
        const bool isChanged = std::ranges::any_of(
            m_preview.steps, [&](const StepPreview &step) { return step.relation == name && !step.isLeftOut; });
        const auto count = relatedCount(entities, entity, relation, m_plan.row, MostDependents);
        const auto rows = relatedRows(entities, entity, relation, m_plan.row, DependentsShown);
        if (!isChanged || !count || !rows)
            return {};
        ASSIGN_OR_RETURN(const connection::PipelineAnswer answer, m_session.pipeline({*count, *rows}).result());
        if (answer.error)
            return fail(*answer.error);
        DependentRows found{relation.title, relatedIn(entities, entity, relation, answer.answers[1].rows), 0};
        found.count = answer.answers[0].rows.integer(0, 0);
        if (found.count > 0)
            m_preview.dependents.push_back(std::move(found));
        return {};
    }

    Session &m_session;
    const ActionPlan &m_plan;
    const bool m_isWhole;
    const RowValues m_given;
    const QStringList m_readable;
    ActionPreview m_preview;
};

} // namespace

QStringList previewSql(const ActionPlan &plan, const QHash<QString, QString> &typed)
{
    return readableSteps(plan, shownValues(plan, typed, Reader::People));
}

Result<ActionPreview> previewAction(Session &session, const ActionPlan &plan, const QHash<QString, QString> &typed)
{
    return Previewing(session, plan, typed).run();
}

Result<QHash<QString, std::vector<entity::Choice>>> readChoices(Session &session, const ActionPlan &plan)
{
    QHash<QString, std::vector<entity::Choice>> found;
    for (const ParameterDefinition &parameter : plan.action->parameters) {
        if (parameter.hash != entity::PasswordHash::None || parameter.isGenerated)
            continue;
        auto known = knownChoices(*plan.entities, *plan.entity, parameter);
        if (known.empty()) {
            const auto question =
                choicesStatement(*plan.entities, *plan.entity, *plan.action, parameter, plan.row, MostOffered);
            if (!question)
                continue;
            ASSIGN_OR_RETURN(const connection::Answer answer, session.query(*question).result());
            known = entity::choicesIn(answer.rows);
        }
        found.insert(parameter.id, known);
    }
    return found;
}

} // namespace howdah::operations
