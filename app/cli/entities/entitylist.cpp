// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/entities/entitysite.h"

#include "base/wholefile.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/terminaltext.h"
#include "cli/terminal/tr.h"
#include "entity/actionsql.h"
#include "entity/draft/draftyaml.h"
#include "entity/view/board.h"
#include "entity/view/thread.h"
#include "entity/view/timeline.h"

#include <QFileInfo>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using entity::BoundEntity;
using entity::BoundModel;
using entity::DefinitionProblem;
using entity::ModelFile;

namespace {

int listFiles(Output &output)
{
    bool hasProblem = false;
    std::vector<QStringList> rows{{tr("Model"), tr("Title"), tr("Entities"), tr("Actions"), tr("From")}};
    QJsonArray array;
    for (const ModelFile &file : entity::allModels()) {
        for (const DefinitionProblem &problem : file.reading.problems)
            output.err << plainLine(describe(problem, file.path)) << Qt::endl;
        hasProblem = hasProblem || !file.reading.model;
        if (!file.reading.model)
            continue;
        const entity::Model &model = *file.reading.model;
        qsizetype actions = 0;
        for (const entity::EntityDefinition &one : model.entities)
            actions += qsizetype(one.actions.size());
        rows.push_back(
            {model.id, model.title, QString::number(model.entities.size()), QString::number(actions),
             file.isBuiltIn() ? tr("built in") : file.path});
        array.append(QJsonObject{
            {u"model"_s, model.id},
            {u"title"_s, model.title},
            {u"entities"_s, qint64(model.entities.size())},
            {u"actions"_s, actions},
            {u"file"_s, file.path},
            {u"builtIn"_s, file.isBuiltIn()}});
    }
    const int code = hasProblem ? ExitFailed : ExitOk;
    if (output.json)
        print(output, {{u"format"_s, 1}, {u"models"_s, array}, {u"exitCode"_s, code}});
    else
        output.out << alignedTable(std::move(rows)) << Qt::flush;
    return code;
}

// Everything that a model would ever send, asked of the planner with NULL for all values.
class SqlCheck final
{
public:
    SqlCheck(connection::Session &session, const std::shared_ptr<const entity::Entities> &entities)
        : m_session(session)
        , m_shared(entities)
        , m_entities(*entities)
    {
    }

    std::vector<DefinitionProblem> run(const BoundModel &model)
    {
        m_problems = differencesFrom(m_entities, model);
        for (const BoundEntity &one : model.entities)
            checkEntity(one);
        for (const entity::SessionSetting &setting : model.model->session) {
            ask(setting.line, entity::settingChoices(m_entities, model, setting, 1));
            ask(setting.line, entity::settingHidden(m_entities, model, setting));
        }
        return std::move(m_problems);
    }

private:
    void ask(int line, const std::optional<connection::Statement> &statement)
    {
        if (!statement)
            return;
        connection::Statement explained = *statement;
        explained.sql.prepend(u"EXPLAIN "_s);
        if (const auto answer = m_session.query(explained).result(); !answer)
            m_problems.push_back({line, 1, answer.error().message, answer.error().hint});
    }

    void checkEntity(const BoundEntity &one)
    {
        const entity::EntityDefinition &definition = *one.definition;
        const entity::RowValues none;
        ask(definition.line, listStatement(m_entities, one, u"x"_s, 1));
        if (const auto kept = keptValues(m_entities, one))
            ask(definition.line, kept->statement);
        for (const entity::RelationDefinition &relation : definition.relations)
            ask(relation.line, relatedRows(m_entities, one, relation, none, 1));
        for (const entity::ViewDefinition &view : definition.views)
            checkView(one, view);
        for (const entity::ActionDefinition &action : definition.actions) {
            ask(action.line, preconditionStatement(m_entities, one, action, none));
            for (const entity::ParameterDefinition &parameter : action.parameters)
                ask(parameter.line, choicesStatement(m_entities, one, action, parameter, none, 1));
            for (const entity::StepDefinition &step : action.steps) {
                ask(step.line, stepStatement(m_entities, one, action, step, none, none));
                ask(step.line, stepCondition(m_entities, one, action, step, none, none));
                ask(step.line, stepCount(m_entities, one, action, step, none, none));
            }
        }
    }

    void checkView(const BoundEntity &one, const entity::ViewDefinition &view)
    {
        const entity::RowValues none;
        std::vector<connection::Statement> statements;
        switch (view.kind) {
        case entity::ViewDefinition::Kind::Timeline:
            statements = timelineQuestion(m_entities, one, view, none).statements;
            break;
        case entity::ViewDefinition::Kind::Thread:
            if (const auto question = threadQuestion(m_shared, one, view, none)) {
                statements = question->statements;
                std::ranges::copy(question->detailStatements, std::back_inserter(statements));
            }
            break;
        case entity::ViewDefinition::Kind::Board:
            statements = boardQuestion(m_entities, one, view).statements;
            break;
        }
        for (const connection::Statement &statement : statements)
            ask(view.line, statement);
    }

    connection::Session &m_session;
    const std::shared_ptr<const entity::Entities> m_shared;
    const entity::Entities &m_entities;
    std::vector<DefinitionProblem> m_problems;
};

} // namespace

int entityList(Output &output, const EntityOptions &options)
{
    if (options.database.isEmpty())
        return listFiles(output);
    EntitySite site;
    if (const int code = openSite(site, output, options, true); code != ExitOk)
        return code;
    std::vector<QStringList> rows{{tr("Group"), tr("Entity"), tr("Table"), tr("Relations"), tr("Actions")}};
    QJsonArray array;
    for (const BoundModel &model : site.entities->models()) {
        for (const BoundEntity &one : model.entities) {
            const entity::GroupDefinition *group = model.model->group(one.definition->group);
            QStringList actions;
            for (const entity::ActionDefinition &action : one.definition->actions)
                actions << action.id;
            rows.push_back(
                {group ? group->title : QString(), one.id(), one.schema + u'.' + one.table(),
                 QString::number(one.definition->relations.size()), actions.join(u", "_s)});
            array.append(QJsonObject{
                {u"model"_s, model.model->id},
                {u"group"_s, one.definition->group},
                {u"entity"_s, one.id()},
                {u"schema"_s, one.schema},
                {u"table"_s, one.table()},
                {u"actions"_s, QJsonArray::fromStringList(actions)}});
        }
    }
    if (output.json)
        print(output, {{u"format"_s, 1}, {u"entities"_s, array}, {u"exitCode"_s, int(ExitOk)}});
    else if (rows.size() == 1)
        output.out << tr("No model describes this database; howdahctl entities draft writes one.") << Qt::endl;
    else
        output.out << alignedTable(std::move(rows)) << Qt::flush;
    return ExitOk;
}

int entityCheck(Output &output, const EntityOptions &options)
{
    std::vector<ModelFile> files;
    for (const QString &path : options.files)
        files.push_back(entity::readModelFile(path));
    if (files.empty())
        files = entity::allModels();
    QJsonArray array;
    bool hasProblem = false;
    const auto note = [&](const QString &path, const std::vector<DefinitionProblem> &problems) {
        for (const DefinitionProblem &problem : problems) {
            hasProblem = true;
            output.err << plainLine(describe(problem, path)) << Qt::endl;
            array.append(QJsonObject{
                {u"file"_s, path},
                {u"line"_s, problem.line},
                {u"column"_s, problem.column},
                {u"message"_s, problem.message},
                {u"hint"_s, problem.hint}});
        }
    };
    for (const ModelFile &file : files)
        note(file.path, file.reading.problems);
    if (!options.database.isEmpty()) {
        EntitySite site;
        if (const int code = openSite(site, output, options, true); code != ExitOk)
            return code;
        const auto entities = std::make_shared<const entity::Entities>(files, site.entities->snapshot());
        for (const BoundModel &model : entities->models())
            note(model.model->path, SqlCheck(site.target.session(), entities).run(model));
        if (entities->isEmpty())
            output.err << tr("None of the models holds for this database.") << Qt::endl;
    }
    const int code = hasProblem ? ExitFailed : ExitOk;
    if (output.json)
        print(output, {{u"format"_s, 1}, {u"problems"_s, array}, {u"exitCode"_s, code}});
    else if (!hasProblem)
        output.out << tr("No problems found.") << Qt::endl;
    return code;
}

int entityDraft(Output &output, const EntityOptions &options)
{
    if (!options.file.isEmpty() && QFileInfo::exists(options.file) && !options.force)
        return failed(
            output,
            makeError(ErrorKind::Usage, tr("%1 already exists").arg(options.file), tr("Use --force to replace it.")));
    EntitySite site;
    if (const int code = openSite(site, output, options, true); code != ExitOk)
        return code;
    const catalog::Catalog &catalog = site.entities->catalog();
    const QString schema = options.schema.isEmpty() ? entity::schemaToDescribe(catalog) : options.schema;
    const QByteArray yaml = entity::draftModel(catalog, schema);
    if (yaml.isEmpty())
        return failed(
            output, makeError(ErrorKind::NotFound, tr("There are no tables to describe in the schema %1").arg(schema)),
            Stage::Naming);
    if (!options.file.isEmpty()) {
        const Result<void> written = writeWholeFile(options.file, yaml);
        return written ? ExitOk : failed(output, written.error(), Stage::Files);
    }
    const ExactOutput exact(output.out);
    output.out << QString::fromUtf8(yaml) << Qt::flush;
    return ExitOk;
}

} // namespace howdah::cli
