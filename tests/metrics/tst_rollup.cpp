// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/panelrun.h"
#include "metrics/paneltable.h"
#include "metrics/rollupplan.h"
#include "metrics/rolluprefresh.h"
#include "metrics/rollupsteps.h"
#include "metrics/rollupevents.h"
#include "sql/quote.h"
#include "support/testserver.h"

#include <QRandomGenerator>
#include <QTest>

#include <cmath>
#include <csignal>
#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::metrics;
using namespace howdah::test;

class RollupTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_database = m_server.createDatabase();
        const auto made = m_server.psql(m_database, Events);
        QVERIFY2(made, qPrintable(made ? QString() : made.error().detail));
        m_session = std::make_unique<connection::Session>();
        QVERIFY(m_session->open(m_server.connInfo(m_database)).result());
    }
    void cleanup()
    {
        if (m_session && m_session->isOpen()) {
            const auto idle = m_server.psql(
                m_database, u"select count(*) from pg_stat_activity where state like 'idle in transaction%'"
                            " union all select count(*) from pg_locks where locktype = 'advisory'"_s);
            QVERIFY(idle);
            QCOMPARE(idle->trimmed(), u"0\n0"_s);
        }
        m_session.reset();
    }

    // Over random ranges, buckets and zones: counts and sums are the exact ones, percentiles within the bound.
    void answersAreThoseOfTheTable_data()
    {
        QTest::addColumn<int>("grain");
        QTest::addColumn<QByteArray>("zone");
        QTest::newRow("quarters of an hour") << 0 << QByteArray("UTC");
        QTest::newRow("hours") << 1 << QByteArray("UTC");
        QTest::newRow("days") << 2 << QByteArray("UTC");
        QTest::newRow("days of a zone") << 2 << QByteArray("America/Los_Angeles");
    }
    void answersAreThoseOfTheTable()
    {
        QFETCH(int, grain);
        QFETCH(QByteArray, zone);
        RollupDefinition definition = eventsRollup(u"events_rollup"_s, rollupGrains()[size_t(grain)]);
        definition.zone = zone;
        QVERIFY(create(definition));
        const auto refreshed = refreshRollup(*m_session, u"events_rollup"_s);
        QVERIFY2(refreshed, qPrintable(refreshed ? QString() : describe(refreshed.error())));
        QVERIFY(refreshed->added > 100);
        compareTotals();
        const DashboardDefinition dashboard = dashboardFor(m_definition);
        QRandomGenerator random(quint32(5 + grain));
        const std::vector<QByteArray> zones{"UTC", "America/Los_Angeles", "Asia/Kolkata", "Asia/Kathmandu"};
        int used = 0;
        for (int round = 0; round < 60 && used < 12; ++round) {
            const QDateTime to = QDateTime::currentDateTimeUtc().addSecs(4 * 3600 - random.bounded(9 * 86400));
            const TimeRange range{to.addSecs(-86400 * 2 - random.bounded(9 * 86400)), to};
            const QTimeZone shown(zones[size_t(random.bounded(4))]);
            const Bucket bucket = bucketLadder()[size_t(3 + random.bounded(3))];
            const auto request = requestFor(dashboard, u"counts"_s, range, bucket, shown);
            if (!request)
                continue;
            ++used;
            compareCounts(*request);
            compareNear(*requestFor(dashboard, u"percentiles"_s, range, bucket, shown));
            if (QTest::currentTestFailed())
                return;
        }
        QVERIFY2(used >= 8, qPrintable(QString::number(used)));
    }

    void lateRowsAreCountedOnce()
    {
        QVERIFY(create(eventsRollup(u"events_rollup"_s, {Unit::Hour, 1})));
        QVERIFY(refreshRollup(*m_session, u"events_rollup"_s));
        const DashboardDefinition dashboard = dashboardFor(m_definition);
        const auto whole = requestFor(dashboard, u"counts"_s, lastDays(19), {Unit::Day, 1}, QTimeZone::utc());
        QVERIFY(whole);
        // Late, gone, and late in a cell that had nothing; one is older than all that is rolled up.
        const auto changed = m_server.psql(
            m_database,
            u"insert into events (at, kind, ms) select now() - i * interval '17 hours', 'late', i from "
            u"generate_series(1, 25) i;"
            "delete from events where id in (select id from events where at between now() - interval '5 "
            "days' and now() - interval '4 days' and date_trunc('hour', at) not in (select date_trunc('hour', now() - "
            "i * "
            "interval '17 hours') from generate_series(1, 25) i) limit 50);" // not made up for by a late one
            "insert into events (at, kind, ms) values (now() - interval '90 days', 'late', 1)"_s);
        QVERIFY2(changed, qPrintable(changed ? QString() : changed.error().detail));
        // As of the last refresh it is without them, which the test must be able to see.
        QVERIFY(rowsOf(*whole, Precision::Rollup) != rowsOf(*whole, Precision::Exact));
        for (int time = 0; time < 3; ++time) {
            const auto refreshed = refreshRollup(*m_session, u"events_rollup"_s);
            QVERIFY2(refreshed, qPrintable(refreshed ? QString() : describe(refreshed.error())));
            QVERIFY(time == 0 ? refreshed->corrected >= 25 : refreshed->corrected == 0);
            compareTotals();
            compareCounts(*requestFor(dashboard, u"counts"_s, lastDays(19), {Unit::Day, 1}, QTimeZone::utc()));
            compareCounts(*requestFor(dashboard, u"counts"_s, lastDays(100), {Unit::Day, 1}, QTimeZone::utc()));
            if (QTest::currentTestFailed())
                return;
        }
        // Beyond the window of the recheck it is not seen, unless all is checked.
        QVERIFY(m_server.psql(
            m_database, u"insert into events (at, kind, ms) values (now() - interval '10 days', 'late', 1)"_s));
        RefreshOptions narrow;
        narrow.recheck = std::chrono::hours(24);
        QCOMPARE(refreshRollup(*m_session, u"events_rollup"_s, narrow)->corrected, 0);
        narrow.recheck.reset();
        QCOMPARE(refreshRollup(*m_session, u"events_rollup"_s, narrow)->corrected, 1);
        compareCounts(*requestFor(dashboard, u"counts"_s, lastDays(19), {Unit::Day, 1}, QTimeZone::utc()));
    }

    void oneRefreshesAtATime()
    {
        QVERIFY(create(eventsRollup(u"events_rollup"_s, {Unit::Hour, 1})));
        connection::Session other;
        QVERIFY(other.open(m_server.connInfo(m_database)).result());
        int refused = 0;
        const auto first = refreshRollup(*m_session, u"events_rollup"_s, {}, [&](const RefreshProgress &) {
            const auto second = refreshRollup(other, u"events_rollup"_s);
            if (!second && second.error().kind == ErrorKind::Conflict && !second.error().hint.isEmpty())
                ++refused;
        });
        QVERIFY2(first, qPrintable(first ? QString() : describe(first.error())));
        QVERIFY(refused >= 3);
        QVERIFY(refreshRollup(other, u"events_rollup"_s)); // the lock is gone
        // Without the advisory lock, as behind a pooler of transactions, the state's row still lets one do it: what
        // the other has moved meanwhile is told, and nothing is counted twice.
        QVERIFY(m_server.psql(
            m_database,
            u"update events_rollup_state set rolled_from = null, rolled_to = null; delete from events_rollup; "
            "delete from events_rollup_totals"_s));
        bool isMoved = false;
        const auto raced = refreshRollup(*m_session, u"events_rollup"_s, {}, [&](const RefreshProgress &) {
            if (isMoved)
                return;
            isMoved =
                m_server.psql(m_database, u"update events_rollup_state set rolled_to = rolled_to + interval '1 hour'"_s)
                    .has_value();
        });
        QVERIFY(isMoved);
        QVERIFY(!raced);
        QCOMPARE(raced.error().kind, ErrorKind::Conflict);
    }

    void stoppedAndResumed()
    {
        QVERIFY(create(eventsRollup(u"events_rollup"_s, {Unit::Hour, 1})));
        std::stop_source stop;
        const auto stopped = refreshRollup(
            *m_session, u"events_rollup"_s, {}, [&](const RefreshProgress &) { stop.request_stop(); },
            stop.get_token());
        QVERIFY(stopped);
        QVERIFY(stopped->isStopped);
        const auto half = readRollup(*m_session, u"events_rollup"_s);
        QVERIFY(half);
        QCOMPARE(half->cover.to, stopped->to);
        // Half a rollup answers rightly, too.
        const DashboardDefinition dashboard = dashboardFor(m_definition);
        const auto whole = requestFor(dashboard, u"counts"_s, lastDays(30), {Unit::Day, 1}, QTimeZone::utc());
        QVERIFY(whole);
        compareCounts(*whole);
        QVERIFY(refreshRollup(*m_session, u"events_rollup"_s));
        compareCounts(*requestFor(dashboard, u"counts"_s, lastDays(30), {Unit::Day, 1}, QTimeZone::utc()));
    }

    // The backend dies within a transaction that has moved the state and not yet counted.
    void killedAndResumed()
    {
        QVERIFY(create(eventsRollup(u"events_rollup"_s, {Unit::Hour, 1})));
        const auto pid = m_session->query({u"select pg_backend_pid()"_s, {}}).result();
        const auto backend = pid_t(pid->rows.integer(0, 0));
        connection::Session blocker;
        QVERIFY(blocker.open(m_server.connInfo(m_database)).result());
        int chunks = 0;
        std::jthread killer;
        const auto refreshed = refreshRollup(*m_session, u"events_rollup"_s, {}, [&](const RefreshProgress &) {
            if (++chunks != 2)
                return;
            (void)blocker.query({u"begin"_s, {}}).result();
            (void)blocker.query({u"lock table public.events_rollup in share mode"_s, {}}).result();
            killer = std::jthread([&, backend] {
                const auto isWaiting = [&] {
                    const auto rows =
                        blocker
                            .query(
                                {u"select from pg_stat_activity where pid = $1 and wait_event_type = 'Lock'"_s,
                                 {QByteArray::number(backend)}})
                            .result();
                    return !rows || rows->rows.rowCount() == 1;
                };
                while (!isWaiting())
                    std::this_thread::yield();
                ::kill(backend, SIGKILL);
            });
        });
        killer.join();
        QVERIFY(!refreshed);
        QCOMPARE(refreshed.error().kind, ErrorKind::Connection);
        QCOMPARE(chunks, 2);
        m_session.reset();
        m_server.restart();
        m_session = std::make_unique<connection::Session>();
        QVERIFY(m_session->open(m_server.connInfo(m_database)).result());
        const auto half = readRollup(*m_session, u"events_rollup"_s);
        QVERIFY2(half, qPrintable(half ? QString() : describe(half.error())));
        QVERIFY(half->cover.isValid());
        const DashboardDefinition dashboard = dashboardFor(m_definition);
        compareCounts(*requestFor(dashboard, u"counts"_s, lastDays(30), {Unit::Day, 1}, QTimeZone::utc()));
        const auto again = refreshRollup(*m_session, u"events_rollup"_s);
        QVERIFY2(again, qPrintable(again ? QString() : describe(again.error())));
        compareCounts(*requestFor(dashboard, u"counts"_s, lastDays(30), {Unit::Day, 1}, QTimeZone::utc()));
        compareNear(*requestFor(dashboard, u"percentiles"_s, lastDays(30), {Unit::Day, 1}, QTimeZone::utc()));
    }

    // A panel that is too expensive is answered from the rollup, and says so; dropped, it is asked of the table again,
    // and the answers differ by no more than the bound.
    void panelsTakeIt()
    {
        QVERIFY(create(eventsRollup(u"events_rollup"_s, {Unit::Day, 1})));
        const DashboardDefinition dashboard = dashboardFor(m_definition);
        PanelRequest request{
            &dashboard,
            dashboard.panel(u"percentiles"_s),
            contextFor(
                *dashboard.panel(u"percentiles"_s), lastDays(15), {Unit::Day, 1}, QTimeZone::utc(),
                QDateTime::currentDateTimeUtc()),
            {}};
        const PanelOutcome exact = runPanel(*m_session, request);
        QVERIFY2(exact.state == PanelOutcome::State::Shown, qPrintable(describe(exact.error)));
        PanelLimits limits;
        limits.mostCost = exact.cost * 0.8;
        // There, and empty: of no use yet.
        QCOMPARE(runPanel(*m_session, request, limits).state, PanelOutcome::State::TooDear);
        QVERIFY(refreshRollup(*m_session, u"events_rollup"_s));
        // The planner knows at once what is in it.
        const PanelOutcome rolled = runPanel(*m_session, request, limits);
        QVERIFY2(rolled.state == PanelOutcome::State::Shown, qPrintable(describe(rolled.error)));
        QCOMPARE(rolled.data.precision, Precision::Rollup);
        QVERIFY2(precisionWords(rolled.data).contains(u"3.9 %"_s), qPrintable(precisionWords(rolled.data)));
        QCOMPARE(rolled.data.remarks.size(), exact.data.remarks.size() + 1); // as of when it is
        compareSeries(rolled.data, exact.data);
        // Not expensive, but not for nothing either: taken where it saves more than half.
        const PanelLimits moment{.rollupCost = exact.cost * 0.8, .mostCost = exact.cost * 2};
        QCOMPARE(runPanel(*m_session, request, moment).data.precision, Precision::Rollup);
        const PanelLimits cheap{.rollupCost = exact.cost * 1.2, .mostCost = exact.cost * 2};
        QCOMPARE(runPanel(*m_session, request, cheap).data.precision, Precision::Exact);
        // Days that the cells do not fit: the table alone could answer, so the rollup is not taken.
        PanelRequest elsewhere = request;
        elsewhere.context.zone = QTimeZone("Asia/Kolkata");
        QCOMPARE(runPanel(*m_session, elsewhere, limits).state, PanelOutcome::State::TooDear);
        QVERIFY(m_server.psql(m_database, dropScript(m_definition).up));
        QCOMPARE(runPanel(*m_session, request, limits).state, PanelOutcome::State::TooDear);
        limits.evenIfDear = true;
        const PanelOutcome live = runPanel(*m_session, request, limits);
        QCOMPARE(live.data.precision, Precision::Exact);
        compareSeries(rolled.data, live.data);
    }

    // Names with quotes, backslashes and percent signs; a numeric beyond double precision; a role with no more rights
    // than to read the table and to create its own.
    void hostileNamesAndFewRights()
    {
        const auto role = m_server.createRole(u"roller"_s, u"secret"_s, m_database);
        const auto made = m_server.psql(
            m_database,
            u"create schema \"s %1 \"\" \\ \"; create table \"s %1 \"\" \\ \".\"t'; drop table events; --%2\" "
            "(\"at %1\" timestamp, \"v \"\"%2\" numeric, \"d'%3\\\" text, \"rolled_up\" varchar(9)); "
            "insert into \"s %1 \"\" \\ \".\"t'; drop table events; --%2\" select now() at time zone 'utc' - i * "
            "interval '1 hour', "
            "('{1e400,-1e400,NaN,3,0,1e-400,5.5,NULL}'::numeric[])[1 + i % 8], repeat('\\', i % 3), null from "
            "generate_series(1, 200) i; "
            "grant usage, create on schema \"s %1 \"\" \\ \" to roller; grant select on all tables in schema \"s %1 \"\" \\ \" to roller"_s);
        QVERIFY2(made, qPrintable(made ? QString() : made.error().detail));
        connection::Session weak;
        QVERIFY(weak.open(role).result());
        RollupDefinition definition;
        definition.schema = u"s %1 \" \\ "_s;
        definition.table = u"t'; drop table events; --%2"_s;
        definition.time = u"at %1"_s;
        definition.value = u"v \"%2"_s;
        definition.dimensions = {{u"d'%3\\"_s, {}}, {u"rolled_up"_s, {}}};
        definition.sums = {u"v \"%2"_s};
        definition.name = u"r\"o' %1\\"_s;
        const auto source = inspectRollup(weak, definition);
        QVERIFY2(source, qPrintable(source ? QString() : describe(source.error())));
        for (const Bucket &grain : rollupGrains()) {
            definition = source->definition;
            definition.grain = grain;
            QVERIFY(!definition.timeHasZone);
            const auto run = [&](const QString &script) { return runAs(weak, script); };
            QVERIFY(run(createScript(definition).up));
            const QString name = rollupTableSql(definition);
            const auto refreshed = refreshRollup(weak, name);
            QVERIFY2(refreshed, qPrintable(refreshed ? QString() : describe(refreshed.error())));
            const auto status = readRollup(weak, name);
            QVERIFY(status);
            QCOMPARE(status->definition, definition);
            // Every row that is old enough, by its step; NaN, NULL, and what double precision cannot hold apart.
            const QString counts =
                u"select (select sum(rolled_n) from RR) = count(*)"
                " and (select sum(rolled_n) from RR where rolled_step = 30001) = count(*) filter (where v = 'NaN')"
                " and (select sum(rolled_n) from RR where rolled_step = -32767) = count(*) filter (where v is null)"
                " and (select sum(rolled_n) from RR where abs(rolled_step) between 1 and 29999)"
                " = count(*) filter (where v <> 0 and v <> 'NaN')"
                " and (select count(distinct rolled_step) from RR) = 8 and count(*) > 150"
                " and (select sum(rolled_n) from NN) = count(*)"
                " and (select sum(rolled_numbers) from NN) = count(*) filter (where v <> 'NaN')"
                " from (select \"at %1\" at time zone 'utc' as at, \"v \"\"%2\" as v from TT) rows, SS where at < rolled_to"_s;
            const auto counted =
                weak.query({QString(counts)
                                .replace(u"RR"_s, name)
                                .replace(u"NN"_s, totalsTableSql(definition))
                                .replace(u"TT"_s, sql::quoteQualified(definition.schema, definition.table))
                                .replace(u"SS"_s, stateTableSql(definition)),
                            {}})
                    .result();
            QVERIFY2(counted, qPrintable(counted ? QString() : describe(counted.error())));
            QVERIFY(counted->rows.boolean(0, 0));
            const QByteArray yaml =
                "title: T\npanels:\n  - id: p\n    title: T\n    kind: line\n    query: select 1\n    rollup-table: "
                "x\n    rollup: "
                + block(percentileQuery(definition, u"d'%3\\"_s))
                + "  - id: c\n    title: T\n    kind: line\n    query: select 1\n    rollup-table: x\n    rollup: "
                + block(countQuery(definition, u"d'%3\\"_s));
            const auto reading = readDashboard(yaml, u"x.yaml"_s);
            QVERIFY2(reading.dashboard, qPrintable(reading.problems.empty() ? QString() : reading.problems[0].message));
            for (const PanelDefinition &panel : reading.dashboard->panels) {
                PanelRequest request{&*reading.dashboard, &panel, {}, {}};
                request.context = contextFor(panel, lastDays(9), {Unit::Day, 1}, QTimeZone::utc(), QDateTime());
                request.context.precision = Precision::Rollup;
                request.context.rollup = status->cover;
                const auto answer = weak.query(panelStatement(request)).result();
                QVERIFY2(answer, qPrintable(answer ? QString() : describe(answer.error())));
                QVERIFY(answer->rows.rowCount() > 5);
                // The index of a column without zone serves: the column stands alone.
                QVERIFY(panelStatement(request).sql.contains(u"(\"at %1\") OPERATOR(pg_catalog.>=) "_s));
            }
            QVERIFY(run(createScript(definition).down));
        }
        QCOMPARE(m_server.psql(m_database, u"select count(*) > 60000 from events"_s)->trimmed(), u"t"_s);
    }

    // The estimates are of the size of what comes to be.
    void estimates()
    {
        const auto plan = planRollup(*m_session, eventsRollup(u"events_rollup"_s, {Unit::Hour, 1}));
        QVERIFY2(plan, qPrintable(plan ? QString() : describe(plan.error())));
        QVERIFY(plan->sampleRows > 5000);
        QVERIFY(plan->source.hasTimeIndex);
        QCOMPARE(plan->estimates.size(), size_t(3));
        QCOMPARE(plan->advised, size_t(2)); // 60,000 rows are too few for hours
        for (const RollupEstimate &estimate : plan->estimates) {
            RollupDefinition definition = eventsRollup(u"events_rollup"_s, estimate.grain);
            QVERIFY(create(definition));
            QVERIFY(refreshRollup(*m_session, u"events_rollup"_s));
            const auto rows = m_server.psql(
                m_database, u"select count(*), pg_total_relation_size('events_rollup')"
                            " + pg_total_relation_size('events_rollup_totals') from events_rollup"_s);
            const double real = rows->section(u'|', 0, 0).toDouble();
            const double bytes = rows->section(u'|', 1, 1).toDouble();
            QVERIFY2(
                estimate.rows > real * 0.7 && estimate.rows < real * 1.4,
                qPrintable(u"%1 for %2"_s.arg(estimate.rows).arg(real)));
            QVERIFY2(
                estimate.bytes > bytes * 0.5 && estimate.bytes < bytes * 2,
                qPrintable(u"%1 for %2"_s.arg(estimate.bytes).arg(bytes)));
            QVERIFY(estimate.seconds > 0);
            QVERIFY(m_server.psql(m_database, createScript(m_definition).down));
        }
        // From statistics alone, when the sample is too slow or too large.
        QVERIFY(m_server.psql(m_database, u"drop index events_at_idx; alter table events enable row level security"_s));
        const auto blind = planRollup(*m_session, eventsRollup(u"events_rollup"_s, {Unit::Hour, 1}), 1);
        QVERIFY2(blind, qPrintable(blind ? QString() : describe(blind.error())));
        QCOMPARE(blind->sampleRows, 0);
        QVERIFY(blind->estimates[0].rows > blind->estimates[2].rows && blind->estimates[2].rows > 100);
        QVERIFY(!blind->source.hasTimeIndex);
        QCOMPARE(blind->remarks.size(), 3); // no index, row security, days
    }

    void whatIsNotThere()
    {
        RollupDefinition definition = eventsRollup(u"events_rollup"_s, {Unit::Hour, 1});
        definition.table = u"nowhere"_s;
        QCOMPARE(inspectRollup(*m_session, definition).error().kind, ErrorKind::NotFound);
        definition = eventsRollup(u"events_rollup"_s, {Unit::Hour, 1});
        definition.value = u"kind"_s;
        QCOMPARE(inspectRollup(*m_session, definition).error().kind, ErrorKind::Invalid);
        definition.value = u"none"_s;
        QCOMPARE(inspectRollup(*m_session, definition).error().kind, ErrorKind::NotFound);
        QCOMPARE(refreshRollup(*m_session, u"events"_s).error().kind, ErrorKind::NotFound);
        QCOMPARE(refreshRollup(*m_session, u"nowhere"_s).error().kind, ErrorKind::NotFound);
        QVERIFY(findRollups(*m_session)->empty());
        QVERIFY(possibleRollups(*m_session)->empty());
        QVERIFY(m_server.psql(m_database, u"truncate events"_s));
        QVERIFY(create(eventsRollup(u"events_rollup"_s, {Unit::Hour, 1})));
        const auto empty = refreshRollup(*m_session, u"events_rollup"_s);
        QVERIFY2(empty, qPrintable(empty ? QString() : describe(empty.error())));
        QCOMPARE(findRollups(*m_session)->size(), size_t(1));
        QVERIFY(planRollup(*m_session, eventsRollup(u"r"_s, {Unit::Hour, 1})));
        // One that another version has made is told by its name.
        QVERIFY(m_server.psql(
            m_database, u"update events_rollup_state set definition = definition || '{\"format\": 2}'"_s));
        const auto old = findRollups(*m_session);
        QVERIFY(!old);
        QCOMPARE(old.error().kind, ErrorKind::Invalid);
        QVERIFY2(old.error().message.startsWith(u"public.events_rollup: "_s), qPrintable(old.error().message));
    }

private:
    [[nodiscard]] static TimeRange lastDays(int days)
    {
        const QDateTime now = QDateTime::currentDateTimeUtc();
        return {now.addDays(-days), now.addDays(1)};
    }

    bool runAs(connection::Session &session, const QString &script)
    {
        // Our statements hold no semicolon at the end of a line but their last.
        for (const QString &statement : script.split(u";\n"_s, Qt::SkipEmptyParts)) {
            if (statement.trimmed().isEmpty())
                continue;
            const auto done = session.query({statement, {}}).result();
            if (!done) {
                qWarning("%s", qPrintable(describe(done.error()) + statement));
                return false;
            }
        }
        return true;
    }

    bool create(const RollupDefinition &definition)
    {
        const auto source = inspectRollup(*m_session, definition);
        if (!source) {
            qWarning("%s", qPrintable(describe(source.error())));
            return false;
        }
        m_definition = source->definition;
        return m_server.psql(m_database, createScript(m_definition).up).has_value();
    }

    // Nothing when the rollup is of no use to it.
    [[nodiscard]] std::optional<PanelRequest> requestFor(
        const DashboardDefinition &dashboard, const QString &id, const TimeRange &range, const Bucket &bucket,
        const QTimeZone &zone)
    {
        const PanelDefinition *panel = dashboard.panel(id);
        const auto cover = readRollupCover(*m_session, panel->rollupTable);
        if (!cover || !*cover)
            return std::nullopt;
        PanelRequest request{
            &dashboard, panel, contextFor(*panel, range, bucket, zone, QDateTime::currentDateTimeUtc()), {}};
        request.context.rollup = **cover;
        return rollupPieces(request) ? std::optional(request) : std::nullopt;
    }

    // By bucket and series the other columns.
    QMap<QString, QStringList> rowsOf(PanelRequest request, Precision precision)
    {
        request.context.precision = precision;
        // As it stands in the file: where the database looks names up.
        connection::Session session({.names = connection::Names::OfDatabase});
        if (!session.open(m_server.connInfo(m_database)).result())
            return {};
        const auto answer = session.query(panelStatement(request)).result();
        if (!answer) {
            qWarning("%s", qPrintable(describe(answer.error())));
            return {};
        }
        QMap<QString, QStringList> rows;
        for (qsizetype row = 0; row < answer->rows.rowCount(); ++row) {
            QStringList values;
            for (qsizetype column = 2; column < answer->rows.columnCount(); ++column)
                values << answer->rows.text(row, column);
            rows[answer->rows.text(row, 0) + u' ' + answer->rows.text(row, 1)] = values;
        }
        return rows;
    }

    // What stands without steps is what the steps come to, key by key.
    void compareTotals()
    {
        const auto differing = m_server.psql(
            m_database, u"select count(*) from (select rolled_at, coalesce(kind, '') as kind, sum(rolled_n) as n,"
                        " coalesce(sum(rolled_n) filter (where abs(rolled_step) < 30000), 0) as numbers"
                        " from events_rollup group by 1, 2) steps full join (select rolled_at, coalesce(kind, '') as "
                        "kind, rolled_n,"
                        " rolled_numbers from events_rollup_totals) totals using (rolled_at, kind)"
                        " where steps.n is distinct from rolled_n or steps.numbers is distinct from rolled_numbers"_s);
        QVERIFY2(differing, qPrintable(differing ? QString() : differing.error().detail));
        QCOMPARE(differing->trimmed(), u"0"_s);
    }

    void compareCounts(const PanelRequest &request)
    {
        const auto rolled = rowsOf(request, Precision::Rollup);
        const auto exact = rowsOf(request, Precision::Exact);
        QVERIFY(exact.size() > 3);
        QCOMPARE(rolled.keys(), exact.keys());
        for (auto at = exact.cbegin(); at != exact.cend(); ++at) {
            QCOMPARE(rolled[at.key()].size(), at->size());
            for (qsizetype i = 0; i < at->size(); ++i) {
                // Numbers, whatever zeros stand behind their points.
                const QString one =
                    rolled[at.key()][i].contains(u'.') ? trimmed(rolled[at.key()][i]) : rolled[at.key()][i];
                const QString other = at->at(i).contains(u'.') ? trimmed(at->at(i)) : at->at(i);
                if (one != other)
                    QFAIL(qPrintable(
                        at.key() + u": "_s + rolled[at.key()].join(u", "_s) + u" is not "_s + at->join(u", "_s)));
            }
        }
    }

    static QString trimmed(QString number)
    {
        while (number.endsWith(u'0'))
            number.chop(1);
        return number;
    }

    void compareNear(const PanelRequest &request)
    {
        const auto rolled = rowsOf(request, Precision::Rollup);
        const auto exact = rowsOf(request, Precision::Exact);
        QVERIFY(exact.size() > 3);
        QCOMPARE(rolled.keys(), exact.keys());
        for (auto at = exact.cbegin(); at != exact.cend(); ++at) {
            const QStringList &one = rolled[at.key()];
            QCOMPARE(one[3], at->at(3)); // n
            const double value = *numberOf(at->at(0).toUtf8());
            if (!isNear(*numberOf(one[0].toUtf8()), value))
                QFAIL(qPrintable(at.key() + u": "_s + one.join(u", "_s) + u" for "_s + at->join(u", "_s)));
            // The edges hold the exact value.
            if (std::isfinite(value))
                QVERIFY(
                    *numberOf(one[1].toUtf8()) <= value + std::abs(value) * 1e-9
                    && *numberOf(one[2].toUtf8()) >= value - std::abs(value) * 1e-9);
        }
    }

    static bool isNear(double rolled, double exact)
    {
        if (!std::isfinite(exact))
            return std::isnan(exact) ? std::isnan(rolled) : rolled == exact;
        return std::abs(rolled - exact) <= std::abs(exact) * 0.04;
    }

    void compareSeries(const PanelData &rolled, const PanelData &exact)
    {
        QCOMPARE(rolled.series.size(), exact.series.size());
        int compared = 0;
        for (size_t i = 0; i < exact.series.size(); ++i) {
            const auto other = std::ranges::find(rolled.series, exact.series[i].name, &Series::name);
            QVERIFY(other != rolled.series.end());
            QCOMPARE(other->points.size(), exact.series[i].points.size());
            for (size_t at = 0; at < other->points.size(); ++at) {
                const Point &one = exact.series[i].points[at];
                QCOMPARE(other->points[at].n, one.n);
                if (!isNear(other->points[at].value, one.value))
                    QFAIL(qPrintable(u"%1 %2: %3 for %4"_s.arg(other->name, one.bucket.toString(Qt::ISODate))
                                         .arg(other->points[at].value)
                                         .arg(one.value)));
                ++compared;
            }
        }
        QVERIFY(compared > 50);
    }

    test::TestServer m_server;
    QString m_database;
    std::unique_ptr<connection::Session> m_session;
    RollupDefinition m_definition;
};

QTEST_GUILESS_MAIN(RollupTest)
#include "tst_rollup.moc"
