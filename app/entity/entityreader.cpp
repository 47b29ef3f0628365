// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/entityreader.h"

#include "entity/actionreader.h"
#include "entity/tr.h"
#include "entity/viewreader.h"

using namespace Qt::StringLiterals;

namespace howdah::entity {

void EntityReader::read(const YAML::Node &node, Model &model)
{
    EntityDefinition entity;
    entity.line = lineOf(node);
    readMap(node, tr("an entity"), setters(entity));
    if (!node.IsMap())
        return;
    check(entity, model, node);
    if (entity.plural.isEmpty())
        entity.plural = entity.singular;
    model.entities.push_back(std::move(entity));
}

yaml::Setters EntityReader::setters(EntityDefinition &entity)
{
    return {
        {u"id"_s, text(entity.id)},
        {u"table"_s, text(entity.table)},
        {u"group"_s, text(entity.group)},
        {u"singular"_s, text(entity.singular)},
        {u"plural"_s, text(entity.plural)},
        {u"icon"_s, text(entity.icon)},
        {u"label"_s, fragment(entity.label, FragmentKind::Label)},
        {u"subtitle"_s, fragment(entity.subtitle, FragmentKind::Label)},
        {u"key"_s, words(entity.key)},
        {u"state"_s, [&](const YAML::Node &value) { readState(value, entity.state); }},
        {u"time"_s, text(entity.time)},
        {u"columns"_s, list(entity.columns)},
        {u"long"_s, list(entity.longText)},
        {u"json"_s, pairs([&](const QString &column, const YAML::Node &value) { readJson(column, value, entity); })},
        {u"sensitive"_s, list(entity.sensitive)},
        {u"kept"_s, pairs([&](const QString &column, const YAML::Node &value) {
             entity.kept.emplace_back(column, Fragment());
             fragment(entity.kept.back().second, FragmentKind::Condition)(value);
         })},
        {u"relations"_s, each(tr("Relations"), [&](const YAML::Node &item) { readRelation(item, entity); })},
        {u"actions"_s,
         each(tr("Actions"), [&](const YAML::Node &item) { ActionReader(m_yaml, m_problems).read(item, entity); })},
        {u"views"_s,
         each(tr("Views"), [&](const YAML::Node &item) { ViewReader(m_yaml, m_problems).read(item, entity); })}};
}

void EntityReader::check(const EntityDefinition &entity, const Model &model, const YAML::Node &node)
{
    checkName(entity.id, tr("An entity"), model.entity(entity.id) != nullptr, node.Mark());
    if (entity.table.isEmpty())
        note(node.Mark(), tr("The entity has no table"));
    else if (const EntityDefinition *other = model.entityOfTable(entity.table))
        note(node.Mark(), tr("The table %1 is that of the entity \"%2\" already").arg(entity.table, other->id));
    if (entity.singular.isEmpty())
        note(node.Mark(), tr("The entity has no name for one of it: singular"));
    if (!node["label"].IsDefined())
        note(node.Mark(), tr("The entity has no label"), tr("An expression by which people recognise the row."));
}

void EntityReader::readState(const YAML::Node &node, StateDefinition &state)
{
    yaml::Setters setters{{u"column"_s, text(state.column)}};
    for (int i = 0; i <= int(Tone::Muted); ++i) {
        const Tone tone = Tone(i);
        setters.insert(toneName(tone), [this, tone, &state](const YAML::Node &values) {
            QStringList read;
            words(read)(values);
            for (const QString &value : read) {
                if (std::ranges::any_of(state.tones, [&](const auto &one) { return one.first == value; }))
                    note(values.Mark(), tr("The state \"%1\" has a tone already").arg(value));
                state.tones.emplace_back(value, tone);
            }
        });
    }
    readMap(node, tr("a state"), setters);
    if (state.column.isEmpty() && node.IsMap())
        note(node.Mark(), tr("The state has no column"));
}

void EntityReader::readJson(const QString &column, const YAML::Node &node, EntityDefinition &entity)
{
    JsonShape shape = JsonShape::Any;
    choice<JsonShape>(
        shape, {{u"any"_s, JsonShape::Any},
                {u"object"_s, JsonShape::Object},
                {u"list"_s, JsonShape::List},
                {u"messages"_s, JsonShape::Messages},
                {u"schema"_s, JsonShape::Schema}})(node);
    entity.json.emplace_back(column, shape);
}

void EntityReader::readRelation(const YAML::Node &node, EntityDefinition &entity)
{
    RelationDefinition relation;
    relation.line = lineOf(node);
    std::vector<std::pair<QString, RelationKind>> kinds;
    for (const RelationKind kind : {RelationKind::Parent, RelationKind::Children, RelationKind::Through})
        kinds.emplace_back(relationKindName(kind), kind);
    readMap(
        node, tr("a relation"),
        {{u"id"_s, text(relation.id)},
         {u"title"_s, text(relation.title)},
         {u"kind"_s, choice(relation.kind, kinds)},
         {u"entity"_s, text(relation.entity)},
         {u"columns"_s, words(relation.columns)},
         {u"key"_s, words(relation.key)},
         {u"through"_s, text(relation.through)},
         {u"others"_s, words(relation.others)}});
    if (!node.IsMap())
        return;
    checkName(relation.id, tr("A relation"), entity.relation(relation.id) != nullptr, node.Mark());
    checkRelation(relation, node.Mark());
    if (relation.title.isEmpty())
        relation.title = relation.id;
    entity.relations.push_back(std::move(relation));
}

void EntityReader::checkRelation(const RelationDefinition &relation, const YAML::Mark &mark)
{
    const bool isThrough = relation.kind == RelationKind::Through;
    if (relation.entity.isEmpty())
        note(mark, tr("The relation leads to no entity"));
    if (relation.columns.isEmpty())
        note(mark, tr("The relation has no columns"));
    if (isThrough && (relation.through.isEmpty() || relation.others.isEmpty()))
        note(mark, tr("A relation through a table needs it, and its columns for the other: through, others"));
    if (!isThrough && (!relation.through.isEmpty() || !relation.others.isEmpty()))
        note(mark, tr("Only a relation of the kind through has a table between"));
    if (!relation.key.isEmpty() && relation.key.size() != relation.columns.size())
        note(mark, tr("The key has not as many columns as refer to it"));
}

} // namespace howdah::entity
