// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardchoice.h"
#include "dashboard/panelgrid.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::metrics;
using namespace howdah::ui;

// What is chosen for a dashboard, and where its panels stand: without a window.
class TestDashboardChoice final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changesCanBeTakenBack();
    void theSameIsNoChange();
    void survivesTheFile();
    void togglesValues();
    void findsTheFilterOfAMark();
    void aStretchIsReadAgain();
    void reportsDaysThatAreNot24Hours();
    void placesOnTwelveColumns();
    void placesInOneColumn();
};

void TestDashboardChoice::changesCanBeTakenBack()
{
    ChoiceHistory history;
    const DashboardChoice first{{u"30d"_s}, {}, true};
    history.begin(first);
    QVERIFY(!history.canGoBack());
    DashboardChoice second = first;
    second.range.text = u"7d"_s;
    DashboardChoice third = second;
    third.filters.insert(u"agent"_s, {u"a"_s});
    QVERIFY(history.change(second));
    QVERIFY(history.change(third));
    history.goBack();
    QCOMPARE(history.current(), second);
    history.goBack();
    QCOMPARE(history.current(), first);
    QVERIFY(!history.canGoBack());
    history.goBack();
    QCOMPARE(history.current(), first);
}

void TestDashboardChoice::theSameIsNoChange()
{
    ChoiceHistory history;
    history.begin({{u"30d"_s}, {}, true});
    QVERIFY(!history.change({{u"30d"_s}, {}, true}));
    QVERIFY(!history.canGoBack());
}

void TestDashboardChoice::survivesTheFile()
{
    const DashboardChoice choice{
        {u"2026-03-01..2026-04-01"_s}, {{u"agent"_s, {u"a, \"b\""_s, u"ü"_s}}, {u"tool"_s, {u"1"_s}}}, false};
    QCOMPARE(choiceFromJson(toJson(choice), {{u"30d"_s}, {}, true}), choice);
    // A range of an older program that nobody understands is left out.
    QJsonObject strange = toJson(choice);
    strange[u"range"_s] = u"since ever"_s;
    QCOMPARE(choiceFromJson(strange, {{u"30d"_s}, {}, true}).range.text, u"30d"_s);
}

void TestDashboardChoice::togglesValues()
{
    FilterChoice chosen = toggled({}, u"agent"_s, u"a"_s);
    chosen = toggled(chosen, u"agent"_s, u"b"_s);
    QCOMPARE(chosen.value(u"agent"_s), (QStringList{u"a"_s, u"b"_s}));
    chosen = toggled(chosen, u"agent"_s, u"a"_s);
    QCOMPARE(chosen.value(u"agent"_s), QStringList{u"b"_s});
    QVERIFY(toggled(chosen, u"agent"_s, u"b"_s).isEmpty()); // and no empty list is left
}

void TestDashboardChoice::findsTheFilterOfAMark()
{
    const auto reading = readDashboard(
        "title: T\nfilters:\n"
        "  - {name: agent, title: Agent, values: SELECT 1}\n"
        "  - {name: tool, title: Tool, values: SELECT 1}\n"
        "panels:\n"
        "  - {id: one, title: One, kind: bar, query: \"SELECT 1 AS label, 2 AS value WHERE :agent(1)\"}\n",
        u"t.yaml"_s);
    QVERIFY2(reading.dashboard, reading.problems.empty() ? "" : qPrintable(reading.problems.front().message));
    const PanelDefinition &panel = reading.dashboard->panels.front();
    const ValuesByFilter values{
        {u"agent"_s, {{u"17"_s, u"Ada"_s}, {u"18"_s, u"Bob"_s}}}, {u"tool"_s, {{u"9"_s, u"grep"_s}}}};
    const auto of = [&](const QString &series, const QString &label) {
        Series one;
        one.name = series;
        Point point;
        point.label = label;
        return filterOfMark(*reading.dashboard, panel, values, one, point);
    };
    QCOMPARE(of(u"Ada"_s, {}), std::pair(u"agent"_s, u"17"_s)); // by its label
    QCOMPARE(of({}, u"18"_s), std::pair(u"agent"_s, u"18"_s));  // by its value
    QCOMPARE(of(u"Bob"_s, u"Ada"_s), std::pair(u"agent"_s, u"18"_s));
    QVERIFY(!of(u"grep"_s, {})); // the panel does not use that filter
    QVERIFY(!of({}, {}));
}

void TestDashboardChoice::aStretchIsReadAgain()
{
    const QTimeZone zone("America/Los_Angeles");
    // In the hour that comes twice: without its offset it would be another one.
    const QDateTime from(QDate(2026, 11, 1), QTime(9, 30), Qt::UTC);
    const QDateTime to(QDate(2026, 11, 1), QTime(11, 0), Qt::UTC);
    const auto range = resolve({selectionText(from, to, zone)}, QDateTime::currentDateTimeUtc(), zone);
    QVERIFY2(range, qPrintable(selectionText(from, to, zone)));
    QCOMPARE(range->from, from);
    QCOMPARE(range->to, to);
}

void TestDashboardChoice::reportsDaysThatAreNot24Hours()
{
    const QTimeZone zone("America/Los_Angeles");
    const auto words = [&zone](const QString &text) {
        return rangeWords(*resolve({text}, QDateTime::currentDateTimeUtc(), zone), zone);
    };
    QVERIFY2(
        words(u"2026-03-07..2026-03-10"_s).contains(u"2026-03-08 has 23 hours"_s),
        qPrintable(words(u"2026-03-07..2026-03-10"_s)));
    QVERIFY(words(u"2026-10-30..2026-11-03"_s).contains(u"2026-11-01 has 25 hours"_s));
    QVERIFY(!words(u"2026-05-01..2026-06-01"_s).contains(u"has"_s));
    QVERIFY(
        words(u"2026-05-01..2026-06-01"_s).contains(u"2026-05-01 00:00 to 2026-06-01 00:00 (America/Los_Angeles)"_s));
}

void TestDashboardChoice::placesOnTwelveColumns()
{
    const auto cells = placePanels({{3, 1}, {3, 1}, {6, 2}, {6, 1}, {12, 1}, {4, 1}}, 12);
    const std::vector<PanelCell> wanted{{0, 0, 3, 1}, {3, 0, 3, 1},  {6, 0, 6, 2},
                                        {0, 1, 6, 1}, {0, 2, 12, 1}, {0, 3, 4, 1}};
    QVERIFY(cells == wanted);
}

void TestDashboardChoice::placesInOneColumn()
{
    const auto cells = placePanels({{3, 1}, {6, 2}, {12, 1}}, 1);
    const std::vector<PanelCell> wanted{{0, 0, 1, 1}, {0, 1, 1, 2}, {0, 3, 1, 1}};
    QVERIFY(cells == wanted);
}

QTEST_GUILESS_MAIN(TestDashboardChoice)
#include "tst_dashboardchoice.moc"
