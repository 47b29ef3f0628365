// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/whendone.h"
#include "connection/session/session.h"
#include "connection/session/sessionpool.h"
#include "support/faultproxy.h"
#include "support/testserver.h"
#include "support/verifyok.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTest>

#include <map>

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;
using test::Fault;
using test::FaultProxy;

namespace {

// A dead connection is to be noticed within five seconds; who measures on a busy machine must allow for more. What the
// kernel is told is asserted apart from that (theKernelIsToldSo).
constexpr int PatienceMs = 6 * 5000;

// This program's own socket to that port; -1 when there is none.
int socketTo(int port)
{
    for (int descriptor = 3; descriptor < 1024; ++descriptor) {
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        if (getpeername(descriptor, reinterpret_cast<sockaddr *>(&peer), &size) == 0 && peer.sin_family == AF_INET
            && ntohs(peer.sin_port) == port)
            return descriptor;
    }
    return -1;
}

int tcpOption(int port, int option)
{
    int value = -1;
    socklen_t size = sizeof value;
    getsockopt(socketTo(port), IPPROTO_TCP, option, &value, &size);
    return value;
}

tcp_info tcpState(int port)
{
    tcp_info info{};
    socklen_t size = sizeof info;
    getsockopt(socketTo(port), IPPROTO_TCP, TCP_INFO, &info, &size);
    return info;
}

} // namespace

// How a session takes the loss of its connection, and what it does not take for one.
class LineLossTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::optional<FaultProxy> m_proxy;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<QSignalSpy> m_lost;
    int m_version = 0;

    ConnInfo info(std::initializer_list<std::pair<QString, QString>> more = {}) const
    {
        ConnInfo target = m_proxy->info();
        for (const auto &[keyword, value] : more)
            target.set(keyword, value);
        return target;
    }
    void open(const ConnInfo &target)
    {
        m_session = std::make_unique<Session>(SessionOptions{.name = u"loss"_s, .names = Names::OfDatabase});
        m_lost = std::make_unique<QSignalSpy>(m_session.get(), &Session::connectionLost);
        const auto opened = m_session->open(target).result();
        VERIFY_OK(opened);
        m_version = opened->version;
    }
    Result<Answer> run(const QString &sql) { return m_session->query({sql, {}}).result(); }
    QString judge(const QString &sql) const
    {
        const auto answer = m_server.psql(u"howdah"_s, sql);
        return answer ? *answer : describe(answer.error());
    }
    bool sleeps(const QString &pid) const
    {
        return judge(u"SELECT count(*) FROM pg_stat_activity WHERE pid = %1 AND wait_event = 'PgSleep'"_s.arg(pid))
            == "1"_L1;
    }
    [[nodiscard]] Error loss() const { return m_lost->isEmpty() ? Error() : m_lost->first().first().value<Error>(); }

private Q_SLOTS:
    void init()
    {
        m_proxy.emplace(m_server.connInfo());
        open(info());
    }
    // Before anything was asked by us, the driver asks: what it does not hear is no old server.
    void aLineCutInTheHandshakeIsLost_data()
    {
        QTest::addColumn<Fault>("fault");
        QTest::newRow("closed") << Fault::Close;
        QTest::newRow("reset") << Fault::Reset;
        QTest::newRow("cut") << Fault::Truncate;
    }
    void aLineCutInTheHandshakeIsLost()
    {
        QFETCH(Fault, fault);
        for (const Names names : {Names::OfPostgres, Names::OfDatabase}) {
            m_proxy->forget();
            {
                Session session({.name = u"steps"_s, .names = names});
                VERIFY_OK(session.open(info()).result());
            }
            std::map<QByteArray, int> times;
            for (const QByteArray &message : m_proxy->seen())
                ++times[message];
            int struck = 0;
            for (const auto &[message, count] : times) {
                for (int nth = 1; nth <= std::min(count, 4); ++nth) {
                    m_proxy->arm({message, nth}, fault);
                    Session session({.name = u"handshake"_s, .names = names});
                    const auto opened = session.open(info()).result();
                    if (!m_proxy->hasStruck() || opened)
                        continue; // the last words of a session
                    ++struck;
                    const QString said = QString::fromUtf8(message) + u": "_s + describe(opened.error());
                    QVERIFY2(!said.contains(u"too old"_s) && !said.contains(u"PostgreSQL 0"_s), qPrintable(said));
                    QVERIFY2(opened.error().kind == ErrorKind::Connection, qPrintable(said));
                }
            }
            m_proxy->heal();
            QVERIFY(struck > 10);
        }
    }

    void cleanup()
    {
        m_lost.reset();
        m_proxy.reset(); // first: nobody waits for a connection that is gone for good
        m_session.reset();
    }

    // ---- how soon

    void theKernelIsToldSo()
    {
        constexpr int NoticedWithin = 5;
        const int seconds = tcpOption(m_proxy->port(), TCP_KEEPIDLE)
                          + tcpOption(m_proxy->port(), TCP_KEEPINTVL) * tcpOption(m_proxy->port(), TCP_KEEPCNT);
        QVERIFY2(seconds > 0 && seconds <= NoticedWithin, QByteArray::number(seconds).constData());
        // What the operator says is his.
        open(info({{u"keepalives_idle"_s, u"60"_s}, {u"tcp_user_timeout"_s, u"70000"_s}}));
        QCOMPARE(tcpOption(m_proxy->port(), TCP_KEEPIDLE), 60);
        QCOMPARE(tcpOption(m_proxy->port(), TCP_USER_TIMEOUT), 70'000);
    }

    // A host that is not there, and one that never says a word.
    void connectingEnds_data()
    {
        QTest::addColumn<int>("fault");
        QTest::addColumn<QString>("timeout");
        QTest::newRow("black hole") << int(Fault::BlackHole) << u"100"_s; // the kernel's patience is shorter
        QTest::newRow("hang") << int(Fault::Hang) << u"2"_s;
    }
    void connectingEnds()
    {
        QFETCH(int, fault);
        QFETCH(QString, timeout);
        m_proxy->strike(Fault(fault));
        Session session;
        const auto opening = session.open(info({{u"connect_timeout"_s, timeout}}));
        QTRY_VERIFY_WITH_TIMEOUT(opening.isFinished(), PatienceMs);
        const auto opened = opening.result();
        QVERIFY(!opened);
        QCOMPARE(kindName(opened.error().kind), kindName(ErrorKind::Connection));
        QVERIFY2(!opened.error().hint.isEmpty(), qPrintable(describe(opened.error())));
    }

    void anIdleLineVanishes_data()
    {
        QTest::addColumn<bool>("inTransaction");
        QTest::newRow("idle") << false;
        QTest::newRow("in a transaction") << true;
    }
    void anIdleLineVanishes()
    {
        QFETCH(bool, inTransaction);
        if (inTransaction)
            QVERIFY(run(u"BEGIN"_s));
        m_proxy->strike(Fault::BlackHole);
        QTRY_COMPARE_WITH_TIMEOUT(m_lost->size(), 1, PatienceMs);
        QCOMPARE(kindName(loss().kind), kindName(ErrorKind::Connection));
        QCOMPARE(m_session->inTransaction(), inTransaction);
        QCOMPARE(loss().message.contains(u"transaction"_s), inTransaction);
        QVERIFY(!m_session->isOpen());
    }

    // ---- who hangs up, and why

    void theServerHangsUp_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QString>("state");
        QTest::addColumn<bool>("inTransaction");
        QTest::newRow("killed") << u"terminate"_s << u"57P01"_s << false;
        QTest::newRow("killed in a transaction") << u"terminate"_s << u"57P01"_s << true;
        QTest::newRow("idle for too long") << u"idle_session_timeout"_s << u"57P05"_s << false;
        QTest::newRow("idle in a transaction") << u"idle_in_transaction_session_timeout"_s << u"25P03"_s << true;
        QTest::newRow("restarted") << u"restart"_s << u"57P01"_s << false;
        QTest::newRow("restarted in a transaction") << u"restart"_s << u"57P01"_s << true;
        QTest::newRow("crashed") << u"kill"_s << u"57P01"_s << true;
    }
    void theServerHangsUp()
    {
        QFETCH(QString, how);
        QFETCH(QString, state);
        QFETCH(bool, inTransaction);
        if (how == "idle_session_timeout"_L1 && m_version < 140'000)
            QSKIP("came with PostgreSQL 14");
        const QString pid = run(u"SELECT pg_backend_pid()"_s)->rows.text(0, 0);
        if (inTransaction) {
            QVERIFY(run(u"BEGIN"_s));
            QVERIFY(run(u"CREATE TABLE never (i int)"_s));
        }
        if (how == "restart"_L1)
            m_server.restart();
        else if (how == "kill"_L1)
            m_server.kill();
        else if (how == "terminate"_L1)
            judge(u"SELECT pg_terminate_backend(%1)"_s.arg(pid));
        else
            VERIFY_OK(run(u"SET %1 = 50"_s.arg(how)));
        QTRY_COMPARE_WITH_TIMEOUT(m_lost->size(), 1, PatienceMs);
        const Error error = loss();
        QCOMPARE(kindName(error.kind), kindName(ErrorKind::Connection));
        QCOMPARE(error.sqlState, state);
        QVERIFY2(error.detail.contains(u"terminating connection"_s), qPrintable(describe(error)));
        QVERIFY(!error.hint.isEmpty());
        QCOMPARE(m_session->inTransaction(), inTransaction);
        QCOMPARE(error.message.contains(u"transaction"_s), inTransaction);
        if (how == "kill"_L1)
            m_server.restart();
        // The same session opens again, outside of any transaction, and nothing of the old one comes along.
        VERIFY_OK(m_session->open(info()).result());
        QVERIFY(!m_session->inTransaction());
        QCOMPARE(run(u"SELECT to_regclass('never')"_s)->rows.isNull(0, 0), true);
        QVERIFY(run(u"COMMIT"_s));
        QCOMPARE(run(u"SELECT to_regclass('never')"_s)->rows.isNull(0, 0), true);
    }

    // Who kills a change has undone it: then nothing is unknown.
    void aKilledChangeIsUndone()
    {
        QVERIFY(run(u"CREATE TEMP TABLE killed (i int)"_s));
        const QString pid = run(u"SELECT pg_backend_pid()"_s)->rows.text(0, 0);
        auto running = m_session->query({u"INSERT INTO killed SELECT 1 FROM pg_sleep(600)"_s, {}});
        QTRY_VERIFY(sleeps(pid));
        judge(u"SELECT pg_terminate_backend(%1)"_s.arg(pid));
        const auto answer = running.result();
        QVERIFY(!answer);
        QCOMPARE(answer.error().sqlState, u"57P01"_s);
        QVERIFY2(answer.error().hint.contains(u"changed nothing"_s), qPrintable(describe(answer.error())));
    }

    // ---- what is no loss

    void aShortGapIsNoLoss()
    {
        m_proxy->strike(Fault::BlackHole);
        const auto answer = m_session->query({u"SELECT 42"_s, {}});
        QTRY_VERIFY(tcpState(m_proxy->port()).tcpi_unacked > 0 && tcpState(m_proxy->port()).tcpi_retransmits > 0);
        m_proxy->heal();
        QTRY_VERIFY_WITH_TIMEOUT(answer.isFinished(), PatienceMs);
        VERIFY_OK(answer.result());
        QCOMPARE(answer.result()->rows.text(0, 0), u"42"_s);
        QVERIFY(m_lost->isEmpty());
    }

    // A server that works on what it has, while more data wait for it, is alive. To a kernel with a time-out of its own
    // it is not: the second row is what would happen then.
    void aBusyServerIsNotDead_data()
    {
        QTest::addColumn<QString>("timeout");
        QTest::addColumn<bool>("lives");
        QTest::newRow("ours") << QString() << true;
        QTest::newRow("the operator's") << u"3000"_s << false;
    }
    void aBusyServerIsNotDead()
    {
        QFETCH(QString, timeout);
        QFETCH(bool, lives);
        if (!timeout.isEmpty())
            open(info({{u"tcp_user_timeout"_s, timeout}}));
        QVERIFY(run(u"CREATE TEMP TABLE slow (i int, t text)"_s));
        QVERIFY(run(u"CREATE FUNCTION pg_temp.rest() RETURNS trigger LANGUAGE plpgsql AS "
                    "$$ BEGIN IF NEW.i = 1 THEN PERFORM pg_sleep(7); END IF; RETURN NEW; END $$"_s));
        QVERIFY(run(u"CREATE TRIGGER rest BEFORE INSERT ON slow FOR EACH ROW EXECUTE FUNCTION pg_temp.rest()"_s));
        const QByteArray line = '\t' + QByteArray(100'000, 'x') + '\n';
        int row = 0;
        constexpr int Rows = 200; // 20 MB, more than all buffers on the way hold
        const auto answer = m_session->copyIn(u"COPY slow FROM STDIN"_s, [&]() -> std::optional<QByteArray> {
            return ++row <= Rows ? std::optional(QByteArray::number(row) + line) : std::nullopt;
        });
        QTRY_VERIFY_WITH_TIMEOUT(answer.isFinished(), 2 * PatienceMs);
        const auto done = answer.result();
        QCOMPARE(done.has_value(), lives);
        if (lives)
            QCOMPARE(done->affectedRows, qint64(Rows));
        else
            QCOMPARE(kindName(done.error().kind), kindName(ErrorKind::Connection));
    }

    // ---- silence

    void reportsSilence()
    {
        QSignalSpy silent(m_session.get(), &Session::serverSilent);
        const auto answer = m_session->query({u"SELECT pg_sleep(600)"_s, {}});
        m_proxy->strike(Fault::Hang);
        QTRY_COMPARE_WITH_TIMEOUT(silent.size(), 1, PatienceMs);
        QCOMPARE(silent.first().first().toBool(), true);
        QVERIFY(!answer.isFinished()); // perhaps it comes back
        m_proxy->heal();
        QTRY_COMPARE_WITH_TIMEOUT(silent.size(), 2, PatienceMs);
        QCOMPARE(silent.last().first().toBool(), false);
        m_session->cancel();
        QTRY_VERIFY_WITH_TIMEOUT(answer.isFinished(), PatienceMs);
        QCOMPARE(kindName(answer.result().error().kind), kindName(ErrorKind::Cancelled));
        VERIFY_OK(run(u"SELECT 1"_s));
        QVERIFY(m_lost->isEmpty());
    }

    // Who waits for a long statement is not told of any silence.
    void aLongStatementIsNoSilence()
    {
        QSignalSpy silent(m_session.get(), &Session::serverSilent);
        const int before = m_proxy->accepted();
        const auto answer = m_session->query({u"SELECT pg_sleep(600)"_s, {}});
        QTRY_VERIFY_WITH_TIMEOUT(m_proxy->accepted() > before + 1, PatienceMs); // it was asked twice, and answered
        QVERIFY(silent.isEmpty());
        QVERIFY(!answer.isFinished());
        m_session->cancel();
        QCOMPARE(kindName(answer.result().error().kind), kindName(ErrorKind::Cancelled));
    }

    void cancellingEnds_data()
    {
        QTest::addColumn<int>("fault");
        QTest::newRow("black hole") << int(Fault::BlackHole);
        QTest::newRow("hang") << int(Fault::Hang);
        QTest::newRow("reset") << int(Fault::Reset);
    }
    void cancellingEnds()
    {
        QFETCH(int, fault);
        const QString pid = run(u"SELECT pg_backend_pid()"_s)->rows.text(0, 0);
        const auto answer = m_session->query({u"SELECT pg_sleep(600)"_s, {}});
        const auto waiting = m_session->query({u"SELECT 1"_s, {}});
        QTRY_VERIFY(sleeps(pid));
        m_proxy->strike(Fault(fault));
        m_session->cancel();
        QTRY_VERIFY_WITH_TIMEOUT(answer.isFinished() && waiting.isFinished(), PatienceMs);
        QVERIFY(!answer.result() && !waiting.result()); // the second one was not sent
        QCOMPARE(kindName(answer.result().error().kind), kindName(ErrorKind::Connection));
        QVERIFY(!m_session->isOpen());
    }

    // ---- no false success

    void anErrorAtTheEndIsAnError_data()
    {
        QTest::addColumn<QString>("by");
        for (const char *by : {"query", "stream", "copy", "pipeline"})
            QTest::newRow(by) << QString::fromLatin1(by);
    }
    void anErrorAtTheEndIsAnError()
    {
        QFETCH(QString, by);
        QVERIFY(run(u"CREATE TEMP TABLE parent (i int PRIMARY KEY)"_s));
        QVERIFY(run(u"CREATE TEMP TABLE child (i int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)"_s));
        const Statement insert{u"INSERT INTO child VALUES (7) RETURNING i"_s, {}};
        std::optional<Error> error;
        if (by == "query"_L1) {
            const auto answer = m_session->query(insert).result();
            error = answer ? std::nullopt : std::optional(answer.error());
        } else if (by == "stream"_L1) {
            const auto answer = m_session->stream(insert, [](const RowBatch &) { return true; }).result();
            error = answer ? std::nullopt : std::optional(answer.error());
        } else if (by == "copy"_L1) {
            bool sent = false;
            const auto answer =
                m_session
                    ->copyIn(
                        u"COPY child FROM STDIN"_s,
                        [&]() { return std::exchange(sent, true) ? std::nullopt : std::optional(QByteArray("7\n")); })
                    .result();
            error = answer ? std::nullopt : std::optional(answer.error());
        } else {
            const auto answer = m_session->pipeline({{u"SELECT 1"_s, {}}, insert}).result();
            VERIFY_OK(answer);
            QCOMPARE(answer->answers.size(), 1u);
            error = answer->error;
        }
        QVERIFY(error);
        QCOMPARE(error->sqlState, u"23503"_s);
        QCOMPARE(kindName(error->kind), kindName(ErrorKind::Server));
        QCOMPARE(run(u"SELECT count(*) FROM child"_s)->rows.text(0, 0), u"0"_s);
        QVERIFY(!m_session->inTransaction());
        QVERIFY(m_lost->isEmpty());
    }

    // ---- the pool

    // Takes one that works, through the event loop as a window does.
    std::shared_ptr<Session> take(SessionPool &pool)
    {
        std::optional<Result<std::shared_ptr<Session>>> taken;
        whenDone(this, pool.take(SessionRole::Rows, u"pool"_s), [&](const auto &answer) { taken = answer; });
        [&] { QTRY_VERIFY_WITH_TIMEOUT(taken.has_value(), PatienceMs); }();
        return taken && *taken ? **taken : nullptr;
    }

    void thePoolLendsNothingThatBroke_data()
    {
        QTest::addColumn<bool>("idle");
        QTest::addColumn<int>("fault");
        for (const auto &[fault, name] :
             {std::pair(Fault::Reset, "reset"), {Fault::Close, "closed"}, {Fault::BlackHole, "vanished"}}) {
            QTest::addRow("idle, %s", name) << true << int(fault);
            QTest::addRow("in use, %s", name) << false << int(fault);
        }
    }
    void thePoolLendsNothingThatBroke()
    {
        QFETCH(bool, idle);
        QFETCH(int, fault);
        SessionPool pool(info(), {.idle = 5, .most = 5});
        std::vector<std::shared_ptr<Session>> lent{take(pool), take(pool), take(pool)};
        int losses = 0;
        for (const auto &one : lent) {
            QVERIFY(one);
            connect(one.get(), &Session::connectionLost, this, [&losses] { ++losses; });
        }
        std::vector<QPointer<Session>> seen;
        for (const auto &one : lent)
            seen.emplace_back(one.get());
        if (idle) {
            lent.clear();
            QCOMPARE(pool.sessionsIdle(), 3);
        }
        m_proxy->strike(Fault(fault));
        const auto allBroke = [&seen] {
            return std::ranges::none_of(seen, [](const auto &one) { return one && one->isOpen(); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(allBroke(), PatienceMs);
        if (!idle)
            QTRY_COMPARE(losses, 3);
        lent.clear();
        QCOMPARE(pool.sessionsIdle(), idle ? 3 : 0); // who broke in use does not come back
        m_proxy->heal();
        const auto next = take(pool);
        QVERIFY(next);
        QVERIFY(std::ranges::none_of(seen, [&](const auto &one) { return one == next.get(); }));
        VERIFY_OK(next->query({u"SELECT 1"_s, {}}).result());
        QCOMPARE(pool.sessionsIdle(), 0);
        QCOMPARE(pool.sessionsInUse(), 1);
    }
};

QTEST_GUILESS_MAIN(LineLossTest)
#include "tst_lineloss.moc"
