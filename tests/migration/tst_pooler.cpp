// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/pooler.h"
#include "migrationfixture.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::MigrationFixture;
using test::numbered;

// Debian's pgbouncer between the runner and the server.
class PoolerTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    // It takes any port that is free now.
    static int freePort()
    {
        const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *any = reinterpret_cast<sockaddr *>(&address);
        const bool bound = bind(probe, any, size) == 0 && getsockname(probe, any, &size) == 0;
        close(probe);
        return bound ? ntohs(address.sin_port) : 0;
    }

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
        const QString program = QStandardPaths::findExecutable(u"pgbouncer"_s, {u"/usr/sbin"_s, u"/usr/bin"_s});
        QVERIFY2(!program.isEmpty(), "the package pgbouncer is missing");
        MigrationFixture database(m_server);
        const QString role = u"pooled_"_s + mode;
        const connection::ConnInfo user = m_server.createRole(role, u"pw"_s, database.name());
        QCOMPARE(
            database.psql(
                u"GRANT ALL ON DATABASE %1 TO %2; GRANT ALL ON SCHEMA public TO %2"_s.arg(database.name(), role)),
            QString());
        QTemporaryDir folder;
        chmod(QFile::encodeName(folder.path()).constData(), 0755);
        const int port = freePort();
        QFile config(folder.filePath(u"pgbouncer.ini"_s));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write(u"[databases]\n%1 = host=%2 port=%3 user=%4 password=pw\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
                     "listen_port = %5\nunix_socket_dir =\nauth_type = any\npool_mode = %6\n"
                     "ignore_startup_parameters = extra_float_digits\n"_s
                         .arg(
                             database.name(), user.value(u"host"_s),
                             user.value(u"port"_s).isEmpty() ? u"5432"_s : user.value(u"port"_s), role)
                         .arg(port)
                         .arg(mode)
                         .toUtf8());
        config.close();
        config.setPermissions(config.permissions() | QFile::ReadOther);
        QProcess bouncer;
        if (geteuid() == 0)
            bouncer.start(u"runuser"_s, {u"-u"_s, u"postgres"_s, u"--"_s, program, config.fileName()});
        else
            bouncer.start(program, {config.fileName()});
        QVERIFY(bouncer.waitForStarted());
        connection::ConnInfo through = user;
        through.set(u"host"_s, u"127.0.0.1"_s);
        through.set(u"port"_s, QString::number(port));
        through.set(u"sslmode"_s, u"disable"_s);
        through.set(u"gssencmode"_s, u"disable"_s);
        const auto open = [&through] {
            auto session = std::make_unique<connection::Session>();
            return session->open(through).result() ? std::move(session) : nullptr;
        };
        std::unique_ptr<connection::Session> session;
        QTRY_VERIFY_WITH_TIMEOUT((session = open()) != nullptr, 60000);

        const Result<Pooling> pooling = detectPooling(*session, open);
        QVERIFY2(pooling, qPrintable(pooling ? QString() : describe(pooling.error())));
        QCOMPARE(*pooling, refused ? Pooling::Transaction : Pooling::Session);
        const Source source = parseSource(numbered({{"CREATE TABLE a ();", ""}}));
        const Result<RunReport> report =
            migration::run(*session, database.dialect(), source, makePlan(source, {}, {}), {.openSession = open});
        if (refused) {
            QVERIFY(!report);
            QVERIFY(report.error().message.contains("pgbouncer"_L1));
            QVERIFY(report.error().hint.contains("pool_mode = session"_L1));
        } else {
            QVERIFY2(report && !report->failure, qPrintable(report ? QString() : describe(report.error())));
        }
        QCOMPARE(database.psql(u"SELECT to_regclass('a') IS NULL"_s), refused ? u"t"_s : u"f"_s);
        session.reset();
        bouncer.terminate();
        QVERIFY(bouncer.waitForFinished());
        QCOMPARE(database.psql(u"DROP OWNED BY %1; DROP ROLE %1"_s.arg(role)), QString());
    }

    void theServerItselfIsNoProxy()
    {
        MigrationFixture database(m_server);
        const Result<Pooling> pooling = detectPooling(database.session(), {});
        QVERIFY(pooling);
        QCOMPARE(*pooling, Pooling::None);
    }
};

QTEST_GUILESS_MAIN(PoolerTest)
#include "tst_pooler.moc"
