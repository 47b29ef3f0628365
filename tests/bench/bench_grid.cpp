// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The grid over long tables, with editing on, against psql as a whole process: the first rows, jumps, and memory.
// HOWDAH_BENCH_ROWS makes the long tables shorter.
#include "bench/figures.h"

#include "grid/gridmodel.h"
#include "grid/gridview.h"
#include "catalog/catalogreader.h"
#include "common/settings.h"
#include "common/tasks.h"
#include "connect/connectioncontroller.h"
#include "connection/server/pgbinaries.h"
#include "data/page/catalogshape.h"
#include "edit/editsession.h"
#include "support/memory.h"
#include "support/testserver.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace howdah::bench;
using namespace howdah;

namespace {

constexpr int samples = 41;
constexpr qint64 memoryBar = 32 * 1024 * 1024;

double lowerQuartile(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 4];
}

// The most memory since the last resetPeak(), 0 where the system does not tell.
qint64 peakBytes()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = status.readAll();
    const qsizetype at = text.indexOf("VmHWM:");
    return at < 0 ? 0 : text.mid(at + 6, text.indexOf("kB", at) - at - 6).trimmed().toLongLong() * 1024;
}

void resetPeak()
{
    QFile refs(u"/proc/self/clear_refs"_s);
    if (refs.open(QIODevice::WriteOnly))
        refs.write("5");
}

class Bench final
{
public:
    Bench()
        : m_database(m_server.createDatabase(u"bench"_s))
        , m_psql(orGiveUp(connection::findBinaries({})).program(u"psql"_s))
    {
        qputenv("HOWDAH_DATA_DIR", m_folder.path().toUtf8()); // where edits would be noted
        m_view.resize(1000, 700);
        m_view.setModel(&m_model);
        m_view.show();
    }

    // Editing asks the same server, over a session of its own.
    void connectEditing()
    {
        m_connection.connectTo(m_server.connInfo(m_database), ui::Environment::Development);
        while (!m_connection.isConnected() || m_connection.isReadingCatalog())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }

    void makeTables(qint64 rows)
    {
        const QString columns = u"SELECT i AS id, 'name ' || i % 1000 AS name, i % 97 / 7.0::float8 AS score, "
                                "'2026-01-01'::timestamptz + i * interval '1 second' AS at, i % 3 = 0 AS active "
                                "FROM generate_series(1, %1::int8) AS i"_s;
        for (const auto &[name, count] :
             {std::pair{u"keyed"_s, rows},
              {u"heap"_s, rows},
              {u"small"_s, qint64(10'000)},
              {u"small_heap"_s, qint64(10'000)}}) {
            QString sql = u"CREATE UNLOGGED TABLE %1 AS "_s.arg(name) + columns.arg(count) + u";\n"_s;
            if (!name.endsWith(u"heap"))
                sql += u"ALTER TABLE %1 ADD PRIMARY KEY (id);\n"_s.arg(name);
            orGiveUp(m_server.psql(m_database, sql + u"VACUUM ANALYZE %1"_s.arg(name)));
        }
        // What was written just now must not be written out while others are measured.
        orGiveUp(m_server.psql(m_database, u"CHECKPOINT"_s));
        connection::Session session;
        orGiveUp(session.open(m_server.connInfo(m_database)).result());
        catalog::CatalogReader reader(session);
        m_catalog = orGiveUp(reader.readAll().result());
    }

    // Milliseconds of a psql process that shows the first rows.
    double psql(const QString &table)
    {
        const connection::ConnInfo target = m_server.connInfo(m_database);
        QElapsedTimer clock;
        clock.start();
        QProcess process;
        process.setStandardOutputFile(QProcess::nullDevice());
        process.start(
            m_psql,
            {u"-X"_s, u"-h"_s, target.value(u"host"_s), u"-p"_s, target.value(u"port"_s), u"-U"_s,
             target.value(u"user"_s), u"-d"_s, m_database, u"-c"_s, u"SELECT * FROM %1 LIMIT 200"_s.arg(table)});
        if (!process.waitForFinished() || process.exitCode() != 0)
            giveUp(u"psql failed: "_s + QString::fromUtf8(process.readAllStandardError()));
        return milliseconds(clock);
    }

    // From the wish to see a table to its first rows in the model, with a new session as psql has one.
    double open(const QString &table)
    {
        m_model.close();
        const catalog::Relation *relation = m_catalog->relation(u"public"_s, table);
        QElapsedTimer clock;
        clock.start();
        auto session =
            std::make_shared<connection::Session>(connection::SessionOptions{.name = u"grid"_s, .readOnly = true});
        session->open(m_server.connInfo(m_database));
        auto shape = data::shapeOf(*m_catalog, relation->oid);
        const data::RowTotal total{qint64(shape->estimatedRows), false};
        m_edits.open(*shape);
        m_model.open(session, orGiveUp(data::PageQuery::make(*std::move(shape))), 150000, total);
        waitForPage(200);
        return milliseconds(clock);
    }

    // To rows at that share of the table that is open.
    double jump(double fraction)
    {
        settle();
        QElapsedTimer clock;
        clock.start();
        m_model.jumpToFraction(fraction);
        waitForPage(200);
        return milliseconds(clock);
    }

    // What the view asks for by itself must not stand in the way of the next measurement.
    void settle()
    {
        while (m_model.isLoading() || !m_edits.isReady()) {
            if (m_edits.state() == ui::EditSession::State::Failed)
                giveUp(describe(m_edits.error()));
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        }
    }

    [[nodiscard]] const ui::GridModel &model() const { return m_model; }

private:
    void waitForPage(int rows)
    {
        QEventLoop loop;
        QObject::connect(&m_model, &ui::GridModel::pageArrived, &loop, &QEventLoop::quit);
        QObject::connect(&m_model, &ui::GridModel::failed, &loop, [](const Error &error) { giveUp(describe(error)); });
        loop.exec();
        if (m_model.rowCount() < rows)
            giveUp(u"only %1 rows arrived"_s.arg(m_model.rowCount()));
    }

    test::TestServer m_server;
    QString m_database;
    QString m_psql;
    catalog::Snapshot m_catalog;
    QTemporaryDir m_folder;
    ui::Settings m_settings{m_folder.filePath(u"settings.ini"_s)};
    ui::TaskList m_tasks;
    ui::ConnectionController m_connection{&m_settings, &m_tasks};
    ui::EditSession m_edits{&m_connection, &m_tasks};
    ui::GridModel m_model{&m_edits, &m_connection};
    ui::GridView m_view;
};

struct Measured
{
    double psql = 0;
    double open = 0;
};

// In turns, so that a noisy moment hits all alike.
Measured measureOpening(
    Bench &bench, const QString &table, const QString &label, const QString &small, const QString &smallLabel)
{
    std::vector<double> psql;
    std::vector<double> large;
    std::vector<double> little;
    for (int i = 0; i < samples; ++i) {
        psql.push_back(bench.psql(table));
        // Whoever comes right after the process ended finds the machine less quiet: that is each of them in turn.
        if (i % 2 == 0)
            large.push_back(bench.open(table));
        little.push_back(bench.open(small));
        if (i % 2 != 0)
            large.push_back(bench.open(table));
    }
    const Measured measured{median(psql), median(large)};
    print(u"first 200 rows of "_s + label, measured.open, "ms", measured.open / measured.psql, 2.0);
    // Two times that should be alike are told apart by their quiet quarter; the noise of a busy machine is larger.
    const double ratio = lowerQuartile(large) / lowerQuartile(little);
    print(u"the same of "_s + smallLabel, median(little), "ms", std::max(ratio, 1 / ratio), 1.2);
    return measured;
}

void measureJumps(Bench &bench, const QString &table, const QString &label, double psql)
{
    for (const double fraction : {0.1, 0.5, 0.99}) {
        std::vector<double> times;
        for (int i = 0; i < samples / 2; ++i) {
            bench.open(table); // nothing is remembered of the jump before
            times.push_back(bench.jump(fraction));
        }
        print(u"jump to %1 % of %2"_s.arg(fraction * 100).arg(label), median(times), "ms", median(times) / psql, 3.0);
    }
}

void measureMemory(Bench &bench, const QString &table, const QString &label)
{
    bench.open(table);
    bench.jump(0.5);
    bench.settle();
    resetPeak();
    const qint64 before = test::residentBytes();
    QRandomGenerator random(7);
    for (int i = 0; i < 100; ++i)
        bench.jump(random.generateDouble());
    const qint64 growth = std::max<qint64>(0, peakBytes() - before);
    print(
        u"memory of 100 places in "_s + label, double(growth) / (1024 * 1024), "MB", double(growth) / double(memoryBar),
        1.0);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    bool isNumber = false;
    const qint64 wanted = qEnvironmentVariable("HOWDAH_BENCH_ROWS").toLongLong(&isNumber);
    const qint64 rows = isNumber ? std::max<qint64>(wanted, 50'000) : 10'000'000;
    Bench bench;
    bench.makeTables(rows);
    bench.connectEditing();
    const QString size = rows % 1'000'000 == 0 ? u"%1 M rows"_s.arg(rows / 1'000'000) : u"%1 rows"_s.arg(rows);
    bench.psql(u"keyed"_s); // everything is warm from here on
    bench.open(u"keyed"_s);
    const Measured keyed = measureOpening(bench, u"keyed"_s, size + u" by key"_s, u"small"_s, u"10 k rows by key"_s);
    const Measured heap =
        measureOpening(bench, u"heap"_s, size + u" without key"_s, u"small_heap"_s, u"10 k rows without key"_s);
    measureJumps(bench, u"keyed"_s, size + u" by key"_s, keyed.psql);
    measureJumps(bench, u"heap"_s, size + u" without key"_s, heap.psql);
    measureMemory(bench, u"keyed"_s, size + u" by key"_s);
    measureMemory(bench, u"heap"_s, size + u" without key"_s);
    return 0;
}
