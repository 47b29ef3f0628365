// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/modelreader.h"

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
             {u"session"_s, each(tr("Session settings"), [this](const YAML::Node &item) { readSetting(item); })}});
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
        if (!form.match(setting.name).hasMatch())
            note(
                node.Mark(), tr("\"%1\" is not the name of a setting of the platform").arg(setting.name),
                tr("Such settings have a dot in their names, for example app.tenant."));
        if (setting.title.isEmpty())
            note(node.Mark(), tr("The session setting has no title"));
        if (setting.hidden.isEmpty() != setting.words.isEmpty())
            note(node.Mark(), tr("What hides the rows and what is said then belong together: hidden, words"));
        m_model.session.push_back(std::move(setting));
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
