// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/latest.h"

#include <QPromise>
#include <QTest>
#include <QThread>

#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah;

namespace {

// A question whose answer the test gives when it likes, as another thread would.
template <typename T>
struct Asked
{
    Asked() { promise.start(); }
    void answer(T value)
    {
        promise.addResult(std::move(value));
        promise.finish();
    }
    QPromise<T> promise;
};

} // namespace

class LatestTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whenDoneBringsAnswersHome()
    {
        const QThread *const home = QThread::currentThread();
        const QThread *at = nullptr;
        Result<int> got;
        Asked<Result<int>> asked;
        whenDone(this, asked.promise.future(), [&](const Result<int> &answer) {
            at = QThread::currentThread();
            got = answer;
        });
        std::thread([&asked] { asked.answer(7); }).join();
        QCOMPARE(at, nullptr); // not on that thread, and not before the event loop turns
        QTRY_VERIFY(at);
        QCOMPARE(at, home);
        QCOMPARE(got, Result<int>(7));
    }

    void whenDoneTakesPlainValuesAndNone()
    {
        QString text;
        bool isOver = false;
        Asked<QString> asked;
        QPromise<void> nothing;
        nothing.start();
        whenDone(this, asked.promise.future(), [&text](const QString &answer) { text = answer; });
        whenDone(this, nothing.future(), [&isOver] { isOver = true; });
        asked.answer(u"plain"_s);
        nothing.finish();
        QTRY_COMPARE(text, u"plain"_s);
        QTRY_VERIFY(isOver);
    }

    void whatEndsWithoutAnAnswerIsCancelled()
    {
        std::optional<Result<int>> result;
        bool isPlainTold = false;
        bool isOver = false;
        {
            Asked<int> plain;
            Asked<Result<int>> asked;
            whenDone(this, plain.promise.future(), [&isPlainTold](int) { isPlainTold = true; });
            whenDone(this, asked.promise.future(), [&](const Result<int> &answer) {
                result = answer;
                isOver = true;
            });
        } // a promise that is broken
        QTRY_VERIFY(isOver);
        QVERIFY(!result->has_value());
        QCOMPARE(result->error().kind, ErrorKind::Cancelled);
        QVERIFY(!isPlainTold);
    }

    void nobodyIsCalledWhoIsGone()
    {
        auto context = std::make_unique<QObject>();
        bool called = false;
        Asked<Result<int>> asked;
        whenDone(context.get(), asked.promise.future(), [&called](const Result<int> &) { called = true; });
        asked.answer(1);
        context.reset();
        bool isOver = false;
        whenDone(this, asked.promise.future(), [&isOver](const Result<int> &) { isOver = true; });
        QTRY_VERIFY(isOver);
        QVERIFY(!called);
    }

    // In whatever order they come.
    void anOvertakenAnswerIsDropped_data()
    {
        QTest::addColumn<bool>("firstComesFirst");
        QTest::newRow("in order") << true;
        QTest::newRow("overtaken") << false;
    }

    void anOvertakenAnswerIsDropped()
    {
        QFETCH(bool, firstComesFirst);
        Latest latest;
        QList<int> got;
        Asked<Result<int>> first;
        Asked<Result<int>> second;
        const auto note = [&got](const Result<int> &answer) { got << *answer; };
        latest.ask(this, first.promise.future(), note);
        latest.ask(this, second.promise.future(), note);
        if (firstComesFirst)
            first.answer(1);
        second.answer(2);
        if (!firstComesFirst)
            first.answer(1);
        int over = 0;
        whenDone(this, first.promise.future(), [&over](const Result<int> &) { ++over; });
        whenDone(this, second.promise.future(), [&over](const Result<int> &) { ++over; });
        QTRY_COMPARE(over, 2);
        QCOMPARE(got, QList<int>{2});
    }

    void anAnswerThatHasArrivedButWasNotDeliveredIsOvertakenAsWell()
    {
        Latest latest;
        QList<int> got;
        Asked<int> first;
        Asked<int> second;
        latest.ask(this, first.promise.future(), [&got](int answer) { got << answer; });
        first.answer(1); // stands in the queue of this thread
        latest.ask(this, second.promise.future(), [&got](int answer) { got << answer; });
        second.answer(2);
        QTRY_COMPARE(got, QList<int>{2});
    }

    void oneQuestionMayHaveSeveralAnswers()
    {
        Latest latest;
        QStringList got;
        Asked<QString> quick;
        Asked<QString> slow;
        Asked<QString> late;
        const auto note = [&got](const QString &answer) { got << answer; };
        latest.ask(this, quick.promise.future(), note);
        latest.alsoAsk(this, slow.promise.future(), note);
        latest.alsoAsk(this, late.promise.future(), note);
        quick.answer(u"quick"_s);
        slow.answer(u"slow"_s);
        QTRY_COMPARE(got, QStringList({u"quick"_s, u"slow"_s}));
        latest.next(); // overtakes all of them
        late.answer(u"late"_s);
        bool isOver = false;
        whenDone(this, late.promise.future(), [&isOver](const QString &) { isOver = true; });
        QTRY_VERIFY(isOver);
        QCOMPARE(got, QStringList({u"quick"_s, u"slow"_s}));
    }

    void whatWasDroppedIsNotDelivered()
    {
        QList<int> got;
        Asked<int> dropped;
        Asked<int> orphaned;
        bool isOver = false;
        {
            Latest latest;
            latest.ask(this, dropped.promise.future(), [&got](int answer) { got << answer; });
            latest.drop();
            Latest owner;
            owner.ask(this, orphaned.promise.future(), [&got](int answer) { got << answer; });
        } // whoever asked is gone, the context is not
        dropped.answer(1);
        orphaned.answer(2);
        whenDone(this, orphaned.promise.future(), [&isOver](int) { isOver = true; });
        QTRY_VERIFY(isOver);
        QVERIFY(got.isEmpty());
    }

    void aQuestionKnowsWhetherItIsWanted()
    {
        auto latest = std::make_unique<Latest>();
        QVERIFY(!latest->question().isWanted());
        const Latest::Question first = latest->next();
        QVERIFY(first.isWanted());
        QVERIFY(latest->question().isWanted());
        const Latest::Question second = latest->next();
        QVERIFY(!first.isWanted());
        QVERIFY(second.isWanted());
        latest->drop();
        QVERIFY(!second.isWanted());
        const Latest::Question third = latest->next();
        latest.reset();
        QVERIFY(!third.isWanted());
    }

    // The handler may ask again, or take its owner down.
    void aHandlerMayAskAgain()
    {
        auto latest = std::make_unique<Latest>();
        QList<int> got;
        Asked<int> first;
        Asked<int> second;
        latest->ask(this, first.promise.future(), [&](int answer) {
            got << answer;
            latest->ask(this, second.promise.future(), [&](int next) {
                got << next;
                latest.reset();
            });
        });
        first.answer(1);
        second.answer(2);
        QTRY_COMPARE(got, QList<int>({1, 2}));
        QVERIFY(!latest);
    }
};

QTEST_GUILESS_MAIN(LatestTest)
#include "tst_latest.moc"
