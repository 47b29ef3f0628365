// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/serverprobe.h"
#include "migration/ctlprocess.h"
#include "rehearsalfixture.h"
#include "support/pgprograms.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::CtlProcess;
using test::reported;
using test::scripts;

// Rehearsals that are cut off: by a dead server, a cancel, a killed program; and two at once. And the command itself.
class RehearsalFaultsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    test::RehearsalFixture m_fixture{m_server};
    QTemporaryDir m_folder;

    // Does something as soon as the rehearsal has come to a phase.
    class At final : public RehearsalObserver
    {
    public:
        At(RehearsalPhase phase, std::function<void()> what)
            : m_phase(phase)
            , m_what(std::move(what))
        {
        }
        void phaseStarted(RehearsalPhase phase, const QString &) override
        {
            if (phase == m_phase)
                m_what();
        }

    private:
        RehearsalPhase m_phase;
        std::function<void()> m_what;
    };

    static Source sound() { return scripts({{"CREATE VIEW v AS SELECT 1;", "DROP VIEW v;"}}); }

    QString ask(const QString &sql) const { return m_server.psql(u"postgres"_s, sql).value_or(u"?"_s).trimmed(); }
    // Waits until a statement with this text runs.
    bool awaitStatement(const QString &text, const std::function<QString(const QString &sql)> &asked = {}) const
    {
        const QString count =
            u"SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE "
            "'%"_s
            + text + u"%'"_s;
        return QTest::qWaitFor([&] { return (asked ? asked(count) : ask(count)) == u"1"_s; }, 60'000);
    }

    QString dataFolder() const { return QFileInfo(m_server.local().folder()).path(); }
    [[nodiscard]] QStringList environment() const { return {u"HOWDAH_DATA_DIR="_s + dataFolder()}; }
    QString writeSource(const QMap<QString, QByteArray> &files) const
    {
        test::writeFolder(m_folder.filePath(u"source"_s), files);
        return m_folder.filePath(u"source"_s);
    }

private Q_SLOTS:
    void cleanup() { QCOMPARE(m_fixture.leftovers().join(u' '), QString()); }

    void saysThatTheServerDied_data()
    {
        QTest::addColumn<RehearsalPhase>("phase");
        QTest::newRow("before up") << RehearsalPhase::Up;
        QTest::newRow("before down") << RehearsalPhase::Down;
        QTest::newRow("before up again") << RehearsalPhase::Again;
    }
    void saysThatTheServerDied()
    {
        QFETCH(RehearsalPhase, phase);
        At killer(phase, [this] { m_server.kill(); });
        const auto rehearsal = rehearse(m_fixture.request(sound()), &killer);
        m_server.restart();
        m_fixture.hold();
        QVERIFY(!rehearsal);
        QCOMPARE(rehearsal.error().kind, ErrorKind::Connection);
        QCOMPARE(rehearsal.error().message, u"The scratch server terminated during the rehearsal"_s);
        QVERIFY(!m_fixture.leftovers().isEmpty()); // nobody could drop it
        QCOMPARE(reported(rehearse(m_fixture.request(sound()))), QStringList{u"001 rollback proven"_s});
    }

    void keepsWhatWasProvenBefore()
    {
        const Source source =
            scripts({{"CREATE VIEW v AS SELECT 1;", "DROP VIEW v;"}, {"CREATE VIEW w AS SELECT 1;", "DROP VIEW w;"}});
        int ups = 0;
        At killer(RehearsalPhase::Up, [&] {
            if (++ups == 2)
                m_server.kill();
        });
        QVERIFY(!rehearse(m_fixture.request(source), &killer));
        m_server.restart();
        m_fixture.hold();
        const auto proofs = proofsFor(source, {}, m_fixture.store());
        QVERIFY(proofs[0]);
        QCOMPARE(proofs[0]->badge, Badge::Proven);
        QVERIFY(!proofs[1]);
        QVERIFY(rehearse(m_fixture.request(source)));
        QVERIFY(proofsFor(source, {}, m_fixture.store())[1]);
    }

    void canBeCancelled()
    {
        std::stop_source stop;
        Result<Rehearsal> rehearsal = fail(ErrorKind::Internal, u"did not run"_s);
        std::thread worker([&] {
            rehearsal = rehearse(
                m_fixture.request(scripts({{"SELECT pg_sleep(600), 'cancelled one';", "SELECT 1;"}})), nullptr,
                stop.get_token());
        });
        const bool running = awaitStatement(u"cancelled one"_s);
        stop.request_stop();
        worker.join();
        QVERIFY(running);
        QVERIFY(!rehearsal);
        QCOMPARE(rehearsal.error().kind, ErrorKind::Cancelled);
    }

    void canBeCancelledBetweenPhases()
    {
        for (const RehearsalPhase phase :
             {RehearsalPhase::Preparing, RehearsalPhase::Up, RehearsalPhase::Down, RehearsalPhase::Again}) {
            std::stop_source stop;
            At stopper(phase, [&stop] { stop.request_stop(); });
            const auto rehearsal = rehearse(m_fixture.request(sound()), &stopper, stop.get_token());
            QVERIFY2(!rehearsal, qPrintable(phaseText(phase)));
            QCOMPARE(rehearsal.error().kind, ErrorKind::Cancelled);
        }
    }

    void waitsForAnother()
    {
        std::stop_source stop;
        std::thread first([&] {
            (void)rehearse(
                m_fixture.request(scripts({{"SELECT pg_sleep(600), 'first one';", "SELECT 1;"}})), nullptr,
                stop.get_token());
        });
        const bool running = awaitStatement(u"first one"_s);
        // It neither disturbs the first one nor takes its database for a leftover.
        QStringList alive;
        At release(RehearsalPhase::Waiting, [&] {
            alive = m_fixture.leftovers();
            stop.request_stop();
        });
        const QStringList second = reported(rehearse(m_fixture.request(sound()), &release));
        stop.request_stop();
        first.join();
        QVERIFY(running);
        QCOMPARE(alive.size(), 2); // with its role
        QCOMPARE(second, QStringList{u"001 rollback proven"_s});
    }

    void cleansUpAfterAKilledProgram()
    {
        const QString source = writeSource(
            {{u"001-role.up.sql"_s, "CREATE ROLE left_over;"},
             {u"001-role.down.sql"_s, "DROP ROLE left_over;"},
             {u"002-slow.up.sql"_s,
              "CREATE TABLE t (a int);\nALTER TABLE t OWNER TO left_over;\nSELECT pg_sleep(600), 'killed one';"},
             {u"002-slow.down.sql"_s, "DROP TABLE t;"}});
        // On the server of rehearsals, which the program has started beside the private one.
        const connection::LocalServer server(dataFolder() + u"/scratch"_s, {.confined = true});
        const auto askScratch = [&server](const QString &sql) {
            return connection::askOnce(server.connInfo(u"postgres"_s), sql).value_or(u"?"_s);
        };
        const QString count =
            u"SELECT (SELECT count(*) FROM pg_database WHERE datname LIKE 'howdah_scratch%') + (SELECT "
            "count(*) FROM pg_roles WHERE rolname IN ('left_over', 'howdah_scratch_owner'))"_s;
        CtlProcess killed({u"migrate"_s, u"rehearse"_s, u"-s"_s, source}, environment());
        const bool running = awaitStatement(u"killed one"_s, askScratch);
        killed.kill();
        QVERIFY2(running, killed.err.constData());
        QCOMPARE(askScratch(count), u"3"_s); // a database, the role of the script and its own
        RehearsalRequest request = m_fixture.request(sound());
        request.server = server;
        QCOMPARE(reported(rehearse(request)), QStringList{u"001 rollback proven"_s});
        const auto lease = request.server.lease(); // it has stopped meanwhile
        QVERIFY(lease);
        QCOMPARE(askScratch(count), u"0"_s);
    }

    void isACommand()
    {
        const QMap<QString, QByteArray> good{
            {u"001-t.up.sql"_s, "CREATE TABLE t (a int);"},
            {u"001-t.down.sql"_s, "DROP TABLE t;"},
            {u"002-c.up.sql"_s, "ALTER TABLE t ALTER a TYPE bigint USING a * 2;"},
            {u"002-c.down.sql"_s, "ALTER TABLE t ALTER a TYPE int;"}};
        CtlProcess fine({u"migrate"_s, u"rehearse"_s, u"-s"_s, writeSource(good)}, environment());
        QCOMPARE(fine.wait(), 0);
        const QList<QByteArray> lines = fine.out.split('\n');
        QVERIFY2(lines[0].startsWith("migration"), fine.out.constData());
        QVERIFY2(lines[1].contains("001-t") && lines[1].contains("loses data"), fine.out.constData());
        QVERIFY2(lines[2].contains("public.t ACCESS EXCLUSIVE") && lines[2].endsWith("public.t"), fine.out.constData());
        QVERIFY2(fine.out.contains("001-t: rollback loses: table public.t\n"), fine.out.constData());

        CtlProcess json(
            {u"migrate"_s, u"rehearse"_s, u"--json"_s, u"--to"_s, u"1"_s, u"-s"_s, writeSource(good)}, environment());
        QCOMPARE(json.wait(), 0);
        const QJsonObject object = QJsonDocument::fromJson(json.out).object();
        QCOMPARE(object[u"migrations"].toArray().size(), 1);
        QCOMPARE(object[u"migrations"][0][u"badge"].toString(), u"loses"_s);
        QCOMPARE(object[u"exitCode"].toInt(-1), 0);
        // Which of them depends on the machine; the other one says why.
        const QString isolation = object[u"isolation"].toString();
        QVERIFY2(isolation == "namespaces"_L1 || isolation == "role only"_L1, qPrintable(isolation));
        QVERIFY(!object[u"isolationNote"].toString().isEmpty());
        QVERIFY(fine.out.contains(object[u"isolationNote"].toString().toUtf8()));

        QMap<QString, QByteArray> forgetful = good;
        forgetful[u"002-c.down.sql"_s] = "SELECT 1;";
        CtlProcess bad({u"migrate"_s, u"rehearse"_s, u"-s"_s, writeSource(forgetful)}, environment());
        QCOMPARE(bad.wait(), 2);
        QVERIFY2(bad.out.contains("left: column public.t.a bigint"), bad.out.constData());

        QMap<QString, QByteArray> oneWay = good;
        oneWay.remove(u"002-c.down.sql"_s);
        CtlProcess open({u"migrate"_s, u"rehearse"_s, u"-s"_s, writeSource(oneWay)}, environment());
        QCOMPARE(open.wait(), 1);
        CtlProcess nowhere({u"migrate"_s, u"rehearse"_s, u"-s"_s, u"/nowhere"_s}, environment());
        QCOMPARE(nowhere.wait(), 64);
        CtlProcess unknown({u"migrate"_s, u"rehearse"_s, u"-s"_s, writeSource(good), u"--to"_s, u"7"_s}, environment());
        QCOMPARE(unknown.wait(), 64);
        CtlProcess unreachable(
            {u"migrate"_s, u"rehearse"_s, u"-s"_s, writeSource(good), u"-d"_s, u"host=/nowhere dbname=x"_s},
            environment());
        QCOMPARE(unreachable.wait(), 69);
    }

    // What a rollback took is there again after up and restore.
    void copiesBeforeARollback()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
        const QString name = m_server.createDatabase(u"command"_s);
        const QString uri = toUri(m_server.connInfo(name));
        const QString source = writeSource(
            {{u"001-t.up.sql"_s, "CREATE TABLE public.t (a int PRIMARY KEY);"},
             {u"001-t.down.sql"_s, "DROP TABLE public.t;"}});
        const auto migrate = [&](const QStringList &more) {
            CtlProcess run(QStringList{u"migrate"_s} + more + QStringList{u"-d"_s, uri, u"--yes"_s}, environment());
            return run.wait();
        };
        QCOMPARE(migrate({u"up"_s, u"-s"_s, source}), 0);
        QVERIFY(m_server.psql(name, u"INSERT INTO public.t SELECT generate_series(1, 1000)"_s));
        const QString copies = m_folder.filePath(u"copies"_s);
        QCOMPARE(migrate({u"down"_s, u"-s"_s, source, u"--safety-copy"_s, copies}), 0);
        const QStringList files = QDir(copies).entryList({u"*.dump"_s});
        QCOMPARE(files.size(), 1);
        QCOMPARE(migrate({u"up"_s, u"-s"_s, source}), 0);
        QCOMPARE(migrate({u"restore"_s, copies + u'/' + files[0]}), 0);
        QCOMPARE(m_server.psql(name, u"SELECT count(*), sum(a) FROM public.t"_s)->trimmed(), u"1000|500500"_s);
        QCOMPARE(migrate({u"restore"_s, copies + u'/' + files[0]}), 2); // it holds rows now
        // A copy that cannot be made stops the rollback.
        QCOMPARE(migrate({u"down"_s, u"-s"_s, source, u"--safety-copy"_s, source + u"/001-t.up.sql"_s}), 2);
        QCOMPARE(m_server.psql(name, u"SELECT count(*) FROM public.t"_s)->trimmed(), u"1000"_s);
    }

    void dumpsAndRestores()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
        const QString name = m_server.createDatabase(u"command"_s);
        const QString uri = toUri(m_server.connInfo(name));
        QVERIFY(m_server.psql(
            name, u"CREATE TABLE public.t (a int PRIMARY KEY); INSERT INTO public.t VALUES (1), (2); CREATE "
                  "SCHEMA howdah; CREATE TABLE howdah.migration (a int)"_s));
        const QString file = m_folder.filePath(u"schema.sql"_s);
        CtlProcess toFile({u"migrate"_s, u"dump"_s, u"-d"_s, uri, u"--no-history"_s, u"-o"_s, file}, environment());
        QCOMPARE(toFile.wait(), 0);
        CtlProcess toOutput({u"migrate"_s, u"dump"_s, u"-d"_s, uri, u"--no-history"_s}, environment());
        QCOMPARE(toOutput.wait(), 0);
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(written.readAll(), toOutput.out);
        QVERIFY(toOutput.out.contains("CREATE TABLE public.t") && !toOutput.out.contains("howdah"));
        CtlProcess nothing({u"migrate"_s, u"restore"_s, file, u"-d"_s, uri, u"--yes"_s}, environment());
        QCOMPARE(nothing.wait(), 2);
    }
};

QTEST_GUILESS_MAIN(RehearsalFaultsTest)
#include "tst_rehearsalfaults.moc"
