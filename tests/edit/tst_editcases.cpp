// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/gridmodel.h"
#include "grid/gridwords.h"
#include "edit/changespanel.h"
#include "edit/editbar.h"
#include "editcase.h"

#include <QAction>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::ui::test;
using data::CellValue;
using data::RowKey;
using data::SaveOutcome;
using data::SaveReport;

// What hurt the users of other clients, with the grid, the bar and the panel over one session of edits. The numbers are
// those of the list of cases that must not fail.
class EditCasesTest final : public EditCase
{
    Q_OBJECT

    std::unique_ptr<GridModel> m_grid;
    std::unique_ptr<EditBar> m_bar;
    std::unique_ptr<ChangesPanel> m_panel;

    // The table in the grid, in this order and through this filter; the edits are opened with it.
    void show(const QString &table, const std::vector<data::SortColumn> &sort = {}, const data::FilterSet &filters = {})
    {
        if (!edits().isReady() || edits().shape().name != table)
            open(table);
        auto query = data::PageQuery::make(edits().shape(), filters, sort);
        QVERIFY2(query, query ? "" : qPrintable(describe(query.error())));
        const auto session = m_window->connection.takeSession(connection::SessionRole::Rows, u"grid"_s);
        QVERIFY(session);
        m_grid->open(*session, *query, 150000, {});
        QTRY_VERIFY(!m_grid->isLoading() && m_grid->rows().isEditing());
    }
    // The grid's row whose cell reads so.
    [[nodiscard]] int gridRow(int column, const QString &text)
    {
        for (int row = 0; row < m_grid->rowCount(); ++row) {
            if (m_grid->index(row, column).data().toString() == text)
                return row;
        }
        qFatal("no such row: %s", qPrintable(text));
    }
    void set(int row, int column, const CellValue &value) { must(m_grid->overlay().setCell(row, column, value)); }
    void neverSaved()
    {
        QCOMPARE(edits().saving().lastSave()->outcome, SaveOutcome::NotSaved);
        QTRY_VERIFY(m_bar->noteText().startsWith(u"Nothing was saved"_s));
        QVERIFY(!m_bar->outcomeText().isEmpty());
        QVERIFY(edits().hasEdits());
    }

private Q_SLOTS:
    void init()
    {
        begin();
        m_grid = std::make_unique<GridModel>(&edits());
        m_bar = std::make_unique<EditBar>(&edits());
        m_panel = std::make_unique<ChangesPanel>(&edits());
        m_bar->setPanel(m_panel.get());
        m_bar->resize(1000, 80);
        m_bar->show();
    }
    void cleanup()
    {
        m_panel.reset();
        m_bar.reset();
        m_grid.reset();
        end();
    }

    // "Data saved successfully", nothing saved: the count was not looked at.
    void B1_aKeyOfAnyTypeFindsItsRowOrNothingIsSaved_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("value");
        QTest::newRow("bytea") << u"bytea"_s << u"'\\x00ff5c27'"_s;
        QTest::newRow("composite") << u"pair"_s << u"ROW(1, 'a,\"b')"_s;
        QTest::newRow("numeric NaN") << u"numeric"_s << u"'NaN'"_s;
        QTest::newRow("timestamptz") << u"timestamptz"_s << u"'2024-02-29 23:59:59.999999+05:30'"_s;
        QTest::newRow("float8") << u"float8"_s << u"0.1 + 0.2"_s;
        QTest::newRow("text with blanks") << u"char(5)"_s << u"'a'"_s;
        QTest::newRow("macaddr") << u"macaddr"_s << u"'08:00:2b:01:02:03'"_s;
    }
    void B1_aKeyOfAnyTypeFindsItsRowOrNothingIsSaved()
    {
        QFETCH(const QString, type);
        QFETCH(const QString, value);
        psql(u"DROP TABLE IF EXISTS keyed; DROP TYPE IF EXISTS pair; CREATE TYPE pair AS (n int, t text); "
             "CREATE TABLE keyed (k %1 PRIMARY KEY, v text); INSERT INTO keyed VALUES (%2, 'old')"_s.arg(type, value));
        show(u"keyed"_s);
        set(0, 1, "new"_t);
        const SaveReport report = save();
        QVERIFY2(report.outcome == SaveOutcome::Saved, report.error ? qPrintable(describe(*report.error)) : "");
        QCOMPARE(psql(u"SELECT v FROM keyed"_s), u"new"_s);
        QTRY_VERIFY(m_bar->noteText().startsWith(u"Saved 1 edited"_s));
    }

    void B1_whatTheServerSwallowsIsNeverSaved_data()
    {
        QTest::addColumn<QString>("trick");
        QTest::newRow("trigger")
            << u"CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; "
               "END'; CREATE TRIGGER t BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION "
               "swallow()"_s;
        QTest::newRow("rule") << u"CREATE RULE r AS ON UPDATE TO notes DO INSTEAD NOTHING"_s;
        QTest::newRow("deleted meanwhile") << u"DELETE FROM notes WHERE id = 1"_s;
    }
    void B1_whatTheServerSwallowsIsNeverSaved()
    {
        QFETCH(const QString, trick);
        psql(u"DROP FUNCTION IF EXISTS swallow() CASCADE"_s);
        show(u"notes"_s);
        const RowKey key = m_grid->rows().key(0);
        set(0, 1, "new"_t);
        set(1, 1, "new"_t);
        const QString before = cell("2", u"v"_s);
        psql(trick);
        edits().update(m_here->shape(u"notes"_s));
        QTRY_VERIFY(edits().state() == EditSession::State::Ready && !edits().conflictCheck().isRunning());
        save();
        neverSaved();
        QVERIFY(edits().problems().of(key));
        QVERIFY(!problemWords(m_grid->rows(), m_grid->rows().rowOf(key)).isEmpty());
        QCOMPARE(cell("2", u"v"_s), before); // the other row neither
    }

    // "Saved" after the connection was lost.
    void B2_nothingIsSavedOverALostLine()
    {
        show(u"notes"_s);
        set(0, 1, "new"_t);
        m_here->server().kill();
        m_bar->saveAction()->trigger(); // perhaps before anybody has noticed
        QTRY_VERIFY(!edits().saving().isSaving());
        QTRY_VERIFY(!m_bar->saveAction()->isEnabled());
        QVERIFY(!edits().saving().lastSave() || edits().saving().lastSave()->outcome == SaveOutcome::NotSaved);
        QVERIFY(!m_bar->noteText().startsWith(u"Saved"_s));
        QCOMPARE(edits().changes()->count(), 1);
        m_here->server().restart();
        m_here->reopen();
        QCOMPARE(cell("1", u"v"_s), u"v1"_s);
        m_window->connection.reconnect();
        QTRY_VERIFY(m_window->connection.isConnected() && edits().state() == EditSession::State::Ready);
        QTRY_VERIFY(m_bar->saveAction()->isEnabled());
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(cell("1", u"v"_s), u"new"_s);
    }

    // The unsaved value stood in the WHERE: no row, and success was told.
    void B6_theValueThatWasReadFindsTheRow()
    {
        show(u"notes"_s);
        set(0, 0, "500"_t);
        set(0, 1, "first"_t);
        set(0, 1, "second"_t);
        set(0, 0, "501"_t);
        QCOMPARE(edits().changes()->count(), 1);
        const SaveReport report = save();
        QCOMPARE(report.outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT count(*) FROM notes WHERE id = 1"_s), u"0"_s);
        QCOMPARE(cell("501", u"v"_s), u"second"_s);
        // And once more, on the row as it is now known.
        show(u"notes"_s);
        set(gridRow(0, u"501"_s), 1, "third"_t);
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(cell("501", u"v"_s), u"third"_s);
    }

    // After sorting, the wrong row was updated.
    void B7_theRightRowIsChangedInWhateverOrderItStood()
    {
        show(u"notes"_s);
        set(gridRow(0, u"3"_s), 1, "three"_t);
        show(u"notes"_s, {{u"w"_s, data::Direction::Descending}});
        QCOMPARE(m_grid->index(0, 0).data().toString(), u"20"_s);
        set(gridRow(0, u"4"_s), 1, "four"_t);
        show(u"notes"_s, {{u"v"_s}});
        QCOMPARE(m_grid->index(gridRow(0, u"3"_s), 1).data().toString(), u"three"_s);
        must(edits().editor().deleteRows({m_grid->rows().ref(gridRow(0, u"5"_s))}));
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(
            psql(u"SELECT string_agg(id || v, ',' ORDER BY id) FROM notes WHERE id < 7"_s),
            u"1v1,2v2,3three,4four,6v6"_s);
    }

    // Columns that stand elsewhere, because they were dropped and created again in another order.
    void B7_theRightColumnIsChangedAfterColumnsHaveMoved()
    {
        show(u"notes"_s);
        set(0, 1, "mine"_t);
        psql(
            u"ALTER TABLE notes ADD z text; UPDATE notes SET z = v; ALTER TABLE notes DROP n; ALTER TABLE notes ADD n int"_s);
        const auto old = edits().target();
        edits().update(m_here->shape(u"notes"_s));
        QTRY_VERIFY(edits().target() != old && !edits().conflictCheck().isRunning());
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT v || '|' || z FROM notes WHERE id = 1"_s), u"mine|v1"_s);
    }

    // Sorting and filtering discarded pending edits.
    void B11_sortingFilteringAndReadingAgainKeepWhatIsStaged()
    {
        show(u"notes"_s);
        set(0, 1, "mine"_t);
        must(edits().editor().insertRow({{0, "100"_t}}));
        must(edits().editor().deleteRows({m_grid->rows().ref(1)}));
        const auto before = edits().changes()->rows();
        show(u"notes"_s, {{u"n"_s, data::Direction::Descending}});
        data::FilterSet filters;
        filters.condition = u"id > 10"_s; // shows none of the edited rows
        show(u"notes"_s, {}, filters);
        m_grid->reload();
        QTRY_VERIFY(!m_grid->isLoading());
        m_window->connection.refreshCatalog();
        edits().update(m_here->shape(u"notes"_s));
        QTRY_COMPARE(edits().state(), EditSession::State::Ready);
        QVERIFY(edits().changes()->rows() == before);
        QTRY_COMPARE(m_panel->model()->rowCount(), 3); // listed even while they are filtered away
        show(u"notes"_s);
        QCOMPARE(m_grid->index(gridRow(0, u"1"_s), 1).data().toString(), u"mine"_s);
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(
            psql(u"SELECT string_agg(id || v, ',' ORDER BY id) FROM notes WHERE id IN (1, 2, 100)"_s),
            u"1mine,100none"_s);
    }

    // Quitting lost staged edits; saving wrote the old text.
    void B12_quittingKeepsWhatIsStagedAndSavingWritesTheLastText()
    {
        show(u"notes"_s);
        set(0, 1, "first text"_t);
        set(0, 1, "last text"_t);
        const auto before = edits().changes()->rows();
        m_panel.reset();
        m_bar.reset();
        m_grid.reset();
        m_window = std::make_unique<Window>(m_here->connInfo()); // the program ends and begins
        open();
        QTRY_VERIFY(edits().offers().first() && edits().offers().first()->isChecked);
        must(edits().offers().restore());
        QVERIFY(edits().changes()->rows() == before);
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(cell("1", u"v"_s), u"last text"_s);
    }

    // Text was lost, or a row emptied, when another cell was chosen.
    void B13_otherRowsAndOtherTablesDoNotTouchWhatIsStaged()
    {
        psql(
            u"DROP TABLE IF EXISTS others; CREATE TABLE others (id int PRIMARY KEY, v text); INSERT INTO others VALUES (1, 'o')"_s);
        show(u"notes"_s);
        set(0, 1, "long text\nof two lines"_t);
        m_grid->jumpToEnd();
        QTRY_VERIFY(!m_grid->isLoading());
        set(gridRow(0, u"20"_s), 1, ""_t);
        show(u"others"_s);
        QVERIFY(!edits().hasEdits());
        set(0, 1, "other"_t);
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        show(u"notes"_s);
        QTRY_VERIFY(edits().offers().first() && edits().offers().first()->isChecked);
        must(edits().offers().restore());
        QCOMPARE(save().outcome, SaveOutcome::Saved);
        QCOMPARE(cell("1", u"v"_s), u"long text\nof two lines"_s);
        QCOMPARE(cell("20", u"v"_s), QString());
        QCOMPARE(psql(u"SELECT string_agg(v, ',' ORDER BY id) FROM notes WHERE id BETWEEN 2 AND 4"_s), u"v2,v3,v4"_s);
    }
};

HOWDAH_UI_TEST_MAIN(EditCasesTest)
#include "tst_editcases.moc"
