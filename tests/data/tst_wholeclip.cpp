// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/wholeclip.h"
#include "editserver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

// All rows as one text: what the server has, with what is staged on it, to the limit.
class WholeClipTest final : public QObject
{
    Q_OBJECT

    EditServer m_here;

    std::shared_ptr<WholeClip> copied(
        const PageQuery &query, const std::vector<int> &columns, ClipFormat format, ClipLimits most,
        ClipOverlay overlay = {})
    {
        auto clip = WholeClip::make(query, m_here.target(u"rows"_s), columns, format, most, std::move(overlay));
        if (!clip)
            qFatal("%s", qPrintable(describe(clip.error())));
        const auto session = m_here.open();
        const auto answer =
            session
                ->stream(
                    (*clip)->statement(), [&clip](const connection::RowBatch &rows) { return (*clip)->take(rows); })
                .result();
        if (!answer)
            qFatal("%s", qPrintable(describe(answer.error())));
        return *clip;
    }
    PageQuery query(const FilterSet &filters = {}, const std::vector<SortColumn> &sort = {})
    {
        return *PageQuery::make(m_here.shape(u"rows"_s), filters, sort);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_here.psql(
            u"CREATE TABLE rows (id int PRIMARY KEY, t text, n int);"
            "INSERT INTO rows SELECT i, repeat('x', i % 3000), nullif(i % 7, 0) FROM generate_series(1, 20000) i;"
            "ANALYZE rows"_s);
    }

    void everyRowIsInItWhole()
    {
        const auto clip = copied(query(), {0, 1, 2}, ClipFormat::Tsv, {1'000'000, 1 << 30});
        QCOMPARE(clip->rows(), 20'000);
        QVERIFY(!clip->isCut());
        const auto rows = pastedBlock(clip->finish());
        QCOMPARE(rows.size(), 20'000U);
        for (int i = 0; i < 20'000; ++i) {
            QCOMPARE(rows[size_t(i)][0].bytes(), QByteArray::number(i + 1));
            QCOMPARE(rows[size_t(i)][1].bytes().size(), (i + 1) % 3000);
            QCOMPARE(rows[size_t(i)][2].isNull(), (i + 1) % 7 == 0);
        }
    }

    void filterOrderAndColumnsAreThoseShown()
    {
        const auto clip = copied(
            query({{{u"n"_s, FilterOperator::Equal, u"3"_s}}, u"id < 50"_s}, {{u"id"_s, Direction::Descending, {}}}),
            {2, 0}, ClipFormat::Tsv, {1000, 1 << 20});
        QCOMPARE(clip->finish(), QByteArray("3\t45\n3\t38\n3\t31\n3\t24\n3\t17\n3\t10\n3\t3"));
    }

    void whatIsStagedLiesOverIt()
    {
        ClipOverlay overlay;
        const auto target = m_here.target(u"rows"_s);
        overlay.cells[rowKeyOf(*target, m_here.row(*target, "9999"))] = {{2, "77"_t}};
        overlay.cells[rowKeyOf(*target, m_here.row(*target, "2"))] = {{2, CellValue::null()}};
        overlay.added.push_back({{}, {CellValue::byDefault(), "new"_t}});
        auto clip = copied(query({{}, u"id IN (1, 2, 9999)"_s}), {0, 2}, ClipFormat::Tsv, {10, 1 << 20}, overlay);
        QCOMPARE(clip->finish(), QByteArray("1\t1\n2\t\n9999\t77\n\tnew"));
        QCOMPARE(clip->rows(), 4);
        // The new ones follow the last row: without it they would stand in a wrong place.
        clip = copied(query({{}, u"id IN (1, 2, 9999)"_s}), {0, 2}, ClipFormat::Tsv, {2, 1 << 20}, overlay);
        QVERIFY(clip->isCut());
        QCOMPARE(clip->finish(), QByteArray("1\t1\n2\t"));
    }

    void theLimitsHold()
    {
        auto clip = copied(query(), {0}, ClipFormat::InList, {100, 1 << 20});
        QVERIFY(clip->isCut());
        QCOMPARE(clip->rows(), 100);
        clip = copied(query(), {0, 1}, ClipFormat::Csv, {100'000, 50'000});
        QVERIFY(clip->isCut());
        QVERIFY(clip->rows() < 1000);
        clip = copied(query({{}, u"id <= 100"_s}), {0}, ClipFormat::Tsv, {100, 1 << 20});
        QVERIFY(!clip->isCut()); // as many as may be
        QCOMPARE(clip->rows(), 100);
        // A session that was ended early goes on.
        QCOMPARE(
            copied(query({{}, u"id = 5"_s}), {0}, ClipFormat::InList, {100, 1 << 20})->finish(), QByteArray("(5)"));
    }
};

QTEST_GUILESS_MAIN(WholeClipTest)
#include "tst_wholeclip.moc"
