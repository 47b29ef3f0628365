// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// After a refusal: what a person can be asked for, told by a real server and a real key.
#include "connection/secretserver.h"
#include "connection/profile/secretsource.h"
#include "connection/server/diagnosis.h"
#include "connection/profile/connectiontest.h"
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
    std::unique_ptr<test::SecretServer> m_server;

    [[nodiscard]] ConnInfo target(const QMap<QString, QString> &more = {}) const
    {
        ConnInfo info = m_server->net.info();
        info.set(u"user"_s, u"app"_s);
        for (const auto &[keyword, value] : more.asKeyValueRange())
            info.set(keyword, value);
        return info;
    }
    [[nodiscard]] ConnInfo withKey(const QMap<QString, QString> &more = {}) const
    {
        ConnInfo info = target(more);
        info.set(u"sslcert"_s, m_server->certificate);
        info.set(u"sslkey"_s, m_server->key);
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
        m_server = std::make_unique<test::SecretServer>(m_folder.path());
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
                 {u"sslcert"_s, m_server->certificate},
                 {u"sslkey"_s, m_folder.filePath(u"missing"_s)}})),
            std::nullopt);
    }
};

QTEST_GUILESS_MAIN(TestSecretWanted)

#include "tst_secretwanted.moc"
