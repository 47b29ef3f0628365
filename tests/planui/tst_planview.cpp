// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// A plan as tree, icicle, table and text, kept in step.
#include "plan/planflame.h"
#include "plan/planview.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QImage>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

static const QByteArray Joined =
    "Hash Join  (cost=1.50..8.00 rows=10 width=8) (actual time=0.500..4.000 rows=100 loops=1)\n"
    "  Hash Cond: (o.customer = c.id)\n"
    "  ->  Seq Scan on orders o  (cost=0.00..4.00 rows=100 width=8) (actual time=0.010..3.000 rows=100 loops=1)\n"
    "        Filter: (total > 5)\n"
    "        Rows Removed by Filter: 900\n"
    "  ->  Hash  (cost=1.00..1.00 rows=40 width=4) (actual time=0.300..0.300 rows=40 loops=1)\n"
    "        ->  Seq Scan on customers c  (cost=0.00..1.00 rows=40 width=4) (actual time=0.010..0.200 rows=40 "
    "loops=1)\n"
    "Planning Time: 0.200 ms\n"
    "Execution Time: 4.500 ms\n";

class PlanViewTest final : public QObject
{
    Q_OBJECT
private:
    static void shown(PlanView &view, const QByteArray &text)
    {
        view.resize(1000, 500);
        view.show();
        view.read(text);
        QTRY_VERIFY(view.plan());
    }
    static ShownPlan wide(int nodes)
    {
        plan::Plan plan;
        plan.nodes.resize(size_t(nodes));
        for (int node = 0; node < nodes; ++node) {
            plan::Node &one = plan.nodes[size_t(node)];
            one.type = u"Append"_s;
            one.totalCost = nodes - node;
            one.actual = plan::Actual{.startup = 0, .total = double(nodes - node) / 10, .rows = 1, .loops = 1};
            one.parent = node == 0 ? -1 : (node - 1) / 4;
            if (node > 0)
                plan.nodes[size_t(one.parent)].children.push_back(node);
        }
        return ShownPlan::of(std::move(plan), u"Append"_s);
    }

private Q_SLOTS:
    void modelsAreSound()
    {
        const ShownPlan plan = wide(30);
        for (const auto form : {PlanModel::Form::Tree, PlanModel::Form::List}) {
            PlanModel model(form);
            const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
            model.setPlan(&plan);
            QCOMPARE(model.rowCount(), form == PlanModel::Form::Tree ? 1 : 30);
            QCOMPARE(model.indexOf(7).data(PlanModel::NodeRole).toInt(), 7);
        }
    }
    void slowestIsChosenFirst()
    {
        PlanView view;
        shown(view, Joined);
        QCOMPARE(view.selected(), 1);
        QVERIFY(view.details()->toPlainText().contains(u"Rows Removed by Filter: 900"_s));
        QVERIFY2(view.totals().contains(u"4.500 ms"_s), qPrintable(view.totals()));
        QVERIFY(!view.states()->isStale());
    }
    void facesAreKeptInStep()
    {
        PlanView view;
        shown(view, Joined);
        const QSignalSpy selected(&view, &PlanView::selectedChanged);
        view.tree()->setCurrentIndex(view.tree()->model()->index(0, 0));
        QCOMPARE(view.selected(), 0);
        QCOMPARE(view.flame()->current(), 0);
        QCOMPARE(view.table()->currentIndex().data(PlanModel::NodeRole).toInt(), 0);
        view.setFace(PlanView::Face::Flame);
        QTest::keyClick(view.flame(), Qt::Key_Down);
        QCOMPARE(view.selected(), 1);
        QTest::keyClick(view.flame(), Qt::Key_Right);
        QCOMPARE(view.selected(), 2);
        QTest::mouseClick(view.flame(), Qt::LeftButton, {}, view.flame()->barOf(3).center().toPoint());
        QCOMPARE(view.selected(), 3);
        QCOMPARE(view.tree()->currentIndex().data(PlanModel::NodeRole).toInt(), 3);
        QVERIFY(view.flame()->accessibleDescription().contains(u"customers"_s));
        view.text()->setTextCursor(QTextCursor(view.text()->document()->findBlockByNumber(3)));
        QCOMPARE(view.selected(), 1);
        QCOMPARE(selected.size(), 5);
    }
    void placeOfANode()
    {
        PlanView view;
        const QByteArray sql = "SELECT * FROM reorders_x, Orders o JOIN customers c ON true";
        view.setOrigin({.statement = sql, .place = {}, .searchPath = {}, .isHere = {}});
        shown(view, Joined);
        QVERIFY(view.placeOf(1));
        QCOMPARE(view.placeOf(1)->begin, sql.indexOf("Orders o"));
        QCOMPARE(view.nodesAt(sql.indexOf("Orders o")), std::vector<int>{1});
        QVERIFY(view.nodesAt(0).empty());
    }
    void whatIsNoPlanFails()
    {
        PlanView view;
        view.show();
        QCOMPARE(view.states()->state(), StateStack::State::Empty);
        view.read("nothing of a plan");
        QTRY_COMPARE(view.states()->state(), StateStack::State::Failed);
    }
    void partialPlansSaySo()
    {
        PlanView view;
        ShownPlan plan = wide(3);
        plan.plan.problems.push_back({.line = 7, .message = u"The text ends here"_s});
        view.setPlan(std::move(plan));
        QVERIFY(view.states()->isStale());
    }
    void hostileNamesAreText()
    {
        ShownPlan plan = wide(2);
        plan.plan.nodes[1].type = u"<script>alert(1)</script>"_s + QString(1 << 20, u'x');
        plan.text = u"</pre><script>"_s;
        const auto html = planFile(plan, PlanFile::Html, {});
        QVERIFY(html.has_value());
        QVERIFY(!html->contains("<script"));
        QVERIFY(html->contains("&lt;script&gt;alert(1)"));
        const auto svg = planFile(plan, PlanFile::Svg, {});
        QVERIFY(svg.has_value());
        QVERIFY(svg->contains("<svg") && !svg->contains("<script"));
        const auto png = planFile(plan, PlanFile::Png, {});
        QVERIFY(png.has_value());
        QCOMPARE(QImage::fromData(*png).width(), 1600);
    }
    // Lines and details are cut for the eye, so that laying them out holds nobody up.
    void largeTextsDoNotStall()
    {
        PlanView view;
        const QByteArray name(1 << 20, 'n');
        shown(view, "Seq Scan on " + name + "  (cost=0.00..1.00 rows=1 width=4)\n  Filter: (" + name + " = 1)\n");
        QCOMPARE(view.plan()->plan.nodes.front().relation.size(), name.size());
        QVERIFY(view.text()->toPlainText().size() < 10'000);
        QVERIFY(view.details()->toPlainText().size() < 20'000);
        QVERIFY(view.tree()->model()->index(0, 0).data().toString().size() < 1000);
        QByteArray json = "[{\"Plan\":{\"Node Type\":\"Append\"";
        for (int i = 0; i < 50'000; ++i)
            json += ",\"k" + QByteArray::number(i) + "\":1";
        view.read(json + "}}]");
        QTRY_VERIFY(view.plan()->plan.nodes.front().type == "Append"_L1);
        QVERIFY(view.details()->toPlainText().count(u'\n') < 400);
    }
    void manyNodesDoNotStall_data()
    {
        QTest::addColumn<int>("nodes");
        QTest::addColumn<int>("most"); // ms, of a build that looks for faults
        QTest::newRow("500") << 500 << 250;
        QTest::newRow("10000") << 10'000 << 3000;
    }
    void manyNodesDoNotStall()
    {
        QFETCH(const int, nodes);
        QFETCH(const int, most);
        PlanView view;
        view.resize(1000, 500);
        view.show();
        ShownPlan plan = wide(nodes);
        QElapsedTimer timer;
        timer.start();
        view.setPlan(std::move(plan));
        view.setFace(PlanView::Face::Flame);
        view.grab();
        view.select(nodes - 1);
        qInfo("%d nodes: %lld ms", nodes, timer.elapsed());
        QVERIFY2(timer.elapsed() < most, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(view.tree()->currentIndex().data(PlanModel::NodeRole).toInt(), nodes - 1);
    }
};

QTEST_MAIN(PlanViewTest)
#include "tst_planview.moc"
