// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/rowfinder.h"
#include "pagingserver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

class RowFinderTest final : public QObject
{
    Q_OBJECT

    PagingServer m_server;

    connection::RowBatch ask(const connection::Statement &statement)
    {
        const auto answer = m_server.session().query(statement).result();
        if (!answer)
            qFatal("%s\n%s", qPrintable(describe(answer.error())), qPrintable(statement.sql));
        return answer->rows;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server.psql(u"CREATE TABLE pairs (a int, b text, v int, w text, PRIMARY KEY (a, b));"
                      "INSERT INTO pairs SELECT i / 10, 'b''' || i % 10, CASE WHEN i % 3 = 0 THEN NULL ELSE i % 7 END,"
                      " repeat('w', i % 5) FROM generate_series(0, 999) AS i;"
                      "CREATE TABLE heap (v int); CREATE VIEW seen AS SELECT * FROM pairs; ANALYZE;"_s);
    }

    void theRowIsWhereTheOrderHasIt_data()
    {
        QTest::addColumn<QString>("column");
        QTest::addColumn<bool>("descending");
        QTest::addColumn<QString>("condition");
        QTest::newRow("by the key") << QString() << false << QString();
        QTest::newRow("by a column with NULLs") << u"v"_s << false << QString();
        QTest::newRow("the other way") << u"v"_s << true << QString();
        QTest::newRow("by text, filtered") << u"w"_s << true << u"a > 20"_s;
        QTest::newRow("by NULLs, filtered") << u"v"_s << false << u"a > 20 AND (v IS NULL OR v > 2)"_s;
    }
    void theRowIsWhereTheOrderHasIt()
    {
        QFETCH(QString, column);
        QFETCH(bool, descending);
        QFETCH(QString, condition);
        std::vector<SortColumn> sort;
        if (!column.isEmpty())
            sort.push_back({column, descending ? Direction::Descending : Direction::Ascending, {}});
        const auto query = queryOf(m_server.shape(u"pairs"_s), {{}, condition}, sort);
        QCOMPARE(findableKey(*query), (std::vector<int>{0, 1}));
        const QString direction = descending ? u" DESC"_s : QString();
        const QString order =
            column.isEmpty() ? u"a, b"_s : column + direction + u", a"_s + direction + u", b"_s + direction;
        const QStringList rows = m_server.lines(
            u"SELECT a || '|' || b FROM pairs WHERE "_s + (condition.isEmpty() ? u"true"_s : condition)
            + u" ORDER BY "_s + order);
        QVERIFY(rows.size() > 300);
        for (const qsizetype at : {qsizetype(0), qsizetype(1), rows.size() / 3, rows.size() / 2, rows.size() - 1}) {
            const QStringList key = rows[at].split(u'|');
            const auto found = foundIn(*query, ask(findStatement(*query, {key[0].toUtf8(), key[1].toUtf8()})));
            QVERIFY(found && found->isShown);
            QCOMPARE(ask(countBefore(*query, found->place)).integer(0, 0), qint64(at));
            QVERIFY(estimatedRowsOf(ask(estimateBefore(*query, found->place))) >= 0);
            // And reading from there begins with it.
            PageRequest request;
            request.kind = PageRequest::Kind::From;
            request.place = found->place;
            const Page page = m_server.read(query, request);
            QCOMPARE(page.rows.text(0, 0) + u'|' + page.rows.text(0, 1), rows[at]);
        }
    }

    void rowsThatAreNotThereOrHidden()
    {
        const auto query = queryOf(m_server.shape(u"pairs"_s), {{}, u"a < 50"_s});
        QVERIFY(!foundIn(*query, ask(findStatement(*query, {"5", "none"}))));
        const auto hidden = foundIn(*query, ask(findStatement(*query, {"60", "b'1"})));
        QVERIFY(hidden && !hidden->isShown);
        // A condition that is unknown does not leave the row either.
        const auto unknown = queryOf(m_server.shape(u"pairs"_s), {{}, u"NULL::boolean"_s});
        QVERIFY(!foundIn(*unknown, ask(findStatement(*unknown, {"60", "b'1"})))->isShown);
        const auto bad = m_server.session().query(findStatement(*query, {"x", "y"})).result();
        QVERIFY(!bad && bad.error().message.contains(u"invalid input syntax"));
    }

    void withoutAKeyNothingIsAskedFor()
    {
        QVERIFY(findableKey(*queryOf(m_server.shape(u"heap"_s))).empty());
        QVERIFY(findableKey(*queryOf(m_server.shape(u"seen"_s))).empty());
    }
};

QTEST_GUILESS_MAIN(RowFinderTest)
#include "tst_rowfinder.moc"
