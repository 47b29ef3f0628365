// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/latest.h"
#include "connection/session/sessionjobs.h"
#include "support/testserver.h"

#include <QSemaphore>
#include <QTest>

#include <atomic>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

class SessionJobsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    [[nodiscard]] std::shared_ptr<Session> opened() const
    {
        auto session = std::make_shared<Session>(SessionOptions{.name = u"job"_s});
        return session->open(m_server.connInfo()).result() ? session : nullptr;
    }

    static Result<QString> ask(Session &session, const QString &sql)
    {
        const Result<Answer> answer = session.query({sql, {}}).result();
        return answer ? Result<QString>(answer->rows.text(0, 0)) : fail(answer.error());
    }

    static constexpr auto sleepLong = [](Session &session) {
        return ask(session, u"SELECT pg_catalog.pg_sleep(600)"_s);
    };

    [[nodiscard]] int sleepers() const
    {
        const auto count = m_server.psql(
            u"howdah"_s,
            u"SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query ~ '^SELECT pg_catalog.pg_sleep'"_s);
        return count ? count->trimmed().toInt() : -1;
    }

private Q_SLOTS:
    void jobsRunElsewhereAndSessionsGoAtHome()
    {
        const QThread *const home = QThread::currentThread();
        std::shared_ptr<Session> session = opened();
        QVERIFY(session);
        QThread *died = nullptr;
        connect(session.get(), &QObject::destroyed, session.get(), [&died] { died = QThread::currentThread(); });
        const std::weak_ptr<Session> watched = session;
        std::atomic<QThread *> ran = nullptr;
        SessionJobs jobs;
        Result<QString> got;
        bool isOver = false;
        whenDone(
            this,
            jobs.run(
                std::move(session),
                [&ran](Session &own) {
                    ran = QThread::currentThread();
                    return ask(own, u"SELECT 'done'"_s);
                }),
            [&](const Result<QString> &answer) {
                got = answer;
                isOver = true;
                QVERIFY(watched.expired()); // whoever is told may take it out of its pool again
            });
        QCOMPARE(jobs.pending(), 1);
        QTRY_VERIFY(isOver);
        QCOMPARE(got, Result<QString>(u"done"_s));
        QVERIFY(ran.load() != home);
        QCOMPARE(died, home);
        QCOMPARE(jobs.pending(), 0);
    }

    void withoutASessionThereIsNoConnection()
    {
        SessionJobs jobs;
        const Result<QString> answer = jobs.run(nullptr, sleepLong).result();
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Connection);
    }

    void asManyAtOnceAsWanted_data()
    {
        QTest::addColumn<int>("atOnce");
        QTest::newRow("one after the other") << 1;
        QTest::newRow("two at once") << 2;
    }

    void asManyAtOnceAsWanted()
    {
        QFETCH(int, atOnce);
        SessionJobs jobs(atOnce);
        std::atomic<int> running = 0;
        std::atomic<int> most = 0;
        QSemaphore begun;
        QSemaphore go;
        QList<QFuture<Result<int>>> answers;
        for (int i = 0; i < 4; ++i)
            answers << jobs.run([&, i]() -> Result<int> {
                const int now = ++running;
                int seen = most;
                while (seen < now && !most.compare_exchange_weak(seen, now)) {
                }
                begun.release();
                go.acquire();
                --running;
                return i;
            });
        begun.acquire(atOnce); // so many run before any has ended
        go.release(4);
        for (int i = 0; i < 4; ++i)
            QCOMPARE(answers[i].result(), Result<int>(i));
        QCOMPARE(most.load(), atOnce);
    }

    void cancellingEndsWhatRunsAndWhatWaits()
    {
        SessionJobs jobs;
        std::atomic<bool> hasRunSecond = false;
        const auto first = jobs.run(opened(), sleepLong);
        const auto second = jobs.run(opened(), [&hasRunSecond](Session &session) {
            hasRunSecond = true;
            return ask(session, u"SELECT 2"_s);
        });
        QTRY_COMPARE(sleepers(), 1);
        jobs.cancel();
        const Result<QString> ended = first.result();
        QVERIFY(!ended);
        QCOMPARE(ended.error().kind, ErrorKind::Cancelled);
        const Result<QString> dropped = second.result();
        QVERIFY(!dropped);
        QCOMPARE(dropped.error().kind, ErrorKind::Cancelled);
        QVERIFY(!hasRunSecond);
        const Result<QString> later =
            jobs.run(opened(), [](Session &session) { return ask(session, u"SELECT 'later'"_s); }).result();
        QCOMPARE(later, Result<QString>(u"later"_s));
        QTRY_COMPARE(jobs.pending(), 0);
    }

    void aJobIsToldToStop()
    {
        SessionJobs jobs;
        QSemaphore begun;
        const auto answer = jobs.run(opened(), [&begun](Session &session, const std::stop_token &stop) -> Result<int> {
            begun.release();
            int rounds = 0;
            while (!stop.stop_requested()) {
                (void)ask(session, u"SELECT 1"_s);
                ++rounds;
            }
            return rounds;
        });
        begun.acquire();
        jobs.cancel();
        QVERIFY(answer.result());
    }

    void destructionCancels()
    {
        auto jobs = std::make_unique<SessionJobs>();
        const auto answer = jobs->run(opened(), sleepLong);
        QTRY_COMPARE(sleepers(), 1);
        jobs.reset();
        QVERIFY(answer.isFinished());
        QCOMPARE(answer.result().error().kind, ErrorKind::Cancelled);
        QTRY_COMPARE(sleepers(), 0);
    }

    // As one that waits for what does not answer: whoever asked does not wait for it.
    void whatDoesNotEndIsLeft()
    {
        QSemaphore begun;
        QSemaphore go;
        QSemaphore ended;
        std::shared_ptr<Session> session = opened();
        const std::weak_ptr<Session> watched = session;
        auto jobs = std::make_unique<SessionJobs>();
        const auto answer = jobs->run(std::move(session), [&](Session &own) -> Result<QString> {
            begun.release();
            go.acquire();
            Result<QString> said = ask(own, u"SELECT 'still mine'"_s);
            ended.release();
            return said;
        });
        begun.acquire();
        jobs.reset(); // as long as its patience takes, and no longer
        QVERIFY(!answer.isFinished());
        QVERIFY(!watched.expired());
        go.release();
        ended.acquire();
        QCOMPARE(answer.result(), Result<QString>(u"still mine"_s));
        QTRY_VERIFY(watched.expired());
    }

    void overtakenJobsAreNotDelivered()
    {
        SessionJobs jobs(2);
        Latest latest;
        QStringList got;
        QSemaphore go;
        const auto note = [&got](const Result<QString> &answer) { got << *answer; };
        latest.ask(
            this,
            jobs.run(
                opened(),
                [&go](Session &session) {
                    go.acquire();
                    return ask(session, u"SELECT 'first'"_s);
                }),
            note);
        latest.ask(this, jobs.run(opened(), [](Session &session) { return ask(session, u"SELECT 'second'"_s); }), note);
        QTRY_COMPARE(got, QStringList(u"second"_s));
        go.release();
        QTRY_COMPARE(jobs.pending(), 0);
        QCOMPARE(got, QStringList(u"second"_s));
    }
};

QTEST_GUILESS_MAIN(SessionJobsTest)
#include "tst_sessionjobs.moc"
