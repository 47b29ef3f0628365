// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editcase.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::ui::test;
using data::CellValue;
using data::ChangeKind;
using data::RowKey;
using data::StagedRow;

// Staging, undoing and keeping edits, before anything is saved.
class EditSessionTest final : public EditCase
{
    Q_OBJECT

    // All that is staged, to be compared.
    [[nodiscard]] std::vector<StagedRow> staged() { return edits().changes()->rows(); }

    // The gesture changes what is staged; undo gives what was before, redo what was after.
    void undoesAndRedoes(const std::function<void()> &gesture)
    {
        const auto before = staged();
        const int steps = edits().history().stack()->index();
        gesture();
        const auto after = staged();
        QVERIFY(before != after);
        QCOMPARE(edits().history().stack()->index(), steps + 1); // one step, however many rows
        edits().history().stack()->undo();
        QVERIFY(staged() == before);
        edits().history().stack()->redo();
        QVERIFY(staged() == after);
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void openingAsksWhatMayBeEditedWithoutBlocking()
    {
        const data::RelationShape shape = m_here->shape(u"notes"_s);
        QSignalSpy ready(&edits(), &EditSession::readyChanged);
        edits().open(shape);
        QCOMPARE(edits().state(), EditSession::State::Opening);
        QVERIFY(!edits().isReady());
        QVERIFY(!edits().refusal().isEmpty());
        QVERIFY(!edits().editor().insertRow()); // refused, and no crash
        QTRY_COMPARE(edits().state(), EditSession::State::Ready);
        QVERIFY(ready.count() >= 2);
        QCOMPARE(edits().refusal(), QString());
        QCOMPARE(edits().target()->columns.size(), 4U);
    }

    void everyKindOfGestureIsOneStepThatIsUndoneAndRedone()
    {
        open();
        undoesAndRedoes([this] { edit("1", 1, "one"_t); });
        undoesAndRedoes([this] { edit("1", 1, CellValue::null()); });
        undoesAndRedoes([this] { edit("1", 1, ""_t); });
        undoesAndRedoes([this] { edit("1", 1, CellValue::byDefault()); });
        undoesAndRedoes([this] {
            must(edits().editor().setCells({{row("2"), 1, "a"_t}, {row("2"), 2, "7.25"_t}, {row("3"), 1, "b"_t}}));
        });
        RowKey added;
        undoesAndRedoes([&] { added = must(edits().editor().insertRow({{0, "100"_t}})); });
        undoesAndRedoes([&] { must(edits().editor().setCells({{added, 1, "new"_t}})); });
        undoesAndRedoes([&] { QCOMPARE(must(edits().editor().insertRows({{}, {{1, "x"_t}}})).size(), 2U); });
        undoesAndRedoes([&] { QCOMPARE(must(edits().editor().duplicateRows({row("4"), added})).size(), 2U); });
        undoesAndRedoes([&] { must(edits().editor().deleteRows({row("5"), row("6")})); });
        undoesAndRedoes([&] { must(edits().editor().deleteRows({RowRef(added)})); }); // a new row is dropped
        undoesAndRedoes([&] { must(edits().editor().revertCell(keyOf("2"), 2)); });
        undoesAndRedoes([&] { must(edits().editor().revertCells({{keyOf("2"), 1}, {keyOf("3"), 1}})); });
        undoesAndRedoes([&] { must(edits().editor().revertRows({keyOf("5")})); });
        undoesAndRedoes([&] { must(edits().editor().discardAll()); });
        QVERIFY(!edits().hasEdits());
        while (edits().history().stack()->canUndo())
            edits().history().stack()->undo();
        QVERIFY(staged().empty());
        while (edits().history().stack()->canRedo())
            edits().history().stack()->redo();
        QVERIFY(staged().empty()); // all of it was discarded in the end
        QCOMPARE(all(), psql(u"SELECT string_agg(t::text, E'\\n' ORDER BY t::text) FROM notes t"_s));
    }

    void aStepOfManyCellsIsAllOrNothing()
    {
        psql(u"ALTER TABLE notes ADD g int GENERATED ALWAYS AS (id * 2) STORED"_s);
        open();
        const auto done = edits().editor().setCells({{row("1"), 1, "a"_t}, {row("2"), 1, "b"_t}, {row("3"), 4, "7"_t}});
        QVERIFY(!done);
        QVERIFY2(done.error().message.contains(u"g"_s), qPrintable(done.error().message));
        QVERIFY(staged().empty());
        QCOMPARE(edits().history().stack()->count(), 0);
        QVERIFY(!edits().refusal(row("1"), 4).isEmpty());
        QCOMPARE(edits().refusal(row("1"), 1), QString());
    }

    void settingWhatWasReadStagesNothing()
    {
        open();
        edit("1", 1, "v1"_t);
        QVERIFY(staged().empty());
        QCOMPARE(edits().history().stack()->count(), 0);
        edit("1", 1, "other"_t);
        edit("1", 1, "v1"_t);
        QVERIFY(staged().empty());
        QCOMPARE(edits().history().stack()->count(), 2);
    }

    void whoeverLooksIsToldOfEachRow()
    {
        open();
        QSignalSpy rows(&edits(), &EditSession::rowChanged);
        QSignalSpy resets(&edits(), &EditSession::reset);
        QSignalSpy changed(&edits(), &EditSession::changed);
        must(edits().editor().setCells({{row("1"), 1, "a"_t}, {row("1"), 2, "1"_t}, {row("2"), 1, "b"_t}}));
        QCOMPARE(rows.count(), 2);
        edits().history().stack()->undo();
        QCOMPARE(rows.count(), 4);
        QCOMPARE(resets.count(), 0);
        QTRY_COMPARE(changed.count(), 1); // once for all of it
        std::vector<std::map<int, CellValue>> many(300);
        must(edits().editor().insertRows(many)); // in as many turns as it takes
        QTRY_COMPARE_WITH_TIMEOUT(resets.count(), 1, 30'000);
        QCOMPARE(rows.count(), 4);
    }

    void aCutValueIsReadWholeBeforeItIsEdited()
    {
        psql(u"UPDATE notes SET v = repeat('long ', 1000) WHERE id = 1"_s);
        open();
        const data::RowBasis shown = row("1");
        QVERIFY(shown.cut[1]);
        QVERIFY(!edits().refusal(shown, 1).isEmpty());
        QVERIFY(!edits().editor().setCells({{shown, 1, "x"_t}}));
        std::optional<Result<data::RowBasis>> whole;
        edits().fetchWhole(shown, {1}, [&](Result<data::RowBasis> answer) { whole = std::move(answer); });
        QTRY_VERIFY(whole);
        QVERIFY2(*whole, *whole ? "" : qPrintable(describe(whole->error())));
        QCOMPARE((*whole)->values[1]->size(), 5000);
        QCOMPARE(data::rowKeyOf(*edits().target(), **whole), data::rowKeyOf(*edits().target(), shown));
        must(edits().editor().setCells({{**whole, 1, "x"_t}}));
        QCOMPARE(save().outcome, data::SaveOutcome::Saved);
        QCOMPARE(cell("1", u"v"_s), u"x"_s);
        // What begins otherwise now is not what was shown.
        psql(u"UPDATE notes SET v = repeat('long ', 1000) WHERE id = 2"_s);
        const data::RowBasis other = row("2");
        psql(u"UPDATE notes SET v = repeat('other ', 1000) WHERE id = 2"_s);
        whole.reset();
        edits().fetchWhole(other, {1}, [&](Result<data::RowBasis> answer) { whole = std::move(answer); });
        QTRY_VERIFY(whole);
        QVERIFY(!*whole);
        QCOMPARE(whole->error().kind, ErrorKind::Conflict);
        psql(u"DELETE FROM notes WHERE id = 2"_s);
        whole.reset();
        edits().fetchWhole(other, {1}, [&](Result<data::RowBasis> answer) { whole = std::move(answer); });
        QTRY_VERIFY(whole);
        QCOMPARE(whole->error().kind, ErrorKind::NotFound);
    }

    void aRelationThatCannotBeEditedSaysWhy()
    {
        psql(u"DROP VIEW IF EXISTS sums; CREATE VIEW sums AS SELECT count(*) AS c FROM notes"_s);
        open(u"sums"_s);
        QVERIFY(!edits().refusal().isEmpty());
        const auto refused = edits().editor().insertRow();
        QVERIFY(!refused);
        QCOMPARE(refused.error().message, edits().refusal());
        QVERIFY(!edits().saving().refusal().isEmpty());
    }

    void aRelationThatIsNotThereAnyMoreIsAFailureWithARetry()
    {
        const data::RelationShape shape = m_here->shape(u"notes"_s);
        psql(u"ALTER TABLE notes RENAME TO elsewhere"_s);
        edits().open(shape);
        QTRY_COMPARE(edits().state(), EditSession::State::Failed);
        QVERIFY(!edits().error().message.isEmpty());
        QCOMPARE(edits().refusal(), edits().error().message);
        psql(u"ALTER TABLE elsewhere RENAME TO notes"_s);
        edits().retry();
        QTRY_COMPARE(edits().state(), EditSession::State::Ready);
    }

    // ---- a newer snapshot

    void editsSurviveARefreshOfTheCatalog()
    {
        open();
        edit("1", 1, "a"_t);
        must(edits().editor().deleteRows({row("2")}));
        RowKey added = must(edits().editor().insertRow({{0, "100"_t}}));
        const auto before = staged();
        edits().update(m_here->shape(u"notes"_s));
        QTRY_VERIFY(edits().state() == EditSession::State::Ready && edits().target());
        QVERIFY(staged() == before);
        edits().history().stack()->undo();
        QVERIFY(!edits().changes()->row(added));
        edits().history().stack()->redo();
        QCOMPARE(save().outcome, data::SaveOutcome::Saved);
        QCOMPARE(cell("1", u"v"_s), u"a"_s);
    }

    void columnsThatAreAddedMovedOrRenamedKeepTheEdits()
    {
        open();
        edit("1", 1, "renamed"_t);
        edit("1", 2, "9.75"_t);
        must(edits().editor().deleteRows({row("2")}));
        must(edits().editor().insertRow({{0, "100"_t}, {1, "new"_t}, {3, "5"_t}}));
        psql(u"ALTER TABLE notes RENAME v TO text; ALTER TABLE notes ADD extra text DEFAULT 'extra'; "
             "ALTER TABLE notes DROP n; ALTER TABLE notes ADD n2 int"_s);
        const auto old = edits().target();
        edits().update(m_here->shape(u"notes"_s));
        QTRY_VERIFY(edits().target() != old && !edits().conflictCheck().isRunning());
        QCOMPARE(edits().target()->columns[1].name, u"text"_s);
        QCOMPARE(edits().changes()->count(), 3);
        // What had no place any more is told, with its value.
        QCOMPARE(edits().staged().lostEdits().size(), 1);
        QVERIFY2(edits().staged().lostEdits()[0].contains(u"\"5\""_s), qPrintable(edits().staged().lostEdits()[0]));
        QVERIFY(edits().staged().lostEdits()[0].contains(u"n of"_s));
        // The history was carried along.
        edits().history().stack()->undo();
        QCOMPARE(edits().changes()->count(ChangeKind::Insert), 0);
        edits().history().stack()->redo();
        QCOMPARE(edits().problems().all().size(), 0U);
        const auto report = save();
        QVERIFY2(report.outcome == data::SaveOutcome::Saved, report.error ? qPrintable(describe(*report.error)) : "");
        QCOMPARE(psql(u"SELECT text || '|' || w FROM notes WHERE id = 1"_s), u"renamed|9.75"_s);
        QCOMPARE(psql(u"SELECT count(*) FROM notes WHERE id = 2"_s), u"0"_s);
        QCOMPARE(psql(u"SELECT text || '|' || extra FROM notes WHERE id = 100"_s), u"new|extra"_s);
    }

    void anotherKeyIsFoundByWhatWasRead()
    {
        open();
        edit("1", 1, "a"_t);
        psql(u"ALTER TABLE notes DROP CONSTRAINT notes_pkey; ALTER TABLE notes ALTER n SET NOT NULL; "
             "ALTER TABLE notes ADD PRIMARY KEY (n)"_s);
        const auto old = edits().target();
        edits().update(m_here->shape(u"notes"_s));
        QTRY_VERIFY(edits().target() != old && !edits().conflictCheck().isRunning());
        QCOMPARE(edits().changes()->count(), 1);
        QCOMPARE(save().outcome, data::SaveOutcome::Saved);
        QCOMPARE(cell("1", u"v"_s), u"a"_s);
    }

    void withoutAKeyThereIsNoGuessing()
    {
        open();
        edit("1", 1, "precious"_t);
        must(edits().editor().insertRow({{0, "100"_t}}));
        psql(u"ALTER TABLE notes DROP CONSTRAINT notes_pkey"_s);
        const auto old = edits().target();
        edits().update(m_here->shape(u"notes"_s));
        QTRY_VERIFY(edits().target() != old);
        QCOMPARE(edits().changes()->count(), 1); // the new row
        QCOMPARE(edits().staged().lostEdits().size(), 1);
        QVERIFY(edits().staged().lostEdits()[0].contains(u"precious"_s));
        edits().staged().forgetLostEdits();
        QVERIFY(edits().staged().lostEdits().isEmpty());
    }

    void aSnapshotThatIsOutOfDateKeepsWhatIsStaged()
    {
        open();
        edit("1", 1, "a"_t);
        const data::RelationShape old = m_here->shape(u"notes"_s);
        psql(u"ALTER TABLE notes ADD later int"_s);
        edits().update(old); // says what is not so any more
        QTRY_COMPARE(edits().state(), EditSession::State::Failed);
        QCOMPARE(edits().changes()->count(), 1);
        QVERIFY(!edits().editor().insertRow());
        edits().update(m_here->shape(u"notes"_s));
        QTRY_COMPARE(edits().state(), EditSession::State::Ready);
        QTRY_VERIFY(!edits().conflictCheck().isRunning());
        QCOMPARE(save().outcome, data::SaveOutcome::Saved);
    }

    // ---- the line

    void editsSurviveALostLineAndCanBeMadeMeanwhile()
    {
        open();
        edit("1", 1, "before"_t);
        const data::RowBasis second = row("2");
        m_here->server().kill();
        QTRY_COMPARE(m_window->connection.state(), ConnectionController::State::Lost);
        QCOMPARE(edits().changes()->count(), 1);
        must(edits().editor().setCells({{second, 1, "meanwhile"_t}}));
        QVERIFY(!edits().saving().refusal().isEmpty());
        // It comes back by itself, and nothing is saved unless somebody says so.
        m_here->server().restart();
        m_here->reopen();
        QTRY_VERIFY(m_window->connection.isConnected() && edits().saving().refusal().isEmpty());
        QTRY_COMPARE(edits().state(), EditSession::State::Ready);
        QCOMPARE(edits().changes()->count(), 2);
        QCOMPARE(cell("1", u"v"_s) + cell("2", u"v"_s), u"v1v2"_s);
        QCOMPARE(save().outcome, data::SaveOutcome::Saved);
        QCOMPARE(cell("1", u"v"_s) + cell("2", u"v"_s), u"beforemeanwhile"_s);
    }

    void anotherConnectionLeavesTheEditsInTheirJournal()
    {
        open();
        edit("1", 1, "here"_t);
        const QString other = m_here->server().createDatabase();
        m_window->connect(m_here->server().connInfo(other));
        QCOMPARE(edits().state(), EditSession::State::Closed);
        m_window->connect(m_here->connInfo());
        open();
        QTRY_VERIFY(edits().offers().first() && edits().offers().first()->isChecked);
        must(edits().offers().restore());
        QCOMPARE(edits().changes()->count(), 1);
    }

    void closingAndOpeningAgainOffersTheEdits()
    {
        open();
        edit("1", 1, "kept"_t);
        edits().close();
        QVERIFY(!edits().isReady());
        QCOMPARE(journals().size(), 1);
        psql(u"CREATE TABLE IF NOT EXISTS others (id int PRIMARY KEY)"_s);
        open(u"others"_s);
        QTest::qWait(50);
        QVERIFY(!edits().offers().first()); // of another relation
        open();
        QTRY_VERIFY(edits().offers().first() && edits().offers().first()->isChecked);
        QCOMPARE(edits().offers().first()->edits.rows.size(), 1U);
        QVERIFY(!edits().hasEdits()); // an offer is not staged
        must(edits().offers().restore());
        QVERIFY(!edits().offers().first());
        QCOMPARE(edits().changes()->rows().front().cells.at(1), "kept"_t);
        edits().history().stack()->undo(); // restoring is undone, too
        QVERIFY(!edits().hasEdits());
    }

    void aJournalWithoutEditsGoes()
    {
        open();
        edit("1", 1, "a"_t);
        QCOMPARE(journals().size(), 1);
        edits().history().stack()->undo();
        edits().close();
        QVERIFY(journals().isEmpty());
    }

    void aJournalThatCannotBeWrittenIsToldAndDoesNotHinder()
    {
        // A file where the folder should be: root may write anywhere else.
        QFile block(m_data->path() + u"/edits"_s);
        QVERIFY(block.open(QIODevice::WriteOnly));
        block.close();
        open();
        edit("1", 1, "a"_t);
        QVERIFY(edits().staged().journalError());
        QCOMPARE(edits().changes()->count(), 1);
        QVERIFY(block.remove());
        edit("2", 1, "b"_t);
        QVERIFY(!edits().staged().journalError());
    }
};

HOWDAH_UI_TEST_MAIN(EditSessionTest)
#include "tst_editsession.moc"
