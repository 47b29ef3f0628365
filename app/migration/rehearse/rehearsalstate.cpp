// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/rehearse/rehearsalstate.h"

#include "base/propagate.h"
#include "catalog/catalogreader.h"
#include "sql/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using catalog::Catalog;
using catalog::Oid;
using catalog::Relation;
using catalog::RelationKind;
using connection::Answer;
using connection::Session;

namespace {

// Roles belong to the server, so the catalog of a database does not tell of them. Passwords are none of our business.
const QString RoleFactsSql =
    u"SELECT r.rolname, pg_catalog.concat('role ', pg_catalog.quote_ident(r.rolname), "
    "CASE WHEN r.rolsuper THEN ' superuser' END, CASE WHEN NOT r.rolinherit THEN ' noinherit' END, "
    "CASE WHEN r.rolcreaterole THEN ' createrole' END, CASE WHEN r.rolcreatedb THEN ' createdb' END, "
    "CASE WHEN r.rolcanlogin THEN ' login' END, CASE WHEN r.rolreplication THEN ' replication' END, "
    "CASE WHEN r.rolbypassrls THEN ' bypassrls' END, CASE WHEN r.rolconnlimit OPERATOR(pg_catalog.>=) 0 THEN "
    "pg_catalog.concat(' connection limit ', r.rolconnlimit) END, "
    "' valid until ' OPERATOR(pg_catalog.||) r.rolvaliduntil::pg_catalog.text, "
    "' set ' OPERATOR(pg_catalog.||) pg_catalog.array_to_string(r.rolconfig, ', '), "
    // That of the rehearsal is not the script's.
    "(SELECT ' comment ' OPERATOR(pg_catalog.||) c.text FROM (SELECT pg_catalog.shobj_description(r.oid, 'pg_authid') "
    "AS "
    "text) c WHERE c.text OPERATOR(pg_catalog.<>) 'made by a rehearsal of Howdah'), "
    "(SELECT pg_catalog.concat(' member of ', pg_catalog.string_agg(pg_catalog.concat("
    "pg_catalog.quote_ident(g.rolname), CASE WHEN m.admin_option THEN ' with admin' END, "
    "CASE WHEN (pg_catalog.to_jsonb(m) OPERATOR(pg_catalog.->>) 'inherit_option') OPERATOR(pg_catalog.=) 'false' THEN "
    "' without inherit' END, CASE WHEN (pg_catalog.to_jsonb(m) OPERATOR(pg_catalog.->>) 'set_option') "
    "OPERATOR(pg_catalog.=) 'false' THEN ' without set' END), ', ' ORDER BY g.rolname)) FROM "
    "pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid OPERATOR(pg_catalog.=) m.roleid "
    "WHERE m.member OPERATOR(pg_catalog.=) r.oid HAVING pg_catalog.count(*) OPERATOR(pg_catalog.>) 0)) "
    "FROM pg_catalog.pg_roles r WHERE r.rolname OPERATOR(pg_catalog.!~) '^(pg|howdah_scratch)_'"_s;

constexpr qint64 MostHashes = 100'000; // rows of a table that are compared one by one

const QString FilledTablesSql =
    u"SELECT c.oid, n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid "
    "OPERATOR(pg_catalog.=) c.relnamespace WHERE c.relkind OPERATOR(pg_catalog.=) 'r' AND c.relpersistence "
    "OPERATOR(pg_catalog.<>) 't' AND c.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND n.nspname "
    "OPERATOR(pg_catalog.!~) '^pg_' AND pg_catalog.pg_relation_size(c.oid) OPERATOR(pg_catalog.>) 0 ORDER BY c.oid"_s;

Result<QStringList> roleFacts(Session &session, const QSet<QString> &ignored)
{
    ASSIGN_OR_RETURN(const Answer answer, session.query({RoleFactsSql, {}}).result());
    QStringList facts;
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row) {
        if (!ignored.contains(answer.rows.text(row, 0)))
            facts << answer.rows.text(row, 1);
    }
    return facts;
}

// A sum of hashes does not depend on the order, and takes no memory.
QString digestSql(const TableDigest &table, std::span<const catalog::Column> columns)
{
    QString sums;
    for (const catalog::Column &column : columns)
        sums += u", pg_catalog.sum(pg_catalog.hashtextextended(x.%1::pg_catalog.text, 0)::pg_catalog.numeric)"_s.arg(
            sql::quoteIdentifier(column.name));
    return u"SELECT pg_catalog.count(*), pg_catalog.sum(pg_catalog.hashtextextended(ROW(x.*)::pg_catalog.text, "
           "0)::pg_catalog.numeric)%1 FROM ONLY %2 x"_s.arg(sums, sql::quoteQualified(table.schema, table.name));
}

QString hashesSql(const TableDigest &table)
{
    return u"SELECT pg_catalog.hashtextextended(ROW(x.*)::pg_catalog.text, 0) FROM ONLY %1 x ORDER BY 1"_s.arg(
        sql::quoteQualified(table.schema, table.name));
}

// False: it cannot be read (a broken type, say), and is not compared.
Result<bool> readTable(Session &session, TableDigest &table, std::span<const catalog::Column> columns)
{
    const auto isFatal = [](const Error &error) {
        return error.kind == ErrorKind::Connection || error.kind == ErrorKind::Cancelled;
    };
    const Result<Answer> digest = session.query({digestSql(table, columns), {}}).result();
    if (!digest)
        return isFatal(digest.error()) ? Result<bool>(fail(digest.error())) : Result<bool>(false);
    table.rows = digest->rows.integer(0, 0);
    table.digest = digest->rows.value(0, 1).value_or(QByteArray());
    for (size_t i = 0; i < columns.size(); ++i)
        table.columns.insert(columns[i].number, digest->rows.value(0, qsizetype(i) + 2).value_or(QByteArray()));
    if (table.rows == 0 || table.rows > MostHashes)
        return table.rows > 0;
    ASSIGN_OR_RETURN(const Answer hashes, session.query({hashesSql(table), {}}).result());
    table.hashes.reserve(size_t(hashes.rows.rowCount()));
    for (qsizetype row = 0; row < hashes.rows.rowCount(); ++row)
        table.hashes.push_back(hashes.rows.integer(row, 0));
    return true;
}

Result<QHash<Oid, TableDigest>> readTables(Session &session, const Catalog &catalog)
{
    ASSIGN_OR_RETURN(const Answer filled, session.query({FilledTablesSql, {}}).result());
    QHash<Oid, TableDigest> tables;
    for (qsizetype row = 0; row < filled.rows.rowCount(); ++row) {
        const auto oid = Oid(filled.rows.integer(row, 0));
        TableDigest table{filled.rows.text(row, 1), filled.rows.text(row, 2)};
        ASSIGN_OR_RETURN(const bool read, readTable(session, table, catalog.columnsOf(oid)));
        if (read)
            tables.insert(oid, table);
    }
    return tables;
}

bool holdsRows(const Relation &relation)
{
    return (relation.kind == RelationKind::Table || relation.kind == RelationKind::PartitionedTable)
        && relation.extension.isEmpty() && relation.persistence != catalog::Persistence::Temporary;
}

// Finds what went; one object for one migration.
class LossFinder final
{
public:
    LossFinder(const ScratchState &before, const ScratchState &up, const ScratchState &down, const QString &schema)
        : m_before(before)
        , m_up(up)
        , m_down(down)
        , m_schema(schema)
    {
    }

    std::vector<RehearsedLoss> find(const Step &upStep, const Step &downStep)
    {
        compareObjects(m_before, m_up, true);
        compareObjects(m_up, m_down, false);
        compareRows();
        readSql(upStep, true);
        readSql(downStep, false);
        return std::move(m_losses);
    }

private:
    void add(RehearsedLoss loss)
    {
        const bool known = std::ranges::any_of(m_losses, [&loss](const RehearsedLoss &other) {
            return other.kind == loss.kind && other.schema == loss.schema && other.name == loss.name
                && other.column == loss.column && loss.kind != LossKind::Other;
        });
        if (!known)
            m_losses.push_back(std::move(loss));
    }

    // By number, not by name: what was renamed keeps its rows, and what was created again under the same name has none.
    void compareObjects(const ScratchState &from, const ScratchState &to, bool byUp)
    {
        for (const Relation &relation : from.catalog->relations) {
            if (!holdsRows(relation))
                continue;
            if (!to.catalog->relation(relation.oid)) {
                const bool ofParent = relation.isPartition && std::ranges::none_of(relation.parents, [&to](Oid parent) {
                                          return to.catalog->relation(parent) != nullptr;
                                      });
                if (!ofParent) // the partitions go with their table, which is told
                    addTable(from, relation, byUp);
                continue;
            }
            for (const catalog::Column &column : from.catalog->columnsOf(relation.oid)) {
                if (!to.catalog->column(relation.oid, column.number) && !column.generated
                    && (column.inheritedCount == 0 || column.isLocal))
                    add({LossKind::Column, relation.schema, relation.name, column.name, byUp});
            }
        }
    }

    void addTable(const ScratchState &from, const Relation &relation, bool byUp)
    {
        RehearsedLoss loss{LossKind::Table, relation.schema, relation.name, {}, byUp};
        if (const auto rows = from.tables.constFind(relation.oid); rows != from.tables.cend())
            loss.rows = rows->rows;
        add(std::move(loss));
    }

    // Rows that are gone. Values that are not as before are no loss but a rollback that does not restore.
    void compareRows()
    {
        for (auto it = m_before.tables.begin(); it != m_before.tables.end(); ++it) {
            if (!m_down.catalog->relation(it.key()))
                continue; // told already
            const qint64 now = m_down.tables.value(it.key()).rows;
            if (now >= it->rows)
                continue;
            add(
                {.kind = LossKind::Rows,
                 .schema = it->schema,
                 .name = it->name,
                 .byUp = m_up.tables.value(it.key()).rows == now,
                 .rows = it->rows - now});
        }
    }

    // What the rows of the rehearsal, if it had any, cannot show.
    void readSql(const Step &step, bool byUp)
    {
        const ScratchState &state = byUp ? m_before : m_up;
        for (const Loss &loss : lossesOf(Plan{.steps = {step}})) {
            if (loss.kind == LossKind::Other && !loss.name.startsWith("DROP "_L1)) {
                add({LossKind::Other, {}, loss.name, {}, byUp, std::nullopt, loss.line});
            } else if (loss.kind == LossKind::Rows) {
                const Relation *relation = resolve(*state.catalog, loss);
                if (relation && m_down.catalog->relation(relation->oid))
                    add({LossKind::Rows, relation->schema, relation->name, {}, byUp, std::nullopt, loss.line});
            }
        }
    }

    [[nodiscard]] const Relation *resolve(const Catalog &catalog, const Loss &loss) const
    {
        if (!loss.schema.isEmpty())
            return catalog.relation(loss.schema, loss.name);
        const Relation *found = m_schema.isEmpty() ? nullptr : catalog.relation(m_schema, loss.name);
        return found ? found : catalog.relation(u"public"_s, loss.name);
    }

    const ScratchState &m_before;
    const ScratchState &m_up;
    const ScratchState &m_down;
    QString m_schema;
    std::vector<RehearsedLoss> m_losses;
};

} // namespace

Result<ScratchState> readState(Session &session, const QSet<QString> &ignoredRoles)
{
    ScratchState state;
    catalog::CatalogReader reader(session);
    ASSIGN_OR_RETURN(catalog::Snapshot snapshot, reader.readNow());
    state.catalog = snapshot;
    ASSIGN_OR_RETURN(QStringList roles, roleFacts(session, ignoredRoles));
    ASSIGN_OR_RETURN(QStringList rest, catalog::restFacts(session, state.catalog->serverVersion));
    state.facts = catalog::facts(*state.catalog) + rest + roles;
    std::ranges::sort(state.facts);
    ASSIGN_OR_RETURN(auto tables, readTables(session, *state.catalog));
    state.tables = std::move(tables);
    ASSIGN_OR_RETURN(auto sequences, catalog::sequencePlaces(session));
    state.sequences = std::move(sequences);
    return state;
}

std::vector<RehearsedLoss> lossesBetween(
    const ScratchState &before, const ScratchState &up, const ScratchState &down, const Step &upStep,
    const Step &downStep, const QString &schema)
{
    return LossFinder(before, up, down, schema).find(upStep, downStep);
}

} // namespace howdah::migration
