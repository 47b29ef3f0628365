// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/entities.h"
#include "entity/placedsql.h"

namespace howdah::entity {

// The statements of an action on one row, as they are sent on a session with PostgreSQL's names. Who runs them holds
// them to their counts: operations/entities/actionrun.h.

// One row with a boolean for each precondition, in their order; none when the row is not there.
[[nodiscard]] connection::Statement preconditionStatement(
    const Entities &entities, const BoundEntity &entity, const ActionDefinition &action, const RowValues &row);
// Of all actions of the entity at once, so that a card asks once; one after the other.
[[nodiscard]] connection::Statement
preconditionStatement(const Entities &entities, const BoundEntity &entity, const RowValues &row);

// Of a step; `given` are the values of all parameters, those of passwords hashed.
[[nodiscard]] connection::Statement stepStatement(
    const Entities &entities, const BoundEntity &entity, const ActionDefinition &action, const StepDefinition &step,
    const RowValues &row, const RowValues &given);
// Answers a boolean; nothing where the step has no condition.
[[nodiscard]] std::optional<connection::Statement> stepCondition(
    const Entities &entities, const BoundEntity &entity, const ActionDefinition &action, const StepDefinition &step,
    const RowValues &row, const RowValues &given);
// Answers a number; nothing where the step says it.
[[nodiscard]] std::optional<connection::Statement> stepCount(
    const Entities &entities, const BoundEntity &entity, const ActionDefinition &action, const StepDefinition &step,
    const RowValues &row, const RowValues &given);

// What can be chosen for a parameter.
struct Choice
{
    QByteArray value;
    QString label;
    bool operator==(const Choice &) const = default;
};
// Those that are known without asking: the values of the file, the labels of an enum. Nothing where there are none.
[[nodiscard]] std::vector<Choice>
knownChoices(const Entities &entities, const BoundEntity &entity, const ParameterDefinition &parameter);
// The query for the others, at most so many; nothing where there is none.
[[nodiscard]] std::optional<connection::Statement> choicesStatement(
    const Entities &entities, const BoundEntity &entity, const ActionDefinition &action,
    const ParameterDefinition &parameter, const RowValues &row, int limit);
[[nodiscard]] std::vector<Choice> choicesIn(const connection::RowBatch &rows);

// What the application keeps at each save: the columns, and one SELECT of their values. Nothing where there are none.
struct KeptValues
{
    QStringList columns;
    connection::Statement statement;
};
[[nodiscard]] std::optional<KeptValues> keptValues(const Entities &entities, const BoundEntity &entity);

// For a session setting of the model: the query of its choices, and whether all is hidden for want of it.
[[nodiscard]] std::optional<connection::Statement>
settingChoices(const Entities &entities, const BoundModel &model, const SessionSetting &setting, int limit);
[[nodiscard]] std::optional<connection::Statement>
settingHidden(const Entities &entities, const BoundModel &model, const SessionSetting &setting);

} // namespace howdah::entity
