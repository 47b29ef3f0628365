// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pagingserver.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

class PageSourceTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<PagingServer> m_here;
    std::shared_ptr<connection::Session> m_session;

    std::unique_ptr<PageSource> source(FilterSet filters = {})
    {
        return std::make_unique<PageSource>(
            m_session, *queryOf(m_here->shape(u"numbers"_s), std::move(filters)), 150000);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_here = std::make_unique<PagingServer>();
        m_here->psql(
            u"CREATE TABLE numbers (id int PRIMARY KEY); INSERT INTO numbers SELECT generate_series(1, 5000)"_s);
    }
    void init()
    {
        m_session =
            std::make_shared<connection::Session>(connection::SessionOptions{.name = u"grid"_s, .readOnly = true});
        QVERIFY(m_session->open(m_here->server().connInfo(m_here->database())).result());
    }
    void cleanup() { m_session.reset(); }
    void cleanupTestCase() { m_here.reset(); }

    void pagesArrive()
    {
        const auto pages = source();
        std::optional<Result<Page>> got;
        pages->fetch({}, [&](const Result<Page> &page) { got = page; });
        QVERIFY(pages->isFetching());
        QVERIFY(!got); // nothing is answered from within the call
        QTRY_VERIFY(got);
        QVERIFY(*got);
        QCOMPARE((*got)->rows.rowCount(), 200);
        QVERIFY(!pages->isFetching());
    }

    void aNewRequestTakesThePlaceOfTheOld()
    {
        const auto pages = source();
        int first = 0;
        std::optional<Page> got;
        for (int i = 0; i < 20; ++i)
            pages->fetch({}, [&](const Result<Page> &) { ++first; });
        pages->fetch(
            {.kind = PageRequest::Kind::Last, .total = {5000, true}}, [&](const Result<Page> &page) { got = *page; });
        QTRY_VERIFY(got);
        QCOMPARE(got->rows.text(199, 0), u"5000"_s);
        QCOMPARE(first, 0);
    }

    void aSlowPageIsCancelledOnTheServer()
    {
        const auto pages = source({{}, u"pg_sleep(600) IS NOT NULL"_s});
        bool called = false;
        pages->fetch({}, [&](const Result<Page> &) { called = true; });
        const QString running = u"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"_s;
        QTRY_COMPARE(m_here->psql(running).trimmed(), u"1"_s);
        pages->cancel();
        QVERIFY(!pages->isFetching());
        QTRY_COMPARE(m_here->psql(running).trimmed(), u"0"_s);
        QVERIFY(!called);
        // The session goes on.
        QVERIFY(m_session->query({u"SELECT 1"_s, {}}).result());
    }

    void theEndOfTheSourceEndsItsWork()
    {
        auto pages = source({{}, u"pg_sleep(600) IS NOT NULL"_s});
        bool called = false;
        pages->fetch({}, [&](const Result<Page> &) { called = true; });
        pages.reset();
        QVERIFY(m_session->query({u"SELECT 1"_s, {}}).result());
        QCoreApplication::processEvents();
        QVERIFY(!called);
    }

    void cancellingAnIdleSourceStrikesNothing()
    {
        const auto pages = source();
        std::optional<Result<qint64>> estimate;
        pages->estimate([&](const Result<qint64> &rows) { estimate = rows; });
        pages->cancel();
        QTRY_VERIFY(estimate);
        QVERIFY(*estimate);
        QVERIFY(**estimate > 1000);
    }

    void theHandlerMayEndTheSource()
    {
        auto pages = source();
        bool called = false;
        pages->fetch({}, [&](const Result<Page> &) {
            called = true;
            pages.reset();
        });
        QTRY_VERIFY(called);
        QVERIFY(!pages);
    }

    void errorsOfTheServerArrive()
    {
        const auto pages = source({{}, u"nonsense > 3"_s});
        std::optional<Result<Page>> got;
        pages->fetch({}, [&](const Result<Page> &page) { got = page; });
        QTRY_VERIFY(got);
        QCOMPARE(got->error().sqlState, u"42703"_s);
    }

    void recordsAndCountsArrive()
    {
        const auto pages = source({{}, u"id <= 4321"_s});
        std::optional<connection::RowBatch> record;
        qint64 count = -1;
        pages->record({.key = {QByteArray("77")}}, [&](const Result<connection::RowBatch> &row) { record = *row; });
        PageSource::count(this, *m_session, pages->query(), [&](const Result<qint64> &rows) { count = *rows; });
        QTRY_COMPARE(count, 4321);
        QCOMPARE(record->rowCount(), 1);
        QCOMPARE(record->text(0, 0), u"77"_s);
    }

    void aStoppedServerIsAResult()
    {
        const auto pages = source();
        std::optional<Result<Page>> got;
        const auto take = [&](const Result<Page> &page) { got = page; };
        pages->fetch({}, take);
        QTRY_VERIFY(got && *got);
        m_here->server().kill();
        got.reset();
        pages->fetch({.kind = PageRequest::Kind::Last}, take);
        QTRY_VERIFY(got);
        QVERIFY(!*got);
        QCOMPARE(got->error().kind, ErrorKind::Connection);
        m_here->server().restart();
        QVERIFY(m_session->open(m_here->server().connInfo(m_here->database())).result());
        got.reset();
        pages->fetch({.kind = PageRequest::Kind::Last}, take);
        QTRY_VERIFY(got && *got);
    }
};

QTEST_GUILESS_MAIN(PageSourceTest)
#include "tst_pagesource.moc"
