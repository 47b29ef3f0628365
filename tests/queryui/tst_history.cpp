// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The history in the window: found while one types, read page by page, and what is done with an entry.
#include "common/prompter.h"
#include "common/settings.h"
#include "common/code/sqlview.h"
#include "common/statestack.h"
#include "common/tasks.h"
#include "common/widgets.h"
#include "query/history/runhistorymodel.h"
#include "query/history/runhistorypanel.h"
#include "queryui/definefixture.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QComboBox>
#include <QFileDialog>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSqlDatabase>
#include <QSqlQuery>

using namespace howdah;
using namespace howdah::test;
using query::HistoryEntry;
using query::HistoryKeeper;
using query::HistoryStore;

class RunHistoryTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
    TaskList m_tasks;
    AnsweringPrompter m_prompter;
    std::unique_ptr<HistoryKeeper> m_keeper;
    std::unique_ptr<RunHistoryPanel> m_panel;

    [[nodiscard]] QString path() const { return m_folder->filePath(u"query/history.sqlite"_s); }
    static HistoryEntry entry(const QString &text, int daysAgo = 0)
    {
        return {
            .text = text,
            .database = u"u@h:5432/one"_s,
            .tab = u"tab"_s,
            .at = QDateTime::currentDateTimeUtc().addDays(-daysAgo),
            .milliseconds = 12,
            .rows = 3,
            .command = u"SELECT 3"_s};
    }
    void put(const std::vector<HistoryEntry> &entries) const
    {
        HistoryStore store;
        QVERIFY(store.open(path()));
        QVERIFY(store.add(entries));
    }
    void start()
    {
        m_keeper = std::make_unique<HistoryKeeper>(path());
        m_panel = std::make_unique<RunHistoryPanel>(
            m_keeper.get(), PageServices{nullptr, m_settings.get(), &m_tasks, &m_prompter});
        m_panel->resize(1024, 600);
        m_panel->show();
        QTRY_VERIFY(m_panel->findChild<StateStack *>()->state() != StateStack::State::Loading);
    }
    [[nodiscard]] RunHistoryModel *model() const { return m_panel->findChild<RunHistoryModel *>(); }
    [[nodiscard]] QListView *list() const { return m_panel->findChild<QListView *>(u"historyList"_s); }
    [[nodiscard]] QAction *action(const QString &name) const { return m_panel->findChild<QAction *>(name); }
    [[nodiscard]] QString shownText() const { return m_panel->findChild<SqlView *>(u"historyText"_s)->sql(); }
    // Days in brackets.
    [[nodiscard]] QStringList lines() const
    {
        QStringList lines;
        for (int row = 0; row < model()->rowCount(); ++row) {
            const QModelIndex index = model()->index(row);
            const QString text = index.data().toString();
            lines << (index.data(RunHistoryModel::IsDayRole).toBool() ? u'[' + text + u']' : text);
        }
        return lines;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings = std::make_unique<Settings>(m_folder->filePath(u"settings.ini"_s));
        m_prompter = {};
        m_prompter.answer = true;
    }
    void cleanup()
    {
        m_panel.reset();
        m_keeper.reset();
    }

    void showsTheNewestFirstByDays()
    {
        put({entry(u"SELECT 'old'"_s, 1), entry(u"SELECT 'first'"_s), entry(u"SELECT\n  'second'"_s)});
        start();
        const QAbstractItemModelTester tester(model());
        QTRY_COMPARE(
            lines(),
            (QStringList{
                u"[Today]"_s, u"SELECT 'second'"_s, u"SELECT 'first'"_s, u"[Yesterday]"_s, u"SELECT 'old'"_s}));
        QTRY_COMPARE(shownText(), u"SELECT\n  'second'"_s); // whole
        const QString facts = m_panel->findChild<QLabel *>(u"historyFacts"_s)->text();
        QVERIFY(facts.contains(u"12"_s) && facts.contains(u"u@h:5432/one"_s));
    }

    void isFoundWhileOneTypes()
    {
        put({entry(u"SELECT alpha"_s), entry(u"SELECT beta"_s)});
        start();
        auto *search = m_panel->findChild<QLineEdit *>(u"historySearch"_s);
        m_panel->focusSearch();
        QTest::keyClicks(search, u"alp"_s);
        QTRY_COMPARE(lines(), (QStringList{u"[Today]"_s, u"SELECT alpha"_s}));
        QTRY_COMPARE(shownText(), u"SELECT alpha"_s);
        QTest::keyClicks(search, u"zzz"_s);
        QTRY_COMPARE(m_panel->findChild<StateStack *>()->state(), StateStack::State::Empty);
    }

    void isFiltered()
    {
        HistoryEntry other = entry(u"SELECT other"_s);
        other.database = u"u@h:5432/two"_s;
        HistoryEntry failed = entry(u"SELECT failed"_s);
        failed.error = u"division by zero"_s;
        HistoryEntry pinned = entry(u"SELECT pinned"_s, 40);
        pinned.pinned = true;
        put({pinned, other, failed});
        start();
        QTRY_COMPARE(model()->entries(), 3);
        m_panel->setDatabase(u"u@h:5432/two"_s);
        action(u"historyHere"_s)->trigger();
        QTRY_COMPARE(lines(), (QStringList{u"[Today]"_s, u"SELECT other"_s}));
        action(u"historyHere"_s)->trigger();
        action(u"historyFailed"_s)->trigger();
        QTRY_COMPARE(lines(), (QStringList{u"[Today]"_s, u"SELECT failed"_s}));
        QTRY_COMPARE(m_panel->findChild<QLabel *>(u"historyError"_s)->text(), u"division by zero"_s);
        action(u"historyFailed"_s)->trigger();
        action(u"historyPinned"_s)->trigger();
        QTRY_COMPARE(model()->entries(), 1);
        QTRY_COMPARE(shownText(), u"SELECT pinned"_s);
        action(u"historyPinned"_s)->trigger();
        m_panel->findChild<QComboBox *>(u"historyTime"_s)->setCurrentIndex(2); // a week
        QTRY_COMPARE(model()->entries(), 2);
    }

    void handsEntriesOn()
    {
        HistoryEntry one = entry(u"SELECT $1, :a"_s);
        one.parameters = {{u"1"_s, u"x"_s}, {u"a"_s, std::nullopt}};
        put({one});
        start();
        QTRY_COMPARE(shownText(), u"SELECT $1, :a"_s);
        QCOMPARE(m_panel->findChild<QPlainTextEdit *>(u"historyParameters"_s)->toPlainText(), u"$1 = 'x'\n:a = NULL"_s);
        QSignalSpy inserted(m_panel.get(), &RunHistoryPanel::insertWanted);
        QSignalSpy opened(m_panel.get(), &RunHistoryPanel::openWanted);
        QSignalSpy here(m_panel.get(), &RunHistoryPanel::runHereWanted);
        list()->setFocus();
        QTest::keyClick(list(), Qt::Key_Return);
        QTRY_COMPARE(inserted.size(), 1);
        QCOMPARE(inserted.first().first().toString(), u"SELECT $1, :a"_s);
        action(u"historyOpen"_s)->trigger();
        action(u"historyRunAgain"_s)->trigger();
        action(u"historyRunHere"_s)->trigger();
        QCOMPARE(opened.size(), 2);
        QCOMPARE(opened[0][1].toBool(), false);
        QCOMPARE(opened[1][1].toBool(), true);
        QCOMPARE(opened[0][0].value<HistoryEntry>().parameters, one.parameters);
        QCOMPARE(here.size(), 1);
    }

    void pinsNamesAndDeletes()
    {
        put({entry(u"SELECT a"_s), entry(u"SELECT b"_s), entry(u"SELECT c"_s)});
        start();
        QTRY_COMPARE(shownText(), u"SELECT c"_s);
        action(u"historyPin"_s)->trigger();
        QTRY_VERIFY(model()->index(1).data(RunHistoryModel::PinnedRole).toBool());
        m_prompter.text = u" monthly report "_s;
        action(u"historyName"_s)->trigger();
        QTRY_COMPARE(model()->index(1).data().toString(), u"monthly report"_s);
        list()->setCurrentIndex(model()->index(2));
        QTRY_COMPARE(shownText(), u"SELECT b"_s);
        m_prompter.answer = false;
        action(u"historyRemove"_s)->trigger();
        QCOMPARE(m_prompter.questions.size(), 1);
        m_prompter.answer = true;
        action(u"historyRemove"_s)->trigger();
        QTRY_COMPARE(lines(), (QStringList{u"[Today]"_s, u"monthly report"_s, u"SELECT a"_s}));
        QTest::keyClicks(m_panel->findChild<QLineEdit *>(u"historySearch"_s), u"monthly"_s);
        QTRY_COMPARE(model()->entries(), 1);
        action(u"historyRemoveFound"_s)->trigger();
        m_panel->findChild<QLineEdit *>(u"historySearch"_s)->clear();
        QTRY_COMPARE(lines(), (QStringList{u"[Today]"_s, u"SELECT a"_s})); // what was not found stays
    }

    void exportsWhatIsFound()
    {
        put({entry(u"SELECT a"_s), entry(u"DELETE FROM b"_s)});
        start();
        QTest::keyClicks(m_panel->findChild<QLineEdit *>(u"historySearch"_s), u"delete"_s);
        QTRY_COMPARE(model()->entries(), 1);
        action(u"historyExport"_s)->trigger();
        auto *dialog = m_panel->findChild<QFileDialog *>();
        QVERIFY(dialog);
        const QString file = m_folder->filePath(u"out.jsonl"_s);
        Q_EMIT dialog->fileSelected(file);
        dialog->close();
        QTRY_VERIFY(QFile::exists(file));
        QFile out(file);
        QVERIFY(out.open(QIODevice::ReadOnly));
        const QByteArrayList written = out.readAll().trimmed().split('\n');
        QCOMPARE(written.size(), 1);
        QCOMPARE(QJsonDocument::fromJson(written.first())["text"_L1].toString(), u"DELETE FROM b"_s);
    }

    void keepsNothingOfAPrivateSession()
    {
        start();
        QSignalSpy changed(m_panel.get(), &RunHistoryPanel::privateChanged);
        m_panel->privateAction()->trigger();
        QCOMPARE(changed.size(), 1);
        QVERIFY(m_panel->findChild<Banner *>(u"historyPrivate"_s)->isVisible());
        m_keeper->add(entry(u"SELECT secret"_s));
        m_panel->privateAction()->trigger();
        m_keeper->add(entry(u"SELECT open"_s));
        m_panel->refresh();
        QTRY_COMPARE(lines(), (QStringList{u"[Today]"_s, u"SELECT open"_s}));
    }

    void letsGoOfWhatIsTooOld()
    {
        HistoryEntry pinned = entry(u"SELECT pinned"_s, 100);
        pinned.pinned = true;
        put({pinned, entry(u"SELECT old"_s, 90), entry(u"SELECT new"_s)});
        m_settings->set(settings::historyDays, 30);
        start();
        QTRY_COMPARE(model()->entries(), 2);
        m_settings->set(settings::historyEntries, 0);
    }

    void saysThatItsFileIsDamaged()
    {
        QVERIFY(QDir(m_folder->path()).mkdir(u"query"_s));
        QFile::setPermissions(
            m_folder->filePath(u"query"_s), QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(8192, 'x'));
        file.close();
        start();
        QTRY_COMPARE(m_panel->findChild<StateStack *>()->state(), StateStack::State::Failed);
        action(u"historySetAside"_s)->trigger();
        QTRY_COMPARE(m_panel->findChild<StateStack *>()->state(), StateStack::State::Empty);
        QCOMPARE(QDir(m_folder->filePath(u"query"_s)).entryList({u"history.sqlite.damaged-*"_s}).size(), 1);
        m_keeper->add(entry(u"SELECT again"_s));
        m_panel->refresh();
        QTRY_COMPARE(model()->entries(), 1);
    }

    // Another program writes the same file.
    void seesWhatAnotherProgramRan()
    {
        put({entry(u"SELECT mine"_s)});
        start();
        QTRY_COMPARE(model()->entries(), 1);
        HistoryKeeper other(path());
        for (int i = 0; i < 200; ++i) {
            other.add(entry(u"SELECT theirs %1"_s.arg(i)));
            m_keeper->add(entry(u"SELECT ours %1"_s.arg(i)));
        }
        QTRY_COMPARE(
            [&] {
                m_panel->refresh();
                return m_keeper->ask([](HistoryStore &store) -> Result<qint64> { return store.count(); })
                    .result()
                    .value_or(-1);
            }(),
            401);
        // The next pages.
        QTRY_VERIFY([&] {
            model()->fetchMore({});
            return model()->entries() == 401;
        }());
        QVERIFY(model()->isWhole());
    }

    // 200,000 entries: the longest turn of the window is measured by whoever runs this.
    void staysQuickWithManyEntries()
    {
        put({entry(u"SELECT needle"_s)});
        {
            // Quicker than the store, which masks each.
            QSqlDatabase file = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"many"_s);
            file.setDatabaseName(path());
            QVERIFY(file.open());
            QSqlQuery fill(file);
            QVERIFY(fill.exec(
                u"INSERT INTO entry (at, database, tab, text, parameters, command, rows, milliseconds, error, sqlstate)"
                " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
                " SELECT 1700000000000 + i * 300000, 'u@h:5432/one', 'tab',"
                " 'SELECT count(*) FROM orders WHERE id = ' || i, '', 'SELECT 1', 1, 5, '', '' FROM n"_s));
            file.close();
        }
        QSqlDatabase::removeDatabase(u"many"_s);
        m_settings->set(settings::historyDays, 0);
        start();
        QTRY_COMPARE(model()->entries(), RunHistoryModel::PageSize);
        for (int page = 2; page <= 30; ++page) {
            list()->verticalScrollBar()->setValue(list()->verticalScrollBar()->maximum());
            QTRY_VERIFY(model()->entries() >= page * RunHistoryModel::PageSize);
        }
        auto *search = m_panel->findChild<QLineEdit *>(u"historySearch"_s);
        QTest::keyClicks(search, u"needle"_s);
        QTRY_COMPARE(model()->entries(), 1);
        QTRY_COMPARE(shownText(), u"SELECT needle"_s);
    }
};

HOWDAH_UI_TEST_MAIN(RunHistoryTest)
#include "tst_history.moc"
