// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/actionreader.h"

#include "entity/tr.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::entity {

using yaml::scalar;

static constexpr int MostRows = 100'000;

// What stands in a cast, as it is.
static bool isTypeName(const QString &type)
{
    static const QRegularExpression form(u"^[a-z_][a-z0-9_]*( [a-z]+)*(\\[\\])?$"_s);
    return form.match(type).hasMatch();
}

void ActionReader::read(const YAML::Node &node, EntityDefinition &entity)
{
    ActionDefinition action;
    action.line = lineOf(node);
    YAML::Node steps;
    const size_t before = m_problems.size();
    readMap(
        node, tr("an action"),
        {{u"id"_s, text(action.id)},
         {u"title"_s, text(action.title)},
         {u"words"_s, text(action.words)},
         {u"destroys"_s, flag(action.destroys)},
         {u"when"_s,
          each(tr("The conditions of an action"), [&](const YAML::Node &item) { readPrecondition(item, action); })},
         {u"parameters"_s,
          each(tr("The parameters of an action"), [&](const YAML::Node &item) { readParameter(item, action); })},
         {u"steps"_s, [&steps](const YAML::Node &value) { steps = value; }}});
    if (!node.IsMap())
        return;
    checkName(action.id, tr("An action"), entity.action(action.id) != nullptr, node.Mark());
    if (action.title.isEmpty())
        note(node.Mark(), tr("The action has no title"));
    if (action.words.isEmpty())
        note(node.Mark(), tr("The action does not say what it means"), tr("Write a sentence: words."));
    // The steps use the parameters, wherever those stand.
    if (steps.IsDefined() && !steps.IsNull())
        each(tr("The steps of an action"), [&](const YAML::Node &item) { readStep(item, action); })(steps);
    if (action.steps.empty() && m_problems.size() == before)
        note(node.Mark(), tr("The action has no steps"));
    if (m_problems.size() == before)
        checkUse(action);
    entity.actions.push_back(std::move(action));
}

void ActionReader::readPrecondition(const YAML::Node &node, ActionDefinition &action)
{
    PreconditionDefinition precondition;
    readMap(
        node, tr("a condition of an action"),
        {{u"sql"_s, fragment(precondition.condition, FragmentKind::Condition, {u"this"_s})},
         {u"otherwise"_s, text(precondition.otherwise)}});
    if (!node.IsMap())
        return;
    if (!node["sql"].IsDefined())
        note(node.Mark(), tr("The condition has no expression: sql"));
    if (precondition.otherwise.isEmpty())
        note(node.Mark(), tr("The condition does not say why not: otherwise"));
    action.preconditions.push_back(std::move(precondition));
}

void ActionReader::readParameter(const YAML::Node &node, ActionDefinition &action)
{
    ParameterDefinition parameter;
    parameter.line = lineOf(node);
    readMap(
        node, tr("a parameter"),
        {{u"id"_s, text(parameter.id)},
         {u"title"_s, text(parameter.title)},
         {u"type"_s, text(parameter.type)},
         {u"hash"_s,
          choice<PasswordHash>(
              parameter.hash, {{u"argon2id"_s, PasswordHash::Argon2id}, {u"bcrypt"_s, PasswordHash::Bcrypt}})},
         {u"optional"_s, flag(parameter.isOptional)},
         {u"generated"_s, flag(parameter.isGenerated)},
         {u"usual"_s, text(parameter.usual)},
         {u"values"_s, list(parameter.values)},
         {u"choices"_s, fragment(parameter.choices, FragmentKind::Query, {u"this"_s})}});
    if (!node.IsMap())
        return;
    checkName(parameter.id, tr("A parameter"), action.parameter(parameter.id) != nullptr, node.Mark());
    if (parameter.id == "this"_L1)
        note(node.Mark(), tr("\"this\" is a name that every statement already has"));
    checkParameter(parameter, node.Mark());
    if (parameter.title.isEmpty())
        parameter.title = parameter.id;
    action.parameters.push_back(std::move(parameter));
}

void ActionReader::checkParameter(const ParameterDefinition &parameter, const YAML::Mark &mark)
{
    const bool isPassword = parameter.type == "password"_L1;
    if (!isTypeName(parameter.type))
        note(mark, tr("\"%1\" is not the name of a type").arg(parameter.type));
    if (isPassword != (parameter.hash != PasswordHash::None))
        note(
            mark,
            isPassword ? tr("A password needs the hash that the platform checks") : tr("Only a password has a hash"),
            tr("Use one of: %1.").arg(u"argon2id, bcrypt"_s));
    if (isPassword && !parameter.usual.isEmpty())
        note(mark, tr("A password cannot be given in a file"));
    if (parameter.isGenerated && parameter.type != "uuid"_L1)
        note(mark, tr("Only a uuid can be generated"));
    if (!parameter.values.isEmpty() && !parameter.choices.isEmpty())
        note(mark, tr("Choices are either values or a query"));
    if (!parameter.values.isEmpty() && !parameter.usual.isEmpty() && !parameter.values.contains(parameter.usual))
        note(mark, tr("\"%1\" is not one of the values").arg(parameter.usual));
}

void ActionReader::readStep(const YAML::Node &node, ActionDefinition &action)
{
    StepDefinition step;
    step.line = lineOf(node);
    QStringList names{u"this"_s};
    for (const ParameterDefinition &parameter : action.parameters)
        names << parameter.id;
    readMap(
        node, tr("a step"),
        {{u"sql"_s, fragment(step.statement, FragmentKind::Change, names)},
         {u"if"_s, fragment(step.onlyIf, FragmentKind::Condition, names)},
         {u"rows"_s, [&](const YAML::Node &value) {
              bool isNumber = false;
              const int rows = value.IsScalar() ? scalar(value).toInt(&isNumber) : 0;
              if (!isNumber)
                  return fragment(step.count, FragmentKind::Query, names)(value);
              if (rows < 1 || rows > MostRows)
                  note(value.Mark(), tr("This must be a number from %1 to %2").arg(1).arg(MostRows));
              step.rows = rows;
          }}});
    if (!node.IsMap())
        return;
    if (!node["sql"].IsDefined())
        note(node.Mark(), tr("The step has no statement: sql"));
    if (!node["rows"].IsDefined())
        note(
            node.Mark(), tr("The step does not say how many rows it changes: rows"),
            tr("A number, or a query that counts them."));
    action.steps.push_back(std::move(step));
}

// What is asked for and used nowhere is a mistake in one of the two places.
void ActionReader::checkUse(const ActionDefinition &action)
{
    QStringList used;
    for (const StepDefinition &step : action.steps) {
        for (const Fragment *part : {&step.statement, &step.onlyIf, &step.count}) {
            for (const sql::NamedUse &use : part->query.uses())
                used << use.name;
        }
    }
    for (const ParameterDefinition &parameter : action.parameters) {
        if (!used.contains(parameter.id))
            noteAt(parameter.line, tr("No step uses the parameter \"%1\"").arg(parameter.id));
    }
}

} // namespace howdah::entity
