// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/environment.h"

#include "connection/session/session.h"
#include "support/serverfixture.h"
#include "support/testserver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

// What the environment of the program says about PostgreSQL concerns the operator's servers, not the private one.
class EnvironmentTest : public QObject
{
    Q_OBJECT

    struct Variable
    {
        const char *name;
        const char *value; // one with which no connection to the private server works
    };
    static constexpr std::initializer_list<Variable> hostile{
        {"PGHOSTADDR", "127.0.0.1"},
        {"PGOPTIONS", "-c no_such_setting=1"},
        {"PGCLIENTENCODING", "NONSENSE"},
        {"PGTARGETSESSIONATTRS", "standby"},
        {"PGREQUIREPEER", "nobody-of-this-name"},
        {"PGSSLMODE", "nonsense"},
        {"PGSSLMINPROTOCOLVERSION", "nonsense"},
        {"PGCHANNELBINDING", "require"},
        {"PGGSSENCMODE", "nonsense"},
        {"PGSERVICE", "no-such-service"},
        {"PGTZ", "No/Where"},
        {"PGDATESTYLE", "nonsense"},
        {"PGGEQO", "perhaps"}};

    static Result<ServerFacts> open(const ConnInfo &target)
    {
        Session session;
        return session.open(target).result();
    }

    static void forget()
    {
        for (const Variable &variable : hostile)
            qunsetenv(variable.name);
        qunsetenv("HOWDAH_PGSERVICE");
        qunsetenv("HOWDAH_PGTZ");
    }

    std::unique_ptr<test::TestServer> m_server;

private Q_SLOTS:
    void initTestCase()
    {
        forget();
        m_server = std::make_unique<test::TestServer>();
    }
    void cleanup() { forget(); }

    void privateServerIsImmune_data()
    {
        QTest::addColumn<QByteArray>("value");
        for (const Variable &variable : hostile)
            QTest::newRow(variable.name) << QByteArray(variable.value);
    }

    void privateServerIsImmune()
    {
        QFETCH(const QByteArray, value);
        const ConnInfo target = m_server->connInfo();
        ConnInfo bare;
        for (const QString &keyword : {u"host"_s, u"port"_s, u"user"_s, u"dbname"_s})
            bare.set(keyword, target.value(keyword));
        QVERIFY(open(bare));
        qputenv(QTest::currentDataTag(), value);
        QVERIFY2(!open(bare), "the variable does no harm: the test shows nothing");
        takeEnvironment();
        const auto opened = open(target);
        QVERIFY2(opened, opened ? "" : qPrintable(describe(opened.error())));
    }

    void privateServerStartsInTheWorstOfThem()
    {
        for (const Variable &variable : hostile)
            qputenv(variable.name, variable.value);
        takeEnvironment();
        const test::ServerFixture fixture;
        LocalServer server = fixture.server();
        const auto started = server.start();
        QVERIFY2(started, started ? "" : qPrintable(describe(started.error())));
        const auto status = server.status();
        QVERIFY(status && !status->version.isEmpty());
        forget(); // psql is not ours to protect
    }

    void operatorsConnectionsKeepIt()
    {
        qputenv("PGSERVICE", "office");
        qputenv("PGTZ", "Asia/Tokyo");
        takeEnvironment();
        const auto plain = parseConnInfo(u"host=db.example.org dbname=orders"_s);
        QVERIFY(plain);
        QCOMPARE(plain->value(u"service"_s), u"office"_s);
        QCOMPARE(plain->value(u"options"_s), u"-c TimeZone=Asia/Tokyo"_s);
        const auto own = parseConnInfo(u"service=home options='-c geqo=off'"_s);
        QVERIFY(own);
        QCOMPARE(own->value(u"service"_s), u"home"_s);
        QCOMPARE(own->value(u"options"_s), u"-c geqo=off"_s);

        qunsetenv("HOWDAH_PGSERVICE");
        const auto target = parseConnInfo(toUri(m_server->connInfo()));
        QVERIFY(target);
        Session session;
        QVERIFY(session.open(*target).result());
        const auto zone = session.query({u"SHOW TimeZone"_s, {}}).result();
        QVERIFY(zone);
        QCOMPARE(zone->rows.text(0, 0), u"Asia/Tokyo"_s);
    }

    void aUriNamesOnlyWhatDiffers()
    {
        const ConnInfo target = m_server->connInfo();
        QVERIFY(target.values.contains(u"hostaddr"_s));
        const QString uri = toUri(target);
        QVERIFY2(!uri.contains(u"hostaddr"_s) && !uri.contains(u"gssencmode"_s), qPrintable(uri));
        QVERIFY(uri.contains(u"host="_s));
    }
};

QTEST_GUILESS_MAIN(EnvironmentTest)
#include "tst_environment.moc"
