// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardfixture.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;

// Editing an own dashboard.
class TestDashboardEditor final : public QObject, test::DashboardFixture
{
    Q_OBJECT

    void edit()
    {
        m_page->edit();
        QVERIFY(m_page->isEditing());
        QTRY_VERIFY_WITH_TIMEOUT(editor()->isReady(), Patience);
    }
    // As typed: in place of all that is there.
    void type(const QByteArray &text)
    {
        editor()->text()->selectAll();
        editor()->text()->replaceSelectedText(QString::fromUtf8(text));
        QVERIFY(!editor()->isReady());
        QTRY_VERIFY_WITH_TIMEOUT(editor()->isReady(), Patience);
    }
    [[nodiscard]] QByteArray onDisk(const QString &name) const { return readEdited(own(name))->saved; }

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }

    void aBuiltInOneIsCopied();
    void problemsStandAtTheirLines();
    void previewsThePanelAtTheCursor();
    void savesAndShows();
    void closingKeepsWhatIsNotSaved();
    void revertIsOneStep();
    void refusesToSaveOverOthers();
    void followsTheFileWhileNothingIsTyped();
    void unsavedTextComesBack();
};

void TestDashboardEditor::aBuiltInOneIsCopied()
{
    connectNow();
    openPage();
    m_page->openPlace(u"tools"_s);
    QVERIFY(m_page->path().startsWith(u":/"_s));
    m_page->edit(); // nothing to be edited
    QVERIFY(!m_page->isEditing());
    m_page->primaryAction()->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(m_page->isEditing() && editor()->isReady(), Patience);
    QCOMPARE(m_page->path(), own(u"tools.yaml"_s));
    QVERIFY(!editor()->hasProblems());
    QVERIFY(!editor()->isModified());
    QVERIFY(editor()->text()->text().contains(u"title: Tools"_s));
}

void TestDashboardEditor::problemsStandAtTheirLines()
{
    openWith(linePanel());
    edit();
    QVERIFY(!editor()->hasProblems());
    QCOMPARE(editor()->problems()->count(), 1);
    QVERIFY(editor()->problems()->item(0)->text().contains(u"No problem"_s));
    type(yaml(linePanel()).replace("kind: line", "kind: lime").replace(":from", ":form"));
    QVERIFY(editor()->hasProblems());
    QCOMPARE(editor()->problems()->count(), 2);
    const QString words = editor()->problems()->item(0)->text() + editor()->problems()->item(1)->text();
    QVERIFY2(words.contains(u"lime"_s) && words.contains(u"form"_s), qPrintable(words));
    // Beneath its line, too.
    int line = 0;
    while (line < editor()->text()->lines() && !editor()->text()->text(line).contains(u"lime"_s))
        ++line;
    QVERIFY(editor()->text()->annotation(line).contains(u"lime"_s));
    QVERIFY(editor()->text()->annotation(line + 1).isEmpty());
    for (int i = 0; i < 2; ++i) {
        QListWidgetItem *item = editor()->problems()->item(i);
        if (item->text().contains(u"lime"_s))
            Q_EMIT editor()->problems()->itemActivated(item);
    }
    QCOMPARE(editor()->text()->cursorLine(), line + 1);
    type(yaml(linePanel()));
    QVERIFY(!editor()->hasProblems());
    QVERIFY(editor()->text()->annotation(line).isEmpty());
}

void TestDashboardEditor::previewsThePanelAtTheCursor()
{
    openWith(linePanel() + panel("all", "stat", "SELECT count(*) AS value FROM calls"));
    edit();
    QTRY_VERIFY_WITH_TIMEOUT(editor()->preview() && editor()->preview()->answer(), Patience);
    QCOMPARE(editor()->preview()->id(), u"times"_s);
    editor()->text()->setCursorPosition(editor()->text()->lines() - 2, 0);
    QTRY_COMPARE_WITH_TIMEOUT(editor()->preview()->id(), u"all"_s, Patience);
    QTRY_VERIFY_WITH_TIMEOUT(editor()->preview()->answer(), Patience);
    QCOMPARE(editor()->preview()->answer()->outcome.data.series.front().points.front().value, 720.0);
    // What is typed is asked at once, though it is not saved.
    const QByteArray before = onDisk(u"test.yaml"_s);
    QString text = editor()->text()->text();
    text.replace(u"count(*) AS value"_s, u"max(id) + 1000 AS value"_s);
    editor()->text()->setText(text);
    editor()->text()->setCursorPosition(editor()->text()->lines() - 2, 0);
    QTRY_VERIFY_WITH_TIMEOUT(
        editor()->preview()->id() == u"all"_s && editor()->preview()->answer()
            && editor()->preview()->answer()->outcome.data.series.front().points.front().value == 1720.0,
        Patience);
    QCOMPARE(onDisk(u"test.yaml"_s), before);
}

void TestDashboardEditor::savesAndShows()
{
    openWith(linePanel());
    edit();
    QVERIFY(!editor()->saveAction()->isEnabled());
    const QByteArray text = yaml(linePanel() + panel("all", "stat", "SELECT count(*) AS value FROM calls"));
    type(text);
    QVERIFY(editor()->isModified());
    QVERIFY(editor()->saveAction()->isEnabled());
    editor()->saveAction()->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!editor()->isModified(), Patience);
    QCOMPARE(onDisk(u"test.yaml"_s), text);
    QVERIFY(m_page->isEditing());
    editor()->closeAction()->trigger();
    QVERIFY(!m_page->isEditing());
    QTRY_VERIFY_WITH_TIMEOUT(!editor(), Patience); // nothing of it is left behind
    QTRY_VERIFY_WITH_TIMEOUT(card(u"all"_s) != nullptr, Patience);
    settle();
}

void TestDashboardEditor::closingKeepsWhatIsNotSaved()
{
    openWith(linePanel());
    edit();
    const QByteArray saved = onDisk(u"test.yaml"_s);
    type("title: half\n");
    editor()->closeAction()->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!editor(), Patience);
    QCOMPARE(onDisk(u"test.yaml"_s), saved);
    edit();
    QCOMPARE(editor()->text()->text(), u"title: half\n"_s);
    QVERIFY(editor()->isModified());
    QVERIFY(editor()->banner()->isVisible());
    editor()->revertAction()->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!editor()->isModified(), Patience);
}

void TestDashboardEditor::revertIsOneStep()
{
    openWith(linePanel());
    edit();
    const QByteArray before = onDisk(u"test.yaml"_s);
    type("title: something else\n");
    editor()->revertAction()->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!editor()->isModified(), Patience);
    QCOMPARE(editor()->text()->text().toUtf8(), before);
    editor()->text()->undo(); // what was typed is not lost by it
    QCOMPARE(editor()->text()->text(), u"title: something else\n"_s);
}

void TestDashboardEditor::refusesToSaveOverOthers()
{
    openWith(linePanel());
    edit();
    const QByteArray mine = yaml(linePanel()).replace("Calls of agents", "Mine");
    const QByteArray theirs = yaml(linePanel()).replace("Calls of agents", "Theirs");
    type(mine);
    write(u"test.yaml"_s, theirs);
    // The watcher tells it before anything is saved.
    QTRY_VERIFY_WITH_TIMEOUT(editor()->banner()->isVisible(), Patience);
    QVERIFY(editor()->banner()->text().contains(u"changed on disk"_s));
    QCOMPARE(editor()->text()->text().toUtf8(), mine);
    editor()->saveAction()->trigger();
    editor()->waitForFiles();
    QCOMPARE(onDisk(u"test.yaml"_s), theirs); // not overwritten unasked
    QTRY_VERIFY_WITH_TIMEOUT(editor()->saveAction()->isEnabled(), Patience);
    editor()->overwriteAction()->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!editor()->isModified(), Patience);
    QCOMPARE(onDisk(u"test.yaml"_s), mine);
    // The other way round.
    type(yaml(linePanel()).replace("Calls of agents", "Mine again"));
    write(u"test.yaml"_s, theirs);
    QTRY_VERIFY_WITH_TIMEOUT(editor()->banner()->isVisible(), Patience);
    editor()->takeTheirsAction()->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(editor()->text()->text().toUtf8(), theirs, Patience);
    QVERIFY(!editor()->banner()->isVisible());
}

void TestDashboardEditor::followsTheFileWhileNothingIsTyped()
{
    openWith(linePanel());
    edit();
    const QByteArray theirs = yaml(linePanel()).replace("Calls of agents", "Theirs");
    write(u"test.yaml"_s, theirs);
    QTRY_COMPARE_WITH_TIMEOUT(editor()->text()->text().toUtf8(), theirs, Patience);
    QVERIFY(!editor()->banner()->isVisible());
    QVERIFY(!editor()->isModified());
}

void TestDashboardEditor::unsavedTextComesBack()
{
    openWith(linePanel());
    edit();
    const QByteArray saved = onDisk(u"test.yaml"_s);
    type("title: half\n");
    m_page.reset(); // the window is closed
    QCOMPARE(onDisk(u"test.yaml"_s), saved);
    openPage(u"test.yaml"_s);
    edit();
    QCOMPARE(editor()->text()->text(), u"title: half\n"_s);
    QVERIFY(editor()->isModified());
    QVERIFY(editor()->banner()->isVisible());
    QVERIFY(editor()->banner()->text().contains(u"not saved"_s));
    editor()->revertAction()->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!editor()->isModified(), Patience);
    // And is not offered a second time.
    m_page.reset();
    openPage(u"test.yaml"_s);
    edit();
    QVERIFY(!editor()->banner()->isVisible());
    QCOMPARE(editor()->text()->text().toUtf8(), saved);
}

HOWDAH_UI_TEST_MAIN(TestDashboardEditor)
#include "tst_dashboardeditor.moc"
