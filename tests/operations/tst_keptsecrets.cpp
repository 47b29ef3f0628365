// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Passwords of places and of profiles in the real keychain: the program starts itself again on a session of its own.
#include "connection/keychain.h"
#include "connection/netserver.h"
#include "connection/profile/profilestore.h"
#include "connection/server/environment.h"
#include "operations/keptsecrets.h"
#include "operations/target.h"
#include "promptui/keyringsession.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;
using operations::SecretPlace;

class TestKeptSecrets final : public QObject
{
    Q_OBJECT

    static SecretPlace place(const QString &uri) { return {{}, *parseConnInfo(uri)}; }
    static Profile shop(SecretSource source)
    {
        Profile profile;
        profile.name = u"shop"_s;
        profile.target = *parseConnInfo(u"postgresql://app@db.example.org/shop"_s);
        profile.secret = source;
        return *ProfileStore().add(profile);
    }

private Q_SLOTS:
    void init() { QFile::remove(ProfileStore().file()); }

    void aPlaceIsTheSameWithAllItsKeywordsOnly()
    {
        const SecretPlace here = place(u"postgresql://app@db.example.org/shop?sslmode=verify-full"_s);
        QCOMPARE(operations::keptSecret(here, SecretKind::Password), QString());
        QVERIFY(operations::keepSecret(here, SecretKind::Password, u"Pl4nted"_s));
        QCOMPARE(operations::keptSecret(here, SecretKind::Password), u"Pl4nted"_s);
        // A password in it is no part of the place, and neither is the lock of production.
        SecretPlace again = here;
        again.target.set(u"password"_s, u"typed"_s);
        QCOMPARE(operations::keptSecret(again, SecretKind::Password), u"Pl4nted"_s);
        // To another server, or without a look at who it is, it does not go.
        for (const QString &uri :
             {u"postgresql://app@db.example.org/shop"_s,
              u"postgresql://app@db.example.org/shop?sslmode=verify-full&hostaddr=203.0.113.7"_s,
              u"postgresql://app@db.example.com/shop?sslmode=verify-full"_s})
            QCOMPARE(operations::keptSecret(place(uri), SecretKind::Password), QString());
        QCOMPARE(operations::keptSecret(here, SecretKind::KeyPassphrase), QString());
        QVERIFY(!operations::secretEntry(here, SecretKind::Password).contains(u"example"_s));
    }

    void aProfileHasItsOwn()
    {
        const Profile profile = shop(SecretSource::Keychain);
        QVERIFY(operations::keepSecret({profile, {}}, SecretKind::Password, u"Pl4nted"_s));
        const auto info = connInfoWithSecret(profile, {});
        QVERIFY(info);
        QCOMPARE(info->value(u"password"_s), u"Pl4nted"_s);
    }

    // Whoever wants it kept is not asked again.
    void aProfileThatAskedEachTimeHasItFromTheKeychain()
    {
        const Profile profile = shop(SecretSource::Ask);
        QVERIFY(operations::keepSecret({profile, {}}, SecretKind::Password, u"Pl4nted"_s));
        const auto now = ProfileStore().find(u"shop"_s);
        QVERIFY(now);
        QVERIFY(now->secret == SecretSource::Keychain);
        QCOMPARE(connInfoWithSecret(*now, {}).value_or(ConnInfo()).value(u"password"_s), u"Pl4nted"_s);
    }

    // The command line asks for a URI, too, and takes what the window has kept for it.
    void aCommandAsksOrTakesWhatIsKept()
    {
        qunsetenv("PGPASSWORD");
        howdah::test::NetServer server;
        server.start({}, "host all all all scram-sha-256\n");
        server.sql(u"CREATE ROLE app LOGIN PASSWORD 'Pl4nted'"_s);
        const QString uri = u"postgresql://app@127.0.0.1:%1/postgres"_s.arg(server.port);
        QStringList questions;
        const auto open = [&](const QString &answer) {
            questions.clear();
            operations::TargetOptions options;
            options.database = uri;
            options.ask = [&](const QString &question) -> Result<QString> {
                questions << question;
                return answer;
            };
            operations::Target target;
            return target.open(options, u"test"_s);
        };
        QVERIFY(open(u"Pl4nted"_s));
        QCOMPARE(questions.size(), 1);
        QVERIFY(questions[0].contains(u"app@127.0.0.1"_s));
        QVERIFY(!open(u"wrong"_s)); // once
        QCOMPARE(questions.size(), 1);
        QVERIFY(operations::keepSecret(place(uri), SecretKind::Password, u"Pl4nted"_s));
        QVERIFY(open(u"not asked"_s));
        QCOMPARE(questions, QStringList());
    }

    void whatComesFromElsewhereIsNotKept()
    {
        for (const SecretSource source : {SecretSource::PassFile, SecretSource::Command}) {
            Profile profile;
            profile.id = u"x"_s;
            profile.secret = source;
            QVERIFY(!operations::mayKeepSecret({profile, {}}));
            QVERIFY(!operations::keepSecret({profile, {}}, SecretKind::Password, u"Pl4nted"_s));
        }
        QVERIFY(!operations::mayKeepSecret({}));
        QVERIFY(!operations::mayKeepSecret({Profile(), {}})); // one that is not saved
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (!test::hasKeyringSession())
        return test::runInKeyringSession(argc, argv);
    TestKeptSecrets test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_keptsecrets.moc"
