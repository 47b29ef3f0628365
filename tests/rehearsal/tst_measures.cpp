// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rehearsalfixture.h"

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::scripts;

// What a rehearsal measures of each statement: locks, rewrites, duration and WAL.
class MeasuresTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    test::RehearsalFixture m_fixture{m_server};

    static QStringList locks(const StatementMeasure &measure)
    {
        QStringList lines;
        for (const LockTaken &lock : measure.locks)
            lines << lock.relation + u": "_s + lock.mode + (lock.measured ? QString() : u" by rule"_s);
        for (const MeasuredRewrite &rewrite : measure.rewrites)
            lines << rewrite.relation + (rewrite.isIndex ? u": rebuilt"_s : u": rewritten"_s);
        return lines;
    }

    // Of the second migration; the first makes two tables with a row each.
    Proof measured(const QByteArray &up, const QByteArray &down = "SELECT 1;") const
    {
        const auto rehearsal = rehearse(m_fixture.request(scripts(
            {{"CREATE TABLE p (id int PRIMARY KEY);\nCREATE TABLE t (id int PRIMARY KEY, a int, p int);\nCREATE INDEX "
              "t_a "
              "ON t (a);\nINSERT INTO t SELECT i, i, NULL FROM generate_series(1, 100) i;",
              "DROP TABLE t, p;"},
             {up, down}})));
        if (!rehearsal)
            qFatal("%s", qPrintable(describe(rehearsal.error())));
        return rehearsal->proofs[1];
    }

private Q_SLOTS:
    void reportsLocksAndRewrites_data()
    {
        QTest::addColumn<QByteArray>("statement");
        QTest::addColumn<QStringList>("expected");
        const auto add = [](const char *name, const QByteArray &statement, const QStringList &expected) {
            QTest::newRow(name) << statement << expected;
        };
        add("add a column", "ALTER TABLE t ADD c int DEFAULT 5", {u"public.t: ACCESS EXCLUSIVE"_s});
        add("volatile default", "ALTER TABLE t ADD c float DEFAULT random()",
            {u"public.t: ACCESS EXCLUSIVE"_s, u"public.t_a: ACCESS EXCLUSIVE"_s, u"public.t_pkey: ACCESS EXCLUSIVE"_s,
             u"public.t: rewritten"_s, u"public.t_a: rebuilt"_s, u"public.t_pkey: rebuilt"_s});
        add("index", "CREATE INDEX i ON t (p)", {u"public.t: SHARE"_s});
        add("foreign key", "ALTER TABLE t ADD FOREIGN KEY (p) REFERENCES p NOT VALID",
            {u"public.p: SHARE ROW EXCLUSIVE"_s, u"public.t: SHARE ROW EXCLUSIVE"_s});
        add("concurrently", "CREATE INDEX CONCURRENTLY i ON t (p)", {u"public.t: SHARE UPDATE EXCLUSIVE by rule"_s});
        add("drop concurrently", "DROP INDEX CONCURRENTLY t_a", {u"public.t: SHARE UPDATE EXCLUSIVE by rule"_s});
        add("vacuum full", "VACUUM FULL t",
            {u"public.t: ACCESS EXCLUSIVE by rule"_s, u"public.t: rewritten"_s, u"public.t_a: rebuilt"_s,
             u"public.t_pkey: rebuilt"_s});
        add("nothing", "CREATE TABLE other (id int)", {});
        add("drop", "DROP TABLE p", {u"public.p: ACCESS EXCLUSIVE"_s, u"public.p_pkey: ACCESS EXCLUSIVE"_s});
    }
    void reportsLocksAndRewrites()
    {
        QFETCH(QByteArray, statement);
        QFETCH(QStringList, expected);
        const Proof proof = measured(statement + ';');
        QCOMPARE(proof.up.size(), 1u);
        QStringList sorted = locks(proof.up[0]);
        std::ranges::sort(sorted);
        std::ranges::sort(expected);
        // Whether the server opens the key's index depends on what its caches hold; nobody is held up by it.
        sorted.removeAll(u"public.p_pkey: ACCESS SHARE"_s);
        QCOMPARE(sorted, expected);
    }

    void reportsEachStatementItsOwn()
    {
        const Proof proof = measured(
            "SELECT count(*) FROM t;\n\nALTER TABLE t ADD c int;\nALTER TABLE t ADD d int;",
            "ALTER TABLE t DROP d, DROP c;");
        QCOMPARE(proof.badge, Badge::Loses);
        QCOMPARE(proof.up.size(), 3u);
        QCOMPARE(proof.up[1].number, 2);
        QCOMPARE(proof.up[1].line, 3);
        QCOMPARE(proof.up[1].command, u"ALTER TABLE"_s);
        QCOMPARE(
            locks(proof.up[0]),
            (QStringList{
                u"public.t: ACCESS SHARE"_s, u"public.t_a: ACCESS SHARE"_s, u"public.t_pkey: ACCESS SHARE"_s}));
        QCOMPARE(locks(proof.up[1]), QStringList{u"public.t: ACCESS EXCLUSIVE"_s});
        QCOMPARE(locks(proof.up[2]), QStringList()); // held already
        QCOMPARE(locks(proof.down[0]), QStringList{u"public.t: ACCESS EXCLUSIVE"_s});
    }

    // Statements of a file without a transaction let go of their locks.
    void reportsLocksOfStatementsOnTheirOwn()
    {
        const Proof proof = measured(
            "-- howdah: transaction off\nALTER TABLE t ADD c int;\nALTER TABLE t ADD d int;",
            "ALTER TABLE t DROP d, DROP c;");
        QCOMPARE(locks(proof.up[0]), QStringList{u"public.t: ACCESS EXCLUSIVE"_s});
        QCOMPARE(locks(proof.up[1]), QStringList{u"public.t: ACCESS EXCLUSIVE"_s});
    }

    void measuresTimeAndLog()
    {
        const Proof proof = measured(
            "SELECT 1;\nINSERT INTO t SELECT i, i, NULL FROM generate_series(1000, 21000) i;",
            "DELETE FROM t WHERE id >= 1000;");
        QVERIFY(proof.up[1].walBytes > 1'000'000);
        QVERIFY(proof.up[0].walBytes < proof.up[1].walBytes / 10);
        QVERIFY(proof.up[1].milliseconds > proof.up[0].milliseconds);
        QVERIFY(proof.upMilliseconds >= proof.up[1].milliseconds);
        QVERIFY(proof.downMilliseconds > 0);
        QVERIFY(proof.againMilliseconds > 0);
        QVERIFY(proof.serverVersion >= 130000);
    }
};

QTEST_GUILESS_MAIN(MeasuresTest)
#include "tst_measures.moc"
