// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A database of 10,000 tables (five columns, a primary key and an index each): how long CatalogReader takes for its
// whole snapshot, against one psql process that lists the same objects. Both include connecting; psql its start, too.
//
// psql's \d asks for each table by itself; 10,000 of those would take minutes. So psql runs what \d asks, once for all
// tables: relations with owner, columns with type, default and collation, constraints and indexes with their
// definitions. It leaves out what \d does not show (sizes, comments of columns, types, functions), which CatalogReader
// reads as well.
#include "bench/figures.h"

#include "catalog/catalogreader.h"
#include "support/testserver.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>

#include <vector>

using namespace Qt::StringLiterals;
using namespace howdah::bench;
using namespace howdah;
using namespace howdah::catalog;

static constexpr int Tables = 10000;

static const char *const Lists = R"(
SELECT n.nspname, c.relname, c.relkind, pg_catalog.pg_get_userbyid(c.relowner), c.relpersistence, c.relrowsecurity,
       c.relhasrules, c.relhastriggers, c.reltablespace, am.amname, c.relreplident
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1, 2;
SELECT a.attrelid, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
       (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid, true) FROM pg_catalog.pg_attrdef d
        WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef),
       a.attnotnull,
       (SELECT o.collname FROM pg_catalog.pg_collation o, pg_catalog.pg_type t
        WHERE o.oid = a.attcollation AND t.oid = a.atttypid AND a.attcollation <> t.typcollation),
       a.attidentity, a.attgenerated
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY a.attrelid, a.attnum;
SELECT r.conrelid, r.conname, r.contype, r.condeferrable, r.condeferred, pg_catalog.pg_get_constraintdef(r.oid, true)
FROM pg_catalog.pg_constraint r
JOIN pg_catalog.pg_class c ON c.oid = r.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY r.conrelid, r.conname;
SELECT i.indrelid, x.relname, i.indisprimary, i.indisunique, i.indisclustered, i.indisvalid, i.indisreplident,
       pg_catalog.pg_get_indexdef(i.indexrelid, 0, true), x.reltablespace
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY i.indrelid, i.indisprimary DESC, x.relname;
)";

static QString makeTables(const test::TestServer &server)
{
    const QString database = server.createDatabase(u"bench"_s);
    // A commit for each hundred: a transaction holds a lock for everything that it made.
    const QString script =
        u"DO $$ BEGIN FOR i IN 1..%1 LOOP"
        " EXECUTE format('CREATE TABLE t%%s (id bigint PRIMARY KEY, name text NOT NULL,"
        " created_at timestamptz NOT NULL DEFAULT now(), amount numeric(12, 2), tag varchar(40))', i);"
        " EXECUTE format('CREATE INDEX t%%s_name ON t%%s (name)', i, i);"
        " IF i %% 100 = 0 THEN COMMIT; END IF; END LOOP; END $$;"_s.arg(Tables)
            .replace(u"%%"_s, u"%"_s);
    if (const auto made = server.psql(database, script + u"\nVACUUM ANALYZE;"_s); !made)
        giveUp(describe(made.error()));
    return database;
}

// The process alone, with its output thrown away.
static double psqlOnce(const connection::ConnInfo &target)
{
    QElapsedTimer clock;
    QProcess process;
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    clock.start();
    process.start(
        u"psql"_s, {u"-X"_s, u"-A"_s, u"-t"_s, u"-v"_s, u"ON_ERROR_STOP=1"_s, u"-f"_s, u"-"_s, u"-d"_s,
                    connection::toUri(target)});
    process.write(Lists);
    process.closeWriteChannel();
    if (!process.waitForFinished(120000) || process.exitCode() != 0)
        qFatal("psql failed");
    return milliseconds(clock);
}

struct Reading
{
    double firstLevel = 0;
    double complete = 0;
};

static Reading readOnce(const connection::ConnInfo &target)
{
    Reading reading;
    QElapsedTimer clock;
    clock.start();
    connection::Session session;
    if (const auto opened = session.open(target).result(); !opened)
        giveUp(describe(opened.error()));
    CatalogReader reader(session);
    QObject::connect(&reader, &CatalogReader::stageReady, &reader, [&](const Snapshot &catalog, Stage stage) {
        if (stage == Stage::Relations)
            reading.firstLevel = milliseconds(clock);
        if (stage != Stage::Complete)
            return;
        reading.complete = milliseconds(clock);
        if (catalog->relations.size() != Tables || catalog->columns.size() != 5 * Tables
            || catalog->indexes.size() != 2 * Tables)
            qFatal("The catalog is not whole");
    });
    QObject::connect(&reader, &CatalogReader::failed, &reader, [](const Error &error) { giveUp(describe(error)); });
    QObject::connect(&reader, &CatalogReader::finished, &reader, &QCoreApplication::quit);
    reader.read();
    QCoreApplication::exec();
    return reading;
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const test::TestServer server;
    const connection::ConnInfo target = server.connInfo(makeTables(server));
    std::vector<double> psql;
    std::vector<double> first;
    std::vector<double> complete;
    psqlOnce(target);             // warms the server's caches for both
    for (int i = 0; i < 7; ++i) { // in turns, so that a noisy moment hits both
        psql.push_back(psqlOnce(target));
        const Reading reading = readOnce(target);
        first.push_back(reading.firstLevel);
        complete.push_back(reading.complete);
    }
    const double bar = median(psql);
    print(u"catalog of 10,000 tables: psql lists"_s, bar, "ms", std::nullopt, std::nullopt);
    print(u"catalog of 10,000 tables: first level"_s, median(first), "ms", median(first) / bar, std::nullopt);
    print(u"catalog of 10,000 tables: complete"_s, median(complete), "ms", median(complete) / bar, 3);
    return 0;
}
