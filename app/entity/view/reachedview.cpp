// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/view/reachedview.h"

#include "entity/view/viewsql.h"
#include "sql/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::entity {

constexpr int MostSteps = 2; // a call of a tool, its message, their thread

static void addViews(
    std::vector<ReachedView> &found, const BoundEntity &entity, const std::vector<const RelationDefinition *> &path)
{
    const auto &views = entity.definition->views;
    const std::vector<ReachedView> before = found;
    for (int i = 0; i < int(views.size()); ++i) {
        const ViewDefinition &view = views[size_t(i)];
        const bool isThere =
            std::ranges::any_of(before, [&view](const ReachedView &one) { return one.definition().kind == view.kind; });
        if (path.empty() || (!isThere && view.kind != ViewDefinition::Kind::Board))
            found.push_back({&entity, i, path});
    }
}

std::vector<ReachedView> viewsFrom(const Entities &entities, const BoundEntity &entity)
{
    std::vector<ReachedView> found;
    addViews(found, entity, {});
    struct Place
    {
        const BoundEntity *entity;
        std::vector<const RelationDefinition *> path;
    };
    std::vector<Place> places{{&entity, {}}};
    for (int step = 0; step < MostSteps; ++step) {
        std::vector<Place> next;
        for (const Place &place : places) {
            for (const RelationDefinition &relation : place.entity->definition->relations) {
                const BoundEntity *other = relation.kind == RelationDefinition::Kind::Parent
                                             ? entities.otherOf(*place.entity, relation)
                                             : nullptr;
                if (!other || other->relation == entity.relation)
                    continue;
                Place further{other, place.path};
                further.path.push_back(&relation);
                addViews(found, *other, further.path);
                next.push_back(std::move(further));
            }
        }
        places = std::move(next);
    }
    return found;
}

std::optional<ReachedView> viewFrom(const Entities &entities, const BoundEntity &entity, ViewDefinition::Kind kind)
{
    for (const ReachedView &one : viewsFrom(entities, entity)) {
        if (one.definition().kind == kind)
            return one;
    }
    return {};
}

// Which step of the way holds what is said in the view: 0 is the row itself; -1 none.
static int saidStep(const Entities &entities, const BoundEntity &entity, const ReachedView &reached)
{
    const RelationDefinition *said = reached.entity->definition->relation(reached.definition().relation);
    const BoundEntity *holder = said ? entities.otherOf(*reached.entity, *said) : nullptr;
    if (!holder || reached.path.empty())
        return -1;
    const BoundEntity *at = &entity;
    for (int step = 0; step < int(reached.path.size()); ++step) {
        if (at->relation == holder->relation)
            return step;
        at = entities.otherOf(*at, *reached.path[size_t(step)]);
    }
    return -1;
}

connection::Statement
reachStatement(const Entities &entities, const BoundEntity &entity, const ReachedView &reached, const RowValues &row)
{
    const catalog::Catalog &catalog = entities.catalog();
    StatementWriter writer(catalog, entity.schema, entity.relation, row);
    const auto alias = [](int step) { return u"step"_s + QString::number(step); };
    QString from = u"\nFROM "_s + sql::quoteQualified(entity.schema, entity.table()) + u" AS step0"_s;
    const BoundEntity *at = &entity;
    const int said = saidStep(entities, entity, reached);
    QStringList saidKey;
    for (int step = 0; step <= int(reached.path.size()); ++step) {
        if (step == said) {
            for (const QString &name : at->key)
                saidKey << columnSql(alias(step), name);
        }
        if (step == int(reached.path.size()))
            break;
        const auto sides = sidesOf(entities, *at, *reached.path[size_t(step)]);
        if (!sides)
            return {u"SELECT WHERE false"_s, {}};
        QStringList ties;
        for (qsizetype i = 0; i < sides->own.size(); ++i) {
            if (const catalog::Column *theirs = catalog.column(sides->other->relation, sides->theirs[i]))
                ties << equalSql(alias(step + 1), *theirs, columnSql(alias(step), sides->own[i]));
        }
        from += u"\nJOIN "_s + sql::quoteQualified(sides->other->schema, sides->other->table()) + u" AS "_s
              + alias(step + 1) + u" ON "_s + (ties.isEmpty() ? u"false"_s : ties.join(u" AND "_s));
        at = sides->other;
    }
    QStringList columns;
    for (const QString &name : reached.entity->key)
        columns << columnSql(alias(int(reached.path.size())), name);
    return writer.statement(
        u"SELECT "_s + (columns + saidKey).join(u", "_s) + from + u"\nWHERE "_s + writer.isRow(u"step0"_s, entity.key)
        + u"\nLIMIT 1"_s);
}

std::optional<ReachedRow> reachedIn(
    const Entities &entities, const BoundEntity &entity, const ReachedView &reached, const connection::RowBatch &rows)
{
    if (rows.rowCount() == 0)
        return {};
    ReachedRow row{keyIn(*reached.entity, rows, 0, 0), {}};
    const RelationDefinition *said = reached.entity->definition->relation(reached.definition().relation);
    const BoundEntity *holder = said ? entities.otherOf(*reached.entity, *said) : nullptr;
    if (holder && saidStep(entities, entity, reached) >= 0)
        row.said = keyIn(*holder, rows, 0, reached.entity->key.size());
    return row;
}

} // namespace howdah::entity
