// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "historyrun.h"

#include <QDir>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::HistoryRun;

// What every pack has to hold, whichever it is: held.sql prints what one leaves to luck.
class AllPacksTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    static QString question()
    {
        QFile file(QStringLiteral(HOWDAH_SOURCE_DIR "/tests/packs/held.sql"));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("%s is missing", qPrintable(file.fileName()));
        return QString::fromUtf8(file.readAll());
    }

private Q_SLOTS:
    void holds_data()
    {
        QTest::addColumn<QStringList>("free"); // what has no check because any value is right
        QTest::newRow("assistant") << QStringList();
        // Roles of the server, by name; which change of a text it is, which triggers count and compare; what somebody
        // worked as.
        QTest::newRow("deepref") << QStringList{
            u"no check: \"references\".role character varying"_s, u"no check: ai_prompt_approvals.revision integer"_s,
            u"no check: ai_prompt_rules.approverRole character varying"_s,
            u"no check: ai_prompt_rules.role character varying"_s, u"no check: ai_prompts.revision integer"_s};
        // Written by a trigger: the name of a table.
        QTest::newRow("orchestrator") << QStringList{u"no check: audit_logs.entity_type character varying(63)"_s};
        // Named by those who write them, a slope that has no bounds, and the profession of a persona.
        QTest::newRow("uaip") << QStringList{
            u"no check: artifacts.mime_type character varying(120)"_s,
            u"no check: integration_events.aggregate_type character varying(60)"_s,
            u"no check: integration_events.event_type character varying(120)"_s,
            u"no check: persona_analytics.trend_slope numeric(9,6)"_s,
            u"no check: personas.role character varying(120)"_s};
    }
    void holds()
    {
        QFETCH(QStringList, free);
        HistoryRun pack(m_server, QString::fromUtf8(QTest::currentDataTag()));
        const auto server = m_server.psql(pack.database.name(), u"SHOW server_version_num"_s);
        QVERIFY(server);
        if (server->trimmed().toInt() / 10'000 < pack.source.pack.server)
            QSKIP("The server is older than the pack takes");
        QCOMPARE(pack.up(), QString());
        // The histories of other tools are theirs.
        QStringList lines = pack.database.lines(question());
        lines.removeIf(
            [&](const QString &line) { return line.contains("migrations"_L1) || line.contains("alembic_version"_L1); });
        QVERIFY2(lines == free, qPrintable(lines.join(u'\n')));
    }

    // A pack that comes anew has to be asked, too.
    void knowsEveryPack()
    {
        QCOMPARE(
            QDir(QStringLiteral(HOWDAH_SOURCE_DIR "/migrations"))
                .entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name),
            (QStringList{u"assistant"_s, u"deepref"_s, u"orchestrator"_s, u"uaip"_s}));
    }

    // What is left to luck is found, and what is not is left in peace.
    void finds_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("found");
        const QString key = u"CREATE TABLE a (id uuid PRIMARY KEY); CREATE TABLE b (a_id uuid REFERENCES a); "_s;
        QTest::newRow("key") << key << u"no index: b (a_id)"_s;
        QTest::newRow("indexed key") << key + u"CREATE INDEX ON b (a_id)"_s << QString();
        QTest::newRow("index of some rows")
            << key + u"CREATE INDEX ON b (a_id) WHERE a_id > 'c0000000-0000-4000-8000-000000000000'"_s
            << u"no index: b (a_id)"_s;
        QTest::newRow("index without nulls") << key + u"CREATE INDEX ON b (a_id) WHERE a_id IS NOT NULL"_s << QString();
        const QString trigger = u"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql %1 AS 'BEGIN RETURN NEW; END'"_s;
        QTest::newRow("trigger") << trigger.arg(QString()) << u"no search_path: f()"_s;
        QTest::newRow("fixed trigger") << trigger.arg(u"SET search_path = pg_catalog, pg_temp"_s) << QString();
        QTest::newRow("definer") << u"CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"_s
                                 << u"no search_path: f()"_s;
        QTest::newRow("plain function") << u"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"_s << QString();
        QTest::newRow("role") << u"CREATE TABLE a (\"userRole\" text)"_s << u"no check: a.userRole text"_s;
        QTest::newRow("state") << u"CREATE TABLE a (kyc_status varchar)"_s
                               << u"no check: a.kyc_status character varying"_s;
        QTest::newRow("checked state") << u"CREATE TABLE a (status text CHECK (status IN ('on', 'off')))"_s
                                       << QString();
        QTest::newRow("score") << u"CREATE TABLE a (score numeric(5,2))"_s << u"no check: a.score numeric(5,2)"_s;
        QTest::newRow("not validated")
            << u"CREATE TABLE a (score int); ALTER TABLE a ADD CONSTRAINT c CHECK (score > 0) NOT VALID"_s
            << u"no check: a.score integer\nnot validated: a c"_s;
    }
    void finds()
    {
        QFETCH(QString, sql);
        QFETCH(QString, found);
        const QString database = m_server.createDatabase(u"held"_s);
        const auto made = m_server.psql(database, sql);
        QVERIFY2(made, made ? "" : qPrintable(describe(made.error())));
        const auto answer = m_server.psql(database, question());
        QVERIFY2(answer, answer ? "" : qPrintable(describe(answer.error())));
        QCOMPARE(answer->trimmed(), found);
    }
};

QTEST_GUILESS_MAIN(AllPacksTest)
#include "tst_allpacks.moc"
