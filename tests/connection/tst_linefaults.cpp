// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/session.h"
#include "support/faultproxy.h"
#include "support/testserver.h"

#include <QDeadlineTimer>
#include <QSignalSpy>
#include <QTest>

#include <map>
#include <span>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;
using test::Fault;
using test::FaultPoint;
using test::FaultProxy;

namespace {

// What a session may be about when its line breaks.
enum class Deed { Connect, Select, Change, Pipeline, CopyIn, CopyOut, InTransaction, Commit };

constexpr std::pair<Deed, const char *> Deeds[] = {{Deed::Connect, "connect"}, {Deed::Select, "select"},
                                                   {Deed::Change, "change"},   {Deed::Pipeline, "pipeline"},
                                                   {Deed::CopyIn, "COPY in"},  {Deed::CopyOut, "COPY out"},
                                                   {Deed::Commit, "commit"},   {Deed::InTransaction, "in transaction"}};

constexpr std::pair<Fault, const char *> QuickFaults[] = {
    {Fault::Delay, "delay"}, {Fault::Reset, "reset"}, {Fault::Close, "close"}, {Fault::Truncate, "truncate"}};

// A dead connection is to be noticed within five seconds; who measures on a busy machine must allow for more.
constexpr int PatienceMs = 6 * 5000;

// One deed through a proxy of its own. The rows that it leaves carry its tag.
class Attempt final
{
public:
    Attempt(const ConnInfo &server, Deed deed, QByteArray tag)
        : m_deed(deed)
        , m_tag(std::move(tag))
        , m_proxy(std::make_unique<FaultProxy>(server))
        , m_session(std::make_unique<Session>(SessionOptions{.name = u"fault"_s, .names = Names::OfDatabase}))
        , lost(m_session.get(), &Session::connectionLost)
    {
    }

    // What comes before the fault.
    void prepare()
    {
        if (m_deed == Deed::Connect)
            return;
        const auto opened = m_session->open(info()).result();
        QVERIFY2(opened, opened ? "" : qPrintable(describe(opened.error())));
        m_pid = opened->backendPid;
        if (m_deed != Deed::Commit && m_deed != Deed::InTransaction)
            return;
        QVERIFY(m_session->query({u"BEGIN"_s, {}}).result());
        QVERIFY(m_session->query(insert()).result());
        QVERIFY(m_session->inTransaction());
    }

    void start()
    {
        switch (m_deed) {
        case Deed::Connect:
            return take(m_session->open(info()));
        case Deed::Select:
            return take(m_session->query({u"SELECT generate_series(1, 3)"_s, {}}));
        case Deed::Change:
        case Deed::InTransaction:
            return take(m_session->query(insert()));
        case Deed::Pipeline:
            return take(m_session->pipeline({{u"BEGIN"_s, {}}, insert(), insert(), {u"COMMIT"_s, {}}}));
        case Deed::CopyIn:
            return take(m_session->copyIn(u"COPY deeds FROM STDIN"_s, [left = 3, tag = m_tag]() mutable {
                return left-- > 0 ? std::optional(tag + '\n') : std::nullopt;
            }));
        case Deed::CopyOut:
            return take(
                m_session->copyOut(u"COPY (SELECT generate_series(1, 3)) TO STDOUT"_s, [read = m_read](QByteArrayView) {
                    return ++*read > 0;
                }));
        case Deed::Commit:
            return take(m_session->query({u"COMMIT"_s, {}}));
        }
    }

    [[nodiscard]] bool isOver() const { return m_isOver(); }
    [[nodiscard]] std::optional<Error> error() const { return m_error(); }
    [[nodiscard]] FaultProxy &proxy() const { return *m_proxy; }
    [[nodiscard]] Session &session() const { return *m_session; }
    [[nodiscard]] const QByteArray &tag() const { return m_tag; }
    [[nodiscard]] int pid() const { return m_pid; }
    // How many rows a deed leaves that was done.
    [[nodiscard]] int rowsWhenDone() const
    {
        static const std::map<Deed, int> rows{
            {Deed::Change, 1}, {Deed::Pipeline, 2}, {Deed::CopyIn, 3}, {Deed::Commit, 1}};
        const auto found = rows.find(m_deed);
        return found == rows.end() ? 0 : found->second;
    }
    [[nodiscard]] bool hasReadAll() const
    {
        return (m_deed != Deed::CopyOut && m_deed != Deed::Select) || *m_read == 3;
    }
    [[nodiscard]] bool mayBeUnknown() const { return rowsWhenDone() > 0; }
    void cutTheLine() { m_proxy.reset(); }

private:
    [[nodiscard]] ConnInfo info() const
    {
        ConnInfo target = m_proxy->info();
        target.set(u"sslmode"_s, u"prefer"_s); // which asks for it, in vain
        return target;
    }
    [[nodiscard]] Statement insert() const { return {u"INSERT INTO deeds VALUES ($1)"_s, {m_tag}}; }
    template <typename T>
    void take(const QFuture<Result<T>> &future)
    {
        m_isOver = [future] { return future.isFinished(); };
        m_error = [future, read = m_read]() -> std::optional<Error> {
            const Result<T> result = future.result();
            if (!result)
                return result.error();
            if constexpr (std::is_same_v<T, PipelineAnswer>)
                return result->error;
            if constexpr (std::is_same_v<T, Answer>)
                *read += int(result->rows.rowCount());
            return std::nullopt;
        };
    }

    const Deed m_deed;
    const QByteArray m_tag;
    std::unique_ptr<FaultProxy> m_proxy;
    std::unique_ptr<Session> m_session;
    std::shared_ptr<int> m_read = std::make_shared<int>(0);
    std::function<bool()> m_isOver;
    std::function<std::optional<Error>()> m_error;
    int m_pid = 0;

public:
    QSignalSpy lost;
};

struct Step
{
    Deed deed = Deed::Connect;
    const char *name = nullptr;
    FaultPoint point;

    [[nodiscard]] QByteArray title() const
    {
        return QByteArray(name) + ' ' + point.message + " #" + QByteArray::number(point.nth);
    }
};

} // namespace

// A connection that breaks at every step of the protocol, in every way. The steps are those that a deed takes when
// nothing breaks: none is written down here.
class LineFaultsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    Session m_judge{{.name = u"judge"_s, .names = Names::OfDatabase}};
    ConnInfo m_target;
    std::vector<Step> m_steps;
    int m_attempts = 0;

    std::unique_ptr<Attempt> attempt(Deed deed)
    {
        return std::make_unique<Attempt>(m_target, deed, "t" + QByteArray::number(++m_attempts));
    }

    int count(const QString &sql, const QByteArray &parameter)
    {
        const auto answer = m_judge.query({sql, {parameter}}).result();
        return answer ? int(answer->rows.integer(0, 0)) : -1;
    }

    // Where a message comes often, its first and its last stand for all.
    void recordSteps(Deed deed, const char *name)
    {
        const auto one = attempt(deed);
        one->prepare();
        one->proxy().forget();
        one->start();
        QTRY_VERIFY_WITH_TIMEOUT(one->isOver(), PatienceMs);
        QVERIFY2(!one->error(), one->error() ? qPrintable(describe(*one->error())) : "");
        std::map<QByteArray, int> times;
        for (const QByteArray &message : one->proxy().seen())
            ++times[message];
        QVERIFY(times.size() > 3);
        for (const auto &[message, count] : times) {
            constexpr int Each = 6;
            for (int nth = 1; nth <= count; ++nth) {
                if (count <= Each || nth == 1 || nth == count)
                    m_steps.push_back({deed, name, {message, nth}});
            }
        }
    }

    // What holds after every fault. `isHarmless`: it only took longer.
    void judge(Attempt &one, bool isHarmless)
    {
        QVERIFY(one.proxy().hasStruck());
        const std::optional<Error> error = one.error();
        const int rows = one.rowsWhenDone();
        const QString rowsSql = u"SELECT count(*) FROM deeds WHERE tag = $1"_s;
        if (!error) {
            // Never a success that is none. A fault behind the last word of the server is not seen.
            QVERIFY(one.hasReadAll());
            QCOMPARE(count(rowsSql, one.tag()), rows);
            return;
        }
        QVERIFY2(!isHarmless, qPrintable(describe(*error)));
        QCOMPARE(kindName(error->kind), kindName(ErrorKind::Connection));
        QVERIFY(!error->message.isEmpty());
        QVERIFY2(!error->hint.isEmpty(), qPrintable(describe(*error)));
        QVERIFY(!one.session().isOpen());
        if (one.pid() == 0)
            return; // it was not open, so nothing could be lost
        QTRY_COMPARE(one.lost.size(), 1);
        // Later calls fail at once, and say that they were not sent.
        const auto later = one.session().query({u"INSERT INTO deeds VALUES ($1)"_s, {one.tag()}}).result();
        QVERIFY(!later);
        QCOMPARE(later.error().kind, ErrorKind::Connection);
        QVERIFY(later.error().hint.contains(u"not sent"_s));
        QVERIFY(later.error().sqlState != OutcomeUnknown);
        // What the server made of it, once its side of the connection has ended too.
        one.cutTheLine();
        QTRY_COMPARE_WITH_TIMEOUT(
            count(u"SELECT count(*) FROM pg_stat_activity WHERE pid = $1"_s, QByteArray::number(one.pid())), 0,
            PatienceMs);
        const int kept = count(rowsSql, one.tag());
        if (error->sqlState == OutcomeUnknown) {
            QVERIFY2(one.mayBeUnknown(), qPrintable(describe(*error)));
            QVERIFY(error->message.contains(u"unknown"_s));
            QVERIFY2(
                kept == 0 || kept == rows,
                QByteArray::number(kept).constData()); // all of it or nothing, and never twice
        } else {
            QCOMPARE(kept, 0);
        }
    }

    void strike(const Step &step, Fault fault, FaultProxy::Whole whole, Attempt &one)
    {
        one.prepare();
        one.proxy().arm(step.point, fault, whole, 100);
        one.start();
    }

    // Many at the same time, as far as the server has room: the patience of a kernel takes seconds.
    void strikeTogether(std::span<const Step> steps, Fault fault, FaultProxy::Whole whole, int patienceMs)
    {
        constexpr std::size_t Together = 45;
        while (!steps.empty()) {
            std::vector<std::pair<const Step *, std::unique_ptr<Attempt>>> running;
            for (const Step &step : steps.first(std::min(Together, steps.size()))) {
                running.emplace_back(&step, attempt(step.deed));
                strike(step, fault, whole, *running.back().second);
            }
            for (const auto &[step, one] : running) {
                QTRY_VERIFY2_WITH_TIMEOUT(one->isOver(), step->title().constData(), patienceMs);
                judge(*one, false);
                QVERIFY2(!QTest::currentTestFailed(), step->title().constData());
            }
            steps = steps.subspan(running.size());
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_target = m_server.createRole(u"doer"_s, u"pass word"_s); // who logs in by SCRAM
        QVERIFY(m_judge.open(m_server.connInfo()).result());
        QVERIFY(m_judge.query({u"CREATE TABLE deeds (tag text)"_s, {}}).result());
        QVERIFY(m_judge.query({u"GRANT ALL ON deeds TO doer"_s, {}}).result());
        for (const auto &[deed, name] : Deeds)
            recordSteps(deed, name);
    }

    // The steps that the requirement names are among those that are broken.
    void knowsTheSteps_data()
    {
        QTest::addColumn<QByteArray>("deed");
        QTest::addColumn<QByteArrayList>("messages");
        QTest::newRow("connect") << QByteArray("connect")
                                 << QByteArrayList{"> SSLRequest",          "< SSLAnswer",
                                                   "> StartupMessage",      "< AuthenticationSASL",
                                                   "> SASLInitialResponse", "< AuthenticationSASLContinue",
                                                   "> SASLResponse",        "< AuthenticationSASLFinal",
                                                   "< AuthenticationOk",    "< ParameterStatus",
                                                   "< BackendKeyData",      "< ReadyForQuery"};
        const QByteArrayList extended{"> Parse",        "> Bind",          "> Describe",     "> Execute",
                                      "> Sync",         "< ParseComplete", "< BindComplete", "< CommandComplete",
                                      "< ReadyForQuery"};
        QTest::newRow("select") << QByteArray("select") << extended + QByteArrayList{"< RowDescription", "< DataRow"};
        QTest::newRow("change") << QByteArray("change") << extended;
        QTest::newRow("pipeline") << QByteArray("pipeline") << extended;
        QTest::newRow("copy in") << QByteArray("COPY in")
                                 << extended + QByteArrayList{"< CopyInResponse", "> CopyData", "> CopyDone"};
        QTest::newRow("copy out") << QByteArray("COPY out")
                                  << extended + QByteArrayList{"< CopyOutResponse", "< CopyData", "< CopyDone"};
        QTest::newRow("commit") << QByteArray("commit") << extended;
    }
    void knowsTheSteps()
    {
        QFETCH(QByteArray, deed);
        QFETCH(QByteArrayList, messages);
        for (const QByteArray &message : messages) {
            const bool isThere = std::ranges::any_of(
                m_steps, [&](const Step &step) { return step.name == deed && step.point.message == message; });
            QVERIFY2(isThere, message.constData());
        }
    }

    void breaksAtEveryStep_data()
    {
        QTest::addColumn<int>("step");
        QTest::addColumn<int>("fault");
        for (std::size_t i = 0; i < m_steps.size(); ++i) {
            for (const auto &[fault, name] : QuickFaults)
                QTest::newRow((m_steps[i].title() + ", " + name).constData()) << int(i) << int(fault);
        }
    }
    void breaksAtEveryStep()
    {
        QFETCH(int, step);
        QFETCH(int, fault);
        const Step &at = m_steps[std::size_t(step)];
        const auto one = attempt(at.deed);
        strike(at, Fault(fault), FaultProxy::Whole::Connection, *one);
        QTRY_VERIFY_WITH_TIMEOUT(one->isOver(), PatienceMs);
        judge(*one, Fault(fault) == Fault::Delay);
    }

    // Packets that vanish from some step on.
    void vanishesAtEveryStep() { strikeTogether(m_steps, Fault::BlackHole, FaultProxy::Whole::Connection, PatienceMs); }

    // Somebody in between acknowledges everything and forwards nothing. This is told within seconds (tst_lineloss:
    // reportsSilence), but given up later.
    void hangsAtEveryStep()
    {
        std::vector<Step> steps;
        std::ranges::copy_if(
            m_steps, std::back_inserter(steps), [](const Step &step) { return step.deed != Deed::Connect; });
        strikeTogether(steps, Fault::Hang, FaultProxy::Whole::Network, 4 * PatienceMs);
    }
};

QTEST_GUILESS_MAIN(LineFaultsTest)
#include "tst_linefaults.moc"
