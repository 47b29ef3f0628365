// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of an answer that are edited in its grid and saved with the checks of Browse.
#include "queryui/resultcase.h"
#include "support/heldtransactions.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using data::CellValue;
using data::SaveOutcome;
using data::test::operator""_t;

class ResultEditTest final : public ui::test::ResultCase
{
    Q_OBJECT
private:
    static constexpr int Status = 1;

private Q_SLOTS:
    void init()
    {
        begin();
        psql(u"DROP TABLE IF EXISTS lines, orders, parts CASCADE; DROP VIEW IF EXISTS seen;"
             "CREATE TABLE orders (id int PRIMARY KEY, status text, total numeric(8,2), twice numeric GENERATED ALWAYS "
             "AS"
             " (total * 2) STORED);"
             "CREATE TABLE lines (order_id int REFERENCES orders, line int, what text, PRIMARY KEY (order_id, line));"
             "CREATE VIEW seen AS SELECT * FROM orders;"
             "INSERT INTO orders SELECT i, 's' || i, i * 1.5 FROM generate_series(1, 20) i;"
             "INSERT INTO lines VALUES (1, 1, 'a'), (1, 2, 'b'), (2, 1, 'c')"_s);
    }
    void cleanup() { finish(); }

    void aCellIsEditedSavedAndShownAsTheServerHasIt()
    {
        answer(u"SELECT id, status, total FROM orders ORDER BY id"_s);
        QCOMPARE(result().refusal(), QString());
        enter(2, Status, u"paid"_s);
        QCOMPARE(shown(2, Status), u"paid"_s);
        QVERIFY(isEdited(2, Status));
        QCOMPARE(state(2), RowState::Edited);
        QCOMPARE(psql(u"SELECT status FROM orders WHERE id = 3"_s), u"s3"_s);
        enter(2, 2, u"7.999"_s); // the server rounds it
        QCOMPARE(saveResult().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT status, total FROM orders WHERE id = 3"_s), u"paid|8.00"_s);
        QTRY_COMPARE(shown(2, 2), u"8.00"_s);
        QVERIFY(!isEdited(2, Status) && !isEdited(2, 2));
        QCOMPARE(state(2), RowState::Read);
        // And again, over what was saved.
        enter(2, Status, u"sent"_s);
        QCOMPARE(saveResult().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT status FROM orders WHERE id = 3"_s), u"sent"_s);
        QTRY_COMPARE(shown(2, Status), u"sent"_s);
    }

    void undoTakesItBack()
    {
        answer(u"SELECT id, status FROM orders ORDER BY id"_s);
        enter(0, Status, u"x"_s);
        session().history().stack()->undo();
        QTRY_COMPARE(shown(0, Status), u"s1"_s);
        QVERIFY(!session().hasEdits());
        session().history().stack()->redo();
        QTRY_COMPARE(shown(0, Status), u"x"_s);
    }

    void whatSomebodyElseChangedIsNoticedBeforeTheEditorOpens()
    {
        answer(u"SELECT id, status FROM orders ORDER BY id"_s);
        psql(u"UPDATE orders SET status = 'theirs' WHERE id = 1; DELETE FROM orders WHERE id = 20"_s);
        QVERIFY2(
            refusal(0, Status).contains(u"status is not what the row holds now"_s), qPrintable(refusal(0, Status)));
        QVERIFY2(refusal(19, Status).contains(u"is not in public.orders any more"_s), qPrintable(refusal(19, Status)));
        QCOMPARE(refusal(1, Status), QString());
    }

    void whatSomebodyElseChangesMeanwhileIsAConflict()
    {
        answer(u"SELECT id, status FROM orders ORDER BY id"_s);
        enter(0, Status, u"mine"_s);
        psql(u"UPDATE orders SET status = 'theirs' WHERE id = 1"_s);
        const data::SaveReport report = saveResult();
        QCOMPARE(report.outcome, SaveOutcome::NotSaved);
        QCOMPARE(report.problems.size(), size_t(1));
        QCOMPARE(report.problems[0].kind, data::RowProblem::Kind::Changed);
        QTRY_VERIFY(!at(0, Status).data(ProblemRole).toString().isEmpty());
        QCOMPARE(psql(u"SELECT status FROM orders WHERE id = 1"_s), u"theirs"_s);
        must(session().editor().keepMine(report.problems[0].key));
        QCOMPARE(saveResult().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT status FROM orders WHERE id = 1"_s), u"mine"_s);
    }

    void columnsThatAreNotInTheAnswerAreWatchedToo()
    {
        // A delete rests on the whole row, as it was when it was marked.
        answer(u"SELECT id FROM orders ORDER BY id DESC"_s);
        bool isRead = false;
        result().open(0, [&](const Result<void> &ready) {
            must(ready);
            result().readRows({0}, [&](const Result<void> &read) {
                must(read);
                must(result().deleteRows({0}));
                isRead = true;
            });
        });
        QTRY_VERIFY(isRead);
        QTRY_COMPARE(state(0), RowState::Deleted);
        psql(u"UPDATE orders SET total = 99 WHERE id = 20"_s);
        QCOMPARE(saveResult().outcome, SaveOutcome::NotSaved);
        QCOMPARE(psql(u"SELECT count(*) FROM orders"_s), u"20"_s);
        must(session().editor().keepMine(session().changes()->rows().front().key));
        QCOMPARE(saveResult().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT count(*) FROM orders"_s), u"19"_s);
        QTRY_COMPARE(state(0), RowState::Deleted);
        QVERIFY2(refusal(0, 0).contains(u"deleted"_s), qPrintable(refusal(0, 0)));
    }

    void rowsOfAJoin()
    {
        answer(u"SELECT o.id, o.status, l.order_id, l.line, l.what FROM orders o LEFT JOIN lines l ON l.order_id = o.id"
               " ORDER BY o.id, l.line"_s);
        // Orders 1 (two lines), 2 (one), 3 (none).
        enter(0, Status, u"both"_s);
        QCOMPARE(shown(1, Status), u"both"_s);
        QVERIFY(isEdited(1, Status) && !isEdited(2, Status));
        QVERIFY(result().refusal(0, 4).contains(u"save or discard them first"_s));
        QCOMPARE(saveResult().outcome, SaveOutcome::Saved);
        QTRY_COMPARE(shown(1, Status), u"both"_s);
        // Now the other table.
        QVERIFY2(refusal(3, 4).contains(u"No row of public.lines is here"_s), qPrintable(refusal(3, 4)));
        enter(1, 4, u"bb"_s);
        QCOMPARE(shown(0, 4), u"a"_s);
        QCOMPARE(saveResult().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT string_agg(what, ',' ORDER BY order_id, line) FROM lines"_s), u"a,bb,c"_s);
        QCOMPARE(psql(u"SELECT status FROM orders WHERE id = 1"_s), u"both"_s);
    }

    void aRowThatAGroupingLeftIncompleteIsNotEdited()
    {
        answer(
            u"SELECT id, status FROM orders WHERE id < 3 GROUP BY GROUPING SETS ((id), (id, status)) ORDER BY id, status"_s);
        QCOMPARE(shown(0, Status), u"s1"_s);
        QCOMPARE(refusal(0, Status), QString());
        QVERIFY2(refusal(1, Status).contains(u"status is not what the row holds"_s), qPrintable(refusal(1, Status)));
    }

    void whatCannotBeEditedSaysWhy()
    {
        answer(u"SELECT id, status, upper(status), twice FROM orders ORDER BY id"_s);
        QVERIFY(result().refusal(0, 2).contains(u"expression"_s));
        QVERIFY2(refusal(0, 3).contains(u"computes"_s), qPrintable(refusal(0, 3)));
        answer(u"SELECT * FROM seen"_s);
        QVERIFY(result().refusal(0, 1).contains(u"is a view"_s));
        QVERIFY(result().refusal().contains(u"public.seen is a view"_s));
    }

    void whatIsHiddenIsNotEdited()
    {
        answer(u"SELECT id, status FROM orders ORDER BY id"_s);
        model().setMasked({Status});
        QVERIFY(result().refusal(0, Status).contains(u"Sensitive, and hidden"_s));
    }

    void aLockedProductionIsNotEdited()
    {
        m_window->connection.connectTo(m_here->connInfo(), Environment::Production);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->connection.isConnected() && m_window->connection.guard().isLocked(), 30'000);
        answer(u"SELECT id, status FROM orders ORDER BY id"_s);
        QVERIFY2(refusal(0, Status).contains(u"is locked for writing"_s), qPrintable(refusal(0, Status)));
        QVERIFY(!session().hasEdits());
    }

    void aTriggersValueIsShown()
    {
        psql(u"CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS"
             " $$ BEGIN NEW.status := upper(NEW.status); NEW.total := 0; RETURN NEW; END $$;"
             "CREATE TRIGGER shout BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION shout()"_s);
        answer(u"SELECT id, status, total FROM orders ORDER BY id"_s);
        enter(0, Status, u"quiet"_s);
        QCOMPARE(saveResult().outcome, SaveOutcome::Saved);
        QTRY_COMPARE(shown(0, Status), u"QUIET"_s);
        QTRY_COMPARE(shown(0, 2), u"0.00"_s);
        psql(u"DROP TABLE orders CASCADE; DROP FUNCTION shout"_s);
    }

    void aRoleWithoutTheRightIsTold()
    {
        psql(
            u"DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN PASSWORD 'secret'; GRANT SELECT ON orders TO reader;"
            "GRANT USAGE ON SCHEMA public TO reader"_s);
        connection::ConnInfo info = m_here->connInfo();
        info.set(u"user"_s, u"reader"_s);
        info.set(u"password"_s, u"secret"_s);
        m_window = std::make_unique<ui::test::Window>(info);
        answer(u"SELECT id, status FROM orders ORDER BY id"_s);
        QVERIFY2(refusal(0, Status).contains(u"privilege"_s), qPrintable(refusal(0, Status)));
        psql(u"GRANT UPDATE (status) ON orders TO reader; ALTER TABLE orders ENABLE ROW LEVEL SECURITY;"
             "CREATE POLICY see ON orders FOR SELECT TO reader USING (true);"
             "CREATE POLICY change ON orders FOR UPDATE TO reader USING (id > 5)"_s);
        answer(u"SELECT id, status FROM orders ORDER BY id"_s);
        enter(0, Status, u"x"_s);
        const data::SaveReport report = saveResult();
        QCOMPARE(report.outcome, SaveOutcome::NotSaved);
        QCOMPARE(report.problems.size(), size_t(1));
        QCOMPARE(psql(u"SELECT status FROM orders WHERE id = 1"_s), u"s1"_s);
        m_result.reset();
        m_window.reset();
        psql(u"DROP TABLE orders CASCADE; REVOKE ALL ON SCHEMA public FROM reader; DROP ROLE reader"_s);
    }

    void partitionsAreEditedThroughTheirTable()
    {
        psql(u"CREATE TABLE parts (id int, k int, v text, PRIMARY KEY (id, k)) PARTITION BY LIST (k);"
             "CREATE TABLE parts1 PARTITION OF parts FOR VALUES IN (1); CREATE TABLE parts2 PARTITION OF parts FOR "
             "VALUES IN (2);"
             "INSERT INTO parts VALUES (1, 1, 'a'), (1, 2, 'b')"_s);
        answer(u"SELECT * FROM parts ORDER BY k"_s);
        enter(1, 2, u"bb"_s);
        QCOMPARE(saveResult().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT string_agg(v, ',' ORDER BY k) FROM parts"_s), u"a,bb"_s);
        // And moved to another partition, by its key.
        enter(0, 0, u"7"_s);
        enter(0, 1, u"2"_s);
        QCOMPARE(saveResult().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT string_agg(id || v, ',' ORDER BY id) FROM parts2"_s), u"1bb,7a"_s);
        QTRY_COMPARE(shown(0, 0), u"7"_s);
        enter(0, 2, u"aa"_s);
        QCOMPARE(saveResult().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT v FROM parts WHERE id = 7"_s), u"aa"_s);
    }

    void aColumnThatCameMeanwhileIsLearnt()
    {
        answer(u"SELECT id, status FROM orders ORDER BY id"_s);
        psql(u"ALTER TABLE orders ADD COLUMN note text; ALTER TABLE orders DROP COLUMN total CASCADE"_s);
        const QString first = refusal(0, Status);
        QVERIFY2(first.contains(u"has changed since it was read"_s), qPrintable(first));
        // The catalog is being read again by that.
        QTRY_COMPARE_WITH_TIMEOUT(refusal(0, Status), QString(), 30'000);
        enter(0, Status, u"x"_s);
        QCOMPARE(saveResult().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT status FROM orders WHERE id = 1"_s), u"x"_s);
    }

    void manyCellsAreOneStep()
    {
        answer(u"SELECT id, status, total FROM orders ORDER BY id"_s);
        bool isDone = false;
        result().open(0, [&](const Result<void> &ready) {
            must(ready);
            result().readRows({0, 1, 2}, [&](const Result<void> &read) {
                must(read);
                must(result().setCells({{0, 1}, {1, 1}, {2, 1}, {2, 2}}, CellValue::null()));
                isDone = true;
            });
        });
        QTRY_VERIFY(isDone);
        QTRY_COMPARE(at(1, 1).data(IsNullRole).toBool(), true);
        QCOMPARE(session().history().stack()->count(), 1);
        QCOMPARE(session().changes()->count(), 3);
        QCOMPARE(saveResult().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT count(*) FROM orders WHERE status IS NULL"_s), u"3"_s);
    }

    void aConnectionThatIsLostDuringTheSave()
    {
        answer(u"SELECT id, status FROM orders ORDER BY id"_s);
        enter(0, Status, u"kept"_s);
        // Somebody holds the row, so that the save waits; then its session ends.
        const auto other = m_here->open();
        must(other->query({u"BEGIN"_s, {}}).result());
        must(other->query({u"UPDATE orders SET total = 1 WHERE id = 1"_s, {}}).result());
        std::optional<data::SaveReport> report;
        connect(&session(), &EditSession::saveFailed, this, [&report](const data::SaveReport &said) { report = said; });
        session().saving().save();
        QTRY_COMPARE_WITH_TIMEOUT(
            psql(u"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"_s), u"1"_s, 30'000);
        psql(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"_s);
        QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), 30'000);
        QCOMPARE(report->outcome, SaveOutcome::NotSaved);
        must(other->query({u"ROLLBACK"_s, {}}).result());
        QVERIFY(session().hasEdits());
        QCOMPARE(shown(0, Status), u"kept"_s);
        QCOMPARE(psql(u"SELECT status FROM orders WHERE id = 1"_s), u"s1"_s);
        QTRY_VERIFY_WITH_TIMEOUT(session().saving().refusal().isEmpty(), 30'000);
        QCOMPARE(saveResult().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT status FROM orders WHERE id = 1"_s), u"kept"_s);
    }

    void aResultOfAnotherDatabaseIsNotEdited()
    {
        answer(u"SELECT id, status FROM orders ORDER BY id"_s);
        enter(0, Status, u"x"_s);
        const QString there = m_here->server().createDatabase();
        m_window->connection.goToDatabase(there);
        QTRY_COMPARE_WITH_TIMEOUT(m_window->connection.facts().database, there, 30'000);
        QTRY_VERIFY(result().refusal().contains(u"another database"_s));
        QVERIFY(!session().hasEdits());
        QCOMPARE(journals().size(), 1); // what was staged waits there
    }
};

QTEST_MAIN(ResultEditTest)
#include "tst_resultedit.moc"
