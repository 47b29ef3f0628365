// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The dashboard of the tools, twelve panels, over 180 days of 10 million calls (HOWDAH_BENCH_ROWS chooses another
// number), of which a rollup by day is made: when its first row of panels has its data, and when all twelve have,
// against the slowest of the twelve queries that were asked, by psql. One tool's hourly series of 30 days, and the most
// of each of 400 buckets of 30 days with one spike among them, against psql; one prompt's hourly series as the built-in
// dashboard asks it. Then the same dashboard in the window, from the question to the paint. In turns; prints lines of
// JSON.
#include "bench/figures.h"

#include "chart/chartview.h"
#include "common/prompter.h"
#include "common/settings.h"
#include "common/statestack.h"
#include "connect/connectioncontroller.h"
#include "dashboard/dashboardcontrols.h"
#include "dashboard/dashboardpage.h"
#include "metrics/panelrun.h"
#include "metrics/rollupplan.h"
#include "metrics/rolluprefresh.h"
#include "support/testserver.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah::bench;
using namespace howdah;
using namespace howdah::metrics;

namespace {

constexpr int Rounds = 5;
constexpr int PanelsAtOnce = 4; // as the window asks for them
constexpr qsizetype FirstRow = 4;
constexpr double Spike = 12'345'678;

// What the panels read of the pack's tables. Each agent calls five tools; times are lognormal; no two hours are alike.
const QString Tables =
    u"create table tool_definitions (id uuid primary key, display_name text);"
    "create table agents (id uuid primary key, name text);"
    "insert into tool_definitions select md5('t' || i)::uuid, 'Tool ' || i from generate_series(0, 39) i;"
    "insert into agents select md5('a' || i)::uuid, 'Agent ' || i from generate_series(0, 19) i;"
    "create unlogged table tool_usage_records (id bigint, tool_id uuid not null, agent_id uuid not null,"
    " used_at timestamptz not null, execution_time_ms int not null, success boolean not null, error_type text,"
    " cost numeric(12,8) not null, quality_score numeric(5,4), user_satisfaction smallint);"
    "insert into tool_usage_records select i, md5('t' || (a * 2 + i / 20 % 5) % 40)::uuid, md5('a' || a)::uuid,"
    " timestamptz '2026-03-01 00:00+00' - interval '180 days' * (1 - i / :rows::float8),"
    " exp(5 + sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))::int, i % 17 <> 0,"
    " case when i % 17 = 0 then 'class ' || i % 3 end, (i % 1000) / 1e5, (i % 100) / 100.0, 1 + i % 5"
    " from (select i, (i::bigint * 7919 % 20) as a from generate_series(1, :rows) i) called;"
    "create index on tool_usage_records (used_at); create index on tool_usage_records (tool_id, used_at);"
    "vacuum analyze tool_usage_records; analyze tool_definitions; analyze agents"_s;

const QByteArray Series = R"(title: Series
tables: [tool_usage_records]
filters:
  - name: tool
    type: uuid
    values: select id::text, display_name from tool_definitions
panels:
  - id: hourly
    title: Hourly
    kind: line
    query: |
      select :bucket(used_at) as bucket, s.name as series,
             percentile_disc(s.share) within group (order by execution_time_ms) as value, count(*) as n
      from tool_usage_records cross join (values ('p50', 0.5::float8), ('p95', 0.95)) as s(name, share)
      where used_at >= :from and used_at < :to and :tool(tool_id) group by 1, 2, s.share
  - id: most
    title: Most
    kind: line
    query: |
      select :bucket(used_at) as bucket, max(execution_time_ms) as value, count(*) as n
      from tool_usage_records where used_at >= :from and used_at < :to and :tool(tool_id) group by 1
)";

class Bench final
{
public:
    explicit Bench(qint64 rows)
        : m_rows(rows)
        , m_database(m_server.createDatabase())
    {
        // As they are at 10 million rows: what is expensive grows with the table.
        m_limits.rollupCost *= double(rows) / 10'000'000;
        m_limits.mostCost *= double(rows) / 10'000'000;
        QString tables = Tables;
        run(tables.replace(u":rows"_s, QString::number(rows)));
        for (int i = 0; i < PanelsAtOnce; ++i) {
            m_sessions.push_back(std::make_unique<connection::Session>());
            if (!m_sessions.back()->open(m_server.connInfo(m_database)).result())
                qFatal("no session");
        }
        m_size = rows % 1'000'000 == 0 ? u"%1 M rows"_s.arg(rows / 1'000'000) : u"%1 rows"_s.arg(rows);
    }

    void rollUp()
    {
        auto plan = planRollup(session(), builtInRollups()[1]);
        if (!plan)
            qFatal("%s", qPrintable(describe(plan.error())));
        RollupDefinition definition = plan->source.definition;
        definition.grain = plan->estimates[plan->advised].grain;
        run(createScript(definition).up);
        const double building = timed([&] {
            const auto refreshed = refreshRollup(session(), definition.name);
            if (!refreshed)
                qFatal("%s", qPrintable(describe(refreshed.error())));
        });
        run(u"vacuum analyze tool_usage_records_rollup"_s);
        const RollupEstimate &estimate = plan->estimates[plan->advised];
        print(
            u"rollup of %1 by %2, built once, to its estimate"_s.arg(m_size, bucketText(definition.grain)), building,
            "ms", building / (estimate.seconds * 1000), std::nullopt);
        // All of it is older than the month that is rechecked by itself.
        const double again = timed([&] {
            const auto refreshed = refreshRollup(session(), definition.name, {.recheck = std::nullopt});
            if (!refreshed || refreshed->corrected != 0)
                qFatal("nothing was late");
        });
        print(
            u"rollup of %1, all of it rechecked, to building it"_s.arg(m_size), again, "ms", again / building,
            std::nullopt);
    }

    void dashboard()
    {
        const DashboardDefinition definition = builtIn(u"tools"_s);
        if (definition.panels.size() != 12)
            qFatal("the dashboard has other panels than this was written for");
        std::vector<PanelRequest> asked; // as they were answered, for psql
        std::vector<double> first;
        std::vector<double> whole;
        std::vector<double> slowest;
        for (int round = 0; round < Rounds; ++round) {
            const Painted painted = paint(definition);
            first.push_back(painted.firstRow);
            whole.push_back(painted.whole);
            double most = 0;
            for (const QString &sql : painted.sql) {
                const double took = psql(sql);
                if (qEnvironmentVariableIsSet("HOWDAH_BENCH_PANELS"))
                    std::fprintf(stderr, "psql %.0f ms\n", took);
                most = std::max(most, took);
            }
            slowest.push_back(most);
        }
        print(
            u"12 panels over %1: the first row has its data, to the slowest query"_s.arg(m_size), median(first), "ms",
            median(first) / median(slowest), 1.2);
        print(
            u"12 panels over %1: all have their data, to the slowest query"_s.arg(m_size), median(whole), "ms",
            median(whole) / median(slowest), std::nullopt);
        m_slowest = median(slowest);
    }

    // From the choice of the range to the paint of the first row, and of all twelve.
    void window()
    {
        ui::Settings settings(m_folder.filePath(u"settings.ini"_s));
        ui::TaskList tasks;
        ui::ConnectionController connection(&settings, &tasks);
        ui::DialogPrompter prompter;
        ui::DashboardPage page({&connection, &settings, &tasks, &prompter}, m_folder.filePath(u"own"_s));
        page.findChild<ui::DashboardControls *>()->setZone(QTimeZone::utc());
        boardOf(page)->setLimits(m_limits);
        page.resize(1400, 1000);
        page.show();
        connection.connectTo(m_server.connInfo(m_database), ui::Environment::Development);
        waitUntil([&] { return connection.isConnected() && page.findChild<ui::DashboardLibrary *>()->isRead(); });
        page.openPlace(u"tools"_s);
        waitUntil([&] { return boardOf(page)->isSettled(); });
        const PanelRequest request = requestFor(*boardOf(page)->dashboard(), u"calls"_s, 180, {Unit::Day, 1});
        const auto choose = [&](const QDateTime &from) {
            ui::DashboardChoice choice = page.findChild<ui::DashboardControls *>()->choice();
            choice.range.text = ui::selectionText(from, request.context.range.to, QTimeZone::utc());
            page.findChild<ui::DashboardControls *>()->choose(choice);
        };
        std::vector<double> first;
        std::vector<double> whole;
        for (int round = 0; round < Rounds; ++round) {
            choose(request.context.range.from.addDays(170)); // another question, so that the next is a new one
            waitUntil([&] { return boardOf(page)->isSettled(); });
            QElapsedTimer timer;
            timer.start();
            choose(request.context.range.from);
            waitUntil([&] { return isFirstRowFilled(page); });
            page.repaint();
            first.push_back(milliseconds(timer));
            waitUntil([&] { return boardOf(page)->isSettled(); });
            page.repaint();
            whole.push_back(milliseconds(timer));
            checkShown(page);
        }
        print(
            u"12 panels over %1: the first row is painted, to the slowest query"_s.arg(m_size), median(first), "ms",
            median(first) / m_slowest, 1.2);
        print(
            u"12 panels over %1: all are painted, to the slowest query"_s.arg(m_size), median(whole), "ms",
            median(whole) / m_slowest, std::nullopt);
    }

    // The built-in panel, filtered by one version, as a reader of prompts looks at it.
    void prompt()
    {
        run(u"create table ai_prompts (id uuid primary key, \"promptId\" varchar, name varchar, version varchar);"
            "insert into ai_prompts select md5('p' || i)::uuid, 'prompt ' || i, 'Prompt ' || i, '1.0.0' from "
            "generate_series(0, 199) i;"
            "create unlogged table ai_interactions as select id, md5('p' || id % 200)::uuid as \"promptId\","
            " used_at at time zone 'UTC' as \"createdAt\", execution_time_ms as \"responseTimeMs\", success,"
            " error_type::text as \"errorMessage\", 'm' || id % 3 as \"modelUsed\", (id % 900)::int as \"tokensUsed\""
            " from tool_usage_records; create index on ai_interactions (\"promptId\", \"createdAt\");"
            "vacuum analyze ai_interactions; analyze ai_prompts"_s);
        const DashboardDefinition definition = builtIn(u"prompts"_s);
        PanelRequest hourly = requestFor(definition, u"latencies"_s, 30, {Unit::Hour, 1});
        hourly.filters[u"version"_s] = {value(u"select id from ai_prompts where name = 'Prompt 7'"_s)};
        (void)compare(u"one prompt's hourly percentiles over 30 days of "_s + m_size, hourly, 2.0);
    }

    void series()
    {
        const DashboardReading reading = readDashboard(Series, u"series.yaml"_s);
        if (!reading.dashboard)
            qFatal("the series are no dashboard");
        run(u"update tool_usage_records set execution_time_ms = %1 where id = %2"_s.arg(qint64(Spike))
                .arg(m_rows - m_rows / 13));
        run(u"vacuum tool_usage_records"_s);
        PanelRequest hourly = requestFor(*reading.dashboard, u"hourly"_s, 30, {Unit::Hour, 1});
        hourly.filters[u"tool"_s] = {value(u"select id from tool_definitions where display_name = 'Tool 3'"_s)};
        compare(u"one tool's hourly percentiles over 30 days of "_s + m_size, hourly, 2.0);
        // 400 buckets or fewer: about a mark for each pixel or two.
        PanelRequest most = requestFor(*reading.dashboard, u"most"_s, 30, {Unit::Hour, 1});
        const PanelOutcome outcome =
            compare(u"the most of each hour of 30 days of %1, one spike among them"_s.arg(m_size), most, 2.0);
        const auto &points = outcome.data.series.front().points;
        if (std::ranges::count(points, Spike, &Point::value) != 1)
            qFatal("the spike is lost");
    }

private:
    struct Painted
    {
        double firstRow = 0;
        double whole = 0;
        QStringList sql; // of each panel, as it was asked
    };

    connection::Session &session() { return *m_sessions.front(); }

    template <typename Condition>
    static void waitUntil(const Condition &condition)
    {
        while (!condition())
            QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    }

    static ui::DashboardBoard *boardOf(const ui::DashboardPage &page)
    {
        return page.findChild<ui::DashboardBoard *>(u"board"_s);
    }
    static bool isFirstRowFilled(const ui::DashboardPage &page)
    {
        const auto &cards = boardOf(page)->cards();
        return cards.size() >= FirstRow && std::all_of(cards.begin(), cards.begin() + FirstRow, [](const auto *card) {
                   return card->state()->state() == ui::StateStack::State::Filled;
               });
    }

    static void checkShown(const ui::DashboardPage &page)
    {
        for (const ui::PanelCard *card : boardOf(page)->cards()) {
            if (card->state()->state() != ui::StateStack::State::Filled)
                qFatal("%s is not shown in the window", qPrintable(card->id()));
        }
    }

    Painted paint(const DashboardDefinition &definition)
    {
        std::vector<PanelOutcome> outcomes(definition.panels.size());
        std::vector<double> done(definition.panels.size());
        std::atomic<size_t> next = 0;
        QElapsedTimer timer;
        timer.start();
        {
            std::vector<std::jthread> threads;
            for (const auto &session : m_sessions) {
                threads.emplace_back([&, session = session.get()] {
                    for (size_t at = next++; at < definition.panels.size(); at = next++) {
                        outcomes[at] = runPanel(
                            *session, requestFor(definition, definition.panels[at].id, 180, {Unit::Day, 1}), m_limits);
                        done[at] = milliseconds(timer);
                    }
                });
            }
        }
        Painted painted;
        painted.firstRow = *std::max_element(done.begin(), done.begin() + FirstRow);
        painted.whole = *std::ranges::max_element(done);
        int fromRollup = 0;
        for (size_t at = 0; at < outcomes.size(); ++at) {
            const PanelDefinition &panel = definition.panels[at];
            if (outcomes[at].state != PanelOutcome::State::Shown)
                qFatal("%s is not shown: %s", qPrintable(panel.id), qPrintable(describe(outcomes[at].error)));
            PanelRequest request = requestFor(definition, panel.id, 180, {Unit::Day, 1});
            request.context.precision = outcomes[at].data.precision;
            request.context.sampleShare = outcomes[at].data.sampleShare;
            if (request.context.precision == Precision::Rollup) {
                ++fromRollup;
                const auto cover = readRollupCover(session(), panel.rollupTable);
                request.context.rollup = cover.value_or(std::nullopt).value_or(RollupCover());
            }
            painted.sql << readablePanelSql(request);
            if (qEnvironmentVariableIsSet("HOWDAH_BENCH_PANELS"))
                std::fprintf(
                    stderr, "%-14s precision %d, share %.4f, cost %.0f, done after %.0f ms\n", qPrintable(panel.id),
                    int(outcomes[at].data.precision), outcomes[at].data.sampleShare, outcomes[at].cost, done[at]);
        }
        // Of fewer rows the rollup is not much smaller than its table.
        if (m_rows >= 5'000'000 && fromRollup < 6)
            qFatal("only %d panels took the rollup", fromRollup);
        return painted;
    }

    PanelOutcome compare(const QString &name, const PanelRequest &request, double bar)
    {
        std::vector<double> ours;
        std::vector<double> theirs;
        PanelOutcome outcome;
        for (int round = 0; round < Rounds; ++round) {
            theirs.push_back(psql(readablePanelSql(request)));
            ours.push_back(timed([&] { outcome = runPanel(session(), request, {.evenIfDear = false}); }));
            if (outcome.state != PanelOutcome::State::Shown || outcome.data.precision != Precision::Exact
                || outcome.data.isEmpty())
                qFatal("%s: %s", qPrintable(name), qPrintable(describe(outcome.error)));
        }
        print(name, median(ours), "ms", median(ours) / median(theirs), bar);
        return outcome;
    }

    static PanelRequest
    requestFor(const DashboardDefinition &definition, const QString &id, int days, const Bucket &bucket)
    {
        const QDateTime to(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC);
        const PanelDefinition *panel = definition.panel(id);
        // Not on the edge of a day: the edges come from the table.
        const TimeRange range{to.addDays(-days).addSecs(4711), to.addSecs(-4711)};
        return {&definition, panel, contextFor(*panel, range, bucket, QTimeZone::utc(), to), {}};
    }

    static DashboardDefinition builtIn(const QString &id)
    {
        for (DashboardFile &file : builtInDashboards()) {
            if (file.reading.dashboard && file.reading.dashboard->id == id)
                return std::move(*file.reading.dashboard);
        }
        qFatal("no such dashboard");
    }

    void run(const QString &sql) { (void)value(sql); }
    QString value(const QString &sql)
    {
        const auto answer = m_server.psql(m_database, sql);
        if (!answer)
            qFatal("%s", qPrintable(answer.error().detail));
        return answer->trimmed();
    }

    // One psql of its own, connecting included, its rows into a file.
    double psql(const QString &sql)
    {
        const QString script = m_folder.filePath(u"query.sql"_s);
        QFile file(script);
        if (!file.open(QIODevice::WriteOnly) || file.write(sql.toUtf8() + ";\n") < 0)
            qFatal("no script");
        file.close();
        const QStringList arguments{
            u"-X"_s,
            u"-q"_s,
            u"-v"_s,
            u"ON_ERROR_STOP=1"_s,
            connection::toUri(m_server.connInfo(m_database)),
            u"-o"_s,
            m_folder.filePath(u"rows"_s),
            u"-f"_s,
            script};
        return timed([&] {
            QProcess process;
            process.start(u"psql"_s, arguments);
            if (!process.waitForFinished(600'000) || process.exitCode() != 0)
                qFatal("psql: %s", process.readAllStandardError().constData());
        });
    }

    qint64 m_rows;
    QString m_size;
    test::TestServer m_server;
    QString m_database;
    QTemporaryDir m_folder;
    std::vector<std::unique_ptr<connection::Session>> m_sessions;
    PanelLimits m_limits;
    double m_slowest = 0; // of the queries, by psql
};

} // namespace

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    bool isNumber = false;
    const qint64 wanted = qEnvironmentVariable("HOWDAH_BENCH_ROWS").toLongLong(&isNumber);
    Bench bench(isNumber ? std::max<qint64>(wanted, 100'000) : 10'000'000);
    bench.rollUp();
    bench.dashboard();
    bench.window();
    bench.series();
    bench.prompt();
    return 0;
}
