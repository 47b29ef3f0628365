// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Each fault at each moment of a run and of a save: what is known is said, nothing is repeated, and what the server has
// in the end fits to what was said.
#include "data/editserver.h"
#include "query/runfixture.h"
#include "support/faultproxy.h"

#include <QDeadlineTimer>
#include <QFileInfo>
#include <QScopeGuard>
#include <QThread>

#include <csignal>
#include <thread>

#include <sys/mount.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::query;
using connection::TransactionState;
using data::SaveOutcome;
using State = Outcome::State;

namespace {

enum class Fault { StopFast, StopImmediate, KillBackend, KillServer, LineCut };
enum class Moment { Run, InTransaction, Fetch, Copy, Commit, Save, CommitOfSave };

constexpr std::pair<Fault, const char *> Faults[] = {
    {Fault::StopFast, "server stopped (fast)"},
    {Fault::StopImmediate, "server stopped (immediate)"},
    {Fault::KillBackend, "kill -9 of the backend"},
    {Fault::KillServer, "kill -9 of the server"},
    {Fault::LineCut, "line cut"}};

// What runs waits at the server for what another session holds.
const QLatin1StringView Waits("(select pg_advisory_xact_lock(7)) w");

struct Expected
{
    State state = State::Lost;
    int rows = 0; // that the server has of it
};

// The server's last words say that it has stopped it. Without them what changes by itself may have been done, and where
// only the line was cut, it is.
Expected expectedOf(Fault fault, Moment moment)
{
    const int done = fault == Fault::LineCut ? 1 : 0;
    switch (moment) {
    case Moment::Run:
        return {fault == Fault::StopFast ? State::Lost : State::Unknown, done};
    case Moment::Commit: // a server that stops may have committed before it said so
        return {State::Unknown, done};
    case Moment::InTransaction:
    case Moment::Copy:
        return {State::Lost, 0};
    case Moment::Fetch:
        return {State::Lost, 1}; // of the statement before it, which was done
    case Moment::Save:
    case Moment::CommitOfSave:
        break;
    }
    return {};
}

} // namespace

class FaultMatrixTest final : public QObject, private test::RunFixture
{
    Q_OBJECT

    std::unique_ptr<test::FaultProxy> m_proxy;
    std::unique_ptr<connection::Session> m_holder;
    qint64 m_backend = 0;

    void prepare(Fault fault)
    {
        m_database = m_server.createDatabase();
        ask(u"alter database %1 set synchronous_commit = on; create table m (a int); create table d (a int); "
            "create table s (id int primary key, v int); insert into s values (1, 1); "
            "create function waits() returns trigger language plpgsql as "
            "'begin perform pg_advisory_xact_lock(7); return new; end'; "
            "create constraint trigger later after insert on d deferrable initially deferred for each row execute "
            "function waits(); create table c (a int); "
            "create trigger now before insert on c for each row execute function waits(); checkpoint"_s.arg(
                m_database));
        m_proxy = std::make_unique<test::FaultProxy>(m_server.connInfo(m_database));
        m_session = open(fault == Fault::LineCut ? m_proxy->info() : m_server.connInfo(m_database));
        m_backend = backendOf(*m_session);
        m_holder = open(m_server.connInfo(m_database));
    }
    static qint64 backendOf(connection::Session &session)
    {
        const auto pid = session.query({u"select pg_backend_pid()"_s, {}}).result();
        return pid ? pid->rows.text(0, 0).toLongLong() : 0;
    }
    void hold(const QString &sql)
    {
        QVERIFY(m_holder->query({u"begin"_s, {}}).result());
        QVERIFY(m_holder->query({sql, {}}).result());
    }
    void strike(Fault fault)
    {
        switch (fault) {
        case Fault::StopFast:
            m_server.stopServer();
            break;
        case Fault::StopImmediate:
            ::kill(pid_t(m_server.pid()), SIGQUIT);
            break;
        case Fault::KillBackend:
            ::kill(pid_t(m_backend), SIGKILL);
            break;
        case Fault::KillServer:
            m_server.kill();
            break;
        case Fault::LineCut:
            m_proxy->strike(test::Fault::Reset);
            break;
        }
    }
    // A signal takes a moment to reach the session, and a COMMIT that is faster is a commit: it goes only when the
    // session is gone.
    [[nodiscard]] bool isGone() const
    {
        QFile status(u"/proc/%1/stat"_s.arg(m_backend));
        return !status.open(QIODevice::ReadOnly) || status.readAll().contains(") Z ");
    }
    // The server is there, whatever was done to it, and nothing of ours runs in it any more.
    void comeBack(Fault fault)
    {
        m_holder.reset();
        if (fault == Fault::KillBackend)
            QTRY_VERIFY_WITH_TIMEOUT(m_server.psql(m_database, u"select 1"_s).has_value(), 60'000);
        else if (fault != Fault::LineCut)
            m_server.restart();
        QTRY_COMPARE_WITH_TIMEOUT(
            ask(u"select count(*) from pg_stat_activity where pid = %1 or application_name like 'howdah:%'"_s.arg(
                fault == Fault::LineCut ? m_backend : 0)),
            "0"_L1, 60'000);
    }
    [[nodiscard]] bool isWaiting() const
    {
        return ask(u"select count(*) from pg_stat_activity where pid = %1 and wait_event_type = 'Lock'"_s.arg(
                   m_backend))
            == "1"_L1;
    }

    static QByteArray scriptOf(Moment moment, const QByteArray &file)
    {
        const QByteArray waiting = "insert into m select 1 from " + QByteArray(Waits.data(), Waits.size()) + ";\n";
        switch (moment) {
        case Moment::Run:
            return waiting + "insert into m values (2);\n";
        case Moment::InTransaction:
            return "begin;\ninsert into m values (1);\n" + waiting + "insert into m values (2);\n";
        case Moment::Fetch:
            return "insert into m values (1);\nselect repeat('x', 10000) from generate_series(1, 1000000);\n"
                   "insert into m values (2);\n";
        case Moment::Copy:
            return "\\copy c from '" + file + "'\ninsert into m values (2);\n";
        case Moment::Commit:
            return "begin;\ninsert into d values (1);\ncommit;\ninsert into d values (2);\n";
        case Moment::Save:
        case Moment::CommitOfSave:
            break;
        }
        return {};
    }

    class Striker final : public RunObserver
    {
    public:
        std::function<void()> strike;
        void rowsCome(qint64, const std::shared_ptr<ResultStore> &) override
        {
            if (strike)
                std::exchange(strike, {})();
        }
    };

    static void eachFault(std::initializer_list<std::pair<Moment, const char *>> moments)
    {
        QTest::addColumn<Fault>("fault");
        QTest::addColumn<Moment>("moment");
        for (const auto &[moment, when] : moments) {
            for (const auto &[fault, what] : Faults)
                QTest::newRow(qPrintable(u"%1: %2"_s.arg(QLatin1StringView(when), QLatin1StringView(what))))
                    << fault << moment;
        }
    }

private Q_SLOTS:
    void cleanup()
    {
        m_session.reset();
        m_holder.reset();
        m_proxy.reset();
    }

    void tellsWhatIsKnownOfARun_data()
    {
        eachFault(
            {{Moment::Run, "run"},
             {Moment::InTransaction, "run in a transaction"},
             {Moment::Fetch, "fetch"},
             {Moment::Copy, "copy"},
             {Moment::Commit, "commit"}});
    }
    void tellsWhatIsKnownOfARun()
    {
        QFETCH(Fault, fault);
        QFETCH(Moment, moment);
        prepare(fault);
        const Expected expected = expectedOf(fault, moment);
        const QString file = write(u"rows"_s, QByteArray("1\n").repeated(10'000'000));
        const Script script(scriptOf(moment, file.toUtf8()));
        Striker striker;
        if (moment == Moment::Fetch)
            striker.strike = [this, fault] { strike(fault); };
        else
            hold(u"select pg_advisory_xact_lock(7)"_s);
        RunOptions options;
        options.onError = OnError::Continue; // also then nothing is begun without a connection
        ScriptRun whole(*m_session, script, script.all(), options, &striker);
        auto running = std::async(std::launch::async, [&] { return whole.run(); });
        if (moment != Moment::Fetch) {
            QTRY_VERIFY_WITH_TIMEOUT(isWaiting(), 60'000);
            strike(fault);
        }
        const RunReport report = running.get();
        comeBack(fault);

        const Outcome &struck = report.outcomes.back();
        QCOMPARE(report.end, RunReport::End::ConnectionLost);
        QCOMPARE(struck.state, expected.state);
        QCOMPARE(struck.error->kind, ErrorKind::Connection);
        QVERIFY(!struck.error->message.isEmpty());
        QVERIFY2(!struck.error->hint.isEmpty(), qPrintable(describe(*struck.error)));
        QCOMPARE(struck.error->message.contains("unknown"_L1), expected.state == State::Unknown);
        QCOMPARE(report.transaction.state, TransactionState::Unknown);
        QCOMPARE(report.notRun, 1);
        QCOMPARE(report.failed, 1);
        QCOMPARE(report.done, qint64(report.outcomes.size()) - 1);
        if (moment == Moment::Fetch) { // what came is there still
            QVERIFY(struck.result->rowCount() > 0);
            QCOMPARE((**struck.result->value(struck.result->rowCount() - 1, 0)).size(), 10'000);
        }
        // By the server's own view: once, or not at all, and never what stood behind it.
        QCOMPARE(
            ask(u"select (select count(*) from m) + (select count(*) from d) + (select count(*) from c)"_s),
            QString::number(expected.rows));
        QCOMPARE(ask(u"select count(*) from (select a from m union all select a from d) x where a = 2"_s), "0"_L1);
        // Another session goes on from there.
        m_session = open(m_server.connInfo(m_database));
        QCOMPARE(valueOf(run("select 7").outcomes[0]), "7"_L1);
    }

    void tellsWhatIsKnownOfASave_data()
    {
        eachFault({{Moment::Save, "save"}, {Moment::CommitOfSave, "commit of a save"}});
    }
    void tellsWhatIsKnownOfASave()
    {
        QFETCH(Fault, fault);
        QFETCH(Moment, moment);
        prepare(fault);
        const bool atCommit = moment == Moment::CommitOfSave;
        auto here = std::make_unique<data::test::EditServer>();
        m_database = here->database();
        ask(u"alter database %1 set synchronous_commit = on; create table s (id int primary key, v int); insert into s "
            "values (1, 1), (2, 1); checkpoint"_s.arg(m_database));
        data::ChangeSet changes(here->target(u"s"_s));
        data::test::stage(changes, changes.setCell(here->row(changes.target(), "1"), 1, data::CellValue::text("2")));
        m_proxy = std::make_unique<test::FaultProxy>(here->connInfo());
        const auto session = data::test::EditServer::open(fault == Fault::LineCut ? m_proxy->info() : here->connInfo());
        m_backend = backendOf(*session);
        m_holder = open(m_server.connInfo(m_database));
        data::SaveOptions options;
        if (atCommit && fault == Fault::LineCut)
            m_proxy->arm({.message = "< CommandComplete", .containing = "COMMIT"}, test::Fault::Reset);
        else if (atCommit)
            options.beforeCommit = [&](const data::TransactionId &) {
                strike(fault);
                for (QDeadlineTimer patience(60'000); !isGone() && !patience.hasExpired();)
                    QThread::msleep(2);
                return Result<void>();
            };
        else
            hold(u"select * from s for update"_s);
        auto saving = std::async(
            std::launch::async, [&] { return data::save(*session, changes.target(), changes.rows(), options); });
        if (!atCommit) {
            QTRY_VERIFY_WITH_TIMEOUT(isWaiting(), 60'000);
            strike(fault);
        }
        const data::SaveReport report = saving.get();
        here.reset();
        comeBack(fault);

        // What is not known is not called saved, and not called failed.
        const bool isUnknown = atCommit;
        QCOMPARE(report.outcome, isUnknown ? SaveOutcome::Unknown : SaveOutcome::NotSaved);
        QCOMPARE(report.error->kind, ErrorKind::Connection);
        QVERIFY(!report.error->message.isEmpty() && !report.error->hint.isEmpty());
        QCOMPARE(changes.count(), 1); // the edit is there still
        QCOMPARE(
            ask(u"select string_agg(v::text, ',' order by id) from s"_s),
            atCommit && fault == Fault::LineCut ? u"2,1"_s : u"1,1"_s);
    }

    // ---- full disks

    // A small disk of its own for a tablespace: what does not fit fails alone, and the server lives on.
    void tellsThatTheDiskOfTheServerIsFull_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<int>("failing");
        QTest::addColumn<TransactionState>("after");
        QTest::newRow("run") << QByteArray("insert into f select repeat('x', 1000) from generate_series(1, 50000);")
                             << 0 << TransactionState::Idle;
        QTest::newRow("run in a transaction")
            << QByteArray("begin; insert into f values ('kept?');"
                          "insert into f select repeat('x', 1000) from generate_series(1, 50000);")
            << 2 << TransactionState::Failed;
        QTest::newRow("copy") << "copy f from stdin;\n" + (QByteArray(1000, 'x') + '\n').repeated(50'000) + "\\.\n"
                              << 0 << TransactionState::Idle;
    }
    void tellsThatTheDiskOfTheServerIsFull()
    {
        QFETCH(QByteArray, script);
        QFETCH(int, failing);
        QFETCH(TransactionState, after);
        const QString disk = m_folder.filePath(u"disk"_s);
        QVERIFY(QDir().mkpath(disk));
        QFile::setPermissions(m_folder.path(), QFile::permissions(m_folder.path()) | QFile::ExeGroup | QFile::ExeOther);
        const QFileInfo cluster(m_server.psql(u"howdah"_s, u"SHOW data_directory"_s)->trimmed());
        const QByteArray how = "size=4m,mode=700,uid=" + QByteArray::number(cluster.ownerId())
                             + ",gid=" + QByteArray::number(cluster.groupId());
        const QByteArray mounted = QFile::encodeName(disk);
        if (mount("tmpfs", mounted.constData(), "tmpfs", 0, how.constData()) != 0)
            QSKIP("a small disk cannot be mounted here (that takes root)");
        const auto away = qScopeGuard([&] {
            (void)m_server.psql(m_database, u"drop table f; drop tablespace small"_s);
            umount2(mounted.constData(), MNT_DETACH);
        });
        openAnew();
        QVERIFY(m_server.psql(m_database, u"create tablespace small location '%1'"_s.arg(disk)));
        ask(u"create table f (t text) tablespace small"_s);
        const RunReport report = run(script);
        const Outcome &outcome = report.outcomes.at(std::size_t(failing));
        QCOMPARE(outcome.state, State::Failed);
        QCOMPARE(outcome.error->sqlState, "53100"_L1);
        QVERIFY(describe(*outcome.error).contains("No space left on device"_L1));
        QCOMPARE(report.end, RunReport::End::Stopped);
        QCOMPARE(report.transaction.state, after);
        QCOMPARE(ask(u"select count(*) from f"_s), "0"_L1);
        run("rollback");
        m_session.reset();
    }
};

QTEST_GUILESS_MAIN(FaultMatrixTest)
#include "tst_faultmatrix.moc"
