// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The record panel over an edited grid: what is staged, and the field that edits one value.
#include "browse/grideditcase.h"
#include "browse/inspector/recordeditor.h"
#include "browse/inspector/recordpanel.h"
#include "common/statestack.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListView>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::ui::test;
using Do = GridEdit::Do;

class GridEditPanelTest final : public GridCase
{
    Q_OBJECT

    std::unique_ptr<QWidget> m_both; // the grid beside the panel
    RecordPanel *m_panel = nullptr;

    void showRecord(int row)
    {
        QSignalSpy shown(m_panel, &RecordPanel::recordShown);
        m_panel->showRow(row);
        QTRY_VERIFY(!shown.isEmpty());
        m_panel->setFocus();
    }
    QVariant item(int column, int role) { return m_panel->view()->model()->index(column, 0).data(role); }
    CellEditor *editor() { return m_panel->editor()->editor(); }
    void panel()
    {
        m_both = std::make_unique<QWidget>();
        m_panel = new RecordPanel;
        m_panel->attach(&model());
        auto *layout = new QHBoxLayout(m_both.get());
        layout->addWidget(&m_grid->view, 1);
        layout->addWidget(m_panel);
        m_both->resize(1300, 700);
        m_both->show();
        m_both->activateWindow();
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup()
    {
        if (m_grid)
            m_grid->view.setParent(nullptr);
        m_both.reset();
        m_panel = nullptr;
        finish();
    }

    void aRowIsShownWithWhatIsStaged()
    {
        show();
        panel();
        must(model().overlay().setCell(3, 1, "now"_t));
        must(model().overlay().setCell(3, 2, data::CellValue::byDefault()));
        showRecord(3);
        QCOMPARE(item(1, RecordModel::ValueRole).toByteArray(), "now"_ba);
        QVERIFY(item(1, RecordModel::NoteRole).toString().contains(u"v4"));
        QVERIFY(item(1, Qt::AccessibleTextRole).toString().contains(u"v4"));
        QVERIFY(item(2, RecordModel::DefaultRole).toBool());
        QVERIFY(!item(3, RecordModel::EditedRole).toBool());
        // It follows what is done in the grid.
        edits().history().stack()->undo();
        QTRY_VERIFY(!item(2, RecordModel::EditedRole).toBool());
        m_panel->grab();
    }

    void aValueIsEditedByKeysAlone()
    {
        show();
        panel();
        showRecord(2);
        m_panel->view()->setCurrentIndex(m_panel->view()->model()->index(1, 0));
        m_panel->view()->setFocus();
        press(Qt::Key_F2);
        QVERIFY(editor());
        QVERIFY(editor()->isAncestorOf(QApplication::focusWidget()));
        editor()->setValue("from the panel"_t);
        QVERIFY(m_panel->editor()->wasText().contains(u"v3"));
        Q_EMIT editor()->commitWanted(CellEditor::Then::Next);
        QCOMPARE(shown(2, 1), u"from the panel"_s);
        QVERIFY(editor()); // of the next column
        QCOMPARE(m_panel->editor()->column(), 2);
        Q_EMIT editor()->cancelWanted();
        QVERIFY(!editor());
        QVERIFY(m_panel->view()->hasFocus());
        QTRY_VERIFY(item(1, RecordModel::NoteRole).toString().contains(u"v3"));
        saveGrid();
        QCOMPARE(cell("3", u"v"_s), u"from the panel"_s);
    }

    void B13_whatIsTypedStaysWithItsRowAndColumn()
    {
        show();
        panel();
        showRecord(2);
        m_panel->editColumn(1);
        editor()->setValue("kept"_t);
        m_panel->editColumn(3); // another value
        QCOMPARE(shown(2, 1), u"kept"_s);
        editor()->setValue("77"_t);
        showRecord(5); // another row
        QCOMPARE(shown(2, 3), u"77"_s);
        QVERIFY(!editor());
        m_panel->editColumn(1);
        editor()->setValue("before a sort"_t);
        page({{u"id"_s, data::Direction::Descending, {}}});
        QCOMPARE(shown(14, 1), u"before a sort"_s);
        QCOMPARE(edits().changes()->count(), 2);
        // Opened and left without a word.
        showRecord(0);
        m_panel->editColumn(1);
        m_panel->editColumn(2);
        showRecord(1);
        QCOMPARE(edits().changes()->count(), 2);
    }

    void readOnlyValuesSayWhy()
    {
        psql(
            u"DROP TABLE IF EXISTS made; CREATE TABLE made (n int PRIMARY KEY, twice int GENERATED ALWAYS AS (n * 2) STORED); INSERT INTO made VALUES (4)"_s);
        show(u"made"_s);
        panel();
        showRecord(0);
        m_panel->editColumn(1);
        QVERIFY(editor());
        QVERIFY(editor()->subject().readOnly);
        QCOMPARE(m_panel->editor()->problemText(), model().overlay().refusal(0, 1));
        QVERIFY(!m_panel->editor()->problemText().isEmpty());
    }

    void aCutValueIsReadWholeForTheField()
    {
        psql(u"DROP TABLE IF EXISTS long; CREATE TABLE long (id int PRIMARY KEY, t text); "
             "INSERT INTO long SELECT 1, repeat(E'line\\n', 3000)"_s);
        show(u"long"_s);
        panel();
        showRecord(0);
        // The grid hands a text of many lines over to the panel.
        go(0, 1);
        press(Qt::Key_F2);
        QTRY_VERIFY(editor());
        QVERIFY(!table().openEditor());
        QCOMPARE(editor()->value().bytes().size(), 15'000);
        editor()->setValue(data::CellValue::text(editor()->value().bytes() + "end"));
        Q_EMIT editor()->commitWanted(CellEditor::Then::Down);
        saveGrid();
        QCOMPARE(psql(u"SELECT length(t) FROM long"_s), u"15003"_s);
    }

    void A13_theWholeDocumentIsShownAndItsSpellingKept()
    {
        psql(
            u"DROP TABLE IF EXISTS doc; CREATE TABLE doc (id int PRIMARY KEY, j json); "
            "INSERT INTO doc SELECT 1, ('{\"n\": 10.00, \"list\": [' || string_agg(i::text, ', ') || ']}')::json FROM generate_series(1, 3000) i"_s);
        show(u"doc"_s);
        panel();
        showRecord(0);
        const QByteArray value = item(1, RecordModel::ValueRole).toByteArray();
        QVERIFY(value.startsWith("{\"n\": 10.00, ") && value.endsWith("3000]}"));
        m_panel->editColumn(1);
        QTRY_VERIFY(editor());
        QCOMPARE(editor()->value().bytes(), value);
        showRecord(0);
        m_panel->editColumn(0);
        QVERIFY(!edits().hasEdits());
    }

    void whatIsStagedForOneValueIsTakenBack()
    {
        show();
        panel();
        must(model().overlay().setCell(2, 1, "x"_t));
        must(model().overlay().setCell(2, 3, "9"_t));
        showRecord(2);
        m_panel->editColumn(1);
        for (QAction *action : m_panel->editor()->findChildren<QAction *>()) {
            if (action->text() == u"Revert"_s)
                action->trigger();
        }
        QCOMPARE(shown(2, 1), u"v3"_s);
        QCOMPARE(shown(2, 3), u"9"_s);
        QVERIFY(!editor());
    }

    void newAndDeletedRowsAreShown()
    {
        show();
        panel();
        run(Do::InsertRow);
        const int row = model().rowCount() - 1;
        must(model().overlay().setCell(row, 1, "born"_t));
        showRecord(row);
        QCOMPARE(item(1, RecordModel::ValueRole).toByteArray(), "born"_ba);
        QVERIFY(item(2, RecordModel::DefaultRole).toBool());
        m_panel->editColumn(0);
        editor()->setValue("500"_t);
        Q_EMIT editor()->commitWanted(CellEditor::Then::Down);
        QCOMPARE(shown(row, 0), u"500"_s);
        select(3, 0, 3, 0);
        run(Do::DeleteRows);
        showRecord(3);
        QVERIFY(item(1, RecordModel::NoteRole).toString().contains(u"deleted"));
        m_panel->showRow(-1);
        QCOMPARE(m_panel->states()->state(), StateStack::State::Empty);
    }

    void aProblemIsSaidBeneathItsValue()
    {
        psql(u"ALTER TABLE notes ADD CONSTRAINT small CHECK (n < 1000)"_s);
        show();
        panel();
        must(model().overlay().setCell(4, 3, "5000"_t));
        showRecord(4);
        QCOMPARE(save().outcome, data::SaveOutcome::NotSaved);
        QTRY_VERIFY(item(3, RecordModel::ProblemRole).toBool());
        QVERIFY(item(3, RecordModel::NoteRole).toString().contains(u"small"));
        m_panel->editColumn(3);
        QVERIFY(m_panel->editor()->problemText().contains(u"small"));
        // Plain text, whatever it says.
        for (const QLabel *label : m_panel->editor()->findChildren<QLabel *>()) {
            if (label->parent() == m_panel->editor())
                QCOMPARE(label->textFormat(), Qt::PlainText);
        }
    }
};

HOWDAH_UI_TEST_MAIN(GridEditPanelTest)
#include "tst_grideditpanel.moc"
