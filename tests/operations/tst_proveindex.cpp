// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What an index is worth, estimated and measured on a copy.
#include "catalog/catalogreader.h"
#include "operations/proveindex/indexestimate.h"
#include "operations/proveindex/indexmigration.h"
#include "operations/proveindex/indexproof.h"
#include "operations/proveindex/indexsearch.h"
#include "migration/source/scripttext.h"
#include "support/testserver.h"

#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::operations;

class ProveIndexTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    catalog::Snapshot m_catalog;

    [[nodiscard]] plan::IndexCandidate candidate(const QString &column) const
    {
        const catalog::Relation *table = m_catalog->relation(u"public"_s, u"orders"_s);
        return {.relation = table->oid, .schema = u"public"_s, .table = u"orders"_s, .keys = {{column}}};
    }
    [[nodiscard]] IndexProofRequest request(const QString &statement, const QString &column) const
    {
        IndexProofRequest request{m_server.connInfo(m_database), statement, candidate(column)};
        request.server = m_server.local();
        request.pairs = 6;
        request.sampleRows = 20'000;
        return request;
    }
    // What a scratch server keeps.
    [[nodiscard]] QString left() const
    {
        return m_server.psql(u"postgres"_s, u"SELECT count(*) FROM pg_database WHERE datname ~ '^howdah_scratch'"_s)
            ->trimmed();
    }
    [[nodiscard]] QString checksum() const
    {
        return m_server
            .psql(
                m_database, u"SELECT count(*), sum(hashtext(o::text)), (SELECT count(*) FROM pg_index) FROM orders o"_s)
            ->trimmed();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        const auto made = m_server.psql(
            m_database, u"CREATE TABLE users (id int PRIMARY KEY, name text);"
                        "INSERT INTO users SELECT i, 'n' || i FROM generate_series(1, 2000) i;"
                        "CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id int REFERENCES "
                        "users, state text, total int, twice int GENERATED ALWAYS AS (total * 2) STORED);"
                        "INSERT INTO orders (user_id, state, total) SELECT i % 2000 + 1, 'open', i FROM "
                        "generate_series(1, 20000) i; VACUUM ANALYZE"_s);
        QVERIFY2(made, qPrintable(made ? QString() : describe(made.error())));
        connection::Session session;
        QVERIFY(session.open(m_server.connInfo(m_database)).result());
        const auto read = catalog::CatalogReader(session).readNow();
        QVERIFY(read);
        m_catalog = *read;
    }

    void oneThatHelpsIsBelieved()
    {
        const QString before = checksum();
        const auto proof = proveIndex(request(u"SELECT * FROM orders WHERE user_id = 42"_s, u"user_id"_s));
        QVERIFY2(proof, qPrintable(proof ? QString() : describe(proof.error())));
        QVERIFY(proof->used);
        QCOMPARE(proof->verdict, IndexVerdict::Believed);
        QVERIFY(proof->saving.low >= LeastSaving);
        QCOMPARE(proof->reads.size(), size_t(6));
        QCOMPARE(proof->sampleRows, 20'000);
        QVERIFY(proof->sampleBytes > 0);
        QCOMPARE(proof->fullRows, std::optional<double>(20'000));
        QCOMPARE(proof->fullBytes, std::optional<double>(double(proof->sampleBytes)));
        QVERIFY2(!proof->inserts.empty() && !proof->updates.empty(), qPrintable(proof->notes.join(u'\n')));
        QVERIFY(savingOf(proof->inserts).value < 0.2); // writes do not become quicker
        QCOMPARE(checksum(), before);
        QCOMPARE(left(), u"0"_s);
    }

    void oneThatDoesNotHelpIsNot()
    {
        const auto proof = proveIndex(request(u"SELECT sum(total) FROM orders WHERE state = 'open'"_s, u"state"_s));
        QVERIFY2(proof, qPrintable(proof ? QString() : describe(proof.error())));
        QVERIFY(proof->verdict != IndexVerdict::Believed);
        QCOMPARE(left(), u"0"_s);
    }

    // An index of which there is another one already: both sides are the same. Each time anew.
    void sameAgainIsNotBelieved()
    {
        QVERIFY(m_server.psql(m_database, u"CREATE INDEX there ON orders (user_id)"_s));
        int believed = 0;
        for (int trial = 0; trial < 3; ++trial) {
            auto same = request(u"SELECT * FROM orders WHERE user_id = 42"_s, u"user_id"_s);
            same.sampleRows = 4000;
            const auto proof = proveIndex(same);
            QVERIFY2(proof, qPrintable(proof ? QString() : describe(proof.error())));
            believed += proof->verdict == IndexVerdict::Believed;
        }
        QVERIFY(m_server.psql(m_database, u"DROP INDEX there"_s));
        QCOMPARE(believed, 0);
    }

    // As a profile of production is while it is locked.
    void aDatabaseThatMayOnlyBeReadIsEnough()
    {
        QVERIFY(m_server.psql(
            u"postgres"_s, u"ALTER DATABASE %1 SET default_transaction_read_only = on"_s.arg(m_database)));
        const auto proof = proveIndex(request(u"SELECT * FROM orders WHERE user_id = 42"_s, u"user_id"_s));
        const auto found = findIndexes(m_server.connInfo(m_database), u"SELECT * FROM orders WHERE user_id = 42"_s);
        QVERIFY(
            m_server.psql(u"postgres"_s, u"ALTER DATABASE %1 RESET default_transaction_read_only"_s.arg(m_database)));
        QVERIFY2(proof, qPrintable(proof ? QString() : describe(proof.error())));
        QCOMPARE(proof->verdict, IndexVerdict::Believed);
        QVERIFY(found);
        QVERIFY(!found->candidates.empty());
    }

    void changesAreRolledBack()
    {
        const QString before = checksum();
        const auto proof = proveIndex(request(u"DELETE FROM orders WHERE user_id = 42;"_s, u"user_id"_s));
        QVERIFY2(proof, qPrintable(proof ? QString() : describe(proof.error())));
        QCOMPARE(proof->verdict, IndexVerdict::Believed);
        QCOMPARE(checksum(), before);
    }

    // Both sides from one distribution, with the outliers that a busy machine has.
    void noiseIsNotBelieved()
    {
        QRandomGenerator random(20);
        int believed = 0;
        for (int trial = 0; trial < 2000; ++trial) {
            std::vector<TimedPair> pairs;
            const auto time = [&random] {
                const double noise = std::exp(random.generateDouble() - 0.5);
                return 10 * noise * (random.bounded(20) == 0 ? 5 : 1);
            };
            for (int i = 0; i < 12; ++i)
                pairs.push_back({time(), time()});
            believed += verdictOf(savingOf(pairs), true) == IndexVerdict::Believed;
        }
        QVERIFY2(believed <= 20, qPrintable(QString::number(believed)));
        QCOMPARE(verdictOf(savingOf({{5, 1}}), true), IndexVerdict::NotProved); // one pair says nothing
    }

    void theIntervalIsStudents()
    {
        const std::vector<TimedPair> pairs{{10, 5}, {11, 6}, {9, 5.5}, {12, 5}, {10.5, 6.5}};
        constexpr double T4 = 2.7764451051977987; // scipy.stats.t.ppf(0.975, 4)
        double mean = 0;
        for (const TimedPair &pair : pairs)
            mean += std::log(pair.with / pair.without) / 5;
        double squares = 0;
        for (const TimedPair &pair : pairs)
            squares += std::pow(std::log(pair.with / pair.without) - mean, 2);
        const double half = T4 * std::sqrt(squares / 4 / 5);
        const Estimate saving = savingOf(pairs);
        QVERIFY(std::abs(saving.value - (1 - std::exp(mean))) < 1e-9);
        QVERIFY(std::abs(saving.low - (1 - std::exp(mean + half))) < 1e-6);
        QVERIFY(std::abs(saving.high - (1 - std::exp(mean - half))) < 1e-6);
    }

    void hostileStatements_data()
    {
        QTest::addColumn<QString>("statement");
        for (const char *sql :
             {"SELECT 1; DROP TABLE orders", "DROP TABLE orders", "COMMIT", "DO $$ BEGIN END $$",
              "SELECT * INTO x FROM orders", "CREATE TABLE x AS SELECT 1", "EXPLAIN ANALYZE SELECT 1",
              "COPY orders TO PROGRAM 'true'", "SELECT $1::int", "", "SELECT (", "VACUUM"})
            QTest::newRow(sql) << QString::fromLatin1(sql);
    }
    void hostileStatements()
    {
        QFETCH(QString, statement);
        const auto proof = proveIndex(request(statement, u"user_id"_s));
        QVERIFY(!proof);
        QCOMPARE(proof.error().kind, ErrorKind::Usage);
        QVERIFY(!estimateIndexes(m_server.connInfo(m_database), statement, {candidate(u"user_id"_s)}));
    }

    void volatileFunctions()
    {
        for (const QString &sql : {u"SELECT * FROM orders WHERE random() < 0.5"_s, u"SELECT pg_sleep(100)"_s}) {
            const auto proof = proveIndex(request(sql, u"user_id"_s));
            QVERIFY(!proof);
            QCOMPARE(proof.error().kind, ErrorKind::Usage);
            QVERIFY2(proof.error().message.contains(u"volatile"_s), qPrintable(proof.error().message));
        }
    }

    void oneThatNeverEnds()
    {
        const QString endless =
            u"WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT 1 FROM r) SELECT count(*) FROM r"_s;
        auto limited = request(endless, u"user_id"_s);
        limited.statementTimeout = std::chrono::milliseconds(300);
        const auto proof = proveIndex(limited);
        QVERIFY(!proof);
        QCOMPARE(proof.error().kind, ErrorKind::Timeout);
        QCOMPARE(left(), u"0"_s);

        std::stop_source stop;
        std::jthread later([&] {
            QElapsedTimer timer;
            timer.start();
            // Once it runs on the copy.
            while (timer.elapsed() < 20'000
                   && m_server.psql(
                                  u"postgres"_s, u"SELECT count(*) FROM pg_stat_activity WHERE datname ~ "
                                                 "'^howdah_scratch' AND state = 'active' AND query ~ 'RECURSIVE'"_s)
                              ->trimmed()
                          == "0"_L1) {
            }
            stop.request_stop();
        });
        const auto cancelled = proveIndex(request(endless, u"user_id"_s), nullptr, stop.get_token());
        QVERIFY(!cancelled);
        QCOMPARE(cancelled.error().kind, ErrorKind::Cancelled);
        QCOMPARE(left(), u"0"_s);
    }

    // Who may not read gets no copy of it, and is told.
    void rolesWithoutRights()
    {
        auto weak = request(u"SELECT * FROM orders WHERE user_id = 42"_s, u"user_id"_s);
        weak.target = m_server.createRole(u"weak"_s, u"pw"_s, m_database);
        const auto proof = proveIndex(weak);
        QVERIFY(!proof || proof->verdict != IndexVerdict::Believed);
        QCOMPARE(left(), u"0"_s);
    }

    void hypotheticalIndexes()
    {
        const QString statement = u"SELECT * FROM orders WHERE user_id = 42"_s;
        const std::vector candidates{candidate(u"user_id"_s), candidate(u"state"_s), candidate(u"nothing"_s)};
        const auto without = estimateIndexes(m_server.connInfo(m_database), statement, candidates);
        QVERIFY2(without, qPrintable(without ? QString() : describe(without.error())));
        QVERIFY(!without->has_value()); // the database does not have it
        if (const auto made = m_server.psql(m_database, u"CREATE EXTENSION hypopg"_s); !made)
            QSKIP("postgresql-15-hypopg is not installed");
        const auto estimates = estimateIndexes(m_server.connInfo(m_database), statement, candidates);
        QVERIFY(m_server.psql(m_database, u"DROP EXTENSION hypopg"_s));
        QVERIFY2(estimates && *estimates, qPrintable(estimates ? QString() : describe(estimates.error())));
        const auto &all = **estimates;
        QCOMPARE(all.size(), size_t(3));
        QVERIFY(all[0].used && all[0].costWith < all[0].costWithout / 2);
        QVERIFY(!all[1].used);
        QVERIFY(!all[2].refused.isEmpty());
    }

    void theOutcomeIsAMigration()
    {
        QTemporaryDir folder;
        connection::Session session;
        QVERIFY(session.open(m_server.connInfo(m_database)).result());
        const auto draft = draftIndexMigration(&session, folder.path(), candidate(u"user_id"_s), m_catalog.get());
        QVERIFY2(draft, qPrintable(draft ? QString() : describe(draft.error())));
        QVERIFY(draft->up.contains(
            u"CREATE INDEX CONCURRENTLY \"orders_user_id_idx\" ON \"public\".\"orders\" (user_id)"_s));
        QVERIFY(draft->up.contains(u"-- howdah: transaction off"_s));
        QVERIFY2(draft->down.contains(u"DROP INDEX CONCURRENTLY"_s), qPrintable(draft->down));
        QVERIFY2(draft->down.contains(u"-- howdah: transaction off"_s), qPrintable(draft->down));
        QVERIFY(draft->wayBack.isWhole());
        for (const auto &finding : draft->findings)
            QVERIFY2(finding.severity != migration::Severity::Error, qPrintable(finding.message));
        const auto written = writeIndexMigration(*draft);
        QVERIFY(written);
        QFile up(folder.filePath(written->upFile));
        QVERIFY(up.open(QIODevice::ReadOnly));
        QVERIFY(!migration::wantsTransaction(up.readAll()));
    }
};

QTEST_GUILESS_MAIN(ProveIndexTest)
#include "tst_proveindex.moc"
