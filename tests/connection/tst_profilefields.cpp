// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// A profile field by field: what an editor shows, and what is wrong with it.
#include "connection/profile/profilefields.h"
#include "connection/profile/profilestore.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

class TestProfileFields final : public QObject
{
    Q_OBJECT

    static QStringList keys()
    {
        QStringList all = ownFieldKeys();
        for (const ProfileKeyword &each : profileKeywords())
            all << each.keyword;
        return all;
    }
    static QStringList problemKeys(const Profile &profile)
    {
        QStringList all;
        for (const FieldProblem &each : problemsOf(profile))
            all << each.key;
        return all;
    }

private Q_SLOTS:
    void everyFieldComesBack()
    {
        Profile full;
        // A field that is added asks here for a value, and for its key in setField() and fieldOf(), unless it is one of
        // the three that are no fields of theirs.
        auto
            &[id, name, group, colour, environment, target, timeZone, searchPath, secret, secretCommand, ssh, pool,
              logStatements, auditTable, offerMigrations, unknown] = full;
        name = u"shop"_s;
        group = u"Live"_s;
        colour = u"#112233"_s;
        environment = Environment::Staging;
        timeZone = u"UTC"_s;
        searchPath = u"app"_s;
        secret = SecretSource::PassFile;
        ssh = {true, u"b"_s, 22, u"u"_s, u"/k"_s, {u"one"_s, u"two"_s}};
        pool = {0, 7};
        logStatements = auditTable = offerMigrations = true;
        for (const ProfileKeyword &each : profileKeywords())
            target.set(each.keyword, each.choices.isEmpty() ? u"1"_s : each.choices.front());
        Profile copy;
        for (const QString &key : keys()) {
            const QString value = fieldOf(full, key);
            QVERIFY2(!value.isEmpty(), qPrintable(key));
            QVERIFY2(setField(copy, key, value), qPrintable(key));
            QCOMPARE(fieldOf(copy, key), value);
        }
        QCOMPARE(copy, full);
        // And each can be taken away again.
        for (const QString &key : keys())
            QVERIFY2(setField(copy, key, {}), qPrintable(key));
        QCOMPARE(copy, Profile());
        QCOMPARE(fieldOf(full, u"no such field"_s), QString());
    }

    void keywordsAreThoseOfLibpq()
    {
        QStringList all;
        for (const ProfileKeyword &each : profileKeywords()) {
            all << each.keyword;
            QVERIFY2(!each.label.isEmpty(), qPrintable(each.keyword));
            QVERIFY(isProfileKeyword(each.keyword) && !isSecretKeyword(each.keyword));
        }
        for (const char *wanted :
             {"host",
              "hostaddr",
              "port",
              "dbname",
              "user",
              "sslmode",
              "sslcert",
              "sslkey",
              "sslrootcert",
              "sslcrl",
              "channel_binding",
              "service",
              "passfile",
              "options",
              "application_name",
              "connect_timeout",
              "keepalives",
              "tcp_user_timeout",
              "target_session_attrs",
              "gssencmode",
              "requirepeer",
              "ssl_min_protocol_version"})
            QVERIFY2(all.contains(QLatin1StringView(wanted)), wanted);
        QVERIFY(!all.contains(u"password"_s) && !all.contains(u"sslpassword"_s));
        const auto mode = std::ranges::find(profileKeywords(), u"sslmode"_s, &ProfileKeyword::keyword);
        QCOMPARE(mode->byDefault, u"prefer"_s);
        QCOMPARE(mode->variable, u"PGSSLMODE"_s);
        QVERIFY(mode->choices.contains(u"verify-full"_s));
    }

    void everyProblemIsFound()
    {
        Profile profile;
        profile.name = u"a=b"_s;
        profile.target.set(u"sslmode"_s, u"sometimes"_s);
        profile.target.set(u"connect_timeout"_s, u"soon"_s);
        profile.target.set(u"port"_s, u"70000"_s);
        profile.colour = u"red"_s;
        profile.group = u"a\nb"_s;
        profile.timeZone = u"UTC;x"_s;
        profile.searchPath = QString(9000, u'x');
        profile.secret = SecretSource::Command;
        profile.pool = {9, 3};
        profile.ssh = {true, {}, 70000, u"-l"_s, {}, {u"fine"_s, u"-oProxyCommand=x"_s}};
        QCOMPARE(
            problemKeys(profile), (QStringList{
                                      u"name"_s, u"connect_timeout"_s, u"sslmode"_s, u"port"_s, u"colour"_s, u"group"_s,
                                      u"time_zone"_s, u"search_path"_s, u"secret_command"_s, u"pool_idle"_s,
                                      u"ssh_host"_s, u"ssh_user"_s, u"ssh_jump"_s, u"ssh_port"_s}));
        QCOMPARE(check(profile).error().message, problemsOf(profile).front().error.message);
        profile.pool = {0, 0};
        QVERIFY(problemKeys(profile).contains(u"pool_most"_s));
        Profile fine;
        fine.name = u"fine"_s;
        QVERIFY(problemsOf(fine).empty() && check(fine));
    }

    void jumpHostsMayHaveBlanks()
    {
        Profile profile;
        QVERIFY(setField(profile, u"ssh_jump"_s, u"a@one:22, two"_s));
        QCOMPARE(profile.ssh.jumpHosts, (QStringList{u"a@one:22"_s, u"two"_s}));
    }

    void whatWasRemovedComesBackAsItWas()
    {
        const QTemporaryDir folder;
        ProfileStore store(folder.path());
        Profile profile;
        profile.name = u"shop"_s;
        QVERIFY(!store.putBack(profile)); // it never was there
        profile = *store.add(profile);
        QVERIFY(!store.putBack(profile) && store.profiles()->size() == 2); // nor is it twice
        QVERIFY(store.remove(profile.id));
        QCOMPARE(*store.putBack(profile), profile);
        QCOMPARE(*store.find(u"shop"_s), profile);
        // Somebody else has its name now.
        QVERIFY(store.remove(profile.id));
        Profile other;
        other.name = u"SHOP"_s;
        QVERIFY(store.add(other));
        const auto refused = store.putBack(profile);
        QVERIFY(!refused && refused.error().kind == ErrorKind::Conflict);
        QVERIFY(!store.putBack(privateProfile()));
    }
};

QTEST_GUILESS_MAIN(TestProfileFields)

#include "tst_profilefields.moc"
