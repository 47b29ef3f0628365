// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/inventory.h"

#include "connection/session/plaintables.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::RowBatch;
using connection::Statement;
using Oid = Inventory::Oid;

namespace {

// Of relations that users make.
const QString OfUsers = u"OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid"_s;

Statement relationsStatement()
{
    return {
        u"SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence, COALESCE(s.spcname, ds.spcname), a.amname, "
        "i.indrelid, p.partdefid, c.reloftype, c.relhasrules AND c.relkind OPERATOR(pg_catalog.<>) ALL "
        "(ARRAY['v', 'm']::pg_catalog.\"char\"[]) FROM pg_catalog.pg_class c "
        "JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace "
        "JOIN pg_catalog.pg_database d ON d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database() "
        "JOIN pg_catalog.pg_tablespace ds ON ds.oid OPERATOR(pg_catalog.=) d.dattablespace "
        "LEFT JOIN pg_catalog.pg_tablespace s ON s.oid OPERATOR(pg_catalog.=) c.reltablespace "
        "LEFT JOIN pg_catalog.pg_am a ON a.oid OPERATOR(pg_catalog.=) c.relam "
        "LEFT JOIN pg_catalog.pg_index i ON i.indexrelid OPERATOR(pg_catalog.=) c.oid "
        "LEFT JOIN pg_catalog.pg_partitioned_table p ON p.partrelid OPERATOR(pg_catalog.=) c.oid "
        "WHERE c.relkind OPERATOR(pg_catalog.=) ANY (ARRAY['r', 'p', 'm', 'v', 'i', 'I', 'S', "
        "'f']::pg_catalog.\"char\"[]) AND n.nspname OPERATOR(pg_catalog.!~) '^(pg_|information_schema$)'"_s,
        {}};
}

// Pairs of what is tied together, by kind: inherits, view reads, sequence of a column, column of a type.
Statement tiesStatement()
{
    return {
        u"SELECT 'i', h.inhrelid, h.inhparent, 0 FROM pg_catalog.pg_inherits h UNION ALL "
        "SELECT DISTINCT 'v', r.ev_class, d.refobjid, 0 FROM pg_catalog.pg_rewrite r "
        "JOIN pg_catalog.pg_depend d ON d.classid OPERATOR(pg_catalog.=) 2618::pg_catalog.oid "
        "AND d.objid OPERATOR(pg_catalog.=) r.oid AND d.refclassid OPERATOR(pg_catalog.=) 1259::pg_catalog.oid "
        "AND d.deptype OPERATOR(pg_catalog.=) 'n' AND d.refobjid OPERATOR(pg_catalog.<>) r.ev_class "
        "WHERE r.ev_type OPERATOR(pg_catalog.=) '1' AND d.refobjid %1 UNION ALL "
        "SELECT 's', d.objid, d.refobjid, d.refobjsubid FROM pg_catalog.pg_depend d "
        "JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) d.objid AND c.relkind OPERATOR(pg_catalog.=) 'S' "
        "WHERE d.classid OPERATOR(pg_catalog.=) 1259::pg_catalog.oid AND d.refclassid "
        "OPERATOR(pg_catalog.=) 1259::pg_catalog.oid AND d.deptype OPERATOR(pg_catalog.=) ANY (ARRAY['a', "
        "'i']::pg_catalog.\"char\"[]) UNION ALL "
        "SELECT DISTINCT 't', a.attrelid, a.atttypid, 0 FROM pg_catalog.pg_attribute a "
        "JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) a.attrelid AND c.relkind OPERATOR(pg_catalog.=) "
        "ANY (ARRAY['r', 'm']::pg_catalog.\"char\"[]) WHERE a.atttypid %1 AND NOT a.attisdropped"_s.arg(OfUsers),
        {}};
}

// An index is kept as it is when a column's type changes only where it has plain columns alone.
Statement columnsStatement(const QByteArray &names)
{
    return {
        u"SELECT a.attrelid, a.attname, a.attnum, a.atttypid, a.atttypmod, a.attcollation, a.attnotnull, "
        "EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid OPERATOR(pg_catalog.=) a.attrelid AND a.attnum "
        "OPERATOR(pg_catalog.=) ANY (i.indkey::smallint[])), "
        "EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid OPERATOR(pg_catalog.=) a.attrelid "
        "AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL) AND (a.attnum OPERATOR(pg_catalog.=) ANY "
        "(i.indkey::smallint[]) OR EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid OPERATOR(pg_catalog.=) "
        "1259::pg_catalog.oid AND d.objid OPERATOR(pg_catalog.=) i.indexrelid AND d.refobjid OPERATOR(pg_catalog.=) "
        "a.attrelid AND d.refobjsubid OPERATOR(pg_catalog.=) a.attnum))) "
        "FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) a.attrelid "
        "WHERE a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped AND c.relkind OPERATOR(pg_catalog.=) ANY "
        "(ARRAY['r', 'p', 'm', 'f', 'v']::pg_catalog.\"char\"[]) AND c.oid %1 AND (c.relname OPERATOR(pg_catalog.=) "
        "ANY ($1::pg_catalog.text[]) OR EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid "
        "OPERATOR(pg_catalog.=) c.oid)) ORDER BY a.attrelid, a.attnum"_s.arg(OfUsers),
        {names}};
}

Statement typesStatement()
{
    return {
        u"SELECT t.oid, n.nspname, t.typname, t.typtype, t.typbasetype, t.typtypmod, t.typelem, t.typnotnull, "
        "EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.contypid OPERATOR(pg_catalog.=) t.oid "
        "AND k.contype OPERATOR(pg_catalog.=) 'c'), t.typdefault IS NOT NULL, t.typcollation "
        "FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) t.typnamespace "
        "LEFT JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) t.typrelid "
        "WHERE (t.typrelid OPERATOR(pg_catalog.=) 0::pg_catalog.oid OR c.relkind OPERATOR(pg_catalog.=) 'c') "
        "AND n.nspname OPERATOR(pg_catalog.!~) '^(pg_toast|pg_temp|information_schema$)'"_s,
        {}};
}

Statement constraintsStatement(const QByteArray &names)
{
    return {
        u"SELECT k.conrelid, k.conname, k.contype, k.convalidated, k.conindid, k.confrelid, "
        "k.conkey::pg_catalog.text, k.confkey::pg_catalog.text, CASE WHEN k.contype OPERATOR(pg_catalog.=) 'c' AND "
        "(c.relispartition OR c.relname OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.text[])) THEN "
        "pg_catalog.pg_get_expr(k.conbin, k.conrelid) END FROM pg_catalog.pg_constraint k "
        "JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) k.conrelid "
        "WHERE k.conrelid %1 AND NOT (k.contype OPERATOR(pg_catalog.=) 'f' AND k.conparentid "
        "OPERATOR(pg_catalog.<>) 0::pg_catalog.oid)"_s.arg(OfUsers),
        {names}};
}

// Pairs of a name and what it stands for.
Statement namesStatement()
{
    return {
        u"SELECT 's', e.stxname::pg_catalog.text, e.stxrelid, false FROM pg_catalog.pg_statistic_ext e UNION ALL "
        "SELECT 'p', p.pubname::pg_catalog.text, r.prrelid, false FROM pg_catalog.pg_publication_rel r "
        "JOIN pg_catalog.pg_publication p ON p.oid OPERATOR(pg_catalog.=) r.prpubid UNION ALL "
        "SELECT 't', g.tgname::pg_catalog.text, g.tgrelid, (g.tgtype::int OPERATOR(pg_catalog.&) 1) "
        "OPERATOR(pg_catalog.=) 1 FROM pg_catalog.pg_trigger g WHERE NOT g.tgisinternal UNION ALL "
        "SELECT DISTINCT 'f', f.proname::pg_catalog.text, 0::pg_catalog.oid, f.provolatile OPERATOR(pg_catalog.=) 'v' "
        "FROM pg_catalog.pg_proc f WHERE f.oid %1"_s.arg(OfUsers),
        {}};
}

Oid oidOf(const RowBatch &rows, qsizetype row, qsizetype column)
{
    return rows.isNull(row, column) ? 0 : Oid(rows.integer(row, column));
}

char letterOf(const RowBatch &rows, qsizetype row, qsizetype column)
{
    const QByteArrayView text = rows.bytes(row, column);
    return text.isEmpty() ? '\0' : text.front();
}

// "{1,2}"
std::vector<int> numbersOf(QByteArrayView text)
{
    std::vector<int> numbers;
    if (text.size() > 2) {
        for (const QByteArray &number : text.sliced(1, text.size() - 2).toByteArray().split(','))
            numbers.push_back(number.toInt());
    }
    return numbers;
}

void readRelations(Inventory &inventory, const RowBatch &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const Inventory::Relation relation{
            .oid = oidOf(rows, row, 0),
            .schema = rows.text(row, 1),
            .name = rows.text(row, 2),
            .kind = letterOf(rows, row, 3),
            .persistence = letterOf(rows, row, 4),
            .tablespace = rows.text(row, 5),
            .accessMethod = rows.text(row, 6),
            .table = oidOf(rows, row, 7),
            .defaultPartition = oidOf(rows, row, 8),
            .ofType = oidOf(rows, row, 9),
            .hasRules = rows.boolean(row, 10)};
        inventory.byName.insert(relation.name, relation.oid);
        if (relation.table != 0)
            inventory.indexes.insert(relation.table, relation.oid);
        inventory.relations.insert(relation.oid, relation);
    }
}

void readTies(Inventory &inventory, const RowBatch &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const Oid from = oidOf(rows, row, 1);
        const Oid to = oidOf(rows, row, 2);
        switch (letterOf(rows, row, 0)) {
        case 'i':
            inventory.children.insert(to, from);
            inventory.parents.insert(from, to);
            break;
        case 'v':
            inventory.reads.insert(from, to);
            inventory.readBy.insert(to, from);
            break;
        case 's':
            inventory.sequences.insert(to, {from, int(rows.integer(row, 3))});
            break;
        default:
            inventory.typeUsers.insert(to, from);
        }
    }
}

void readColumns(Inventory &inventory, const RowBatch &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        inventory.columns[oidOf(rows, row, 0)].push_back(
            {.name = rows.text(row, 1),
             .number = int(rows.integer(row, 2)),
             .type = oidOf(rows, row, 3),
             .modifier = int(rows.integer(row, 4)),
             .collation = oidOf(rows, row, 5),
             .notNull = rows.boolean(row, 6),
             .indexed = rows.boolean(row, 7),
             .speciallyIndexed = rows.boolean(row, 8)});
}

void readTypes(Inventory &inventory, const RowBatch &rows, const RowBatch &casts)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const Inventory::Type type{
            .oid = oidOf(rows, row, 0),
            .schema = rows.text(row, 1),
            .name = rows.text(row, 2),
            .kind = letterOf(rows, row, 3),
            .base = oidOf(rows, row, 4),
            .baseModifier = int(rows.integer(row, 5)),
            .element = oidOf(rows, row, 6),
            .notNull = rows.boolean(row, 7),
            .checked = rows.boolean(row, 8),
            .hasDefault = rows.boolean(row, 9),
            .collation = oidOf(rows, row, 10)};
        inventory.typesByName.insert(type.name, type.oid);
        inventory.types.insert(type.oid, type);
    }
    for (qsizetype row = 0; row < casts.rowCount(); ++row)
        inventory.binaryCasts.insert({oidOf(casts, row, 0), oidOf(casts, row, 1)});
}

void readConstraints(Inventory &inventory, const RowBatch &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const Inventory::Constraint constraint{
            .relation = oidOf(rows, row, 0),
            .name = rows.text(row, 1),
            .kind = letterOf(rows, row, 2),
            .validated = rows.boolean(row, 3),
            .index = oidOf(rows, row, 4),
            .referenced = oidOf(rows, row, 5),
            .columns = numbersOf(rows.bytes(row, 6)),
            .referencedColumns = numbersOf(rows.bytes(row, 7)),
            .expression = rows.text(row, 8)};
        inventory.constraints.insert(constraint.relation, constraint);
        if (constraint.referenced != 0)
            inventory.referencing.insert(constraint.referenced, constraint);
    }
}

void readNames(Inventory &inventory, const RowBatch &rows)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const QString name = rows.text(row, 1);
        const Oid oid = oidOf(rows, row, 2);
        const bool flag = rows.boolean(row, 3);
        switch (letterOf(rows, row, 0)) {
        case 's':
            inventory.statistics.insert(name, oid);
            break;
        case 'p':
            inventory.publications.insert(name, oid);
            break;
        case 't':
            inventory.triggers.insert(oid, {name, flag});
            break;
        default:
            (flag ? inventory.functions[name].someVolatile : inventory.functions[name].someNot) = true;
        }
    }
}

} // namespace

Oid Inventory::find(const sql::RelationName &name, const QString &schema) const
{
    const QList<Oid> found = byName.values(name.name);
    const QString &wanted = name.schema.isEmpty() ? schema : name.schema;
    const auto exact = std::ranges::find(found, wanted, [this](Oid oid) { return relations[oid].schema; });
    if (exact != found.end())
        return *exact;
    return name.schema.isEmpty() && found.size() == 1 ? found.front() : 0;
}

const Inventory::Relation *Inventory::relation(Oid oid) const
{
    const auto found = relations.constFind(oid);
    return found == relations.cend() ? nullptr : &*found;
}

const Inventory::Column *Inventory::column(Oid relation, const QString &name) const
{
    const auto table = columns.constFind(relation);
    if (table == columns.cend())
        return nullptr;
    const auto found = std::ranges::find(*table, name, &Column::name);
    return found == table->end() ? nullptr : &*found;
}

// PostgreSQL's own come first, as in any search path that says nothing else.
const Inventory::Type *Inventory::type(const QString &schema, const QString &name, const QString &before) const
{
    const QList<Oid> found = typesByName.values(name);
    const QStringList order = schema.isEmpty() ? QStringList{u"pg_catalog"_s, before} : QStringList{schema};
    for (const QString &place : order) {
        for (const Oid oid : found) {
            if (const auto type = types.constFind(oid); type->schema == place)
                return &*type;
        }
    }
    return schema.isEmpty() && found.size() == 1 ? &*types.constFind(found.front()) : nullptr;
}

std::vector<Oid> Inventory::tree(Oid oid) const
{
    std::vector<Oid> all{oid};
    for (size_t i = 0; i < all.size(); ++i) {
        for (const Oid child : children.values(all[i])) {
            if (std::ranges::find(all, child) == all.end())
                all.push_back(child);
        }
    }
    return all;
}

std::vector<Oid> Inventory::domainsOver(Oid oid) const
{
    std::vector<Oid> all{oid};
    for (size_t i = 0; i < all.size(); ++i) {
        for (const Type &type : types) {
            if (type.kind == 'd' && type.base == all[i])
                all.push_back(type.oid);
        }
    }
    return all;
}

bool Inventory::isConstrained(Oid oid) const
{
    auto type = types.constFind(oid);
    for (; type != types.cend() && type->kind == 'd'; type = types.constFind(type->base)) {
        if (type->notNull || type->checked)
            return true;
    }
    return false;
}

Result<std::shared_ptr<const Inventory>> readInventory(connection::Session &session, const QByteArray &names)
{
    const auto answer = session
                            .pipeline(
                                {connection::unquotedDefinitions(),
                                 relationsStatement(),
                                 tiesStatement(),
                                 columnsStatement(names),
                                 typesStatement(),
                                 {u"SELECT castsource, casttarget FROM pg_catalog.pg_cast WHERE castmethod "
                                  "OPERATOR(pg_catalog.=) 'b'"_s,
                                  {}},
                                 constraintsStatement(names),
                                 namesStatement(),
                                 {u"SELECT pg_catalog.current_setting('TimeZone')"_s, {}}})
                            .result();
    if (const Error *error = failureOf(answer))
        return fail(*error);
    const auto rows = [&answer](int index) -> const RowBatch & { return answer->answers[size_t(index) + 1].rows; };
    auto inventory = std::make_shared<Inventory>();
    readRelations(*inventory, rows(0));
    readTies(*inventory, rows(1));
    readColumns(*inventory, rows(2));
    readTypes(*inventory, rows(3), rows(4));
    readConstraints(*inventory, rows(5));
    readNames(*inventory, rows(6));
    inventory->timeZone = rows(7).text(0, 0);
    return inventory;
}

} // namespace howdah::migration
