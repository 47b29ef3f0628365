// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "entity/modelfiles.h"

#include <span>

namespace howdah::entity {

// An entity as a database has it. What the table lacks of it (an older migration) is left out of these lists and is
// named in `missing`.
struct BoundEntity
{
    std::shared_ptr<const Model> model;
    const EntityDefinition *definition = nullptr; // of that model
    catalog::Oid relation = 0;
    QString schema;
    QStringList key;         // that tells its rows apart; empty: they cannot be
    bool isLabelled = false; // all columns of the label are there
    bool hasSubtitle = false;
    QStringList missing;

    [[nodiscard]] const QString &table() const { return definition->table; }
    [[nodiscard]] const QString &id() const { return definition->id; }
};

// A model, and the schema whose tables it describes.
struct BoundModel
{
    std::shared_ptr<const Model> model;
    QString schema;
    std::vector<BoundEntity> entities; // in the order of the file, those whose table is there
    [[nodiscard]] const BoundEntity *entity(QStringView id) const;
};

// What the models say of one database. Several may hold; what the first says of a table counts. Immutable; any thread.
class Entities final
{
public:
    // Needs catalog::Stage::Columns; types of the database's own in SQL need Stage::Complete. Pure.
    Entities(const std::vector<std::shared_ptr<const Model>> &models, catalog::Snapshot catalog);
    // Those of the files that could be read.
    Entities(const std::vector<ModelFile> &files, catalog::Snapshot catalog);
    // Before the models of a database are read: they say nothing yet, so that any column may be sensitive.
    [[nodiscard]] static std::shared_ptr<const Entities> unknown();
    [[nodiscard]] bool isKnown() const { return m_isKnown; }

    [[nodiscard]] std::span<const BoundModel> models() const { return m_models; }
    [[nodiscard]] const catalog::Catalog &catalog() const { return *m_catalog; }
    [[nodiscard]] const catalog::Snapshot &snapshot() const { return m_catalog; }
    [[nodiscard]] bool isEmpty() const { return m_models.empty(); }

    // nullptr where no model says anything of it. Of a partition what is said of its table.
    [[nodiscard]] const BoundEntity *of(catalog::Oid relation) const;
    // "user", or "uaip.user" where several models have one; also the table's name. nullptr when there is none.
    [[nodiscard]] const BoundEntity *named(QStringView name) const;
    // The other end of a relation; nullptr where its table is not there.
    [[nodiscard]] const BoundEntity *otherOf(const BoundEntity &entity, const RelationDefinition &relation) const;
    // The model that an entity is of.
    [[nodiscard]] const BoundModel *modelOf(const BoundEntity &entity) const;

private:
    void bind(const std::shared_ptr<const Model> &model);

    catalog::Snapshot m_catalog;
    std::vector<BoundModel> m_models;
    bool m_isKnown = true;
};

// What models say that a database has not: tables, columns. At the lines of the file; for `entities check --database`.
[[nodiscard]] std::vector<DefinitionProblem> differencesFrom(const Entities &entities, const BoundModel &model);

} // namespace howdah::entity
