// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/memory.h"

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QMetaEnum>
#include <QTest>
#include <QThread>

#include <ctime>

namespace howdah::test {

// The application of a UI test: measures how long the event loop is kept busy at a stretch, from one look for new
// events to the next. It counts the processor time that the UI thread spends in handlers, so a busy machine makes no
// stall, and what the test itself does between events is not held against the program. Waiting for something would cost
// no processor time: that is what StallWatchdog is for, and the rule that nothing in `ui` waits.
class MeteredApplication final : public QApplication
{
public:
    static constexpr double LimitMs = 50;

    MeteredApplication(int &argc, char **argv)
        : QApplication(argc, argv)
    {
        const QAbstractEventDispatcher *loop = QAbstractEventDispatcher::instance();
        connect(loop, &QAbstractEventDispatcher::awake, this, [this] { endTurn(); });
        connect(loop, &QAbstractEventDispatcher::aboutToBlock, this, [this] { endTurn(); });
    }

    bool notify(QObject *receiver, QEvent *event) override
    {
        // Threads of the program that have events come here too, on their own processor time.
        if (QThread::currentThread() != thread())
            return QApplication::notify(receiver, event);
        if (m_depth > 0) {
            ++m_depth;
            const bool handled = QApplication::notify(receiver, event);
            --m_depth;
            return handled;
        }
        // A key or a click is a turn of its own: a test may send a hundred without a look for new events in between.
        if (event->spontaneous() && event->isInputEvent())
            endTurn();
        const QByteArray who = receiver->metaObject()->className(); // it may be gone afterwards
        const QEvent::Type type = event->type();
        m_began = cpuMs();
        m_depth = 1;
        const bool handled = QApplication::notify(receiver, event);
        m_depth = 0;
        const double spent = cpuMs() - m_began;
        m_turn += spent;
        if (spent > m_heaviestMs) {
            m_heaviestMs = spent;
            m_heaviest = who + ' ' + QMetaEnum::fromType<QEvent::Type>().valueToKey(type);
        }
        return handled;
    }

    [[nodiscard]] double longestMs() const { return m_longest; }

    // Prints the longest turn, and leaves it for `./dev test` and `./dev bench`, which look for the longest of all.
    // False when it is over the limit; sanitizers slow everything by a factor of their own, so there it only reports.
    [[nodiscard]] bool report(const char *program)
    {
        endTurn();
        qInfo("longest turn of the event loop: %.1f ms of processor time (%s)", m_longest, m_where.constData());
        const QString folder = qEnvironmentVariable("HOWDAH_TURNS");
        if (!folder.isEmpty() && QDir().mkpath(folder)) {
            QFile file(folder + QLatin1Char('/') + QString::fromUtf8(program));
            if (file.open(QIODevice::WriteOnly))
                file.write(QByteArray::number(m_longest, 'f', 1) + ' ' + program + ' ' + m_where + '\n');
        }
        return isSanitized() || m_longest < LimitMs;
    }

private:
    static double cpuMs()
    {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return double(now.tv_sec) * 1000 + double(now.tv_nsec) / 1e6;
    }

    // A nested loop looks for events too: what its caller has done until then was one turn.
    void endTurn()
    {
        if (m_depth > 0) {
            const double now = cpuMs();
            m_turn += now - m_began;
            m_began = now;
        }
        if (m_turn > m_longest) {
            m_longest = m_turn;
            m_where = QByteArray(QTest::currentTestFunction()) + ": " + m_heaviest;
        }
        m_turn = 0;
        m_heaviestMs = 0;
        m_heaviest.clear();
    }

    int m_depth = 0;
    double m_began = 0;
    double m_turn = 0;
    double m_longest = 0;
    double m_heaviestMs = 0; // of the events of this turn
    QByteArray m_heaviest;
    QByteArray m_where;
};

// QTEST_MAIN for the test of the window in this file.
template <typename Test>
int runUiTest(int argc, char **argv, const char *file)
{
    MeteredApplication application(argc, argv);
    application.setAttribute(Qt::AA_Use96Dpi, true);
    Test test;
    QTEST_SET_MAIN_SOURCE_PATH
    const int failures = QTest::qExec(&test, argc, argv);
    if (!application.report(qPrintable(QString::fromUtf8(file).section(u'/', -2).replace(u'/', u'_')))) {
        qWarning("That is over %.0f ms: the window would be seen to stop", MeteredApplication::LimitMs);
        return failures + 1;
    }
    return failures;
}

} // namespace howdah::test

#define HOWDAH_UI_TEST_MAIN(Test)                                                                                      \
    int main(int argc, char **argv) { return howdah::test::runUiTest<Test>(argc, argv, __FILE__); }
