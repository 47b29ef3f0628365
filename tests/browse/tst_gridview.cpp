// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/gridheader.h"
#include "grid/gridview.h"
#include "grid/positionbar.h"
#include "grid/windowedtablemodel.h"
#include "support/turnmeter.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah::ui;

namespace {

constexpr qint64 Rows = 10'000'000;
constexpr int Page = 200;
constexpr int Window = 1'000;

// A window over rows whose text is their own number. What it is asked for it notes; a test delivers.
class FakeModel final : public WindowedTableModel
{
public:
    qint64 rows = Rows;
    qint64 estimate = Rows;
    bool exact = true;
    int askedBefore = 0;
    int askedAfter = 0;
    int askedStart = 0;
    int askedEnd = 0;
    QList<double> fractions;

    explicit FakeModel(qint64 first = 0, int count = Page)
        : m_first(first)
        , m_count(count)
    {
    }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : m_count; }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : 3; }
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (role == Qt::DisplayRole && index.column() == 2)
            return QString(400, u'w');
        return role == Qt::DisplayRole ? QVariant(QString::number(m_first + index.row())) : QVariant();
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        return role == Qt::DisplayRole && orientation == Qt::Horizontal ? QVariant(u"column %1"_s.arg(section))
                                                                        : QVariant();
    }

    qint64 firstPosition() const override { return m_first; }
    bool isPositionExact() const override { return exact; }
    qint64 totalRows() const override { return estimate; }
    bool isAtStart() const override { return m_first == 0; }
    bool isAtEnd() const override { return m_first + m_count >= rows; }
    void fetchBefore() override { ++askedBefore; }
    void fetchAfter() override { ++askedAfter; }
    void jumpToStart() override { ++askedStart; }
    void jumpToEnd() override { ++askedEnd; }
    void jumpToFraction(double fraction) override { fractions << fraction; }

    // A page comes at an end, and the other end gives way once the window is full.
    void deliverAfter(int count = Page)
    {
        beginInsertRows({}, m_count, m_count + count - 1);
        m_count += count;
        endInsertRows();
        if (m_count > Window)
            trimFront(m_count - Window);
        Q_EMIT extentChanged();
    }
    void deliverBefore(int count = Page)
    {
        beginInsertRows({}, 0, count - 1);
        m_first -= count;
        m_count += count;
        endInsertRows();
        if (m_count > Window) {
            beginRemoveRows({}, Window, m_count - 1);
            m_count = Window;
            endRemoveRows();
        }
        Q_EMIT extentChanged();
    }
    void trimFront(int count)
    {
        beginRemoveRows({}, 0, count - 1);
        m_first += count;
        m_count -= count;
        endRemoveRows();
    }
    void deliverJump(qint64 first, int count, int row)
    {
        beginResetModel();
        m_first = first;
        m_count = count;
        endResetModel();
        Q_EMIT extentChanged();
        Q_EMIT jumped(row);
    }

private:
    qint64 m_first;
    int m_count;
};

struct Fixture
{
    FakeModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
    GridView view;

    explicit Fixture(qint64 first = 0, int count = Page)
        : model(first, count)
    {
        view.resize(600, 400);
        view.setModel(&model);
        view.show();
    }

    [[nodiscard]] GridTable *table() const { return view.table(); }
    [[nodiscard]] PositionBar *bar() const { return view.bar(); }
    // The number that is read in the first line of the viewport, and where that line begins.
    [[nodiscard]] std::pair<qint64, int> seenAtTop() const
    {
        const QModelIndex index = table()->indexAt(QPoint(5, 5));
        return {index.data().toString().toLongLong(), table()->visualRect(index).top()};
    }
};

} // namespace

class TestGridView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pagesComeAndGoWithoutMovingWhatIsSeen();
    void theCurrentRowStaysWithItsValue();
    void pagesAreAskedForBeforeTheEndIsSeen();
    void scrollingThroughEverythingSeesEachRowOnce();
    void theBarStandsWhereTheRowsAre();
    void aDragAsksForThePlaceAndShowsIt();
    void aShortDragStaysWithinTheWindow();
    void theBarHoldsStillUnderTheHand();
    void arrowsAndPagesOfTheBarMoveRows();
    void anEstimateThatIsTooSmallGrows();
    void keysReachTheEnds();
    void theVisibleRangeCountsInTheWhole();
    void anEmptyRelationHasNoRange();
    void aClickOnAHeadSorts();
    void wideColumnsAreCapped();
};

void TestGridView::pagesComeAndGoWithoutMovingWhatIsSeen()
{
    Fixture f(5'000, Window);
    f.table()->showRow(500);
    const auto before = f.seenAtTop();
    QCOMPARE(before.first, 5'500);
    f.model.deliverAfter(); // 200 rows go at the front
    QCOMPARE(f.model.firstPosition(), 5'200);
    QCOMPARE(f.seenAtTop(), before);
    f.model.deliverBefore();
    QCOMPARE(f.model.firstPosition(), 5'000);
    QCOMPARE(f.seenAtTop(), before);
    for (int round = 0; round < 5; ++round) {
        f.model.deliverBefore(17);
        QCOMPARE(f.seenAtTop(), before);
        f.model.trimFront(3);
        QCOMPARE(f.seenAtTop(), before);
    }
    // The same while a layout is pending, as it is when rows come before the view was painted.
    f.table()->showRow(400);
    const auto later = f.seenAtTop();
    f.table()->doItemsLayout();
    f.model.deliverBefore();
    f.model.deliverBefore();
    QCOMPARE(f.seenAtTop(), later);
}

void TestGridView::theCurrentRowStaysWithItsValue()
{
    Fixture f(5'000, Window);
    f.table()->showRow(500);
    f.table()->setCurrentIndex(f.model.index(505, 1));
    f.model.deliverBefore();
    QCOMPARE(f.table()->currentIndex().data().toString(), u"5505"_s);
    f.model.trimFront(100);
    QCOMPARE(f.table()->currentIndex().data().toString(), u"5505"_s);
    QCOMPARE(f.table()->currentIndex().column(), 1);
    QSignalSpy rows(f.table(), &GridTable::currentRowChanged);
    QTest::keyClick(f.table(), Qt::Key_Down);
    QCOMPARE(rows.count(), 1);
    QCOMPARE(f.table()->currentIndex().data().toString(), u"5506"_s);
    QTest::keyClick(f.table(), Qt::Key_Left);
    QCOMPARE(rows.count(), 1); // another column of the same row
}

void TestGridView::pagesAreAskedForBeforeTheEndIsSeen()
{
    Fixture f(5'000, Window);
    f.table()->showRow(500);
    f.model.askedAfter = f.model.askedBefore = 0;
    f.table()->showRow(600);
    QCOMPARE(f.model.askedAfter, 0);
    f.table()->showRow(Window - f.table()->visibleRows() - 50);
    QVERIFY(f.model.askedAfter > 0);
    QCOMPARE(f.model.askedBefore, 0);
    f.model.askedAfter = 0;
    f.table()->showRow(50);
    QVERIFY(f.model.askedBefore > 0);
    QCOMPARE(f.model.askedAfter, 0);

    Fixture start(0, Window);
    start.table()->showRow(20);
    QCOMPARE(start.model.askedBefore, 0); // nothing lies before
    Fixture end(Rows - Window, Window);
    end.table()->showRow(Window - 10);
    QCOMPARE(end.model.askedAfter, 0);
}

void TestGridView::scrollingThroughEverythingSeesEachRowOnce()
{
    Fixture f(0, Page);
    f.model.rows = f.model.estimate = 3'000;
    qint64 seen = 0;
    for (int step = 0; step < 1'000 && f.view.visibleRange().second < f.model.rows - 1; ++step) {
        const auto [first, last] = f.view.visibleRange();
        QVERIFY2(first <= seen, qPrintable(u"%1 after %2"_s.arg(first).arg(seen)));
        QCOMPARE(f.seenAtTop().first, first);
        seen = last + 1;
        f.table()->showRow(f.table()->topRow() + f.table()->visibleRows());
        if (f.model.askedAfter > 0 && !f.model.isAtEnd())
            f.model.deliverAfter(int(qMin<qint64>(Page, f.model.rows - f.model.firstPosition() - f.model.rowCount())));
        f.model.askedAfter = 0;
    }
    QCOMPARE(f.view.visibleRange().second, f.model.rows - 1);
}

void TestGridView::theBarStandsWhereTheRowsAre()
{
    Fixture f(0, Page);
    QCOMPARE(f.bar()->position(), 0);
    for (const double fraction : {0.1, 0.5, 0.99}) {
        const auto first = qint64(double(Rows) * fraction);
        f.model.deliverJump(first, Window, 100);
        QCOMPARE(f.seenAtTop().first, first + 100);
        // A step of the bar stands for ten rows here.
        QVERIFY(qAbs(f.bar()->position() - (first + 100)) <= 20);
    }
    f.model.deliverJump(Rows - Window, Window, Window - 1);
    QCOMPARE(f.bar()->value(), f.bar()->maximum());
    f.model.deliverJump(0, Window, 0);
    QCOMPARE(f.bar()->value(), 0);
}

void TestGridView::aDragAsksForThePlaceAndShowsIt()
{
    Fixture f(0, Page);
    f.bar()->setSliderDown(true);
    f.bar()->setSliderPosition(int(f.bar()->maximum() * 0.7));
    QVERIFY(f.model.fractions.isEmpty()); // not for every place on the way
    f.bar()->setSliderDown(false);
    QCOMPARE(f.model.fractions.size(), 1);
    QVERIFY(qAbs(f.model.fractions.constFirst() - 0.7) < 0.001);
    f.model.deliverJump(qint64(Rows * 0.7) - 100, Page * 2, 100);
    QCOMPARE(f.seenAtTop().first, qint64(Rows * 0.7));
    QVERIFY(qAbs(f.bar()->position() - qint64(Rows * 0.7)) <= 20);

    // A drag that rests asks, too.
    f.bar()->setSliderDown(true);
    f.bar()->setSliderPosition(f.bar()->maximum() / 4);
    QTRY_COMPARE(f.model.fractions.size(), 2);
    f.bar()->setSliderPosition(f.bar()->maximum());
    f.bar()->setSliderDown(false);
    QCOMPARE(f.model.askedEnd, 1);
    f.bar()->setSliderDown(true);
    f.bar()->setSliderPosition(0);
    f.bar()->setSliderDown(false);
    QCOMPARE(f.model.fractions.size(), 2);
}

void TestGridView::aShortDragStaysWithinTheWindow()
{
    Fixture f(0, Page);
    f.model.rows = f.model.estimate = Page;
    Q_EMIT f.model.extentChanged();
    f.bar()->setSliderDown(true);
    f.bar()->setSliderPosition(60);
    f.bar()->setSliderDown(false);
    QCOMPARE(f.seenAtTop().first, 60);
    QVERIFY(f.model.fractions.isEmpty());
    QCOMPARE(f.model.askedStart + f.model.askedEnd, 0);
}

void TestGridView::theBarHoldsStillUnderTheHand()
{
    Fixture f(0, Page);
    f.bar()->setSliderDown(true);
    const int place = f.bar()->maximum() / 2;
    f.bar()->setSliderPosition(place);
    f.model.deliverAfter();
    QCOMPARE(f.bar()->sliderPosition(), place);
    f.bar()->setSliderDown(false);
}

void TestGridView::arrowsAndPagesOfTheBarMoveRows()
{
    Fixture f(1'000'000, Window);
    f.table()->showRow(500);
    f.bar()->triggerAction(QAbstractSlider::SliderSingleStepAdd);
    QCOMPARE(f.seenAtTop().first, 1'000'501);
    f.bar()->triggerAction(QAbstractSlider::SliderSingleStepSub);
    QCOMPARE(f.seenAtTop().first, 1'000'500);
    f.bar()->triggerAction(QAbstractSlider::SliderPageStepAdd);
    QCOMPARE(f.seenAtTop().first, 1'000'500 + f.table()->visibleRows());
    f.bar()->triggerAction(QAbstractSlider::SliderPageStepSub);
    QCOMPARE(f.seenAtTop().first, 1'000'500);
    QVERIFY(f.model.fractions.isEmpty());
    f.bar()->triggerAction(QAbstractSlider::SliderToMinimum);
    QCOMPARE(f.model.askedStart, 1);
    f.bar()->triggerAction(QAbstractSlider::SliderToMaximum);
    QCOMPARE(f.model.askedEnd, 1);
}

void TestGridView::anEstimateThatIsTooSmallGrows()
{
    Fixture f(0, Page);
    f.model.estimate = 50;
    f.model.exact = false;
    Q_EMIT f.model.extentChanged();
    QVERIFY(f.bar()->maximum() + f.table()->visibleRows() >= Page);
    f.model.estimate = -1; // nobody knows
    Q_EMIT f.model.extentChanged();
    QVERIFY(f.bar()->maximum() + f.table()->visibleRows() >= Page);
    f.table()->showRow(Page);
    QCOMPARE(f.bar()->value(), f.bar()->maximum());
}

void TestGridView::keysReachTheEnds()
{
    Fixture f(5'000, Window);
    f.table()->setCurrentIndex(f.model.index(500, 1));
    QTest::keyClick(f.table(), Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(f.model.askedStart, 1);
    QTest::keyClick(f.table(), Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(f.model.askedEnd, 1);
    f.model.deliverJump(Rows - Window, Window, Window - 1);
    f.table()->setCurrentIndex(f.model.index(500, 1));
    QTest::keyClick(f.table(), Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(f.model.askedEnd, 1);
    QCOMPARE(f.table()->currentIndex().data().toString(), QString::number(Rows - 1));
    QCOMPARE(f.table()->currentIndex().column(), 1);
    f.model.deliverJump(0, Window, 0);
    f.table()->setCurrentIndex(f.model.index(500, 0));
    QTest::keyClick(f.table(), Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(f.table()->currentIndex().row(), 0);
    QCOMPARE(f.model.askedStart, 1);
    QTest::keyClick(f.table(), Qt::Key_PageDown);
    QVERIFY(f.table()->currentIndex().row() >= f.table()->visibleRows() - 2);
}

void TestGridView::theVisibleRangeCountsInTheWhole()
{
    Fixture f(7'000'000, Window);
    f.table()->showRow(300);
    const auto [first, last] = f.view.visibleRange();
    QCOMPARE(first, 7'000'300);
    QCOMPARE(last, 7'000'300 + f.table()->visibleRows() - 1);
    QSignalSpy changes(&f.view, &GridView::visibleRangeChanged);
    f.table()->showRow(301);
    QVERIFY(changes.count() > 0);
}

void TestGridView::anEmptyRelationHasNoRange()
{
    Fixture f(0, 0);
    f.model.rows = f.model.estimate = 0;
    Q_EMIT f.model.extentChanged();
    QCOMPARE(f.view.visibleRange(), (std::pair<qint64, qint64>(-1, -1)));
    QCOMPARE(f.bar()->maximum(), 0);
    QCOMPARE(f.bar()->position(), 0);
    QTest::keyClick(f.table(), Qt::Key_End, Qt::ControlModifier);
    f.view.setModel(nullptr);
    QCOMPARE(f.view.visibleRange(), (std::pair<qint64, qint64>(-1, -1)));
}

void TestGridView::aClickOnAHeadSorts()
{
    Fixture f;
    GridHeader *header = f.table()->gridHeader();
    QSignalSpy sorts(header, &GridHeader::sortRequested);
    const auto middle = [header](int section) {
        return QPoint(
            header->sectionViewportPosition(section) + header->sectionSize(section) / 2, header->height() / 2);
    };
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, middle(1));
    QTest::mouseClick(header->viewport(), Qt::LeftButton, Qt::ShiftModifier, middle(0));
    QCOMPARE(sorts.count(), 2);
    QCOMPARE(sorts[0], (QVariantList{1, false}));
    QCOMPARE(sorts[1], (QVariantList{0, true}));
    QTest::mouseClick(header->viewport(), Qt::RightButton, {}, middle(1));
    QTest::mousePress(header->viewport(), Qt::LeftButton, {}, middle(0));
    QTest::mouseRelease(header->viewport(), Qt::LeftButton, {}, middle(1));
    QCOMPARE(sorts.count(), 2);
}

void TestGridView::wideColumnsAreCapped()
{
    Fixture f;
    f.table()->resizeColumnsToContents();
    QVERIFY(f.table()->columnWidth(2) <= 420);
    QVERIFY(f.table()->columnWidth(0) < f.table()->columnWidth(2));
}

HOWDAH_UI_TEST_MAIN(TestGridView)
#include "tst_gridview.moc"
