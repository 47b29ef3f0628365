// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/watchdog.h"

#include <QElapsedTimer>
#include <QTest>
#include <QTimer>

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
            seen = stall(watchdog, 60);
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
