// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/entities/sensitiveexport.h"

#include "data/transfer/rowwriter.h"
#include "operations/entities/reveal.h"
#include "operations/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::operations {

QStringList sensitiveColumns(const entity::Entities &entities, catalog::Oid relation)
{
    QStringList names;
    const entity::BoundEntity *const entity = entities.of(relation);
    if (!entity)
        return names;
    for (const catalog::Column &column : entities.catalog().columnsOf(relation)) {
        if (entity->definition->isSensitive(column.name))
            names << column.name;
    }
    return names;
}

QStringList sensitiveOrigins(const entity::Entities &entities, const connection::Columns &origins)
{
    QStringList names;
    for (const connection::Column &origin : origins) {
        const entity::BoundEntity *const entity = origin.relationOid != 0 ? entities.of(origin.relationOid) : nullptr;
        const catalog::Column *const column =
            entity ? entities.catalog().column(origin.relationOid, origin.attributeNumber) : nullptr;
        if (column && entity->definition->isSensitive(column->name))
            names << entity->table() + u'.' + column->name;
    }
    names.removeDuplicates();
    return names;
}

Result<QStringList>
withholdSensitive(ExportChoice &choice, const data::EditTarget &target, const entity::Entities &entities)
{
    const QStringList sensitive = sensitiveColumns(entities, target.shape.oid);
    if (sensitive.isEmpty())
        return QStringList();
    if (choice.columns.isEmpty()) {
        for (const int column : data::exportedColumns({.target = target, .format = choice.format}))
            choice.columns << target.columns[size_t(column)].name;
    }
    QStringList withheld;
    for (const QString &name : sensitive) {
        if (choice.columns.removeAll(name) > 0)
            withheld << name;
    }
    if (choice.columns.isEmpty())
        return fail(
            ErrorKind::Usage, tr("All of these columns are sensitive: %1").arg(withheld.join(u", "_s)),
            tr("Reveal them, or choose others."));
    return withheld;
}

Result<void> noteRevealingExport(const LockPlace &place, const QString &relation, const QStringList &columns)
{
    return noteReveal(place, tr("%1, exported").arg(relation), columns);
}

} // namespace howdah::operations
