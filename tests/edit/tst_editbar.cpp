// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/theme.h"
#include "common/widgets.h"
#include "edit/changespanel.h"
#include "edit/editbar.h"
#include "edit/saverun.h"
#include "editcase.h"
#include "lineproxy.h"
#include "sql/quote.h"

#include <QAction>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::ui::test;
using data::SaveOutcome;

// The bar beneath the rows: what it says, and what its keys do.
class EditBarTest final : public EditCase
{
    Q_OBJECT

    std::unique_ptr<LineProxy> m_proxy;
    std::unique_ptr<QWidget> m_pane;
    EditBar *m_bar = nullptr;
    ChangesPanel *m_panel = nullptr;

    // A pane with the bar and its panel, as the rows have it.
    void makePane()
    {
        m_pane = std::make_unique<QWidget>();
        m_pane->setFocusPolicy(Qt::StrongFocus);
        auto *column = new QVBoxLayout(m_pane.get());
        m_panel = new ChangesPanel(&edits());
        m_bar = new EditBar(&edits());
        m_bar->setPanel(m_panel);
        column->addWidget(m_panel);
        column->addWidget(m_bar);
        m_pane->addActions(m_bar->actions());
        m_pane->resize(1100, 700);
        m_pane->show();
        m_pane->activateWindow();
        m_pane->setFocus();
        QVERIFY(QTest::qWaitForWindowActive(m_pane.get()));
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers) { QTest::keyClick(m_pane.get(), key, modifiers); }
    void settleEvents() { QTest::qWait(1); } // the bar catches up once a turn
    [[nodiscard]] QStringList badges() const
    {
        QStringList shown;
        for (const Badge *badge : m_bar->findChildren<Badge *>()) {
            if (!badge->isHidden())
                shown << badge->accessibleName();
        }
        return shown;
    }

private Q_SLOTS:
    void init()
    {
        begin();
        makePane();
    }
    void cleanup()
    {
        m_pane.reset();
        end();
        m_proxy.reset();
    }

    void itCountsWhatIsStaged()
    {
        open();
        QTRY_COMPARE(m_bar->stateText(), u"No staged changes"_s);
        QVERIFY(badges().isEmpty());
        QVERIFY(!m_bar->saveAction()->isEnabled());
        must(edits().editor().setCells({{row("1"), 1, "a"_t}, {row("2"), 1, "b"_t}}));
        must(edits().editor().insertRow());
        must(edits().editor().deleteRows({row("3")}));
        QTRY_COMPARE(badges(), (QStringList{u"2 edited"_s, u"1 new"_s, u"1 deleted"_s}));
        QVERIFY(m_bar->saveAction()->isEnabled());
        QVERIFY(m_bar->panelAction()->text().contains(u"(4)"_s));
    }

    void everythingIsDoneByKeys()
    {
        open();
        edit("1", 1, "a"_t);
        settleEvents();
        press(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(!edits().hasEdits());
        settleEvents();
        press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(edits().hasEdits());
        settleEvents();
        QVERIFY(m_panel->isHidden());
        press(Qt::Key_L, Qt::ControlModifier | Qt::AltModifier);
        QVERIFY(m_panel->isVisible());
        press(Qt::Key_L, Qt::ControlModifier | Qt::AltModifier);
        QVERIFY(m_panel->isHidden());
        press(Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY(!edits().hasEdits());
        QCOMPARE(cell("1", u"v"_s), u"a"_s);
        // The last save is told, with its time; and that it is not undone here.
        QTRY_VERIFY(m_bar->noteText().startsWith(u"Saved 1 edited at "_s));
        QVERIFY(m_bar->noteText().contains(edits().saving().lastSave()->at.toString(u"HH:mm:ss"_s)));
        QTRY_COMPARE(m_bar->undoAction()->toolTip(), u"Saved changes cannot be undone here"_s);
        QVERIFY(!m_bar->undoAction()->isEnabled());
    }

    void discardingAllIsUndone()
    {
        open();
        must(edits().editor().setCells({{row("1"), 1, "a"_t}, {row("2"), 1, "b"_t}}));
        QTRY_VERIFY(m_bar->discardAction()->isEnabled());
        m_bar->discardAction()->trigger();
        QVERIFY(!edits().hasEdits());
        QTRY_VERIFY(m_bar->undoAction()->toolTip().contains(u"Discard"_s));
        m_bar->undoAction()->trigger();
        QCOMPARE(edits().changes()->count(), 2);
    }

    void readOnlyIsSaidInWords()
    {
        psql(u"DROP MATERIALIZED VIEW IF EXISTS sums; CREATE MATERIALIZED VIEW sums AS SELECT id FROM notes"_s);
        open(u"sums"_s);
        QTRY_COMPARE(badges(), (QStringList{u"read-only"_s}));
        QCOMPARE(m_bar->stateText(), edits().target()->refusal);
        QVERIFY(m_bar->stateText().contains(u"REFRESH"_s));
        QVERIFY(!m_bar->saveAction()->isEnabled());
        QVERIFY(!m_bar->saveAction()->toolTip().isEmpty());
    }

    void whatIsRefusedStandsInTheBarAndAtItsRow()
    {
        psql(u"ALTER TABLE notes ADD CONSTRAINT small CHECK (w < 100)"_s);
        open();
        edit("1", 2, "500"_t);
        QCOMPARE(save().outcome, SaveOutcome::NotSaved);
        QTRY_VERIFY(m_bar->outcomeText().contains(u"small"_s));
        QVERIFY(m_bar->outcomeText().contains(edits().saving().lastSave()->error->detail)); // the server's words whole
        QVERIFY(m_bar->noteText().startsWith(u"Nothing was saved at "_s));
        QTRY_VERIFY(badges().contains(u"1 with a problem"_s));
        // The panel comes up, at the row.
        QVERIFY(m_panel->isVisible());
        QCOMPARE(m_panel->model()->keyAt(m_panel->tree()->currentIndex()), keyOf("1"));
        m_bar->findChild<QAction *>(u"dismissOutcome"_s)->trigger();
        QVERIFY(m_bar->outcomeText().isEmpty());
    }

    void aRunningSaveShowsItsProgressAndAWayToCancel()
    {
        open();
        edit("1", 1, "mine"_t);
        const auto other = m_here->open();
        QVERIFY(other->query({u"BEGIN"_s, {}}).result());
        QVERIFY(other->query({u"UPDATE notes SET v = 'held' WHERE id = 1"_s, {}}).result());
        settleEvents();
        m_bar->saveAction()->trigger();
        QTRY_VERIFY(m_bar->cancelAction()->isVisible() && !m_bar->saveAction()->isVisible());
        QCOMPARE(m_bar->stateText(), u"Saving, 0 of 1 rows"_s);
        QCOMPARE(m_window->tasks.tasks().size(), 1U);
        QVERIFY(m_window->tasks.tasks().front().cancellable);
        QVERIFY(!m_bar->undoAction()->isEnabled());
        QTRY_COMPARE(psql(u"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"_s), u"1"_s);
        m_bar->cancelAction()->trigger();
        QTRY_VERIFY(!edits().saving().isSaving());
        QTRY_VERIFY(m_bar->saveAction()->isVisible() && !m_bar->cancelAction()->isVisible());
        QVERIFY(!m_bar->outcomeText().isEmpty());
        QVERIFY(m_window->tasks.isEmpty());
    }

    void anUnknownOutcomeIsStatedPlainly()
    {
        m_pane.reset();
        m_proxy = std::make_unique<LineProxy>(m_here->connInfo());
        m_window = std::make_unique<Window>(m_proxy->connInfo());
        makePane();
        open();
        edit("1", 1, "mine"_t);
        m_proxy->setRefusing(true);
        m_proxy->armAtCommit(LineProxy::Fault::CutAfter);
        QCOMPARE(save().outcome, SaveOutcome::Unknown);
        QTRY_VERIFY(m_bar->outcomeText().contains(u"not known"_s));
        QTRY_VERIFY(m_bar->settleAction()->isVisible() && m_bar->settleAction()->isEnabled());
        QVERIFY(!m_bar->saveAction()->isEnabled());
        m_proxy->setRefusing(false);
        m_bar->settleAction()->trigger();
        QTRY_VERIFY(!edits().saving().isOutcomeUnknown());
        QTRY_VERIFY(m_bar->outcomeText().isEmpty());
        QTRY_VERIFY(m_bar->noteText().startsWith(u"Saved 1 edited"_s));
    }

    void earlierEditsAreOfferedAsABanner()
    {
        open();
        must(edits().editor().setCells({{row("1"), 1, "mine"_t}, {row("2"), 1, "mine"_t}}));
        must(edits().editor().insertRow());
        edits().close();
        psql(u"UPDATE notes SET v = 'theirs' WHERE id = 1; DELETE FROM notes WHERE id = 2"_s);
        open();
        QTRY_VERIFY(edits().offers().first() && edits().offers().first()->isChecked);
        QTRY_VERIFY(m_bar->offerText().contains(u"2 edited, 1 new"_s));
        QVERIFY2(
            m_bar->offerText().contains(u"1 row(s) were changed by others since."_s)
                && m_bar->offerText().contains(u"1 row(s) no longer exist."_s),
            qPrintable(m_bar->offerText()));
        // Looking stages nothing.
        m_bar->lookAction()->trigger();
        QVERIFY(m_panel->isVisible() && m_panel->isOfferShown());
        QCOMPARE(m_panel->model()->rowCount(), 3);
        QVERIFY(!edits().hasEdits());
        m_bar->lookAction()->trigger();
        QVERIFY(!m_panel->isOfferShown());
        m_bar->restoreAction()->trigger();
        QCOMPARE(edits().changes()->count(), 3);
        QTRY_VERIFY(m_bar->offerText().isEmpty());
        edits().close();
        open();
        QTRY_VERIFY(
            edits().offers().first() && edits().offers().first()->isChecked && m_bar->dropOfferAction()->isEnabled());
        m_bar->dropOfferAction()->trigger();
        QVERIFY(!edits().offers().first() && !edits().hasEdits());
        QTRY_VERIFY(m_bar->undoAction()->isEnabled());
        m_bar->undoAction()->trigger();
        QCOMPARE(edits().changes()->count(), 3);
    }

    void whatDoesNotFitAnyMoreIsToldAndCanBeCopied()
    {
        open();
        edit("1", 3, "77"_t);
        psql(u"ALTER TABLE notes DROP n"_s);
        edits().update(m_here->shape(u"notes"_s));
        QTRY_VERIFY(m_bar->lostText().contains(u"77"_s));
        m_bar->findChild<QAction *>(u"copyLostEdits"_s)->trigger();
        QVERIFY(QGuiApplication::clipboard()->text().contains(u"77"_s));
        m_bar->findChild<QAction *>(u"forgetLostEdits"_s)->trigger();
        QTRY_VERIFY(m_bar->lostText().isEmpty());
    }

    void aLostLineIsSaid()
    {
        open();
        edit("1", 1, "mine"_t);
        m_here->server().kill();
        QTRY_COMPARE(m_bar->stateText(), u"Not connected; staged changes are kept"_s);
        QTRY_VERIFY(!m_bar->saveAction()->isEnabled());
        QCOMPARE(m_bar->saveAction()->toolTip(), u"Not connected"_s);
    }

    // Nothing to save, to undo or to look at: no line. That it cannot be edited, and how a save ended, stands
    // elsewhere.
    void theLineComesWithTheFirstEdit()
    {
        open();
        settleEvents();
        const auto line = [this] {
            for (const QPushButton *face : m_bar->findChildren<QPushButton *>()) {
                if (face->text() == m_bar->saveAction()->text())
                    return face->isVisible();
            }
            return false;
        };
        QVERIFY(!line());
        edit("1", 1, "mine"_t);
        QTRY_VERIFY(line());
        m_bar->undoAction()->trigger();
        settleEvents();
        QVERIFY(line()); // it can be done again
        QVERIFY(m_bar->lockedBadge()->isHidden());
    }

    void everyControlHasANameAndTakesTheFocus()
    {
        open();
        edit("1", 1, "mine"_t);
        settleEvents();
        for (const QPushButton *face : m_bar->findChildren<QPushButton *>()) {
            if (!face->isVisible())
                continue;
            QVERIFY2(!face->accessibleName().isEmpty() || !face->text().isEmpty(), qPrintable(face->objectName()));
            QVERIFY(face->focusPolicy() & Qt::TabFocus);
            QVERIFY(!face->toolTip().isEmpty());
        }
    }

    void namesAreShownAsTheyAre()
    {
        const QString table = u"<b>x</b>\"'%1\\"_s;
        const QString quoted = sql::quoteIdentifier(table);
        psql(
            u"DROP TABLE IF EXISTS "_s + quoted + u"; CREATE TABLE "_s + quoted
            + u" (id int PRIMARY KEY, \"<img src=x>&%n\" int CONSTRAINT \"<i>c</i>\" CHECK (\"<img src=x>&%n\" < 5)); "
              "INSERT INTO "_s
            + quoted + u" VALUES (1, 1)"_s);
        open(table);
        edit("1", 1, "9"_t);
        QCOMPARE(save().outcome, SaveOutcome::NotSaved);
        QTRY_VERIFY(m_bar->outcomeText().contains(u"<i>c</i>"_s));
        for (const QLabel *label : m_pane->findChildren<QLabel *>())
            QVERIFY2(label->textFormat() == Qt::PlainText, qPrintable(label->text()));
        // In a tool tip, which may be read as rich text, nothing is taken for a tag.
        for (const QPushButton *face : m_pane->findChildren<QPushButton *>())
            QVERIFY2(!face->toolTip().contains(u"<img"_s), qPrintable(face->toolTip()));
    }
};

HOWDAH_UI_TEST_MAIN(EditBarTest)
#include "tst_editbar.moc"
