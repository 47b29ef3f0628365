// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/structure/structuretables.h"

#include "base/enumtable.h"
#include "base/figures.h"
#include "grid/gridroles.h"
#include "browse/tree/objecttreemodel.h"
#include "common/tr.h"
#include "value/valuetext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using namespace catalog;

static StructureCell name(const QString &text, quint32 link = 0)
{
    return {text, CellNature::Name, KeyMark::None, link};
}
static StructureCell code(const QString &text) { return {text, CellNature::Code}; }
static StructureCell words(const QString &text) { return {text}; }
static StructureCell quiet(const QString &text) { return {text, CellNature::Quiet}; }

// The names of attributes; 0 stands for the next of the expressions.
static QString
columnNames(const Catalog &catalog, Oid relation, const QList<qint16> &numbers, const QStringList &expressions = {})
{
    QStringList names;
    qsizetype expression = 0;
    for (const qint16 number : numbers) {
        const Column *column = number > 0 ? catalog.column(relation, number) : nullptr;
        if (column)
            names << column->name;
        else if (number == 0)
            names << expressions.value(expression++, u"?"_s);
        else
            names << u"#"_s + QString::number(number);
    }
    return names.join(u", "_s);
}

static KeyMark markOf(const Catalog &catalog, const Column &column)
{
    bool primary = false;
    bool foreign = false;
    for (const Constraint &constraint : catalog.constraintsOf(column.relation)) {
        if (!constraint.columns.contains(column.number))
            continue;
        primary = primary || constraint.kind == ConstraintKind::PrimaryKey;
        foreign = foreign || constraint.kind == ConstraintKind::ForeignKey;
    }
    if (primary && foreign)
        return KeyMark::Both;
    return primary ? KeyMark::Primary : foreign ? KeyMark::Foreign : KeyMark::None;
}

// How the server makes the value, where it is not a plain default.
static QString generationText(const Column &column)
{
    switch (column.identity) {
    case 'a':
        return tr("identity, always");
    case 'd':
        return tr("identity, by default");
    default:
        break;
    }
    switch (column.generated) {
    case 's':
        return tr("generated, stored");
    case 'v':
        return tr("generated, virtual");
    default:
        return {};
    }
}

StructureTable columnsTable(const Catalog &catalog, Oid relation)
{
    StructureTable table{{tr("Column"), tr("Type"), tr("Null"), tr("Default"), tr("Generated"), tr("Comment")}, {}};
    for (const Column &column : catalog.columnsOf(relation)) {
        StructureCell first = name(column.name);
        first.mark = markOf(catalog, column);
        const QString type = column.collation.isEmpty() ? column.type : column.type + u" COLLATE "_s + column.collation;
        table.rows.push_back(
            {first, code(type), column.notNull ? words(tr("not null")) : quiet(tr("null")), code(column.expression),
             words(generationText(column)), words(column.comment)});
    }
    return table;
}

static constexpr std::array constraintKindTexts{
    EnumText{ConstraintKind::PrimaryKey, QT_TRANSLATE_NOOP("Window", "primary key")},
    EnumText{ConstraintKind::Unique, QT_TRANSLATE_NOOP("Window", "unique")},
    EnumText{ConstraintKind::ForeignKey, QT_TRANSLATE_NOOP("Window", "foreign key")},
    EnumText{ConstraintKind::Check, QT_TRANSLATE_NOOP("Window", "check")},
    EnumText{ConstraintKind::Exclusion, QT_TRANSLATE_NOOP("Window", "exclusion")},
};
static_assert(isWholeTable(constraintKindTexts));

static QString kindText(ConstraintKind kind) { return tr(textIn(constraintKindTexts, kind)); }

static StructureCell constraintState(const Constraint &constraint)
{
    QStringList said;
    if (!constraint.validated)
        said << tr("not validated");
    if (constraint.deferrable)
        said << (constraint.initiallyDeferred ? tr("initially deferred") : tr("deferrable"));
    return {said.join(u", "_s), constraint.validated ? CellNature::Words : CellNature::Warning};
}

StructureTable keysTable(const Catalog &catalog, Oid relation)
{
    StructureTable table{{tr("Name"), tr("Kind"), tr("Columns"), tr("Definition"), tr("State"), tr("Comment")}, {}};
    for (const Constraint &constraint : catalog.constraintsOf(relation)) {
        if (constraint.kind == ConstraintKind::ForeignKey)
            continue;
        StructureCell first = name(constraint.name);
        first.mark = constraint.kind == ConstraintKind::PrimaryKey ? KeyMark::Primary : KeyMark::None;
        table.rows.push_back(
            {first, words(kindText(constraint.kind)), name(columnNames(catalog, relation, constraint.columns)),
             code(constraint.definition), constraintState(constraint), words(constraint.comment)});
    }
    return table;
}

static StructureCell indexState(const Index &index)
{
    QStringList said;
    if (!index.valid)
        said << tr("invalid: not used, needs to be rebuilt");
    if (index.primary)
        said << tr("primary key");
    else if (index.exclusion)
        said << tr("exclusion");
    else if (index.unique)
        said << tr("unique");
    if (index.clustered)
        said << tr("clustered");
    return {said.join(u", "_s), index.valid ? CellNature::Words : CellNature::Warning};
}

StructureTable indexesTable(const Catalog &catalog, Oid relation)
{
    StructureTable table{
        {tr("Name"), tr("Columns"), tr("Method"), tr("State"), tr("Where"), tr("Includes"), tr("Definition"),
         tr("Comment")},
        {}};
    for (const Index &index : catalog.indexesOf(relation)) {
        StructureCell first = name(index.name);
        first.mark = index.primary ? KeyMark::Primary : KeyMark::None;
        table.rows.push_back(
            {first, name(columnNames(catalog, relation, index.keyColumns, index.expressions)), quiet(index.method),
             indexState(index), code(index.predicate), name(columnNames(catalog, relation, index.includedColumns)),
             code(index.definition), words(index.comment)});
    }
    return table;
}

static StructureCell actionCell(ReferentialAction action)
{
    switch (action) {
    case ReferentialAction::NoAction:
        return quiet(tr("no action"));
    case ReferentialAction::Restrict:
        return words(tr("restrict"));
    case ReferentialAction::Cascade:
        return words(tr("cascade"));
    case ReferentialAction::SetNull:
        return words(tr("set null"));
    case ReferentialAction::SetDefault:
        return words(tr("set default"));
    }
    return {};
}

static StructureCell relationCell(const Catalog &catalog, Oid oid, const QString &homeSchema)
{
    const Relation *relation = catalog.relation(oid);
    if (!relation)
        return quiet(tr("not visible"));
    const QString text = relation->schema == homeSchema ? relation->name : relation->schema + u'.' + relation->name;
    return name(text, oid);
}

StructureTable foreignKeysTable(const Catalog &catalog, Oid relation)
{
    StructureTable table{
        {tr("Columns"), tr("References"), tr("Referenced columns"), tr("On delete"), tr("On update"), tr("State"),
         tr("Name"), tr("Comment")},
        {}};
    const Relation *home = catalog.relation(relation);
    for (const Constraint &key : catalog.constraintsOf(relation)) {
        if (key.kind != ConstraintKind::ForeignKey || !home)
            continue;
        StructureCell first = name(columnNames(catalog, relation, key.columns));
        first.mark = KeyMark::Foreign;
        table.rows.push_back(
            {first, relationCell(catalog, key.referencedRelation, home->schema),
             name(columnNames(catalog, key.referencedRelation, key.referencedColumns)), actionCell(key.onDelete),
             actionCell(key.onUpdate), constraintState(key), name(key.name), words(key.comment)});
    }
    return table;
}

StructureTable referencesTable(const Catalog &catalog, Oid relation)
{
    StructureTable table{
        {tr("Table"), tr("Referenced columns"), tr("References"), tr("On delete"), tr("On update"), tr("State"),
         tr("Name"), tr("Comment")},
        {}};
    const Relation *home = catalog.relation(relation);
    for (const Constraint *key : catalog.referencesTo(relation)) {
        if (!home)
            continue;
        table.rows.push_back(
            {relationCell(catalog, key->relation, home->schema),
             name(columnNames(catalog, key->relation, key->columns)),
             name(columnNames(catalog, relation, key->referencedColumns)), actionCell(key->onDelete),
             actionCell(key->onUpdate), constraintState(*key), name(key->name), words(key->comment)});
    }
    return table;
}

static StructureCell enabledCell(char enabled)
{
    switch (enabled) {
    case 'D':
        return {tr("disabled"), CellNature::Warning};
    case 'R':
        return words(tr("replica only"));
    case 'A':
        return words(tr("always"));
    default:
        return quiet(tr("enabled"));
    }
}

StructureTable triggersTable(const Catalog &catalog, Oid relation)
{
    StructureTable table{{tr("Name"), tr("Kind"), tr("State"), tr("Function"), tr("Definition"), tr("Comment")}, {}};
    for (const Trigger &trigger : catalog.triggersOf(relation))
        table.rows.push_back(
            {name(trigger.name), quiet(tr("trigger")), enabledCell(trigger.enabled),
             name(trigger.functionSchema + u'.' + trigger.functionName), code(trigger.definition),
             words(trigger.comment)});
    for (const Rule &rule : catalog.rulesOf(relation))
        table.rows.push_back(
            {name(rule.name),
             quiet(tr("rule")),
             enabledCell(rule.enabled),
             {},
             code(rule.definition),
             words(rule.comment)});
    return table;
}

static QString commandText(char command)
{
    switch (command) {
    case 'r':
        return u"SELECT"_s;
    case 'a':
        return u"INSERT"_s;
    case 'w':
        return u"UPDATE"_s;
    case 'd':
        return u"DELETE"_s;
    default:
        return tr("all");
    }
}

StructureTable policiesTable(const Catalog &catalog, Oid relation)
{
    StructureTable table{
        {tr("Name"), tr("Command"), tr("Kind"), tr("Roles"), tr("Using"), tr("With check"), tr("State"), tr("Comment")},
        {}};
    const Relation *home = catalog.relation(relation);
    const bool applied = home && home->rowSecurity;
    for (const Policy &policy : catalog.policiesOf(relation))
        table.rows.push_back(
            {name(policy.name), words(commandText(policy.command)),
             words(policy.permissive ? tr("permissive") : tr("restrictive")), name(policy.roles),
             code(policy.usingExpression), code(policy.checkExpression),
             applied ? quiet(tr("enabled"))
                     : StructureCell{tr("not applied: row-level security is off"), CellNature::Warning},
             words(policy.comment)});
    return table;
}

QString relationSummary(const Relation &relation)
{
    QString kind = kindName(relation.kind);
    if (!kind.isEmpty())
        kind[0] = kind[0].toUpper();
    if (relation.persistence == Persistence::Unlogged)
        kind += u", "_s + tr("unlogged");
    QStringList parts{kind};
    if (!relation.partitionKey.isEmpty())
        parts << tr("partitioned by %1").arg(singleLine(relation.partitionKey, 120));
    if (!relation.partitionBound.isEmpty())
        parts << singleLine(relation.partitionBound, 120);
    if (relation.estimatedRows >= 0 && relation.kind != RelationKind::View)
        parts << tr("about %1 rows").arg(countText(relation.estimatedRows));
    if (relation.totalBytes > 0)
        parts << tr("%1 with indexes").arg(sizeText(relation.totalBytes));
    if (!relation.owner.isEmpty())
        parts << tr("owner %1").arg(singleLine(relation.owner));
    if (relation.rowSecurity)
        parts << (relation.forceRowSecurity ? tr("row-level security, forced") : tr("row-level security"));
    if (!relation.extension.isEmpty())
        parts << tr("extension %1").arg(singleLine(relation.extension));
    return parts.join(u"  ·  "_s);
}

} // namespace howdah::ui
