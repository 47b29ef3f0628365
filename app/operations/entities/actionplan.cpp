// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/entities/actionrun.h"

#include "base/propagate.h"
#include "data/page/catalogshape.h"
#include "entity/record.h"
#include "operations/entities/passwordhash.h"
#include "operations/tr.h"

#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using connection::Session;
using entity::BoundEntity;
using entity::ParameterDefinition;
using entity::RowValues;

QString ActionPlan::name() const { return entity->model->id + u'.' + entity->id() + u'.' + action->id; }

namespace {

QString keyText(const BoundEntity &entity, const RowValues &row)
{
    QStringList texts;
    for (const QString &name : entity.key)
        texts << QString::fromUtf8(row.value(name).value_or(QByteArray()));
    return texts.join(u", "_s);
}

// The row as editing reads it, all of it.
Result<void> readRow(Session &session, ActionPlan &plan, const RowValues &key)
{
    const data::EditTarget &target = *plan.target;
    std::vector<int> whole;
    whole.reserve(size_t(int(target.columns.size())));
    for (int i = 0; i < int(target.columns.size()); ++i)
        whole.push_back(i);
    entity::StatementWriter writer(plan.entities->catalog(), plan.entity->schema, plan.entity->relation, key);
    const QString where = writer.isRow(plan.entity->table(), key.keys());
    const QString sql = u"SELECT "_s + data::basisExpressions(target, whole).join(u", "_s) + u"\nFROM "_s
                      + data::relationSql(target.shape) + u"\nWHERE "_s + where + u"\nLIMIT 2"_s;
    ASSIGN_OR_RETURN(const connection::Answer answer, session.query(writer.statement(sql)).result());
    const QString &name = plan.entity->definition->singular;
    if (answer.rows.rowCount() == 0)
        return fail(
            ErrorKind::NotFound, tr("There is no %1 with this key, or you may not see it").arg(name),
            tr("Refresh to see what exists now."));
    if (answer.rows.rowCount() > 1)
        return fail(ErrorKind::Conflict, tr("Several rows have these values"), tr("Give the whole key."));
    plan.seen = data::basisIn(target, answer.rows, 0, whole);
    for (size_t i = 0; i < target.columns.size(); ++i)
        plan.row.insert(target.columns[i].name, plan.seen.values[i]);
    return {};
}

} // namespace

Result<ActionPlan> planAction(
    Session &session, std::shared_ptr<const entity::Entities> entities, const BoundEntity &entity,
    const QString &action, const RowValues &key)
{
    ActionPlan plan{.entities = std::move(entities), .entity = &entity, .action = entity.definition->action(action)};
    if (!plan.action)
        return fail(ErrorKind::NotFound, tr("%1 has no action \"%2\"").arg(entity.id(), action));
    const auto shape = data::shapeOf(plan.entities->catalog(), entity.relation);
    if (!shape || entity.key.isEmpty() || key.isEmpty())
        return fail(ErrorKind::Usage, tr("The rows of %1 have no key").arg(entity.table()));
    ASSIGN_OR_RETURN(data::EditTarget target, data::readEditTarget(session, *shape));
    plan.target = std::make_shared<const data::EditTarget>(std::move(target));
    RETURN_IF_ERROR(readRow(session, plan, key));
    plan.label = keyText(entity, plan.row);
    if (entity.isLabelled) {
        RowValues own;
        for (const QString &name : entity.key)
            own.insert(name, plan.row.value(name));
        ASSIGN_OR_RETURN(
            const connection::Answer found, session.query(recordStatement(*plan.entities, entity, own)).result());
        if (found.rows.rowCount() == 1) {
            const QString label = recordIn(*plan.entities, entity, found.rows, 0).label;
            plan.label = label.isEmpty() ? plan.label : label;
        }
    }
    ASSIGN_OR_RETURN(
        const connection::Answer held,
        session.query(preconditionStatement(*plan.entities, entity, *plan.action, plan.row)).result());
    for (size_t i = 0; i < plan.action->preconditions.size(); ++i) {
        if (held.rows.rowCount() != 1 || !held.rows.boolean(0, qsizetype(i)))
            plan.refusals << plan.action->preconditions[i].otherwise;
    }
    return plan;
}

static Result<std::optional<QByteArray>>
givenValue(const ActionPlan &plan, const ParameterDefinition &parameter, const std::optional<QString> &typed)
{
    if (parameter.isGenerated)
        return QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
    const QString text = typed.value_or(parameter.usual);
    if (text.isEmpty() && parameter.hash == entity::PasswordHash::None) {
        if (parameter.isOptional)
            return std::nullopt;
        return fail(
            ErrorKind::Usage, tr("A value is needed for %1").arg(parameter.title),
            tr("The parameter is called \"%1\".").arg(parameter.id));
    }
    if (parameter.hash != entity::PasswordHash::None) {
        Result<QByteArray> hash = hashPassword(text, parameter.hash);
        if (!hash)
            return fail(hash.error());
        return *std::move(hash);
    }
    const auto choices = knownChoices(*plan.entities, *plan.entity, parameter);
    const bool isKnown =
        choices.empty() || std::ranges::any_of(choices, [&](const auto &one) { return one.value == text.toUtf8(); });
    if (isKnown)
        return text.toUtf8();
    QStringList known;
    for (const entity::Choice &choice : choices)
        known << choice.label;
    return fail(
        ErrorKind::Usage, tr("\"%1\" is not a value for %2").arg(text, parameter.title),
        tr("Use one of: %1.").arg(known.join(u", "_s)));
}

Result<RowValues> givenValues(const ActionPlan &plan, const QHash<QString, QString> &typed)
{
    for (auto it = typed.begin(); it != typed.end(); ++it) {
        if (!plan.action->parameter(it.key()))
            return fail(ErrorKind::Usage, tr("%1 has no parameter \"%2\"").arg(plan.action->title, it.key()));
    }
    RowValues given;
    for (const ParameterDefinition &parameter : plan.action->parameters) {
        const auto found = typed.constFind(parameter.id);
        ASSIGN_OR_RETURN(
            std::optional<QByteArray> value,
            givenValue(plan, parameter, found == typed.constEnd() ? std::nullopt : std::optional(*found)));
        given.insert(parameter.id, value);
    }
    return given;
}

QStringList readableSteps(const ActionPlan &plan, const RowValues &given)
{
    RowValues shown = given;
    for (const ParameterDefinition &parameter : plan.action->parameters) {
        if (parameter.hash != entity::PasswordHash::None && shown.contains(parameter.id))
            shown.insert(parameter.id, QByteArray("***"));
    }
    QStringList steps;
    for (const entity::StepDefinition &step : plan.action->steps) {
        const auto condition = stepCondition(*plan.entities, *plan.entity, *plan.action, step, plan.row, shown);
        const QString sql =
            data::readableSql(stepStatement(*plan.entities, *plan.entity, *plan.action, step, plan.row, shown));
        steps << (condition ? tr("-- only if: %1").arg(data::readableSql(*condition).simplified()) + u'\n' + sql : sql);
    }
    return steps;
}

} // namespace howdah::operations
