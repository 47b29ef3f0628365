// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/modelreader.h"

#include "connection/settings/platformsettings.h"
#include "entity/entityreader.h"
#include "entity/modelcheck.h"
#include "entity/tr.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::entity {

namespace {

class ModelReader final : public PartReader
{
public:
    ModelReader(const QByteArray &yaml, std::vector<DefinitionProblem> &problems)
        : PartReader(yaml, problems)
        , m_yaml(yaml)
    {
    }

    Model read(const YAML::Node &root)
    {
        YAML::Node entities;
        readMap(
            root, tr("a model"),
            {{u"title"_s, text(m_model.title)},
             {u"description"_s, text(m_model.description)},
             {u"pack"_s, text(m_model.pack)},
             {u"tables"_s, list(m_model.tables)},
             {u"groups"_s, each(tr("Groups"), [this](const YAML::Node &item) { readGroup(item); })},
             {u"entities"_s, [&entities](const YAML::Node &value) { entities = value; }},
             {u"session"_s, each(tr("Session settings"), [this](const YAML::Node &item) { readSetting(item); })},
             {u"tour"_s, each(tr("The steps of a tour"), [this](const YAML::Node &item) { readTourStep(item); })}});
        if (!root.IsMap())
            return m_model;
        if (m_model.title.isEmpty())
            note(root.Mark(), tr("The model has no title"));
        if (m_model.tables.isEmpty())
            note(
                root.Mark(), tr("The model does not say which tables it is found by: tables"),
                tr("Name some that only this platform has."));
        if (entities.IsDefined() && !entities.IsNull())
            each(tr("Entities"), [this](const YAML::Node &item) {
                EntityReader(m_yaml, m_problems).read(item, m_model);
            })(entities);
        if (m_model.entities.empty() && m_problems.empty())
            note(root.Mark(), tr("The model has no entities"));
        std::ranges::move(problemsWithin(m_model), std::back_inserter(m_problems));
        return m_model;
    }

private:
    void readGroup(const YAML::Node &node)
    {
        GroupDefinition group;
        group.line = lineOf(node);
        readMap(
            node, tr("a group"),
            {{u"id"_s, text(group.id)}, {u"title"_s, text(group.title)}, {u"description"_s, text(group.description)}});
        if (!node.IsMap())
            return;
        checkName(group.id, tr("A group"), m_model.group(group.id) != nullptr, node.Mark());
        if (group.title.isEmpty())
            note(node.Mark(), tr("The group has no title"));
        m_model.groups.push_back(std::move(group));
    }

    void readSetting(const YAML::Node &node)
    {
        SessionSetting setting;
        setting.line = lineOf(node);
        readMap(
            node, tr("a session setting"),
            {{u"name"_s, text(setting.name)},
             {u"title"_s, text(setting.title)},
             {u"type"_s, text(setting.type)},
             {u"choices"_s, fragment(setting.choices, FragmentKind::Query)},
             {u"hidden"_s, fragment(setting.hidden, FragmentKind::Condition)},
             {u"words"_s, text(setting.words)}});
        if (!node.IsMap())
            return;
        static const QRegularExpression form(u"^[a-z_][a-z0-9_]*(\\.[a-z_][a-z0-9_]*)+$"_s);
        if (!form.match(setting.name).hasMatch() || !connection::isPlatformSetting(setting.name))
            note(
                node.Mark(), tr("\"%1\" is not the name of a setting of the platform").arg(setting.name),
                tr("Such settings have a dot in their names, for example app.tenant."));
        if (setting.title.isEmpty())
            note(node.Mark(), tr("The session setting has no title"));
        if (setting.hidden.isEmpty() != setting.words.isEmpty())
            note(node.Mark(), tr("What hides the rows and what is said then belong together: hidden, words"));
        m_model.session.push_back(std::move(setting));
    }

    void readTourStep(const YAML::Node &node)
    {
        TourStep step;
        step.line = lineOf(node);
        readMap(
            node, tr("a step of a tour"),
            {{u"title"_s, text(step.title)},
             {u"words"_s, text(step.words)},
             {u"entity"_s, text(step.entity)},
             {u"where"_s, fragment(step.where, FragmentKind::Condition)},
             {u"page"_s, text(step.page)},
             {u"place"_s, text(step.place)}});
        if (!node.IsMap())
            return;
        static const QStringList pages{u"browse"_s, u"migrations"_s, u"prompts"_s, u"dashboards"_s, u"audit"_s};
        if (step.title.isEmpty())
            note(node.Mark(), tr("The step has no title"));
        if (step.entity.isEmpty() == step.page.isEmpty())
            note(node.Mark(), tr("A step leads either to an entity or to a page"));
        if (!step.page.isEmpty() && !pages.contains(step.page))
            note(
                node.Mark(), tr("There is no page \"%1\"").arg(step.page),
                tr("Use one of: %1.").arg(pages.join(u", "_s)));
        if (!step.where.isEmpty() && step.entity.isEmpty())
            note(node.Mark(), tr("Only rows of an entity have a condition: where"));
        if (!step.place.isEmpty() && step.page.isEmpty())
            note(node.Mark(), tr("A place is one on a page"));
        m_model.tour.push_back(std::move(step));
    }

    const QByteArray &m_yaml;
    Model m_model;
};

} // namespace

ModelReading readModel(const QByteArray &yaml, const QString &path)
{
    ModelReading reading;
    Model model;
    try {
        const YAML::Node root = YAML::Load(std::string(yaml.constData(), size_t(yaml.size())));
        model = ModelReader(yaml, reading.problems).read(root);
    } catch (const YAML::Exception &error) {
        const bool isPlaced = !error.mark.is_null();
        reading.problems.push_back(
            {isPlaced ? error.mark.line + 1 : 0,
             isPlaced ? error.mark.column + 1 : 0,
             tr("The file is not YAML: %1").arg(QString::fromStdString(error.msg)),
             {}});
    }
    std::ranges::stable_sort(reading.problems, {}, &DefinitionProblem::line);
    const QFileInfo file(path);
    model.path = path;
    // That of a pack is named for its folder.
    model.id = model.pack.isEmpty() ? file.completeBaseName() : model.pack;
    if (reading.problems.empty())
        reading.model = std::make_shared<const Model>(std::move(model));
    return reading;
}

} // namespace howdah::entity
