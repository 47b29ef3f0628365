// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/entities/keptcolumns.h"

#include "entity/placedsql.h"
#include "entity/sensitivity.h"
#include "sql/quote.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::operations {

// It runs before every update of a row: not of some columns only, and without a condition.
static bool isOfEachUpdate(const catalog::Trigger &trigger)
{
    static const QRegularExpression each(
        u"\\bBEFORE (?:(?:INSERT|DELETE) OR )*UPDATE(?: OR (?:INSERT|DELETE))* ON .* FOR EACH ROW EXECUTE "_s);
    return (trigger.enabled == 'O' || trigger.enabled == 'A') && each.match(trigger.definition).hasMatch();
}

// As PL/pgSQL assigns it: by ":=" anywhere, by "=" where a statement begins.
static bool assigns(const QString &function, const QString &column)
{
    const QString name = QRegularExpression::escape(sql::quoteIdentifier(column));
    const QString to = uR"(\bNEW\s*\.\s*)"_s + name;
    const QRegularExpression assignment(
        to + uR"(\s*:=|(?:;|\bBEGIN|\bTHEN|\bELSE)\s*)"_s + to + uR"(\s*=)"_s,
        QRegularExpression::CaseInsensitiveOption);
    return assignment.match(function).hasMatch();
}

static bool isSetByTrigger(const catalog::Catalog &catalog, catalog::Oid relation, const QString &column)
{
    for (const catalog::Trigger &trigger : catalog.triggersOf(relation)) {
        if (!isOfEachUpdate(trigger))
            continue;
        const auto function = std::ranges::find_if(catalog.functions, [&](const catalog::Function &one) {
            return one.schema == trigger.functionSchema && one.name == trigger.functionName
                && one.result == "trigger"_L1;
        });
        if (function != catalog.functions.end() && assigns(function->definition, column))
            return true;
    }
    // A partition has those of its table, which the catalog lists there alone.
    const catalog::Relation *table = catalog.relation(relation);
    return table && table->isPartition && std::ranges::any_of(table->parents, [&](catalog::Oid parent) {
               return isSetByTrigger(catalog, parent, column);
           });
}

std::vector<data::KeptColumn> keptColumns(const entity::Entities &entities, const data::EditTarget &target)
{
    std::vector<data::KeptColumn> kept;
    const entity::BoundEntity *entity = entities.of(target.shape.oid);
    if (!entity)
        return kept;
    for (const auto &[name, expression] : entity->definition->kept) {
        const int column = target.columnNamed(name);
        const bool isOpen = column >= 0 && target.columns[size_t(column)].update == data::ReadOnlyReason::None
                         && std::ranges::find(target.key, column) == target.key.end();
        if (isOpen && !isSetByTrigger(entities.catalog(), target.shape.oid, name))
            kept.push_back({column, entity::placedSql(expression.source(), entities.catalog(), entity->schema, true)});
    }
    return kept;
}

std::vector<int> sensitiveColumns(const entity::Entities &entities, const data::EditTarget &target)
{
    const entity::Sensitivity sensitive = entity::sensitivityOf(entities, target.shape.oid);
    std::vector<int> columns;
    for (int column = 0; column < int(target.columns.size()); ++column) {
        if (sensitive.contains(target.columns[size_t(column)].name))
            columns.push_back(column);
    }
    return columns;
}

} // namespace howdah::operations
