// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/serverdatabases.h"

#include "base/paths.h"
#include "base/propagate.h"
#include "connection/server/localserver.h"
#include "migration/history/packfit.h"

#include <QDir>
#include <QMap>

using namespace Qt::StringLiterals;

namespace howdah::operations {

constexpr int VisitSeconds = 4; // to connect: a list is not worth more

static connection::SessionOptions visiting()
{
    connection::SessionOptions options{.name = u"databases"_s, .readOnly = true};
    options.connectTimeoutSeconds = VisitSeconds;
    return options;
}

Result<std::vector<ServerDatabase>> databasesOf(const connection::ConnInfo &target)
{
    connection::Session session(visiting());
    RETURN_IF_ERROR(session.open(connection::asReader(target)).result());
    ASSIGN_OR_RETURN(
        const connection::Answer answer,
        session
            .query(
                {u"SELECT d.datname, pg_catalog.shobj_description(d.oid, 'pg_database'::pg_catalog.name) "
                 "FROM pg_catalog.pg_database d WHERE d.datallowconn AND NOT d.datistemplate "
                 "AND pg_catalog.has_database_privilege(d.oid, 'CONNECT'::pg_catalog.text) "
                 "ORDER BY d.datname LIMIT 1000"_s,
                 {}})
            .result());
    std::vector<ServerDatabase> databases;
    databases.reserve(size_t(answer.rows.rowCount()));
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        databases.push_back({answer.rows.text(row, 0), answer.rows.text(row, 1)});
    return databases;
}

std::vector<Platform> shippedPlatforms()
{
    std::vector<Platform> platforms;
    const QDir packs(shareFolder() + u"/migrations"_s);
    for (const QString &name : packs.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        const Result<migration::Source> source = migration::readSource(packs.filePath(name));
        if (!source)
            continue;
        const migration::Pack &pack = source->pack;
        platforms.push_back(
            {pack.title.isEmpty() ? name : pack.title, pack.schema.isEmpty() ? u"public"_s : pack.schema,
             migration::tablesCreated(*source)});
    }
    return platforms;
}

Result<QStringList> platformsIn(connection::Session &session, const std::vector<Platform> &platforms)
{
    ASSIGN_OR_RETURN(
        const connection::Answer answer,
        session
            .query(
                {u"SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid "
                 "OPERATOR(pg_catalog.=) c.relnamespace WHERE c.relkind OPERATOR(pg_catalog.=) ANY "
                 "('{r,p}'::pg_catalog.\"char\"[]) AND NOT c.relispartition AND n.nspname OPERATOR(pg_catalog.<>) ALL "
                 "('{pg_catalog,information_schema,pg_toast}'::pg_catalog.name[]) LIMIT 20000"_s,
                 {}})
            .result());
    QMap<QString, QSet<QString>> tables; // by schema
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        tables[answer.rows.text(row, 0)].insert(answer.rows.text(row, 1));
    QStringList titles;
    for (const Platform &platform : platforms) {
        if (migration::isHeldBy(tables.value(platform.schema), platform.tables))
            titles << platform.title;
    }
    return titles;
}

Result<QStringList>
platformsOf(connection::ConnInfo target, const QString &database, const std::vector<Platform> &platforms)
{
    target.set(u"dbname"_s, database);
    connection::Session session(visiting());
    RETURN_IF_ERROR(session.open(connection::asReader(std::move(target))).result());
    return platformsIn(session, platforms);
}

} // namespace howdah::operations
