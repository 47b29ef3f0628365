// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrateui/migratepagefixture.h"

#include <QAbstractButton>
#include <QComboBox>

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

    // A tab bar's or a tree's own parts are reached by its arrows.
    [[nodiscard]] QStringList unreachable(const QSet<QWidget *> &reached) const;
    [[nodiscard]] QSet<QWidget *> walk(bool backwards);

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }
    void cleanupTestCase() { end(); }

    void everythingHasItsTurn();
    void findsReadsAppliesAndRollsBack();
};

QSet<QWidget *> TestMigrateWalk::walk(bool backwards)
{
    QSet<QWidget *> reached;
    list()->setFocus();
    for (int step = 0; step < 100; ++step) {
        QWidget *focused = QApplication::focusWidget();
        if (!focused || reached.contains(focused))
            break;
        reached.insert(focused);
        if (backwards)
            key(Qt::Key_Backtab, Qt::ShiftModifier);
        else
            key(Qt::Key_Tab);
    }
    return reached;
}

QStringList TestMigrateWalk::unreachable(const QSet<QWidget *> &reached) const
{
    QStringList names;
    for (QWidget *widget : m_page->findChildren<QWidget *>()) {
        const bool usable = widget->isVisible() && widget->isEnabled() && !widget->focusProxy();
        const bool control = qobject_cast<QAbstractButton *>(widget) || qobject_cast<QLineEdit *>(widget)
                          || qobject_cast<QAbstractItemView *>(widget) || qobject_cast<QComboBox *>(widget);
        const QString owner = QString::fromLatin1(widget->parentWidget()->metaObject()->className());
        const bool part = owner.contains("QTabBar"_L1) || qobject_cast<QLineEdit *>(widget->parentWidget());
        if (usable && control && !part && !reached.contains(widget))
            names << QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName() + u' '
                         + widget->accessibleName();
    }
    return names;
}

void TestMigrateWalk::everythingHasItsTurn()
{
    writeSmallPack();
    connectTo(m_database);
    openPage(m_folder->filePath(u"pack"_s));
    QVERIFY(m_page->select(version(u"1"_s)));
    const QSet<QWidget *> forwards = walk(false);
    QCOMPARE(unreachable(forwards), QStringList());
    QCOMPARE(unreachable(walk(true)), QStringList());
    // Whoever does not see where they are hears it.
    for (const QWidget *widget : forwards) {
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        QVERIFY2(
            !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty())
                || !widget->toolTip().isEmpty(),
            qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName()));
    }
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
