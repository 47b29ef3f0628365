// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/figures.h"
#include "metrics/panelrun.h"
#include "metrics/paneltable.h"
#include "support/testserver.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::metrics;

namespace {

const QByteArray Yaml = R"(title: Calls
tables: [calls]
filters:
  - name: model
    title: Model
    values: select distinct model, model from calls order by 1
  - name: agent
    title: Agent
    type: integer
    values: select distinct agent::text, 'Agent ' || agent from calls order by 1
  - name: call
    title: Call
    type: integer
    values: select id::text, ms::text from calls where :agent(agent) and :model(model) and ms >= :slow order by id
  - name: odd
    title: Odd
    values: |
      select model, model
      from nowhere
variables:
  - {name: slow, title: Slower than, type: number, default: 500, least: 0}
  - {name: model_name, title: Model, default: ODD}
panels:
  - id: latency
    title: Latency
    kind: line
    interval: mean
    previous: true
    limit: 100
    query: |
      select :bucket(at) as bucket, model as series, avg(ms) as value, stddev_samp(ms) as deviation,
             count(ms) * :scale as n
      from :sample(calls)
      where at >= :from and at < :to and :model(model) and :agent(agent)
      group by 1, 2
    rows:
      relation: public.calls
      where: at >= :mark_from and at < :mark_to and model = :series and :model(model) and :agent(agent)
      figure: avg(ms)
  - id: failures
    title: Failures
    kind: bar
    interval: share
    query: |
      select agent::text as label, count(*) filter (where not ok) as successes, count(*) as n
      from calls where at >= :from and at < :to and :model(model) and :agent(agent)
      group by agent order by agent
    rows:
      relation: public.calls
      where: at >= :mark_from and at < :mark_to and agent::text = :label and :model(model) and :agent(agent)
      figure: avg((not ok)::int)
  - id: broken
    title: Broken
    kind: line
    query: select :bucket(nowhen) as bucket, 1 as value from calls where at >= :from
  - id: endless
    title: Endless
    kind: stat
    query: select count(*) as value, pg_sleep(60) from calls
  - id: writing
    title: Writing
    kind: table
    query: select set_config('x.y', nextval('calls_id_seq')::text, false)
  - id: many
    title: Many
    kind: table
    query: select id, ms from calls order by id desc
  - id: few
    title: Few
    kind: table
    cap: 7
    query: select id, ms from calls order by id desc; -- a comment
  - id: slow
    title: Slow
    kind: stat
    query: |
      select count(*) as value
      from calls
      where ms >= :slow and model = :model_name
  - id: divided
    title: Divided
    kind: stat
    query: |
      select 1
        / (count(*) - count(*)) as value
      from calls
  - id: unknown
    title: Unknown
    kind: stat
    query: |
      -- 漢字 😀
      select count(*) filter (where at >= :from and at < :to) as value,
        max(no_such_column) as n
      from calls
  - id: elsewhere
    title: Elsewhere
    kind: table
    tables: [calls, no_such_table, '"Odd ""name"']
    query: select 1
)";

} // namespace

class PanelRunTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        const auto made = m_server.psql(
            m_database,
            u"create table calls (id serial primary key, at timestamptz, model text, agent int, ms numeric, ok "
            u"boolean);"
            "insert into calls (at, model, agent, ms, ok) select timestamptz '2026-02-20 00:00+00' + i * interval '97 "
            "seconds',"
            " case when i % 13 = 0 then null else 'm''\"' || i % 5 end, i % 7, case when i % 11 <> 0 then (i * 7919) % "
            "1000 end, i % 3 <> 0"
            " from generate_series(1, 30000) i; insert into calls (at, model, agent, ms, ok) select at, model, agent, ms, ok from calls limit 1000; analyze calls"_s);
        QVERIFY2(made, qPrintable(made ? QString() : made.error().detail));
        const auto opened = m_session.open(m_server.connInfo(m_database)).result();
        QVERIFY(opened);
        // moc ends a raw string at a quotation mark.
        DashboardReading reading = readDashboard(QByteArray(Yaml).replace("ODD", R"("m'\"1")"), u"calls.yaml"_s);
        for (const DefinitionProblem &problem : reading.problems)
            qWarning("%s", qPrintable(describe(problem, u"calls.yaml"_s)));
        QVERIFY(reading.dashboard);
        m_dashboard = *reading.dashboard;
    }

    void cleanup()
    {
        const auto idle = m_server.psql(
            m_database, u"select count(*) from pg_stat_activity where state like 'idle in transaction%'"_s);
        QVERIFY(idle);
        QCOMPARE(idle->trimmed(), u"0"_s);
    }

    // What is typed goes to the server as a value, whatever it says.
    void variables()
    {
        const auto asked = [this](const FilterChoice &chosen) {
            PanelRequest request = requestFor(u"slow"_s, march(), {Unit::Day, 1}, QTimeZone::utc());
            request.filters = chosen;
            const PanelOutcome outcome = runPanel(m_session, request);
            return outcome.state == PanelOutcome::State::Shown && !outcome.data.isEmpty()
                     ? QString::number(outcome.data.series.front().points.front().value)
                     : describe(outcome.error);
        };
        const auto counted = [this](const QString &condition) {
            return m_server.psql(m_database, u"select count(*) from calls where "_s + condition)->trimmed();
        };
        QCOMPARE(asked({}), counted(u"ms >= 500 and model = 'm''\"1'"_s));
        QCOMPARE(asked({{u"slow"_s, {u"900.5"_s}}}), counted(u"ms >= 900.5 and model = 'm''\"1'"_s));
        QCOMPARE(
            asked({{u"slow"_s, {u"1e2"_s}}, {u"model_name"_s, {u"m'\"3"_s}}}),
            counted(u"ms >= 100 and model = 'm''\"3'"_s));
        QCOMPARE(asked({{u"model_name"_s, {u"' or true --"_s}}}), u"0"_s);
        // What cannot be typed was kept somewhere: what usually holds, holds.
        QCOMPARE(asked({{u"slow"_s, {u"-4"_s}}}), counted(u"ms >= 500 and model = 'm''\"1'"_s));
        PanelRequest request = requestFor(u"slow"_s, march(), {Unit::Day, 1}, QTimeZone::utc());
        QVERIFY2(
            readablePanelSql(request).contains(u"'500'::pg_catalog.numeric"_s), qPrintable(readablePanelSql(request)));
    }

    void valuesDependOnOtherFilters()
    {
        const FilterDefinition &call = *m_dashboard.filter(u"call");
        const auto ids = [&](const FilterChoice &chosen) {
            const auto values = readFilterValues(m_session, m_dashboard, call, chosen);
            return values ? values->size() : size_t(99'999);
        };
        const auto counted = [this](const QString &condition) {
            const size_t all =
                m_server.psql(m_database, u"select count(*) from calls where "_s + condition)->toULongLong();
            return std::min(all, size_t(MostFilterValues) + 1);
        };
        QCOMPARE(ids({}), counted(u"ms >= 500"_s));
        QCOMPARE(
            ids({{u"agent"_s, {u"3"_s}}, {u"model"_s, {u"m'\"1"_s, u"m'\"2"_s}}}),
            counted(u"ms >= 500 and agent = 3 and model in ('m''\"1', 'm''\"2')"_s));
        QCOMPARE(ids({{u"agent"_s, {u"3"_s}}, {u"slow"_s, {u"990"_s}}}), counted(u"ms >= 990 and agent = 3"_s));
        const auto odd = readFilterValues(m_session, m_dashboard, *m_dashboard.filter(u"odd"), {});
        QVERIFY(!odd);
        QVERIFY2(odd.error().detail.contains(u"At calls.yaml:18"_s), qPrintable(odd.error().detail));
    }

    // No more rows are read than there is room for, and that is told.
    void aCap()
    {
        PanelLimits limits;
        limits.mostRows = 1000;
        const PanelOutcome many =
            runPanel(m_session, requestFor(u"many"_s, march(), {Unit::Day, 1}, QTimeZone::utc()), limits);
        QCOMPARE(many.data.rows.rowCount(), 1000);
        QCOMPARE(many.data.cutAfter, 1000);
        QCOMPARE(many.data.rows.text(0, 0), u"31000"_s); // in their order
        QCOMPARE(many.data.rows.text(999, 0), u"30001"_s);
        QVERIFY2(
            many.data.remarks.join(u' ').contains(u"Cut after %1 rows"_s.arg(countText(1000))),
            qPrintable(many.data.remarks.join(u' ')));
        const PanelOutcome few =
            runPanel(m_session, requestFor(u"few"_s, march(), {Unit::Day, 1}, QTimeZone::utc()), limits);
        QCOMPARE(few.data.rows.rowCount(), 7);
        QCOMPARE(few.data.cutAfter, 7);
        // As many as there are is not a cut.
        limits.mostRows = 31'000;
        const PanelOutcome all =
            runPanel(m_session, requestFor(u"many"_s, march(), {Unit::Day, 1}, QTimeZone::utc()), limits);
        QCOMPARE(all.data.rows.rowCount(), 31'000);
        QCOMPARE(all.data.cutAfter, 0);
        QVERIFY(all.data.remarks.isEmpty());
    }

    // Errors of the server say the line of the file.
    void linesOfErrors_data()
    {
        QTest::addColumn<QString>("panel");
        QTest::addColumn<int>("lines"); // behind the first of the query
        QTest::addColumn<int>("column");
        QTest::newRow("a column") << u"unknown"_s << 2 << 7;
        QTest::newRow("while it runs") << u"divided"_s << 0 << 0;
        QTest::newRow("in a name") << u"broken"_s << 0 << 8;
    }
    void linesOfErrors()
    {
        QFETCH(QString, panel);
        QFETCH(int, lines);
        QFETCH(int, column);
        const int line = m_dashboard.panel(panel)->queryLine + lines;
        for (const bool evenIfDear : {false, true}) { // explained, or asked
            PanelLimits limits;
            limits.evenIfDear = evenIfDear;
            const PanelOutcome outcome =
                runPanel(m_session, requestFor(panel, march(), {Unit::Day, 1}, QTimeZone::utc()), limits);
            QCOMPARE(outcome.state, PanelOutcome::State::Failed);
            QCOMPARE(outcome.line, line);
            QCOMPARE(outcome.column, column);
            const QString place = u"At calls.yaml:%1"_s.arg(line) + (column > 0 ? u":%1"_s.arg(column) : QString());
            QVERIFY2(outcome.error.detail.contains(place), qPrintable(outcome.error.detail));
        }
    }

    // Every mark is the figure of the rows that it opens: 1,000 marks of random ranges, widths, zones and filters, with
    // NULLs and rows that are there twice.
    void marksAreTheirRows()
    {
        QRandomGenerator random(20260521);
        const std::vector<QByteArray> zones{"UTC", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Apia"};
        int compared = 0;
        for (int round = 0; compared < 1000 && round < 400; ++round) {
            const QDateTime from =
                QDateTime(QDate(2026, 2, 20), QTime(0, 0), Qt::UTC).addSecs(random.bounded(25 * 86400));
            const TimeRange range{from, from.addSecs(3600 + random.bounded(12 * 86400))};
            const Bucket bucket = bucketLadder()[size_t(3 + random.bounded(3))];
            PanelRequest request = requestFor(
                round % 2 == 0 ? u"latency"_s : u"failures"_s, range, bucket,
                QTimeZone(zones[size_t(random.bounded(4))]));
            if (random.bounded(2) == 0)
                request.filters[u"agent"_s] = {QString::number(random.bounded(7)), QString::number(random.bounded(9))};
            if (random.bounded(3) == 0)
                request.filters[u"model"_s] = {u"m'\"1"_s, u"m'\"4"_s};
            const PanelOutcome outcome = runPanel(m_session, request);
            QVERIFY2(outcome.state == PanelOutcome::State::Shown, qPrintable(outcome.error.message));
            for (const Series &series : outcome.data.series) {
                for (const Point &point : series.points) {
                    if (point.isGap() || series.name.isEmpty() != request.panel->id.startsWith(u"fail"_s)
                        || random.bounded(4) != 0)
                        continue;
                    const DrillDefinition &drill = *request.panel->drill;
                    const auto rows =
                        openRows(m_session, drill.schema, drill.relation, drillCondition(request, series, point));
                    QVERIFY2(rows, qPrintable(rows ? QString() : describe(rows.error())));
                    const auto figure = m_session
                                            .query(
                                                {u"select (%1)::float8 from %2.%3 where %4"_s.arg(
                                                     drillFigure(request, series, point), rows->schema, drill.relation,
                                                     rows->condition),
                                                 {}})
                                            .result();
                    QVERIFY2(figure, qPrintable(figure ? QString() : describe(figure.error())));
                    const double recomputed = numberOf(figure->rows.bytes(0, 0)).value_or(Unknown);
                    if (std::abs(recomputed - point.value) > 1e-9 * std::max(1.0, std::abs(recomputed)))
                        QFAIL(qPrintable(u"%1 at %2: %3, its rows give %4"_s.arg(
                            series.name, point.bucket.toString(Qt::ISODate), numberText(point.value),
                            numberText(recomputed))));
                    ++compared;
                }
            }
        }
        QVERIFY2(compared >= 1000, qPrintable(QString::number(compared)));
    }

    // The same sum by hour, day and week, and in every zone.
    void totalsDoNotDependOnBuckets()
    {
        const TimeRange range{
            QDateTime(QDate(2026, 3, 5), QTime(3, 30), Qt::UTC), QDateTime(QDate(2026, 3, 12), QTime(21, 15), Qt::UTC)};
        QSet<qint64> totals;
        for (const QByteArray &zone :
             {QByteArray("UTC"), QByteArray("America/Los_Angeles"), QByteArray("Asia/Kolkata")}) {
            for (const Bucket &bucket : bucketLadder()) {
                PanelRequest request = requestFor(u"latency"_s, range, bucket, QTimeZone(zone));
                request.context.previous = {};
                const PanelOutcome outcome = runPanel(m_session, request);
                QVERIFY2(outcome.state == PanelOutcome::State::Shown, qPrintable(outcome.error.message));
                qint64 total = 0;
                for (const Series &series : outcome.data.series) {
                    for (const Point &point : series.points)
                        total += std::max<qint64>(0, point.n);
                }
                totals.insert(total);
            }
        }
        QCOMPARE(totals.size(), 1);
        const auto counted = m_server.psql(
            m_database,
            u"select count(ms) from calls where at >= '2026-03-05 03:30+00' and at < '2026-03-12 21:15+00'"_s);
        QCOMPARE(*totals.begin(), counted->trimmed().toLongLong());
    }

    void theSqlThatIsShownIsTheSame()
    {
        PanelRequest request = requestFor(u"latency"_s, march(), {Unit::Day, 1}, QTimeZone("America/Los_Angeles"));
        request.filters[u"model"_s] = {u"m'\"1"_s};
        const PanelOutcome outcome = runPanel(m_session, request);
        QCOMPARE(outcome.state, PanelOutcome::State::Shown);
        QVERIFY(!panelStatement(request).sql.contains(u"m'"_s)); // bound, never written
        const auto rows = m_server.psql(m_database, u"select count(*) from (%1) q"_s.arg(readablePanelSql(request)));
        QVERIFY2(rows, qPrintable(rows ? QString() : rows.error().detail));
        QCOMPARE(rows->trimmed().toLongLong(), outcome.data.rows.rowCount());
    }

    void tooDearBecomesASample()
    {
        PanelRequest request = requestFor(u"latency"_s, march(), {Unit::Day, 1}, QTimeZone::utc());
        PanelLimits limits;
        limits.sampleShare = 0.5;
        const double exact = runPanel(m_session, request).cost;
        QVERIFY(exact > 0);
        limits.mostCost = exact * 0.95;
        PanelOutcome outcome = runPanel(m_session, request, limits);
        QVERIFY2(outcome.state == PanelOutcome::State::Shown, qPrintable(outcome.error.message));
        QCOMPARE(outcome.data.precision, Precision::Sample);
        QCOMPARE(outcome.data.sampleShare, 0.5);
        QVERIFY(!precisionWords(outcome.data).isEmpty());
        // Nothing cheaper: asked, not run.
        limits.mostCost = 1;
        request = requestFor(u"failures"_s, march(), {Unit::Day, 1}, QTimeZone::utc());
        outcome = runPanel(m_session, request, limits);
        QCOMPARE(outcome.state, PanelOutcome::State::TooDear);
        QVERIFY(outcome.cost > 1);
        limits.evenIfDear = true;
        outcome = runPanel(m_session, request, limits);
        QCOMPARE(outcome.state, PanelOutcome::State::Shown);
        QCOMPARE(outcome.data.precision, Precision::Exact);
    }

    // One value more than are shown is read, so that somebody can be told.
    void filtersReadOneMore()
    {
        const FilterDefinition filter{
            .name = u"n"_s, .title = u"N"_s, .valuesSql = u"select n::text, n::text from generate_series(1, 1500) n"_s};
        const auto values = readFilterValues(m_session, filter);
        QVERIFY2(values, qPrintable(values ? QString() : describe(values.error())));
        QCOMPARE(values->size(), size_t(MostFilterValues) + 1);
    }

    // What happened when is asked along, narrowed as the panels are; without its table it is left out.
    void momentsAreAskedAlong()
    {
        DashboardDefinition dashboard = m_dashboard;
        dashboard.moments = MomentsDefinition{
            *QueryText::parse(u"select at, 'call ' || id from calls where id in (1000, 2000) and :agent(agent)"_s),
            {u"calls"_s}};
        PanelRequest request = requestFor(u"latency"_s, march(), {Unit::Day, 1}, QTimeZone::utc());
        request.context.range.from = QDateTime(QDate(2026, 2, 20), QTime(0, 0), Qt::UTC);
        request.dashboard = &dashboard;
        request.panel = dashboard.panel(u"latency"_s);
        PanelOutcome outcome = runPanel(m_session, request);
        QVERIFY2(outcome.state == PanelOutcome::State::Shown, qPrintable(outcome.error.message));
        QCOMPARE(outcome.data.moments.size(), size_t(2));
        QCOMPARE(outcome.data.moments[0].label, u"call 1000"_s);
        QVERIFY(jsonOf(request, outcome.data)[u"moments"_s].toArray().size() == 2);
        request.filters[u"agent"_s] = {u"6"_s}; // 1000 % 7 is 6
        QCOMPARE(runPanel(m_session, request).data.moments.size(), size_t(1));
        dashboard.moments->tables = QStringList{u"no_such_table"_s};
        outcome = runPanel(m_session, request);
        QCOMPARE(outcome.state, PanelOutcome::State::Shown);
        QVERIFY(outcome.data.moments.empty());
    }

    void theSearchPathLeadsToATable()
    {
        const auto schemaOf = [this](const QString &relation) { return openRows(m_session, {}, relation, u"true"_s); };
        QCOMPARE(schemaOf(u"calls"_s)->schema, u"public"_s);
        QCOMPARE(schemaOf(u"pg_class"_s)->schema, u"pg_catalog"_s);
        QCOMPARE(schemaOf(u"no such \"table\""_s).error().kind, ErrorKind::NotFound);
    }

    void whatIsMissingIsNamed()
    {
        const PanelOutcome outcome =
            runPanel(m_session, requestFor(u"elsewhere"_s, march(), {Unit::Day, 1}, QTimeZone::utc()));
        QCOMPARE(outcome.state, PanelOutcome::State::NeedsTables);
        QCOMPARE(outcome.missing, (QStringList{u"no_such_table"_s, u"\"Odd \"\"name\""_s}));
    }

    void aQueryThatFails()
    {
        const PanelRequest request = requestFor(u"broken"_s, march(), {Unit::Day, 1}, QTimeZone::utc());
        const PanelOutcome outcome = runPanel(m_session, request);
        QCOMPARE(outcome.state, PanelOutcome::State::Failed);
        QVERIFY2(outcome.error.message.contains(u"nowhen"_s), qPrintable(outcome.error.message));
        const QString at = panelStatement(request).sql.mid(outcome.error.position - 1, 6);
        QCOMPARE(at, u"nowhen"_s);
    }

    void aQueryThatNeverEnds()
    {
        const PanelRequest request = requestFor(u"endless"_s, march(), {Unit::Day, 1}, QTimeZone::utc());
        PanelLimits limits;
        limits.timeoutMs = 200;
        const PanelOutcome outcome = runPanel(m_session, request, limits);
        QCOMPARE(outcome.state, PanelOutcome::State::Failed);
        QCOMPARE(outcome.error.kind, ErrorKind::Timeout);
        // And it can be called off.
        std::jthread canceller([this] {
            while (m_session.pendingRequests() == 0 || !isSleeping())
                std::this_thread::yield();
            m_session.cancel();
        });
        const PanelOutcome cancelled = runPanel(m_session, request);
        canceller.join();
        QCOMPARE(cancelled.state, PanelOutcome::State::Failed);
        QCOMPARE(cancelled.error.kind, ErrorKind::Cancelled);
        QCOMPARE(
            runPanel(m_session, requestFor(u"failures"_s, march(), {Unit::Day, 1}, QTimeZone::utc())).state,
            PanelOutcome::State::Shown);
    }

    void nothingCanBeWritten()
    {
        const PanelOutcome outcome =
            runPanel(m_session, requestFor(u"writing"_s, march(), {Unit::Day, 1}, QTimeZone::utc()));
        QCOMPARE(outcome.state, PanelOutcome::State::Failed);
        QCOMPARE(outcome.error.kind, ErrorKind::Permission); // before the server had to refuse it
    }

    void theSessionKeepsItsSettings()
    {
        const auto before =
            m_session.query({u"select current_setting('timezone'), current_setting('statement_timeout')"_s, {}})
                .result();
        (void)runPanel(m_session, requestFor(u"failures"_s, march(), {Unit::Day, 1}, QTimeZone("Asia/Kolkata")));
        const auto after =
            m_session.query({u"select current_setting('timezone'), current_setting('statement_timeout')"_s, {}})
                .result();
        QCOMPARE(after->rows.text(0, 0), before->rows.text(0, 0));
        QCOMPARE(after->rows.text(0, 1), before->rows.text(0, 1));
    }

    void choices()
    {
        const auto values = readFilterValues(m_session, m_dashboard.filters[1]);
        QVERIFY2(values, qPrintable(values ? QString() : values.error().message));
        QCOMPARE(values->size(), size_t(7));
        QCOMPARE(values->front(), std::pair(u"0"_s, u"Agent 0"_s));
    }

private:
    [[nodiscard]] static TimeRange march()
    {
        return {
            QDateTime(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC), QDateTime(QDate(2026, 3, 20), QTime(0, 0), Qt::UTC)};
    }

    [[nodiscard]] PanelRequest
    requestFor(const QString &id, const TimeRange &range, const Bucket &bucket, const QTimeZone &zone) const
    {
        const PanelDefinition *panel = m_dashboard.panel(id);
        return {
            &m_dashboard,
            panel,
            contextFor(*panel, range, bucket, zone, QDateTime(QDate(2026, 6, 1), QTime(0, 0), Qt::UTC)),
            {}};
    }

    [[nodiscard]] bool isSleeping() const
    {
        const auto sleeping =
            m_server.psql(m_database, u"select count(*) from pg_stat_activity where wait_event = 'PgSleep'"_s);
        return sleeping && sleeping->trimmed() == u"1"_s;
    }

    test::TestServer m_server;
    QString m_database;
    connection::Session m_session;
    DashboardDefinition m_dashboard;
};

QTEST_GUILESS_MAIN(PanelRunTest)
#include "tst_panelrun.moc"
