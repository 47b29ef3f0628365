// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/saverun.h"
#include "editcase.h"
#include "lineproxy.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::ui::test;
using data::CellValue;
using data::ChangeKind;
using data::RowKey;
using data::RowProblem;
using data::SaveOutcome;
using data::SaveReport;
using data::StagedRow;

// What becomes of staged edits when they are saved, and of a window whose server fails it at each step.
class EditSavingTest final : public EditCase
{
    Q_OBJECT

    std::unique_ptr<LineProxy> m_proxy;

    // The window's lines go through the proxy from now on.
    void openByProxy()
    {
        m_proxy = std::make_unique<LineProxy>(m_here->connInfo());
        m_window = std::make_unique<Window>(m_proxy->connInfo());
        // The catalog is read in a transaction of its own, whose COMMIT is not the one that is meant.
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->connection.isReadingCatalog(), 30'000);
        open();
    }
    [[nodiscard]] const RowProblem *problemOf(const QByteArray &first) { return edits().problems().of(keyOf(first)); }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup()
    {
        if (m_proxy)
            m_proxy->setSilent(false);
        end();
        m_proxy.reset();
    }

    void savedRowsAreNotStagedAnyMoreAndComeBackAsTheyAre()
    {
        psql(u"ALTER TABLE notes ADD u text GENERATED ALWAYS AS (upper(v)) STORED"_s);
        open();
        edit("1", 1, "a"_t);
        edit("2", 2, "1.005"_t); // the server rounds it
        must(edits().editor().deleteRows({row("3")}));
        const RowKey added = must(edits().editor().insertRow({{0, "100"_t}, {3, ""_t}}));
        must(edits().editor().setCells({{added, 3, "7"_t}}));
        QVERIFY(!journals().isEmpty());
        const SaveReport report = save();
        QVERIFY2(report.outcome == SaveOutcome::Saved, report.error ? qPrintable(describe(*report.error)) : "");
        QCOMPARE(report.saved.size(), 4U);
        QCOMPARE(report.saved[0].now.values[4], "A");
        QCOMPARE(report.saved[1].altered, (std::vector{2}));
        QCOMPARE(report.saved[1].now.values[2], "1.01");
        QCOMPARE(report.saved[3].key, added);
        QCOMPARE(report.saved[3].now.values[1], "none"); // the default
        QVERIFY(!edits().hasEdits());
        QVERIFY(journals().isEmpty());
        QCOMPARE(edits().saving().lastSave()->outcome, SaveOutcome::Saved);
        QCOMPARE(edits().saving().lastSave()->edited, 2);
        QCOMPARE(edits().saving().lastSave()->added, 1);
        QCOMPARE(edits().saving().lastSave()->deleted, 1);
        QCOMPARE(cell("100", u"n"_s), u"7"_s);
    }

    void whatIsSavedCannotBeUndone()
    {
        open();
        edit("1", 1, "a"_t);
        edit("1", 1, "b"_t);
        edits().history().stack()->undo();
        QVERIFY(edits().history().stack()->canUndo() && edits().history().stack()->canRedo());
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QVERIFY(!edits().history().stack()->canUndo());
        QVERIFY(!edits().history().stack()->canRedo());
        QVERIFY(!edits().hasEdits());
        QCOMPARE(cell("1", u"v"_s), u"a"_s);
    }

    void undoDuringASaveChangesNothingOfIt()
    {
        open();
        edit("1", 1, "a"_t);
        edits().saving().save();
        QVERIFY(edits().saving().isSaving());
        QVERIFY(!edits().editor().setCells({{row("2"), 1, "x"_t}})); // refused meanwhile
        edits().history().stack()->undo();
        QTRY_VERIFY(!edits().saving().isSaving());
        QCOMPARE(edits().saving().lastSave()->outcome, SaveOutcome::Saved);
        QVERIFY(!edits().hasEdits());
        QVERIFY(!edits().history().stack()->canRedo());
        QCOMPARE(cell("1", u"v"_s), u"a"_s);
        // And when the save fails, the undo holds.
        edit("2", 2, "not a number"_t);
        edit("3", 1, "stays"_t);
        edits().saving().save();
        edits().history().stack()->undo();
        QTRY_VERIFY(!edits().saving().isSaving());
        QCOMPARE(edits().saving().lastSave()->outcome, SaveOutcome::NotSaved);
        QCOMPARE(edits().changes()->count(), 1);
        edits().history().stack()->redo();
        QCOMPARE(edits().changes()->count(), 2);
    }

    void aRefusedRowCarriesTheServersWordsUntilItIsAnother()
    {
        psql(u"ALTER TABLE notes ADD CONSTRAINT small CHECK (w < 100)"_s);
        open();
        edit("1", 1, "fine"_t);
        edit("2", 2, "500"_t);
        const QString before = all();
        const SaveReport report = save();
        QCOMPARE(report.outcome, SaveOutcome::NotSaved);
        QCOMPARE(all(), before); // nothing of it
        const RowProblem *problem = problemOf("2");
        QVERIFY(problem);
        QCOMPARE(problem->columns, (std::vector{2}));
        QVERIFY(problem->error.message.contains(u"small"_s));
        QVERIFY(!problem->error.detail.isEmpty());
        QVERIFY(!problemOf("1"));
        edit("2", 2, "50"_t);
        QVERIFY(!problemOf("2")); // it is another row now
        edits().history().stack()->undo();
        QVERIFY(problemOf("2")); // and the same again
        edits().history().stack()->redo();
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(cell("2", u"w"_s) + cell("1", u"v"_s), u"50.00fine"_s);
    }

    void deferredChecksArriveAtTheirRow()
    {
        psql(u"DROP TABLE IF EXISTS parents CASCADE; CREATE TABLE parents (id int PRIMARY KEY); "
             "INSERT INTO parents SELECT generate_series(1, 20); "
             "ALTER TABLE notes ADD FOREIGN KEY (n) REFERENCES parents DEFERRABLE INITIALLY DEFERRED"_s);
        open();
        edit("1", 1, "fine"_t);
        edit("2", 3, "999"_t);
        QCOMPARE(save().outcome, SaveOutcome::NotSaved);
        QVERIFY(problemOf("2"));
        QCOMPARE(problemOf("2")->columns, (std::vector{3}));
        QCOMPARE(edits().problems().all().size(), 1U);
    }

    // ---- conflicts

    void eachCellOfAConflictIsChosenAndSavedOnlyWhenAskedTo()
    {
        open();
        must(edits().editor().setCells({{row("1"), 1, "mine"_t}, {row("1"), 2, "11"_t}, {row("1"), 3, "12"_t}}));
        psql(u"UPDATE notes SET v = 'theirs', w = 99 WHERE id = 1"_s);
        QCOMPARE(save().outcome, SaveOutcome::NotSaved);
        const RowKey key = keyOf("1");
        const RowProblem *problem = edits().problems().of(key);
        QVERIFY(problem && problem->kind == RowProblem::Kind::Changed);
        QCOMPARE(problem->conflicts.size(), 2U); // n was changed by nobody
        QCOMPARE(problem->conflicts[0].was, "v1");
        QCOMPARE(problem->conflicts[0].theirs, "theirs");
        QCOMPARE(problem->conflicts[0].mine, "mine"_t);
        must(edits().editor().keepMine(key, 1));
        QCOMPARE(edits().problems().of(key)->conflicts.size(), 1U);
        must(edits().editor().keepTheirs(key, 2));
        QVERIFY(!edits().problems().of(key));
        QCOMPARE(cell("1", u"v"_s), u"theirs"_s); // nothing was saved by choosing
        // Choices are undone one by one, and the conflict is there again.
        edits().history().stack()->undo();
        QCOMPARE(edits().problems().of(key)->conflicts.size(), 1U);
        edits().history().stack()->undo();
        QCOMPARE(edits().problems().of(key)->conflicts.size(), 2U);
        edits().history().stack()->redo();
        edits().history().stack()->redo();
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT v || '|' || w || '|' || n FROM notes WHERE id = 1"_s), u"mine|99.00|12"_s);
    }

    void aWholeRowIsChosenAtOnce()
    {
        open();
        must(edits().editor().setCells({{row("1"), 1, "mine"_t}, {row("1"), 2, "11"_t}, {row("2"), 1, "mine"_t}}));
        psql(u"UPDATE notes SET v = 'theirs', w = 99 WHERE id < 3"_s);
        QCOMPARE(save().outcome, SaveOutcome::NotSaved);
        must(edits().editor().keepMine(keyOf("1")));
        must(edits().editor().keepTheirs(keyOf("2")));
        QVERIFY(edits().problems().all().empty());
        QCOMPARE(edits().changes()->count(), 1);
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT v || '|' || w FROM notes WHERE id = 1"_s), u"mine|11.00"_s);
        QCOMPARE(psql(u"SELECT v || '|' || w FROM notes WHERE id = 2"_s), u"theirs|99.00"_s);
    }

    void anotherChangeAfterTheChoiceIsAnotherConflict()
    {
        open();
        edit("1", 1, "mine"_t);
        psql(u"UPDATE notes SET v = 'theirs' WHERE id = 1"_s);
        QCOMPARE(save().outcome, SaveOutcome::NotSaved);
        must(edits().editor().keepMine(keyOf("1")));
        psql(u"UPDATE notes SET v = 'theirs again' WHERE id = 1"_s);
        QCOMPARE(save().outcome, SaveOutcome::NotSaved);
        QCOMPARE(edits().problems().of(keyOf("1"))->conflicts[0].theirs, "theirs again");
        QCOMPARE(cell("1", u"v"_s), u"theirs again"_s);
    }

    void aRowThatIsGoneIsInsertedAgainOrDropped()
    {
        open();
        edit("1", 1, "mine"_t);
        edit("2", 1, "mine"_t);
        must(edits().editor().deleteRows({row("3")}));
        const RowKey first = keyOf("1");
        const RowKey second = keyOf("2");
        const RowKey third = keyOf("3");
        psql(u"DELETE FROM notes WHERE id <= 3"_s);
        edits().conflictCheck().run(); // nothing needs to be saved for it
        QTRY_VERIFY(!edits().conflictCheck().isRunning());
        for (const RowKey &key : {first, second, third}) {
            QVERIFY(edits().problems().of(key));
            QCOMPARE(edits().problems().of(key)->kind, RowProblem::Kind::Gone);
        }
        const RowKey again = must(edits().editor().insertAgain(first));
        QVERIFY(!edits().problems().of(first));
        QCOMPARE(edits().changes()->row(again)->kind, ChangeKind::Insert);
        QVERIFY(!edits().editor().insertAgain(third)); // it was to be deleted
        must(edits().editor().revertRows({second, third}));
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT v || '|' || w || '|' || n FROM notes WHERE id = 1"_s), u"mine|1.50|1"_s);
        QCOMPARE(psql(u"SELECT count(*) FROM notes WHERE id IN (2, 3)"_s), u"0"_s);
    }

    void aRowToBeDeletedThatWasChangedIsAsked()
    {
        open();
        must(edits().editor().deleteRows({row("1"), row("2")}));
        psql(u"UPDATE notes SET v = 'theirs' WHERE id < 3"_s);
        QCOMPARE(save().outcome, SaveOutcome::NotSaved);
        must(edits().editor().keepMine(keyOf("1")));
        must(edits().editor().keepTheirs(keyOf("2")));
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT string_agg(id::text, ',') FROM notes WHERE id < 3"_s), u"2"_s);
    }

    void rowsWithoutAKeyAreKnownByAnotherVersionAfterTheChoice()
    {
        psql(
            u"DROP TABLE IF EXISTS bare; CREATE TABLE bare (id int, v text); INSERT INTO bare VALUES (1, 'a'), (1, 'a')"_s);
        open(u"bare"_s);
        edit("1", 1, "mine"_t);
        psql(u"UPDATE bare SET v = 'theirs'"_s);
        QCOMPARE(save().outcome, SaveOutcome::NotSaved);
        QCOMPARE(edits().problems().all().size(), 1U);
        QCOMPARE(edits().problems().all().begin()->second.kind, RowProblem::Kind::Gone); // its place and version are
        QCOMPARE(psql(u"SELECT count(*) FROM bare WHERE v = 'mine'"_s), u"0"_s);
    }

    // ---- others alter the table meanwhile

    void aColumnThatIsDroppedMeanwhileIsSaidAndNothingIsSaved()
    {
        open();
        edit("1", 2, "5"_t);
        edit("2", 1, "fine"_t);
        psql(u"ALTER TABLE notes DROP w"_s);
        const SaveReport report = save();
        QCOMPARE(report.outcome, SaveOutcome::NotSaved);
        QVERIFY(report.error->message.contains(u'w'));
        QCOMPARE(edits().changes()->count(), 2);
        QCOMPARE(cell("2", u"v"_s), u"v2"_s);
        const auto old = edits().target();
        edits().update(m_here->shape(u"notes"_s));
        QTRY_VERIFY(edits().target() != old && edits().state() == EditSession::State::Ready);
        QCOMPARE(edits().staged().lostEdits().size(), 1);
        QTRY_VERIFY(!edits().conflictCheck().isRunning());
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(cell("2", u"v"_s), u"fine"_s);
    }

    // ---- cancelling

    void aSaveThatWaitsForALockIsCancelledWithinASecond()
    {
        open();
        edit("1", 1, "mine"_t);
        const auto other = m_here->open();
        QVERIFY(other->query({u"BEGIN"_s, {}}).result());
        QVERIFY(other->query({u"UPDATE notes SET v = 'held' WHERE id = 1"_s, {}}).result());
        QSignalSpy failed(&edits(), &EditSession::saveFailed);
        edits().saving().save();
        QTRY_COMPARE(psql(u"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"_s), u"1"_s);
        QVERIFY(edits().saving().isSaving());
        QElapsedTimer clock;
        clock.start();
        edits().saving().cancel();
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(edits().saving().lastSave()->error->kind, ErrorKind::Cancelled);
        QCOMPARE(edits().changes()->count(), 1);
        QVERIFY(other->query({u"ROLLBACK"_s, {}}).result());
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(cell("1", u"v"_s), u"mine"_s);
    }

    void aSaveOverASilentLineIsGivenUpWithinASecond()
    {
        openByProxy();
        edit("1", 1, "mine"_t);
        m_proxy->arm(LineProxy::Fault::Silence, "UPDATE");
        QSignalSpy failed(&edits(), &EditSession::saveFailed);
        edits().saving().save();
        QTRY_VERIFY(m_proxy->hasMet());
        QElapsedTimer clock;
        clock.start();
        edits().saving().cancel();
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(edits().saving().lastSave()->outcome, SaveOutcome::NotSaved);
        QCOMPARE(edits().changes()->count(), 1);
        // The line speaks again: what was left behind must still not be committed.
        m_proxy->setSilent(false);
        QTRY_VERIFY(m_here->isIdle());
        QTRY_COMPARE(psql(u"SELECT count(*) FROM pg_locks WHERE mode = 'RowExclusiveLock'"_s), u"0"_s);
        QCOMPARE(cell("1", u"v"_s), u"v1"_s);
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(cell("1", u"v"_s), u"mine"_s);
    }

    void whatIsBeingCommittedCannotBeCalledBack()
    {
        openByProxy();
        edit("1", 1, "mine"_t);
        m_proxy->armAtCommit(LineProxy::Fault::Silence);
        QSignalSpy failed(&edits(), &EditSession::saveFailed);
        QSignalSpy saved(&edits(), &EditSession::saved);
        edits().saving().save();
        QTRY_VERIFY(m_proxy->hasMet() && edits().saving().isCommitting());
        edits().saving().cancel();
        QTest::qWait(SaveRun::PatienceMs + 200); // so long a cancel would take at most
        QCOMPARE(failed.count() + saved.count(), 0);
        QVERIFY(edits().saving().isSaving());
        // The bytes of COMMIT were swallowed: the line has to die for anybody to know.
        psql(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'howdah: edit'"_s);
        m_proxy->setSilent(false);
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(edits().saving().lastSave()->outcome, SaveOutcome::NotSaved); // asked and told
        QVERIFY(!edits().saving().isOutcomeUnknown());
        QCOMPARE(cell("1", u"v"_s), u"v1"_s);
    }

    // ---- the line is lost around COMMIT

    void theOutcomeOfALostLineIsFoundOut_data()
    {
        using Fault = LineProxy::Fault;
        QTest::addColumn<int>("fault");
        QTest::addColumn<QByteArray>("trigger");
        QTest::addColumn<bool>("isSaved");
        QTest::newRow("before the statement") << int(Fault::CutBefore) << QByteArray("UPDATE") << false;
        QTest::newRow("after the statement") << int(Fault::CutAfter) << QByteArray("UPDATE") << false;
        QTest::newRow("before COMMIT") << int(Fault::CutBefore) << QByteArray("COMMIT\0", 7) << false;
        QTest::newRow("after COMMIT") << int(Fault::CutAfter) << QByteArray("COMMIT\0", 7) << true;
    }
    void theOutcomeOfALostLineIsFoundOut()
    {
        QFETCH(const int, fault);
        QFETCH(const QByteArray, trigger);
        QFETCH(const bool, isSaved);
        openByProxy();
        edit("1", 1, "mine"_t);
        m_proxy->arm(LineProxy::Fault(fault), trigger);
        const SaveReport report = save();
        QVERIFY(m_proxy->hasMet());
        QCOMPARE(report.outcome, isSaved ? SaveOutcome::Saved : SaveOutcome::NotSaved);
        QCOMPARE(cell("1", u"v"_s), isSaved ? u"mine"_s : u"v1"_s);
        QCOMPARE(edits().hasEdits(), !isSaved);
        QCOMPARE(journals().isEmpty(), isSaved);
        if (!isSaved)
            QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(cell("1", u"v"_s), u"mine"_s);
    }

    void anUnknownOutcomeIsStatedAndSettledOnceTheLineIsBack_data()
    {
        QTest::addColumn<bool>("isSaved");
        QTest::newRow("it was done") << true;
        QTest::newRow("it was not done") << false;
    }
    void anUnknownOutcomeIsStatedAndSettledOnceTheLineIsBack()
    {
        QFETCH(const bool, isSaved);
        openByProxy();
        edit("1", 1, "mine"_t);
        const RowKey added = must(edits().editor().insertRow({{0, "100"_t}}));
        m_proxy->setRefusing(true);
        m_proxy->armAtCommit(isSaved ? LineProxy::Fault::CutAfter : LineProxy::Fault::CutBefore);
        const SaveReport report = save();
        QCOMPARE(report.outcome, SaveOutcome::Unknown);
        QVERIFY(edits().saving().isOutcomeUnknown());
        QCOMPARE(edits().changes()->count(), 2);
        QVERIFY(!edits().saving().refusal().isEmpty()); // a second save might do it twice
        QVERIFY(!edits().editor().insertRow());
        QVERIFY(!journals().isEmpty());
        QSignalSpy saved(&edits(), &EditSession::saved);
        QSignalSpy failed(&edits(), &EditSession::saveFailed);
        m_proxy->setRefusing(false);
        m_window->connection.reconnect(); // settles by itself
        QTRY_VERIFY(m_window->connection.isConnected());
        QTRY_VERIFY(!edits().saving().isOutcomeUnknown());
        QCOMPARE(saved.count(), isSaved ? 1 : 0);
        QCOMPARE(failed.count(), isSaved ? 0 : 1);
        QCOMPARE(edits().hasEdits(), !isSaved);
        QCOMPARE(edits().saving().lastSave()->outcome, isSaved ? SaveOutcome::Saved : SaveOutcome::NotSaved);
        if (isSaved) {
            const auto reported = saved.first().first().value<SaveReport>();
            QCOMPARE(reported.saved.size(), 2U);
            QCOMPARE(reported.saved[1].key, added);
            QCOMPARE(reported.saved[1].now.values[1], "none");
        } else {
            QTRY_COMPARE(edits().state(), EditSession::State::Ready);
            QTRY_VERIFY(edits().saving().refusal().isEmpty());
            QCOMPARE(save().outcome, SaveOutcome::Saved);
        }
        QCOMPARE(cell("1", u"v"_s), u"mine"_s);
        QCOMPARE(psql(u"SELECT count(*) FROM notes WHERE id = 100"_s), u"1"_s);
    }

    void whereNobodyCanTellTheOperatorDoes()
    {
        openByProxy();
        edit("1", 1, "mine"_t);
        m_proxy->setRefusing(true);
        m_proxy->armAtCommit(LineProxy::Fault::CutAfter);
        QCOMPARE(save().outcome, SaveOutcome::Unknown);
        QTRY_VERIFY(!edits().saving().isSettling()); // asked in vain
        QVERIFY(edits().saving().isOutcomeUnknown());
        edits().saving().settleByHand(true);
        QVERIFY(!edits().saving().isOutcomeUnknown() && !edits().hasEdits());
        QCOMPARE(edits().saving().lastSave()->outcome, SaveOutcome::Saved);
        m_proxy->setRefusing(false);
    }

    void theServerIsKilledDuringASave()
    {
        open();
        edit("1", 1, "mine"_t);
        const auto other = m_here->open();
        QVERIFY(other->query({u"BEGIN"_s, {}}).result());
        QVERIFY(other->query({u"UPDATE notes SET v = 'held' WHERE id = 1"_s, {}}).result());
        QSignalSpy failed(&edits(), &EditSession::saveFailed);
        edits().saving().save();
        QTRY_COMPARE(psql(u"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"_s), u"1"_s);
        m_here->server().kill();
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(edits().saving().lastSave()->outcome, SaveOutcome::NotSaved);
        QCOMPARE(edits().changes()->count(), 1);
        m_here->server().restart();
        m_here->reopen();
        m_window->connection.reconnect();
        QTRY_VERIFY(m_window->connection.isConnected() && edits().saving().refusal().isEmpty());
        QTRY_COMPARE(edits().state(), EditSession::State::Ready);
        QCOMPARE(cell("1", u"v"_s), u"v1"_s);
        QCOMPARE(save().outcome, SaveOutcome::Saved);
    }

    void aSaveGoesOnWhenTheRelationIsLeft_data()
    {
        QTest::addColumn<bool>("isSaved");
        QTest::newRow("and is done") << true;
        QTest::newRow("and is refused") << false;
    }
    void aSaveGoesOnWhenTheRelationIsLeft()
    {
        QFETCH(const bool, isSaved);
        psql(u"ALTER TABLE notes ADD CONSTRAINT small CHECK (w < 100)"_s);
        open();
        edit("1", 2, isSaved ? "50"_t : "500"_t);
        edits().saving().save();
        edits().close();
        QVERIFY(!edits().saving().isSaving());
        if (isSaved) {
            QTRY_COMPARE(cell("1", u"w"_s), u"50.00"_s);
            QTRY_VERIFY(journals().isEmpty());
            return;
        }
        QTRY_VERIFY(m_window->tasks.isEmpty());
        open();
        QTRY_VERIFY(edits().offers().first() && edits().offers().first()->isChecked);
        must(edits().offers().restore());
        QCOMPARE(edits().changes()->count(), 1);
    }

    void aThousandEditsAreSavedWithTheirProgress()
    {
        psql(u"INSERT INTO notes SELECT i, 'v' || i, i, i FROM generate_series(1001, 2000) i"_s);
        open();
        std::vector<CellEdit> many;
        for (const data::RowBasis &basis : m_here->rows(*edits().target())) {
            if (basis.values[0]->toInt() > 1000)
                many.push_back({basis, 1, CellValue::text(*basis.values[1] + " edited")});
        }
        QCOMPARE(many.size(), 1000U);
        must(edits().editor().setCells(many, u"Fill"_s));
        QTRY_VERIFY(!edits().history().isStaging());
        QCOMPARE(edits().history().stack()->count(), 1);
        QSignalSpy progress(&edits(), &EditSession::saveProgressed);
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QVERIFY(progress.count() > 2);
        QCOMPARE(psql(u"SELECT count(*) FROM notes WHERE v LIKE '% edited'"_s), u"1000"_s);
    }

    // ---- what is shown is what is sent

    void theSqlShownIsTheSqlInTheServersLog()
    {
        // The server's command line says otherwise, which only a role or a database outranks.
        psql(u"ALTER DATABASE %1 SET log_statement = 'all'"_s.arg(m_here->database()));
        open();
        edit("1", 1, "it's \"quoted\" \\ % $1"_t);
        edit("2", 1, ""_t);
        edit("3", 1, CellValue::null());
        edit("4", 1, CellValue::byDefault());
        must(edits().editor().deleteRows({row("5")}));
        must(edits().editor().insertRow({{0, "100"_t}, {1, "line\nbreak"_t}}));
        std::vector<connection::Statement> shown;
        for (const StagedRow &staged : edits().changes()->rows())
            shown.push_back(data::changeStatement(*edits().target(), staged));
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        psql(u"ALTER DATABASE %1 RESET log_statement"_s.arg(m_here->database()));
        const QString log = m_here->server().serverLog();
        for (const connection::Statement &statement : shown) {
            // Lines of a statement are indented by a tab in the log.
            QString sql = statement.sql;
            sql.replace(u'\n', u"\n\t"_s);
            QVERIFY2(log.contains(sql), qPrintable(statement.sql));
            QStringList values;
            for (size_t i = 0; i < statement.parameters.size(); ++i) {
                QString value = QString::fromUtf8(*statement.parameters[i]);
                value.replace(u'\'', u"''"_s).replace(u'\n', u"\n\t"_s);
                values << u"$%1 = '"_s.arg(i + 1) + value + u'\'';
            }
            QVERIFY2(log.contains(sql + u'\n') || values.isEmpty(), qPrintable(sql));
            QVERIFY2(values.isEmpty() || log.contains(values.join(u", "_s)), qPrintable(values.join(u", "_s)));
        }
    }
};

HOWDAH_UI_TEST_MAIN(EditSavingTest)
#include "tst_editsaving.moc"
