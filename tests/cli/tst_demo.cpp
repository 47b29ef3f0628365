// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/demo/demosetup.h"
#include "support/testserver.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::operations;

class DemoTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    const QString m_pack = QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/uaip");

    std::unique_ptr<connection::Session> sessionOf(const QString &database)
    {
        auto session =
            std::make_unique<connection::Session>(connection::SessionOptions{.names = connection::Names::OfDatabase});
        const auto opened = session->open(m_server.connInfo(database)).result();
        return opened ? std::move(session) : nullptr;
    }

    // The rows of every table as one hash: psql is the reader.
    QString fingerprint(const QString &database)
    {
        const auto tables = m_server.psql(
            database,
            u"SELECT format('SELECT %L, md5(string_agg(t::text, E''\\n'' ORDER BY t::text)), count(*) FROM %I t;', "
            "relname, relname) FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = "
            "'public'::regnamespace ORDER BY relname"_s);
        return tables ? m_server.psql(database, *tables).value_or(QString()) : QString();
    }

private Q_SLOTS:
    void everyTableIsFilledAndDeterministic()
    {
        const DemoRequest request{.anchor = u"2026-03-01 00:00+00"_s};
        QStringList prints;
        for (int i = 0; i < 2; ++i) {
            const QString database = m_server.createDatabase(u"demo"_s);
            auto session = sessionOf(database);
            QVERIFY(session);
            QStringList files;
            const auto report = setUpDemo(*session, m_pack, request, [&](const QString &file, int, int) {
                if (!files.contains(file))
                    files << file;
            });
            QVERIFY2(report, qPrintable(report ? QString() : describe(report.error())));
            QCOMPARE(report->applied, 12);
            QVERIFY(report->data.loaded);
            QVERIFY(files.contains(u"01-generators.sql"_s));
            prints << fingerprint(database);
            const auto counts = m_server.psql(
                database,
                u"SELECT (SELECT count(*) FROM persona_analytics) + (SELECT count(*) FROM agent_capability_metrics) "
                "+ (SELECT count(*) FROM tool_usage_records)"_s);
            QCOMPARE(counts.value_or(QString()), u"10000"_s);
            // Nothing of the loader is left in the session.
            QCOMPARE(
                session->query({u"SELECT coalesce(current_setting('howdah.scale', true), '')"_s, {}})
                    .result()
                    ->rows.text(0, 0),
                QString(u""_s));
        }
        QVERIFY(!prints[0].isEmpty());
        QCOMPARE(prints[0], prints[1]);
        QVERIFY2(!prints[0].contains("|0\n"_L1), qPrintable(prints[0]));
    }

    void whoeverLivesThereIsLeftAlone()
    {
        const QString database = m_server.createDatabase(u"demo"_s);
        auto session = sessionOf(database);
        QVERIFY(setUpDemo(*session, m_pack));
        const QString before = fingerprint(database);
        const auto again = setUpDemo(*session, m_pack);
        QVERIFY(again);
        QCOMPARE(again->applied, 0);
        QVERIFY(!again->data.loaded);
        QCOMPARE(fingerprint(database), before);
    }

    void withoutThePackItSaysSo()
    {
        auto session = sessionOf(m_server.createDatabase(u"demo"_s));
        const auto report = loadDemo(*session, {});
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::NotFound);
        QCOMPARE(loadDemo(*session, {.scale = 0}).error().kind, ErrorKind::Usage);
        QCOMPARE(loadDemo(*session, {.pack = u"nosuch"_s}).error().kind, ErrorKind::NotFound);
    }

    void aCancelLeavesNothing()
    {
        const QString database = m_server.createDatabase(u"demo"_s);
        auto session = sessionOf(database);
        std::stop_source stop;
        const auto report = setUpDemo(
            *session, m_pack, {},
            [&](const QString &file, int, int) {
                if (file.startsWith("10-"_L1))
                    stop.request_stop();
            },
            stop.get_token());
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Cancelled);
        QCOMPARE(m_server.psql(database, u"SELECT count(*) FROM users"_s).value_or(QString()), u"0"_s);
        // The same session goes on.
        const auto again = setUpDemo(*session, m_pack);
        QVERIFY2(again, qPrintable(again ? QString() : describe(again.error())));
        QVERIFY(again->data.loaded);
    }
};

QTEST_GUILESS_MAIN(DemoTest)
#include "tst_demo.moc"
