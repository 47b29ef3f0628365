// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/change/structurecheck.h"

#include "catalog/change/columntypes.h"
#include "catalog/change/sqlparts.h"
#include "catalog/change/tr.h"
#include "catalog/change/typenames.h"
#include "catalog/ddlparts.h"
#include "catalog/difference.h"
#include "catalog/identifier.h"

#include <QSet>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace howdah::catalog {

QStringList factsOf(const Catalog &catalog, Oid relation)
{
    const Relation *found = catalog.relation(relation);
    if (!found)
        return {};
    const QList<ObjectFact> all = objectFacts(catalog);
    QSet<QString> mine{kindName(found->kind) + u' ' + nameOf(*found)};
    QStringList facts;
    // What belongs to something stands with it by name: a comment of a column of the table is three steps away.
    QSet<QString> known;
    for (bool grows = true; grows;) {
        grows = false;
        for (const ObjectFact &fact : all) {
            if (known.contains(fact.object) || (!mine.contains(fact.object) && !mine.contains(fact.within)))
                continue;
            known.insert(fact.object);
            mine.insert(fact.object);
            facts << fact.fact;
            grows = true;
        }
    }
    facts.sort();
    return facts;
}

namespace {

// Looks for what a change has asked for. One object for one look.
class StructureCheck final
{
public:
    explicit StructureCheck(const Catalog &after)
        : m_after(after)
    {
    }

    QStringList operator()(const TableDraft &draft) const;
    QStringList operator()(const IndexDraft &draft) const;
    QStringList operator()(const ConstraintDraft &draft) const;
    QStringList operator()(const RenameObject &change) const;
    QStringList operator()(const CommentObject &change) const;
    QStringList operator()(const DropObject &change) const;
    QStringList operator()(const TruncateTable &) const { return {}; }
    QStringList operator()(const ValidateConstraint &change) const;

private:
    [[nodiscard]] static QStringList missing(const QString &what) { return {tr("%1 does not exist.").arg(what)}; }
    void checkColumn(const ColumnDraft &wanted, const Column &column, QStringList &unmet) const;
    [[nodiscard]] const Index *index(Oid relation, const QString &name) const;
    [[nodiscard]] const Constraint *constraint(Oid relation, const QString &name) const;
    // Name and comment of the object, as it is now; nothing when it is gone.
    [[nodiscard]] std::optional<std::pair<QString, QString>> find(const ObjectRef &object) const;

    const Catalog &m_after;
};

const Index *StructureCheck::index(Oid relation, const QString &name) const
{
    const auto all = m_after.indexesOf(relation);
    const auto found = std::ranges::find(all, name, &Index::name);
    return found == all.end() ? nullptr : &*found;
}

const Constraint *StructureCheck::constraint(Oid relation, const QString &name) const
{
    const auto all = m_after.constraintsOf(relation);
    const auto found = std::ranges::find(all, name, &Constraint::name);
    return found == all.end() ? nullptr : &*found;
}

std::optional<std::pair<QString, QString>> StructureCheck::find(const ObjectRef &object) const
{
    if (object.kind == ObjectKind::Relation) {
        const Relation *relation = m_after.relation(object.oid ? object.oid : object.relation);
        return relation ? std::optional(std::pair(relation->name, relation->comment)) : std::nullopt;
    }
    if (object.kind == ObjectKind::Index) {
        for (const Index &one : m_after.indexesOf(object.relation)) {
            if (one.oid == object.oid)
                return std::pair(one.name, one.comment);
        }
        return std::nullopt;
    }
    for (const Constraint &one : m_after.constraintsOf(object.relation)) {
        if (one.oid == object.oid)
            return std::pair(one.name, one.comment);
    }
    return std::nullopt;
}

void StructureCheck::checkColumn(const ColumnDraft &wanted, const Column &column, QStringList &unmet) const
{
    const QString type = canonicalType(wanted.type);
    // Of other names nobody here knows how the server writes them.
    const bool isKnown = typesFor(m_after).contains(type) || type == canonicalType(column.type);
    if (isKnown && type != canonicalType(column.type))
        unmet << tr("%1 is of type %2.").arg(column.name, column.type);
    if (wanted.notNull && !column.notNull)
        unmet << tr("%1 allows NULL.").arg(column.name);
    if (wanted.identity != column.identity)
        unmet << tr("The identity of %1 differs from what was asked for.").arg(column.name);
    const bool isSerial = wanted.type.contains("serial"_L1);
    if (!isSerial && wanted.expression.trimmed().isEmpty() != column.expression.isEmpty())
        unmet << tr("The default of %1 differs from what was asked for.").arg(column.name);
    if (wanted.comment != column.comment)
        unmet << tr("The comment of %1 differs from what was asked for.").arg(column.name);
}

QStringList StructureCheck::operator()(const TableDraft &draft) const
{
    const Relation *table = m_after.relation(draft.schema, draft.name);
    if (!table || (draft.oid != 0 && table->oid != draft.oid))
        return missing(qualifiedName(draft.schema, draft.name));
    QStringList unmet;
    QStringList ignored; // of which nothing was run
    TableDraft byName = draft;
    byName.oid = 0; // each type, also of a column that is as it was wanted by now
    for (const ColumnDraft &wanted : withSchemasOfTypes(m_after, byName, ignored).columns) {
        if (const Column *column = m_after.column(table->oid, wanted.name))
            checkColumn(wanted, *column, unmet);
        else
            unmet << missing(wanted.name);
    }
    for (const Column &column : m_after.columnsOf(table->oid)) {
        if (!holds(draft.columns, column.name, &ColumnDraft::name))
            unmet << tr("The column %1 is there.").arg(column.name);
    }
    if (table->comment != draft.comment)
        unmet << tr("The comment of %1 differs from what was asked for.").arg(draft.name);
    if (!draft.primaryKey.isEmpty() && !m_after.primaryKey(table->oid))
        unmet << missing(tr("The primary key"));
    return unmet;
}

QStringList StructureCheck::operator()(const IndexDraft &draft) const
{
    const Index *made = index(draft.relation, draft.name);
    if (!made)
        return missing(draft.name);
    if (!made->valid)
        return {tr("The index %1 is invalid: drop it and create it again.").arg(draft.name)};
    const bool fits = made->unique == draft.unique && made->method == draft.method
                   && made->keyColumns.size() == draft.keys.size()
                   && made->includedColumns.size() == draft.included.size()
                   && made->predicate.isEmpty() == draft.predicate.trimmed().isEmpty();
    return fits ? QStringList() : QStringList{tr("%1 is another index than the one that was wanted.").arg(draft.name)};
}

QStringList StructureCheck::operator()(const ConstraintDraft &draft) const
{
    const Constraint *made = constraint(draft.relation, draft.name);
    if (!made)
        return missing(draft.name);
    const bool canWait = draft.kind == ConstraintKind::ForeignKey || draft.kind == ConstraintKind::Check;
    const bool fits = made->kind == draft.kind && made->validated == !(draft.notValid && canWait)
                   && (draft.kind != ConstraintKind::ForeignKey || made->referencedRelation == draft.referenced);
    return fits ? QStringList()
                : QStringList{tr("%1 is another constraint than the one that was wanted.").arg(draft.name)};
}

QStringList StructureCheck::operator()(const RenameObject &change) const
{
    const auto found = find(change.object);
    return found && found->first == change.name ? QStringList() : missing(change.name);
}

QStringList StructureCheck::operator()(const CommentObject &change) const
{
    const auto found = find(change.object);
    return found && found->second == change.comment ? QStringList()
                                                    : QStringList{tr("The comment differs from what was asked for.")};
}

QStringList StructureCheck::operator()(const DropObject &change) const
{
    const auto found = find(change.object);
    return found ? QStringList{tr("%1 is still there.").arg(found->first)} : QStringList();
}

QStringList StructureCheck::operator()(const ValidateConstraint &change) const
{
    for (const Constraint &one : m_after.constraintsOf(change.relation)) {
        if (one.oid == change.constraint)
            return one.validated ? QStringList() : QStringList{tr("%1 is not valid.").arg(one.name)};
    }
    return missing(tr("The constraint"));
}

} // namespace

QStringList unmetBy(const StructureChange &change, const Catalog &after)
{
    return std::visit(StructureCheck(after), change);
}

} // namespace howdah::catalog
