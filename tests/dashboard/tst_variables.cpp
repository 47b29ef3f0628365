// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardfixture.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;

// What is typed for a dashboard, filters that depend on one another, links from its panels, and answers that are cut.
class TestDashboardVariables final : public QObject, test::DashboardFixture
{
    Q_OBJECT

    // Of the calls of some agents those that are slow.
    static QByteArray slow()
    {
        return "title: Slow calls\nrange: 2026-03-01..2026-03-11\ntables: [calls]\nvariables:\n"
               "  - {name: least, title: At least, type: number, default: 110, least: 0, most: 1000}\n"
               "  - {name: word, title: Name, default: A}\nfilters:\n"
               "  - {name: agent, title: Agent, values: \"SELECT DISTINCT agent, agent FROM calls ORDER BY 1\"}\n"
               "  - {name: hour, title: Hour, values: \"SELECT DISTINCT ms::text, agent || ms FROM calls WHERE "
               ":agent(agent) AND ms >= :least ORDER BY 1\"}\npanels:\n"
               "  - id: slow\n    title: Slow\n    kind: bar\n    query: |\n"
               "      SELECT agent AS label, count(*) AS value FROM calls WHERE ms >= :least AND :agent(agent)\n"
               "      GROUP BY 1 ORDER BY 1\n"
               "    links:\n      - {title: The times of this agent, dashboard: other, with: {agent: label}}\n"
               "      - {title: What was done, page: audit}\n      - {title: Lost, dashboard: nowhere}\n"
               "  - id: named\n    title: Named\n    kind: stat\n"
               "    query: SELECT count(*) AS value FROM calls WHERE starts_with(agent, :word)\n";
    }
    void openSlow()
    {
        write(u"slow.yaml"_s, slow());
        write(u"other.yaml"_s, yaml(linePanel()));
        connectNow();
        openPage(u"slow.yaml"_s);
        settle();
    }
    [[nodiscard]] double valueOf(const QString &panel, size_t point = 0) const
    {
        return dataOf(panel).series.front().points.at(point).value;
    }
    [[nodiscard]] QLineEdit *field(const QString &name) const
    {
        return m_page->findChild<QLineEdit *>(u"variable-"_s + name);
    }
    void type(const QString &name, const QString &text) const
    {
        field(name)->setFocus();
        field(name)->selectAll();
        QTest::keyClicks(field(name), text);
        QTest::keyClick(field(name), Qt::Key_Return);
    }
    [[nodiscard]] QAction *link(int number) const
    {
        return card(u"slow"_s)->findChild<QAction *>(u"link-%1"_s.arg(number));
    }

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }

    void whatIsTypedIsAsked()
    {
        openSlow();
        QCOMPARE(field(u"least"_s)->text(), u"110"_s);
        QCOMPARE(valueOf(u"slow"_s), 140.0); // 14 of 24 hours of ten days
        QCOMPARE(valueOf(u"named"_s), 240.0);
        type(u"least"_s, u"120"_s);
        settle();
        QCOMPARE(valueOf(u"slow"_s), 40.0);
        type(u"word"_s, u"x' OR true --"_s);
        settle();
        QCOMPARE(valueOf(u"named"_s), 0.0);
        // Each can be undone, and what cannot be is said at the field.
        controls()->goBack();
        settle();
        QCOMPARE(valueOf(u"named"_s), 240.0);
        type(u"least"_s, u"many"_s);
        QVERIFY(field(u"least"_s)->toolTip().contains(u"not a number"_s));
        QCOMPARE(controls()->choice().filters.value(u"least"_s), QStringList{u"120"_s});
        type(u"least"_s, u"1001"_s);
        QVERIFY(field(u"least"_s)->toolTip().contains(u"above 1000"_s));
        type(u"least"_s, u"110"_s);
        QVERIFY(field(u"least"_s)->toolTip().isEmpty());
        QVERIFY(!controls()->choice().filters.contains(u"least"_s));
    }

    void valuesFollowOtherFilters()
    {
        openSlow();
        QTRY_COMPARE_WITH_TIMEOUT(filters()->values().value(u"hour"_s).size(), size_t(42), Patience);
        controls()->toggleFilter(u"agent"_s, u"Bob"_s);
        QTRY_COMPARE_WITH_TIMEOUT(filters()->values().value(u"hour"_s).size(), size_t(14), Patience);
        QCOMPARE(filters()->values().value(u"hour"_s).front().second, u"Bob110"_s);
        type(u"least"_s, u"122"_s);
        QTRY_COMPARE_WITH_TIMEOUT(filters()->values().value(u"hour"_s).size(), size_t(2), Patience);
        settle();
    }

    // To another dashboard with the range and the mark, and to another page.
    void linksLead()
    {
        openSlow();
        DashboardChoice choice = controls()->choice();
        choice.range.text = u"2026-03-02..2026-03-05"_s;
        controls()->choose(choice);
        settle();
        QSignalSpy places(m_page.get(), &Page::placeWanted);
        link(2)->trigger();
        QCOMPARE(places.size(), 1);
        QCOMPARE(places[0][0].toString(), u"audit"_s);
        link(3)->trigger();
        QVERIFY(m_page->findChild<QWidget *>(u"news"_s)->isVisible()); // there is none of that name
        QVERIFY(!link(1)->isEnabled());                                // of which agent?
        card(u"slow"_s)->chart()->setCurrent(MarkRef{0, 1});
        QVERIFY(link(1)->isEnabled());
        link(1)->trigger();
        QCOMPARE(m_page->path(), own(u"other.yaml"_s));
        QCOMPARE(controls()->choice().range.text, u"2026-03-02..2026-03-05"_s);
        QCOMPARE(controls()->choice().filters.value(u"agent"_s), QStringList{u"Bob"_s});
        settle();
        QCOMPARE(seriesOf(u"times"_s), QStringList{u"Bob"_s});
    }

    void aCutIsSaid()
    {
        metrics::PanelLimits limits;
        limits.mostRows = 100;
        openWith(panel("all", "table", "SELECT id FROM calls"), limits);
        settle();
        QCOMPARE(dataOf(u"all"_s).rows.rowCount(), 100);
        QVERIFY2(wordsOf(card(u"all"_s)).contains(u"Cut after 100 rows"_s), qPrintable(wordsOf(card(u"all"_s))));
    }
};

HOWDAH_UI_TEST_MAIN(TestDashboardVariables)
#include "tst_variables.moc"
