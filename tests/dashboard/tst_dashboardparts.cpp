// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/entitystyles.h"
#include "common/theme.h"
#include "dashboard/autorefresh.h"
#include "dashboard/choicepopup.h"
#include "dashboard/dashboardfilters.h"
#include "dashboard/panelgrid.h"
#include "dashboard/paneltablemodel.h"
#include "dashboard/rangepicker.h"
#include "support/turnmeter.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QHeaderView>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

#include <cmath>
#include <set>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

// The parts of the page, each for itself.
class TestDashboardParts final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Theme> m_theme;

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Light); }

    void rangeIsTyped();
    void aWrongRangeIsToldBesideTheField();
    void rangeComesFromTheMenu();
    void zoneIsSearched();
    void filterValuesAreSearchedAndChecked();
    void chipsTakeValuesAway();
    void sortsNumbersByValue();
    void drawsArraysAsLines();
    void copiesWhatIsSelected();
    void refreshPausesAndCatchesUp();
    void panelsGrowWithWhatTheyShow();
};

// A panel of many rows is as high as all their names need, in whole rows of the grid; what follows moves down.
void TestDashboardParts::panelsGrowWithWhatTheyShow()
{
    PanelGrid grid;
    grid.resize(1000, 900);
    auto *one = new QWidget;
    auto *two = new QWidget;
    grid.add(one, {.width = 12});
    grid.add(two, {.width = 12});
    const int low = one->height();
    QCOMPARE(low, PanelGrid::RowHeight);
    grid.setNeeded(one, low);
    QCOMPARE(one->height(), low);
    grid.setNeeded(one, low + 1);
    QVERIFY(one->height() >= low + 1);
    QVERIFY(two->y() > one->geometry().bottom());
    grid.setNeeded(one, 100'000); // there is an end to it
    QVERIFY(one->height() < 3'000);
    grid.setNeeded(one, 0);
    QCOMPARE(one->height(), low);
}

void TestDashboardParts::rangeIsTyped()
{
    RangePicker picker;
    picker.setSelection({u"30d"_s});
    picker.show();
    QSignalSpy chosen(&picker, &RangePicker::selectionChosen);
    picker.field()->setFocus();
    picker.field()->selectAll();
    QTest::keyClicks(picker.field(), u"last month"_s);
    QCOMPARE(chosen.size(), 0);
    QTest::keyClick(picker.field(), Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(picker.selection().text, u"last month"_s);
}

void TestDashboardParts::aWrongRangeIsToldBesideTheField()
{
    RangePicker picker;
    picker.setSelection({u"30d"_s});
    picker.show();
    QSignalSpy chosen(&picker, &RangePicker::selectionChosen);
    picker.field()->selectAll();
    QTest::keyClicks(picker.field(), u"since ever"_s);
    QTest::keyClick(picker.field(), Qt::Key_Return);
    QCOMPARE(chosen.size(), 0);
    QVERIFY2(picker.problem().contains(u"since ever"_s), qPrintable(picker.problem()));
    QVERIFY(picker.problem().contains(u"30d"_s)); // what would be right
    QTest::keyClick(picker.field(), Qt::Key_Escape);
    QCOMPARE(picker.field()->text(), u"30d"_s);
    QCOMPARE(picker.problem(), QString());
}

void TestDashboardParts::rangeComesFromTheMenu()
{
    RangePicker picker;
    picker.setSelection({u"30d"_s});
    QSignalSpy chosen(&picker, &RangePicker::selectionChosen);
    const QList<QAction *> actions = picker.findChild<QPushButton *>(u"presets"_s)->menu()->actions();
    QVERIFY(actions.size() > 10);
    for (QAction *action : actions) { // each is a range that is understood
        const qsizetype before = chosen.size();
        action->trigger();
        QCOMPARE(chosen.size(), before + 1);
        QVERIFY2(picker.range(), qPrintable(action->text()));
    }
}

void TestDashboardParts::zoneIsSearched()
{
    RangePicker picker;
    picker.setSelection({u"2026-03-07..2026-03-10"_s});
    picker.show();
    QSignalSpy chosen(&picker, &RangePicker::zoneChosen);
    auto *opener = picker.findChild<QPushButton *>(u"zone"_s);
    QTest::keyClick(opener, Qt::Key_Space);
    auto *popup = picker.findChild<ChoicePopup *>();
    QVERIFY(popup && popup->isVisible());
    QTest::keyClicks(popup->search(), u"los_ang"_s);
    QCOMPARE(popup->list()->model()->rowCount(), 1);
    QTest::keyClick(popup->search(), Qt::Key_Return);
    QVERIFY(!popup->isVisible());
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(picker.zone().id(), QByteArray("America/Los_Angeles"));
    QVERIFY2(picker.field()->toolTip().contains(u"2026-03-08 has 23 hours"_s), qPrintable(picker.field()->toolTip()));
}

void TestDashboardParts::filterValuesAreSearchedAndChecked()
{
    DashboardFilters filters;
    metrics::FilterDefinition agent;
    agent.name = u"agent"_s;
    agent.title = u"Agent"_s;
    metrics::DashboardDefinition dashboard;
    dashboard.filters.push_back(agent);
    filters.setFilters(dashboard);
    filters.show();
    QSignalSpy wanted(&filters, &DashboardFilters::valuesWanted);
    QSignalSpy changed(&filters, &DashboardFilters::chosenChanged);
    connect(&filters, &DashboardFilters::chosenChanged, &filters, &DashboardFilters::setChosen);
    QTest::mouseClick(filters.findChild<QPushButton *>(u"filter-agent"_s), Qt::LeftButton);
    QCOMPARE(wanted.size(), 1);
    auto *popup = filters.findChild<ChoicePopup *>();
    filters.setValues(u"agent"_s, {{u"1"_s, u"Ada"_s}, {u"2"_s, u"Bob"_s}, {u"3"_s, u"Adele"_s}});
    QCOMPARE(popup->list()->model()->rowCount(), 3);
    QTest::keyClicks(popup->search(), u"ad"_s);
    QCOMPARE(popup->list()->model()->rowCount(), 2);
    QTest::keyClick(popup->search(), Qt::Key_Return);
    QTest::keyClick(popup->search(), Qt::Key_Down);
    QTest::keyClick(popup->search(), Qt::Key_Return);
    QCOMPARE(changed.size(), 2);
    QCOMPARE(filters.chosen().value(u"agent"_s), (QStringList{u"1"_s, u"3"_s}));
    QVERIFY(popup->isVisible()); // several are checked in one go
    QTest::keyClick(popup->search(), Qt::Key_Return);
    QCOMPARE(filters.chosen().value(u"agent"_s), QStringList{u"1"_s});
}

void TestDashboardParts::chipsTakeValuesAway()
{
    DashboardFilters filters;
    metrics::FilterDefinition agent;
    agent.name = u"agent"_s;
    agent.title = u"Agent"_s;
    metrics::DashboardDefinition dashboard;
    dashboard.filters.push_back(agent);
    filters.setFilters(dashboard);
    filters.setValues(u"agent"_s, {{u"1"_s, u"Ada & Co"_s}});
    filters.setChosen({{u"agent"_s, {u"1"_s, u"gone"_s}}});
    filters.show();
    QSignalSpy changed(&filters, &DashboardFilters::chosenChanged);
    auto *chip = filters.findChild<QToolButton *>(u"chip-agent-1"_s);
    QVERIFY(chip);
    QCOMPARE(chip->text(), u"Ada && Co"_s);
    QVERIFY(chip->accessibleName().contains(u"Ada & Co"_s));
    chip->setFocus();
    QTest::keyClick(chip, Qt::Key_Space);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed[0][0].value<metrics::FilterChoice>().value(u"agent"_s), QStringList{u"gone"_s});
}

static std::shared_ptr<const metrics::PanelTable> numbers()
{
    auto table = std::make_shared<metrics::PanelTable>();
    table->headers = {u"label"_s, u"value"_s};
    table->isNumber = {false, true};
    table->rows = {{u"a"_s, u"10"_s}, {u"b"_s, u"9"_s}, {u"c"_s, {}}, {u"d"_s, u"-Infinity"_s}, {u"e"_s, u"1e3"_s}};
    return table;
}

void TestDashboardParts::sortsNumbersByValue()
{
    PanelTableView view;
    new QAbstractItemModelTester(view.tableModel(), QAbstractItemModelTester::FailureReportingMode::QtTest, &view);
    new QAbstractItemModelTester(view.model(), QAbstractItemModelTester::FailureReportingMode::QtTest, &view);
    view.setTable(numbers());
    const auto order = [&view] {
        QString names;
        for (int row = 0; row < view.model()->rowCount(); ++row)
            names += view.model()->index(row, 0).data().toString();
        return names;
    };
    QCOMPARE(order(), u"abcde"_s); // as the panel has them
    view.sortByColumn(1, Qt::AscendingOrder);
    QCOMPARE(order(), u"dbaec"_s);
    view.sortByColumn(0, Qt::DescendingOrder);
    QCOMPARE(order(), u"edcba"_s);
}

// An array of numbers is a small line for the eye, words for the ear, and itself for who copies it.
void TestDashboardParts::drawsArraysAsLines()
{
    QCOMPARE(metrics::courseOf(u"{1,2.5,-3}"), (std::vector<double>{1, 2.5, -3}));
    const std::vector<double> holed = metrics::courseOf(u"{0.5,NULL,0.7}");
    QCOMPARE(holed.size(), 3U);
    QVERIFY(std::isnan(holed[1]));
    QVERIFY(metrics::courseOf(u"{}").empty());
    QVERIFY(metrics::courseOf(u"").empty());
    QVERIFY(metrics::courseOf(u"words").empty());
    QCOMPARE(metrics::courseWords(holed), u"0.500 to 0.700, last 0.700"_s);

    auto table = std::make_shared<metrics::PanelTable>();
    table->headers = {u"label"_s, u"course"_s};
    table->isNumber = {false, false};
    table->isCourse = {false, true};
    table->rows = {{u"a"_s, u"{1,9,5}"_s}, {u"b"_s, u"{7,8,1}"_s}, {u"c"_s, {}}};
    PanelTableView view;
    view.resize(400, 200);
    view.setTable(table);
    const auto cell = [&view](int row) { return view.model()->index(row, 1); };
    QCOMPARE(cell(0).data().toString(), u"{1,9,5}"_s);
    QCOMPARE(cell(0).data(Qt::AccessibleTextRole).toString(), u"1 to 9, last 5"_s);
    QCOMPARE(cell(0).data(PanelTableModel::CourseRole).value<QList<double>>(), (QList<double>{1, 9, 5}));
    QVERIFY(view.selectedText().contains(u"{7,8,1}"_s));
    view.sortByColumn(1, Qt::AscendingOrder); // by the last
    QCOMPARE(view.model()->index(0, 0).data().toString(), u"b"_s);
    QVERIFY(view.columnWidth(1) >= 100);

    // A line from left to right, and no digits.
    const QImage picture = view.grab().toImage();
    const QRect place = view.visualRect(cell(0)).translated(view.viewport()->pos());
    const QColor ink = entityColor(0, view.palette());
    std::set<int> columns;
    for (int x = place.left(); x < place.right(); ++x) {
        for (int y = place.top(); y < place.bottom(); ++y) {
            const QColor at = picture.pixelColor(x, y);
            if (std::abs(at.red() - ink.red()) + std::abs(at.green() - ink.green()) + std::abs(at.blue() - ink.blue())
                < 90)
                columns.insert(x);
        }
    }
    QVERIFY2(int(columns.size()) > place.width() / 2, qPrintable(QString::number(columns.size())));
}

void TestDashboardParts::copiesWhatIsSelected()
{
    PanelTableView view;
    view.setTable(numbers());
    view.show();
    QCOMPARE(view.selectedText().count(u'\n'), 6); // everything, with its head
    view.selectionModel()->select(view.model()->index(0, 1), QItemSelectionModel::Select);
    view.selectionModel()->select(view.model()->index(1, 1), QItemSelectionModel::Select);
    QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"value\n10\n9\n"_s);
}

void TestDashboardParts::refreshPausesAndCatchesUp()
{
    AutoRefresh refresh;
    QSignalSpy due(&refresh, &AutoRefresh::due);
    auto *timer = refresh.findChild<QTimer *>();
    QVERIFY(timer);
    refresh.setSeconds(30);
    QVERIFY(timer->isActive());
    QCOMPARE(timer->interval(), 30'000);
    QCOMPARE(refresh.text(), u"Every 30 s"_s);
    timer->setInterval(1); // half a minute is not waited for
    QTRY_VERIFY(due.size() >= 2);

    refresh.setPaused(true);
    QVERIFY2(refresh.text().contains(u"paused"_s), qPrintable(refresh.text()));
    QVERIFY(refresh.accessibleName().contains(u"paused"_s));
    due.clear();
    QSignalSpy ticks(timer, &QTimer::timeout);
    QTRY_VERIFY(ticks.size() >= 3);
    QCOMPARE(due.size(), 0);
    refresh.setPaused(false); // what fell due meanwhile
    QCOMPARE(due.size(), 1);
    QVERIFY(!refresh.text().contains(u"paused"_s));

    refresh.setSeconds(0);
    QVERIFY(!timer->isActive());
    refresh.setSeconds(7); // nothing that is offered
    QCOMPARE(refresh.seconds(), 0);
}

HOWDAH_UI_TEST_MAIN(TestDashboardParts)
#include "tst_dashboardparts.moc"
