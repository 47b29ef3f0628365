// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrationfixture.h"
#include "support/pgbouncer.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using connection::Pooling;
using test::MigrationFixture;
using test::numbered;

// Debian's pgbouncer between the runner and the server.
class PoolerTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

private Q_SLOTS:
    void aProxyThatPoolsTransactionsIsNamed_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<bool>("refused");
        QTest::newRow("transaction") << u"transaction"_s << true;
        QTest::newRow("statement") << u"statement"_s << true;
        QTest::newRow("session") << u"session"_s << false;
    }
    void aProxyThatPoolsTransactionsIsNamed()
    {
        QFETCH(QString, mode);
        QFETCH(bool, refused);
        MigrationFixture database(m_server);
        const QString role = u"pooled_"_s + mode;
        const connection::ConnInfo user = m_server.createRole(role, u"pw"_s, database.name());
        QCOMPARE(
            database.psql(
                u"GRANT ALL ON DATABASE %1 TO %2; GRANT ALL ON SCHEMA public TO %2"_s.arg(database.name(), role)),
            QString());
        const test::PgBouncer bouncer(user, {.mode = mode, .servers = 20});
        const auto session =
            std::make_unique<connection::Session>(connection::SessionOptions{.names = connection::Names::OfDatabase});
        const auto opened = session->open(bouncer.info(database.name())).result();
        if (mode == "statement"_L1) { // it says why itself
            QVERIFY(!opened);
            QVERIFY2(opened.error().message.contains("statement pooling"_L1), qPrintable(describe(opened.error())));
            QVERIFY(opened.error().hint.contains("transaction or session pooling"_L1));
            return;
        }
        QVERIFY2(opened, opened ? "" : qPrintable(describe(opened.error())));
        const Result<Pooling> pooling = session->pooling().result();
        QVERIFY2(pooling, qPrintable(pooling ? QString() : describe(pooling.error())));
        QCOMPARE(*pooling, refused ? Pooling::Transaction : Pooling::Session);
        QVERIFY(connection::describe(*pooling).contains(refused ? u"transaction pooling"_s : u"session pooling"_s));
        const Source source = parseSource(numbered({{"CREATE TABLE a ();", ""}}));
        const Result<RunReport> report =
            migration::run(*session, database.dialect(), source, makePlan(source, {}, {}), {});
        if (refused) {
            QVERIFY(!report);
            QVERIFY(report.error().message.contains("PgBouncer"_L1));
            QVERIFY(report.error().hint.contains("pool_mode = session"_L1));
        } else {
            QVERIFY2(report && !report->failure, qPrintable(report ? QString() : describe(report.error())));
        }
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL"_s), refused ? u"t"_s : u"f"_s);
    }

    void theServerItselfIsNoProxy()
    {
        MigrationFixture database(m_server);
        const Result<Pooling> pooling = database.session().pooling().result();
        QVERIFY(pooling);
        QCOMPARE(*pooling, Pooling::None);
    }
};

QTEST_GUILESS_MAIN(PoolerTest)
#include "tst_pooler.moc"
