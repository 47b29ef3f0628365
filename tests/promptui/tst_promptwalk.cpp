// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// One walk through the page with the real keychain, on a server that logs every statement with its parameters where it
// may; afterwards the planted text and the keys are looked for in everything that was written.
#include "promptui/promptpagefixture.h"

#include "prompt/promptfile.h"

#include <QDirIterator>
#include <QProcess>

#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;
using test::PromptDatabase;

class TestPromptWalk final : public QObject, test::PromptPageFixture
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        begin();
        qputenv("TMPDIR", m_temporary.path().toUtf8()); // the server has its own
    }
    void init() { beginTest(); }
    void cleanup() { endTest(); }
    void cleanupTestCase() { end(); }

    void leavesNoReadableTextBehind();
    void writesNoCoreFile();

private:
    using Secrets = std::vector<QByteArray>;

    // A text as programs keep it, and in an encoding that hides it from the eye only.
    static Secrets formsOf(const QString &words)
    {
        const QByteArray utf8 = words.toUtf8();
        return {
            utf8, QByteArray(reinterpret_cast<const char *>(words.utf16()), words.size() * 2),
            utf8.toBase64().chopped(4)};
    }
    static void add(Secrets &secrets, const prompt::KeyRing &ring)
    {
        for (const prompt::KeyRing::Entry &entry : ring.entries()) {
            const QByteArray raw(reinterpret_cast<const char *>(entry.key.bytes().data()), prompt::Key::Size);
            secrets.insert(secrets.end(), {raw, raw.toBase64().chopped(4), raw.toHex()});
        }
    }

    // The files below a folder that hold one of them.
    static QStringList filesWith(const QString &folder, const Secrets &secrets, int *files)
    {
        QStringList found;
        QDirIterator it(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            if (!file.open(QIODevice::ReadOnly))
                continue;
            ++*files;
            const QByteArray all = file.readAll();
            if (std::ranges::any_of(secrets, [&all](const QByteArray &one) { return all.contains(one); }))
                found << file.fileName();
        }
        return found;
    }

    QTemporaryDir m_temporary; // what is written there by the way
};

void TestPromptWalk::leavesNoReadableTextBehind()
{
    const QString planted = u"the heron waits at the third mill"_s;
    // As much is logged as a careless administrator may ask for.
    m_stalls->blocking([this] { m_db->logEverything(); });
    openPage(false);
    // The keychain answers, and holds nothing yet.
    QTRY_VERIFY_WITH_TIMEOUT(keyBox()->state() == KeyBox::State::Empty, Patience);
    std::optional<Result<QString>> made;
    keyBox()->create([&](const Result<QString> &id) { made = id; });
    QTRY_VERIFY_WITH_TIMEOUT(made.has_value(), Patience);
    QVERIFY2(*made, *made ? "" : qPrintable(describe(made->error())));
    settle();
    // From a file into the database.
    prompt::Prompt wanted = PromptDatabase::version(u"coach"_s, u"1.0.0"_s, true);
    wanted.systemPrompt = u"Remember: %1."_s.arg(planted);
    const QString file = pageFile(u"coach.prompt"_s, *prompt::promptFileText(wanted));
    part<PlanFlow>()->openFile(file);
    auto *plan = dialog<PlanDialog>();
    QVERIFY(plan);
    QTRY_VERIFY_WITH_TIMEOUT(plan->items()->topLevelItemCount() > 0, Patience);
    plan->findChild<QPushButton *>(u"accept"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(overview() && overview()->prompts.size() == 1, Patience);
    waitForList();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    QCOMPARE(system()->prompt(), wanted.systemPrompt);
    // Edited, kept as a draft, searched, rendered, compared, saved, activated, copied, encrypted again.
    typeAtEnd(system(), u" %1 again {{question}}"_s.arg(planted));
    const QString drafts = DraftJournal::usualFolder();
    QTRY_VERIFY_WITH_TIMEOUT(!QDir(drafts).entryList(QDir::Files).isEmpty(), Patience);
    int files = 0;
    Secrets secrets = formsOf(planted);
    QCOMPARE(filesWith(m_data.path(), secrets, &files), QStringList()); // while it is a draft
    QVERIFY(files > 0);
    m_page->findChild<QLineEdit *>(u"promptSearch"_s)->setText(u"heron"_s);
    QTRY_VERIFY_WITH_TIMEOUT(model().shownVersions() == 1, Patience);
    m_page->cancelWork();
    QTRY_VERIFY_WITH_TIMEOUT(detail()->render()->rendered().contains(planted), Patience);
    for (int tab = 0; tab < PromptDetail::TabCount; ++tab)
        detail()->setTab(PromptDetail::Tab(tab));
    detail()->setTab(PromptDetail::Tab::Compare);
    QTRY_VERIFY_WITH_TIMEOUT(detail()->comparison()->view()->model().rows(), Patience);
    detail()->setTab(PromptDetail::Tab::Text);
    QSignalSpy saved(m_page.get(), &PromptPage::saved);
    trigger(u"Save as a new minor version"_s);
    QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, Patience);
    settle();
    waitForList();
    trigger(u"Activate"_s);
    auto *asked = dialog<ActivateDialog>();
    QVERIFY(asked);
    asked->findChild<QPushButton *>(u"accept"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(listed().contains(u"1.1.0 active decrypted"_s), Patience);
    settle();
    made.reset();
    keyBox()->create([&](const Result<QString> &id) { made = id; });
    QTRY_VERIFY_WITH_TIMEOUT(made.has_value(), Patience);
    settle();
    trigger(u"Keys…"_s);
    auto *keys = dialog<KeysDialog>();
    QVERIFY(keys);
    QTRY_VERIFY_WITH_TIMEOUT(keys->findChild<QPushButton *>(u"reencrypt"_s)->isEnabled(), Patience);
    keys->findChild<QPushButton *>(u"reencrypt"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(keys->reported().contains(u"2 texts were re-encrypted"_s), Patience);
    settle();
    keys->reject();
    // A failed save says what went wrong, and no text.
    m_stalls->blocking([this] {
        m_db->run(
            u"CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$; "
            "CREATE TRIGGER no BEFORE INSERT OR UPDATE ON ai_prompts FOR EACH ROW EXECUTE FUNCTION no()"_s);
    });
    typeAtEnd(system(), u" %1 a third time"_s.arg(planted));
    trigger(u"Save as a new patch version"_s);
    QTRY_VERIFY_WITH_TIMEOUT(news().contains(u"refused"_s), Patience);
    QVERIFY(!news().contains(planted));
    settle();
    add(secrets, *keyBox()->ring());
    QCOMPARE(int(secrets.size()), 9); // the text, and two keys
    // Settings as the shell writes them at the end.
    m_settings->setPageState(m_page->key(), m_page->saveState());
    m_settings->sync();
    part<DraftJournal>()->flush();
    m_stalls->blocking([&] {
        m_page.reset();
        m_connection->disconnectFromServer();
        // Everything that the server has is on its disk.
        m_db->run(u"CHECKPOINT"_s);
        QVERIFY(QFile::remove(file)); // the only place where it may stand: the file that it came from
        files = 0;
        QCOMPARE(filesWith(m_data.path(), secrets, &files), QStringList());
        QCOMPARE(filesWith(m_folder->path(), secrets, &files), QStringList());
        QCOMPARE(filesWith(m_temporary.path(), secrets, &files), QStringList());
        QCOMPARE(filesWith(QDir::homePath(), secrets, &files), QStringList());
        QVERIFY(files > 3);
        const QString log = m_server->serverLog();
        QVERIFY2(log.contains(u"ai_prompts"_s), "the server has logged nothing: this test would see nothing");
        QVERIFY(!log.contains(planted));
        // Tables, indexes and the write-ahead log.
        int pages = 0;
        QCOMPARE(filesWith(m_server->local().folder(), secrets, &pages), QStringList());
        QVERIFY(pages > 100);
    });
}

// What is shown stands readable in the window's memory: when it crashes, the system keeps none of it.
void TestPromptWalk::writesNoCoreFile()
{
    QProcess window;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HOWDAH_DATA_DIR"_s, m_folder->path());
    environment.insert(u"HOWDAH_CORE_FILES"_s, u"0"_s);
    // A sanitizer has a limit of its own.
    environment.insert(u"ASAN_OPTIONS"_s, environment.value(u"ASAN_OPTIONS"_s) + u":disable_coredump=0"_s);
    window.setProcessEnvironment(environment);
    // As high as it may be.
    window.setChildProcessModifier([] {
        rlimit limit{};
        getrlimit(RLIMIT_CORE, &limit);
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_CORE, &limit);
    });
    window.start(
        QStringLiteral(HOWDAH_BUILD_DIR "/howdah"),
        {u"--database"_s, u"host=%1 dbname=nowhere"_s.arg(m_folder->path())});
    QVERIFY(window.waitForStarted());
    const auto limit = [&window] {
        QFile limits(u"/proc/%1/limits"_s.arg(window.processId()));
        if (!limits.open(QIODevice::ReadOnly))
            return QByteArray("none");
        for (const QByteArray &line : limits.readAll().split('\n'))
            if (line.startsWith("Max core file size"))
                return line.simplified().split(' ').value(4);
        return QByteArray();
    };
    QTRY_COMPARE_WITH_TIMEOUT(limit(), QByteArray("1"), Patience);
    window.kill();
    QVERIFY(window.waitForFinished());
}

int main(int argc, char **argv)
{
    if (!test::hasKeyringSession())
        return test::runInKeyringSession(argc, argv);
    return test::runUiTest<TestPromptWalk>(argc, argv, __FILE__);
}

#include "tst_promptwalk.moc"
