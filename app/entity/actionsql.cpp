// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/actionsql.h"

#include "sql/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::entity {

using connection::Statement;

static QString rowOf(const BoundEntity &entity, StatementWriter &writer)
{
    return u"\nFROM "_s + sql::quoteQualified(entity.schema, entity.table()) + u" AS "_s
         + sql::quoteIdentifier(entity.table()) + u"\nWHERE "_s + writer.isRow(entity.table(), entity.key);
}

static Statement conditionsOf(
    const Entities &entities, const BoundEntity &entity, const std::vector<const PreconditionDefinition *> &all,
    const RowValues &row)
{
    StatementWriter writer(entities.catalog(), entity.schema, entity.relation, row);
    QStringList conditions;
    for (const PreconditionDefinition *one : all)
        conditions << u'(' + writer.write(one->condition, true) + u") IS TRUE"_s;
    // An action without a precondition needs the row all the same.
    if (conditions.isEmpty())
        conditions << u"true"_s;
    return writer.statement(u"SELECT "_s + conditions.join(u",\n       "_s) + rowOf(entity, writer));
}

Statement preconditionStatement(
    const Entities &entities, const BoundEntity &entity, const ActionDefinition &action, const RowValues &row)
{
    std::vector<const PreconditionDefinition *> all;
    all.reserve(size_t(action.preconditions.size()));
    for (const PreconditionDefinition &one : action.preconditions)
        all.push_back(&one);
    return conditionsOf(entities, entity, all, row);
}

Statement preconditionStatement(const Entities &entities, const BoundEntity &entity, const RowValues &row)
{
    std::vector<const PreconditionDefinition *> all;
    for (const ActionDefinition &action : entity.definition->actions) {
        for (const PreconditionDefinition &one : action.preconditions)
            all.push_back(&one);
    }
    return conditionsOf(entities, entity, all, row);
}

Statement stepStatement(
    const Entities &entities, const BoundEntity &entity, const ActionDefinition &action, const StepDefinition &step,
    const RowValues &row, const RowValues &given)
{
    StatementWriter writer(entities.catalog(), entity.schema, entity.relation, row);
    writer.give(action, given);
    return writer.statement(writer.write(step.statement, false));
}

std::optional<Statement> stepCondition(
    const Entities &entities, const BoundEntity &entity, const ActionDefinition &action, const StepDefinition &step,
    const RowValues &row, const RowValues &given)
{
    if (step.onlyIf.isEmpty())
        return {};
    StatementWriter writer(entities.catalog(), entity.schema, entity.relation, row);
    writer.give(action, given);
    return writer.statement(u"SELECT ("_s + writer.write(step.onlyIf, true) + u") IS TRUE"_s);
}

std::optional<Statement> stepCount(
    const Entities &entities, const BoundEntity &entity, const ActionDefinition &action, const StepDefinition &step,
    const RowValues &row, const RowValues &given)
{
    if (step.count.isEmpty())
        return {};
    StatementWriter writer(entities.catalog(), entity.schema, entity.relation, row);
    writer.give(action, given);
    return writer.statement(writer.write(step.count, false));
}

std::vector<Choice>
knownChoices(const Entities &entities, const BoundEntity &entity, const ParameterDefinition &parameter)
{
    QStringList values = parameter.values;
    if (values.isEmpty()) {
        const auto &types = entities.catalog().types;
        const auto type = std::ranges::find_if(
            types, [&](const catalog::Type &one) { return one.schema == entity.schema && one.name == parameter.type; });
        if (type != types.end())
            values = type->labels;
    }
    if (values.isEmpty() && parameter.type == "boolean"_L1)
        values = {u"true"_s, u"false"_s};
    std::vector<Choice> choices;
    for (const QString &value : values)
        choices.push_back({value.toUtf8(), value});
    return choices;
}

static QString limited(const QString &query, int limit)
{
    return u"SELECT * FROM ("_s + query + u"\n) AS choice LIMIT "_s + QString::number(limit);
}

std::optional<Statement> choicesStatement(
    const Entities &entities, const BoundEntity &entity, const ActionDefinition &action,
    const ParameterDefinition &parameter, const RowValues &row, int limit)
{
    if (parameter.choices.isEmpty())
        return {};
    const RowValues none;
    StatementWriter writer(entities.catalog(), entity.schema, entity.relation, row);
    writer.give(action, none);
    return writer.statement(limited(writer.write(parameter.choices, false), limit));
}

std::vector<Choice> choicesIn(const connection::RowBatch &rows)
{
    std::vector<Choice> choices;
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const QByteArray value = rows.value(row, 0).value_or(QByteArray());
        const bool isNamed = rows.columnCount() > 1 && !rows.isNull(row, 1);
        choices.push_back({value, isNamed ? rows.text(row, 1) : QString::fromUtf8(value)});
    }
    return choices;
}

std::optional<KeptValues> keptValues(const Entities &entities, const BoundEntity &entity)
{
    KeptValues kept;
    QStringList expressions;
    const RowValues none;
    StatementWriter writer(entities.catalog(), entity.schema, entity.relation, none);
    for (const auto &[name, expression] : entity.definition->kept) {
        const catalog::Column *column = entities.catalog().column(entity.relation, name);
        if (!column)
            continue;
        kept.columns << name;
        expressions << u'(' + writer.write(expression, true) + u")::"_s + parameterType(*column);
    }
    if (kept.columns.isEmpty())
        return {};
    kept.statement = writer.statement(u"SELECT "_s + expressions.join(u", "_s));
    return kept;
}

std::optional<Statement>
settingChoices(const Entities &entities, const BoundModel &model, const SessionSetting &setting, int limit)
{
    if (setting.choices.isEmpty())
        return {};
    return Statement{limited(placedSql(setting.choices.source(), entities.catalog(), model.schema, false), limit), {}};
}

std::optional<Statement> settingHidden(const Entities &entities, const BoundModel &model, const SessionSetting &setting)
{
    if (setting.hidden.isEmpty())
        return {};
    return Statement{
        u"SELECT ("_s + placedSql(setting.hidden.source(), entities.catalog(), model.schema, true) + u") IS TRUE"_s,
        {}};
}

} // namespace howdah::entity
