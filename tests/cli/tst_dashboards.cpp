// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/session.h"
#include "connection/server/environment.h"
#include "operations/demo/demosetup.h"
#include "migration/ctlprocess.h"
#include "support/testserver.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::CtlProcess;

// `howdahctl dashboard` as a script sees it.
class DashboardsTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QTemporaryDir m_folder;
    QString m_uri;
    QByteArray m_out;
    QByteArray m_err;

    int ctl(const QStringList &arguments)
    {
        CtlProcess process(arguments);
        const int code = process.wait();
        m_out = process.out;
        m_err = process.err;
        return code;
    }

    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(m_out).object(); }

    QString write(const QString &name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly))
            qFatal("%s", qPrintable(file.errorString()));
        file.write(text);
        return file.fileName();
    }

    [[nodiscard]] QStringList at(const QStringList &rest) const
    {
        return QStringList{u"dashboard"_s, u"data"_s} + rest
             + QStringList{u"--database"_s, m_uri, u"--now"_s, u"2026-03-01T00:00:00Z"_s};
    }

private Q_SLOTS:
    void initTestCase()
    {
        const QString database = m_server.createDatabase();
        m_uri = connection::toUri(m_server.connInfo(database));
        connection::Session session({.names = connection::Names::OfDatabase});
        QVERIFY(session.open(m_server.connInfo(database)).result());
        const auto ready = operations::setUpDemo(
            session, QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/uaip"), {.anchor = u"2026-03-01 00:00+00"_s});
        QVERIFY2(ready, qPrintable(ready ? QString() : describe(ready.error())));
    }

    void list()
    {
        QCOMPARE(ctl({u"dashboard"_s, u"list"_s}), 0);
        QVERIFY(m_out.contains("personas"));
        QVERIFY(m_out.contains("Agent capabilities"));
        QCOMPARE(ctl({u"dashboard"_s, u"list"_s, u"--json"_s}), 0);
        QVERIFY(json().value("dashboards"_L1).toArray().size() >= 8);
    }

    void check()
    {
        const QString good = write(
            u"good.yaml"_s,
            "title: T\npanels:\n  - id: a\n    title: A\n    kind: stat\n    query: select 1 as value\n");
        QCOMPARE(ctl({u"dashboard"_s, u"check"_s, good, u"tools"_s}), 0);
        const QString bad =
            write(u"bad.yaml"_s, "title: T\npanels:\n  - id: a\n    title: A\n    kind: pie\n    query: select :til\n");
        QCOMPARE(ctl({u"dashboard"_s, u"check"_s, good, bad}), 2);
        QVERIFY2(m_err.contains(bad.toUtf8() + ":5:11: \"pie\""), m_err.constData());
        QVERIFY2(m_err.contains(bad.toUtf8() + ":6:8: \":til\""), m_err.constData());
        QCOMPARE(ctl({u"dashboard"_s, u"check"_s, bad, u"--json"_s}), 2);
        QCOMPARE(json().value("files"_L1).toArray()[0].toObject().value("problems"_L1).toArray().size(), 2);
        QCOMPARE(ctl({u"dashboard"_s, u"check"_s, u"/no/such.yaml"_s}), 64);
    }

    // A broken query is named with file and line, before anything is asked of a server, and by it.
    void brokenQueries()
    {
        const QByteArray head = "title: T\nvariables:\n  - {name: least, type: number, default: 5, most: 9}\npanels:\n";
        const QString broken = write(
            u"broken.yaml"_s,
            head
                + "  - id: a\n    title: A\n    kind: stat\n    query: |\n      select 1 as value\n      form agents\n"
                  "      where :least > 3\n");
        QCOMPARE(ctl({u"dashboard"_s, u"check"_s, broken}), 2);
        QVERIFY2(m_err.contains(broken.toUtf8() + ":10:1: "), m_err.constData());
        QVERIFY2(m_err.contains("syntax error at or near \"form\""), m_err.constData());
        QVERIFY(!m_out.contains("No problems"));
        const QString unknown = write(
            u"unknown.yaml"_s,
            head
                + "  - id: a\n    title: A\n    kind: stat\n    query: |\n      select count(*) as value\n"
                  "      from agents\n      where no_such > :least\n");
        QCOMPARE(ctl({u"dashboard"_s, u"check"_s, unknown}), 0);
        QCOMPARE(ctl(at({unknown})), 2);
        QVERIFY2(m_err.contains("At unknown.yaml:11:7"), m_err.constData());
    }

    void variables()
    {
        const QString file = write(
            u"variables.yaml"_s,
            "title: T\nvariables:\n  - {name: least, type: number, default: 5, most: 9}\n"
            "  - {name: word, default: none}\npanels:\n"
            "  - {id: a, title: A, kind: table, query: \"select :least + 1 as more, :word as word\"}\n");
        QCOMPARE(ctl(at({file})), 0);
        QCOMPARE(m_out, QByteArray("more,word\n6,none\n"));
        QCOMPARE(ctl(at({file, u"--filter"_s, u"least=8"_s, u"--filter"_s, u"word=it's; here"_s})), 0);
        QCOMPARE(m_out, QByteArray("more,word\n9,it's; here\n"));
        QCOMPARE(ctl(at({file, u"--filter"_s, u"least=10"_s})), 64);
        QVERIFY2(m_err.contains("10 is above 9"), m_err.constData());
    }

    // An alarm is not held against what was cut.
    void cutAlarms()
    {
        const QString file = write(
            u"cut.yaml"_s,
            "title: T\npanels:\n  - id: a\n    title: A\n    kind: bar\n    cap: 3\n    alarm-above: 100\n"
            "    query: select i::text as label, i as value from generate_series(1, 9) i\n");
        QCOMPARE(ctl({u"dashboard"_s, u"check"_s, file, u"--database"_s, m_uri}), 2);
        QVERIFY2(m_err.contains("Cut after 3 rows"), m_err.constData());
    }

    // What cron asks: 0, or 1 where something is beyond what it should be.
    void thresholds()
    {
        const QString database = m_server.createDatabase();
        const QString uri = connection::toUri(m_server.connInfo(database));
        QVERIFY(m_server.psql(
            database, u"create table calls (at timestamptz, ms int, ok boolean); insert into calls select timestamptz "
                      u"'2026-02-01 "
                      "06:00+00' + d * interval '1 day', 100 + (d * 7 + i) % 5, "
                      "i % 10 <> 0 "
                      "from generate_series(0, 27) d, generate_series(1, 40) i"_s));
        const QByteArray head = "title: T\ntables: [calls]\nrange: 28d\npanels:\n";
        const QByteArray failures =
            "  - id: failures\n    title: F\n    kind: stat\n    unit: share\n    interval: share\n"
            "    alarm-above: %1\n    query: select count(*) filter (where not ok) as successes, "
            "count(*) as n from calls where at >= :from and at < :to\n";
        const QByteArray times =
            "  - id: times\n    title: M\n    kind: line\n    watch: true\n    query: select "
            ":bucket(at) as bucket, avg(ms) as value, count(*) as n from calls where at >= :from and "
            "at < :to group by 1\n";
        const auto watch = [&](const QString &file, const QStringList &more = {}) {
            return ctl(
                QStringList{
                    u"dashboard"_s, u"check"_s, file, u"--database"_s, uri, u"--now"_s, u"2026-03-01T00:00:00Z"_s,
                    u"--bucket"_s, u"day"_s}
                + more);
        };
        // A tenth of 1,120 fails: surely more than 5 %, not surely more than 9.5 %.
        QCOMPARE(watch(write(u"low.yaml"_s, head + QByteArray(failures).replace("%1", "0.05"))), 1);
        QVERIFY2(m_out.contains("low/failures: above 0.05: 0.1 ("), m_out.constData());
        QCOMPARE(watch(write(u"near.yaml"_s, head + QByteArray(failures).replace("%1", "0.095"))), 0);
        QCOMPARE(watch(write(u"times.yaml"_s, head + times)), 0);
        QVERIFY2(m_out.contains("Nothing"), m_out.constData());
        // Slower for two weeks is no news; for one it is.
        QVERIFY(m_server.psql(database, u"update calls set ms = ms + 40 where at >= '2026-02-15 00:00+00'"_s));
        QCOMPARE(watch(m_folder.filePath(u"times.yaml"_s), {u"--json"_s}), 0);
        QVERIFY(m_server.psql(
            database,
            u"update calls set ms = ms - 40 where at >= '2026-02-15 00:00+00' and at < '2026-02-22 00:00+00'"_s));
        QCOMPARE(watch(m_folder.filePath(u"times.yaml"_s), {u"--json"_s}), 1);
        const QJsonObject alarm =
            json().value("panels"_L1).toArray()[0].toObject().value("alarms"_L1).toArray()[0].toObject();
        QVERIFY2(alarm.value("why"_L1).toString().contains("Pettitt"_L1), m_out.constData());
        QVERIFY2(alarm.value("place"_L1).toString().startsWith("2026-02-22"_L1), m_out.constData());
        // What cannot be asked is no good news, nor is a dashboard without anything to hold against.
        QVERIFY(m_server.psql(database, u"alter table calls rename to gone"_s));
        QCOMPARE(watch(m_folder.filePath(u"times.yaml"_s)), 2);
        QCOMPARE(watch(u"agents"_s), 64);
        QCOMPARE(
            ctl({u"dashboard"_s, u"check"_s, write(u"odd.yaml"_s, head + QByteArray(failures).replace("%1", "much"))}),
            2);
    }

    void oneCsv()
    {
        const QStringList arguments = at({u"tools"_s, u"--panel"_s, u"calls"_s, u"--range"_s, u"30d"_s});
        QCOMPARE(ctl(arguments), 0);
        const QByteArray first = m_out;
        QVERIFY2(first.startsWith("period,value,n\n") || first.contains("value"), first.constData());
        QCOMPARE(ctl(arguments), 0);
        QCOMPARE(m_out, first.constData()); // byte for byte
        const QString database = connection::parseConnInfo(m_uri)->value(u"dbname"_s);
        const auto counted = m_server.psql(
            database,
            u"select count(*) from tool_usage_records where used_at >= '2026-01-30' and used_at < '2026-03-01 00:00+00'"_s);
        QVERIFY2(first.contains(counted->trimmed().toUtf8()), first.constData());
    }

    void aFolder()
    {
        const QString folder = m_folder.filePath(u"out/deep"_s);
        QCOMPARE(
            ctl(at({u"personas"_s, u"--out"_s, folder, u"--range"_s, u"90d"_s, u"--zone"_s, u"Europe/Berlin"_s})), 0);
        QVERIFY(QDir(folder).entryList(QDir::Files).size() >= 10);
        QFile quality(folder + u"/quality.csv"_s);
        QVERIFY(quality.open(QIODevice::ReadOnly));
        QVERIFY(quality.readAll().contains("+01:00"));
    }

    void wholeJson()
    {
        QCOMPARE(ctl(at({u"agents"_s, u"--format"_s, u"json"_s, u"--filter"_s, u"capability=planning"_s})), 0);
        QCOMPARE(json().value("panels"_L1).toArray().size(), 12);
        QCOMPARE(
            json()
                .value("panels"_L1)
                .toArray()[0]
                .toObject()
                .value("filters"_L1)
                .toObject()
                .value("capability"_L1)
                .toArray()[0]
                .toString(),
            u"planning"_s);
    }

    void whatCannotBe_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("dashboard") << QStringList{u"nothing"_s} << 64 << QByteArray("no dashboard named nothing");
        QTest::newRow("panel") << QStringList{u"tools"_s, u"-p"_s, u"x"_s} << 64 << QByteArray("no panel x");
        QTest::newRow("several in one CSV") << QStringList{u"tools"_s} << 64 << QByteArray("--out");
        QTest::newRow("zone") << QStringList{u"tools"_s, u"-p"_s, u"use"_s, u"--zone"_s, u"Mars/Olympus"_s} << 64
                              << QByteArray("no time zone");
        QTest::newRow("range") << QStringList{u"tools"_s, u"-p"_s, u"use"_s, u"--range"_s, u"soon"_s} << 64
                               << QByteArray("not a valid time range");
        QTest::newRow("bucket") << QStringList{u"tools"_s, u"-p"_s, u"use"_s, u"--bucket"_s, u"fortnight"_s} << 64
                                << QByteArray("not a valid bucket width");
        QTest::newRow("filter") << QStringList{u"tools"_s, u"-p"_s, u"use"_s, u"--filter"_s, u"color=red"_s} << 64
                                << QByteArray("not a filter");
        QTest::newRow("filter's value") << QStringList{u"tools"_s, u"-p"_s, u"use"_s, u"--filter"_s, u"tool=red"_s} << 2
                                        << QByteArray("uuid");
        QTest::newRow("tables") << QStringList{u"tokens"_s, u"-p"_s, u"tokens"_s} << 2
                                << QByteArray("token_consumption");
    }
    void whatCannotBe()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QFETCH(QByteArray, words);
        QCOMPARE(ctl(at(arguments)), code);
        QVERIFY2(m_err.contains(words), m_err.constData());
    }

    void noServer()
    {
        QCOMPARE(
            ctl(
                {u"dashboard"_s, u"data"_s, u"tools"_s, u"-p"_s, u"use"_s, u"-d"_s,
                 u"host=/no/such/folder dbname=x"_s}),
            69);
    }
};

QTEST_GUILESS_MAIN(DashboardsTest)
#include "tst_dashboards.moc"
