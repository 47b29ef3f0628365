// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The dialog that proves an index, on a real server.
#include "plan/prove/provedialog.h"
#include "plan/prove/savingbar.h"
#include "support/testserver.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QTreeWidget>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

class ProveDialogTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        QVERIFY(m_server.psql(
            m_database, u"CREATE TABLE orders (id int PRIMARY KEY, user_id int, total int); INSERT INTO orders SELECT "
                        "i, i % 2000, i FROM generate_series(1, 30000) i; VACUUM ANALYZE"_s));
    }

    void aCandidateIsProvedAndHandedOn()
    {
        ProveDialog dialog(
            m_server.connInfo(m_database), u"SELECT * FROM orders WHERE user_id = 7"_s, m_server.local());
        dialog.show();
        auto *list = dialog.findChild<QTreeWidget *>(u"candidates"_s);
        auto *prove = dialog.findChild<QPushButton *>(u"accept"_s);
        auto *save = dialog.findChild<QPushButton *>(u"saveAsMigration"_s);
        auto *verdict = dialog.findChild<QLabel *>(u"verdict"_s);
        QTRY_VERIFY_WITH_TIMEOUT(list->topLevelItemCount() > 0, 20'000);
        QVERIFY(list->topLevelItem(0)->text(0).contains(u"(user_id)"_s));
        QCOMPARE(list->topLevelItem(0)->text(1), u"no hypopg there"_s);
        QVERIFY(prove->isEnabled());
        QVERIFY(!save->isEnabled()); // nothing was measured

        prove->click();
        QVERIFY(!prove->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(save->isEnabled(), 60'000);
        QVERIFY(prove->isEnabled());
        QVERIFY(verdict->text().startsWith(u"Believed"_s));
        QVERIFY(list->topLevelItem(0)->text(2).startsWith(u"Believed"_s));
        auto *bar = dialog.findChild<SavingBar *>(u"savingBar"_s);
        QVERIFY(bar->isVisible() && bar->accessibleName().startsWith(u"Saves "_s));
        QVERIFY(dialog.findChild<QPlainTextEdit *>()->toPlainText().contains(u"Writes take longer"_s));

        QSignalSpy wanted(&dialog, &ProveDialog::migrationWanted);
        save->click();
        QCOMPARE(wanted.size(), 1);
    }

    void whatCannotBeProvedIsSaid()
    {
        ProveDialog dialog(m_server.connInfo(m_database), u"DROP TABLE orders"_s, m_server.local());
        dialog.show();
        auto *problem = dialog.findChild<QWidget *>(u"problem"_s);
        QVERIFY(problem);
        QTRY_VERIFY(problem->isVisible());
        QVERIFY(!dialog.findChild<QPushButton *>(u"accept"_s)->isEnabled());
    }

    // Closing it ends what runs, and removes the copy.
    void closingCancels()
    {
        const auto copies = [this] {
            return m_server
                .psql(u"postgres"_s, u"SELECT count(*) FROM pg_database WHERE datname ~ '^howdah_scratch'"_s)
                ->trimmed();
        };
        {
            ProveDialog dialog(
                m_server.connInfo(m_database), u"SELECT * FROM orders WHERE user_id = 7"_s, m_server.local());
            dialog.show();
            auto *prove = dialog.findChild<QPushButton *>(u"accept"_s);
            QTRY_VERIFY_WITH_TIMEOUT(prove->isEnabled(), 20'000);
            prove->click();
            QTRY_COMPARE_WITH_TIMEOUT(copies(), u"1"_s, 20'000);
        }
        QTRY_COMPARE_WITH_TIMEOUT(copies(), u"0"_s, 20'000);
    }
};

QTEST_MAIN(ProveDialogTest)
#include "tst_provedialog.moc"
