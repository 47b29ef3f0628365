// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/ctlprocess.h"
#include "support/testserver.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::CtlProcess;

// The first rows of a pack.
class SeedsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QTemporaryDir m_folder;
    QString m_database;
    QString m_uri;
    QString m_source;
    QByteArray m_out;
    QByteArray m_err;

    [[nodiscard]] QString source() const { return m_source; }
    int migrate(const QString &command, const QStringList &more = {}, const QStringList &environment = {})
    {
        CtlProcess process(
            QStringList{u"migrate"_s, command, u"--source"_s, source(), u"--database"_s, m_uri} + more, environment);
        const int code = process.wait();
        m_out = process.out;
        m_err = process.err;
        return code;
    }
    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(m_out).object(); }
    [[nodiscard]] QString sql(const QString &text) const
    {
        const Result<QString> answer = m_server.psql(m_database, text);
        return answer ? answer->trimmed() : describe(answer.error());
    }

private Q_SLOTS:
    void init()
    {
        m_database = m_server.createDatabase(u"seeds"_s);
        m_uri = connection::toUri(m_server.connInfo(m_database));
        m_source = m_folder.filePath(u"source"_s);
        QDir(m_source).removeRecursively();
        test::writeFolder(
            m_source, {{u"001-m.up.sql"_s, "CREATE TABLE a ();"}, {u"001-m.down.sql"_s, "DROP TABLE a;"}});
    }

    // Each once, with a history of its own; one that was edited is said and waits to be asked for.
    void seedsRunOnce()
    {
        QCOMPARE(migrate(u"seed"_s), 64); // there are none
        const QString seeds = source() + u"/seeds"_s;
        test::writeFolder(
            seeds, {{u"001-a.sql"_s, "INSERT INTO seeded VALUES (1);\nCOPY seeded FROM stdin;\n2\n\\.\n"},
                    {u"002-b.sql"_s, "SET search_path = pg_temp;\nINSERT INTO public.seeded VALUES (3);\n"}});
        QCOMPARE(sql(u"CREATE TABLE seeded (x int)"_s), QString());
        QCOMPARE(migrate(u"seed"_s), 2);
        QVERIFY2(m_err.contains("No migration is applied"), m_err.constData());
        QCOMPARE(migrate(u"up"_s), 0);
        QCOMPARE(migrate(u"seed"_s), 0);
        QCOMPARE(m_out, QByteArray("2 seeds ran\n"));
        QCOMPARE(migrate(u"seed"_s), 0);
        QCOMPARE(m_out, QByteArray("Nothing to run\n"));
        const QString rows = u"SELECT string_agg(x::text, ' ' ORDER BY x) FROM seeded"_s;
        QCOMPARE(m_server.psql(m_database, rows)->trimmed(), u"1 2 3"_s);
        test::writeFolder(
            seeds, {{u"001-a.sql"_s, "INSERT INTO seeded VALUES (1);\nCOPY seeded FROM stdin;\n2\n\\.\n"},
                    {u"002-b.sql"_s, "INSERT INTO seeded VALUES (4);\n"},
                    {u"003-c.sql"_s, "INSERT INTO seeded VALUES (5);\nINSERT INTO nowhere VALUES (1);\n"}});
        QCOMPARE(migrate(u"seed"_s, {u"--json"_s}), 2);
        QVERIFY2(m_err.contains("seeds/002-b.sql was changed since it ran"), m_err.constData());
        QVERIFY2(m_err.contains("seeds/003-c.sql:2:"), m_err.constData());
        QCOMPARE(json()[u"seeds"_s][1][u"state"_s].toString(), u"changed"_s);
        QCOMPARE(m_server.psql(m_database, rows)->trimmed(), u"1 2 3"_s); // all of it or nothing
        QCOMPARE(migrate(u"seed"_s, {u"--again"_s}), 2);
        QCOMPARE(m_server.psql(m_database, rows)->trimmed(), u"1 2 3 4"_s);
        QCOMPARE(
            m_server
                .psql(
                    m_database, u"SELECT string_agg(file, ' ' ORDER BY id) FROM howdah.seed_run "
                                "WHERE who = session_user AND length(checksum) = 64"_s)
                ->trimmed(),
            u"seeds/001-a.sql seeds/002-b.sql seeds/002-b.sql"_s);
    }

    // What destroys something is asked for as it is when applying.
    void aSeedThatDestroysNeedsYes()
    {
        QCOMPARE(migrate(u"up"_s), 0);
        QCOMPARE(sql(u"CREATE TABLE public.full_ AS SELECT 1 AS x"_s), QString());
        test::writeFolder(m_source + u"/seeds"_s, {{u"1.sql"_s, "TRUNCATE full_;"}});
        QCOMPARE(migrate(u"seed"_s), 64);
        QVERIFY2(m_err.contains("--yes"), m_err.constData());
        QCOMPARE(sql(u"SELECT count(*) FROM public.full_"_s), u"1"_s);
        QCOMPARE(migrate(u"seed"_s, {u"--yes"_s}), 0);
        // What cannot share a transaction with its row is refused.
        test::writeFolder(m_source + u"/seeds"_s, {{u"2.sql"_s, "VACUUM full_;"}});
        QCOMPARE(migrate(u"seed"_s), 2);
        QVERIFY2(m_err.contains("does not run in one transaction"), m_err.constData());
    }

    // As goose writes seeds: sent as it is, it would take away what it has just put there.
    void aSeedWithAPartThatUndoesItIsRefused()
    {
        QCOMPARE(migrate(u"up"_s), 0);
        QCOMPARE(sql(u"CREATE TABLE public.seeded AS SELECT 1 AS x"_s), QString());
        const QString seeds = m_source + u"/seeds"_s;
        test::writeFolder(
            seeds, {{u"1.sql"_s, "-- +goose Up\nINSERT INTO seeded VALUES (2);\n-- +goose Down\nDELETE FROM seeded "
                                 "WHERE x < 3;\n"}});
        QCOMPARE(migrate(u"seed"_s, {u"--yes"_s}), 2);
        QVERIFY2(m_err.contains("seeds/1.sql:3: A marker of goose"), m_err.constData());
        QCOMPARE(sql(u"SELECT string_agg(x::text, ' ') FROM seeded"_s), u"1"_s);
        // Nor is what a file asks for passed over.
        test::writeFolder(seeds, {{u"1.sql"_s, "-- howdah: transaction off\nINSERT INTO seeded VALUES (2);\n"}});
        QCOMPARE(migrate(u"seed"_s, {u"--yes"_s}), 2);
        QVERIFY2(m_err.contains("does not run in one transaction"), m_err.constData());
        QCOMPARE(sql(u"SELECT string_agg(x::text, ' ') FROM seeded"_s), u"1"_s);
    }

    // In its own words: "nothing of this migration remains" sends people to look for one.
    void aSeedIsNoMigration_data()
    {
        QTest::addColumn<QByteArray>("seed");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("fails") << QByteArray("INSERT INTO nowhere VALUES (1);\n")
                               << QByteArray("nothing of this seed remains");
        QTest::newRow("psql") << QByteArray("\\i other.sql\n") << QByteArray("which a seed cannot run");
        QTest::newRow("copy") << QByteArray("COPY a TO STDOUT;\n") << QByteArray("no destination in a seed");
        QTest::newRow("undo") << QByteArray("SELECT 1;\n-- +goose Down\nSELECT 2;\n")
                              << QByteArray("what undoes the seed");
        QTest::newRow("chain") << QByteArray("BEGIN;\nSELECT 1;\nCOMMIT AND CHAIN;\nSELECT 2;\nCOMMIT;\n")
                               << QByteArray("COMMIT AND CHAIN begins a transaction without a BEGIN");
    }
    void aSeedIsNoMigration()
    {
        QFETCH(QByteArray, seed);
        QFETCH(QByteArray, said);
        QCOMPARE(migrate(u"up"_s), 0);
        test::writeFolder(m_source + u"/seeds"_s, {{u"1.sql"_s, seed}});
        QCOMPARE(migrate(u"seed"_s), 2);
        QVERIFY2(m_err.contains(said), m_err.constData());
        QVERIFY2(!m_err.contains("migration"), m_err.constData());
    }

    // What cannot be in a transaction is said once, and not with a hint that is refused as well.
    void aSeedOutsideATransactionIsRefusedOnce()
    {
        QCOMPARE(migrate(u"up"_s), 0);
        test::writeFolder(m_source + u"/seeds"_s, {{u"1.sql"_s, "INSERT INTO a DEFAULT VALUES;\nVACUUM a;\n"}});
        QCOMPARE(migrate(u"seed"_s), 2);
        QCOMPARE(m_err.count("seeds/1.sql"), 1);
        QVERIFY2(m_err.contains("Move that statement into a migration"), m_err.constData());
        QVERIFY2(!m_err.contains("transaction off"), m_err.constData());
    }

    void theOrchestratorIsSeeded()
    {
        m_source = QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/orchestrator");
        QCOMPARE(migrate(u"up"_s), 0);
        QCOMPARE(migrate(u"seed"_s), 0);
        QCOMPARE(m_out, QByteArray("1 seed ran\n"));
        QCOMPARE(sql(u"SELECT count(*) FROM organizations"_s), u"1"_s);
        QCOMPARE(migrate(u"seed"_s), 0);
        QCOMPARE(m_out, QByteArray("Nothing to run\n"));
        QCOMPARE(migrate(u"seed"_s, {u"--json"_s}), 0);
        QCOMPARE(json()[u"seeds"_s][0][u"state"_s].toString(), u"applied"_s);
        // It steps out of row-level security and back again.
        QCOMPARE(migrate(u"validate"_s), 0);
    }
};

QTEST_GUILESS_MAIN(SeedsTest)
#include "tst_seeds.moc"
