// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dialects/dialectfixture.h"
#include "interop/nodetools.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::CtlProcess;
using test::DialectFixture;
using test::NodeTools;
using test::Outcome;

// Prisma's own command line and howdahctl in turns. Prisma's engine of migrations is taken as WebAssembly out of its
// package; it reaches the database through the adapter for pg, which does not know the type `name` that the engine
// reads from the catalog, hence the lines that call it text.
static constexpr auto Config = R"(import { defineConfig } from 'prisma/config'
import { PrismaPg } from '@prisma/adapter-pg'
import { createRequire } from 'node:module'
const e = process.env
const Result = createRequire(process.cwd() + '/x')('pg/lib/result.js')
const asText = new Map([[18, 25], [19, 25], [1002, 1009], [1003, 1009]])
const addFields = Result.prototype.addFields
Result.prototype.addFields = function (fields) {
  for (const field of fields) field.dataTypeID = asText.get(field.dataTypeID) ?? field.dataTypeID
  return addFields.call(this, fields)
}
export default defineConfig({
  schema: 'schema.prisma',
  migrations: { path: 'migrations' },
  experimental: { adapter: true },
  engine: 'js',
  adapter: async () => new PrismaPg({
    host: e.HOWDAH_HOST, port: Number(e.HOWDAH_PORT || 5432), user: e.HOWDAH_USER, database: e.HOWDAH_DATABASE }),
})
)";

class PrismaInteropTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    NodeTools m_tools;
    std::unique_ptr<DialectFixture> m_database;

    static QString pack() { return QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/assistant"); }
    [[nodiscard]] QString folder() const { return m_tools.project(u"migrations"_s); }

    [[nodiscard]] Outcome prisma(const QStringList &arguments) const
    {
        return m_tools.run(u"prisma/build/index.js"_s, QStringList{u"migrate"_s} + arguments, m_database->connInfo());
    }
    [[nodiscard]] Outcome howdah(const QString &command, const QStringList &more = {}) const
    {
        CtlProcess process(
            QStringList{
                u"migrate"_s, command, u"--source"_s, folder(), u"--database"_s,
                connection::toUri(m_database->connInfo())}
            + more);
        const int code = process.wait();
        return {code, QString::fromUtf8(process.out + process.err)};
    }

    // The project's migrations and a new database.
    void begin(const Files &files)
    {
        QDir(folder()).removeRecursively();
        for (auto it = files.begin(); it != files.end(); ++it)
            test::writeAll(folder() + u'/' + it.key(), it.value());
        m_database = std::make_unique<DialectFixture>(m_server, files);
    }
    static Files assistant()
    {
        Files files;
        for (const QString &name :
             {u"pack.yaml"_s, u"migration_lock.toml"_s, u"0_init/migration.sql"_s, u"0_init/down.sql"_s})
            files[name] = test::readAll(pack() + u'/' + name);
        return files;
    }
    static Files three(const QByteArray &last)
    {
        return {
            {u"migration_lock.toml"_s, "provider = \"postgresql\"\n"},
            {u"0_init/migration.sql"_s, "CREATE TABLE a (id int);\n"},
            {u"0_init/down.sql"_s, "DROP TABLE a;"},
            {u"20260101000001_b/migration.sql"_s, "CREATE TABLE b (id int);\nCREATE TABLE b2 (id int);\n"},
            {u"20260101000001_b/down.sql"_s, "DROP TABLE b, b2;"},
            {u"20260101000002_c/migration.sql"_s, last},
            {u"20260101000002_c/down.sql"_s, "DROP TABLE c;"}};
    }
    [[nodiscard]] QString rows() const
    {
        return m_database->psql(
            u"SELECT migration_name, checksum, finished_at IS NOT NULL, rolled_back_at IS NOT NULL, "
            "applied_steps_count, coalesce(logs, 'NULL') FROM _prisma_migrations ORDER BY started_at, finished_at, 1"_s);
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QString reason = m_tools.install(); !reason.isEmpty())
            QSKIP(qPrintable(u"Prisma cannot judge: "_s + reason));
        test::writeAll(m_tools.project(u"prisma.config.ts"_s), Config);
        test::writeAll(
            m_tools.project(u"schema.prisma"_s),
            "datasource db {\n  provider = \"postgresql\"\n  url      = \"postgresql://localhost/x\"\n}\n");
    }

    void prismaAgreesWithWhatWeApplied()
    {
        begin(assistant());
        const Outcome before = prisma({u"status"_s});
        QVERIFY2(before.code == 1 && before.text.contains("not yet been applied"_L1), qPrintable(before.text));
        const Outcome up = howdah(u"up"_s, {u"--yes"_s});
        QVERIFY2(up.code == 0, qPrintable(up.text));
        const Outcome status = prisma({u"status"_s});
        QVERIFY2(status.code == 0 && status.text.contains("up to date"_L1), qPrintable(status.text));
        const Outcome deploy = prisma({u"deploy"_s});
        QVERIFY2(deploy.code == 0 && deploy.text.contains("No pending migrations"_L1), qPrintable(deploy.text));
        QCOMPARE(m_database->psql(u"SELECT count(*) FROM alembic_version"_s), u"1"_s);

        const Outcome down = howdah(u"down"_s, {u"--yes"_s});
        QVERIFY2(down.code == 0, qPrintable(down.text));
        const Outcome after = prisma({u"status"_s});
        QVERIFY2(after.code == 1 && after.text.contains("not yet been applied:\n0_init"_L1), qPrintable(after.text));
    }

    void weAgreeWithWhatPrismaApplied()
    {
        begin(three("CREATE TABLE c (id int);\n"));
        const Outcome deploy = prisma({u"deploy"_s});
        QVERIFY2(deploy.code == 0, qPrintable(deploy.text));
        const QString theirs = rows();
        const Outcome status = howdah(u"status"_s);
        QVERIFY2(status.code == 0 && status.text.contains("3 applied, 0 pending"_L1), qPrintable(status.text));
        QCOMPARE(m_database->psql(u"SELECT to_regnamespace('howdah') IS NULL"_s), u"t"_s);
        const Outcome down = howdah(u"down"_s, {u"--yes"_s});
        QVERIFY2(down.code == 0, qPrintable(down.text));
        const Outcome behind = prisma({u"status"_s});
        QVERIFY2(behind.code == 1 && behind.text.contains("20260101000002_c"_L1), qPrintable(behind.text));
        QCOMPARE(prisma({u"deploy"_s}).code, 0);
        QCOMPARE(howdah(u"status"_s).code, 0);
        QCOMPARE(rows(), theirs);

        begin(three("CREATE TABLE c (id int);\n"));
        QCOMPARE(howdah(u"up"_s, {u"--yes"_s}).code, 0);
        QCOMPARE(rows(), theirs); // the same rows, but for ids and times
    }

    void theTableIsTheOneThatPrismaMakes()
    {
        const QString shape =
            u"SELECT string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull, "
            "pg_get_expr(d.adbin, d.adrelid)), ', ' ORDER BY attnum) || ' ' || (SELECT "
            "string_agg(conname || ' ' || pg_get_constraintdef(oid), ', ' ORDER BY conname) FROM pg_constraint "
            "WHERE conrelid = '_prisma_migrations'::regclass) FROM pg_attribute a "
            "LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum) "
            "WHERE attrelid = '_prisma_migrations'::regclass AND attnum > 0"_s;
        begin(three("CREATE TABLE c (id int);\n"));
        QCOMPARE(prisma({u"deploy"_s}).code, 0);
        const QString theirs = m_database->psql(shape);
        begin(three("CREATE TABLE c (id int);\n"));
        QCOMPARE(m_database->up(), QString());
        QCOMPARE(m_database->psql(shape), theirs);
        QVERIFY(theirs.contains("applied_steps_count integer t 0"_L1));
    }

    void aHalfThatWeLeftStopsPrisma()
    {
        begin(three("-- howdah: transaction off\nCREATE TABLE c (id int);\nSELECT 1 / 0;\n"));
        QCOMPARE(howdah(u"up"_s, {u"--yes"_s}).code, 2);
        const Outcome status = prisma({u"status"_s});
        QVERIFY2(
            status.code == 1 && status.text.contains("have failed:\n20260101000002_c"_L1), qPrintable(status.text));
        const Outcome deploy = prisma({u"deploy"_s});
        QVERIFY2(deploy.code == 1 && deploy.text.contains("P3009"_L1), qPrintable(deploy.text));
        // Resolved by Prisma, it is rolled back for us, too.
        const Outcome resolved = prisma({u"resolve"_s, u"--rolled-back"_s, u"20260101000002_c"_s});
        QVERIFY2(resolved.code == 0, qPrintable(resolved.text));
        QCOMPARE(m_database->states().last(), u"20260101000002_c rolled-back"_s);
    }

    void aFailureThatLeftNothingDoesNotStopPrisma()
    {
        begin(three("CREATE TABLE c (id int);\nSELECT 1 / 0;\n"));
        QCOMPARE(howdah(u"up"_s, {u"--yes"_s}).code, 2);
        const Outcome status = prisma({u"status"_s});
        QVERIFY2(
            status.code == 1 && status.text.contains("not yet been applied:\n20260101000002_c"_L1),
            qPrintable(status.text));
        test::writeAll(folder() + u"/20260101000002_c/migration.sql"_s, "CREATE TABLE c (id int);\n");
        QCOMPARE(prisma({u"deploy"_s}).code, 0);
        QCOMPARE(howdah(u"status"_s).code, 0);
    }

    void aFailureOfPrismaStopsUs()
    {
        begin(three("CREATE TABLE c (id int);\nSELECT 1 / 0;\n"));
        QCOMPARE(prisma({u"deploy"_s}).code, 1);
        QCOMPARE(m_database->states().last(), u"20260101000002_c failed"_s);
        QCOMPARE(howdah(u"status"_s).code, 2);
        const Outcome up = howdah(u"up"_s, {u"--yes"_s});
        QVERIFY2(up.code == 2, qPrintable(up.text));
        // Marked by us, as `resolve` would.
        QCOMPARE(m_database->mark(u"20260101000002_c"_s, Mark::Applied), QString());
        const Outcome status = prisma({u"status"_s});
        QVERIFY2(status.code == 0 && status.text.contains("up to date"_L1), qPrintable(status.text));
        QCOMPARE(prisma({u"deploy"_s}).code, 0);
    }

    void marksAreThoseOfResolve()
    {
        begin(assistant());
        QVERIFY(m_database->mark(u"0_init"_s, Mark::Baseline).isEmpty());
        const QString ours = rows();
        const Outcome status = prisma({u"status"_s});
        QVERIFY2(status.code == 0 && status.text.contains("up to date"_L1), qPrintable(status.text));
        const Outcome again = prisma({u"resolve"_s, u"--applied"_s, u"0_init"_s});
        QVERIFY2(again.code == 1 && again.text.contains("already recorded as applied"_L1), qPrintable(again.text));
        m_database->prepare(u"DELETE FROM _prisma_migrations"_s);
        const Outcome resolved = prisma({u"resolve"_s, u"--applied"_s, u"0_init"_s});
        QVERIFY2(resolved.code == 0, qPrintable(resolved.text));
        QCOMPARE(rows(), ours);
        QCOMPARE(m_database->states(), QStringList{u"0_init baseline"_s});
    }

    void theOrderIsPrismas()
    {
        Files files{{u"migration_lock.toml"_s, "provider = \"postgresql\"\n"}};
        for (const QString &name :
             {u"20260301000000_x"_s, u"0_init"_s, u"20260101000000_z"_s, u"20260101000000_a"_s, u"20251231235959_y"_s})
            files[name + u"/migration.sql"_s] = "SELECT 1;\n";
        begin(files);
        QCOMPARE(prisma({u"deploy"_s}).code, 0);
        QStringList ours;
        for (const Migration &migration : m_database->source.migrations)
            ours << migration.version.text();
        QCOMPARE(
            m_database->psql(u"SELECT migration_name FROM _prisma_migrations ORDER BY started_at, finished_at"_s)
                .split(u'\n'),
            ours);
        QVERIFY(m_database->source.problems.empty());
    }
};

QTEST_GUILESS_MAIN(PrismaInteropTest)
#include "tst_prisma.moc"
