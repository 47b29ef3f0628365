// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/auditlog.h"
#include "connection/profile/profileimport.h"
#include "connection/profile/productionplaces.h"
#include "connection/profile/profilestore.h"
#include "connection/server/environment.h"
#include "connection/session/session.h"
#include "support/testserver.h"

#include <QFile>
#include <QProcess>
#include <QSysInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

// Where a connection leads, whatever it calls that: production by a URI is production, and a file from elsewhere does
// not lead it astray.
class ProductionPlacesTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QTemporaryDir m_folder;
    QString m_database;
    QString m_out;
    QString m_err;

    static Profile profileOf(const QString &uri, Environment environment = Environment::Production)
    {
        Profile profile;
        profile.id = u"7"_s;
        profile.name = u"shop"_s;
        profile.environment = environment;
        profile.target = parseConnInfo(uri).value_or(ConnInfo());
        return profile;
    }

    [[nodiscard]] QString uri() const { return toUri(m_server.directInfo(m_database)); }

    // On the command line, with profiles and a log of their own, and nobody at a terminal.
    int ctl(const QStringList &arguments)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"HOWDAH_DATA_DIR"_s, m_folder.filePath(u"data"_s));
        environment.insert(u"XDG_STATE_HOME"_s, m_folder.filePath(u"state"_s));
        environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"disabled:"_s);
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"), arguments);
        process.closeWriteChannel();
        if (!process.waitForFinished(300'000))
            qFatal("howdahctl does not end");
        m_out = QString::fromUtf8(process.readAllStandardOutput());
        m_err = QString::fromUtf8(process.readAllStandardError());
        return process.exitCode();
    }

    int read(const QString &place, const QString &sql, const QStringList &more = {})
    {
        return ctl(
            QStringList{
                u"data"_s, u"export"_s, u"-d"_s, place, u"-q"_s, sql, u"-o"_s, u"-"_s, u"-f"_s, u"csv"_s,
                u"--no-header"_s}
            + more);
    }

    [[nodiscard]] QByteArray auditText() const
    {
        QByteArray all;
        for (const QString &name : QDir(m_folder.filePath(u"data/audit"_s)).entryList(QDir::Files)) {
            QFile file(m_folder.filePath(u"data/audit/"_s + name));
            if (file.open(QFile::ReadOnly))
                all += file.readAll();
        }
        return all;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase(u"shop"_s);
        QVERIFY(m_server.psql(
            m_database, u"CREATE TABLE goods (id int PRIMARY KEY); CREATE FUNCTION reads_only() RETURNS bigint"
                        " LANGUAGE sql AS 'SELECT count(*) FROM public.goods'"_s));
    }

    void leadsThere_data()
    {
        QTest::addColumn<QString>("production");
        QTest::addColumn<QString>("reached");
        QTest::addColumn<bool>("same");
        const auto row = [](const char *name, const QString &production, const QString &reached, bool same) {
            QTest::newRow(name) << production << reached << same;
        };
        const QString db = u"postgresql://a@db.example.org/shop"_s;
        row("itself", db, db, true);
        row("another user", db, u"postgresql://b@db.example.org/shop"_s, true);
        row("no user", db, u"postgresql://db.example.org/shop"_s, true);
        row("the usual port", db, u"postgresql://db.example.org:5432/shop"_s, true);
        row("another port", db, u"postgresql://db.example.org:5433/shop"_s, false);
        row("another database", db, u"postgresql://db.example.org/test"_s, false);
        row("another host", db, u"postgresql://db2.example.org/shop"_s, false);
        row("capitals", db, u"postgresql://DB.Example.ORG/shop"_s, true);
        row("a dot at the end", db, u"postgresql://db.example.org./shop"_s, true);
        row("as keywords", db, u"host=db.example.org dbname=shop"_s, true);
        row("among several hosts", db, u"postgresql://x.example.org,db.example.org/shop"_s, true);
        row("several hosts with ports", db, u"postgresql://x.example.org:5433,db.example.org:5432/shop"_s, true);
        row("several hosts with other ports", db, u"postgresql://x.example.org:5432,db.example.org:5433/shop"_s, false);
        row("a host of several", u"postgresql://one,two:5433/shop"_s, u"postgresql://two:5433/shop"_s, true);
        row("the user's database", u"postgresql://shop@db/"_s, u"postgresql://db/shop"_s, true);
        row("localhost by number", u"postgresql://localhost/shop"_s, u"postgresql://127.0.0.1/shop"_s, true);
        row("localhost by another number", u"postgresql://localhost/shop"_s, u"postgresql://127.1/shop"_s, true);
        row("localhost as one number", u"postgresql://localhost/shop"_s, u"host=2130706433 dbname=shop"_s, true);
        row("localhost by IPv6", u"postgresql://localhost/shop"_s, u"postgresql://[::1]/shop"_s, true);
        row("localhost by a long IPv6", u"postgresql://localhost/shop"_s, u"host=0:0:0:0:0:0:0:1 dbname=shop"_s, true);
        row("localhost by a mapped address", u"postgresql://localhost/shop"_s, u"host=::ffff:127.0.0.1 dbname=shop"_s,
            true);
        row("localhost by this machine's name", u"postgresql://localhost/shop"_s,
            u"host=%1 dbname=shop"_s.arg(QSysInfo::machineHostName()), true);
        row("localhost by a socket", u"postgresql://localhost/shop"_s, u"host=/var/run/postgresql dbname=shop"_s, true);
        row("localhost by nothing", u"postgresql://localhost/shop"_s, u"dbname=shop"_s, true);
        row("an address beside the host", u"postgresql://10.0.0.7/shop"_s,
            u"host=other hostaddr=10.0.0.7 dbname=shop"_s, true);
        row("an address of the profile", u"host=db hostaddr=10.0.0.7 dbname=shop"_s, u"postgresql://10.0.0.7/shop"_s,
            true);
        row("an address written otherwise", u"postgresql://[fd00::7]/shop"_s, u"host=FD00:0:0::0007 dbname=shop"_s,
            true);
    }
    void leadsThere()
    {
        QFETCH(QString, production);
        QFETCH(QString, reached);
        QFETCH(bool, same);
        const auto target = parseConnInfo(reached);
        QVERIFY(target);
        QCOMPARE(productionAt(*target, {profileOf(production)}).has_value(), same);
        QVERIFY(!productionAt(*target, {profileOf(production, Environment::Staging)}));
    }

    void aTunnelEndsElsewhere()
    {
        Profile profile = profileOf(u"postgresql://localhost/shop"_s);
        profile.ssh.enabled = true;
        profile.ssh.host = u"bastion"_s;
        QVERIFY(!productionAt(*parseConnInfo(u"postgresql://localhost/shop"_s), {profile}));
        QVERIFY(productionAt(*parseConnInfo(u"postgresql://bastion/shop"_s), {profile}));
    }

    void aServiceIsLookedUp()
    {
        const QString name = m_folder.filePath(u"services"_s);
        QFile file(name);
        QVERIFY(file.open(QFile::WriteOnly));
        file.write("[live]\nhost=db.example.org\ndbname=shop\n");
        file.close();
        qputenv("PGSERVICEFILE", QFile::encodeName(name));
        ConnInfo target;
        target.set(u"service"_s, u"live"_s);
        const Profile shop = profileOf(u"postgresql://db.example.org/shop"_s);
        QVERIFY(productionAt(target, {shop}));
        target.set(u"dbname"_s, u"test"_s); // what is said beside it counts
        QVERIFY(!productionAt(target, {shop}));
        qunsetenv("PGSERVICEFILE");
    }

    void theCommandLineIsLockedByAUri()
    {
        QCOMPARE(ctl({u"profiles"_s, u"add"_s, u"shop"_s, u"-d"_s, uri(), u"--set"_s, u"environment=production"_s}), 0);
        QFile rows(m_folder.filePath(u"rows.csv"_s));
        QVERIFY(rows.open(QFile::WriteOnly));
        rows.write("id\n1\n2\n");
        rows.close();
        const QStringList import{u"data"_s, u"import"_s,       u"-d"_s, uri(),
                                 u"-t"_s,   u"public.goods"_s, u"-i"_s, rows.fileName()};
        QVERIFY(ctl(import) != 0);
        QVERIFY2(m_err.contains(u"--unlock"_s) && m_err.contains(u"shop"_s), qPrintable(m_err));
        QCOMPARE(m_server.psql(m_database, u"SELECT count(*) FROM goods"_s)->trimmed(), u"0"_s);
        QVERIFY2(ctl(import + QStringList{u"--unlock"_s, u"ticket 5"_s}) == 0, qPrintable(m_err));
        QCOMPARE(m_server.psql(m_database, u"SELECT count(*) FROM goods"_s)->trimmed(), u"2"_s);
        QVERIFY(auditText().contains("ticket 5"));
        // Whoever comes as a superuser is told whose functions run with his rights.
        QCOMPARE(read(uri(), u"SELECT 1"_s), 0);
        QVERIFY2(m_err.contains(u"superuser"_s), qPrintable(m_err));
    }

    // A profile beside that of production leads to the same place, whatever it calls that.
    void anotherProfileIsLockedToo()
    {
        QCOMPARE(ctl({u"profiles"_s, u"add"_s, u"copy"_s, u"-d"_s, uri(), u"--set"_s, u"environment=staging"_s}), 0);
        QFile rows(m_folder.filePath(u"more.csv"_s));
        QVERIFY(rows.open(QFile::WriteOnly));
        rows.write("id\n3\n");
        rows.close();
        const QStringList import{u"data"_s, u"import"_s,       u"-d"_s, u"copy"_s,
                                 u"-t"_s,   u"public.goods"_s, u"-i"_s, rows.fileName()};
        QVERIFY(ctl(import) != 0);
        QVERIFY2(m_err.contains(u"--unlock"_s) && m_err.contains(u"shop"_s), qPrintable(m_err));
        QCOMPARE(m_server.psql(m_database, u"SELECT count(*) FROM goods"_s)->trimmed(), u"2"_s);
        QCOMPARE(ctl({u"profiles"_s, u"remove"_s, u"copy"_s, u"--yes"_s}), 0);
    }

    void aFunctionIsAllowedOnTheCommandLine()
    {
        QVERIFY(read(uri(), u"SELECT public.reads_only()"_s) != 0);
        QVERIFY2(m_err.contains(u"--allow-function public.reads_only"_s), qPrintable(m_err));
        QVERIFY2(
            read(uri(), u"SELECT public.reads_only()"_s, {u"--allow-function"_s, u"public.reads_only"_s}) == 0,
            qPrintable(m_err));
        QCOMPARE(m_out.trimmed(), u"2"_s);
        QVERIFY(auditText().contains("public.reads_only"));
        QVERIFY(read(uri(), u"SELECT 1"_s, {u"--allow-function"_s, u"pg_catalog.lo_export"_s}) != 0);
    }

    void leavingProductionIsAskedFor()
    {
        const QStringList edit{u"profiles"_s, u"edit"_s, u"shop"_s, u"--set"_s, u"environment=development"_s};
        QVERIFY(ctl(edit) != 0);
        QVERIFY2(m_err.contains(u"--confirm"_s), qPrintable(m_err));
        QVERIFY(ctl(edit + QStringList{u"--confirm"_s, u"other"_s}) != 0);
        QCOMPARE(ctl({u"profiles"_s, u"edit"_s, u"shop"_s, u"--set"_s, u"group=live"_s}), 0);
        QCOMPARE(ctl({u"profiles"_s, u"show"_s, u"shop"_s, u"--json"_s}), 0);
        QVERIFY(m_out.contains(u"production"_s));
        QVERIFY2(ctl(edit + QStringList{u"--confirm"_s, u"shop"_s}) == 0, qPrintable(m_err));
        QCOMPARE(ctl({u"profiles"_s, u"show"_s, u"shop"_s, u"--json"_s}), 0);
        QVERIFY(m_out.contains(u"development"_s));
    }

    void anImportDoesNotLeadAstray()
    {
        const QByteArray servers = R"({"Servers": {"1": {"Name": "Main", "Host": "db.example.org", "Port": 5432,
            "MaintenanceDB": "shop", "Username": "u", "HostAddr": "10.6.6.6", "Service": "x", "PassFile": "/tmp/p",
            "SSLMode": "disable", "ConnectionParameters": {"options": "-c role=x", "sslrootcert": "/evil.pem",
            "sslcert": "/c", "sslkey": "/k", "sslcrl": "/l", "requirepeer": "mallory", "channel_binding": "disable",
            "gssencmode": "disable", "connect_timeout": 3}}}})";
        const auto import = importProfiles(ProfileFormat::PgAdmin, servers, u"servers.json"_s);
        QVERIFY(import && import->profiles.size() == 1);
        FoundProfile found = import->profiles[0];
        QCOMPARE(
            found.profile.target.values.keys(),
            (QStringList{u"connect_timeout"_s, u"dbname"_s, u"host"_s, u"port"_s, u"user"_s}));
        QStringList leftOut;
        for (const Detour &detour : found.leftOut) {
            leftOut << detour.key;
            QVERIFY(describe(detour).contains(detour.value));
        }
        QCOMPARE(
            leftOut,
            (QStringList{
                u"channel_binding"_s, u"gssencmode"_s, u"hostaddr"_s, u"options"_s, u"passfile"_s, u"requirepeer"_s,
                u"service"_s, u"sslcert"_s, u"sslcrl"_s, u"sslkey"_s, u"sslmode"_s, u"sslrootcert"_s}));
        QVERIFY(agreeTo(found, {u"hostaddr"_s}));
        QCOMPARE(found.profile.target.value(u"hostaddr"_s), u"10.6.6.6"_s);
        QCOMPARE(found.leftOut.size(), 11U);
        QFile file(m_folder.filePath(u"servers.json"_s));
        QVERIFY(file.open(QFile::WriteOnly));
        file.write(servers);
        file.close();
        QCOMPARE(ctl({u"profiles"_s, u"import"_s, file.fileName(), u"--yes"_s, u"--accept"_s, u"requirepeer"_s}), 0);
        QVERIFY2(
            m_err.contains(u"--accept hostaddr"_s) && !m_err.contains(u"--accept requirepeer"_s), qPrintable(m_err));
        QCOMPARE(ctl({u"profiles"_s, u"show"_s, u"Main"_s, u"--json"_s}), 0);
        QVERIFY2(m_out.contains(u"mallory"_s) && !m_out.contains(u"10.6.6.6"_s), qPrintable(m_out));
    }

    void whatNobodyKnowsIsDropped()
    {
        const auto import = importProfiles(
            ProfileFormat::Howdah,
            R"({"format": 1, "profiles": [{"name": "a", "connection": {"host": "h"}, "startup": {"run": "x"}}]})",
            u"f"_s);
        QVERIFY(import && import->profiles.size() == 1);
        QVERIFY(import->profiles[0].profile.unknown.isEmpty());
        QVERIFY(!import->notes.empty() && import->notes[0].why.contains(u"startup"_s));
    }

    void aRevocationListIsReadForUrisToo()
    {
        ConnInfo target = m_server.directInfo(m_database);
        target.set(u"sslcrl"_s, m_folder.filePath(u"nothing"_s));
        Session session({.name = u"list"_s});
        const auto opened = session.open(target).result();
        QVERIFY(!opened && opened.error().message.contains(m_folder.filePath(u"nothing"_s)));
    }
};

QTEST_GUILESS_MAIN(ProductionPlacesTest)
#include "tst_productionplaces.moc"
