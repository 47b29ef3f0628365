// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/change/structurechange.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::catalog {

Oid relationOf(const StructureChange &change)
{
    struct Of
    {
        Oid operator()(const TableDraft &draft) const { return draft.oid; }
        Oid operator()(const IndexDraft &draft) const { return draft.relation; }
        Oid operator()(const ConstraintDraft &draft) const { return draft.relation; }
        Oid operator()(const RenameObject &one) const { return one.object.relation; }
        Oid operator()(const CommentObject &one) const { return one.object.relation; }
        Oid operator()(const DropObject &one) const { return one.object.relation; }
        Oid operator()(const TruncateTable &one) const { return one.relation; }
        Oid operator()(const ValidateConstraint &one) const { return one.relation; }
    };
    return std::visit(Of(), change);
}

TableDraft draftOf(const Catalog &catalog, Oid table)
{
    const Relation *relation = catalog.relation(table);
    if (!relation)
        return {};
    TableDraft draft{table, relation->schema, relation->name, relation->comment, {}, {}, false};
    for (const Column &column : catalog.columnsOf(table)) {
        draft.columns.append(
            {column.number,
             column.name,
             column.type,
             column.expression,
             {},
             column.identity,
             column.generated,
             column.notNull,
             column.comment});
    }
    return draft;
}

QList<const Relation *> referencingTables(const Catalog &catalog, Oid table)
{
    QList<const Relation *> found;
    QSet<Oid> seen{table};
    QList<Oid> open{table};
    while (!open.isEmpty()) {
        for (const Constraint *reference : catalog.referencesTo(open.takeFirst())) {
            const Relation *other = catalog.relation(reference->relation);
            if (!other || seen.contains(other->oid))
                continue;
            seen.insert(other->oid);
            open << other->oid;
            found << other;
        }
    }
    return found;
}

QList<const Constraint *> referencesToKey(const Catalog &catalog, const Constraint &key)
{
    if (key.kind != ConstraintKind::PrimaryKey && key.kind != ConstraintKind::Unique)
        return {};
    QList<const Constraint *> found;
    for (const Constraint *reference : catalog.referencesTo(key.relation)) {
        // Those of partitions are made with that of their table.
        if (reference->parent == 0 && std::ranges::is_permutation(reference->referencedColumns, key.columns))
            found << reference;
    }
    return found;
}

} // namespace howdah::catalog
