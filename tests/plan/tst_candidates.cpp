// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Indexes that a plan of a real server asks for.
#include "catalog/catalogreader.h"
#include "plan/candidates/conditionterms.h"
#include "plan/candidates/indexcandidates.h"
#include "plan/read/planreader.h"
#include "support/testserver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::plan;

class CandidatesTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    catalog::Snapshot m_catalog;

    [[nodiscard]] QStringList candidates(const QString &statement, const QString &options = u"VERBOSE"_s) const
    {
        const auto text = m_server.psql(m_database, u"EXPLAIN (%1) %2"_s.arg(options, statement));
        const auto reading = text ? readPlans(text->toUtf8()) : fail(text.error());
        if (!reading)
            return {describe(reading.error())};
        QStringList found;
        for (const IndexCandidate &candidate : indexCandidates(reading->plans.front(), *m_catalog)) {
            QString sql = candidate.createSql(false, u"i"_s).remove(u"CREATE INDEX \"i\" ON \"public\"."_s);
            if (!candidate.extends.isEmpty())
                sql += u" -- "_s + candidate.extends;
            // The server takes what is proposed.
            const auto made = m_server.psql(m_database, u"BEGIN; %1; ROLLBACK"_s.arg(candidate.createSql(false)));
            found << (made ? sql : sql + u" refused: "_s + made.error().detail);
        }
        return found;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        const auto made = m_server.psql(
            m_database,
            u"CREATE TABLE users (id int PRIMARY KEY, name text, born date, \"Odd name\" int);"
            "CREATE TABLE orders (id int PRIMARY KEY, user_id int, state text, total int, at timestamptz, gone "
            "timestamptz, paid bool, tags text[], data jsonb);"
            "CREATE INDEX orders_state ON orders (state); CREATE TABLE \"al: ias\" (id int, v int)"_s);
        QVERIFY(made);
        connection::Session session;
        QVERIFY(session.open(m_server.connInfo(m_database)).result());
        const auto read = catalog::CatalogReader(session).readNow();
        QVERIFY(read);
        m_catalog = *read;
    }

    void fromPlans_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::addColumn<QStringList>("has");
        QTest::addColumn<QStringList>("hasNot");
        const QStringList none;
        QTest::newRow("equality before range")
            << u"SELECT * FROM orders WHERE total > 5 AND user_id = 3"_s
            << QStringList{u"\"orders\" (user_id, total)"_s}
            << QStringList{u"\"orders\" (total, user_id)"_s, u"\"orders\" (total)"_s};
        QTest::newRow("equality before sort")
            << u"SELECT * FROM orders WHERE user_id = 3 ORDER BY at DESC, id LIMIT 5"_s
            << QStringList{u"\"orders\" (user_id, at DESC, id)"_s} << none;
        QTest::newRow("nulls") << u"SELECT * FROM orders ORDER BY at DESC NULLS LAST LIMIT 5"_s
                               << QStringList{u"\"orders\" (at DESC NULLS LAST)"_s} << none;
        QTest::newRow("expression") << u"SELECT * FROM users u WHERE lower(u.name) = 'a ) b'"_s
                                    << QStringList{u"\"users\" ((lower(name)))"_s} << none;
        QTest::newRow("arithmetic") << u"SELECT * FROM orders o WHERE (o.total + o.user_id) * 2 = 7 AND o.total = 4"_s
                                    << QStringList{u"\"orders\" (total, ((total + user_id) * 2))"_s} << none;
        QTest::newRow("odd name") << u"SELECT * FROM users AS \"a.\"\"b\" WHERE \"a.\"\"b\".\"Odd name\" = 4"_s
                                  << QStringList{u"\"users\" (\"Odd name\")"_s} << none;
        QTest::newRow("partial") << u"SELECT * FROM orders WHERE gone IS NULL AND NOT paid AND user_id = 3"_s
                                 << QStringList{u"\"orders\" (user_id) WHERE "_s, u"\"orders\" (user_id)"_s} << none;
        QTest::newRow("covering") << u"SELECT total FROM orders WHERE user_id = 3"_s
                                  << QStringList{u"\"orders\" (user_id) INCLUDE (total)"_s} << none;
        QTest::newRow("containment") << u"SELECT * FROM orders WHERE tags @> '{a}' AND data @> '{}'"_s
                                     << QStringList{u"\"orders\" USING gin (tags)"_s, u"\"orders\" USING gin (data)"_s}
                                     << none;
        QTest::newRow("join")
            << u"SELECT * FROM users u JOIN orders o ON o.user_id = u.id WHERE u.born = '2000-01-01'"_s
            << QStringList{u"\"orders\" (user_id)"_s, u"\"users\" (born)"_s} << none;
        QTest::newRow("extends") << u"SELECT * FROM orders WHERE state = 'a' AND total > 3"_s
                                 << QStringList{u"\"orders\" (state, total) -- orders_state"_s}
                                 << QStringList{u"\"orders\" (state)"_s};
        QTest::newRow("list") << u"SELECT * FROM orders WHERE user_id IN (1, 2)"_s
                              << QStringList{u"\"orders\" (user_id)"_s} << none;
    }
    void fromPlans()
    {
        QFETCH(QString, statement);
        QFETCH(QStringList, has);
        QFETCH(QStringList, hasNot);
        const QStringList found = candidates(statement);
        for (const QString &sql : std::as_const(has))
            QVERIFY2(
                std::ranges::any_of(
                    found, [&](const QString &f) { return f == sql || (sql.endsWith(u' ') && f.startsWith(sql)); }),
                qPrintable(found.join(u'\n')));
        for (const QString &sql : std::as_const(hasNot))
            QVERIFY2(!found.contains(sql), qPrintable(found.join(u'\n')));
        QVERIFY2(found.filter(u"refused"_s).isEmpty(), qPrintable(found.join(u'\n')));
    }

    // What is there already, and what no index answers.
    void nothing_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::newRow("primary key") << u"SELECT * FROM orders WHERE id = 3 AND total > 3"_s;
        QTest::newRow("there") << u"SELECT * FROM orders WHERE state = 'a'"_s;
        QTest::newRow("either") << u"SELECT * FROM orders WHERE total = 3 OR user_id = 4"_s;
        QTest::newRow("unequal") << u"SELECT * FROM orders WHERE total <> 3"_s;
        QTest::newRow("all") << u"SELECT * FROM orders"_s;
        QTest::newRow("itself") << u"SELECT * FROM orders WHERE total = user_id"_s;
    }
    void nothing()
    {
        QFETCH(QString, statement);
        QCOMPARE(candidates(statement), QStringList());
    }

    void unreadable()
    {
        for (const QString &text :
             {u""_s, u"("_s, u"(a = $0)); DROP TABLE x"_s, u"((hashed SubPlan 1) AND"_s, u"*"_s}) {
            QVERIFY(termsOf(text).empty());
            QVERIFY(sortTermsOf(text).empty());
        }
        QCOMPARE(termsOf(u"((a = 1) AND (b.\"c.d\" = x.y))"_s).size(), size_t(2));
    }

    void namesAreShort()
    {
        IndexCandidate candidate;
        candidate.table = QString(70, u'ä');
        candidate.keys = {{u"a"_s}};
        QVERIFY(candidate.name().toUtf8().size() <= 63);
        QVERIFY(candidate.name().endsWith(u"_idx"_s));
    }
};

QTEST_GUILESS_MAIN(CandidatesTest)
#include "tst_candidates.moc"
