// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Why a connection failed, told from real causes: servers that refuse, certificates of an authority of our own.
#include "connection/profile/connectiontest.h"
#include "connection/netserver.h"
#include "connection/session/session.h"

#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <clocale>
#include <cstring>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;
using test::FakeServer;

namespace {

using Fields = QMap<QString, QString>;

ConnInfo with(ConnInfo info, const Fields &fields)
{
    for (const auto &[key, value] : fields.asKeyValueRange())
        info.set(key, value);
    return info;
}

QString causeOf(const ConnInfo &target)
{
    const auto tested = testConnection(target);
    return tested ? u"connected"_s : causeKey(tested.error().cause);
}

const QByteArray rules = "host all nobody 127.0.0.1/32 reject\n"
                         "hostssl all secure 127.0.0.1/32 trust\n"
                         "hostssl all carded 127.0.0.1/32 trust clientcert=verify-full\n"
                         "host all secure,carded 127.0.0.1/32 reject\n"
                         "host all pass 127.0.0.1/32 scram-sha-256\n"
                         "host postgres,closed,private,full,missing all 127.0.0.1/32 trust\n";

} // namespace

class TestDiagnosis final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void reportsCauses_data();
    void reportsCauses();
    void reportsTls_data();
    void reportsTls();
    void plainIsRefused();
    void revocationListsMustBeReadable();
    void reportsNetwork();
    void reportsOtherServers_data();
    void reportsOtherServers();
    void aSessionRefusesAServerThatIsTooOld();
    void speaksOfTheFurthestHost();
    void findsTheWritableHost();
    void saysWhatAnswered();
    void sessionsSayItToo();
    void knowsTexts_data();
    void knowsTexts();
    void speaksEnglishToItself();
    void hasWordsForEachCause();
    void anUnknownVersionIsNoOldOne();
    void canBeStopped();

private:
    void serve(const QString &certificate);
    std::unique_ptr<test::NetServer> m_server;
    std::unique_ptr<test::Authority> m_authority;
    std::unique_ptr<test::Authority> m_stranger;
    QTemporaryDir m_folder;
    QString m_serving;
};

void TestDiagnosis::initTestCase()
{
    for (const char *name : {"PGSSLMODE", "PGSSLROOTCERT", "PGPASSWORD", "PGSERVICE", "PGHOST", "PGPORT"})
        qunsetenv(name);
    qputenv("HOME", m_folder.path().toUtf8()); // no certificates or passwords of whoever tests
    m_authority = std::make_unique<test::Authority>(m_folder.filePath(u"ours"_s), u"Our CA"_s);
    m_stranger = std::make_unique<test::Authority>(m_folder.filePath(u"theirs"_s), u"Their CA"_s);
    const QString here = u"DNS:localhost,IP:127.0.0.1"_s;
    m_authority->issue(u"right"_s, u"localhost"_s, here);
    m_authority->issue(u"wrong"_s, u"elsewhere.example"_s, u"DNS:elsewhere.example"_s);
    m_authority->issue(u"expired"_s, u"localhost"_s, here, u"20200101000000Z"_s, u"20200201000000Z"_s);
    m_authority->issue(u"early"_s, u"localhost"_s, here, u"20900101000000Z"_s, u"20910101000000Z"_s);
    m_authority->issue(u"revoked"_s, u"localhost"_s, here);
    m_authority->issue(u"client"_s, u"carded"_s, {});
    m_authority->revoke({u"revoked"_s});
    m_stranger->issue(u"right"_s, u"localhost"_s, here);
    m_server = std::make_unique<test::NetServer>();
    serve(m_authority->file(u"right"_s));
    m_server->sql(u"CREATE ROLE pass LOGIN PASSWORD 'right'"_s);
    for (const QString &role : {u"nobody"_s, u"secure"_s, u"carded"_s, u"plain"_s})
        m_server->sql(u"CREATE ROLE %1 LOGIN"_s.arg(role));
    m_server->sql(u"CREATE ROLE crowd LOGIN CONNECTION LIMIT 0"_s);
    m_server->sql(u"CREATE ROLE group_only NOLOGIN"_s);
    m_server->sql(u"CREATE DATABASE closed ALLOW_CONNECTIONS false"_s);
    m_server->sql(u"CREATE DATABASE private"_s);
    m_server->sql(u"REVOKE CONNECT ON DATABASE private FROM PUBLIC"_s);
}

void TestDiagnosis::serve(const QString &certificate)
{
    if (m_serving == certificate)
        return;
    m_serving = certificate;
    if (certificate.isEmpty()) {
        m_server->start({}, rules);
        return;
    }
    m_server->start(
        {u"ssl=on"_s, u"ssl_cert_file="_s + m_server->adopt(certificate + u".crt"_s),
         u"ssl_key_file="_s + m_server->adopt(certificate + u".key"_s),
         u"ssl_ca_file="_s + m_server->adopt(m_authority->file(u"ca.crt"_s))},
        rules);
}

void TestDiagnosis::reportsCauses_data()
{
    QTest::addColumn<Fields>("fields");
    QTest::addColumn<QString>("cause");
    QTest::addColumn<QString>("state");
    const auto row = [](const char *name, const Fields &fields, const char *cause, const char *state = "") {
        QTest::newRow(name) << fields << QString::fromLatin1(cause) << QString::fromLatin1(state);
    };
    const QString user = u"user"_s;
    const QString database = u"dbname"_s;
    row("none", {}, "connected");
    row("wrong password", {{user, u"pass"_s}, {u"password"_s, u"wrong"_s}}, "wrong-password", "28P01");
    row("the same without TLS", {{user, u"pass"_s}, {u"password"_s, u"wrong"_s}, {u"sslmode"_s, u"disable"_s}},
        "wrong-password", "28P01");
    row("right password", {{user, u"pass"_s}, {u"password"_s, u"right"_s}}, "connected");
    row("no password", {{user, u"pass"_s}}, "no-password");
    row("unknown database", {{database, u"missing"_s}}, "unknown-database", "3D000");
    row("unknown user", {{user, u"no_such_user"_s}}, "unknown-role", "28000");
    row("a group", {{user, u"group_only"_s}}, "unknown-role", "28000");
    row("rejected by a rule", {{user, u"nobody"_s}}, "not-allowed", "28000");
    row("no rule", {{user, u"plain"_s}, {database, u"template1"_s}}, "not-allowed", "28000");
    row("no rule without TLS", {{user, u"plain"_s}, {database, u"template1"_s}, {u"sslmode"_s, u"disable"_s}},
        "no-tls-not-allowed", "28000");
    row("closed database", {{user, u"plain"_s}, {database, u"closed"_s}}, "database-closed", "55000");
    row("no privilege", {{user, u"plain"_s}, {database, u"private"_s}}, "no-connect-privilege", "42501");
    row("too many", {{user, u"crowd"_s}}, "too-many-connections", "53300");
    row("unknown setting", {{u"options"_s, u"-c no_such_setting=1"_s}}, "bad-option", "42704");
    row("unknown zone", {{u"options"_s, u"-c TimeZone=No/Where"_s}}, "bad-option", "22023");
    row("no standby", {{u"target_session_attrs"_s, u"standby"_s}}, "wrong-kind-of-server");
    row("a primary", {{u"target_session_attrs"_s, u"primary"_s}}, "connected");
    row("rather a standby", {{u"target_session_attrs"_s, u"prefer-standby"_s}}, "connected");
    row("no client certificate", {{user, u"carded"_s}}, "tls-client-refused", "28000");
    row("unknown service", {{u"service"_s, u"no-such-service"_s}}, "service-missing");
    row("bad mode", {{u"sslmode"_s, u"nonsense"_s}}, "bad-keyword");
    row("issuers missing", {{u"sslmode"_s, u"verify-ca"_s}}, "tls-file");
    row("key missing",
        {{u"sslmode"_s, u"require"_s},
         {u"sslcert"_s, m_authority->file(u"client.crt"_s)},
         {u"sslkey"_s, u"/no/such.key"_s}},
        "tls-file");
}

void TestDiagnosis::reportsCauses()
{
    QFETCH(const Fields, fields);
    QFETCH(const QString, cause);
    QFETCH(const QString, state);
    serve(m_authority->file(u"right"_s));
    const auto tested = testConnection(with(m_server->info(), fields));
    if (!tested)
        qInfo("%s [%s]", qPrintable(tested.error().sentence), qPrintable(tested.error().said));
    QCOMPARE(tested ? u"connected"_s : causeKey(tested.error().cause), cause);
    if (tested)
        return;
    QCOMPARE(tested.error().sqlState, state);
    QVERIFY(!tested.error().sentence.isEmpty() && !tested.error().advice.isEmpty());
    QVERIFY(!tested.error().said.contains("LOCATION"_L1));
    QVERIFY(!tested.error().said.contains("wrong\""_L1));
}

void TestDiagnosis::reportsTls_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("mode");
    QTest::addColumn<bool>("list");
    QTest::addColumn<QString>("cause");
    const auto row = [](const char *certificate, const char *host, const char *mode, bool list, const char *cause) {
        QTest::addRow("%s %s %s%s", certificate, host, mode, list ? " with list" : "")
            << QString::fromLatin1(certificate) << QString::fromLatin1(host) << QString::fromLatin1(mode) << list
            << QString::fromLatin1(cause);
    };
    row("right", "localhost", "verify-full", true, "connected");
    row("right", "127.0.0.1", "verify-full", false, "connected");
    row("wrong", "localhost", "verify-full", false, "tls-wrong-name");
    row("wrong", "localhost", "verify-ca", false, "connected");
    row("wrong", "localhost", "require", false, "connected"); // with issuers, as verify-ca
    row("expired", "localhost", "verify-full", false, "tls-expired");
    row("expired", "127.0.0.1", "verify-ca", true, "tls-expired");
    row("early", "localhost", "verify-full", false, "tls-not-yet-valid");
    row("stranger", "localhost", "verify-full", false, "tls-unknown-issuer");
    row("stranger", "localhost", "verify-ca", false, "tls-unknown-issuer");
    row("stranger", "localhost", "verify-full", true, "tls-unknown-issuer");
    row("revoked", "localhost", "verify-full", true, "tls-revoked");
    row("revoked", "localhost", "verify-ca", true, "tls-revoked");
    row("revoked", "localhost", "verify-full", false, "connected"); // nobody has asked
}

void TestDiagnosis::reportsTls()
{
    QFETCH(const QString, certificate);
    QFETCH(const QString, host);
    QFETCH(const QString, mode);
    QFETCH(const bool, list);
    QFETCH(const QString, cause);
    serve(certificate == "stranger"_L1 ? m_stranger->file(u"right"_s) : m_authority->file(certificate));
    ConnInfo target = with(
        m_server->info(host),
        {{u"sslmode"_s, mode}, {u"sslrootcert"_s, m_authority->file(u"ca.crt"_s)}, {u"hostaddr"_s, u"127.0.0.1"_s}});
    if (list)
        target.set(u"sslcrl"_s, m_authority->file(u"ca.crl"_s));
    const auto tested = testConnection(target);
    if (!tested)
        qInfo("%s [%s]", qPrintable(tested.error().sentence), qPrintable(tested.error().said));
    QCOMPARE(tested ? u"connected"_s : causeKey(tested.error().cause), cause);
    if (!tested) {
        QVERIFY(certificate != "expired"_L1 || tested.error().sentence.contains("2020-02-01"_L1));
        QVERIFY(certificate != "stranger"_L1 || tested.error().sentence.contains("Their CA"_L1));
        return;
    }
    QVERIFY(tested->tls && tested->tls->verified);
    QCOMPARE(tested->tls->nameVerified, mode == "verify-full"_L1);
    QVERIFY(
        tested->tls->protocol.startsWith("TLSv1."_L1) && !tested->tls->cipher.isEmpty() && tested->tls->bits >= 128);
    QVERIFY(tested->tls->certificate.issuer.contains("Our CA"_L1));
    if (certificate == "right"_L1)
        QCOMPARE(tested->tls->certificate.names, (QStringList{u"localhost"_s, u"127.0.0.1"_s}));
    QVERIFY(tested->tls->certificate.until > QDateTime::currentDateTimeUtc());
}

void TestDiagnosis::plainIsRefused()
{
    serve({});
    for (const char *mode : {"require", "verify-ca", "verify-full"})
        QCOMPARE(
            causeOf(with(
                m_server->info(),
                {{u"sslmode"_s, QString::fromLatin1(mode)}, {u"sslrootcert"_s, m_authority->file(u"ca.crt"_s)}})),
            u"tls-refused"_s);
    for (const char *mode : {"disable", "allow", "prefer"}) {
        const auto tested = testConnection(with(m_server->info(), {{u"sslmode"_s, QString::fromLatin1(mode)}}));
        QVERIFY(tested && !tested->tls);
    }
    QCOMPARE(
        causeOf(with(m_server->info(), {{u"user"_s, u"secure"_s}, {u"sslmode"_s, u"disable"_s}})),
        u"no-tls-not-allowed"_s);
}

// libpq itself passes over a list that it cannot read, and takes the revoked certificate.
void TestDiagnosis::revocationListsMustBeReadable()
{
    serve(m_authority->file(u"revoked"_s));
    const QString garbage = m_folder.filePath(u"garbage.crl"_s);
    test::writeFile(garbage, "no list\n");
    for (const QString &list : {u"/no/such.crl"_s, garbage, m_authority->file(u"ca.crt"_s)}) {
        const ConnInfo target = with(
            m_server->info(u"localhost"_s), {{u"sslmode"_s, u"verify-full"_s},
                                             {u"sslrootcert"_s, m_authority->file(u"ca.crt"_s)},
                                             {u"hostaddr"_s, u"127.0.0.1"_s},
                                             {u"sslcrl"_s, list}});
        const auto tested = testConnection(target);
        QVERIFY(!tested);
        QCOMPARE(causeKey(tested.error().cause), u"tls-file"_s);
        QVERIFY(tested.error().sentence.contains(list));
        QVERIFY(!checkRevocationList(target));
    }
    // That of another issuer does not cover it.
    QCOMPARE(
        causeOf(with(
            m_server->info(u"localhost"_s), {{u"sslmode"_s, u"verify-full"_s},
                                             {u"sslrootcert"_s, m_authority->file(u"ca.crt"_s)},
                                             {u"hostaddr"_s, u"127.0.0.1"_s},
                                             {u"sslcrl"_s, m_stranger->file(u"ca.crl"_s)}})),
        u"tls-no-revocations"_s);
}

void TestDiagnosis::reportsNetwork()
{
    ConnInfo target;
    target.set(u"host"_s, u"no-such-host.invalid"_s);
    QCOMPARE(causeOf(target), u"unknown-host"_s);
    target.set(u"host"_s, u"127.0.0.1"_s);
    target.set(u"port"_s, QString::number(test::freePort()));
    QCOMPARE(causeOf(target), u"refused"_s);
    QCOMPARE(testConnection(target).error().place, u"127.0.0.1:"_s + target.value(u"port"_s));
    target.set(u"host"_s, m_folder.path());
    QCOMPARE(causeOf(target), u"no-socket"_s);
    // The kernel takes the connection, and then nobody speaks.
    int port = 0;
    const int silent = test::listenOnLoopback(0, &port);
    target =
        with(target, {{u"host"_s, u"127.0.0.1"_s}, {u"port"_s, QString::number(port)}, {u"connect_timeout"_s, u"2"_s}});
    QCOMPARE(causeOf(target), u"timeout"_s);
    close(silent);
    // The system's user is not the role.
    serve(m_authority->file(u"right"_s));
    QCOMPARE(causeOf(with(m_server->local(), {{u"user"_s, u"plain"_s}})), u"authentication-method"_s);
    // A key that others may read.
    const QString key = m_folder.filePath(u"open.key"_s);
    QVERIFY(QFile::copy(m_authority->file(u"client.key"_s), key));
    ConnInfo carded = with(
        m_server->info(), {{u"user"_s, u"carded"_s},
                           {u"sslmode"_s, u"require"_s},
                           {u"sslcert"_s, m_authority->file(u"client.crt"_s)},
                           {u"sslkey"_s, key}});
    QVERIFY(QFile::setPermissions(key, QFile::ReadOwner | QFile::ReadOther));
    QCOMPARE(causeOf(carded), u"tls-file"_s);
    QVERIFY(QFile::setPermissions(key, QFile::ReadOwner));
    QCOMPARE(causeOf(carded), u"connected"_s);
    // Another one's card.
    carded.set(u"user"_s, u"secure"_s);
    QCOMPARE(causeOf(carded), u"connected"_s);
}

void TestDiagnosis::reportsOtherServers_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("cause");
    const auto row = [](const char *name, const QByteArray &answer, const char *cause) {
        QTest::newRow(name) << answer << QString::fromLatin1(cause);
    };
    row("a web server", "HTTP/1.1 400 Bad Request\r\n\r\n", "not-postgres");
    row("hangs up", "", "closed");
    row("too old", FakeServer::ready("9.6.24"), "version-too-old");
    row("too old by one", FakeServer::ready("12.22"), "version-too-old");
    row("protocol of old", FakeServer::error("0A000", "unsupported frontend protocol 3.0: server supports 1.0 to 2.0"),
        "version-too-old");
    row("unknown method", FakeServer::authentication(99), "authentication-method");
    row("starting", FakeServer::error("57P03", "the database system is starting up"), "starting-up");
    row("pooler", FakeServer::error("08P01", "unsupported startup parameter: options"), "pooler-option");
    row("pooler is full", FakeServer::error("08P01", "no more connections allowed (max_client_conn)"),
        "too-many-connections");
    // In the server's own language only the state tells.
    row("German password", FakeServer::error("28P01", "Passwort-Authentifizierung für Benutzer »u« fehlgeschlagen"),
        "wrong-password");
    row("German database", FakeServer::error("3D000", "Datenbank »d« existiert nicht"), "unknown-database");
    row("Japanese crowd", FakeServer::error("53300", "現在クライアント数が多すぎます"), "too-many-connections");
    row("French rule", FakeServer::error("28000", "aucune entrée"), "not-allowed");
}

void TestDiagnosis::reportsOtherServers()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const QString, cause);
    const FakeServer server(answer);
    const auto tested = testConnection(server.info());
    QVERIFY(!tested);
    qInfo("%s [%s]", qPrintable(tested.error().sentence), qPrintable(tested.error().said));
    QCOMPARE(causeKey(tested.error().cause), cause);
}

void TestDiagnosis::aSessionRefusesAServerThatIsTooOld()
{
    for (const auto &[version, number] : {std::pair{"12.22", "12"}, std::pair{"9.6.24", "9.6"}}) {
        const FakeServer server(FakeServer::ready(version));
        connection::Session session;
        const auto opened = session.open(server.info()).result();
        QVERIFY(!opened);
        QVERIFY2(
            opened.error().message.endsWith(u"is PostgreSQL %1, which is too old"_s.arg(QLatin1StringView(number))),
            qPrintable(opened.error().message));
        QVERIFY(!opened.error().hint.isEmpty());
    }
}

void TestDiagnosis::speaksOfTheFurthestHost()
{
    serve(m_authority->file(u"right"_s));
    const QString closed = QString::number(test::freePort());
    const QString open = QString::number(m_server->port);
    const auto target = [&](const QString &hosts, const QString &ports) {
        return with(m_server->info(), {{u"host"_s, hosts}, {u"port"_s, ports}});
    };
    const auto both =
        testConnection(with(target(u"127.0.0.1,127.0.0.1"_s, open + u',' + closed), {{u"dbname"_s, u"missing"_s}}));
    QVERIFY(!both);
    QCOMPARE(causeKey(both.error().cause), u"unknown-database"_s);
    const auto second = testConnection(target(u"no-such-host.invalid,127.0.0.1"_s, closed + u',' + open));
    QVERIFY(second);
    QCOMPARE(second->place, u"127.0.0.1:"_s + open);
    QCOMPARE(second->passedOver.size(), 1U);
    QCOMPARE(causeKey(second->passedOver[0].cause), u"unknown-host"_s);
    QCOMPARE(singleHosts(target(u"a,b"_s, u"1"_s)).size(), 2U);
    QCOMPARE(singleHosts(target(u"a,b"_s, u"1,2"_s))[1].value(u"port"_s), u"2"_s);
}

void TestDiagnosis::findsTheWritableHost()
{
    serve(m_authority->file(u"right"_s));
    ConnInfo target = with(m_server->info(), {{u"target_session_attrs"_s, u"read-write"_s}});
    QCOMPARE(causeOf(target), u"connected"_s);
    target.set(u"options"_s, u"-c default_transaction_read_only=on"_s);
    QCOMPARE(causeOf(target), u"wrong-kind-of-server"_s);
}

void TestDiagnosis::saysWhatAnswered()
{
    serve(m_authority->file(u"right"_s));
    const auto tested = testConnection(with(
        m_server->info(), {{u"options"_s, u"-c default_transaction_read_only=on"_s}, {u"sslmode"_s, u"require"_s}}));
    QVERIFY(tested);
    QVERIFY(tested->version >= OldestServer);
    QCOMPARE(tested->user, u"howdah"_s);
    QCOMPARE(tested->database, u"postgres"_s);
    QVERIFY(tested->superuser && tested->readOnly && !tested->inRecovery);
    QVERIFY(tested->tls && !tested->tls->verified && !tested->tls->nameVerified); // nobody has looked
}

void TestDiagnosis::sessionsSayItToo()
{
    serve(m_authority->file(u"expired"_s));
    Session session;
    const auto opened = session
                            .open(with(
                                m_server->info(u"localhost"_s), {{u"sslmode"_s, u"verify-full"_s},
                                                                 {u"sslrootcert"_s, m_authority->file(u"ca.crt"_s)},
                                                                 {u"hostaddr"_s, u"127.0.0.1"_s}}))
                            .result();
    QVERIFY(!opened);
    QVERIFY2(opened.error().hint.contains("2020-02-01"_L1), qPrintable(describe(opened.error())));
    serve(m_authority->file(u"right"_s));
    const auto refused = session.open(with(m_server->info(), {{u"user"_s, u"pass"_s}})).result();
    QVERIFY(!refused);
    QVERIFY(isPasswordWanted(refused.error()));
    Session verified;
    const auto safe = verified
                          .open(with(
                              m_server->info(u"localhost"_s), {{u"sslmode"_s, u"verify-full"_s},
                                                               {u"sslrootcert"_s, m_authority->file(u"ca.crt"_s)},
                                                               {u"hostaddr"_s, u"127.0.0.1"_s}}))
                          .result();
    QVERIFY2(safe, safe ? "" : qPrintable(describe(safe.error())));
    QVERIFY(safe->tls && safe->tls->nameVerified);
    QVERIFY(safe->tls->certificate.issuer.contains("Our CA"_L1));
    QCOMPARE(kindName(refused.error().kind), u"authentication"_s);
}

void TestDiagnosis::knowsTexts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("cause");
    const auto row = [](const char *cause, const char *text) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(cause);
    };
    row("unreachable", "connection to server at \"10.0.0.1\", port 5432 failed: No route to host");
    row("unreachable", "connection to server at \"10.0.0.1\", port 5432 failed: Network is unreachable");
    row("timeout", "connection to server at \"10.0.0.1\", port 5432 failed: Connection timed out");
    row("socket-permission", "connection to server on socket \"/run/x\" failed: Permission denied");
    row("authentication-method", "channel binding required, but server authenticated client without channel binding");
    row("tls-client-refused", "SSL error: tlsv13 alert certificate required");
    row("tls-client-refused", "SSL error: tlsv1 alert unknown ca");
    row("tls-other", "SSL error: unsupported protocol");
    row("too-many-connections",
        "FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute");
    row("unknown", "FATAL:  something that nobody has heard of");
}

void TestDiagnosis::knowsTexts()
{
    QFETCH(const QString, text);
    QFETCH(const QString, cause);
    QCOMPARE(causeKey(diagnose(text, {}, {}).cause), cause);
}

void TestDiagnosis::speaksEnglishToItself()
{
    // A German locale of our own; the words come with libc and libpq where their translations are installed.
    const QString place = m_folder.filePath(u"locales"_s);
    QDir().mkpath(place);
    QProcess make;
    make.start(u"localedef"_s, {u"-i"_s, u"de_DE"_s, u"-f"_s, u"UTF-8"_s, place + u"/de_DE.UTF-8"_s});
    make.waitForFinished(120'000);
    qputenv("LOCPATH", place.toUtf8());
    const std::string before = std::setlocale(LC_ALL, nullptr);
    const bool german = std::setlocale(LC_ALL, "de_DE.UTF-8") != nullptr;
    const bool speaks = german && QByteArrayView(strerror(ECONNREFUSED)) != "Connection refused";
    const auto back = qScopeGuard([&before] {
        std::setlocale(LC_ALL, before.c_str());
        qunsetenv("LOCPATH");
    });
    if (!speaks)
        QSKIP("This machine speaks English only");
    ConnInfo target;
    target.set(u"host"_s, u"127.0.0.1"_s);
    target.set(u"port"_s, QString::number(test::freePort()));
    const auto tested = testConnection(target);
    QVERIFY(!tested);
    QCOMPARE(causeKey(tested.error().cause), u"refused"_s);
    QVERIFY(tested.error().said.contains("Connection refused"_L1));
    Session session; // on its own thread
    const auto opened = session.open(target).result();
    QVERIFY(!opened && opened.error().message.contains("Connection refused"_L1));
    QVERIFY(QByteArrayView(strerror(ECONNREFUSED)) != "Connection refused"); // everybody else is as before
}

void TestDiagnosis::hasWordsForEachCause()
{
    ConnInfo target;
    target.set(u"host"_s, u"db.example.org"_s);
    QStringList sentences;
    for (int i = 0; i <= int(FailureCause::WrongKindOfServer); ++i) {
        const Diagnosis diagnosis = diagnoseAs(FailureCause(i), target);
        QVERIFY2(!diagnosis.advice.isEmpty(), qPrintable(causeKey(FailureCause(i))));
        QVERIFY(!diagnosis.sentence.contains(u'\n') && !diagnosis.sentence.contains("%"_L1));
        sentences << diagnosis.sentence;
        QCOMPARE(toError(diagnosis).message, diagnosis.sentence);
    }
    // Only settings of a connection are told alike, whoever does not take them.
    QVERIFY(sentences.removeDuplicates() == 0);
}

void TestDiagnosis::anUnknownVersionIsNoOldOne()
{
    ConnInfo target;
    target.set(u"host"_s, u"db.example.org"_s);
    QCOMPARE(tooOld(0, target).cause, FailureCause::Closed);
    QVERIFY(!tooOld(0, target).sentence.contains(u"0.0"_s));
    QCOMPARE(tooOld(120000, target).cause, FailureCause::VersionTooOld);
    QVERIFY(tooOld(90624, target).sentence.contains(u"9.6"_s));
}

void TestDiagnosis::canBeStopped()
{
    int port = 0;
    const int silent = test::listenOnLoopback(0, &port);
    std::stop_source stop;
    stop.request_stop();
    ConnInfo target;
    target = with(
        target, {{u"host"_s, u"127.0.0.1"_s}, {u"port"_s, QString::number(port)}, {u"connect_timeout"_s, u"600"_s}});
    const auto tested = testConnection(target, stop.get_token());
    close(silent);
    QVERIFY(!tested);
    QCOMPARE(tested.error().sentence, u"Cancelled"_s);
}

QTEST_GUILESS_MAIN(TestDiagnosis)
#include "tst_diagnosis.moc"
