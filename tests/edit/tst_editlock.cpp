// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// An open table follows the lock of production at once, both ways.
#include "edit/editcase.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::ui::test;

class EditLockTest final : public EditCase
{
    Q_OBJECT

    ProductionLock &lock() { return m_window->connection.productionLock(); }
    void toProduction()
    {
        m_window->connection.connectTo(m_here->connInfo(), Environment::Production);
        QTRY_VERIFY(m_window->connection.isConnected());
        QVERIFY(m_window->connection.guard().isLocked());
    }
    void unlock()
    {
        lock().unlock(std::chrono::minutes(5), u"test"_s);
        QTRY_VERIFY(!m_window->connection.guard().isLocked());
    }
    void openLocked()
    {
        edits().open(m_here->shape(u"notes"_s));
        QTRY_COMPARE(edits().state(), EditSession::State::Failed);
        QVERIFY(edits().refusal().contains(u"locked"_s));
    }

private Q_SLOTS:
    void init()
    {
        begin();
        toProduction();
    }
    void cleanup() { end(); }

    void unlockingOpensWhatIsOpen()
    {
        openLocked();
        unlock();
        QTRY_COMPARE(edits().state(), EditSession::State::Ready);
        QCOMPARE(edits().refusal(), QString());
        edit("1", 1, "changed"_t);
        QVERIFY(save().outcome == data::SaveOutcome::Saved);
        QCOMPARE(cell("1", u"v"_s), u"changed"_s);
    }

    // What is staged waits, and is saved once it may be.
    void lockingClosesWhatIsOpen()
    {
        openLocked();
        unlock();
        QTRY_VERIFY(edits().isReady());
        edit("1", 1, "changed"_t);
        lock().lock();
        QVERIFY(edits().refusal().contains(u"locked"_s)); // at once
        QVERIFY(!edits().saving().refusal().isEmpty());
        QVERIFY(!edits().editor().setCells({{row("2"), 1, "another"_t}}));
        QVERIFY(edits().hasEdits());
        QCOMPARE(cell("1", u"v"_s), u"v1"_s);
        unlock();
        QTRY_COMPARE(edits().state(), EditSession::State::Ready);
        QVERIFY(edits().hasEdits());
        QVERIFY(save().outcome == data::SaveOutcome::Saved);
        QCOMPARE(cell("1", u"v"_s), u"changed"_s);
        QCOMPARE(cell("2", u"v"_s), u"v2"_s);
    }

    // The time that runs out tells of itself each second: nothing is asked for that.
    void theCountdownAsksNothing()
    {
        openLocked();
        unlock();
        QTRY_COMPARE(edits().state(), EditSession::State::Ready);
        QSignalSpy states(&edits(), &EditSession::readyChanged);
        QSignalSpy ticks(&lock(), &ProductionLock::changed);
        QVERIFY(ticks.wait(30'000));
        QVERIFY(states.isEmpty());
    }
};

HOWDAH_UI_TEST_MAIN(EditLockTest)

#include "tst_editlock.moc"
