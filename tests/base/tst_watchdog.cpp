// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/watchdog.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>
#include <QTimer>

#include <thread>

#include <sched.h>

using namespace howdah;

// The watchdog of the UI tests judges others, so it is judged itself.
class WatchdogTest : public QObject
{
    Q_OBJECT
private:
    // Keeps the event loop waiting until the watchdog says so; false when it never does.
    static bool stall(const test::StallWatchdog &watchdog, qint64 milliseconds)
    {
        QElapsedTimer timer;
        timer.start();
        while (watchdog.longestStallMs() < milliseconds)
            if (timer.hasExpired(10'000))
                return false;
        return timer.elapsed() + 5 >= milliseconds; // nor does it exaggerate (5: an open question, asked before)
    }

private Q_SLOTS:
    void seesAStallThatLasts()
    {
        const test::StallWatchdog watchdog;
        QVERIFY(stall(watchdog, 60));
    }

    void remembersAStall()
    {
        test::StallWatchdog watchdog;
        bool stalled = false;
        bool seen = false;
        QTimer::singleShot(0, this, [&] {
            watchdog.reset();
            seen = stall(watchdog, 90); // of which others may have had the processor for a while at the end
            stalled = true;
        });
        QTRY_VERIFY(stalled);
        QVERIFY(seen);
        QVERIFY(watchdog.longestStallMs() >= 60);
    }

    void forgetsWhatWasBeforeTheReset()
    {
        test::StallWatchdog watchdog;
        QVERIFY(stall(watchdog, 60));
        QElapsedTimer since;
        since.start();
        watchdog.reset();
        const qint64 longest = watchdog.longestStallMs();
        QVERIFY(longest <= since.elapsed());
    }

    void otherPeoplesWorkIsNoStall()
    {
        if (!QFile::exists(QStringLiteral("/proc/self/schedstat")))
            QSKIP("This kernel does not tell who waited for a processor");
        cpu_set_t before;
        QCOMPARE(sched_getaffinity(0, sizeof before, &before), 0);
        cpu_set_t one;
        CPU_ZERO(&one);
        for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++cpu) {
            if (CPU_ISSET(cpu, &before))
                CPU_SET(cpu, &one);
        }
        QCOMPARE(sched_setaffinity(0, sizeof one, &one), 0); // those that begin now share it with us
        QElapsedTimer timer;
        bool seen = false;
        {
            const auto work = [](const std::stop_token &stop) {
                while (!stop.stop_requested()) {
                }
            };
            const std::jthread first(work);
            const std::jthread second(work);
            const std::jthread third(work);
            const test::StallWatchdog watchdog;
            timer.start();
            seen = stall(watchdog, 60);
        }
        QCOMPARE(sched_setaffinity(0, sizeof before, &before), 0);
        QVERIFY(seen);
        QVERIFY2(timer.elapsed() > 90, qPrintable(QString::number(timer.elapsed())));
    }

    void endsWithAQuestionOpen()
    {
        {
            const test::StallWatchdog watchdog;
            QVERIFY(stall(watchdog, 5));
        }
        QCoreApplication::processEvents(); // the question is not put to who is gone
    }
};

QTEST_GUILESS_MAIN(WatchdogTest)
#include "tst_watchdog.moc"
