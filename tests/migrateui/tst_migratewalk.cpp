// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrateui/migratepagefixture.h"
#include "support/keyboardwalk.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;
using test::version;

// The page without a mouse: everything that can be clicked has its turn of Tab, and one who only has keys finds, reads,
// applies and rolls back.
class TestMigrateWalk final : public QObject, test::MigratePageFixture
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }
    void cleanupTestCase() { end(); }

    void everythingHasItsTurn();
    void findsReadsAppliesAndRollsBack();
};

void TestMigrateWalk::everythingHasItsTurn()
{
    writeSmallPack();
    connectTo(m_database);
    openPage(m_folder->filePath(u"pack"_s));
    QVERIFY(m_page->select(version(u"1"_s)));
    const QSet<QWidget *> forwards = test::tabWalk(list());
    QCOMPARE(test::unreached(m_page.get(), forwards), QStringList());
    QCOMPARE(test::unreached(m_page.get(), test::tabWalk(list(), true)), QStringList());
    QCOMPARE(test::nameless(forwards), QStringList()); // whoever does not see where they are hears it
}

void TestMigrateWalk::findsReadsAppliesAndRollsBack()
{
    writeSmallPack();
    connectTo(m_database);
    openPage(m_folder->filePath(u"pack"_s));
    key(Qt::Key_Home);
    QCOMPARE(detail()->version(), version(u"1"_s));
    key(Qt::Key_Down);
    QCOMPARE(detail()->version(), version(u"2"_s));
    key(Qt::Key_2, Qt::AltModifier);
    QCOMPARE(detail()->tab(), MigrationDetail::Tab::Down);
    list()->setFocus();
    applyAll();
    waitForStates(u"001 applied, 002 applied, 003 applied"_s);
    list()->setFocus();
    key(Qt::Key_End);
    QCOMPARE(detail()->version(), version(u"3"_s));
    key(Qt::Key_Up);
    key(Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    acceptReview(waitForReview());
    waitForStates(u"001 applied, 002 applied, 003 rolled-back"_s);
    waitForRun();
}

HOWDAH_UI_TEST_MAIN(TestMigrateWalk)
#include "tst_migratewalk.moc"
