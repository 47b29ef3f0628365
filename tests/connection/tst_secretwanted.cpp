// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// After a refusal: what a person can be asked for, told by a real server and a real key.
#include "connection/netserver.h"
#include "connection/profile/secretsource.h"
#include "connection/server/diagnosis.h"
#include "connection/session/connectiontest.h"
#include "connection/session/session.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

class TestSecretWanted final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<test::NetServer> m_server;
    QString m_key;
    QString m_certificate;

    [[nodiscard]] ConnInfo target(const QMap<QString, QString> &more = {}) const
    {
        ConnInfo info = m_server->info();
        info.set(u"user"_s, u"app"_s);
        for (const auto &[keyword, value] : more.asKeyValueRange())
            info.set(keyword, value);
        return info;
    }
    [[nodiscard]] ConnInfo withKey(const QMap<QString, QString> &more = {}) const
    {
        ConnInfo info = target(more);
        info.set(u"sslcert"_s, m_certificate);
        info.set(u"sslkey"_s, m_key);
        return info;
    }
    static std::optional<SecretKind> wanted(const ConnInfo &info)
    {
        Session session;
        const auto opened = session.open(info).result();
        return opened ? std::nullopt : secretWanted(opened.error(), info);
    }

private Q_SLOTS:
    void initTestCase()
    {
        qunsetenv("PGPASSWORD");
        const test::Authority authority(m_folder.filePath(u"ca"_s), u"Test"_s);
        authority.issue(u"server"_s, u"localhost"_s, u"DNS:localhost,IP:127.0.0.1"_s);
        authority.issue(u"app"_s, u"app"_s, {});
        m_certificate = authority.file(u"app.crt"_s);
        m_key = m_folder.filePath(u"locked.key"_s);
        test::runProgram(
            u"openssl"_s, {u"pkcs8"_s, u"-topk8"_s, u"-in"_s, authority.file(u"app.key"_s), u"-out"_s, m_key,
                           u"-passout"_s, u"pass:Sesame"_s});
        QVERIFY(QFile::setPermissions(m_key, QFile::ReadOwner | QFile::WriteOwner));
        m_server = std::make_unique<test::NetServer>();
        m_server->start(
            {u"ssl=on"_s, u"ssl_cert_file="_s + m_server->adopt(authority.file(u"server.crt"_s)),
             u"ssl_key_file="_s + m_server->adopt(authority.file(u"server.key"_s)),
             u"ssl_ca_file="_s + m_server->adopt(authority.file(u"ca.crt"_s))},
            "host all all all scram-sha-256\n");
        m_server->sql(u"CREATE ROLE app LOGIN PASSWORD 'Pl4nted'"_s);
    }

    void aPasswordThatIsMissingOrWrong()
    {
        QCOMPARE(wanted(target()), std::optional(SecretKind::Password));
        QCOMPARE(wanted(target({{u"password"_s, u"another"_s}})), std::optional(SecretKind::Password));
        QCOMPARE(wanted(target({{u"password"_s, u"Pl4nted"_s}})), std::nullopt); // it is open
    }

    // Without one OpenSSL would ask on the terminal, and wait: this test would not end. With sslmode=prefer libpq goes
    // on without encryption, and complains of the password as well.
    void aPassphraseThatIsMissingOrWrong()
    {
        const auto phrase = std::optional(SecretKind::KeyPassphrase);
        QCOMPARE(wanted(withKey()), phrase);
        QCOMPARE(wanted(withKey({{u"sslmode"_s, u"require"_s}})), phrase);
        QCOMPARE(wanted(withKey({{u"sslmode"_s, u"require"_s}, {u"sslpassword"_s, u"another"_s}})), phrase);
        const ConnInfo opened = withKey({{u"sslmode"_s, u"require"_s}, {u"sslpassword"_s, u"Sesame"_s}});
        QCOMPARE(wanted(opened), std::optional(SecretKind::Password)); // the next
        const auto tested = testConnection(withKey({{u"sslmode"_s, u"require"_s}}));
        QVERIFY(!tested);
        QCOMPARE(secretWanted(toError(tested.error()), withKey()), phrase);
    }

    void whatNoSecretHelps()
    {
        QCOMPARE(wanted(target({{u"port"_s, QString::number(test::freePort())}})), std::nullopt);
        QCOMPARE(wanted(target({{u"password"_s, u"Pl4nted"_s}, {u"dbname"_s, u"nowhere"_s}})), std::nullopt);
        QCOMPARE(
            wanted(target(
                {{u"sslmode"_s, u"require"_s},
                 {u"sslcert"_s, m_certificate},
                 {u"sslkey"_s, m_folder.filePath(u"missing"_s)}})),
            std::nullopt);
    }
};

QTEST_GUILESS_MAIN(TestSecretWanted)

#include "tst_secretwanted.moc"
