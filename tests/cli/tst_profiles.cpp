// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// `howdahctl profiles`, and --database with a profile's name, as a script and a person would use them: against a server
// that wants a password, with the real keychain (this program starts itself again on a D-Bus session of its own).
#include "connection/audit/auditfiles.h"
#include "connection/audit/auditentry.h"
#include "connection/audit/auditreader.h"
#include "connection/keychain.h"
#include "connection/netserver.h"
#include "connection/profile/profilefields.h"
#include "connection/profile/profilestore.h"
#include "connection/profile/secretsource.h"
#include "migration/ctlprocess.h"
#include "promptui/keyringsession.h"
#include "support/pgbouncer.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <termios.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;
using howdah::test::CtlProcess;

namespace {

const QString secret = u"Pl4nted-S3cret"_s;

} // namespace

class TestProfiles final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void makesChangesAndRemoves();
    void namesEveryField();
    void refuses_data();
    void refuses();
    void leavesABrokenFileAlone();
    void plansAnImport();
    void keepsFoundPasswords();
    void refusesSynchronize();
    void exports();
    void tests();
    void reportsHowAProxyPools_data();
    void reportsHowAProxyPools();
    void databaseTakesNames();
    void thePrivateServerIsOne();
    void programsPrintPasswords();
    void productionIsLocked();
    void asksOnTheTerminal();
    void withoutAKeychain();
    void loadsNoKeychainUnasked();
    void leavesNoSecretAnywhere();

private:
    int ctl(const QStringList &arguments, const QByteArray &input = {}, const QStringList &environment = {});
    int profiles(const QStringList &arguments, const QByteArray &input = {})
    {
        return ctl(QStringList{u"profiles"_s} + arguments, input);
    }
    QJsonObject json() const { return QJsonDocument::fromJson(m_out).object(); }
    QString uri(const QString &user = u"app"_s) const
    {
        return u"postgresql://%1@127.0.0.1:%2/postgres"_s.arg(user).arg(m_server->port);
    }
    // Makes the profile, with the password in the keychain.
    void makeShop(const QString &password = secret)
    {
        QCOMPARE(
            profiles({u"add"_s, u"shop"_s, u"-d"_s, uri(), u"--password-file"_s, u"-"_s}, password.toUtf8() + '\n'), 0);
    }
    QString path(const QString &name) const { return m_folder.filePath(name); }

    std::unique_ptr<test::NetServer> m_server;
    QTemporaryDir m_folder;
    QByteArray m_out;
    QByteArray m_err;
    QByteArray m_everything; // that any of these programs has said
};

// With what is typed to it, where a script pipes it in.
int TestProfiles::ctl(const QStringList &arguments, const QByteArray &input, const QStringList &environment)
{
    QProcess process;
    QProcessEnvironment inherited = QProcessEnvironment::systemEnvironment();
    for (const QString &setting : environment)
        inherited.insert(setting.section(u'=', 0, 0), setting.section(u'=', 1));
    process.setProcessEnvironment(inherited);
    process.setChildProcessModifier([] { setsid(); }); // no terminal to ask on, whoever runs this
    process.start(QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(300'000))
        qFatal("howdahctl does not end");
    m_out = process.readAllStandardOutput();
    m_err = process.readAllStandardError();
    m_everything += m_out + m_err;
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
}

void TestProfiles::initTestCase()
{
    qunsetenv("PGPASSWORD");
    m_server = std::make_unique<test::NetServer>();
    m_server->start();
    m_server->sql(u"CREATE ROLE app LOGIN PASSWORD '%1'"_s.arg(secret));
    // From here on the log has everything, and none of the above.
    m_server->start({u"log_connections=on"_s, u"log_statement=all"_s}, "host all all all scram-sha-256\n");
    m_server->sql(u"CREATE TABLE goods (id int PRIMARY KEY, name text); GRANT ALL ON goods TO app"_s);
}

void TestProfiles::init()
{
    const ProfileStore store;
    const auto all = ProfileStore().profiles();
    for (const Profile &each : all.value_or(std::vector<Profile>()))
        QVERIFY(Keychain().remove(keychainEntry(each)));
    QFile::remove(store.file());
}

// Each that can be set is in the help of the group, and is shown.
void TestProfiles::namesEveryField()
{
    const QMap<QString, QString> values{
        {u"group"_s, u"Live"_s},          {u"colour"_s, u"#112233"_s}, {u"environment"_s, u"staging"_s},
        {u"time_zone"_s, u"UTC"_s},       {u"search_path"_s, u"a"_s},  {u"secret"_s, u"ask"_s},
        {u"pool_idle"_s, u"1"_s},         {u"pool_most"_s, u"9"_s},    {u"log_statements"_s, u"yes"_s},
        {u"audit_table"_s, u"yes"_s},     {u"ssh_host"_s, u"b"_s},     {u"ssh_port"_s, u"22"_s},
        {u"ssh_user"_s, u"u"_s},          {u"ssh_key"_s, u"/k"_s},     {u"ssh_jump"_s, u"one"_s},
        {u"offer_migrations"_s, u"yes"_s}};
    QCOMPARE(profiles({u"--help"_s}), 0);
    QStringList adding{u"add"_s, u"full"_s, u"-d"_s, u"postgresql://app@db1/orders"_s};
    for (const QString &key : ownFieldKeys()) {
        QVERIFY2(m_out.contains(key.toUtf8()), qPrintable(key));
        if (key == "name"_L1)
            continue;
        QVERIFY2(values.contains(key), qPrintable(key));
        adding << u"--set"_s << key + u'=' + values[key];
    }
    QCOMPARE(profiles(adding), 0);
    QCOMPARE(profiles({u"show"_s, u"full"_s}), 0);
    for (const QString &key : ownFieldKeys()) {
        if (!key.startsWith("pool_"_L1)) // in words of their own
            QVERIFY2(m_out.contains(key.toUtf8()), qPrintable(key));
    }
    QVERIFY2(m_out.contains("at most 9, 1 kept open"), m_out.constData());
}

void TestProfiles::makesChangesAndRemoves()
{
    QCOMPARE(profiles({u"list"_s}), 0);
    QVERIFY(m_out.contains("private"));
    QCOMPARE(
        profiles(
            {u"add"_s, u"Shop (live)"_s, u"-d"_s, u"postgresql://app@db1,db2:5433/orders?sslmode=verify-full"_s,
             u"--set"_s, u"environment=production"_s, u"--set"_s, u"group=Live"_s, u"-s"_s, u"search_path=a, b"_s,
             u"--json"_s}),
        0);
    QCOMPARE(json()[u"profile"][u"environment"].toString(), u"production"_s);
    QCOMPARE(profiles({u"show"_s, u"shop (LIVE)"_s}), 0);
    for (const char *part : {"db1,db2", "verify-full", "a, b", "Live", "keychain"})
        QVERIFY2(m_out.contains(part), part);
    QCOMPARE(
        profiles(
            {u"edit"_s, u"Shop (live)"_s, u"--rename"_s, u"Shop"_s, u"--set"_s, u"group="_s, u"--set"_s,
             u"sslmode=require"_s, u"--set"_s, u"pool_most=9"_s, u"--secret-command"_s, u"pass"_s,
             u"--secret-command=-x"_s}),
        0);
    QVERIFY(m_err.contains("verify-full")); // a word of caution
    const auto changed = ProfileStore().find(u"shop"_s);
    QVERIFY(changed);
    QVERIFY(changed->group.isEmpty());
    QCOMPARE(changed->pool.most, 9);
    QCOMPARE(changed->secretCommand, (QStringList{u"pass"_s, u"-x"_s}));
    QCOMPARE(changed->secret, SecretSource::Command);
    QCOMPARE(profiles({u"list"_s, u"--group"_s, u"live"_s, u"--json"_s}), 0);
    QCOMPARE(json()[u"profiles"].toArray().size(), 0);
    QCOMPARE(profiles({u"remove"_s, u"Shop"_s}), 64); // nobody can be asked
    QVERIFY(ProfileStore().find(u"shop"_s));
    QCOMPARE(profiles({u"remove"_s, u"Shop"_s, u"--yes"_s}), 0);
    QVERIFY(!ProfileStore().find(u"shop"_s));
}

void TestProfiles::refuses_data()
{
    QTest::addColumn<QStringList>("arguments");
    const auto row = [](const char *name, const QStringList &arguments) { QTest::newRow(name) << arguments; };
    row("no such", {u"show"_s, u"nobody"_s});
    row("taken", {u"add"_s, u"A"_s, u"-d"_s, u"host=h"_s});
    row("private is taken", {u"add"_s, u"Private"_s});
    row("private is fixed", {u"edit"_s, u"private"_s, u"--set"_s, u"host=h"_s});
    row("private stays", {u"remove"_s, u"private"_s, u"--yes"_s});
    row("a password as a field", {u"edit"_s, u"a"_s, u"--set"_s, u"password=geheim4711"_s});
    row("no field", {u"edit"_s, u"a"_s, u"--set"_s, u"hots=h"_s});
    row("no value", {u"edit"_s, u"a"_s, u"--set"_s, u"host"_s});
    row("no terminal", {u"edit"_s, u"a"_s, u"--ask-password"_s});
    row("no file", {u"edit"_s, u"a"_s, u"--password-file"_s, u"/no/such/file"_s});
    row("misread", {u"add"_s, u"b"_s, u"-d"_s, u"postgresql://u:/geheim4711@h/d"_s});
    row("no format", {u"import"_s, u"/dev/null"_s});
    row("no import", {u"import"_s, u"/no/such/file"_s});
    row("no such export", {u"export"_s, u"--format"_s, u"dbeaver"_s});
    row("nothing to do", {});
}

void TestProfiles::refuses()
{
    QFETCH(const QStringList, arguments);
    QCOMPARE(profiles({u"add"_s, u"a"_s, u"-d"_s, u"host=h"_s}), 0);
    const auto before = ProfileStore().profiles();
    const int code = profiles(arguments);
    QVERIFY2(code == 64 || code == 2, qPrintable(QString::number(code)));
    QVERIFY(!m_err.contains("geheim4711") && !m_out.contains("geheim4711"));
    QVERIFY(ProfileStore().profiles() == before);
}

void TestProfiles::leavesABrokenFileAlone()
{
    test::writeFile(ProfileStore().file(), "{\n broken");
    for (const QStringList &arguments :
         {QStringList{u"list"_s}, QStringList{u"add"_s, u"x"_s, u"-d"_s, u"host=h"_s},
          QStringList{u"test"_s, u"x"_s}}) {
        QCOMPARE(profiles(arguments), 2);
        QVERIFY(m_err.contains("line 2"));
    }
    QFile file(ProfileStore().file());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("{\n broken"));
}

void TestProfiles::plansAnImport()
{
    test::writeFile(path(u"pg_service.conf"_s), "[a]\nhost=h\npassword=geheim4711\n[b]\nhost=i\nhots=x\n");
    QCOMPARE(profiles({u"import"_s, path(u"pg_service.conf"_s)}), 1);
    QVERIFY(m_out.contains("found, not saved") && m_err.contains("line 6"));
    QVERIFY(!QFile::exists(ProfileStore().file()));
    QCOMPARE(profiles({u"import"_s, path(u"pg_service.conf"_s), u"--json"_s}), 1);
    QCOMPARE(json()[u"add"].toArray().size(), 2);
    QCOMPARE(json()[u"add"][0][u"hasPassword"].toBool(), true);
    QCOMPARE(json()[u"written"].toBool(), false);
    QCOMPARE(profiles({u"import"_s, path(u"pg_service.conf"_s), u"--yes"_s, u"--group"_s, u"Office"_s}), 0);
    QCOMPARE(ProfileStore().find(u"a"_s)->group, u"Office"_s);
    QVERIFY(!Keychain().read(keychainEntry(*ProfileStore().find(u"a"_s)))); // not unasked
    QCOMPARE(profiles({u"import"_s, path(u"pg_service.conf"_s), u"--yes"_s, u"--json"_s}), 0);
    QCOMPARE(json()[u"present"].toArray().size(), 2);
    QCOMPARE(json()[u"written"].toBool(), false);
    QVERIFY(!m_everything.contains("geheim4711"));
}

// From a .env to a connection.
void TestProfiles::keepsFoundPasswords()
{
    test::writeFile(
        path(u".env"_s), u"DATABASE_HOST=127.0.0.1\nDATABASE_PORT=%1\nDATABASE_NAME=postgres\nDATABASE_USER=app\n"
                         "DATABASE_PASSWORD='%2'\nDATABASE_SYNCHRONIZE=false\n"_s.arg(m_server->port)
                             .arg(secret)
                             .toUtf8());
    QCOMPARE(profiles({u"import"_s, path(u".env"_s), u"--keep-passwords"_s, u"--yes"_s, u"--json"_s}), 0);
    const QString name = json()[u"add"][0][u"name"].toString();
    QCOMPARE(profiles({u"test"_s, name}), 0);
    QFile::remove(path(u".env"_s));
    QCOMPARE(profiles({u"edit"_s, name, u"--forget-password"_s}), 0);
    QCOMPARE(profiles({u"test"_s, name, u"--json"_s}), 69);
    QCOMPARE(json()[u"cause"].toString(), u"no-password"_s);
}

void TestProfiles::refusesSynchronize()
{
    test::writeFile(path(u"live.env"_s), "DATABASE_HOST=h\nDATABASE_SYNCHRONIZE=true\n");
    QCOMPARE(profiles({u"import"_s, path(u"live.env"_s), u"--yes"_s}), 64);
    QVERIFY(m_err.contains("DATABASE_SYNCHRONIZE") && m_err.contains("drops columns"));
    QVERIFY(!QFile::exists(ProfileStore().file()));
}

void TestProfiles::exports()
{
    makeShop();
    QCOMPARE(profiles({u"export"_s, u"shop"_s, u"--format"_s, u"uri"_s}), 0);
    QVERIFY(m_out.contains(uri().toUtf8()));
    QCOMPARE(profiles({u"export"_s, u"--out"_s, path(u"out.json"_s)}), 0);
    QCOMPARE(profiles({u"export"_s, u"--out"_s, path(u"out.json"_s)}), 64);
    QCOMPARE(profiles({u"export"_s, u"--out"_s, path(u"out.json"_s), u"--force"_s}), 0);
    QCOMPARE(profiles({u"remove"_s, u"shop"_s, u"-y"_s}), 0);
    QCOMPARE(profiles({u"import"_s, path(u"out.json"_s), u"--yes"_s}), 0);
    QCOMPARE(connInfoOf(*ProfileStore().find(u"shop"_s)).value(u"port"_s), QString::number(m_server->port));
}

void TestProfiles::tests()
{
    makeShop();
    QCOMPARE(profiles({u"test"_s, u"SHOP"_s, u"--json"_s}), 0);
    QCOMPARE(json()[u"reached"].toBool(), true);
    QCOMPARE(json()[u"user"].toString(), u"app"_s);
    QCOMPARE(json()[u"place"].toString(), u"127.0.0.1:%1"_s.arg(m_server->port));
    QVERIFY(json()[u"version"].toInt() >= 130000);
    QVERIFY(!json().contains(u"tls"_s));
    QCOMPARE(profiles({u"test"_s, u"shop"_s}), 0);
    QVERIFY(m_out.contains("PostgreSQL") && m_out.contains("none")); // no encryption
    QCOMPARE(profiles({u"edit"_s, u"shop"_s, u"--set"_s, u"sslmode=require"_s}), 0);
    QCOMPARE(profiles({u"test"_s, u"shop"_s, u"--json"_s}), 69);
    QCOMPARE(json()[u"cause"].toString(), u"tls-refused"_s);
    QVERIFY(!json()[u"sentence"].toString().isEmpty() && !json()[u"advice"].toString().isEmpty());
    // A URI is tested as well.
    QCOMPARE(profiles({u"test"_s, u"host=127.0.0.1 port=%1"_s.arg(test::freePort())}), 69);
    QVERIFY(m_err.contains("Nothing is listening"));
    // A wrong password is told apart, and is not said.
    QCOMPARE(
        profiles({u"edit"_s, u"shop"_s, u"--set"_s, u"sslmode="_s, u"--password-file"_s, u"-"_s}, "geheim4711\n"), 0);
    QCOMPARE(profiles({u"test"_s, u"shop"_s, u"--json"_s}), 69);
    QCOMPARE(json()[u"cause"].toString(), u"wrong-password"_s);
    QCOMPARE(json()[u"sqlState"].toString(), u"28P01"_s);
    QVERIFY(!m_everything.contains("geheim4711"));
}

void TestProfiles::reportsHowAProxyPools_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("none") << QString() << u"none"_s << QByteArray();
    QTest::newRow("sessions") << u"session"_s << u"session"_s << QByteArray("a proxy with session pooling");
    QTest::newRow("transactions")
        << u"transaction"_s << u"transaction"_s
        << QByteArray("a proxy with transaction pooling: LISTEN, session locks and temporary tables do not work there");
}

void TestProfiles::reportsHowAProxyPools()
{
    QFETCH(const QString, mode);
    QFETCH(const QString, key);
    QFETCH(const QByteArray, words);
    ConnInfo direct = m_server->info();
    direct.set(u"user"_s, u"app"_s);
    direct.set(u"password"_s, secret);
    std::optional<test::PgBouncer> bouncer;
    if (!mode.isEmpty())
        bouncer.emplace(direct, test::PgBouncerOptions{.mode = mode});
    makeShop();
    if (bouncer)
        QCOMPARE(
            profiles({u"edit"_s, u"shop"_s, u"--set"_s, u"port="_s + bouncer->info(u"postgres"_s).value(u"port"_s)}),
            0);
    QCOMPARE(profiles({u"test"_s, u"shop"_s}), 0);
    QVERIFY2(words.isEmpty() ? !m_out.contains("proxy") : m_out.contains(words), m_out.constData());
    QCOMPARE(profiles({u"test"_s, u"shop"_s, u"--json"_s}), 0);
    QCOMPARE(json()[u"pooling"].toString(), key);
    QCOMPARE(json().contains(u"poolingWords"_s), !words.isEmpty());
    QVERIFY(json()[u"poolingWords"].toString().contains(QString::fromUtf8(words)));
}

void TestProfiles::databaseTakesNames()
{
    makeShop();
    QCOMPARE(
        ctl(
            {u"data"_s, u"export"_s, u"-d"_s, u"shop"_s, u"-q"_s, u"SELECT current_user AS me"_s, u"-o"_s, u"-"_s,
             u"-f"_s, u"csv"_s}),
        0);
    QCOMPARE(m_out, QByteArray("me\napp\n"));
    QCOMPARE(ctl({u"data"_s, u"checksum"_s, u"-d"_s, u"shpo"_s, u"-t"_s, u"goods"_s}), 64);
    QVERIFY2(
        m_err.contains("There is no profile") && m_err.contains("shop") == m_err.contains("Existing profiles: shop"),
        m_err.constData());
    QCOMPARE(ctl({u"data"_s, u"checksum"_s, u"-d"_s, uri(), u"-t"_s, u"goods"_s}, {}, {u"PGPASSWORD="_s + secret}), 0);
}

void TestProfiles::thePrivateServerIsOne()
{
    QCOMPARE(profiles({u"test"_s, u"private"_s, u"--json"_s}), 0);
    QCOMPARE(json()[u"database"].toString(), u"howdah"_s);
    QCOMPARE(
        ctl(
            {u"data"_s, u"export"_s, u"-d"_s, u"Private"_s, u"-q"_s, u"SELECT 1 AS one"_s, u"-o"_s, u"-"_s, u"-f"_s,
             u"csv"_s}),
        0);
    QCOMPARE(m_out, QByteArray("one\n1\n"));
}

void TestProfiles::programsPrintPasswords()
{
    test::writeFile(path(u"printer"_s), "#!/bin/sh\necho \"$1\"\necho 'user: app'\n");
    QFile::setPermissions(path(u"printer"_s), QFile::ReadOwner | QFile::ExeOwner);
    QCOMPARE(
        profiles(
            {u"add"_s, u"shop"_s, u"-d"_s, uri(), u"--secret-command"_s, path(u"printer"_s), u"--secret-command"_s,
             secret}),
        0);
    QCOMPARE(profiles({u"test"_s, u"shop"_s}), 0);
    test::writeFile(path(u"failing"_s), "#!/bin/sh\necho geheim4711\necho 'it is locked' >&2\nexit 1\n");
    QFile::setPermissions(path(u"failing"_s), QFile::ReadOwner | QFile::ExeOwner);
    QCOMPARE(profiles({u"add"_s, u"other"_s, u"-d"_s, uri(), u"--secret-command"_s, path(u"failing"_s)}), 0);
    QCOMPARE(profiles({u"test"_s, u"other"_s}), 2);
    QVERIFY(m_err.contains("it is locked") && !m_err.contains("geheim4711"));
}

void TestProfiles::productionIsLocked()
{
    makeShop();
    QCOMPARE(profiles({u"edit"_s, u"shop"_s, u"--set"_s, u"environment=production"_s}), 0);
    test::writeFile(path(u"rows.csv"_s), "id,name\n11,one\n12,two\n");
    const QStringList import{u"data"_s, u"import"_s, u"-d"_s, u"shop"_s,
                             u"-t"_s,   u"goods"_s,  u"-i"_s, path(u"rows.csv"_s)};
    const auto rows = [this] {
        ctl(
            {u"data"_s, u"export"_s, u"-d"_s, u"shop"_s, u"-q"_s, u"SELECT count(*) FROM goods WHERE id IN (11, 12)"_s,
             u"-o"_s, u"-"_s, u"-f"_s, u"csv"_s, u"--no-header"_s});
        return m_out.trimmed();
    };
    QCOMPARE(ctl(import), 2);
    QVERIFY2(m_err.contains("--unlock") && m_err.contains("read-only"), m_err.constData());
    QCOMPARE(rows(), QByteArray("0"));
    QCOMPARE(ctl(import + QStringList{u"--unlock"_s, u"  "_s}), 2); // that is no reason
    QCOMPARE(rows(), QByteArray("0"));
    QCOMPARE(ctl(import + QStringList{u"--unlock"_s, u"ticket 4711: two goods"_s}), 0);
    QCOMPARE(rows(), QByteArray("2"));
    const auto noted = readAudit(auditFolder());
    QVERIFY(noted);
    const auto unlock = std::ranges::find(*noted, AuditEntry::Kind::Unlock, &AuditEntry::kind);
    QVERIFY(unlock != noted->end());
    QCOMPARE(unlock->text, u"ticket 4711: two goods"_s);
    QCOMPARE(unlock->profile, u"shop"_s);
    QCOMPARE(std::ranges::count(*noted, AuditEntry::Kind::Unlock, &AuditEntry::kind), 1);
    const auto copy = std::ranges::find_if(*noted, [](const AuditEntry &each) { return each.sql.contains("COPY"_L1); });
    QVERIFY(copy != noted->end());
    QCOMPARE(copy->profile, u"shop"_s); // by its name
    // What does not write needs no reason, and says nothing of it.
    QCOMPARE(profiles({u"test"_s, u"shop"_s, u"--json"_s}), 0);
    QVERIFY(!m_err.contains("--unlock"));
    QCOMPARE(json()[u"readOnly"].toBool(), false); // the server by itself
}

// On a terminal of its own; what it shows is read as well.
class Terminal final
{
public:
    explicit Terminal(const QStringList &arguments)
    {
        if (openpty(&m_master, &m_slave, nullptr, nullptr, nullptr) != 0)
            qFatal("No terminal");
        process.setChildProcessModifier([slave = m_slave] {
            setsid();
            ioctl(slave, TIOCSCTTY, 0);
        });
        process.start(QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"), arguments);
    }
    ~Terminal()
    {
        close(m_master);
        close(m_slave);
    }
    Terminal(const Terminal &) = delete;
    Terminal &operator=(const Terminal &) = delete;

    bool waitFor(const QByteArray &text)
    {
        while (!shown.contains(text)) {
            pollfd one{m_master, POLLIN, 0};
            if (poll(&one, 1, 60'000) <= 0)
                return false;
            char part[512];
            const ssize_t count = read(m_master, part, sizeof part);
            if (count <= 0)
                return false;
            shown.append(part, count);
        }
        return true;
    }
    void type(const QByteArray &text) const
    {
        QCOMPARE(write(m_master, text.constData(), size_t(text.size())), text.size());
    }
    int end()
    {
        process.waitForFinished(60'000);
        out = process.readAllStandardOutput();
        err = process.readAllStandardError();
        termios modes{};
        tcgetattr(m_slave, &modes);
        echoes = (modes.c_lflag & ECHO) != 0 && (modes.c_lflag & ISIG) != 0;
        pollfd one{m_master, POLLIN, 0};
        char part[512];
        while (poll(&one, 1, 0) > 0) {
            const ssize_t count = read(m_master, part, sizeof part);
            if (count <= 0)
                break;
            shown.append(part, count);
        }
        return process.exitCode();
    }

    QProcess process;
    QByteArray shown;
    QByteArray out;
    QByteArray err;
    bool echoes = false;

private:
    int m_master = -1;
    int m_slave = -1;
};

void TestProfiles::asksOnTheTerminal()
{
    // Only once the server wants one: the keychain has none.
    QCOMPARE(profiles({u"add"_s, u"shop"_s, u"-d"_s, uri()}), 0);
    const QStringList query{u"data"_s, u"export"_s, u"-d"_s, u"shop"_s, u"-q"_s, u"SELECT 1 AS one"_s,
                            u"-o"_s,   u"-"_s,      u"-f"_s, u"csv"_s};
    for (const QStringList &command : {query, QStringList{u"profiles"_s, u"test"_s, u"shop"_s}}) {
        Terminal terminal(command);
        QVERIFY(terminal.waitFor("Password of shop"));
        QVERIFY(terminal.waitFor(": "));
        terminal.type(secret.toUtf8() + '\n');
        QCOMPARE(terminal.end(), 0);
        QVERIFY2(!terminal.shown.contains(secret.toUtf8()), terminal.shown.constData());
        QVERIFY(terminal.echoes); // it is as it was
        m_everything += terminal.shown + terminal.out + terminal.err;
    }
    // Asked each time, at once.
    QCOMPARE(profiles({u"edit"_s, u"shop"_s, u"--set"_s, u"secret=ask"_s}), 0);
    {
        Terminal terminal(query);
        QVERIFY(terminal.waitFor(": "));
        terminal.type("\x03"); // Ctrl+C
        QCOMPARE(terminal.end(), 69);
        QVERIFY(terminal.echoes);
    }
    QCOMPARE(ctl(query), 69); // and nobody is there
    QVERIFY(m_err.contains("cannot be asked for"));
    // Into the keychain.
    Terminal keeping({u"profiles"_s, u"edit"_s, u"shop"_s, u"--ask-password"_s});
    QVERIFY(keeping.waitFor(": "));
    keeping.type(secret.toUtf8() + '\n');
    QCOMPARE(keeping.end(), 0);
    QVERIFY(!keeping.shown.contains(secret.toUtf8()));
    QCOMPARE(ctl(query), 0);
    QCOMPARE(ProfileStore().find(u"shop"_s)->secret, SecretSource::Keychain);
}

void TestProfiles::withoutAKeychain()
{
    const QStringList nowhere{u"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus"_s};
    QCOMPARE(
        ctl({u"profiles"_s, u"add"_s, u"shop"_s, u"-d"_s, uri(), u"--password-file"_s, u"-"_s}, secret.toUtf8() + '\n',
            nowhere),
        2);
    QVERIFY(m_err.contains("No keychain is available"));
    QVERIFY(!ProfileStore().find(u"shop"_s)); // half of it would look like the whole
    QCOMPARE(profiles({u"add"_s, u"shop"_s, u"-d"_s, uri()}), 0);
    QCOMPARE(ctl({u"profiles"_s, u"test"_s, u"shop"_s, u"--json"_s}, {}, nowhere), 69);
    QCOMPARE(json()[u"cause"].toString(), u"no-password"_s);
    QCOMPARE(ctl({u"profiles"_s, u"remove"_s, u"shop"_s, u"--yes"_s}, {}, nowhere), 0);
}

void TestProfiles::loadsNoKeychainUnasked()
{
    QProcess ldd;
    ldd.start(u"ldd"_s, {QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl")});
    QVERIFY(ldd.waitForFinished(60'000));
    const QByteArray libraries = ldd.readAllStandardOutput();
    QVERIFY(libraries.contains("libpq"));
    QVERIFY2(!libraries.contains("keychain") && !libraries.contains("DBus"), libraries.constData());
}

// After all of the above, and some more, with the secret in the keychain, in the output of a program and in a pipe.
void TestProfiles::leavesNoSecretAnywhere()
{
    const QByteArray bytes = secret.toUtf8();
    makeShop();
    test::writeFile(path(u"rows.csv"_s), "id,name\n1,one\n2,two\n");
    QCOMPARE(ctl({u"data"_s, u"import"_s, u"-d"_s, u"shop"_s, u"-t"_s, u"goods"_s, u"-i"_s, path(u"rows.csv"_s)}), 0);
    QCOMPARE(profiles({u"export"_s, u"--out"_s, path(u"all.json"_s)}), 0);
    for (const QString &format : {u"howdah"_s, u"uri"_s, u"service"_s})
        QCOMPARE(profiles({u"export"_s, u"--format"_s, format}), 0);
    QCOMPARE(profiles({u"show"_s, u"shop"_s, u"--json"_s}), 0);
    // While it waits for a server that never answers: it has the password by then.
    int port = 0;
    const int silent = test::listenOnLoopback(0, &port);
    QCOMPARE(
        profiles({u"edit"_s, u"shop"_s, u"--set"_s, u"port=%1"_s.arg(port), u"--set"_s, u"connect_timeout=600"_s}), 0);
    QProcess waiting;
    waiting.setChildProcessModifier([] {
        const rlimit none{RLIM_INFINITY, RLIM_INFINITY};
        setrlimit(RLIMIT_CORE, &none); // as far as it is allowed to
    });
    waiting.start(QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"), {u"profiles"_s, u"test"_s, u"shop"_s});
    const int client = accept(silent, nullptr, nullptr);
    QVERIFY(client >= 0);
    QFile limits(u"/proc/%1/limits"_s.arg(waiting.processId()));
    QVERIFY(limits.open(QIODevice::ReadOnly));
    static const QRegularExpression core(u"Max core file size +[01] "_s); // neither a file nor a pipe takes its memory
    QVERIFY(core.match(QString::fromLatin1(limits.readAll())).hasMatch());
    for (const char *file : {"cmdline", "environ"}) {
        QFile reported(u"/proc/%1/%2"_s.arg(waiting.processId()).arg(QLatin1StringView(file)));
        QVERIFY(reported.open(QIODevice::ReadOnly));
        const QByteArray content = reported.readAll();
        QVERIFY(!content.isEmpty());
        QVERIFY2(!content.contains(bytes), file);
    }
    waiting.kill();
    waiting.waitForFinished(60'000);
    close(client);
    close(silent);
    m_everything += waiting.readAllStandardOutput() + waiting.readAllStandardError();
    QVERIFY(m_everything.size() > 1000);
    QVERIFY(!m_everything.contains(bytes));
    // The server's log shows that something was looked for: names and statements, and no secret.
    QVERIFY(m_server->log().contains("user=app") && m_server->log().contains("COPY"));
    QVERIFY(!m_server->log().contains(bytes));
    // Everything below the home of this session, and the folder of the tests; the printer of another test was given the
    // secret by its argument, which is why that profile is gone.
    int files = 0;
    for (const QString &folder : {qEnvironmentVariable("HOME"), m_folder.path()}) {
        QDirIterator it(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            if (!QFileInfo(file.fileName()).isFile() || !file.open(QIODevice::ReadOnly))
                continue;
            ++files;
            const QByteArray content = file.readAll();
            QVERIFY2(!content.contains(bytes), qPrintable(file.fileName()));
            QVERIFY2(!content.contains(bytes.toBase64()), qPrintable(file.fileName()));
        }
    }
    QVERIFY(files > 3); // the profiles, the keyring, the log of changes, the exports
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (!test::hasKeyringSession())
        return test::runInKeyringSession(argc, argv);
    TestProfiles test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_profiles.moc"
