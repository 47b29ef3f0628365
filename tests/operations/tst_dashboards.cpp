// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/dashboard.h"
#include "metrics/rollupplan.h"
#include "operations/dashboards/dashboardask.h"
#include "operations/dashboards/rollupchanges.h"
#include "support/testserver.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::operations;
using metrics::RollupDefinition;

// What window and command line do with dashboards and rollups alike.
class DashboardOperationsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    std::unique_ptr<connection::Session> m_session;
    QTemporaryDir m_folder;

    void run(const QString &sql)
    {
        const auto done = m_server.psql(m_database, sql);
        QVERIFY2(done, qPrintable(done ? QString() : done.error().detail));
    }
    [[nodiscard]] QString ask(const QString &sql) const { return m_server.psql(m_database, sql)->trimmed(); }
    [[nodiscard]] static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    // Of the table `calls`, made.
    RollupDefinition makeRollup()
    {
        run(u"CREATE TABLE calls (at timestamptz NOT NULL, agent text, ms integer);"
            "INSERT INTO calls SELECT now() - i * interval '1 hour', 'a', i FROM generate_series(1, 100) i"_s);
        RollupDefinition wanted;
        wanted.table = u"calls"_s;
        wanted.time = u"at"_s;
        wanted.value = u"ms"_s;
        wanted.dimensions = {{u"agent"_s, {}}};
        wanted.name = u"calls_rollup"_s;
        // As an operator's session sees it.
        wanted.schema = u"public"_s;
        const auto source = metrics::inspectRollup(*m_session, wanted);
        if (!source)
            qFatal("%s", qPrintable(describe(source.error())));
        run(rollupScript(RollupChange::Create, source->definition).up);
        return source->definition;
    }

    // How many of three panels were asked, and with what it ended.
    std::pair<int, Result<void>> askThree(const std::function<void()> &afterFirst, std::stop_token stop = {})
    {
        const metrics::DashboardReading reading = metrics::readDashboard(
            "title: Three\nrange: 1d\npanels:\n"
            "  - {id: one, title: One, kind: table, query: SELECT 1 AS one}\n"
            "  - {id: two, title: Two, kind: table, query: SELECT 2 AS two}\n"
            "  - {id: three, title: Three, kind: table, query: SELECT 3 AS three}\n",
            u"three.yaml"_s);
        if (!reading.dashboard)
            qFatal("%s", qPrintable(reading.problems.front().message));
        const auto asked = askedOf(*reading.dashboard, {});
        const auto panels = panelsOf(*reading.dashboard, {});
        int count = 0;
        const auto done = askPanels(
            *m_session, *reading.dashboard, *panels, *asked, {},
            [&](const metrics::PanelRequest &, const metrics::PanelOutcome &outcome) -> Result<void> {
                if (++count == 1)
                    afterFirst();
                if (outcome.state == metrics::PanelOutcome::State::Shown)
                    return {};
                return fail(ErrorKind::Internal, whyNotShown(outcome));
            },
            stop);
        return {count, done};
    }

private Q_SLOTS:
    void init()
    {
        m_database = m_server.createDatabase();
        m_session = std::make_unique<connection::Session>();
        QVERIFY(m_session->open(m_server.connInfo(m_database)).result());
    }
    void cleanup() { m_session.reset(); }

    void allPanelsAreAsked()
    {
        const auto [count, done] = askThree([] {});
        QVERIFY2(done, qPrintable(done ? QString() : describe(done.error())));
        QCOMPARE(count, 3);
    }

    // The others could not be asked: they are not told to have failed each for itself.
    void aLostConnectionEndsTheAsking()
    {
        const auto [count, done] = askThree([this] {
            run(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid()"_s);
        });
        QVERIFY(!done);
        QCOMPARE(done.error().kind, ErrorKind::Connection);
        QCOMPARE(count, 1);
    }

    void askingIsStopped()
    {
        std::stop_source stop;
        const auto [count, done] = askThree([&stop] { stop.request_stop(); }, stop.get_token());
        QVERIFY(!done);
        QCOMPARE(done.error().kind, ErrorKind::Cancelled);
        QCOMPARE(count, 1);
    }

    // Whoever owns the state may have written anything into it: what makes the rollup again is not taken from there.
    void typesAreThoseOfToday()
    {
        const RollupDefinition made = makeRollup();
        run(u"UPDATE calls_rollup_state SET definition = replace(definition::text, '\"text\"', '\"evil.domain\"')::%1"_s
                .arg(ask(u"SELECT atttypid::regtype FROM pg_attribute WHERE attrelid = 'calls_rollup_state'::regclass "
                         "AND attname = 'definition'"_s)));
        QVERIFY(ask(u"SELECT definition::text FROM calls_rollup_state"_s).contains("evil.domain"_L1));
        const auto found = findRollup(*m_session, rollupTableSql(made));
        QVERIFY2(found, qPrintable(found ? QString() : describe(found.error())));
        QCOMPARE(found->definition.dimensions, made.dimensions);
        QVERIFY(!rollupScript(RollupChange::Drop, found->definition).down.contains("evil"_L1));
    }

    void migrationsAreWritten()
    {
        const RollupDefinition made = makeRollup();
        for (const RollupChange change : {RollupChange::Create, RollupChange::Drop}) {
            const auto written = writeRollupMigration(m_folder.path(), change, made);
            QVERIFY2(written, qPrintable(written ? QString() : describe(written.error())));
            QVERIFY(written->upFile.contains(change == RollupChange::Create ? "roll-up-calls"_L1 : "drop-rollup"_L1));
            const metrics::RollupScript script = rollupScript(change, made);
            QCOMPARE(read(m_folder.filePath(written->upFile)), script.up.toUtf8());
            QCOMPARE(read(m_folder.filePath(written->downFile)), script.down.toUtf8());
        }
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files).size(), 4);
    }

    void aDropLeavesNothing()
    {
        const RollupDefinition made = makeRollup();
        QCOMPARE(
            ask(u"SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname LIKE 'calls\\_rollup%'"_s), u"3"_s);
        // All or nothing: one that is needed elsewhere keeps the others.
        run(u"CREATE VIEW needed AS SELECT * FROM calls_rollup"_s);
        QVERIFY(!dropRollup(*m_session, made));
        QCOMPARE(
            ask(u"SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname LIKE 'calls\\_rollup%'"_s), u"3"_s);
        run(u"DROP VIEW needed"_s);
        const auto dropped = dropRollup(*m_session, made);
        QVERIFY2(dropped, qPrintable(dropped ? QString() : describe(dropped.error())));
        QCOMPARE(
            ask(u"SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname LIKE 'calls\\_rollup%'"_s), u"0"_s);
    }
};

QTEST_GUILESS_MAIN(DashboardOperationsTest)
#include "tst_dashboards.moc"
