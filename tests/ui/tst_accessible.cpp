// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The window as a screen reader meets it.
#include "browse/browsepage.h"
#include "grid/gridtable.h"
#include "grid/gridview.h"
#include "browse/rowspane.h"
#include "common/prompter.h"
#include "common/settings.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "promptui/keyringsession.h"
#include "shell/mainwindow.h"
#include "shell/rail.h"
#include "support/accessiblewalk.h"
#include "support/testserver.h"
#include "support/turnmeter.h"

#include <QAccessible>
#include <QAction>
#include <QLineEdit>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

namespace {

class TablePage final : public Page
{
public:
    explicit TablePage(const QString &key)
        : Page({key, u"Page "_s + key, u"table"_s})
        , table(new QTableWidget(2, 2, this))
    {
        (new QVBoxLayout(this))->addWidget(table);
        table->setAccessibleName(u"Table of "_s + key);
        table->setItem(0, 0, new QTableWidgetItem(u"cell of "_s + key));
    }
    [[nodiscard]] bool needsConnection() const override { return false; }
    QTableWidget *table;
};

// The names of all that is reached from here, in the order of reading.
void collect(QAccessibleInterface *from, QStringList &names)
{
    if (!from || from->state().invisible)
        return;
    if (const QString name = from->text(QAccessible::Name); !name.isEmpty())
        names << name;
    for (int i = 0; i < from->childCount(); ++i)
        collect(from->child(i), names);
}

QStringList read(QWidget *from)
{
    QStringList names;
    collect(QAccessible::queryAccessibleInterface(from), names);
    return names;
}

} // namespace

class TestAccessible final : public QObject
{
    Q_OBJECT

    static constexpr int Patience = 60'000;
    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("HOWDAH_DATA_DIR", m_folder.filePath(u"data"_s).toUtf8());
        test::withoutKeychain();
        QAccessible::setActive(true);
    }

    void aButtonIsCalledWhatStandsOnIt()
    {
        QAction save(u"&Save A && B"_s);
        save.setToolTip(u"Nothing is to be saved"_s);
        const std::unique_ptr<QPushButton> face(buttonFor(&save));
        QCOMPARE(face->accessibleName(), u"Save A & B"_s);
        QCOMPARE(face->accessibleDescription(), u"Nothing is to be saved"_s);
        save.setToolTip({});
        QCOMPARE(face->accessibleName(), u"Save A & B"_s);
        QCOMPARE(face->accessibleDescription(), QString());
        save.setText(u"Later"_s);
        QCOMPARE(face->accessibleName(), u"Later"_s);
    }

    void theRailHasTabs()
    {
        Settings settings(m_folder.filePath(u"rail.ini"_s));
        Theme theme(*qApp, ThemeChoice::Light);
        TaskList tasks;
        DialogPrompter prompter;
        ConnectionController controller(&settings, &tasks);
        const MainWindow window({&controller, &settings, &tasks, &prompter}, theme); // which teaches it
        Rail rail;
        rail.addPage(u"table"_s, u"First"_s, u"Ctrl+1"_s);
        rail.addPage(u"table"_s, u"Second"_s, {});
        QAction help(u"Help"_s);
        rail.addAction(u"help-contents"_s, &help);
        rail.setCurrent(0);
        const auto buttons = rail.findChildren<RailButton *>();
        QCOMPARE(buttons.size(), 3);
        auto *first = QAccessible::queryAccessibleInterface(buttons[0]);
        auto *second = QAccessible::queryAccessibleInterface(buttons[1]);
        QCOMPARE(first->role(), QAccessible::PageTab);
        QCOMPARE(first->text(QAccessible::Name), u"First"_s);
        QVERIFY(first->state().selected && !second->state().selected);
        QCOMPARE(QAccessible::queryAccessibleInterface(buttons[2])->role(), QAccessible::Button);
        second->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(rail.current(), 1);
        QVERIFY(second->state().selected && !first->state().selected);
    }

    // Cells of a hidden view say that they are shown: nobody is to come across them.
    void hiddenPagesAreNotReached()
    {
        Settings settings(m_folder.filePath(u"pages.ini"_s));
        Theme theme(*qApp, ThemeChoice::Light);
        TaskList tasks;
        DialogPrompter prompter;
        ConnectionController controller(&settings, &tasks);
        MainWindow window({&controller, &settings, &tasks, &prompter}, theme);
        auto *one = new TablePage(u"one"_s);
        auto *two = new TablePage(u"two"_s);
        window.addPage(one);
        window.addPage(two);
        window.restore();
        window.show();
        for (const QString &key : {u"one"_s, u"two"_s, u"one"_s}) {
            window.showPage(key);
            const QString other = key == u"one"_s ? u"two"_s : u"one"_s;
            QTRY_VERIFY(read(&window).contains(u"cell of "_s + key));
            const QStringList names = read(&window);
            QVERIFY2(!names.contains(u"cell of "_s + other), qPrintable(names.join(u'\n')));
            QVERIFY(!names.contains(u"Table of "_s + other));
        }
    }

    // The filters before the rows that they leave, the rows before what is said of one; nothing without a name.
    void browseIsReadAsItIsSeen()
    {
        const test::TestServer server;
        const QString database = server.createDatabase();
        QVERIFY(server.psql(
            database,
            u"CREATE TABLE things (id int PRIMARY KEY, name text); INSERT INTO things VALUES (1, 'a'), (2, NULL)"_s));
        Settings settings(m_folder.filePath(u"browse.ini"_s));
        Theme theme(*qApp, ThemeChoice::Light);
        TaskList tasks;
        DialogPrompter prompter;
        ConnectionController controller(&settings, &tasks);
        MainWindow window({&controller, &settings, &tasks, &prompter}, theme);
        auto *page = new BrowsePage({&controller, &settings, &tasks, &prompter});
        window.addPage(page);
        window.restore();
        window.resize(1280, 800);
        window.show();
        controller.connectTo(server.connInfo(database), Environment::Development);
        QTRY_VERIFY_WITH_TIMEOUT(controller.isConnected() && !controller.isReadingCatalog(), Patience);
        page->openObject(u"public"_s, u"things"_s);
        auto *rows = page->findChild<RowsPane *>();
        QTRY_VERIFY_WITH_TIMEOUT(rows->statusText().contains(u"of 2"_s), Patience);
        const QStringList names = read(page);
        const auto place = [&names](const QString &name) { return names.indexOf(name); };
        const QString all = names.join(u'\n');
        QVERIFY2(place(u"Filter objects by name"_s) >= 0, qPrintable(all));
        QVERIFY2(place(u"Filter objects by name"_s) < place(u"Condition"_s), qPrintable(all));
        const qsizetype grid = names.lastIndexOf(u"Rows"_s); // the tab is called so, too
        QVERIFY2(place(u"Condition"_s) < grid, qPrintable(all));
        QVERIFY2(grid < names.lastIndexOf(u"Record"_s), qPrintable(all)); // the tab of the inspector
        // Tab goes the same way.
        QWidget *condition = nullptr;
        for (QLineEdit *edit : rows->findChildren<QLineEdit *>()) {
            if (edit->accessibleName() == u"Condition"_s)
                condition = edit;
        }
        QVERIFY(condition);
        const QWidget *table = rows->grid()->table();
        int steps = 0;
        for (QWidget *next = condition; next != table && steps < 200; next = next->nextInFocusChain())
            ++steps;
        int around = 0;
        for (const QWidget *next = table; next != condition && around < 2'000; next = next->nextInFocusChain())
            ++around;
        QVERIFY2(steps < around, qPrintable(u"%1 and %2 steps"_s.arg(steps).arg(around)));
        const test::AccessibleWalk walk = test::walkAccessibly(&window);
        QVERIFY(walk.controls > 5);
        QVERIFY2(walk.nameless.isEmpty(), qPrintable(walk.nameless.join(u'\n')));
        controller.disconnectFromServer();
    }
};

HOWDAH_UI_TEST_MAIN(TestAccessible)
#include "tst_accessible.moc"
