// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/entities/auditmeaning.h"

#include "connection/audit/saidvalues.h"
#include "entity/keytext.h"

#include <algorithm>

namespace howdah::operations {

using connection::AuditEntry;
using connection::SaidValue;

static QString columnOf(const SaidValue &said, const catalog::Catalog &catalog, catalog::Oid relation)
{
    const auto columns = catalog.columnsOf(relation);
    return said.place >= 0 && said.place < int(columns.size()) ? columns[size_t(said.place)].name : said.column;
}

AuditEntry withoutSensitive(AuditEntry entry, const entity::Entities &entities)
{
    if (entry.kind != AuditEntry::Kind::Statement)
        return entry;
    std::vector<const entity::BoundEntity *> named;
    for (const entity::BoundModel &model : entities.models()) {
        for (const entity::BoundEntity &one : model.entities) {
            if (!one.definition->sensitive.isEmpty() && entry.sql.contains(one.table(), Qt::CaseInsensitive))
                named.push_back(&one);
        }
    }
    if (named.empty())
        return entry;
    std::vector<SaidValue> sensitive = connection::valuesSaid(entry);
    std::erase_if(sensitive, [&](const SaidValue &said) {
        return std::ranges::none_of(named, [&](const entity::BoundEntity *one) {
            return one->table() == said.table && (said.schema.isEmpty() || said.schema == one->schema)
                && one->definition->isSensitive(columnOf(said, entities.catalog(), one->relation));
        });
    });
    return sensitive.empty() ? entry : connection::withoutValues(std::move(entry), sensitive);
}

// The table that a statement means; 0 where several schemas have it and none is said.
static catalog::Oid relationOf(const catalog::Catalog &catalog, const SaidValue &said)
{
    catalog::Oid found = 0;
    for (const catalog::Schema &schema : catalog.schemas) {
        if (!said.schema.isEmpty() && said.schema != schema.name)
            continue;
        const catalog::Relation *const relation = catalog.relation(schema.name, said.table);
        if (relation && found != 0)
            return 0;
        if (relation)
            found = relation->oid;
    }
    return found;
}

std::vector<AuditReference> referencesIn(const AuditEntry &entry, const entity::Entities &entities)
{
    std::vector<AuditReference> references;
    for (const SaidValue &said : connection::valuesSaid(entry)) {
        const catalog::Oid relation =
            said.isWhole && said.value ? relationOf(entities.catalog(), said) : catalog::Oid(0);
        if (relation == 0)
            continue;
        const QString name = columnOf(said, entities.catalog(), relation);
        for (const entity::LabelledColumn &column : entity::labelledColumns(entities, relation)) {
            if (column.column != name || column.columns.size() != 1
                || !entity::isKeyText(column.source.key.front(), *said.value))
                continue;
            const auto isIt = [&](const AuditReference &one) { return one.column == name && one.value == *said.value; };
            if (std::ranges::none_of(references, isIt))
                references.push_back({name, *said.value, column.source});
        }
    }
    return references;
}

} // namespace howdah::operations
