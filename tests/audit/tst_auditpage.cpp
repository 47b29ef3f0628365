// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditpage.h"

#include "common/prompter.h"
#include "common/code/sqlview.h"
#include "common/settings.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connection/audit/auditlog.h"
#include "support/keyboardwalk.h"
#include "support/turnmeter.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using connection::AuditEntry;

constexpr int Patience = 60'000;

// The page over a log that the test writes.
class TestAuditPage final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<Settings> m_settings;
    TaskList m_tasks;
    std::unique_ptr<ConnectionController> m_controller;
    std::unique_ptr<AuditPage> m_page;

    static AuditEntry entry(const QString &sql, AuditEntry::Outcome outcome = AuditEntry::Outcome::Done)
    {
        AuditEntry one;
        one.target = u"app@db/orders"_s;
        one.sql = sql;
        one.outcome = outcome;
        one.rows = 1234;
        one.milliseconds = 2.5;
        one.parameters = {u"it's"_s, std::nullopt};
        return one;
    }
    void write(const std::vector<AuditEntry> &entries) const
    {
        connection::AuditLog log;
        for (const AuditEntry &one : entries)
            QVERIFY(log.append(one));
    }
    void open()
    {
        m_page = std::make_unique<AuditPage>(PageServices{m_controller.get(), m_settings.get(), &m_tasks, nullptr});
        m_page->resize(1180, 720);
        new QAbstractItemModelTester(
            const_cast<AuditModel *>(&m_page->model()), QAbstractItemModelTester::FailureReportingMode::QtTest,
            m_page.get());
        m_page->show();
        load([this] { m_page->activate(); });
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }
    template <typename Work>
    void load(Work work)
    {
        QSignalSpy loaded(m_page.get(), &AuditPage::loaded);
        work();
        QVERIFY(!loaded.isEmpty() || loaded.wait(Patience));
        QTRY_VERIFY_WITH_TIMEOUT(m_page->state()->state() != StateStack::State::Loading, Patience);
    }
    [[nodiscard]] QString cell(int row, AuditModel::Column column) const
    {
        return m_page->model().index(row, column).data(Qt::DisplayRole).toString();
    }
    [[nodiscard]] QString news() const
    {
        const auto *banner = m_page->findChild<Banner *>(u"auditNews"_s);
        return banner->isVisible() ? banner->text() : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Light);
    }
    void init()
    {
        m_data = std::make_unique<QTemporaryDir>();
        qputenv("HOWDAH_DATA_DIR", m_data->path().toUtf8());
        m_settings = std::make_unique<Settings>(m_data->filePath(u"settings.ini"_s));
        m_controller = std::make_unique<ConnectionController>(m_settings.get(), &m_tasks);
    }
    void cleanup()
    {
        m_page.reset();
        m_controller.reset();
    }

    void nothingYetSaysWhatWillStandHere()
    {
        open();
        QCOMPARE(m_page->state()->state(), StateStack::State::Empty);
        QVERIFY(m_page->grab().width() > 0);
    }

    void showsTheNewestFirstWithAllOfIt()
    {
        AuditEntry failed = entry(u"UPDATE t SET a = $1\nWHERE b = $2"_s, AuditEntry::Outcome::Failed);
        failed.sqlState = u"23505"_s;
        failed.text = u"duplicate <b>key</b>"_s;
        failed.rows = -1;
        AuditEntry unlocking = entry({});
        unlocking.kind = AuditEntry::Kind::Unlock;
        unlocking.text = u"ticket 7"_s;
        write({entry(u"DELETE FROM t"_s), unlocking, failed});
        open();
        QCOMPARE(m_page->model().rowCount(), 3);
        QCOMPARE(cell(0, AuditModel::What), u"UPDATE t SET a = $1 WHERE b = $2"_s);
        QCOMPARE(cell(0, AuditModel::Outcome), u"failed"_s);
        QCOMPARE(cell(0, AuditModel::Rows), QString());
        QCOMPARE(cell(1, AuditModel::Outcome), u"unlocked"_s);
        QVERIFY(cell(1, AuditModel::What).contains(u"ticket 7"_s));
        QCOMPARE(cell(2, AuditModel::Rows), u"1,234"_s);
        QCOMPARE(cell(2, AuditModel::Where), u"app@db/orders"_s);
        const auto *detail = m_page->findChild<QLabel *>(u"auditDetail"_s);
        QVERIFY(detail->text().contains(u"23505: duplicate <b>key</b>"_s));
        QCOMPARE(detail->textFormat(), Qt::PlainText);
        const QString sql = m_page->findChild<SqlView *>()->sql();
        QCOMPARE(sql, u"UPDATE t SET a = 'it''s'\nWHERE b = NULL"_s);
        m_page->findChild<QCheckBox *>(u"auditAsSent"_s)->click();
        const QString sent = m_page->findChild<SqlView *>()->sql();
        QVERIFY(sent.startsWith(u"UPDATE t SET a = $1\nWHERE b = $2"_s));
        QVERIFY2(sent.contains(u"$1 = 'it's'"_s) && sent.contains(u"$2 = NULL"_s), qPrintable(sent));
    }

    // One row, opened to its statements; its end is its outcome and no row of its own.
    void aTransactionIsOneRow()
    {
        AuditEntry first = entry(u"UPDATE shop.orders SET total = $1 WHERE id = $2"_s);
        first.parameters = {u"9"_s, u"42"_s};
        first.command = u"UPDATE 1"_s;
        first.transaction = 7;
        AuditEntry second = entry(u"DELETE FROM shop.items WHERE order_id = 42"_s);
        second.transaction = 7;
        AuditEntry end;
        end.kind = AuditEntry::Kind::End;
        end.outcome = AuditEntry::Outcome::RolledBack;
        end.target = first.target;
        end.transaction = 7;
        end.command = u"ROLLBACK"_s;
        AuditEntry between = entry(u"DELETE FROM other"_s);
        write({first, between, second, end});
        open();
        QCOMPARE(m_page->model().rowCount(), 2);
        QCOMPARE(cell(0, AuditModel::Outcome), u"rolled back"_s);
        QCOMPARE(cell(0, AuditModel::Rows), u"2,468"_s);
        QVERIFY(cell(0, AuditModel::What).contains(u"shop.orders"_s));
        const QModelIndex whole = m_page->model().index(0, 0);
        QCOMPARE(m_page->model().rowCount(whole), 2);
        QCOMPARE(
            m_page->model().index(1, AuditModel::What, whole).data().toString(),
            u"DELETE FROM shop.items WHERE order_id = 42"_s);
        const QString sql = m_page->findChild<SqlView *>()->sql();
        QVERIFY2(sql.contains(u"total = '9' WHERE id = '42'"_s) && sql.contains(u"shop.items"_s), qPrintable(sql));
        QCOMPARE(m_page->model().rowCount(m_page->model().index(1, 0)), 0);
        m_page->findChild<QTreeView *>(u"auditLines"_s)->setCurrentIndex(m_page->model().index(1, 0, whole));
        QCOMPARE(m_page->findChild<SqlView *>()->sql(), second.sql);
    }

    // The role, and behind it a person; never what the server calls a statement.
    void whoIsARoleOrAPerson()
    {
        AuditEntry one = entry(u"DELETE FROM t"_s);
        one.command = u"DELETE 5"_s;
        write({one});
        open();
        const QString who = cell(0, AuditModel::Who);
        QVERIFY2(who == "app"_L1 || who.startsWith("app ("_L1), qPrintable(who));
        QVERIFY(!who.contains(u"DELETE"_s));
    }

    void isSearchedByTableAndKey()
    {
        AuditEntry orders = entry(u"UPDATE shop.orders SET total = $1 WHERE id = $2::pg_catalog.int8"_s);
        orders.parameters = {u"43"_s, u"42"_s};
        AuditEntry other = orders;
        other.parameters = {u"42"_s, u"43"_s};
        write({orders, other, entry(u"DELETE FROM shop.orders_old"_s)});
        open();
        auto *table = m_page->findChild<QLineEdit *>(u"auditTable"_s);
        auto *key = m_page->findChild<QLineEdit *>(u"auditKey"_s);
        load([table] { QTest::keyClicks(table, u"shop.Orders"_s); });
        QTRY_COMPARE_WITH_TIMEOUT(m_page->model().rowCount(), 2, Patience);
        load([key] { QTest::keyClicks(key, u"id = 42"_s); });
        QTRY_COMPARE_WITH_TIMEOUT(m_page->model().rowCount(), 1, Patience);
        QCOMPARE(m_page->model().entry(0).parameters, orders.parameters);
    }

    // What another page asks for is said, and can be left again.
    void aRowOfAnotherPageIsLookedFor()
    {
        AuditEntry orders = entry(u"DELETE FROM shop.orders WHERE tenant = 1 AND id = 42"_s);
        AuditEntry other = entry(u"DELETE FROM shop.orders WHERE tenant = 2 AND id = 42"_s);
        write({orders, other, entry(u"DELETE FROM shop.orders WHERE total > 5"_s)});
        open();
        load([this] {
            m_page->openPlace(uR"({"schema": "shop", "table": "orders", "key": [["tenant", "1"], ["id", "42"]]})"_s);
        });
        QTRY_COMPARE_WITH_TIMEOUT(m_page->model().rowCount(), 2, Patience); // and the one that may have meant it
        QCOMPARE(cell(1, AuditModel::What), orders.sql);
        auto *banner = m_page->findChild<Banner *>(u"auditRow"_s);
        QVERIFY(banner->isVisible());
        QVERIFY2(banner->text().contains(u"tenant = 1"_s), qPrintable(banner->text()));
        load([this] { m_page->findChild<QPushButton *>(u"auditAllRows"_s)->click(); });
        QTRY_COMPARE_WITH_TIMEOUT(m_page->model().rowCount(), 3, Patience);
        QVERIFY(!banner->isVisible());
    }

    void isSearchedByKeys()
    {
        write({entry(u"DELETE FROM users"_s), entry(u"DELETE FROM orders"_s)});
        open();
        m_page->focusSearch();
        auto *search = m_page->findChild<QLineEdit *>(u"auditSearch"_s);
        QVERIFY(search->hasFocus());
        load([search] { QTest::keyClicks(search, u"USERS"_s); });
        QTRY_COMPARE_WITH_TIMEOUT(m_page->model().rowCount(), 1, Patience);
        load([search] { search->setText(u"nobody"_s); });
        QTRY_COMPARE_WITH_TIMEOUT(m_page->state()->state(), StateStack::State::Empty, Patience);
        load([search] { search->clear(); });
        QTRY_COMPARE_WITH_TIMEOUT(m_page->model().rowCount(), 2, Patience);
        load([this] { m_page->findChild<QComboBox *>(u"auditKind"_s)->setCurrentIndex(2); });
        QTRY_COMPARE_WITH_TIMEOUT(m_page->model().rowCount(), 0, Patience);
    }

    void olderLinesAreBroughtOnRequest()
    {
        std::vector<AuditEntry> many(1500, entry(u"INSERT INTO t VALUES (1)"_s));
        write(many);
        open();
        QCOMPARE(m_page->model().rowCount(), 1000);
        QAction *more = m_page->paletteActions().at(2);
        QVERIFY(more->isEnabled());
        load([more] { more->trigger(); });
        QCOMPARE(m_page->model().rowCount(), 1500);
        QVERIFY(!more->isEnabled());
        QCOMPARE(m_page->model().entry(1499).number, 1);
    }

    void aWholeLogIsVerifiedAndABrokenOneIsNot()
    {
        write({entry(u"a"_s), entry(u"b"_s), entry(u"c"_s)});
        open();
        m_page->primaryAction()->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(news().contains(u"intact"_s), Patience);
        QFile file(connection::auditFolder() + u"/audit-000001.log"_s);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QByteArray all = file.readAll();
        file.close();
        all.replace("\"sql\":\"b\"", "\"sql\":\"x\"");
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(all);
        file.close();
        QTRY_VERIFY(!m_page->isBusy());
        m_page->primaryAction()->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(news().contains(u"tampered"_s), Patience);
        QVERIFY2(news().contains(u"entry 2"_s), qPrintable(news()));
    }

    void isExported()
    {
        write({entry(u"DELETE FROM t"_s)});
        open();
        const QString file = m_data->filePath(u"out.csv"_s);
        m_page->exportTo(file);
        QTRY_VERIFY_WITH_TIMEOUT(news().contains(file), Patience);
        QVERIFY(QFile::exists(file));
        QTRY_VERIFY(!m_page->isBusy());
        m_page->exportTo(file); // it is there
        QTRY_VERIFY_WITH_TIMEOUT(news().contains(u"already"_s), Patience);
    }

    void everythingIsReachedByKeys()
    {
        write({entry(u"DELETE FROM t"_s)});
        open();
        const auto reached = howdah::test::tabWalk(m_page->findChild<QTreeView *>(u"auditLines"_s));
        QCOMPARE(howdah::test::unreached(m_page.get(), reached), QStringList());
        QCOMPARE(howdah::test::nameless(reached), QStringList());
    }
};

HOWDAH_UI_TEST_MAIN(TestAuditPage)
#include "tst_auditpage.moc"
