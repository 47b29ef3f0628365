// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/foreignhistory.h"

#include "migration/source/tr.h"
#include "sql/quote.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::migration {

namespace {

// A table of this name with these columns, and perhaps more.
struct Fingerprint
{
    QLatin1StringView tool;
    QLatin1StringView table;
    QLatin1StringView columns;      // separated by blanks
    QLatin1StringView schema = {};  // empty: any
    QLatin1StringView history = {}; // what pack.yaml calls it, where Howdah writes it
};

// Of several that fit the first counts, so what says more stands first.
constexpr std::array Fingerprints{
    Fingerprint{"TypeORM"_L1, "migrations"_L1, "id timestamp name"_L1, {}, "typeorm"_L1},
    Fingerprint{"Prisma"_L1, "_prisma_migrations"_L1, "id checksum migration_name"_L1, {}, "prisma"_L1},
    Fingerprint{"Flyway"_L1, "flyway_schema_history"_L1, "installed_rank script"_L1},
    Fingerprint{"Flyway"_L1, "schema_version"_L1, "installed_rank script"_L1},
    Fingerprint{"Knex"_L1, "knex_migrations"_L1, "name batch"_L1},
    Fingerprint{"Drizzle"_L1, "__drizzle_migrations"_L1, "id hash created_at"_L1},
    Fingerprint{"Alembic"_L1, "alembic_version"_L1, "version_num"_L1},
    Fingerprint{"Supabase"_L1, "schema_migrations"_L1, "version statements"_L1},
    Fingerprint{"golang-migrate"_L1, "schema_migrations"_L1, "version dirty"_L1},
    Fingerprint{"Ecto"_L1, "schema_migrations"_L1, "version inserted_at"_L1},
    Fingerprint{"dbmate or Rails"_L1, "schema_migrations"_L1, "version"_L1},
    Fingerprint{"Laravel"_L1, "migrations"_L1, "migration batch"_L1},
    Fingerprint{"node-pg-migrate"_L1, "pgmigrations"_L1, "name run_on"_L1},
    Fingerprint{"Sqitch"_L1, "changes"_L1, "change_id script_hash project"_L1},
    Fingerprint{"goose"_L1, "goose_db_version"_L1, "version_id is_applied"_L1},
    Fingerprint{"sql-migrate"_L1, "gorp_migrations"_L1, "id applied_at"_L1},
    Fingerprint{"Django"_L1, "django_migrations"_L1, "app name applied"_L1},
    Fingerprint{"Liquibase"_L1, "databasechangelog"_L1, "id author filename"_L1},
    Fingerprint{"Atlas"_L1, "atlas_schema_revisions"_L1, "version applied"_L1},
    Fingerprint{"sqlx"_L1, "_sqlx_migrations"_L1, "version checksum"_L1},
    Fingerprint{"pgroll"_L1, "migrations"_L1, "schema name migration"_L1, "pgroll"_L1},
    Fingerprint{"graphile-migrate"_L1, "migrations"_L1, "hash previous_hash filename"_L1},
    Fingerprint{"Entity Framework"_L1, "__EFMigrationsHistory"_L1, "MigrationId"_L1},
    Fingerprint{"Sequelize"_L1, "SequelizeMeta"_L1, "name"_L1},
    Fingerprint{"Diesel"_L1, "__diesel_schema_migrations"_L1, "version run_on"_L1},
    Fingerprint{"SeaORM"_L1, "seaql_migrations"_L1, "version applied_at"_L1},
    Fingerprint{"Doctrine"_L1, "doctrine_migration_versions"_L1, "version executed_at"_L1},
    Fingerprint{"Phinx"_L1, "phinxlog"_L1, "version migration_name"_L1},
    Fingerprint{"Kysely"_L1, "kysely_migration"_L1, "name timestamp"_L1},
    Fingerprint{"MikroORM"_L1, "mikro_orm_migrations"_L1, "name executed_at"_L1},
    Fingerprint{"yoyo"_L1, "_yoyo_migration"_L1, "migration_hash migration_id"_L1},
    Fingerprint{"MyBatis Migrations"_L1, "changelog"_L1, "id applied_at description"_L1},
    Fingerprint{"tern"_L1, "schema_version"_L1, "version"_L1},
};

const Fingerprint *fingerprintOf(const QString &schema, const QString &table, const QStringList &columns)
{
    const auto fits = [&](const Fingerprint &print) {
        const QStringList wanted = QString(print.columns).split(u' ');
        return table == print.table && (print.schema.isEmpty() || schema == print.schema)
            && std::ranges::all_of(wanted, [&columns](const QString &column) { return columns.contains(column); });
    };
    const auto found = std::ranges::find_if(Fingerprints, fits);
    return found == Fingerprints.end() ? nullptr : &*found;
}

} // namespace

connection::Statement foreignHistories()
{
    QByteArrayList names;
    for (const Fingerprint &print : Fingerprints)
        names << QByteArray(print.table.data(), print.table.size());
    return {
        u"SELECT n.nspname, c.relname, (SELECT pg_catalog.json_agg(a.attname) FROM pg_catalog.pg_attribute a "
        "WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid AND a.attnum OPERATOR(pg_catalog.>) 0 "
        "AND NOT a.attisdropped) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n "
        "ON n.oid OPERATOR(pg_catalog.=) c.relnamespace WHERE c.relkind OPERATOR(pg_catalog.=) 'r' "
        "AND c.relpersistence OPERATOR(pg_catalog.=) 'p' "
        "AND c.relname OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.text[]) ORDER BY n.nspname, c.relname LIMIT 20"_s,
        {QByteArray('{' + names.join(',') + '}')}};
}

std::vector<ForeignHistory> readForeignHistories(const connection::RowBatch &rows, const QStringList &own)
{
    std::vector<ForeignHistory> found;
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const QString schema = rows.text(row, 0);
        const QString table = rows.text(row, 1);
        QStringList columns;
        for (const QJsonValue column : QJsonDocument::fromJson(rows.bytes(row, 2).toByteArray()).array())
            columns << column.toString();
        const Fingerprint *const print = fingerprintOf(schema, table, columns);
        if (print && !own.contains(sql::quoteQualified(schema, table)))
            found.push_back({print->tool, schema + u'.' + table, print->history});
    }
    return found;
}

QString describe(const ForeignHistory &history)
{
    if (!history.packName.isEmpty())
        return tr("The history of %1 is in %2, and is not the one that is used here. To go on with it, write "
                  "\"history: %3\" into pack.yaml.")
            .arg(history.tool, history.table, history.packName);
    return tr("This database was migrated by %1: its history is in %2, which is not read here, so that nothing counts "
              "as "
              "applied. A baseline takes what is there as applied.")
        .arg(history.tool, history.table);
}

} // namespace howdah::migration
