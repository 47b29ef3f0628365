// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/change/structurescript.h"

#include "catalog/change/sqlparts.h"
#include "catalog/change/tablechange.h"
#include "catalog/change/tr.h"
#include "catalog/change/typenames.h"
#include "catalog/ddl.h"
#include "catalog/ddlparts.h"
#include "catalog/identifier.h"
#include "sql/quote.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::catalog {

namespace {

StructureScript gone()
{
    StructureScript script;
    script.problems << tr("What was to be changed no longer exists.");
    return script;
}

const Index *indexIn(const Catalog &catalog, Oid relation, Oid oid)
{
    const auto indexes = catalog.indexesOf(relation);
    const auto found = std::ranges::find(indexes, oid, &Index::oid);
    return found == indexes.end() ? nullptr : &*found;
}

const Constraint *constraintIn(const Catalog &catalog, Oid relation, Oid oid)
{
    const auto constraints = catalog.constraintsOf(relation);
    const auto found = std::ranges::find(constraints, oid, &Constraint::oid);
    return found == constraints.end() ? nullptr : &*found;
}

QString actionWords(ReferentialAction action)
{
    switch (action) {
    case ReferentialAction::NoAction:
        return u"NO ACTION"_s;
    case ReferentialAction::Restrict:
        return u"RESTRICT"_s;
    case ReferentialAction::Cascade:
        return u"CASCADE"_s;
    case ReferentialAction::SetNull:
        return u"SET NULL"_s;
    case ReferentialAction::SetDefault:
        return u"SET DEFAULT"_s;
    }
    return {};
}

// Makes the script of one change. One object for one script.
class ScriptMaker final
{
public:
    explicit ScriptMaker(const Catalog &catalog)
        : m_catalog(catalog)
    {
    }

    StructureScript operator()(const TableDraft &draft) const;
    StructureScript operator()(const IndexDraft &wanted) const;
    StructureScript operator()(const ConstraintDraft &wanted) const;
    StructureScript operator()(const RenameObject &change) const;
    StructureScript operator()(const CommentObject &change) const;
    StructureScript operator()(const DropObject &change) const;
    StructureScript operator()(const TruncateTable &change) const;
    StructureScript operator()(const ValidateConstraint &change) const;

private:
    void checkColumns(const Relation &table, const QStringList &columns, QStringList &problems) const;
    [[nodiscard]] QString constraintBody(const ConstraintDraft &draft, QStringList &problems) const;
    [[nodiscard]] QString referenceBody(const ConstraintDraft &draft, QStringList &problems) const;
    void dropRelation(const Relation &relation, const DropObject &change, StructureScript &script) const;
    [[nodiscard]] QString relationAgain(const Relation &relation, QSet<Oid> &made) const;
    void dropConstraint(const Relation &table, const DropObject &change, StructureScript &script) const;
    [[nodiscard]] QString referencesAgain(const Index &index) const;

    const Catalog &m_catalog;
};

StructureScript ScriptMaker::operator()(const TableDraft &draft) const
{
    QStringList problems;
    const TableDraft named = withSchemasOfTypes(m_catalog, draft, problems);
    const Relation *table = m_catalog.relation(draft.oid);
    StructureScript script = draft.oid == 0 ? createScript(m_catalog, named)
                           : table          ? TableAlteration(m_catalog, *table, named).script()
                                            : gone();
    script.problems << problems;
    return script;
}

void ScriptMaker::checkColumns(const Relation &table, const QStringList &columns, QStringList &problems) const
{
    QStringList seen;
    for (const QString &name : columns) {
        if (!m_catalog.column(table.oid, name))
            problems << tr("%1 has no column %2.").arg(nameOf(table), name);
        else if (seen.contains(name))
            problems << tr("%1 is named twice.").arg(name);
        seen << name;
    }
}

StructureScript ScriptMaker::operator()(const IndexDraft &wanted) const
{
    const Relation *table = m_catalog.relation(wanted.relation);
    if (!table)
        return gone();
    StructureScript script;
    const IndexDraft draft = withSchemasOfTypes(m_catalog, wanted, script.problems);
    script.title = draft.name.isEmpty() ? tr("Create an index on %1").arg(nameOf(*table))
                                        : tr("Create index %1 on %2").arg(draft.name, nameOf(*table));
    if (const QString problem = nameProblem(draft.name); !problem.isEmpty())
        script.problems << problem;
    else if (isNameTaken(m_catalog, table->schema, draft.name))
        script.problems << tr("%1 already exists.").arg(qualifiedName(table->schema, draft.name));
    QStringList columns;
    QStringList keys;
    for (const IndexKey &key : draft.keys) {
        if (!key.expression.isEmpty() && !isExpression(key.expression))
            script.problems << tr("This is not one expression: %1").arg(key.expression);
        if (key.expression.isEmpty())
            columns << key.column;
        const QString text = key.expression.isEmpty() ? quoteIfNeeded(key.column) : u'(' + key.expression + u')';
        keys << text + (key.descending ? u" DESC"_s : QString());
    }
    checkColumns(*table, columns + draft.included, script.problems);
    if (keys.isEmpty())
        script.problems << tr("Choose a column, or enter an expression.");
    if (draft.unique && draft.method != "btree"_L1)
        script.problems << tr("Only btree can be unique.");
    if (!draft.included.isEmpty() && draft.method != "btree"_L1 && draft.method != "gist"_L1
        && draft.method != "spgist"_L1)
        script.problems << tr("%1 cannot include columns.").arg(draft.method);
    if (!draft.predicate.trimmed().isEmpty() && !isExpression(draft.predicate.trimmed()))
        script.problems << tr("The condition is not one expression: %1").arg(draft.predicate.trimmed());
    if (draft.concurrently && table->kind == RelationKind::PartitionedTable)
        script.problems << tr("An index on a partitioned table cannot be created concurrently.");
    script.up = u"CREATE %1INDEX %2%3 ON %4 USING %5 (%6)"_s.arg(
        draft.unique ? u"UNIQUE "_s : QString(), draft.concurrently ? u"CONCURRENTLY "_s : QString(),
        quoteIfNeeded(draft.name), nameOf(*table), quoteIfNeeded(draft.method), keys.join(u", "_s));
    if (!draft.included.isEmpty())
        script.up += u" INCLUDE (%1)"_s.arg(quotedList(draft.included));
    if (!draft.predicate.trimmed().isEmpty())
        script.up += u" WHERE "_s + draft.predicate.trimmed();
    script.up += u";\n"_s;
    script.down = u"DROP INDEX %1%2;\n"_s.arg(
        draft.concurrently ? u"CONCURRENTLY "_s : QString(), qualifiedName(table->schema, draft.name));
    return script;
}

QString ScriptMaker::referenceBody(const ConstraintDraft &draft, QStringList &problems) const
{
    const Relation *other = m_catalog.relation(draft.referenced);
    if (!other) {
        problems << tr("Choose the table that it references.");
        return u"FOREIGN KEY (%1)"_s.arg(quotedList(draft.columns));
    }
    checkColumns(*other, draft.referencedColumns, problems);
    if (draft.referencedColumns.size() != draft.columns.size())
        problems << tr("Each column references one of %1.").arg(nameOf(*other));
    QList<qint16> numbers;
    for (const QString &name : draft.referencedColumns) {
        const Column *column = m_catalog.column(other->oid, name);
        numbers << (column ? column->number : qint16(0));
    }
    std::ranges::sort(numbers);
    const auto isKey = [&numbers](QList<qint16> columns) {
        std::ranges::sort(columns);
        return columns == numbers;
    };
    const bool found = std::ranges::any_of(m_catalog.indexesOf(other->oid), [&](const Index &index) {
        return index.unique && index.predicate.isEmpty() && isKey(index.keyColumns);
    });
    if (!found && !numbers.isEmpty())
        problems << tr("%1 has no primary key or unique constraint on (%2).")
                        .arg(nameOf(*other), draft.referencedColumns.join(u", "_s));
    QString out = u"FOREIGN KEY (%1) REFERENCES %2 (%3)"_s.arg(
        quotedList(draft.columns), nameOf(*other), quotedList(draft.referencedColumns));
    if (draft.onUpdate != ReferentialAction::NoAction)
        out += u" ON UPDATE "_s + actionWords(draft.onUpdate);
    if (draft.onDelete != ReferentialAction::NoAction)
        out += u" ON DELETE "_s + actionWords(draft.onDelete);
    return out;
}

QString ScriptMaker::constraintBody(const ConstraintDraft &draft, QStringList &problems) const
{
    const bool isCheck = draft.kind == ConstraintKind::Check;
    if (!isCheck && draft.columns.isEmpty())
        problems << tr("Choose a column.");
    switch (draft.kind) {
    case ConstraintKind::PrimaryKey:
        if (m_catalog.primaryKey(draft.relation))
            problems << tr("The table already has a primary key.");
        return u"PRIMARY KEY (%1)"_s.arg(quotedList(draft.columns));
    case ConstraintKind::Unique:
        return u"UNIQUE (%1)"_s.arg(quotedList(draft.columns));
    case ConstraintKind::ForeignKey:
        return referenceBody(draft, problems);
    case ConstraintKind::Check:
        if (draft.check.trimmed().isEmpty())
            problems << tr("Enter the condition that each row must meet.");
        else if (!isExpression(draft.check.trimmed()))
            problems << tr("The condition is not one expression: %1").arg(draft.check.trimmed());
        return u"CHECK (%1)"_s.arg(draft.check.trimmed());
    case ConstraintKind::Exclusion:
        break;
    }
    problems << tr("Exclusion constraints are written as SQL.");
    return {};
}

StructureScript ScriptMaker::operator()(const ConstraintDraft &wanted) const
{
    const Relation *table = m_catalog.relation(wanted.relation);
    if (!table)
        return gone();
    StructureScript script;
    const ConstraintDraft draft = withSchemasOfTypes(m_catalog, wanted, script.problems);
    script.title = draft.name.isEmpty() ? tr("Add a constraint to %1").arg(nameOf(*table))
                                        : tr("Add constraint %1 to %2").arg(draft.name, nameOf(*table));
    // Its name is given: the way back has to call it by one.
    if (const QString problem = nameProblem(draft.name); !problem.isEmpty())
        script.problems << problem;
    else if (holds(m_catalog.constraintsOf(table->oid), draft.name, &Constraint::name))
        script.problems << tr("%1 already has a constraint %2.").arg(nameOf(*table), draft.name);
    else if (
        (draft.kind == ConstraintKind::PrimaryKey || draft.kind == ConstraintKind::Unique)
        && isNameTaken(m_catalog, table->schema, draft.name))
        script.problems << tr("%1 already exists.").arg(qualifiedName(table->schema, draft.name));
    checkColumns(*table, draft.kind == ConstraintKind::Check ? QStringList() : draft.columns, script.problems);
    const bool canWait = draft.kind == ConstraintKind::ForeignKey || draft.kind == ConstraintKind::Check;
    const QString body = constraintBody(draft, script.problems);
    QString setNull;
    if (draft.kind == ConstraintKind::PrimaryKey) {
        // The key sets them NOT NULL, and leaves them so when it goes.
        for (const QString &name : draft.columns) {
            const Column *column = m_catalog.column(table->oid, name);
            if (column && !column->notNull)
                setNull += u", ALTER COLUMN %1 DROP NOT NULL"_s.arg(quoteIfNeeded(name));
        }
    }
    script.up = u"ALTER TABLE %1 ADD CONSTRAINT %2 %3%4;\n"_s.arg(
        nameOf(*table), quoteIfNeeded(draft.name), body, draft.notValid && canWait ? u" NOT VALID"_s : QString());
    script.down = u"ALTER TABLE %1 DROP CONSTRAINT %2%3;\n"_s.arg(nameOf(*table), quoteIfNeeded(draft.name), setNull);
    return script;
}

StructureScript ScriptMaker::operator()(const RenameObject &change) const
{
    const Relation *relation = m_catalog.relation(change.object.relation);
    if (!relation)
        return gone();
    StructureScript script;
    if (const QString problem = nameProblem(change.name); !problem.isEmpty())
        script.problems << problem;
    const auto make = [&](const QString &what, const QString &former) {
        script.title = tr("Rename %1 to %2").arg(former, change.name);
        if (former == change.name)
            script.problems << tr("Nothing is changed yet.");
        const QString before = change.object.kind == ObjectKind::Constraint ? quoteIfNeeded(former)
                                                                            : qualifiedName(relation->schema, former);
        const QString after = change.object.kind == ObjectKind::Constraint
                                ? quoteIfNeeded(change.name)
                                : qualifiedName(relation->schema, change.name);
        script.up = u"%1 %2%3 TO %4;\n"_s.arg(
            what, before, change.object.kind == ObjectKind::Constraint ? QString() : u" RENAME"_s,
            quoteIfNeeded(change.name));
        script.down = u"%1 %2%3 TO %4;\n"_s.arg(
            what, after, change.object.kind == ObjectKind::Constraint ? QString() : u" RENAME"_s,
            quoteIfNeeded(former));
    };
    switch (change.object.kind) {
    case ObjectKind::Relation:
        make(u"ALTER "_s + kindName(relation->kind).toUpper(), relation->name);
        break;
    case ObjectKind::Index:
        if (const Index *index = indexIn(m_catalog, relation->oid, change.object.oid))
            make(u"ALTER INDEX"_s, index->name);
        else
            return gone();
        break;
    case ObjectKind::Constraint:
        if (const Constraint *constraint = constraintIn(m_catalog, relation->oid, change.object.oid))
            make(u"ALTER TABLE %1 RENAME CONSTRAINT"_s.arg(nameOf(*relation)), constraint->name);
        else
            return gone();
        if (holds(m_catalog.constraintsOf(relation->oid), change.name, &Constraint::name)
            && !script.problems.contains(tr("Nothing is changed yet.")))
            script.problems << tr("%1 already has a constraint %2.").arg(nameOf(*relation), change.name);
        return script;
    }
    if (script.problems.isEmpty() && isNameTaken(m_catalog, relation->schema, change.name))
        script.problems << tr("%1 already exists.").arg(qualifiedName(relation->schema, change.name));
    return script;
}

StructureScript ScriptMaker::operator()(const CommentObject &change) const
{
    const Relation *relation = m_catalog.relation(change.object.relation);
    if (!relation)
        return gone();
    QString what = kindName(relation->kind).toUpper() + u' ' + nameOf(*relation);
    QString former = relation->comment;
    if (change.object.kind == ObjectKind::Index) {
        const Index *index = indexIn(m_catalog, relation->oid, change.object.oid);
        if (!index)
            return gone();
        what = u"INDEX "_s + qualifiedName(relation->schema, index->name);
        former = index->comment;
    } else if (change.object.kind == ObjectKind::Constraint) {
        const Constraint *constraint = constraintIn(m_catalog, relation->oid, change.object.oid);
        if (!constraint)
            return gone();
        what = u"CONSTRAINT %1 ON %2"_s.arg(quoteIfNeeded(constraint->name), nameOf(*relation));
        former = constraint->comment;
    }
    StructureScript script;
    script.title = tr("Comment on %1").arg(nameOf(*relation));
    const auto text = [&what](const QString &comment) {
        return u"COMMENT ON %1 IS %2;\n"_s.arg(
            what, comment.isEmpty() ? u"NULL"_s : sql::quoteLiteral(comment).trimmed());
    };
    if (former == change.comment)
        script.problems << tr("Nothing is changed yet.");
    script.up = text(change.comment);
    script.down = text(former);
    return script;
}

// With its partitions and what inherits from it, which go along.
QString ScriptMaker::relationAgain(const Relation &relation, QSet<Oid> &made) const
{
    if (made.contains(relation.oid))
        return {};
    made.insert(relation.oid);
    QString out = ddlOf(m_catalog, relation.oid);
    for (const Relation *child : m_catalog.childrenOf(relation.oid))
        out += relationAgain(*child, made);
    return out;
}

void ScriptMaker::dropRelation(const Relation &relation, const DropObject &change, StructureScript &script) const
{
    script.title = tr("Drop %1 %2").arg(kindName(relation.kind), nameOf(relation));
    script.up = u"DROP %1 %2%3;\n"_s.arg(
        kindName(relation.kind).toUpper(), nameOf(relation), change.cascade ? u" CASCADE"_s : QString());
    QSet<Oid> made;
    script.down = relationAgain(relation, made);
    if (relation.hasStorage() || relation.kind == RelationKind::PartitionedTable)
        script.notes << tr("The rows of %1 are not restored.").arg(nameOf(relation));
    if (!relation.privileges.isEmpty())
        script.notes << tr("The privileges on %1 are not restored.").arg(nameOf(relation));
    if (!change.cascade)
        return;
    const QSet<Oid> tables = made;
    for (const Oid table : tables) {
        for (const Constraint *reference : m_catalog.referencesTo(table)) {
            const Relation *owner = m_catalog.relation(reference->relation);
            if (owner && !tables.contains(owner->oid) && reference->parent == 0)
                script.down += constraintDdl(m_catalog, *owner, *reference);
        }
    }
    for (const Oid view : change.along) {
        if (const Relation *found = m_catalog.relation(view); found && !made.contains(view))
            script.down += relationAgain(*found, made);
    }
    script.notes << tr("Functions and columns of its type that go along are not restored.");
}

void ScriptMaker::dropConstraint(const Relation &table, const DropObject &change, StructureScript &script) const
{
    const Constraint *constraint = constraintIn(m_catalog, table.oid, change.object.oid);
    if (!constraint) {
        script = gone();
        return;
    }
    script.title = tr("Drop constraint %1 of %2").arg(constraint->name, nameOf(table));
    if (constraint->parent != 0 || !constraint->isLocal)
        script.problems << tr("It belongs to the table that this one is a part of.");
    script.up = u"ALTER TABLE %1 DROP CONSTRAINT %2%3;\n"_s.arg(
        nameOf(table), quoteIfNeeded(constraint->name), change.cascade ? u" CASCADE"_s : QString());
    script.down = constraintDdl(m_catalog, table, *constraint);
    if (!change.cascade)
        return;
    for (const Constraint *reference : referencesToKey(m_catalog, *constraint)) {
        if (const Relation *owner = m_catalog.relation(reference->relation))
            script.down += constraintDdl(m_catalog, *owner, *reference);
    }
}

// Foreign keys that reference the columns of a unique index which no constraint has.
QString ScriptMaker::referencesAgain(const Index &index) const
{
    QString out;
    for (const Constraint *reference : m_catalog.referencesTo(index.relation)) {
        const Relation *owner = m_catalog.relation(reference->relation);
        const bool isMeant =
            index.unique && std::ranges::is_permutation(reference->referencedColumns, index.keyColumns)
            && std::ranges::none_of(m_catalog.constraintsOf(index.relation), [reference](const Constraint &key) {
                   return key.index != 0 && std::ranges::is_permutation(reference->referencedColumns, key.columns);
               });
        if (owner && isMeant && reference->parent == 0)
            out += constraintDdl(m_catalog, *owner, *reference);
    }
    return out;
}

StructureScript ScriptMaker::operator()(const DropObject &change) const
{
    const Relation *relation = m_catalog.relation(change.object.relation);
    if (!relation)
        return gone();
    StructureScript script;
    switch (change.object.kind) {
    case ObjectKind::Relation:
        dropRelation(*relation, change, script);
        break;
    case ObjectKind::Constraint:
        dropConstraint(*relation, change, script);
        break;
    case ObjectKind::Index: {
        const Index *index = indexIn(m_catalog, relation->oid, change.object.oid);
        if (!index)
            return gone();
        const QString name = qualifiedName(relation->schema, index->name);
        script.title = tr("Drop index %1").arg(name);
        if (index->constraint != 0)
            script.problems << tr("The index belongs to a constraint: drop that.");
        else if (index->parent != 0)
            script.problems << tr("It belongs to the table that this one is a part of.");
        script.up = u"DROP INDEX %1%2%3;\n"_s.arg(
            change.concurrently ? u"CONCURRENTLY "_s : QString(), name,
            change.cascade && !change.concurrently ? u" CASCADE"_s : QString());
        script.down = indexDdl(*relation, *index);
        if (change.concurrently)
            script.down.insert(script.down.indexOf(" INDEX "_L1) + 7, u"CONCURRENTLY "_s);
        else if (change.cascade)
            script.down += referencesAgain(*index);
        break;
    }
    }
    return script;
}

StructureScript ScriptMaker::operator()(const TruncateTable &change) const
{
    const Relation *table = m_catalog.relation(change.relation);
    if (!table)
        return gone();
    StructureScript script;
    script.title = tr("Truncate %1").arg(nameOf(*table));
    const QList<const Relation *> others = referencingTables(m_catalog, table->oid);
    if (!others.isEmpty() && !change.cascade) {
        QStringList names;
        for (const Relation *other : others)
            names << nameOf(*other);
        script.problems << tr("Referenced by %1: they have to be emptied along.").arg(names.join(u", "_s));
    }
    script.up = u"TRUNCATE TABLE %1%2%3;\n"_s.arg(
        nameOf(*table), change.restartIdentity ? u" RESTART IDENTITY"_s : QString(),
        change.cascade ? u" CASCADE"_s : QString());
    script.down = u"-- "_s + tr("Nothing to undo: rows that TRUNCATE removed are not restored.") + u'\n';
    script.notes << tr("The rows are not restored.");
    return script;
}

StructureScript ScriptMaker::operator()(const ValidateConstraint &change) const
{
    const Relation *table = m_catalog.relation(change.relation);
    const Constraint *constraint = table ? constraintIn(m_catalog, table->oid, change.constraint) : nullptr;
    if (!constraint)
        return gone();
    StructureScript script;
    script.title = tr("Validate constraint %1 of %2").arg(constraint->name, nameOf(*table));
    if (constraint->validated)
        script.problems << tr("The constraint is valid already.");
    const QString name = quoteIfNeeded(constraint->name);
    script.up = u"ALTER TABLE %1 VALIDATE CONSTRAINT %2;\n"_s.arg(nameOf(*table), name);
    script.down = u"ALTER TABLE %1 DROP CONSTRAINT %2;\n"_s.arg(nameOf(*table), name)
                + constraintDdl(m_catalog, *table, *constraint);
    return script;
}

} // namespace

StructureScript scriptOf(const Catalog &catalog, const StructureChange &change)
{
    return std::visit(ScriptMaker(catalog), change);
}

} // namespace howdah::catalog
