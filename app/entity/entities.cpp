// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/entities.h"

#include "entity/fragmentcolumns.h"
#include "entity/tr.h"

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;

namespace howdah::entity {

using catalog::Catalog;
using catalog::Oid;

namespace {

// Those that a definition names, in all of its parts but the SQL of actions.
QStringList namedColumns(const EntityDefinition &entity)
{
    QStringList names = entity.key + entity.columns + entity.longText + entity.sensitive;
    names << entity.state.column << entity.time;
    for (const auto &[column, shape] : entity.json)
        names << column;
    for (const auto &[column, expression] : entity.kept)
        names << column;
    for (const RelationDefinition &relation : entity.relations) {
        if (relation.kind == RelationKind::Parent)
            names << relation.columns;
    }
    for (const ViewDefinition &view : entity.views) {
        names << view.json;
        for (const LaneDefinition &lane : view.lanes) {
            if (lane.relation.isEmpty())
                names << lane.time << lane.until << lane.label << lane.state << lane.error << lane.attempt << lane.by;
        }
    }
    names.removeAll(QString());
    names.removeDuplicates();
    return names;
}

QStringList primaryKey(const Catalog &catalog, Oid relation)
{
    QStringList names;
    if (const catalog::Constraint *key = catalog.primaryKey(relation)) {
        for (const qint16 number : key->columns) {
            if (const catalog::Column *column = catalog.column(relation, number))
                names << column->name;
        }
    }
    return names;
}

bool hasAll(const Catalog &catalog, Oid relation, const QStringList &columns)
{
    return std::ranges::all_of(columns, [&](const QString &name) { return catalog.column(relation, name) != nullptr; });
}

BoundEntity bound(
    const std::shared_ptr<const Model> &model, const EntityDefinition &definition, const Catalog &catalog,
    const catalog::Relation &relation)
{
    BoundEntity entity{.model = model, .definition = &definition, .relation = relation.oid, .schema = relation.schema};
    entity.key = definition.key.isEmpty() ? primaryKey(catalog, relation.oid) : definition.key;
    if (!hasAll(catalog, relation.oid, entity.key))
        entity.key = primaryKey(catalog, relation.oid);
    entity.isLabelled = hasAll(catalog, relation.oid, columnsIn(definition.label));
    entity.hasSubtitle =
        !definition.subtitle.isEmpty() && hasAll(catalog, relation.oid, columnsIn(definition.subtitle));
    QStringList names = namedColumns(definition) + columnsIn(definition.label) + columnsIn(definition.subtitle);
    names.removeDuplicates();
    for (const QString &name : names) {
        if (!catalog.column(relation.oid, name))
            entity.missing << name;
    }
    return entity;
}

} // namespace

const BoundEntity *BoundModel::entity(QStringView id) const
{
    const auto found = std::ranges::find_if(entities, [id](const BoundEntity &one) { return one.id() == id; });
    return found == entities.end() ? nullptr : &*found;
}

Entities::Entities(const std::vector<std::shared_ptr<const Model>> &models, catalog::Snapshot catalog)
    : m_catalog(std::move(catalog))
{
    for (const auto &model : models)
        bind(model);
}

static std::vector<std::shared_ptr<const Model>> readable(const std::vector<ModelFile> &files)
{
    std::vector<std::shared_ptr<const Model>> models;
    for (const ModelFile &file : files) {
        if (file.reading.model)
            models.push_back(file.reading.model);
    }
    return models;
}

Entities::Entities(const std::vector<ModelFile> &files, catalog::Snapshot catalog)
    : Entities(readable(files), std::move(catalog))
{
}

// Wherever its tables are: in one schema as a rule, in several where tenants have one each.
void Entities::bind(const std::shared_ptr<const Model> &model)
{
    for (const catalog::Schema &schema : m_catalog->schemas) {
        const bool holds = std::ranges::all_of(
            model->tables, [&](const QString &table) { return m_catalog->relation(schema.name, table) != nullptr; });
        if (!holds)
            continue;
        BoundModel one{model, schema.name, {}};
        for (const EntityDefinition &definition : model->entities) {
            if (const catalog::Relation *relation = m_catalog->relation(schema.name, definition.table))
                one.entities.push_back(bound(model, definition, *m_catalog, *relation));
        }
        m_models.push_back(std::move(one));
    }
}

std::shared_ptr<const Entities> Entities::unknown()
{
    auto nothing = std::make_shared<Entities>(
        std::vector<std::shared_ptr<const Model>>(), std::make_shared<const catalog::Catalog>());
    nothing->m_isKnown = false;
    return nothing;
}

const BoundEntity *Entities::of(Oid relation) const
{
    for (const BoundModel &model : m_models) {
        const auto found = std::ranges::find(model.entities, relation, &BoundEntity::relation);
        if (found != model.entities.end())
            return &*found;
    }
    const catalog::Relation *part = m_catalog->relation(relation);
    return part && part->isPartition && !part->parents.isEmpty() ? of(part->parents.front()) : nullptr;
}

const BoundEntity *Entities::named(QStringView name) const
{
    const qsizetype dot = name.indexOf(u'.');
    const QStringView wanted = name.sliced(dot + 1);
    for (const BoundModel &model : m_models) {
        if (dot > 0 && model.model->id != name.first(dot) && model.schema != name.first(dot))
            continue;
        if (const BoundEntity *entity = model.entity(wanted))
            return entity;
    }
    for (const BoundModel &model : m_models) {
        const auto found =
            std::ranges::find_if(model.entities, [wanted](const BoundEntity &one) { return one.table() == wanted; });
        if (found != model.entities.end())
            return &*found;
    }
    return nullptr;
}

const BoundModel *Entities::modelOf(const BoundEntity &entity) const
{
    const auto found = std::ranges::find_if(
        m_models, [&](const BoundModel &one) { return one.model == entity.model && one.schema == entity.schema; });
    return found == m_models.end() ? nullptr : &*found;
}

const BoundEntity *Entities::otherOf(const BoundEntity &entity, const RelationDefinition &relation) const
{
    const BoundModel *model = modelOf(entity);
    return model ? model->entity(relation.entity) : nullptr;
}

// What a lane names of a table that does not have it would be NULL in silence.
static void noteLanes(
    const Entities &entities, const BoundEntity &entity, const ViewDefinition &view,
    const std::function<void(int, const QString &)> &note)
{
    for (const LaneDefinition &lane : view.lanes) {
        const BoundEntity *of = &entity;
        for (const QString &step : lane.relation.split(u'.', Qt::SkipEmptyParts)) {
            const RelationDefinition *relation = of ? of->definition->relation(step) : nullptr;
            of = relation ? entities.otherOf(*of, *relation) : nullptr;
        }
        if (!of)
            continue; // its table is not there, which is said of the relation
        for (const QString &column :
             {lane.time, lane.until, lane.label, lane.state, lane.error, lane.attempt, lane.by}) {
            if (!column.isEmpty() && !entities.catalog().column(of->relation, column))
                note(lane.line, tr("%1 has no column \"%2\"").arg(of->table(), column));
        }
    }
}

std::vector<DefinitionProblem> differencesFrom(const Entities &entities, const BoundModel &model)
{
    std::vector<DefinitionProblem> problems;
    const auto note = [&problems](int line, const QString &message) { problems.push_back({line, 1, message, {}}); };
    const Catalog &catalog = entities.catalog();
    for (const EntityDefinition &definition : model.model->entities) {
        const BoundEntity *entity = model.entity(definition.id);
        if (!entity) {
            note(definition.line, tr("The schema %1 has no table %2").arg(model.schema, definition.table));
            continue;
        }
        for (const QString &column : entity->missing)
            note(definition.line, tr("%1 has no column \"%2\"").arg(definition.table, column));
        for (const ViewDefinition &view : definition.views)
            noteLanes(entities, *entity, view, note);
        for (const RelationDefinition &relation : definition.relations) {
            if (relation.kind == RelationKind::Parent)
                continue; // among those above
            const QString table =
                relation.kind == RelationKind::Through ? relation.through : model.model->entity(relation.entity)->table;
            const catalog::Relation *other = catalog.relation(model.schema, table);
            if (!other)
                note(relation.line, tr("The schema %1 has no table %2").arg(model.schema, table));
            else if (!hasAll(catalog, other->oid, relation.columns + relation.others))
                note(
                    relation.line, tr("%1 has not all of the columns %2")
                                       .arg(table, (relation.columns + relation.others).join(u", "_s)));
        }
    }
    return problems;
}

} // namespace howdah::entity
