// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrateui/migratepagefixture.h"
#include "prompt/dialogs/activatedialog.h"
#include "prompt/dialogs/keysdialog.h"
#include "prompt/dialogs/plandialog.h"
#include "prompt/edit/checkspanel.h"
#include "prompt/edit/comparepanel.h"
#include "compare/comparerows.h"
#include "compare/compareview.h"
#include "prompt/keybackup.h"
#include "prompt/edit/historypanel.h"
#include "prompt/edit/metadataview.h"
#include "prompt/promptdatabase.h"
#include "prompt/edit/promptdetail.h"
#include "prompt/promptpage.h"
#include "prompt/edit/prompttext.h"
#include "prompt/edit/renderpanel.h"
#include "prompt/edit/scorepanel.h"
#include "promptui/keyringsession.h"
#include "support/heldtransactions.h"

#include <QClipboard>
#include <QMimeData>
#include <QTabWidget>
#include <QTreeView>
#include <QTreeWidget>

namespace howdah::test {

// The page of prompts on a real server with the tables of the deepref pack.
class PromptPageFixture
{
protected:
    void begin()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QVERIFY(m_data.isValid());
        QFile::setPermissions(m_data.path(), QFile::permissions(m_data.path()) | QFile::ExeGroup | QFile::ExeOther);
        qputenv("HOWDAH_DATA_DIR", m_data.path().toUtf8());
        m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Light);
        m_server = std::make_unique<TestServer>();
        m_stalls = std::make_unique<StallMeter>();
    }
    void beginTest()
    {
        m_stalls->note();
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings = std::make_unique<Settings>(m_folder->filePath(u"settings.ini"_s));
        m_tasks = std::make_unique<TaskList>();
        m_connection = std::make_unique<ConnectionController>(m_settings.get(), m_tasks.get());
        m_db = std::make_unique<PromptDatabase>(*m_server);
        m_stalls->settle();
    }
    void endTest()
    {
        QTRY_COMPARE(m_stalls->blocking([this] { return heldTransactions(*m_server); }), QString());
        m_stalls->blocking([this] {
            m_page.reset();
            m_connection.reset();
            m_db.reset();
            QDir(m_data.filePath(u"prompts"_s)).removeRecursively();
            QFile::remove(keyFile());
        });
        if (m_stalls->longest() > m_longest) {
            m_longest = m_stalls->longest();
            m_longestIn = QString::fromLatin1(QTest::currentTestFunction());
        }
        QCOMPARE(m_prompter.surprises, QStringList());
        QVERIFY(m_prompter.confirms.isEmpty() && m_prompter.texts.isEmpty());
        m_prompter = {};
    }
    void end()
    {
        m_stalls->note();
        qInfo("longest stall of the event loop: %lld ms, in %s", m_stalls->longest(), qPrintable(m_longestIn));
        if (!isSanitized())
            QVERIFY2(m_stalls->longest() < StallLimitMs, qPrintable(m_longestIn));
    }

    [[nodiscard]] QString keyFile() const { return m_data.filePath(u"keys"_s); }
    // The same key in the file that the page uses and in what the test encrypts with.
    [[nodiscard]] prompt::KeyRing ring() const { return PromptDatabase::ring(u"k1"_s, 'a'); }
    void seed(const std::vector<prompt::Prompt> &prompts)
    {
        m_stalls->blocking([&] {
            prompt::FileKeyStore store(keyFile());
            const prompt::KeyRing keys = ring();
            QVERIFY(store.save(keys));
            m_db->seed(prompts, keys);
        });
    }
    void seedCoach()
    {
        seed(
            {PromptDatabase::version(u"coach"_s, u"1.9.0"_s), PromptDatabase::version(u"coach"_s, u"1.10.0"_s, true),
             PromptDatabase::version(u"judge"_s, u"0.1.0"_s)});
    }

    void connectTo(const connection::ConnInfo &info, Environment environment = Environment::Development)
    {
        m_connection->connectTo(info, environment);
        QTRY_VERIFY_WITH_TIMEOUT(m_connection->isConnected(), Patience);
    }
    void makePage(bool withKeys = true)
    {
        m_stalls->blocking([this] {
            m_page.reset();
            m_page = std::make_unique<PromptPage>(
                PageServices{m_connection.get(), m_settings.get(), m_tasks.get(), &m_prompter});
            m_page->resize(1200, 720);
            m_page->show();
            QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
            m_page->grab();
        });
        if (withKeys) {
            QJsonObject place{{u"place"_s, u"file"_s}, {u"file"_s, keyFile()}};
            m_page->restoreState({{u"keys"_s, QJsonObject{{m_connection->label(), place}}}});
        }
        QObject::connect(
            m_page.get(), &PromptPage::dialogOpened, m_page.get(), [this](QDialog *dialog) { m_opened = dialog; });
        m_page->activate();
    }
    // On the database of this test, with the keys in their file, until everything is read.
    void openPage(bool withKeys = true)
    {
        connectTo(m_db->info());
        makePage(withKeys);
        waitForList();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }
    void waitForList()
    {
        QTRY_VERIFY_WITH_TIMEOUT(
            m_page->isIdle() && keyBox()->state() != KeyBox::State::Loading
                && state()->state() != StateStack::State::Loading,
            Patience);
        if (overview())
            QTRY_VERIFY_WITH_TIMEOUT(part<PromptSource>()->assessment(), Patience);
    }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(m_page->isIdle(), Patience); }

    [[nodiscard]] QString idOf(const QString &promptId)
    {
        return m_stalls->blocking([&] { return m_db->idOf(promptId); });
    }
    [[nodiscard]] QString sql(const QString &text)
    {
        return m_stalls->blocking([&] { return m_db->psql(text); });
    }
    bool select(const QString &promptId) { return part<PromptListPane>()->select(idOf(promptId)); }
    // What the page is made of.
    template <typename Part>
    [[nodiscard]] Part *part() const
    {
        return m_page->findChild<Part *>();
    }
    [[nodiscard]] KeyBox *keyBox() const { return part<KeyBox>(); }
    [[nodiscard]] std::shared_ptr<const PromptOverview> overview() const { return part<PromptSource>()->overview(); }
    [[nodiscard]] const PromptListModel &model() const { return static_cast<PromptListModel &>(*list()->model()); }
    [[nodiscard]] StateStack *state() const { return m_page->findChild<StateStack *>({}, Qt::FindDirectChildrenOnly); }
    [[nodiscard]] QTreeView *list() const { return m_page->findChild<QTreeView *>(u"prompts"_s); }
    [[nodiscard]] PromptDetail *detail() const { return part<PromptDetail>(); }
    [[nodiscard]] PromptText *system() const { return detail()->system(); }
    [[nodiscard]] Banner *banner(const QString &name) const { return m_page->findChild<Banner *>(name); }
    [[nodiscard]] QString news() const
    {
        return banner(u"news"_s)->isVisible() ? banner(u"news"_s)->text() : QString();
    }
    [[nodiscard]] QAction *action(const QString &text) const
    {
        for (QAction *one : m_page->paletteActions()) {
            if (one->text() == text)
                return one;
        }
        return nullptr;
    }
    void trigger(const QString &text)
    {
        QTRY_VERIFY_WITH_TIMEOUT(action(text) && action(text)->isEnabled(), Patience);
        action(text)->trigger();
    }
    template <typename Dialog>
    [[nodiscard]] Dialog *dialog()
    {
        Dialog *found = nullptr;
        (void)QTest::qWaitFor(
            [&] {
                found = qobject_cast<Dialog *>(m_opened.data());
                return found && found->isVisible();
            },
            Patience);
        return found;
    }
    // What is in the list: "coach: 1.10.0 active decrypted, 1.9.0 decrypted; judge: ...".
    [[nodiscard]] QString listed() const
    {
        QStringList agents;
        const QAbstractItemModel &model = *list()->model();
        for (int a = 0; a < model.rowCount(); ++a) {
            const QModelIndex agent = model.index(a, 0);
            QStringList versions;
            for (int v = 0; v < model.rowCount(agent); ++v) {
                const QModelIndex version = model.index(v, 0, agent);
                QStringList words{version.data().toString()};
                if (version.data(PromptListModel::ActiveRole).toBool())
                    words << u"active"_s;
                words << stateWord(prompt::CellState(version.data(PromptListModel::StateRole).toInt()));
                if (version.data(PromptListModel::EditedRole).toBool())
                    words << u"edited"_s;
                versions << words.join(u' ');
            }
            agents << agent.data().toString() + u": "_s + versions.join(u", "_s);
        }
        return agents.join(u"; "_s);
    }
    [[nodiscard]] QString shownText() const
    {
        QStringList texts;
        for (const QLabel *label : m_page->findChildren<QLabel *>()) {
            if (label->isVisible())
                texts << label->text();
        }
        return texts.join(u'\n');
    }
    void typeAtEnd(PromptText *text, const QString &typed)
    {
        text->setFocus();
        text->SendScintilla(QsciScintillaBase::SCI_DOCUMENTEND);
        text->insert(typed);
    }
    [[nodiscard]] QString pageFile(const QString &name, const QByteArray &bytes)
    {
        const QString path = m_folder->filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s cannot be written", qPrintable(path));
        return path;
    }

    QTemporaryDir m_data;
    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<StallMeter> m_stalls;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<TaskList> m_tasks;
    std::unique_ptr<ConnectionController> m_connection;
    std::unique_ptr<PromptDatabase> m_db;
    ScriptedPrompter m_prompter;
    std::unique_ptr<PromptPage> m_page;
    QPointer<QDialog> m_opened;
    qint64 m_longest = 0;
    QString m_longestIn;
};

} // namespace howdah::test

// Without a keychain, whatever the machine has.
#define HOWDAH_PROMPT_TEST_MAIN(Test)                                                                                  \
    int main(int argc, char **argv)                                                                                    \
    {                                                                                                                  \
        howdah::test::withoutKeychain();                                                                               \
        return howdah::test::runUiTest<Test>(argc, argv, __FILE__);                                                    \
    }
