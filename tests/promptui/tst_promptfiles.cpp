// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptui/promptpagefixture.h"

#include "prompt/promptedit.h"
#include "prompt/promptfile.h"
#include "prompt/promptjournal.h"

#include <QCheckBox>
#include <QComboBox>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;
using test::PromptDatabase;

// Files against the database, from other tools and to them.
class TestPromptFiles final : public QObject, test::PromptPageFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }
    void cleanupTestCase() { end(); }

    void comparesFilesWithTheDatabase();
    void refusesBrokenFiles();
    void writesThePlan();
    void importsOtherFormats();
    void importingActivatesNothing();
    void exportsWithLosses();

private:
    void accept(QDialog *dialog) { dialog->findChild<QPushButton *>(u"accept"_s)->click(); }
};

void TestPromptFiles::comparesFilesWithTheDatabase()
{
    seedCoach();
    m_stalls->blocking([this] { m_db->use(u"coach-v1.9.0"_s, 2); });
    openPage();
    prompt::Prompt used = PromptDatabase::version(u"coach"_s, u"1.9.0"_s);
    used.systemPrompt = u"Changed in the file"_s;
    prompt::Prompt odd = PromptDatabase::version(u"new"_s, u"1.0.0"_s);
    odd.systemPrompt = u"one\ntwo {{undeclared}}\n"_s;
    odd.metadata = u"{\"input\": {\"schema\": {\"question\": \"string\"}}}"_s;
    const QString folder = m_folder->filePath(u"files"_s);
    QVERIFY(QDir().mkpath(folder));
    (void)pageFile(u"files/used.prompt"_s, *prompt::promptFileText(used));
    (void)pageFile(u"files/odd.prompt"_s, *prompt::promptFileText(odd));
    (void)pageFile(u"files/same.prompt"_s, *prompt::promptFileText(PromptDatabase::version(u"judge"_s, u"0.1.0"_s)));
    part<PlanFlow>()->openFolder(folder);
    auto *plan = dialog<PlanDialog>();
    QVERIFY(plan);
    QTRY_VERIFY_WITH_TIMEOUT(plan->items()->topLevelItemCount() == 4, Patience);
    const auto what = [&](const QString &promptId) {
        const auto found = plan->items()->findItems(promptId, Qt::MatchExactly, 0);
        return found.isEmpty() ? QString() : found.front()->text(2);
    };
    QCOMPARE(what(u"coach-v1.9.0"_s), u"was used, kept"_s);
    QCOMPARE(what(u"new-v1.0.0"_s), u"insert"_s);
    QCOMPARE(what(u"judge-v0.1.0"_s), u"the same"_s);
    QCOMPARE(what(u"coach-v1.10.0"_s), u"only in the database"_s);
    // A finding says in which line of the file it is.
    QTreeWidget *remarks = plan->remarks();
    bool placed = false;
    const QByteArray text = *prompt::promptFileText(odd);
    const qsizetype line = text.left(text.indexOf("two {{")).count('\n') + 1;
    for (int i = 0; i < remarks->topLevelItemCount(); ++i)
        placed = placed || remarks->topLevelItem(i)->text(1) == u"odd.prompt, line %1"_s.arg(line);
    QVERIFY2(placed, qPrintable(QString::number(line)));
    // The files are followed while they are looked at.
    (void)pageFile(u"files/more.prompt"_s, *prompt::promptFileText(PromptDatabase::version(u"more"_s, u"1.0.0"_s)));
    QTRY_COMPARE_WITH_TIMEOUT(what(u"more-v1.0.0"_s), u"insert"_s, Patience);
    QCOMPARE(sql(u"SELECT count(*) FROM ai_prompts"_s), u"3"_s); // nothing was done
    plan->reject();
}

void TestPromptFiles::refusesBrokenFiles()
{
    seedCoach();
    openPage();
    const QString folder = m_folder->filePath(u"files"_s);
    QVERIFY(QDir().mkpath(folder));
    (void)pageFile(u"files/broken.prompt"_s, "---\nname: x\nversion: [\n---\ntext\n");
    (void)pageFile(u"files/good.prompt"_s, *prompt::promptFileText(PromptDatabase::version(u"good"_s, u"1.0.0"_s)));
    part<PlanFlow>()->openFolder(folder);
    auto *plan = dialog<PlanDialog>();
    QVERIFY(plan);
    QTRY_VERIFY_WITH_TIMEOUT(plan->remarks()->topLevelItemCount() > 0, Patience);
    // The broken one is told with its line, and hides nothing.
    QVERIFY2(
        plan->remarks()->topLevelItem(0)->text(2).contains(u"broken.prompt, line "_s),
        qPrintable(plan->remarks()->topLevelItem(0)->text(2)));
    QVERIFY(!plan->items()->findItems(u"good-v1.0.0"_s, Qt::MatchExactly, 0).isEmpty());
    plan->reject();
}

void TestPromptFiles::writesThePlan()
{
    seedCoach();
    openPage();
    const QString folder = m_folder->filePath(u"files"_s);
    QVERIFY(QDir().mkpath(folder));
    const QByteArray exported = *prompt::promptFileText(PromptDatabase::version(u"judge"_s, u"0.1.0"_s));
    const auto editFile = [&](const char *text) {
        (void)pageFile(u"files/edited.prompt"_s, QByteArray(exported).replace("The secret of judge 0.1.0", text));
    };
    editFile("Edited in the file");
    (void)pageFile(u"files/new.prompt"_s, *prompt::promptFileText(PromptDatabase::version(u"new"_s, u"1.0.0"_s)));
    part<PlanFlow>()->openFolder(folder);
    auto *plan = dialog<PlanDialog>();
    QVERIFY(plan);
    QTRY_VERIFY_WITH_TIMEOUT(plan->items()->topLevelItemCount() > 0, Patience);
    QCOMPARE(plan->items()->findItems(u"judge-v0.1.0"_s, Qt::MatchExactly, 0).front()->text(2), u"differs, kept"_s);
    plan->findChild<QCheckBox *>(u"update"_s)->setChecked(true);
    QTRY_COMPARE_WITH_TIMEOUT(
        plan->items()->findItems(u"judge-v0.1.0"_s, Qt::MatchExactly, 0).front()->text(2), u"update"_s, Patience);
    // The whole row toggles, in any column.
    QTreeWidgetItem *judge = plan->items()->findItems(u"judge-v0.1.0"_s, Qt::MatchExactly, 0).front();
    for (const Qt::CheckState wanted : {Qt::Unchecked, Qt::Checked}) {
        const QRect row = plan->items()->visualItemRect(judge);
        const QRect action = plan->items()->visualRect(plan->items()->indexFromItem(judge, 2));
        QTest::mouseClick(plan->items()->viewport(), Qt::LeftButton, {}, {action.center().x(), row.center().y()});
        QCOMPARE(judge->checkState(0), wanted);
    }
    QCOMPARE(judge->text(2), u"update"_s);
    accept(plan);
    QTRY_VERIFY_WITH_TIMEOUT(news().contains(u"1 versions inserted, 1 updated"_s), Patience);
    settle();
    QVERIFY(listed().contains(u"new: 1.0.0 decrypted"_s));
    // Again: nothing is left to do.
    part<PlanFlow>()->openFolder(folder);
    plan = dialog<PlanDialog>();
    QVERIFY(plan);
    QTRY_VERIFY_WITH_TIMEOUT(plan->items()->topLevelItemCount() > 0, Patience);
    QVERIFY(!plan->findChild<QPushButton *>(u"accept"_s)->isEnabled());
    QVERIFY(!plan->plan().changesAnything());
    // Both have changed since the file was exported: written over only where somebody says so, one by one. The file is
    // followed while the plan is looked at.
    m_stalls->blocking([this] {
        prompt::StoredPrompt row = m_db->stored(ring(), u"judge-v0.1.0"_s);
        prompt::Prompt theirs = row.prompt;
        theirs.systemPrompt = u"Edited in the database"_s;
        test::expected(prompt::savePrompt(m_db->session(), m_db->table, ring(), row, theirs));
    });
    m_page->refresh();
    settle();
    plan->findChild<QCheckBox *>(u"update"_s)->setChecked(true);
    editFile("Edited in the file once more");
    (void)pageFile(u"files/newer.prompt"_s, *prompt::promptFileText(PromptDatabase::version(u"newer"_s, u"1.0.0"_s)));
    const auto line = [&](const QString &promptId) {
        return plan->items()->findItems(promptId, Qt::MatchExactly, 0).value(0);
    };
    const auto action = [&](const QString &promptId) { return line(promptId) ? line(promptId)->text(2) : QString(); };
    QTRY_COMPARE_WITH_TIMEOUT(action(u"judge-v0.1.0"_s), u"both changed, kept"_s, Patience);
    QTRY_COMPARE_WITH_TIMEOUT(action(u"newer-v1.0.0"_s), u"insert"_s, Patience);
    QCOMPARE(line(u"new-v1.0.0"_s)->data(0, Qt::CheckStateRole), QVariant()); // the same: there is nothing to choose
    line(u"judge-v0.1.0"_s)->setCheckState(0, Qt::Checked);
    QCOMPARE(action(u"judge-v0.1.0"_s), u"update"_s);
    line(u"newer-v1.0.0"_s)->setCheckState(0, Qt::Unchecked);
    QCOMPARE(action(u"newer-v1.0.0"_s), u"skipped"_s);
    accept(plan);
    QTRY_VERIFY_WITH_TIMEOUT(news().contains(u"0 versions inserted, 1 updated"_s), Patience);
    settle();
    QVERIFY(!listed().contains(u"newer"_s));
    QCOMPARE(
        m_stalls->blocking([this] { return m_db->stored(ring(), u"judge-v0.1.0"_s).prompt.systemPrompt; }),
        u"Edited in the file once more"_s);
}

void TestPromptFiles::importsOtherFormats()
{
    seedCoach();
    openPage();
    part<PlanFlow>()->openFile(pageFile(
        u"langfuse.json"_s,
        R"([{"name": "greeter", "version": 3, "type": "text", "prompt": "Hello {{name}}", "labels": ["production"], "tags": ["a"], "config": {"model": "m"}}])"));
    auto *plan = dialog<PlanDialog>();
    QVERIFY(plan);
    QTRY_VERIFY_WITH_TIMEOUT(plan->items()->topLevelItemCount() > 0 && plan->plan().items.size() == 1, Patience);
    QVERIFY(plan->plan().items[0].wanted.name == u"greeter"_s);
    QVERIFY(plan->remarks()->topLevelItemCount() > 0); // what has no place with us is told
    accept(plan);
    QTRY_VERIFY_WITH_TIMEOUT(listed().contains(u"greeter: "_s), Patience);
    settle();
    QVERIFY(!listed().contains(u"greeter: 3.0.0 active"_s)); // nothing that is imported is active
}

// A file of our own that was exported from an active version, as the command line does it.
void TestPromptFiles::importingActivatesNothing()
{
    seedCoach();
    openPage();
    part<PlanFlow>()->openFile(
        pageFile(u"new.prompt"_s, *prompt::promptFileText(PromptDatabase::version(u"new"_s, u"1.0.0"_s, true))));
    auto *plan = dialog<PlanDialog>();
    QVERIFY(plan);
    QTRY_VERIFY_WITH_TIMEOUT(plan->plan().items.size() == 1, Patience);
    accept(plan);
    QTRY_VERIFY_WITH_TIMEOUT(listed().contains(u"new: "_s), Patience);
    settle();
    QVERIFY2(listed().contains(u"new: 1.0.0 decrypted"_s), qPrintable(listed()));
}

void TestPromptFiles::exportsWithLosses()
{
    seedCoach();
    m_stalls->blocking([this] {
        m_db->seed({PromptDatabase::version(u"locked"_s, u"1.0.0"_s)}, PromptDatabase::ring(u"elsewhere"_s, 'x'));
    });
    openPage();
    trigger(u"Export…"_s);
    auto *asked = dialog<ExportDialog>();
    QVERIFY(asked);
    asked->findChild<QComboBox *>(u"exportScope"_s)->setCurrentIndex(2);
    QTRY_COMPARE_WITH_TIMEOUT(
        int(asked->plan().files.size()), 3, Patience); // the locked one stays behind, and it is said
    QVERIFY(asked->findChild<Banner *>(u"exportTold"_s)->text().contains(u"1 texts cannot be decrypted"_s));
    asked->findChild<QComboBox *>(u"exportFormat"_s)->setCurrentIndex(4); // LiteLLM
    QTRY_VERIFY_WITH_TIMEOUT(!asked->plan().losses.empty(), Patience);
    QVERIFY(asked->losses()->topLevelItemCount() > 0);
    asked->findChild<QComboBox *>(u"exportFormat"_s)->setCurrentIndex(0);
    QTRY_VERIFY_WITH_TIMEOUT(asked->plan().losses.empty(), Patience);
    const QString out = m_folder->filePath(u"out"_s);
    QVERIFY(QDir().mkpath(out));
    Q_EMIT asked->folderChosen(out);
    QTRY_COMPARE_WITH_TIMEOUT(int(QDir(out).entryList(QDir::Files).size()), 3, Patience);
    for (const QString &name : QDir(out).entryList(QDir::Files))
        QVERIFY(!(QFile::permissions(QDir(out).filePath(name)) & (QFile::ReadGroup | QFile::ReadOther)));
    // That readable texts were written is kept, without them.
    QFile journal(prompt::promptJournalFile());
    QTRY_VERIFY_WITH_TIMEOUT(journal.exists(), Patience);
    QVERIFY(journal.open(QIODevice::ReadOnly));
    const QByteArray kept = journal.readAll();
    QVERIFY(kept.contains("export") && !kept.contains("secret") && kept.contains("ai_prompts"));
    // Whoever has edited a file there is asked before it is replaced.
    const QString edited = QDir(out).filePath(QDir(out).entryList(QDir::Files).constFirst());
    {
        QFile file(edited);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write("my own words");
    }
    const auto read = [&edited] {
        QFile file(edited);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    m_prompter.confirms = {false, true};
    Q_EMIT asked->folderChosen(out);
    QTRY_COMPARE_WITH_TIMEOUT(int(m_prompter.questions.size()), 1, Patience);
    QCOMPARE(m_prompter.questions[0].losses, QStringList{QFileInfo(edited).fileName()});
    QCOMPARE(asked->findChild<Banner *>(u"exportTold"_s)->text(), u"Nothing was written."_s);
    QCOMPARE(read(), QByteArray("my own words"));
    Q_EMIT asked->folderChosen(out);
    QTRY_VERIFY_WITH_TIMEOUT(read() != "my own words", Patience);
    asked->reject();
    // The files say what the database says.
    part<PlanFlow>()->openFolder(out);
    auto *plan = dialog<PlanDialog>();
    QVERIFY(plan);
    QTRY_VERIFY_WITH_TIMEOUT(plan->items()->topLevelItemCount() > 0, Patience);
    QCOMPARE(int(plan->plan().count(prompt::SyncAction::Same)), 3);
    plan->reject();
}

HOWDAH_PROMPT_TEST_MAIN(TestPromptFiles)
#include "tst_promptfiles.moc"
