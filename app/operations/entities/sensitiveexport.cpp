// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/entities/sensitiveexport.h"

#include "data/transfer/rowwriter.h"
#include "entity/sensitivity.h"
#include "operations/entities/reveal.h"
#include "operations/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::operations {

std::vector<bool>
sensitiveOf(const entity::Entities &entities, const connection::Columns &columns, const QByteArray &statement)
{
    std::vector<entity::AnswerColumn> answer;
    answer.reserve(columns.size());
    for (const connection::Column &column : columns)
        answer.push_back({.name = column.name, .relation = column.relationOid, .number = column.attributeNumber});
    return entity::sensitiveAnswer(entities, answer, statement);
}

QStringList
sensitiveOrigins(const entity::Entities &entities, const connection::Columns &origins, const QByteArray &statement)
{
    const std::vector<bool> found = sensitiveOf(entities, origins, statement);
    QStringList names;
    for (std::size_t i = 0; i < origins.size(); ++i) {
        if (!found[i])
            continue;
        const catalog::Relation *const table = entities.catalog().relation(origins[i].relationOid);
        const catalog::Column *const column =
            table ? entities.catalog().column(table->oid, origins[i].attributeNumber) : nullptr;
        names << (column ? table->name + u'.' + column->name : origins[i].name);
    }
    names.removeDuplicates();
    return names;
}

Result<QStringList>
withholdSensitive(ExportChoice &choice, const data::EditTarget &target, const entity::Entities &entities)
{
    const QStringList sensitive = entity::sensitiveColumns(entities, target.shape.oid);
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
