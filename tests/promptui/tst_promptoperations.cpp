// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptui/promptpagefixture.h"

#include "prompt/promptedit.h"
#include "prompt/promptjournal.h"

#include <QJsonDocument>
#include <QTableView>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;
using test::PromptDatabase;

// Activating, and keys.
class TestPromptOperations final : public QObject, test::PromptPageFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }
    void cleanupTestCase() { end(); }

    void activatesWithWhatIsReplaced();
    void rollsBackInTwoSteps();
    void rollsBackToWhatWasShown();
    void activatedByAnotherOperator();
    void productionWantsTheNameTyped();
    void makesAndRotatesKeys();
    void goesOnWithARotationThatWasCut();
    void backsUpAndRestoresKeys();

private:
    [[nodiscard]] QString activeVersion()
    {
        return sql(u"SELECT version FROM ai_prompts WHERE \"isActive\" AND name = 'coach'"_s);
    }
    void accept(QDialog *dialog) { dialog->findChild<QPushButton *>(u"accept"_s)->click(); }
};

void TestPromptOperations::activatesWithWhatIsReplaced()
{
    seedCoach();
    m_stalls->blocking([this] {
        m_db->use(
            u"coach-v1.10.0"_s, 50, u"true"_s, u"10 * n"_s, u"100"_s,
            u"now() at time zone 'utc' - n * interval '1 minute'"_s);
        m_db->use(
            u"coach-v1.9.0"_s, 7, u"true"_s, u"10 * n"_s, u"100"_s,
            u"now() at time zone 'utc' - n * interval '1 minute'"_s);
    });
    openPage();
    QVERIFY(!action(u"Activate"_s)->isEnabled()); // the active one is selected
    QVERIFY(select(u"coach-v1.9.0"_s));
    trigger(u"Activate"_s);
    auto *asked = dialog<ActivateDialog>();
    QVERIFY(asked);
    QTRY_VERIFY_WITH_TIMEOUT(asked->hasScores(), Patience);
    QStringList words;
    for (const QLabel *label : asked->findChildren<QLabel *>())
        words << label->text();
    QVERIFY2(words.join(u' ').contains(u"1.10.0 is active now; 1.9.0 replaces it"_s), qPrintable(words.join(u' ')));
    const auto *scores = asked->findChild<QTableView *>();
    QCOMPARE(scores->model()->index(0, ScoreModel::Value).data().toString(), u"7"_s);
    QCOMPARE(scores->model()->index(0, ScoreModel::Other).data().toString(), u"50"_s);
    QVERIFY(scores->model()->index(1, ScoreModel::Value).data().toString().contains(u"not enough data"_s));
    QCOMPARE(asked->focusWidget() ? asked->focusWidget()->objectName() : QString(), u"safe"_s);
    QCOMPARE(activeVersion(), u"1.10.0"_s); // asking changes nothing
    asked->findChild<QLineEdit *>(u"reason"_s)->setText(u"back to what was known"_s);
    accept(asked);
    QTRY_VERIFY_WITH_TIMEOUT(listed().contains(u"1.9.0 active decrypted"_s), Patience);
    settle();
    QCOMPARE(activeVersion(), u"1.9.0"_s);
    QCOMPARE(sql(u"SELECT reason FROM ai_prompt_activations ORDER BY id DESC LIMIT 1"_s), u"back to what was known"_s);
    QCOMPARE(detail()->history()->list()->topLevelItem(0)->text(3), u"back to what was known"_s);
    QVERIFY(sql(u"DELETE FROM ai_prompt_activations"_s).contains(u"append-only"_s));
}

void TestPromptOperations::rollsBackInTwoSteps()
{
    seedCoach();
    openPage();
    QVERIFY(select(u"coach-v1.9.0"_s));
    trigger(u"Activate"_s);
    accept(dialog<ActivateDialog>());
    QTRY_VERIFY_WITH_TIMEOUT(listed().contains(u"1.9.0 active decrypted"_s), Patience);
    settle();
    // A new page knows it, too: the history is the database's.
    m_stalls->blocking([this] { m_page.reset(); });
    makePage();
    waitForList();
    const int versions = model().shownVersions();
    trigger(u"Roll back"_s);
    auto *asked = dialog<ActivateDialog>();
    QVERIFY(asked);
    QCOMPARE(asked->windowTitle(), u"Roll coach back to 1.10.0?"_s);
    asked->findChild<QLineEdit *>(u"reason"_s)->setText(u"worse answers"_s);
    accept(asked);
    QTRY_VERIFY_WITH_TIMEOUT(listed().contains(u"1.10.0 active decrypted"_s), Patience);
    settle();
    QCOMPARE(model().shownVersions(), versions); // no copy was made
    QCOMPARE(sql(u"SELECT action FROM ai_prompt_activations ORDER BY id DESC LIMIT 1"_s), u"rollback"_s);
    // The journal of this machine has each as what it was, with why and what it replaced, as the command line's has.
    QFile journal(prompt::promptJournalFile());
    QVERIFY(journal.open(QIODevice::ReadOnly));
    QList<QByteArray> lines = journal.readAll().split('\n');
    lines.removeAll(QByteArray());
    QVERIFY(lines.size() >= 2);
    const QJsonObject activated = QJsonDocument::fromJson(lines[lines.size() - 2]).object();
    const QJsonObject rolledBack = QJsonDocument::fromJson(lines.last()).object();
    QCOMPARE(rolledBack[u"database"_s].toString(), m_connection->label());
    QCOMPARE(activated[u"action"_s].toString(), u"activate"_s);
    QCOMPARE(rolledBack[u"action"_s].toString(), u"rollback"_s);
    QCOMPARE(rolledBack[u"reason"_s].toString(), u"worse answers"_s);
    QCOMPARE(rolledBack[u"replaced"_s].toString(), activated[u"activated"_s].toString());
    QCOMPARE(rolledBack[u"activated"_s].toString(), activated[u"replaced"_s].toString());
    QVERIFY(!rolledBack[u"replaced"_s].toString().isEmpty());
}

// While the question stands there, others activate another version and then this one again: what it would go back to is
// another one by then, which nobody was shown.
void TestPromptOperations::rollsBackToWhatWasShown()
{
    seedCoach();
    m_stalls->blocking([this] { m_db->seed({PromptDatabase::version(u"coach"_s, u"2.0.0"_s)}, ring()); });
    const auto activate = [this](const QString &promptId, const QString &before) {
        m_stalls->blocking([&] {
            test::expected(prompt::changeActive(
                m_db->session(), m_db->table,
                {.name = u"coach"_s, .id = m_db->idOf(promptId), .expectedId = m_db->idOf(before)}));
        });
    };
    openPage();
    activate(u"coach-v1.9.0"_s, u"coach-v1.10.0"_s);
    m_page->refresh();
    QTRY_VERIFY_WITH_TIMEOUT(listed().contains(u"1.9.0 active decrypted"_s), Patience);
    settle();
    trigger(u"Roll back"_s);
    auto *asked = dialog<ActivateDialog>();
    QVERIFY(asked);
    QCOMPARE(asked->windowTitle(), u"Roll coach back to 1.10.0?"_s);
    activate(u"coach-v2.0.0"_s, u"coach-v1.9.0"_s);
    activate(u"coach-v1.9.0"_s, u"coach-v2.0.0"_s);
    accept(asked);
    QTRY_VERIFY_WITH_TIMEOUT(news().contains(u"nothing was changed"_s), Patience);
    settle();
    QCOMPARE(activeVersion(), u"1.9.0"_s);
}

void TestPromptOperations::activatedByAnotherOperator()
{
    seedCoach();
    m_stalls->blocking([this] { m_db->seed({PromptDatabase::version(u"coach"_s, u"2.0.0"_s)}, ring()); });
    openPage();
    QVERIFY(select(u"coach-v1.9.0"_s));
    trigger(u"Activate"_s);
    auto *asked = dialog<ActivateDialog>();
    QVERIFY(asked);
    // While the question stands there, somebody else activates another one.
    m_stalls->blocking([this] {
        test::expected(prompt::changeActive(
            m_db->session(), m_db->table,
            {.name = u"coach"_s, .id = m_db->idOf(u"coach-v2.0.0"_s), .expectedId = m_db->idOf(u"coach-v1.10.0"_s)}));
    });
    accept(asked);
    QTRY_VERIFY_WITH_TIMEOUT(banner(u"news"_s)->isVisible(), Patience);
    settle();
    QCOMPARE(activeVersion(), u"2.0.0"_s);
    QCOMPARE(sql(u"SELECT count(*) FROM ai_prompts WHERE \"isActive\" AND name = 'coach'"_s), u"1"_s);
    QTRY_VERIFY_WITH_TIMEOUT(listed().contains(u"2.0.0 active decrypted"_s), Patience);
}

void TestPromptOperations::productionWantsTheNameTyped()
{
    seedCoach();
    connectTo(m_db->info(), Environment::Production);
    makePage();
    waitForList();
    QVERIFY(select(u"coach-v1.9.0"_s));
    // Locked until somebody says for how long, and why.
    QVERIFY(!action(u"Activate"_s)->isEnabled());
    QVERIFY2(action(u"Activate"_s)->toolTip().contains(u"locked"_s), qPrintable(action(u"Activate"_s)->toolTip()));
    QVERIFY(system()->isReadOnly());
    m_connection->productionLock().unlock(std::chrono::minutes(5), u"ticket 7"_s);
    trigger(u"Activate"_s);
    auto *asked = dialog<ActivateDialog>();
    QVERIFY(asked);
    QVERIFY(!asked->findChild<QPushButton *>(u"accept"_s)->isEnabled());
    asked->findChild<QLineEdit *>(u"typed"_s)->setText(u"coach"_s);
    QVERIFY(asked->findChild<QPushButton *>(u"accept"_s)->isEnabled());
    QCOMPARE(activeVersion(), u"1.10.0"_s);
    accept(asked);
    QTRY_VERIFY_WITH_TIMEOUT(listed().contains(u"1.9.0 active decrypted"_s), Patience);
    settle();
    QCOMPARE(activeVersion(), u"1.9.0"_s);
    m_connection->productionLock().lock();
    QTRY_VERIFY_WITH_TIMEOUT(!action(u"Roll back"_s)->isEnabled(), Patience);
}

void TestPromptOperations::makesAndRotatesKeys()
{
    seedCoach();
    m_stalls->blocking([this] { m_db->seed({PromptDatabase::version(u"plain"_s, u"1.0.0"_s)}, prompt::KeyRing()); });
    openPage();
    trigger(u"Keys…"_s);
    auto *keys = dialog<KeysDialog>();
    QVERIFY(keys);
    QTRY_COMPARE_WITH_TIMEOUT(keys->list()->topLevelItemCount(), 2, Patience);
    QCOMPARE(keys->list()->topLevelItem(0)->text(0), u"k1"_s);
    QCOMPARE(keys->list()->topLevelItem(0)->text(2), u"3"_s);
    keys->findChild<QPushButton *>(u"createKey"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(keys->list()->topLevelItemCount() == 3, Patience);
    QVERIFY(keys->reported().contains(u"Back it up"_s));
    const QString fresh = keyBox()->ring()->current()->id;
    QVERIFY(fresh != u"k1"_s);
    settle();
    QTRY_VERIFY_WITH_TIMEOUT(keys->findChild<QPushButton *>(u"reencrypt"_s)->isEnabled(), Patience);
    keys->findChild<QPushButton *>(u"reencrypt"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(keys->reported().contains(u"4 texts were re-encrypted"_s), Patience);
    settle();
    QCOMPARE(sql(u"SELECT DISTINCT \"keyId\" FROM ai_prompts"_s), fresh);
    QTRY_VERIFY_WITH_TIMEOUT(listed().contains(u"plain: 1.0.0 decrypted"_s), Patience);
    // Old and new key are both in the file, for texts that come back from a backup.
    QVERIFY(keyBox()->ring()->find(u"k1"_s));
    // The journal of this machine has it, as it has what the command line does.
    QFile journal(prompt::promptJournalFile());
    QVERIFY(journal.open(QIODevice::ReadOnly));
    const QByteArray kept = journal.readAll();
    QVERIFY2(kept.contains("\"keys-create\"") && kept.contains(fresh.toUtf8()), kept.constData());
    QVERIFY2(kept.contains("\"reencrypt\""), kept.constData());
    // The file is its owner's alone.
    QVERIFY(!(QFile::permissions(keyFile()) & (QFile::ReadGroup | QFile::ReadOther)));
    keys->reject();
}

void TestPromptOperations::goesOnWithARotationThatWasCut()
{
    std::vector<prompt::Prompt> prompts;
    for (int i = 0; i < 200; ++i)
        prompts.push_back(PromptDatabase::version(u"agent"_s, u"1.%1.0"_s.arg(i)));
    seed(prompts);
    openPage();
    trigger(u"Keys…"_s);
    auto *keys = dialog<KeysDialog>();
    QVERIFY(keys);
    keys->findChild<QPushButton *>(u"createKey"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(keys->list()->topLevelItemCount() == 2, Patience);
    settle();
    const QString fresh = keyBox()->ring()->current()->id;
    // The server dies in the middle: a row is wholly with one key or wholly with the other.
    m_stalls->blocking([this] {
        m_db->run(
            u"CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT count(*) FROM ai_prompts "
            "WHERE \"keyId\" <> 'k1') >= 77 THEN RAISE EXCEPTION 'cut off'; END IF; RETURN NEW; END $$; "
            "CREATE TRIGGER cut BEFORE UPDATE ON ai_prompts FOR EACH ROW EXECUTE FUNCTION cut()"_s);
    });
    QTRY_VERIFY_WITH_TIMEOUT(keys->findChild<QPushButton *>(u"reencrypt"_s)->isEnabled(), Patience);
    keys->findChild<QPushButton *>(u"reencrypt"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(keys->reported().contains(u"continues where it stopped"_s), Patience);
    settle();
    const int done = sql(u"SELECT count(*) FROM ai_prompts WHERE \"keyId\" = '%1'"_s.arg(fresh)).toInt();
    QVERIFY(done < 200);
    waitForList();
    QCOMPARE(int(overview()->count(prompt::CellState::Open)), 200); // all of them open, half way
    m_stalls->blocking([this] { m_db->run(u"DROP TRIGGER cut ON ai_prompts"_s); });
    QTRY_VERIFY_WITH_TIMEOUT(keys->findChild<QPushButton *>(u"reencrypt"_s)->isEnabled(), Patience);
    keys->findChild<QPushButton *>(u"reencrypt"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(keys->reported().contains(u"texts were re-encrypted"_s), Patience);
    settle();
    QCOMPARE(sql(u"SELECT count(*) FROM ai_prompts WHERE \"keyId\" = '%1'"_s.arg(fresh)), u"200"_s);
    keys->reject();
}

void TestPromptOperations::backsUpAndRestoresKeys()
{
    seedCoach();
    openPage();
    const QString backup = m_folder->filePath(u"keys.howdah-keys"_s);
    bool done = false;
    keyBox()->backUp(backup, u"correct horse battery"_s, [&](const Result<void> &saved) { done = saved.has_value(); });
    QTRY_VERIFY_WITH_TIMEOUT(done, Patience);
    QVERIFY(!(QFile::permissions(backup) & (QFile::ReadGroup | QFile::ReadOther)));
    // Another machine without the keys.
    keyBox()->use(KeyBox::Place::Session);
    QTRY_VERIFY_WITH_TIMEOUT(listed().contains(u"key missing"_s), Patience);
    std::optional<Result<int>> answer;
    keyBox()->restore(backup, u"another passphrase"_s, [&](const Result<int> &added) { answer = added; });
    QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), Patience);
    QCOMPARE(kindName(answer->error().kind), kindName(ErrorKind::Authentication));
    answer.reset();
    keyBox()->restore(backup, u"correct horse battery"_s, [&](const Result<int> &added) { answer = added; });
    QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), Patience);
    QCOMPARE(answer->value_or(-1), 1);
    QTRY_COMPARE_WITH_TIMEOUT(
        listed(), u"coach: 1.10.0 active decrypted, 1.9.0 decrypted; judge: 0.1.0 decrypted"_s, Patience);
    settle();
    // Whoever has another key of that name is told: neither of the two stands in for the other.
    keyBox()->use(KeyBox::Place::File, m_folder->filePath(u"others"_s));
    std::optional<Result<void>> added;
    keyBox()->add(u"k1"_s, test::expected(prompt::Key::make()), [&](const Result<void> &one) { added = one; });
    QTRY_VERIFY_WITH_TIMEOUT(added && *added, Patience);
    answer.reset();
    keyBox()->restore(backup, u"correct horse battery"_s, [&](const Result<int> &count) { answer = count; });
    QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), Patience);
    QVERIFY(!*answer && answer->error().kind == ErrorKind::Conflict);
    QFile journal(prompt::promptJournalFile());
    QVERIFY(journal.open(QIODevice::ReadOnly));
    const QByteArray kept = journal.readAll();
    QCOMPARE(kept.count("\"keys-backup\""), 1);
    QCOMPARE(kept.count("\"keys-restore\""), 1);
    settle();
}

HOWDAH_PROMPT_TEST_MAIN(TestPromptOperations)
#include "tst_promptoperations.moc"
