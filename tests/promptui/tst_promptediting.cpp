// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptui/promptpagefixture.h"

#include "prompt/promptedit.h"
#include "prompt/promptfile.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;
using test::PromptDatabase;

// Editing: what is saved, what is kept, and what happens when somebody else was there, too.
class TestPromptEditing final : public QObject, test::PromptPageFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }
    void cleanupTestCase() { end(); }

    void savesAnUnusedVersionInPlace();
    void aUsedVersionStaysAsItIs();
    void savesByPatchMinorAndMajor();
    void skipsNumbersThatAreTaken();
    void metadataOfAUsedVersion();
    void refusesBrokenMetadata();
    void discardsAndBringsBack();
    void keepsTextsOfSeveralVersions();
    void survivesACrash();
    void keepsNoReadableDraft();
    void asksBeforeSavingReadable();
    void twoOperatorsSave();
    void noticesAnotherOperatorsSave();
    void usedMeanwhile();
    void aFileChangesWhileItIsOpen();
    void aLostConnectionLosesNothingTyped();
    void copiesWithTheSign();

private:
    [[nodiscard]] QString textOf(const QString &promptId)
    {
        return m_stalls->blocking([&] { return m_db->stored(ring(), promptId).prompt.systemPrompt; });
    }
    void typeAndSave(const QString &typed)
    {
        m_page->activateWindow(); // which a desktop does by itself when a dialog closes
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
        typeAtEnd(system(), typed);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->primaryAction()->isEnabled(), Patience);
        QSignalSpy saved(m_page.get(), &PromptPage::saved);
        QTest::keyClick(system(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, Patience);
        settle();
    }
};

void TestPromptEditing::savesAnUnusedVersionInPlace()
{
    seedCoach();
    openPage();
    QVERIFY(!m_page->primaryAction()->isEnabled());
    QVERIFY(select(u"coach-v1.9.0"_s));
    typeAtEnd(system(), u" and more"_s);
    QCOMPARE(m_page->primaryAction()->text(), u"Save"_s);
    QVERIFY(listed().contains(u"1.9.0 decrypted edited"_s));
    typeAndSave(u"."_s);
    QCOMPARE(textOf(u"coach-v1.9.0"_s), u"The secret of coach 1.9.0 and more."_s);
    QTRY_VERIFY_WITH_TIMEOUT(!listed().contains(u"edited"_s), Patience);
    QCOMPARE(sql(u"SELECT count(*) FROM ai_prompts"_s), u"3"_s);
    // Encrypted, of course.
    QVERIFY(sql(u"SELECT \"systemPrompt\" FROM ai_prompts WHERE \"promptId\" = 'coach-v1.9.0'"_s)
                .startsWith(u"howdah1."_s));
}

void TestPromptEditing::aUsedVersionStaysAsItIs()
{
    seedCoach();
    m_stalls->blocking([this] { m_db->use(u"coach-v1.10.0"_s, 3); });
    openPage();
    typeAtEnd(system(), u" Changed"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_page->primaryAction()->text(), u"Save as 1.10.1"_s, Patience);
    typeAndSave(u"!"_s);
    QCOMPARE(textOf(u"coach-v1.10.0"_s), u"The secret of coach 1.10.0"_s);
    QTRY_COMPARE_WITH_TIMEOUT(detail()->stored().prompt.version, u"1.10.1"_s, Patience);
    QCOMPARE(system()->prompt(), u"The secret of coach 1.10.0 Changed!"_s);
    // A new version is not active by being there.
    QCOMPARE(sql(u"SELECT version FROM ai_prompts WHERE \"isActive\" AND name = 'coach'"_s), u"1.10.0"_s);
    QVERIFY(select(u"coach-v1.10.0"_s));
    QCOMPARE(system()->prompt(), u"The secret of coach 1.10.0"_s);
}

void TestPromptEditing::savesByPatchMinorAndMajor()
{
    seedCoach();
    openPage();
    for (const auto &[text, version] :
         {std::pair(u"Save as a new patch version"_s, u"1.10.1"_s),
          std::pair(u"Save as a new minor version"_s, u"1.11.0"_s),
          std::pair(u"Save as a new major version"_s, u"2.0.0"_s)}) {
        QVERIFY(select(u"coach-v1.10.0"_s));
        QSignalSpy saved(m_page.get(), &PromptPage::saved);
        trigger(text);
        QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, Patience);
        settle();
        QTRY_COMPARE_WITH_TIMEOUT(detail()->stored().prompt.version, version, Patience);
    }
    QCOMPARE(
        listed(),
        u"coach: 2.0.0 decrypted, 1.11.0 decrypted, 1.10.1 decrypted, 1.10.0 active decrypted, 1.9.0 decrypted; judge: 0.1.0 decrypted"_s);
}

void TestPromptEditing::skipsNumbersThatAreTaken()
{
    seedCoach();
    openPage();
    QVERIFY(select(u"coach-v1.9.0"_s));
    trigger(u"Save as a new minor version"_s); // 1.10.0 is there
    QTRY_COMPARE_WITH_TIMEOUT(detail()->stored().prompt.version, u"1.11.0"_s, Patience);
}

void TestPromptEditing::metadataOfAUsedVersion()
{
    seedCoach();
    m_stalls->blocking([this] { m_db->use(u"coach-v1.10.0"_s, 3); });
    openPage();
    detail()->setTab(PromptDetail::Tab::Metadata);
    m_page->findChild<QsciScintilla *>(u"metadataText"_s)->setText(u"{\"a\": 2}"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_page->primaryAction()->isEnabled(), Patience);
    QCOMPARE(m_page->primaryAction()->text(), u"Save"_s); // it is no part of what was sent to a model
    QSignalSpy saved(m_page.get(), &PromptPage::saved);
    m_page->primaryAction()->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, Patience);
    settle();
    QCOMPARE(sql(u"SELECT metadata->>'a' FROM ai_prompts WHERE \"promptId\" = 'coach-v1.10.0'"_s), u"2"_s);
}

void TestPromptEditing::refusesBrokenMetadata()
{
    seedCoach();
    openPage();
    m_page->findChild<QsciScintilla *>(u"metadataText"_s)->setText(u"{\"a\": "_s);
    QTRY_VERIFY_WITH_TIMEOUT(!detail()->problem().isEmpty(), Patience);
    typeAtEnd(system(), u"x"_s);
    QVERIFY(!m_page->primaryAction()->isEnabled());
    QVERIFY2(
        m_page->primaryAction()->toolTip().contains(u"metadata"_s), qPrintable(m_page->primaryAction()->toolTip()));
}

void TestPromptEditing::discardsAndBringsBack()
{
    seedCoach();
    openPage();
    typeAtEnd(system(), u" typed"_s);
    trigger(u"Discard unsaved changes"_s);
    QCOMPARE(system()->prompt(), u"The secret of coach 1.10.0"_s);
    QVERIFY(!listed().contains(u"edited"_s));
    trigger(u"Restore what was discarded"_s);
    QCOMPARE(system()->prompt(), u"The secret of coach 1.10.0 typed"_s);
    QVERIFY(listed().contains(u"edited"_s));
}

void TestPromptEditing::keepsTextsOfSeveralVersions()
{
    seedCoach();
    openPage();
    typeAtEnd(system(), u" one"_s);
    QVERIFY(select(u"coach-v1.9.0"_s));
    QCOMPARE(system()->prompt(), u"The secret of coach 1.9.0"_s);
    typeAtEnd(system(), u" two"_s);
    QVERIFY(select(u"coach-v1.10.0"_s));
    QCOMPARE(system()->prompt(), u"The secret of coach 1.10.0 one"_s);
    QVERIFY(select(u"coach-v1.9.0"_s));
    QCOMPARE(system()->prompt(), u"The secret of coach 1.9.0 two"_s);
    QCOMPARE(listed(), u"coach: 1.10.0 active decrypted edited, 1.9.0 decrypted edited; judge: 0.1.0 decrypted"_s);
}

// What is on disk when the program dies is what it has when it is started again: nothing is asked at the end.
void TestPromptEditing::survivesACrash()
{
    seedCoach();
    openPage();
    typeAtEnd(system(), u" not saved\r\n\ufeff"_s);
    const QString typed = system()->prompt();
    const QString drafts = DraftJournal::usualFolder();
    QTRY_VERIFY_WITH_TIMEOUT(!QDir(drafts).entryList(QDir::Files).isEmpty(), Patience);
    part<DraftJournal>()->flush();
    // A copy of the folder as a killed program would leave it.
    const QString copy = m_folder->filePath(u"copy"_s);
    QVERIFY(QDir().mkpath(copy));
    for (const QString &name : QDir(drafts).entryList(QDir::Files))
        QVERIFY(QFile::copy(QDir(drafts).filePath(name), QDir(copy).filePath(name)));
    m_stalls->blocking([this] { m_page.reset(); });
    QDir(drafts).removeRecursively();
    QVERIFY(QDir().mkpath(QFileInfo(drafts).path()));
    QVERIFY(QDir().rename(copy, drafts));
    makePage();
    waitForList();
    QTRY_VERIFY_WITH_TIMEOUT(listed().contains(u"1.10.0 active decrypted edited"_s), Patience);
    QVERIFY(news().contains(u"Unsaved text was restored"_s));
    QTRY_COMPARE_WITH_TIMEOUT(system()->prompt(), typed, Patience);
    // Saved, it leaves the disk.
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    typeAndSave(u"."_s);
    QCOMPARE(textOf(u"coach-v1.10.0"_s), QString(typed + u'.'));
    part<DraftJournal>()->flush();
    QVERIFY(QDir(drafts).entryList(QDir::Files).isEmpty());
}

void TestPromptEditing::keepsNoReadableDraft()
{
    m_stalls->blocking(
        [this] { m_db->seed({PromptDatabase::version(u"coach"_s, u"1.0.0"_s, true)}, prompt::KeyRing()); });
    openPage(false);
    typeAtEnd(system(), u" typed without a key"_s);
    QTRY_VERIFY_WITH_TIMEOUT(banner(u"draftBanner"_s)->isVisible(), Patience);
    QVERIFY(banner(u"draftBanner"_s)->text().contains(u"would be lost in a crash"_s));
    QVERIFY(!QDir(DraftJournal::usualFolder()).exists());
}

void TestPromptEditing::asksBeforeSavingReadable()
{
    m_stalls->blocking(
        [this] { m_db->seed({PromptDatabase::version(u"coach"_s, u"1.0.0"_s, true)}, prompt::KeyRing()); });
    openPage(false);
    typeAtEnd(system(), u" typed"_s);
    m_prompter.confirms = {false};
    m_page->primaryAction()->trigger();
    QCOMPARE(int(m_prompter.questions.size()), 1);
    QVERIFY(m_prompter.questions[0].text.contains(u"readable"_s));
    QCOMPARE(sql(u"SELECT \"systemPrompt\" FROM ai_prompts"_s), u"The secret of coach 1.0.0"_s);
}

void TestPromptEditing::twoOperatorsSave()
{
    seedCoach();
    openPage();
    typeAtEnd(system(), u" mine"_s);
    // Somebody else saves first.
    m_stalls->blocking([this] {
        prompt::StoredPrompt row = m_db->stored(ring(), u"coach-v1.10.0"_s);
        prompt::Prompt theirs = row.prompt;
        theirs.systemPrompt += u" theirs"_s;
        test::expected(prompt::savePrompt(m_db->session(), m_db->table, ring(), row, theirs));
    });
    m_page->primaryAction()->trigger();
    auto *conflict = dialog<ConflictDialog>();
    QVERIFY(conflict);
    QVERIFY(conflict->findChild<QPushButton *>(u"keepMine"_s));
    // Three ways: what they changed, what I changed, and from theirs to mine.
    QCOMPARE(conflict->tabs()->count(), 3);
    const auto rowsOf = [&](int tab) {
        return static_cast<CompareView *>(conflict->tabs()->widget(tab))->model().rows();
    };
    QTRY_VERIFY_WITH_TIMEOUT(rowsOf(0) && rowsOf(1) && rowsOf(2), Patience);
    QVERIFY(rowsOf(0)->rows[1].text.contains(u"theirs"_s));
    QVERIFY(rowsOf(1)->rows[1].text.contains(u"mine"_s));
    QVERIFY(rowsOf(2)->rows[0].text.contains(u"theirs"_s) && rowsOf(2)->rows[1].text.contains(u"mine"_s));
    QCOMPARE(textOf(u"coach-v1.10.0"_s), u"The secret of coach 1.10.0 theirs"_s);
    conflict->findChild<QPushButton *>(u"accept"_s)->click(); // mine as a new version
    QTRY_COMPARE_WITH_TIMEOUT(detail()->stored().prompt.version, u"1.10.1"_s, Patience);
    settle();
    QCOMPARE(textOf(u"coach-v1.10.1"_s), u"The secret of coach 1.10.0 mine"_s);
    QCOMPARE(textOf(u"coach-v1.10.0"_s), u"The secret of coach 1.10.0 theirs"_s);
}

void TestPromptEditing::noticesAnotherOperatorsSave()
{
    seedCoach();
    openPage();
    const auto saveTheirs = [this](const QString &text) {
        m_stalls->blocking([&] {
            prompt::StoredPrompt row = m_db->stored(ring(), u"coach-v1.10.0"_s);
            prompt::Prompt theirs = row.prompt;
            theirs.systemPrompt = text;
            test::expected(prompt::savePrompt(m_db->session(), m_db->table, ring(), row, theirs));
        });
    };
    m_page->findChild<QTimer *>(u"lookTimer"_s)->setInterval(std::chrono::milliseconds(100));
    // Untouched, it is simply shown again.
    saveTheirs(u"theirs"_s);
    QTRY_COMPARE_WITH_TIMEOUT(system()->prompt(), u"theirs"_s, Patience);
    // Edited, it is asked about, and mine can be kept.
    settle();
    typeAtEnd(system(), u" and mine"_s);
    saveTheirs(u"theirs again"_s);
    auto *conflict = dialog<ConflictDialog>();
    QVERIFY(conflict);
    conflict->findChild<QPushButton *>(u"keepMine"_s)->click();
    settle();
    QCOMPARE(system()->prompt(), u"theirs and mine"_s);
    typeAndSave(u"."_s);
    QCOMPARE(textOf(u"coach-v1.10.0"_s), u"theirs and mine."_s);
    // Theirs can be taken, and mine brought back.
    typeAtEnd(system(), u" more"_s);
    saveTheirs(u"theirs at last"_s);
    conflict = dialog<ConflictDialog>();
    QVERIFY(conflict);
    conflict->findChild<QPushButton *>(u"takeTheirs"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(system()->prompt(), u"theirs at last"_s, Patience);
    settle();
    trigger(u"Restore what was discarded"_s);
    QCOMPARE(system()->prompt(), u"theirs and mine. more"_s);
}

void TestPromptEditing::usedMeanwhile()
{
    seedCoach();
    openPage();
    typeAtEnd(system(), u" mine"_s);
    m_stalls->blocking([this] { m_db->use(u"coach-v1.10.0"_s, 1); });
    QCOMPARE(m_page->primaryAction()->text(), u"Save"_s); // nobody knows it here yet
    m_page->primaryAction()->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(news().contains(u"in use"_s), Patience);
    settle();
    QCOMPARE(textOf(u"coach-v1.10.0"_s), u"The secret of coach 1.10.0"_s);
    QCOMPARE(system()->prompt(), u"The secret of coach 1.10.0 mine"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_page->primaryAction()->text(), u"Save as 1.10.1"_s, Patience);
}

void TestPromptEditing::aFileChangesWhileItIsOpen()
{
    seedCoach();
    openPage();
    prompt::Prompt file = PromptDatabase::version(u"coach"_s, u"1.10.0"_s);
    const auto writeFile = [&](const QString &text) {
        file.systemPrompt = text;
        return pageFile(u"coach.prompt"_s, *prompt::promptFileText(file));
    };
    part<EditedFile>()->take(writeFile(u"first"_s));
    QTRY_COMPARE_WITH_TIMEOUT(system()->prompt(), u"first"_s, Patience);
    // Untouched, the text follows its file.
    (void)writeFile(u"second"_s);
    QTRY_COMPARE_WITH_TIMEOUT(system()->prompt(), u"second"_s, Patience);
    // Edited here and there: three ways.
    typeAtEnd(system(), u" mine"_s);
    (void)writeFile(u"third"_s);
    auto *conflict = dialog<ConflictDialog>();
    QVERIFY(conflict);
    QVERIFY(conflict->windowTitle().contains(u"coach.prompt"_s));
    const auto rowsOf = [&](int tab) {
        return static_cast<CompareView *>(conflict->tabs()->widget(tab))->model().rows();
    };
    QTRY_VERIFY_WITH_TIMEOUT(rowsOf(0) && rowsOf(2), Patience);
    QVERIFY(rowsOf(0)->rows[1].text.contains(u"third"_s));
    conflict->findChild<QPushButton *>(u"keepMine"_s)->click();
    QCOMPARE(system()->prompt(), u"second mine"_s);
    // A file that is broken meanwhile takes nothing away.
    (void)pageFile(u"coach.prompt"_s, "---\nname: [\n---\n");
    QTRY_VERIFY_WITH_TIMEOUT(news().contains(u"line"_s), Patience);
    QCOMPARE(system()->prompt(), u"second mine"_s);
}

void TestPromptEditing::aLostConnectionLosesNothingTyped()
{
    seedCoach();
    openPage();
    typeAtEnd(system(), u" typed"_s);
    m_stalls->blocking([this] { m_server->kill(); });
    QTRY_VERIFY_WITH_TIMEOUT(!m_connection->isConnected(), Patience);
    QCOMPARE(system()->prompt(), u"The secret of coach 1.10.0 typed"_s);
    m_stalls->blocking([this] { m_server->restart(); });
    QTRY_VERIFY_WITH_TIMEOUT(m_connection->isConnected(), Patience); // by itself
    waitForList();
    QCOMPARE(system()->prompt(), u"The secret of coach 1.10.0 typed"_s);
    typeAndSave(u"."_s);
    // The session of the test has died with the server.
    const QString stored = m_stalls->blocking([this] {
        const auto session = PromptDatabase::open(m_db->info());
        for (const prompt::StoredPrompt &row : test::expected(prompt::readPrompts(*session, m_db->table, ring()))) {
            if (row.prompt.promptId == "coach-v1.10.0"_L1)
                return row.prompt.systemPrompt;
        }
        return QString();
    });
    QCOMPARE(stored, u"The secret of coach 1.10.0 typed."_s);
}

void TestPromptEditing::copiesWithTheSign()
{
    seedCoach();
    openPage();
    trigger(u"Copy the system prompt"_s);
    const QMimeData *data = QGuiApplication::clipboard()->mimeData();
    QCOMPARE(data->text(), u"The secret of coach 1.10.0"_s);
    QCOMPARE(data->data(u"x-kde-passwordManagerHint"_s), QByteArray("secret"));
}

HOWDAH_PROMPT_TEST_MAIN(TestPromptEditing)
#include "tst_promptediting.moc"
