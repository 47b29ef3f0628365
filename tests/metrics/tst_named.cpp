// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/panelrun.h"
#include "metrics/queryname.h"
#include "support/testserver.h"

#include <QTest>

#include <map>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::metrics;

namespace {

const QByteArray Yaml = R"(title: Approvals
tables: [approvals, agents]
panels:
  - id: overdue
    title: Overdue
    kind: stat
    query: select count(*) as value, count(*) as n from approvals where expires_at < :until
    rows: {relation: approvals, where: "expires_at < :until", figure: count(*)}
  - id: agents
    title: Agents
    kind: bar
    query: |
      select a.name as label, count(*) as value, count(*) as n
      from approvals p join :named(agents, name) a on a.id = p.agent_id group by 1 order by 2 desc
    rows:
      relation: approvals
      where: agent_id in (select a.id from :named(agents, name) a where a.name = :label)
      figure: count(*)
)";

} // namespace

// What a query may name beside its parameters: the end of what is over, and things that share a name.
class NamedTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    connection::Session m_session{connection::SessionOptions{.names = connection::Names::OfDatabase}};
    DashboardDefinition m_dashboard;

    PanelRequest requestOf(const QString &id, const TimeRange &range, const QDateTime &now) const
    {
        const PanelDefinition *panel = m_dashboard.panel(id);
        return {&m_dashboard, panel, contextFor(*panel, range, {Unit::Day, 1}, QTimeZone::utc(), now), {}};
    }
    PanelData dataOf(const PanelRequest &request)
    {
        const PanelOutcome outcome = runPanel(m_session, request);
        if (outcome.state != PanelOutcome::State::Shown)
            qFatal("%s", qPrintable(describe(outcome.error)));
        return outcome.data;
    }
    qint64 counted(const QString &condition) const
    {
        return m_server.psql(m_database, u"select count(*) from approvals where "_s + condition)
            .value_or(QString())
            .trimmed()
            .toLongLong();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        const auto made = m_server.psql(
            m_database, u"create table agents (id uuid primary key default gen_random_uuid(), name varchar(40));"
                        "insert into agents (name) values ('Scout'), ('Scout'), ('Clerk');"
                        "create table approvals (id serial primary key, agent_id uuid, expires_at timestamptz);"
                        "insert into approvals (agent_id, expires_at) select (select id from agents order by id limit 1"
                        " offset i % 3), '2026-03-01 00:00+00'::timestamptz + i * interval '1 day'"
                        " from generate_series(1, 31) i"_s);
        QVERIFY2(made, qPrintable(made ? QString() : made.error().detail));
        QVERIFY(m_session.open(m_server.connInfo(m_database)).result());
        const DashboardReading reading = readDashboard(Yaml, u"approvals.yaml"_s);
        QVERIFY2(reading.dashboard, qPrintable(reading.problems.empty() ? QString() : reading.problems[0].message));
        m_dashboard = *reading.dashboard;
    }

    // What expires tomorrow is not overdue today, though the range ends next month.
    void untilIsNowWhereTheRangeIsNotOver()
    {
        const QDateTime from(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC);
        const TimeRange month{from, from.addMonths(1)};
        const auto value = [&](const QDateTime &now) {
            const PanelRequest request = requestOf(u"overdue"_s, month, now);
            const PanelData data = dataOf(request);
            const Series &series = data.series.at(0);
            // The rows that it leads to are those that it counts.
            if (counted(drillCondition(request, series, series.points.at(0))) != qint64(series.points.at(0).value))
                qFatal("other rows");
            return qint64(series.points.at(0).value);
        };
        QCOMPARE(value(from.addDays(10).addSecs(60)), counted(u"expires_at < '2026-03-11 00:01+00'"_s));
        QCOMPARE(value(from.addMonths(2)), counted(u"expires_at < '2026-04-01 00:00+00'"_s));
    }

    void thingsOfOneNameAreTwo()
    {
        const QDateTime from(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC);
        const PanelRequest request = requestOf(u"agents"_s, {from, from.addMonths(1)}, from.addMonths(1));
        const PanelData data = dataOf(request);
        const Series &series = data.series.at(0);
        QCOMPARE(series.points.size(), size_t(3));
        int alone = 0;
        qint64 all = 0;
        for (const Point &point : series.points) {
            alone += point.label == "Clerk"_L1;
            QVERIFY(point.label == "Clerk"_L1 || point.label.startsWith(u"Scout ("_s));
            QCOMPARE(counted(drillCondition(request, series, point)), qint64(point.value));
            all += qint64(point.value);
        }
        QCOMPARE(alone, 1);
        QCOMPARE(all, counted(u"true"_s));
    }

    // Versions of one name are told apart by their numbers, and by their ids where those are the same, too.
    void versionsAreToldApart()
    {
        const auto made = m_server.psql(
            m_database,
            u"create table personas (id uuid primary key default gen_random_uuid(), name text, version int);"
            "insert into personas (name, version) values ('Mentor', 1), ('Mentor', 2), ('Guide', 7),"
            " ('Twin', 3), ('Twin', 3)"_s);
        QVERIFY2(made, qPrintable(made ? QString() : made.error().detail));
        const DashboardReading reading = readDashboard(
            "title: Personas\ntables: [personas]\npanels:\n  - id: all\n    title: All\n    kind: bar\n    query: "
            "select p.name as label, 1 as value, 1 as n from :named(personas, name, version) p order by 1\n",
            u"personas.yaml"_s);
        QVERIFY(reading.dashboard);
        const QDateTime now(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC);
        const PanelDefinition *panel = reading.dashboard->panel(u"all"_s);
        const PanelData data = dataOf(
            {&*reading.dashboard,
             panel,
             contextFor(*panel, {now, now.addDays(1)}, {Unit::Day, 1}, QTimeZone::utc(), now),
             {}});
        QStringList labels;
        for (const Point &point : data.series.at(0).points)
            labels << point.label;
        QCOMPARE(labels.first(3), QStringList({u"Guide"_s, u"Mentor v1"_s, u"Mentor v2"_s}));
        QVERIFY(labels.value(3).startsWith(u"Twin v3 ("_s) && labels.value(4).startsWith(u"Twin v3 ("_s));
        QVERIFY(labels.value(3) != labels.value(4));
    }

    void namesArePlain()
    {
        QVERIFY(namedArgument(u"ops.agents, name"_s));
        QCOMPARE(namedArgument(u"personas, name, version"_s)->version, u"version"_s);
        for (const char *argument :
             {"agents", "agents, name, x, y", "agents, name, 1", "(select 1), name", "agents a, name", "agents; x, y"})
            QVERIFY2(!namedArgument(QString::fromLatin1(argument)), argument);
    }
};

QTEST_GUILESS_MAIN(NamedTest)
#include "tst_named.moc"
