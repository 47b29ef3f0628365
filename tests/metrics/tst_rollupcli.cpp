// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/demo/demosetup.h"
#include "cli/terminal/exitcode.h"
#include "cli/migrate/migratecommand.h"
#include "cli/dashboards/rollupcommand.h"
#include "metrics/paneltable.h"
#include "metrics/rolluprefresh.h"
#include "migration/ctlprocess.h"
#include "support/testserver.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::metrics;

namespace {

const QString Anchor = u"2026-03-01 00:00+00"_s;

bool isNear(double one, double other, double share)
{
    if (std::isnan(other))
        return std::isnan(one);
    return one == other || std::abs(one - other) <= std::abs(other) * share + 1e-9; // both may be infinite
}

} // namespace

// `howdahctl dashboard rollup` on the packs' demo data, and the built-in dashboards' queries over the rollups.
class RollupCliTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void packs_data()
    {
        QTest::addColumn<QString>("pack");
        QTest::addColumn<QString>("dashboard");
        QTest::addColumn<QString>("rollup");
        QTest::addColumn<int>("panels");
        QTest::newRow("TypeORM's history") << u"deepref"_s << u"prompts"_s << u"ai_interactions_rollup"_s << 8;
        QTest::newRow("our history") << u"uaip"_s << u"tools"_s << u"tool_usage_records_rollup"_s << 13;
    }
    void packs()
    {
        QFETCH(QString, pack);
        QFETCH(QString, dashboard);
        QFETCH(QString, rollup);
        QFETCH(int, panels);
        QTemporaryDir copy;
        const QString folder = copyOf(pack, copy.path());
        const QString database = m_server.createDatabase();
        connection::Session session({.names = connection::Names::OfDatabase});
        QVERIFY(session.open(m_server.connInfo(database)).result());
        const auto ready = operations::setUpDemo(session, folder, {.anchor = Anchor});
        QVERIFY2(ready, qPrintable(ready ? QString() : describe(ready.error())));
        cli::RollupOptions options;
        options.database = connection::toUri(m_server.connInfo(database));
        // What it would be.
        QCOMPARE(run(cli::rollupPlan, options, true), int(cli::ExitOk));
        const QJsonArray plans = QJsonDocument::fromJson(m_out.toUtf8())[u"rollups"_s].toArray();
        QCOMPARE(plans.size(), 1);
        QCOMPARE(plans[0][u"definition"_s][u"name"_s].toString(), rollup);
        QCOMPARE(plans[0][u"estimates"_s].toArray().size(), 3);
        // Nothing is written unless it is said so, and nowhere without a folder.
        const QStringList before = QDir(folder).entryList(QDir::Files);
        options.grain = u"hour"_s;
        options.folder = folder;
        QCOMPARE(run(cli::rollupCreate, options), int(cli::ExitOk));
        QVERIFY2(m_err.contains(u"CREATE TABLE \"public\".\"%1\""_s.arg(rollup)), qPrintable(m_err));
        QCOMPARE(QDir(folder).entryList(QDir::Files), before);
        options.yes = true;
        options.folder.clear();
        QCOMPARE(run(cli::rollupCreate, options), int(cli::ExitUsage));
        options.folder = folder;
        QCOMPARE(run(cli::rollupCreate, options), int(cli::ExitOk));
        QCOMPARE(QDir(folder).entryList(QDir::Files).size(), before.size() + 2);
        cli::RollupOptions any = options;
        any.yes = false;
        QCOMPARE(run(cli::rollupRefresh, any), int(cli::ExitOk));
        QVERIFY(!readRollup(session, rollup)->cover.isValid());
        any.yes = true;
        any.recheck = u"soon"_s;
        QCOMPARE(run(cli::rollupRefresh, any), int(cli::ExitUsage));
        any.recheck = u"all"_s;
        QCOMPARE(run(cli::rollupRefresh, any), int(cli::ExitOk));
        QVERIFY(readRollup(session, rollup)->cover.isValid());
        QCOMPARE(run(cli::rollupStatus, any, true), int(cli::ExitOk));
        QCOMPARE(QJsonDocument::fromJson(m_out.toUtf8())[u"rollups"_s].toArray().size(), 1);
        QCOMPARE(compareDashboard(session, dashboard, rollup), panels);
        if (QTest::currentTestFailed())
            return;
        dropAndUndo(session, options, rollup);
    }

    // What else waits to be applied is not applied along.
    void othersWait()
    {
        QTemporaryDir copy;
        const QString folder = copyOf(u"uaip"_s, copy.path());
        const QString database = m_server.createDatabase();
        connection::Session session({.names = connection::Names::OfDatabase});
        QVERIFY(session.open(m_server.connInfo(database)).result());
        QVERIFY(operations::setUpDemo(session, folder, {.anchor = Anchor}));
        for (const char *name : {"900-more.up.sql", "900-more.down.sql"}) {
            QFile file(QDir(folder).filePath(QString::fromLatin1(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("SELECT 1;\n");
        }
        cli::RollupOptions options;
        options.database = connection::toUri(m_server.connInfo(database));
        options.table = u"tool_usage_records"_s;
        options.time = u"used_at"_s;
        options.value = u"cost"_s;
        options.by = {u"error_type"_s};
        options.name = u"costs"_s;
        options.grain = u"day"_s;
        options.zone = u"Europe/Berlin"_s;
        options.folder = folder;
        options.yes = true;
        QCOMPARE(run(cli::rollupCreate, options), int(cli::ExitPending));
        QCOMPARE(readRollup(session, u"costs"_s).error().kind, ErrorKind::NotFound);
        cli::MigrateOptions up;
        up.source = folder;
        up.database = options.database;
        up.yes = true;
        QCOMPARE(runMigrations(up), int(cli::ExitOk));
        const auto status = readRollup(session, u"costs"_s);
        QVERIFY(status);
        QCOMPARE(status->definition.zone, QByteArray("Europe/Berlin"));
        QCOMPARE(status->definition.valueKind, ValueKind::Numeric);
        QVERIFY(refreshRollup(session, u"costs"_s));
        // At once, without a migration.
        options.folder.clear();
        QCOMPARE(run(cli::rollupDrop, options), int(cli::ExitOk));
        QCOMPARE(readRollup(session, u"costs"_s).error().kind, ErrorKind::NotFound);
        options.table = u"nowhere"_s;
        QCOMPARE(run(cli::rollupPlan, options), int(cli::ExitFailed));
        options = {.database = options.database, .name = u"nothing"_s};
        QCOMPARE(run(cli::rollupPlan, options), int(cli::ExitUsage));
        QCOMPARE(run(cli::rollupDrop, options), int(cli::ExitFailed));
    }

    // A folder that is not that of the history would begin with 001 beside what is applied.
    void anotherFolderIsRefused()
    {
        const QString database = m_server.createDatabase();
        QVERIFY(m_server.psql(
            database,
            u"create table calls (id bigint primary key, at timestamptz, ms int); insert into calls select i, "
            "now() - i * interval '1 hour', i from generate_series(1, 50) i"_s));
        QTemporaryDir own;
        const auto write = [](const QTemporaryDir &folder, const QString &name) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("SELECT 1;\n");
        };
        for (const QString &name : {u"001-first"_s, u"002-second"_s}) {
            write(own, name + u".up.sql"_s);
            write(own, name + u".down.sql"_s);
        }
        cli::MigrateOptions up;
        up.source = own.path();
        up.database = connection::toUri(m_server.connInfo(database));
        up.yes = true;
        QCOMPARE(runMigrations(up), int(cli::ExitOk));
        cli::RollupOptions options;
        options.database = up.database;
        options.table = u"calls"_s;
        options.yes = true;
        QTemporaryDir other;
        for (const QString &folder : {other.path(), other.filePath(u"new"_s)}) {
            options.folder = folder;
            QCOMPARE(run(cli::rollupCreate, options), int(cli::ExitFailed));
            QVERIFY2(m_err.contains("002-second"_L1), qPrintable(m_err));
        }
        QVERIFY(QDir(other.path()).isEmpty());
        // Nor one that is behind.
        write(other, u"001-first.up.sql"_s);
        write(other, u"001-first.down.sql"_s);
        options.folder = other.path();
        QCOMPARE(run(cli::rollupCreate, options), int(cli::ExitFailed));
        QVERIFY2(m_err.contains("002-second"_L1), qPrintable(m_err));
        QCOMPARE(QDir(other.path()).entryList(QDir::Files).size(), 2);
        // Nor an empty one where another tool has a history.
        const QString flyway = m_server.createDatabase();
        QVERIFY(m_server.psql(
            flyway,
            u"create table calls (at timestamptz, ms int); create table flyway_schema_history (installed_rank int "
            "primary key, version text, description text, type text, script text, checksum int, installed_by text, "
            "installed_on timestamp, execution_time int, success boolean)"_s));
        QTemporaryDir empty;
        options.database = connection::toUri(m_server.connInfo(flyway));
        options.folder = empty.path();
        QCOMPARE(run(cli::rollupCreate, options), int(cli::ExitFailed));
        QVERIFY2(m_err.contains("Flyway"_L1), qPrintable(m_err));
        QVERIFY(QDir(empty.path()).isEmpty());
        // The folder of the history goes on with it.
        options.database = up.database;
        options.folder = own.path();
        QCOMPARE(run(cli::rollupCreate, options), int(cli::ExitOk));
        QVERIFY(QFile::exists(own.filePath(u"003-roll-up-calls.up.sql"_s)));
    }

    // --table alone takes what leaves no choice, and names what does.
    void aTableAlone()
    {
        const QString database = m_server.createDatabase();
        QVERIFY(m_server.psql(
            database,
            u"create table one (id bigint primary key, at timestamptz, ms int, who text); create table more (id bigint "
            "primary key, begun timestamptz, ended timestamptz, ms int, cost numeric, points float8); create index on "
            "more "
            "(begun); create table timeless (ms int)"_s));
        cli::RollupOptions options;
        options.database = connection::toUri(m_server.connInfo(database));
        options.table = u"one"_s;
        QCOMPARE(run(cli::rollupPlan, options, true), int(cli::ExitOk));
        const QJsonValue definition =
            QJsonDocument::fromJson(m_out.toUtf8())[u"rollups"_s].toArray()[0][u"definition"_s];
        QCOMPARE(definition[u"time"_s].toString(), u"at"_s);
        QCOMPARE(definition[u"value"_s].toString(), u"ms"_s);
        QCOMPARE(definition[u"name"_s].toString(), u"one_rollup"_s);
        options.table = u"more"_s;
        QCOMPARE(run(cli::rollupPlan, options), int(cli::ExitUsage));
        QVERIFY2(m_err.contains("--value: ms, cost, points"_L1), qPrintable(m_err));
        options.value = u"cost"_s;
        QCOMPARE(run(cli::rollupPlan, options, true), int(cli::ExitOk));
        QCOMPARE(
            QJsonDocument::fromJson(m_out.toUtf8())[u"rollups"_s].toArray()[0][u"definition"_s][u"time"_s].toString(),
            u"begun"_s);
        options = {.database = options.database, .table = u"timeless"_s};
        QCOMPARE(run(cli::rollupPlan, options), int(cli::ExitUsage));
        QVERIFY2(m_err.contains("no column of times"_L1), qPrintable(m_err));
    }

    // The words of the command line reach the command.
    void commandLine()
    {
        const QString database = m_server.createDatabase();
        const QString uri = connection::toUri(m_server.connInfo(database));
        QVERIFY(m_server.psql(
            database, u"create table calls (at timestamptz, ms int, who text, ok boolean, cost numeric);"
                      "insert into calls select now() - i * interval '1 hour', i, 'w' || i % 3, true, i from "
                      "generate_series(1, 500) i;"
                      "analyze calls"_s));
        const QStringList rollup{u"dashboard"_s, u"rollup"_s};
        const QStringList named{u"--table"_s,      u"public.calls"_s, u"--time"_s,  u"at"_s,    u"--value"_s,
                                u"ms"_s,           u"--by"_s,         u"who"_s,     u"--sum"_s, u"cost"_s,
                                u"--success"_s,    u"ok"_s,           u"--cells"_s, u"day"_s,   u"--zone"_s,
                                u"Asia/Kolkata"_s, u"--database"_s,   uri};
        test::CtlProcess plan(rollup + QStringList{u"plan"_s, u"mine"_s, u"--json"_s} + named);
        QCOMPARE(plan.wait(), 0);
        const QJsonObject definition =
            QJsonDocument::fromJson(plan.out).object()[u"rollups"_s].toArray()[0][u"definition"_s].toObject();
        QCOMPARE(definition[u"name"_s].toString(), u"mine"_s);
        QCOMPARE(definition[u"zone"_s].toString(), u"Asia/Kolkata"_s);
        QCOMPARE(definition[u"grain"_s].toString(), u"1 day"_s);
        QCOMPARE(definition[u"success"_s].toString(), u"ok"_s);
        QCOMPARE(definition[u"sums"_s].toArray()[0].toString(), u"cost"_s);
        QCOMPARE(definition[u"dimensions"_s].toArray()[0][u"name"_s].toString(), u"who"_s);
        test::CtlProcess words(rollup + QStringList{u"plan"_s, u"mine"_s} + named);
        QCOMPARE(words.wait(), 0);
        for (const char *said :
             {"within 3.9 %", "CREATE TABLE \"public\".\"mine\"", "DROP TABLE", "1 day", "rollup: |"})
            QVERIFY2(words.out.contains(said), words.out.constData());
        QTemporaryDir folder;
        const QStringList create = rollup + QStringList{u"create"_s, u"mine"_s} + named;
        test::CtlProcess homeless(create + QStringList{u"--yes"_s});
        QCOMPARE(homeless.wait(), 64);
        test::CtlProcess made(create + QStringList{u"--yes"_s, u"--migrations"_s, folder.path()});
        QVERIFY2(made.wait() == 0, made.err.constData());
        test::CtlProcess refreshed(
            rollup + QStringList{u"refresh"_s, u"--yes"_s, u"--recheck"_s, u"all"_s, u"--database"_s, uri});
        QVERIFY2(refreshed.wait() == 0, refreshed.err.constData());
        test::CtlProcess status(rollup + QStringList{u"status"_s, u"--database"_s, uri});
        QCOMPARE(status.wait(), 0);
        QVERIFY(status.out.contains("public.calls"));
        test::CtlProcess nameless(rollup + QStringList{u"drop"_s, u"--yes"_s, u"--database"_s, uri});
        QCOMPARE(nameless.wait(), 64);
        test::CtlProcess dropped(rollup + QStringList{u"drop"_s, u"mine"_s, u"--yes"_s, u"--database"_s, uri});
        QCOMPARE(dropped.wait(), 0);
        QCOMPARE(m_server.psql(database, u"select to_regclass('mine') is null"_s)->trimmed(), u"t"_s);
    }

private:
    [[nodiscard]] static QString copyOf(const QString &pack, const QString &into)
    {
        const QDir from(QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/") + pack);
        const QString folder = into + u'/' + pack;
        QDir().mkpath(folder);
        for (const QString &name : from.entryList(QDir::Files))
            QFile::copy(from.filePath(name), folder + u'/' + name);
        return folder;
    }

    template <typename Run>
    int run(Run command, const cli::RollupOptions &options, bool json = false)
    {
        m_out.clear();
        m_err.clear();
        QTextStream out(&m_out);
        QTextStream err(&m_err);
        cli::Output output{out, err, json};
        const int code = command(output, options);
        out.flush();
        err.flush();
        return code;
    }

    int runMigrations(const cli::MigrateOptions &options)
    {
        m_err.clear();
        QTextStream out(&m_out);
        QTextStream err(&m_err);
        cli::Output output{out, err, false};
        return cli::migrateRun(output, options);
    }

    // Dropped by a migration; that one rolled back, it is there again and empty; the first one too, it is gone.
    void dropAndUndo(connection::Session &session, cli::RollupOptions options, const QString &rollup)
    {
        options.name = rollup;
        options.grain.clear();
        options.yes = false;
        QCOMPARE(run(cli::rollupDrop, options), int(cli::ExitOk));
        QVERIFY(readRollup(session, rollup));
        options.yes = true;
        QCOMPARE(run(cli::rollupDrop, options), int(cli::ExitOk));
        QCOMPARE(readRollup(session, rollup).error().kind, ErrorKind::NotFound);
        cli::MigrateOptions down;
        down.source = options.folder;
        down.database = options.database;
        down.yes = true;
        down.request.direction = migration::Direction::Down;
        QCOMPARE(runMigrations(down), int(cli::ExitOk));
        const auto again = readRollup(session, rollup);
        QVERIFY2(again, qPrintable(m_err));
        QVERIFY(!again->cover.isValid());
        QVERIFY(refreshRollup(session, rollup));
        QCOMPARE(runMigrations(down), int(cli::ExitOk));
        QCOMPARE(readRollup(session, rollup).error().kind, ErrorKind::NotFound);
    }

    // How many panels have a query over the rollup; each gives what the exact one gives.
    int compareDashboard(connection::Session &session, const QString &id, const QString &rollup)
    {
        const auto files = builtInDashboards();
        const auto file = std::ranges::find_if(
            files, [&](const DashboardFile &one) { return one.reading.dashboard && one.reading.dashboard->id == id; });
        if (file == files.end())
            return 0;
        const DashboardDefinition &dashboard = *file->reading.dashboard;
        const auto cover = readRollupCover(session, rollup);
        int compared = 0;
        for (const PanelDefinition &panel : dashboard.panels) {
            const QDateTime now(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC);
            const QTimeZone zone("Europe/Berlin");
            const TimeRange range{now.addSecs(-37 * 86400 - 1234), now};
            PanelRequest request{&dashboard, &panel, contextFor(panel, range, bucketFor(range), zone, now), {}};
            if (canBeSampled(panel)) {
                PanelRequest sampled = request;
                sampled.context.precision = Precision::Sample;
                sampled.context.sampleShare = 0.5;
                (void)ask(session, sampled);
            }
            if (!panel.rollup)
                continue;
            const auto exact = ask(session, request);
            request.context.precision = Precision::Rollup;
            request.context.rollup = cover->value_or(RollupCover());
            if (!rollupPieces(request)) {
                QTest::qFail(qPrintable(panel.id + u" does not use the rollup"_s), __FILE__, __LINE__);
                return compared;
            }
            const auto rolled = ask(session, request);
            compareSeries(panel, exact, rolled);
            if (QTest::currentTestFailed())
                return compared;
            ++compared;
        }
        return compared;
    }

    static PanelData ask(connection::Session &session, const PanelRequest &request)
    {
        const auto answer = session.query(panelStatement(request)).result();
        if (!answer) {
            QTest::qFail(qPrintable(request.panel->id + u": "_s + describe(answer.error())), __FILE__, __LINE__);
            return {};
        }
        const auto data = panelDataOf(*request.panel, answer->rows, request.context);
        if (!data)
            QTest::qFail(qPrintable(request.panel->id + u": "_s + describe(data.error())), __FILE__, __LINE__);
        return data.value_or(PanelData());
    }

    static void compareSeries(const PanelDefinition &panel, const PanelData &exact, const PanelData &rolled)
    {
        static const QStringList percentiles{u"latency"_s, u"latencies"_s, u"times"_s, u"slowest"_s};
        const bool isAbout = percentiles.contains(panel.id);
        QVERIFY2(!exact.isEmpty(), qPrintable(panel.id));
        QCOMPARE(rolled.series.size(), exact.series.size());
        for (const Series &series : exact.series) {
            const auto other = std::ranges::find_if(rolled.series, [&](const Series &one) {
                return one.name == series.name && one.isPrevious == series.isPrevious;
            });
            QVERIFY2(other != rolled.series.end(), qPrintable(panel.id + series.name));
            QCOMPARE(other->points.size(), series.points.size());
            for (const Point &point : series.points) {
                // The slowest may change places.
                const auto same = std::ranges::find_if(other->points, [&](const Point &one) {
                    return one.label == point.label && one.bucket == point.bucket && isNear(one.x, point.x, 1e-9);
                });
                QVERIFY2(same != other->points.end(), qPrintable(panel.id + point.label));
                QCOMPARE(same->n, point.n);
                const double share = isAbout ? 0.04 : 1e-12;
                const bool isSame = isNear(same->value, point.value, share)
                                 && isNear(same->quartile1, point.quartile1, share)
                                 && isNear(same->quartile3, point.quartile3, share);
                // A rollup does not hold sessions.
                if (panel.cluster == "session"_L1) {
                    QVERIFY2(isSame && std::isnan(same->low) && std::isnan(same->high), qPrintable(panel.id));
                    continue;
                }
                // Of a band the edges are those of the steps that hold the ranks.
                if (!isSame || !isNear(same->low, point.low, isAbout ? 0.081 : share)
                    || !isNear(same->high, point.high, isAbout ? 0.081 : share))
                    QFAIL(qPrintable(u"%1 %2 %3: %4 (%5 to %6), not %7 (%8 to %9)"_s.arg(
                        panel.id, series.name, point.label, numberText(same->value), numberText(same->low),
                        numberText(same->high), numberText(point.value), numberText(point.low),
                        numberText(point.high))));
            }
        }
    }

    test::TestServer m_server;
    QString m_out;
    QString m_err;
};

QTEST_GUILESS_MAIN(RollupCliTest)
#include "tst_rollupcli.moc"
