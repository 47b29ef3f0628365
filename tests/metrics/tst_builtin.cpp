// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/estimate.h"
#include "operations/demo/demosetup.h"
#include "metrics/panelrun.h"
#include "metrics/paneltable.h"
#include "support/pgprograms.h"
#include "support/testserver.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::metrics;

namespace {

const QString Anchor = u"2026-03-01 00:00+00"_s;

// What a server that is idle and has no extensions has nothing for.
const QStringList MayBeEmpty{u"database/replication"_s, u"database/tables"_s,  u"database/locks"_s,
                             u"database/dead"_s,        u"database/longest"_s, u"database/missing"_s,
                             u"database/unused"_s,      u"database/vacuum"_s,  u"database/waits"_s,
                             u"database/bloat"_s,       u"database/growth"_s};

} // namespace

// Every panel of every built-in dashboard, on the demo data of its pack.
class BuiltInTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void panels_data()
    {
        QTest::addColumn<QString>("dashboard");
        m_files = builtInDashboards();
        for (const DashboardFile &file : m_files) {
            QVERIFY2(
                file.reading.dashboard,
                qPrintable(file.reading.problems.empty() ? file.path : describe(file.reading.problems[0], file.path)));
            QTest::newRow(qPrintable(file.reading.dashboard->id)) << file.reading.dashboard->id;
        }
    }
    void panels()
    {
        QFETCH(QString, dashboard);
        const DashboardDefinition &definition = dashboardOf(dashboard);
        if (const QByteArray old = test::tooOldFor(15, "ON DELETE SET NULL (column)");
            !old.isEmpty() && definition.pack == "orchestrator"_L1)
            QSKIP(old.constData());
        connection::Session &session = sessionOf(definition.pack);
        int marks = 0;
        for (const PanelDefinition &panel : definition.panels) {
            const QString name = definition.id + u'/' + panel.id;
            const PanelRequest request = requestFor(definition, panel);
            const PanelOutcome outcome = runPanel(session, request);
            if (panel.tables.contains(u"pg_stat_statements"_s)) {
                QCOMPARE(outcome.state, PanelOutcome::State::NeedsTables);
                continue;
            }
            QVERIFY2(
                outcome.state == PanelOutcome::State::Shown,
                qPrintable(name + u": "_s + describe(outcome.error) + outcome.missing.join(u',')));
            QVERIFY2(!outcome.data.isEmpty() || MayBeEmpty.contains(name), qPrintable(name + u" is empty"_s));
            QVERIFY2(!summaryOf(panel, outcome.data).isEmpty(), qPrintable(name));
            const int compared = compareWithRows(session, request, outcome.data, name);
            if (QTest::currentTestFailed())
                return;
            const bool hasNone = panel.kind == PanelKind::Table || definition.pack.isEmpty();
            QVERIFY2(hasNone || compared > 0, qPrintable(name + u": no mark was compared with its rows"_s));
            marks += compared;
        }
        QVERIFY2(marks > 0 || definition.pack.isEmpty(), "no mark was compared with its rows");
    }

    // When a version of a prompt was made the active one is seen on every axis of time.
    void activationsAreMarked()
    {
        const DashboardDefinition &definition = dashboardOf(u"prompts"_s);
        const QDateTime now(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC);
        const TimeRange range{now.addDays(-200), now};
        qint64 recorded = 0;
        for (const QString &id : {u"use"_s, u"latencies"_s}) {
            const PanelDefinition *panel = definition.panel(id);
            const PanelRequest request{
                &definition, panel, contextFor(*panel, range, bucketFor(range), QTimeZone::utc(), now), {}};
            const PanelOutcome outcome = runPanel(sessionOf(u"deepref"_s), request);
            QVERIFY2(outcome.state == PanelOutcome::State::Shown, qPrintable(describe(outcome.error)));
            if (recorded == 0)
                recorded = sessionOf(u"deepref"_s)
                               .query(
                                   {u"SELECT count(*) FROM public.ai_prompt_activations WHERE action <> 'baseline' AND"
                                    " \"activatedAt\" >= '2026-03-01'::timestamptz - interval '200 days'"
                                    " AND \"activatedAt\" < '2026-03-01 00:00+00'"_s,
                                    {}})
                               .result()
                               ->rows.integer(0, 0);
            QCOMPARE(qint64(outcome.data.moments.size()), recorded);
            QVERIFY(recorded > 3);
            QVERIFY2(
                std::ranges::any_of(
                    outcome.data.moments,
                    [](const Moment &moment) { return moment.label.startsWith(u"activated: "_s); }),
                qPrintable(outcome.data.moments.front().label));
        }
    }

    // The choices of each filter can be read, and narrow what is shown without breaking it.
    void filters()
    {
        for (const DashboardFile &file : m_files) {
            const DashboardDefinition &definition = *file.reading.dashboard;
            if (definition.pack == "orchestrator"_L1 && test::serverMajor() < 15)
                continue; // as above
            for (const FilterDefinition &filter : definition.filters) {
                const auto values = readFilterValues(sessionOf(definition.pack), filter);
                QVERIFY2(
                    values,
                    qPrintable(
                        definition.id + u'/' + filter.name + u": "_s + (values ? QString() : values.error().message)));
                QVERIFY2(!values->empty(), qPrintable(filter.name));
                for (const PanelDefinition &panel : definition.panels) {
                    PanelRequest request = requestFor(definition, panel);
                    request.filters[filter.name] = {values->front().first, values->back().first};
                    const PanelOutcome outcome = runPanel(sessionOf(definition.pack), request);
                    QVERIFY2(
                        outcome.state == PanelOutcome::State::Shown,
                        qPrintable(definition.id + u'/' + panel.id + u": "_s + describe(outcome.error)));
                }
            }
        }
    }

    // In a database without the pack nothing fails: each panel names what is missing.
    void anEmptyDatabase()
    {
        connection::Session &session = sessionOf(u"nothing"_s);
        for (const DashboardFile &file : m_files) {
            const DashboardDefinition &definition = *file.reading.dashboard;
            for (const PanelDefinition &panel : definition.panels) {
                const PanelOutcome outcome = runPanel(session, requestFor(definition, panel));
                const auto expected = definition.tables.isEmpty() && panel.tables.isEmpty()
                                        ? PanelOutcome::State::Shown
                                        : PanelOutcome::State::NeedsTables;
                QVERIFY2(
                    outcome.state == expected,
                    qPrintable(definition.id + u'/' + panel.id + u": "_s + describe(outcome.error)));
            }
        }
    }

    // Of a score, a share or a rating nothing is said that cannot be.
    void intervalsStayOnTheirScale()
    {
        int compared = 0;
        for (const DashboardFile &file : m_files) {
            const DashboardDefinition &definition = *file.reading.dashboard;
            if (definition.pack.isEmpty() || (definition.pack == "orchestrator"_L1 && test::serverMajor() < 15))
                continue;
            for (const PanelDefinition &panel : definition.panels) {
                if (panel.interval != Interval::Share && !panel.scale)
                    continue;
                const auto [least, most] = panel.scale.value_or(std::pair(0.0, 1.0));
                const PanelOutcome outcome = runPanel(sessionOf(definition.pack), requestFor(definition, panel));
                QVERIFY2(outcome.state == PanelOutcome::State::Shown, qPrintable(panel.id));
                for (const Series &series : outcome.data.series) {
                    for (const Point &point : series.points) {
                        const QByteArray where = (definition.id + u'/' + panel.id + u' ' + point.label).toUtf8();
                        QVERIFY2(std::isnan(point.low) || point.low >= least, where.constData());
                        QVERIFY2(std::isnan(point.high) || point.high <= most, where.constData());
                        compared += !std::isnan(point.low);
                    }
                }
            }
        }
        QVERIFY(compared > 200);
    }

    // More measurements than a panel could draw are all in it, and none is passed over in silence.
    void allMeasurementsCount()
    {
        const DashboardDefinition &definition = dashboardOf(u"agents"_s);
        const QDateTime now(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC);
        const TimeRange range{now.addDays(-400), now};
        const PanelDefinition *panel = definition.panel(u"baseline"_s);
        const PanelOutcome outcome = runPanel(
            sessionOf(u"uaip"_s),
            {&definition, panel, contextFor(*panel, range, bucketFor(range), QTimeZone::utc(), now), {}});
        QVERIFY2(outcome.state == PanelOutcome::State::Shown, qPrintable(describe(outcome.error)));
        const auto all = sessionOf(u"uaip"_s)
                             .query(
                                 {u"SELECT count(*) FROM public.agent_capability_metrics WHERE period_start >="
                                  " '2026-03-01 00:00+00'::timestamptz - interval '400 days'"
                                  " AND period_start < '2026-03-01 00:00+00'"_s,
                                  {}})
                             .result();
        QVERIFY(all && all->rows.integer(0, 0) > 300);
        QCOMPARE(outcome.data.valueCount(), all->rows.integer(0, 0));
        QCOMPARE(outcome.data.hiddenLabels, qsizetype(0));
    }

    // A table that ends before its rows do says how many there are.
    void whatIsCutIsCounted()
    {
        for (const DashboardFile &file : m_files) {
            for (const PanelDefinition &panel : file.reading.dashboard->panels) {
                const QByteArray where = (file.reading.dashboard->id + u'/' + panel.id).toUtf8();
                if (panel.query.source().contains(u" LIMIT "_s))
                    QVERIFY2(panel.query.source().contains(u"count(*) OVER () AS of"_s), where.constData());
            }
        }
    }

    // By the residuals of the rows, in two passes; and by hand for five points.
    void slopes_data()
    {
        QTest::addColumn<QString>("dashboard");
        QTest::addColumn<QString>("column");
        QTest::newRow("personas") << u"personas"_s << u"quality_score"_s;
        QTest::newRow("agents") << u"agents"_s << u"improvement"_s;
    }
    void slopes()
    {
        QFETCH(QString, dashboard);
        QFETCH(QString, column);
        const Estimate byHand = slopeOf({0, 1, 2, 3, 4}, {1, 2, 2.5, 4, 4.5});
        QVERIFY(std::abs(byHand.value - 0.9) < 1e-12);
        QVERIFY(std::abs(byHand.low - 0.640154) < 1e-6 && std::abs(byHand.high - 1.159846) < 1e-6);
        const DashboardDefinition &definition = dashboardOf(dashboard);
        const PanelRequest request = requestFor(definition, *definition.panel(u"slopes"_s));
        connection::Session &session = sessionOf(u"uaip"_s);
        const PanelOutcome outcome = runPanel(session, request);
        QVERIFY2(outcome.state == PanelOutcome::State::Shown, qPrintable(describe(outcome.error)));
        const Series &series = outcome.data.series.at(0);
        QVERIFY(series.points.size() > 3);
        for (const Point &point : series.points) {
            const DrillDefinition &drill = *request.panel->drill;
            const auto rows = openRows(session, drill.schema, drill.relation, drillCondition(request, series, point));
            QVERIFY(rows);
            const auto values =
                session
                    .query(
                        {u"SELECT extract(epoch FROM period_start)::float8 / 2592000, %1::float8 FROM %2.%3 WHERE %4"_s
                             .arg(column, rows->schema, drill.relation, rows->condition),
                         {}})
                    .result();
            QVERIFY(values);
            std::vector<double> x;
            std::vector<double> y;
            for (qsizetype row = 0; row < values->rows.rowCount(); ++row) {
                x.push_back(values->rows.real(row, 0));
                y.push_back(values->rows.real(row, 1));
            }
            QCOMPARE(qint64(x.size()), point.n);
            const Estimate slope = slopeOf(x, y);
            const QByteArray where = point.label.toUtf8();
            QVERIFY2(std::abs(slope.value - point.value) < 1e-7, where.constData());
            QVERIFY2(std::abs(slope.low - point.low) < 1e-6, where.constData());
            QVERIFY2(std::abs(slope.high - point.high) < 1e-6, where.constData());
        }
    }

private:
    static Estimate slopeOf(const std::vector<double> &x, const std::vector<double> &y)
    {
        const double n = double(x.size());
        const double meanX = std::accumulate(x.begin(), x.end(), 0.0) / n;
        const double meanY = std::accumulate(y.begin(), y.end(), 0.0) / n;
        double sxx = 0;
        double sxy = 0;
        for (size_t i = 0; i < x.size(); ++i) {
            sxx += (x[i] - meanX) * (x[i] - meanX);
            sxy += (x[i] - meanX) * (y[i] - meanY);
        }
        const double slope = sxy / sxx;
        double residuals = 0;
        for (size_t i = 0; i < x.size(); ++i)
            residuals += std::pow(y[i] - meanY - slope * (x[i] - meanX), 2);
        const double reach = studentQuantile(0.975, n - 2) * std::sqrt(residuals / (n - 2) / sxx);
        return {slope, slope - reach, slope + reach};
    }

    [[nodiscard]] const DashboardDefinition &dashboardOf(const QString &id) const
    {
        return *std::ranges::find_if(m_files, [&id](const DashboardFile &file) {
                    return file.reading.dashboard->id == id;
                })->reading.dashboard;
    }

    [[nodiscard]] static PanelRequest requestFor(const DashboardDefinition &definition, const PanelDefinition &panel)
    {
        const QDateTime now(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC);
        const QTimeZone zone("Europe/Berlin");
        // 37 days, not on the edge of a bucket.
        const TimeRange range{now.addSecs(-37 * 86400 - 1234), now};
        return {&definition, &panel, contextFor(panel, range, bucketFor(range), zone, now), {}};
    }

    connection::Session &sessionOf(const QString &pack)
    {
        std::unique_ptr<connection::Session> &session = m_sessions[pack];
        if (session)
            return *session;
        session =
            std::make_unique<connection::Session>(connection::SessionOptions{.names = connection::Names::OfDatabase});
        const QString database = m_server.createDatabase();
        if (const auto opened = session->open(m_server.connInfo(database)).result(); !opened)
            qFatal("%s", qPrintable(describe(opened.error())));
        if (!pack.isEmpty() && pack != u"nothing"_s) {
            const auto ready = operations::setUpDemo(
                *session, QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/") + pack, {.anchor = Anchor});
            if (!ready)
                qFatal("%s", qPrintable(describe(ready.error())));
        }
        return *session;
    }

    // How many marks were compared.
    static int compareWithRows(
        connection::Session &session, const PanelRequest &request, const PanelData &data, const QString &name)
    {
        // What the server says of itself stands in no table.
        if (request.panel->kind == PanelKind::Table || request.dashboard->pack.isEmpty())
            return 0;
        if (!request.panel->drill || !request.panel->drill->figure) {
            QTest::qFail(qPrintable(name + u" leads to no rows"_s), __FILE__, __LINE__);
            return 0;
        }
        int compared = 0;
        for (const Series &series : data.series) {
            if (series.isRest) // what is added up of many is compared as a whole, by tst_panelcut
                continue;
            for (size_t at = 0; at < series.points.size(); at += 1 + series.points.size() / 12) {
                const Point &point = series.points[at];
                if (point.isGap() || point.n == 0)
                    continue;
                const DrillDefinition &drill = *request.panel->drill;
                const auto rows =
                    openRows(session, drill.schema, drill.relation, drillCondition(request, series, point));
                if (!rows) {
                    QTest::qFail(qPrintable(name + u": "_s + describe(rows.error())), __FILE__, __LINE__);
                    return compared;
                }
                const auto figure =
                    session
                        .query(
                            {u"SELECT (%1)::float8 FROM %2.%3 WHERE %4"_s.arg(
                                 drillFigure(request, series, point), rows->schema, drill.relation, rows->condition),
                             {}})
                        .result();
                if (!figure) {
                    QTest::qFail(qPrintable(name + u": "_s + describe(figure.error())), __FILE__, __LINE__);
                    return compared;
                }
                const double again = numberOf(figure->rows.bytes(0, 0)).value_or(Unknown);
                if (std::abs(again - point.value) > 1e-9 * std::max(1.0, std::abs(again)) || std::isnan(again)) {
                    QTest::qFail(
                        qPrintable(u"%1, %2 %3: %4, but its rows give %5"_s.arg(
                            name, series.name, point.label, numberText(point.value), numberText(again))),
                        __FILE__, __LINE__);
                    return compared;
                }
                ++compared;
            }
        }
        return compared;
    }

    test::TestServer m_server;
    std::vector<DashboardFile> m_files;
    std::map<QString, std::unique_ptr<connection::Session>> m_sessions;
};

QTEST_GUILESS_MAIN(BuiltInTest)
#include "tst_builtin.moc"
