// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/gridmodel.h"
#include "data/pagingserver.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using data::test::PagingServer;

// The model over real tables. In `numbers` a row's id tells its place, so that every row that is here can be checked
// against the position that the model claims.
class GridModelTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<PagingServer> m_here;
    std::unique_ptr<GridModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;

    std::shared_ptr<connection::Session> session() const
    {
        auto opened =
            std::make_shared<connection::Session>(connection::SessionOptions{.name = u"grid"_s, .readOnly = true});
        if (const auto facts = opened->open(m_here->server().connInfo(m_here->database())).result(); !facts)
            qFatal("%s", qPrintable(describe(facts.error())));
        return opened;
    }

    void open(const QString &relation, data::FilterSet filters = {}, std::vector<data::SortColumn> sort = {})
    {
        const data::RelationShape shape = m_here->shape(relation);
        auto query = data::PageQuery::make(shape, std::move(filters), std::move(sort));
        QVERIFY(query);
        m_model->open(session(), *std::move(query), 150000, {qint64(shape.estimatedRows), false});
    }

    void settle() const
    {
        QSignalSpy changed(m_model.get(), &GridModel::loadingChanged);
        while (m_model->isLoading())
            QVERIFY(changed.wait());
    }

    [[nodiscard]] bool idsFollowThePosition() const
    {
        for (int row = 0; row < m_model->rowCount(); ++row) {
            if (m_model->index(row, 0).data().toLongLong() != m_model->firstPosition() + row + 1)
                return false;
        }
        return true;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_here = std::make_unique<PagingServer>();
        m_here->psql(uR"(
CREATE TABLE numbers (id bigint PRIMARY KEY, name text, flag boolean NOT NULL, data jsonb);
COMMENT ON COLUMN numbers.name IS 'what it is called';
INSERT INTO numbers SELECT i, CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE 'n' || i END, i % 2 = 0, jsonb_build_object('a', 1)
    FROM generate_series(1, 30000) AS i;
CREATE TABLE heap (id bigint);
INSERT INTO heap SELECT generate_series(1, 30000);
CREATE TABLE empty (id int PRIMARY KEY);
CREATE TABLE wide (id int PRIMARY KEY, t text);
INSERT INTO wide VALUES (1, repeat('x', 5000)), (2, 'short');
CREATE VIEW many AS SELECT i AS id FROM generate_series(1, 5000) AS i;
ANALYZE;
CREATE TABLE fresh (id int PRIMARY KEY) WITH (autovacuum_enabled = off);
INSERT INTO fresh SELECT generate_series(1, 5000);
)"_s);
    }
    void init()
    {
        m_model = std::make_unique<GridModel>();
        m_tester = std::make_unique<QAbstractItemModelTester>(
            m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    }
    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
    }
    void cleanupTestCase() { m_here.reset(); }

    void theFirstPageArrives()
    {
        QSignalSpy arrived(m_model.get(), &GridModel::pageArrived);
        open(u"numbers"_s);
        QVERIFY(m_model->isLoading());
        QCOMPARE(m_model->rowCount(), 0);
        QTRY_COMPARE(arrived.size(), 1);
        QCOMPARE(m_model->rowCount(), 200);
        QCOMPARE(m_model->columnCount(), 4);
        QVERIFY(m_model->isAtStart() && !m_model->isAtEnd() && m_model->isPositionExact());
        QCOMPARE(m_model->totalRows(), 30000);
        QVERIFY(!m_model->loaded().total().exact);
        QVERIFY(idsFollowThePosition());
        QVERIFY(m_model->loaded().lastPageMs() > 0);
    }

    void cellsSayWhatTheyAre()
    {
        open(u"numbers"_s);
        settle();
        const auto cell = [this](int row, int column, int role) { return m_model->index(row, column).data(role); };
        QVERIFY(cell(2, 1, IsNullRole).toBool());
        QVERIFY(!cell(0, 1, IsNullRole).toBool());
        QCOMPARE(cell(0, 1, Qt::DisplayRole).toString(), u""_s);
        QCOMPARE(cell(1, 1, Qt::DisplayRole).toString(), u"n2"_s);
        QCOMPARE(cell(0, 2, CategoryRole).toInt(), int(data::TypeCategory::Boolean));
        const auto head = [this](int section, int role) { return m_model->headerData(section, Qt::Horizontal, role); };
        QCOMPARE(head(0, Qt::DisplayRole).toString(), u"id"_s);
        QCOMPARE(head(0, TypeTextRole).toString(), u"bigint"_s);
        QCOMPARE(head(0, KeyMarkRole).toInt(), int(KeyMark::Primary));
        QCOMPARE(head(1, KeyMarkRole).toInt(), int(KeyMark::None));
        QVERIFY(head(1, Qt::ToolTipRole).toString().contains(u"what it is called"));
        QCOMPARE(head(3, ColumnCategoryRole).toInt(), int(data::TypeCategory::Json));
    }

    void longValuesAreCutAndSaySo()
    {
        open(u"wide"_s);
        settle();
        QVERIFY(m_model->index(0, 1).data(IsTruncatedRole).toBool());
        QVERIFY(m_model->index(0, 1).data().toString().size() <= 1000);
        QVERIFY(!m_model->index(1, 1).data(IsTruncatedRole).toBool());
        std::optional<connection::RowBatch> record;
        m_model->reader().readRecord(0, [&](const Result<connection::RowBatch> &row) { record = *row; });
        QTRY_VERIFY(record);
        QCOMPARE(record->text(0, 1).size(), 5000);
    }

    void theWindowStaysSmallFromEndToEnd_data()
    {
        QTest::addColumn<QString>("relation");
        QTest::newRow("by key") << u"numbers"_s;
        QTest::newRow("without key") << u"heap"_s;
    }
    void theWindowStaysSmallFromEndToEnd()
    {
        QFETCH(QString, relation);
        open(relation);
        settle();
        for (int pages = 0; pages < 200 && !m_model->isAtEnd(); ++pages) {
            m_model->fetchAfter();
            settle();
            QVERIFY(m_model->rowCount() <= 1000);
            QVERIFY(idsFollowThePosition());
        }
        QVERIFY(m_model->isAtEnd());
        QCOMPARE(m_model->loaded().total(), (data::RowTotal{30000, true}));
        QCOMPARE(m_model->firstPosition() + m_model->rowCount(), 30000);
        for (int pages = 0; pages < 200 && !m_model->isAtStart(); ++pages) {
            m_model->fetchBefore();
            settle();
            QVERIFY(m_model->rowCount() <= 1000);
            QVERIFY(idsFollowThePosition());
        }
        QVERIFY(m_model->isAtStart() && m_model->isPositionExact());
        QCOMPARE(m_model->firstPosition(), 0);
        QVERIFY(!m_model->isAtEnd());
    }

    void jumpsReplaceTheWindow()
    {
        QSignalSpy jumped(m_model.get(), &WindowedTableModel::jumped);
        open(u"numbers"_s);
        settle();
        m_model->jumpToFraction(0.7);
        settle();
        QCOMPARE(m_model->rowCount(), 200);
        QVERIFY(!m_model->isPositionExact());
        const double at = m_model->index(0, 0).data().toDouble();
        QVERIFY2(at > 20000 && at < 22000, qPrintable(QString::number(at)));
        QVERIFY(qAbs(double(m_model->firstPosition()) - 21000) < 50);
        m_model->jumpToEnd();
        settle();
        QCOMPARE(m_model->index(m_model->rowCount() - 1, 0).data().toInt(), 30000);
        QCOMPARE(jumped.last().first().toInt(), m_model->rowCount() - 1);
        m_model->jumpToStart();
        settle();
        QVERIFY(m_model->isPositionExact());
        QVERIFY(idsFollowThePosition());
    }

    // Paging back from a place that was guessed ends at row 0, whatever the guess was.
    void aGuessIsPutRightAtTheStart()
    {
        open(u"numbers"_s);
        settle();
        m_model->jumpToFraction(0.03);
        settle();
        QVERIFY(!m_model->isPositionExact());
        for (int pages = 0; pages < 50 && !m_model->isAtStart(); ++pages) {
            m_model->fetchBefore();
            settle();
            QVERIFY(m_model->firstPosition() >= 0);
        }
        QVERIFY(m_model->isPositionExact());
        QVERIFY(idsFollowThePosition());
    }

    void lateAnswersAreDropped()
    {
        open(u"numbers"_s);
        settle();
        QSignalSpy arrived(m_model.get(), &GridModel::pageArrived);
        for (const double fraction : {0.2, 0.4, 0.6, 0.8})
            m_model->jumpToFraction(fraction);
        m_model->jumpToStart();
        settle();
        QCOMPARE(arrived.size(), 1);
        QVERIFY(m_model->isAtStart());
        QVERIFY(idsFollowThePosition());
        open(u"heap"_s);
        open(u"numbers"_s, {{}, u"id > 100"_s});
        settle();
        QCOMPARE(m_model->index(0, 0).data().toInt(), 101);
    }

    void sortingIsShownInTheHead()
    {
        open(
            u"numbers"_s, {},
            {{u"flag"_s, data::Direction::Descending, {}}, {u"id"_s, data::Direction::Descending, {}}});
        settle();
        QCOMPARE(m_model->index(0, 0).data().toInt(), 30000);
        QCOMPARE(m_model->headerData(2, Qt::Horizontal, SortDirectionRole).toInt(), 2);
        QCOMPARE(m_model->headerData(0, Qt::Horizontal, SortRankRole).toInt(), 2);
        QCOMPARE(m_model->headerData(1, Qt::Horizontal, SortDirectionRole).toInt(), 0);
    }

    void aFilterIsEstimatedAndThenKnown()
    {
        open(u"numbers"_s, {{{u"id"_s, data::FilterOperator::Less, u"301"_s}}, {}});
        settle();
        QCOMPARE(m_model->rowCount(), 200);
        m_model->fetchAfter();
        settle();
        QCOMPARE(m_model->rowCount(), 300);
        QCOMPARE(m_model->loaded().total(), (data::RowTotal{300, true}));
    }

    void aTableThatWasNeverAnalysedIsEstimated()
    {
        open(u"fresh"_s);
        QTRY_VERIFY(m_model->totalRows() > 1000);
        QVERIFY(!m_model->loaded().total().exact);
    }

    void emptyIsKnownAtOnce()
    {
        open(u"empty"_s);
        settle();
        QCOMPARE(m_model->rowCount(), 0);
        QCOMPARE(m_model->loaded().total(), (data::RowTotal{0, true}));
        m_model->fetchAfter();
        m_model->fetchBefore();
        QVERIFY(!m_model->isLoading());
    }

    void viewsAreCut()
    {
        open(u"many"_s);
        settle();
        QVERIFY(m_model->loaded().isCut());
        QCOMPARE(m_model->rowCount(), 1000);
        QVERIFY(!m_model->loaded().total().exact);
    }

    void readingAgainKeepsThePlace()
    {
        m_here->psql(u"CREATE TABLE changing (id int PRIMARY KEY, v int); INSERT INTO changing SELECT i, 0 FROM "
                     "generate_series(1, 30000) AS i; ANALYZE changing"_s);
        open(u"changing"_s);
        settle();
        m_model->jumpToFraction(0.5);
        settle();
        const int first = m_model->index(0, 0).data().toInt();
        m_here->psql(u"UPDATE changing SET v = 1"_s);
        m_model->reload();
        settle();
        QCOMPARE(m_model->index(0, 0).data().toInt(), first);
        QCOMPARE(m_model->index(0, 1).data().toInt(), 1);
    }

    void cancellingKeepsTheRows()
    {
        open(u"numbers"_s);
        settle();
        QSignalSpy failed(m_model.get(), &GridModel::failed);
        m_model->jumpToEnd();
        m_model->cancel();
        QVERIFY(!m_model->isLoading());
        QCOMPARE(m_model->rowCount(), 200);
        m_model->fetchAfter();
        settle();
        QCOMPARE(m_model->rowCount(), 400);
        QVERIFY(idsFollowThePosition());
        QCOMPARE(failed.size(), 0);
    }

    void aLostLineKeepsTheRowsUntilAnotherComes()
    {
        open(u"numbers"_s);
        settle();
        QSignalSpy failed(m_model.get(), &GridModel::failed);
        m_here->server().kill();
        m_model->fetchAfter();
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed.first().first().value<Error>().kind, ErrorKind::Connection);
        QCOMPARE(m_model->rowCount(), 200);
        QVERIFY(idsFollowThePosition());
        m_model->fetchAfter(); // scrolling on asks nobody
        QVERIFY(!m_model->isLoading());
        m_here->server().restart();
        m_model->reopen(session());
        settle();
        QCOMPARE(m_model->rowCount(), 200);
        m_model->fetchAfter();
        settle();
        QCOMPARE(m_model->rowCount(), 400);
        QVERIFY(idsFollowThePosition());
    }
};

QTEST_GUILESS_MAIN(GridModelTest)
#include "tst_gridmodel.moc"
