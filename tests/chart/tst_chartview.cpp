// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/chartview.h"
#include "chart/legend.h"
#include "chart/sample.h"
#include "common/theme.h"

#include <QAccessible>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::sample;

class ChartViewTest final : public QObject
{
    Q_OBJECT

    EntityStyles m_styles;

    [[nodiscard]] std::unique_ptr<ChartView> shown(PanelKind kind, std::shared_ptr<PanelData> values)
    {
        auto view = std::make_unique<ChartView>(kind, m_styles);
        view->setPalette(paletteFor(ColorScheme::Light));
        view->setPanel(panel(kind));
        view->resize(600, 300);
        view->setData(std::move(values));
        view->show();
        return view;
    }
    [[nodiscard]] std::unique_ptr<ChartView> twoLines()
    {
        return shown(
            PanelKind::Line,
            data(
                PanelKind::Line, {series(u"first"_s, {0.5, 0.6, 0.7, 0.8}), series(u"second"_s, {0.1, 0.2, 0.3, 0.4})},
                4));
    }

private Q_SLOTS:
    void keysReachEveryMark()
    {
        const auto view = twoLines();
        QVERIFY(QTest::qWaitForWindowExposed(view.get()));
        QSignalSpy drilled(view.get(), &ChartView::drillWanted);
        QSignalSpy clicked(view.get(), &ChartView::markClicked);
        view->setFocus(Qt::TabFocusReason);
        QTRY_VERIFY(view->chart().current());
        QCOMPARE(*view->chart().current(), (MarkRef{0, 0}));
        QTest::keyClick(view.get(), Qt::Key_Left); // stays at the first
        QCOMPARE(*view->chart().current(), (MarkRef{0, 0}));
        QTest::keyClick(view.get(), Qt::Key_Right);
        QCOMPARE(*view->chart().current(), (MarkRef{0, 1}));
        QTest::keyClick(view.get(), Qt::Key_Down);
        QCOMPARE(*view->chart().current(), (MarkRef{1, 1}));
        QTest::keyClick(view.get(), Qt::Key_Down); // there is no further series
        QCOMPARE(*view->chart().current(), (MarkRef{1, 1}));
        QTest::keyClick(view.get(), Qt::Key_End);
        QCOMPARE(*view->chart().current(), (MarkRef{1, 3}));
        QTest::keyClick(view.get(), Qt::Key_Up);
        QCOMPARE(*view->chart().current(), (MarkRef{0, 3}));
        QTest::keyClick(view.get(), Qt::Key_Home);
        QCOMPARE(*view->chart().current(), (MarkRef{0, 0}));
        QTest::keyClick(view.get(), Qt::Key_Return);
        QCOMPARE(drilled.size(), 1);
        QCOMPARE(drilled[0], (QVariantList{0, 0}));
        QTest::keyClick(view.get(), Qt::Key_Space);
        QCOMPARE(clicked.size(), 1);
    }

    // Each row of bars has room for its name.
    void rowsNeedTheirHeight()
    {
        Series bars;
        for (int i = 0; i < 40; ++i)
            bars.points.push_back(labelled(u"agent %1"_s.arg(i), i));
        const auto many = shown(PanelKind::Bar, data(PanelKind::Bar, {bars}));
        bars.points.resize(3);
        const auto few = shown(PanelKind::Bar, data(PanelKind::Bar, {bars}));
        QVERIFY(many->neededHeight() >= 40 * QFontMetrics(smallFont()).height());
        QVERIFY(few->neededHeight() > 0 && few->neededHeight() < many->neededHeight() / 4);
        QCOMPARE(twoLines()->neededHeight(), 0);
        std::vector<Series> six;
        for (int i = 0; i < 6; ++i)
            six.push_back(series(u"capability %1"_s.arg(i), {0.5, 0.6, 0.7}));
        const auto small = shown(PanelKind::Line, data(PanelKind::Line, six, 3));
        QVERIFY(small->neededHeight() > 150);                          // two rows of them
        QVERIFY(small->neededHeight(200) > 2 * small->neededHeight()); // six
    }

    void theMouseFindsMarksAndStretches()
    {
        const auto view = twoLines();
        QVERIFY(QTest::qWaitForWindowExposed(view.get()));
        QSignalSpy clicked(view.get(), &ChartView::markClicked);
        QSignalSpy drilled(view.get(), &ChartView::drillWanted);
        QSignalSpy chosen(view.get(), &ChartView::rangeChosen);
        const QPoint third = view->chart().positionOf({1, 2}).toPoint();
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, third);
        QTRY_COMPARE(clicked.size(), 1);
        QCOMPARE(clicked[0], (QVariantList{1, 2}));
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, third); // the first half of a double click
        QTest::mouseDClick(view->viewport(), Qt::LeftButton, {}, third);
        QVERIFY(drilled.size() == 1);
        QVERIFY(chosen.isEmpty());
        // One gesture has one meaning: the double click asks for no filter, not later either.
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->chart().positionOf({0, 0}).toPoint());
        QTRY_COMPARE(clicked.size(), 2);
        QCOMPARE(clicked[1], (QVariantList{0, 0}));
        QCOMPARE(drilled.size(), 1);
        // What is clicked while other data come is no mark of theirs.
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, third);
        view->setData(data(
            PanelKind::Line, {series(u"first"_s, {0.5, 0.6, 0.7, 0.8}), series(u"second"_s, {0.1, 0.2, 0.3, 0.4})}, 4));
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->chart().positionOf({0, 0}).toPoint());
        QTRY_COMPARE(clicked.size(), 3);
        QCOMPARE(clicked[2], (QVariantList{0, 0}));
        // From right to left as well.
        const QPoint from = view->chart().positionOf({0, 3}).toPoint();
        const QPoint to = view->chart().positionOf({0, 1}).toPoint();
        QTest::mousePress(view->viewport(), Qt::LeftButton, {}, from);
        const QPoint middle = (from + to) / 2;
        for (const QPoint &at : {middle, to}) {
            QMouseEvent move(
                QEvent::MouseMove, QPointF(at), view->viewport()->mapToGlobal(QPointF(at)), Qt::NoButton,
                Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(view->viewport(), &move);
        }
        QTest::mouseRelease(view->viewport(), Qt::LeftButton, {}, to);
        QCOMPARE(chosen.size(), 1);
        QVERIFY(std::abs(chosen[0][0].toDateTime().secsTo(day(1))) < 1800);
        QVERIFY(std::abs(chosen[0][1].toDateTime().secsTo(day(3))) < 1800);
    }

    void wordsSayEverything()
    {
        auto values = data(PanelKind::Line, {series(u"first"_s, {0.5, 0.6}, 0.1, 12)}, 2);
        values->series[0].points[1].isUnfinished = true;
        values->series[0].points[1].baseline = 0.4;
        values->series[0].points[1].remark = u"says <b>so</b>"_s;
        const auto view = shown(PanelKind::Line, values);
        QCOMPARE(
            view->wordsOf({0, 1}),
            u"first, 2026-03-02: 0.600 score, 0.500 score to 0.700 score, baseline 0.400 score, only n 12, not finished yet, says <b>so</b>"_s);
        // Beside the previous period: both times, and the change with its interval.
        auto both =
            data(PanelKind::Line, {series(u"first"_s, {0.5, 0.9}, 0.1), series(u"first"_s, {0.5, 0.6}, 0.1)}, 2);
        both->series[1].isPrevious = true;
        both->series[1].trueBuckets = {day(-2), day(-1)};
        const auto compared = shown(PanelKind::Line, both);
        QCOMPARE(
            compared->wordsOf({0, 1}),
            u"first, 2026-03-02: 0.900 score, 0.800 score to 1 score, n 100, previous period, "
            u"2026-02-28: 0.600 score, change 0.300 score (0.159 score to 0.441 score)"_s);
        QVERIFY(compared->wordsOf({0, 0}).contains(u"inconclusive"_s));
        // A day that loses an hour says so.
        values = data(PanelKind::Line, {series({}, {1, 2})}, 2);
        values->zone = "America/Los_Angeles";
        const QTimeZone there(values->zone);
        Point &point = values->series[0].points[0];
        point.bucket = QDateTime(QDate(2026, 3, 8), QTime(0, 0), there).toUTC();
        point.bucketEnd = QDateTime(QDate(2026, 3, 9), QTime(0, 0), there).toUTC();
        values->bucket = {metrics::Unit::Day, 1};
        const auto other = shown(PanelKind::Line, values);
        QVERIFY2(other->wordsOf({0, 0}).contains(u"1 h shorter"_s), qPrintable(other->wordsOf({0, 0})));
    }

    // What a screen reader meets, without looking.
    void theAccessibleTreeHasEveryMark()
    {
        QAccessible::setActive(true);
        const auto view = twoLines();
        QVERIFY(QTest::qWaitForWindowExposed(view.get()));
        QAccessibleInterface *chart = QAccessible::queryAccessibleInterface(view.get());
        QVERIFY(chart);
        QCOMPARE(chart->role(), QAccessible::Chart);
        QCOMPARE(chart->text(QAccessible::Name), u"Quality"_s);
        QCOMPARE(chart->text(QAccessible::Description), view->summary());
        QVERIFY(view->summary().contains(u"first"_s) && view->summary().contains(u"rising"_s));
        QCOMPARE(chart->childCount(), 8);
        for (int i = 0; i < 8; ++i) {
            QAccessibleInterface *mark = chart->child(i);
            QVERIFY(mark && mark->isValid());
            QCOMPARE(mark->role(), QAccessible::ListItem);
            QCOMPARE(mark->parent(), chart);
            QCOMPARE(chart->indexOfChild(mark), i);
            const MarkRef ref{i / 4, i % 4};
            QCOMPARE(mark->text(QAccessible::Name), view->wordsOf(ref));
            QCOMPARE(chart->childAt(mark->rect().center().x(), mark->rect().center().y()), mark);
        }
        // Walking says where one is.
        view->setCurrent(MarkRef{1, 2});
        QCOMPARE(chart->text(QAccessible::Value), view->wordsOf({1, 2}));
        QCOMPARE(chart->focusChild(), chart->child(6));
        // Acting from there.
        QSignalSpy drilled(view.get(), &ChartView::drillWanted);
        QAccessibleActionInterface *action = chart->child(1)->actionInterface();
        QVERIFY(action);
        action->doAction(QAccessibleActionInterface::setFocusAction());
        QCOMPARE(*view->chart().current(), (MarkRef{0, 1}));
        action->doAction(QAccessibleActionInterface::pressAction());
        QCOMPARE(drilled.size(), 1);
        // Marks that are gone are not there any more.
        QAccessibleInterface *last = chart->child(7);
        view->setData(data(PanelKind::Line, {series(u"first"_s, {1, 2})}, 2));
        QCOMPARE(chart->childCount(), 2);
        QVERIFY(!last->isValid());
    }

    void theLegendHidesAndKeepsHidden()
    {
        auto values = data(PanelKind::Line, {series(u"first"_s, {1, 2}), series(u"<i>second</i> & co"_s, {2, 3})}, 2);
        values->series.push_back(series(u"first"_s, {1, 1}));
        values->series.back().isPrevious = true;
        Legend legend(m_styles);
        legend.resize(500, 30);
        legend.setData(*values);
        const auto buttons = legend.findChildren<QToolButton *>();
        QCOMPARE(buttons.size(), 3);
        QCOMPARE(buttons[1]->accessibleName(), u"<i>second</i> & co"_s);
        QVERIFY(!buttons[2]->isCheckable()); // the previous period
        QSignalSpy changed(&legend, &Legend::hiddenChanged);
        buttons[1]->click();
        QCOMPARE(changed.size(), 1);
        QCOMPARE(legend.hidden(), QStringList{u"<i>second</i> & co"_s});
        legend.setData(*values); // new data: the reader's choice stays
        QCOMPARE(legend.hidden(), QStringList{u"<i>second</i> & co"_s});
        // Narrow: in several lines.
        QVERIFY(legend.heightForWidth(120) > legend.heightForWidth(900));
        legend.setData(*data(PanelKind::Line, {series({}, {1})}, 2));
        QVERIFY(legend.findChildren<QToolButton *>().isEmpty());
    }
};

QTEST_MAIN(ChartViewTest)
#include "tst_chartview.moc"
