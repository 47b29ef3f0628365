// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The first page of a long table with four reference columns, as the grid shows it: with labels, which come behind the
// rows, against the same without; and how often the server is asked for 4 x 200 of them. HOWDAH_BENCH_ROWS makes the
// table shorter.
#include "bench/figures.h"

#include "grid/gridmodel.h"
#include "grid/gridview.h"
#include "common/settings.h"
#include "common/tasks.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "data/page/catalogshape.h"
#include "support/testserver.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTemporaryDir>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace howdah::bench;
using namespace howdah;

namespace {

constexpr int Rounds = 41;

class Bench final
{
public:
    explicit Bench(qint64 rows)
        : m_database(m_server.createDatabase(u"bench"_s))
    {
        m_view.resize(1200, 800);
        m_view.setModel(&m_model);
        m_view.show();
        orGiveUp(m_server.psql(
            m_database,
            u"CREATE TABLE people AS SELECT gen_random_uuid() AS id, 'Person ' || i AS name, i AS number "
            "FROM generate_series(1, 100000) i; ALTER TABLE people ADD PRIMARY KEY (id), ADD UNIQUE (name), "
            "ALTER name SET NOT NULL, ADD UNIQUE (number); "
            "CREATE UNLOGGED TABLE visits AS SELECT i AS id, a.id AS host_id, b.id AS guest_id, a.id AS payer_id, "
            "b.id AS writer_id, 'note ' || i AS note FROM generate_series(1, %1::int8) i "
            "JOIN people a ON a.number = 1 + i * 7 % 100000 JOIN people b ON b.number = 1 + i * 11 % 100000; "
            "ALTER TABLE visits ADD PRIMARY KEY (id), ADD FOREIGN KEY (host_id) REFERENCES people NOT VALID, "
            "ADD FOREIGN KEY (guest_id) REFERENCES people NOT VALID, "
            "ADD FOREIGN KEY (payer_id) REFERENCES people NOT VALID, "
            "ADD FOREIGN KEY (writer_id) REFERENCES people NOT VALID"_s.arg(rows)));
        orGiveUp(m_server.psql(m_database, u"VACUUM ANALYZE"_s));
        orGiveUp(m_server.psql(m_database, u"CHECKPOINT"_s));
        m_connection.connectTo(m_server.connInfo(m_database), ui::Environment::Development);
        waitFor([this] { return m_connection.isConnected() && !m_connection.isReadingCatalog(); });
        waitFor([this] { return book().entities()->snapshot() == m_connection.catalog(); });
        QObject::connect(&book().labels(), &ui::LabelReader::arrived, &m_view, [this] { ++m_answers; });
    }

    struct Times
    {
        double rows = 0;   // to the picture of the first rows
        double labels = 0; // to the picture of the labels
    };

    Times open(bool withLabels)
    {
        m_settings.set(ui::settings::plainReferences, !withLabels);
        m_model.close();
        book().labels().forget();
        m_answers = 0;
        const catalog::Snapshot catalog = m_connection.catalog();
        const catalog::Relation *relation = catalog->relation(u"public"_s, u"visits"_s);
        Times times;
        QElapsedTimer clock;
        clock.start();
        auto session = orGiveUp(m_connection.takeSession(connection::SessionRole::Rows, u"grid"_s));
        auto shape = data::shapeOf(*catalog, relation->oid);
        const data::RowTotal total{qint64(shape->estimatedRows), false};
        m_model.open(session, orGiveUp(data::PageQuery::make(*std::move(shape))), m_connection.facts().version, total);
        waitFor([this] { return m_model.readRows() >= 200 && !m_model.isLoading(); });
        static_cast<void>(m_view.grab());
        times.rows = milliseconds(clock);
        if (!withLabels)
            return times;
        waitFor([this] { return m_answers > 0; });
        static_cast<void>(m_view.grab());
        times.labels = milliseconds(clock);
        if (!m_model.index(199, 4).data().toString().startsWith(u"Person"))
            giveUp(u"there are no labels"_s);
        m_mostAnswers = std::max(m_mostAnswers, m_answers);
        return times;
    }

    [[nodiscard]] int mostAnswers() const { return m_mostAnswers; }

private:
    ui::EntityBook &book() { return m_connection.entityBook(); }

    test::TestServer m_server;
    QString m_database;
    QTemporaryDir m_folder;
    ui::Settings m_settings{m_folder.filePath(u"settings.ini"_s)};
    ui::TaskList m_tasks;
    ui::ConnectionController m_connection{&m_settings, &m_tasks};
    ui::GridModel m_model{nullptr, &m_connection};
    ui::GridView m_view;
    int m_answers = 0;
    int m_mostAnswers = 0;
};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    bool isNumber = false;
    const qint64 wanted = qEnvironmentVariable("HOWDAH_BENCH_ROWS").toLongLong(&isNumber);
    const qint64 rows = isNumber ? std::max<qint64>(wanted, 50'000) : 10'000'000;
    Bench bench(rows);
    bench.open(true); // everything is warm from here on
    bench.open(false);
    std::vector<double> plain;
    std::vector<double> labelled;
    std::vector<double> complete;
    for (int round = 0; round < Rounds; ++round) {
        // In turns, so that a noisy moment hits all alike.
        if (round % 2 == 0)
            plain.push_back(bench.open(false).rows);
        const Bench::Times times = bench.open(true);
        labelled.push_back(times.rows);
        complete.push_back(times.labels);
        if (round % 2 != 0)
            plain.push_back(bench.open(false).rows);
    }
    const QString size = rows % 1'000'000 == 0 ? u"%1 M rows"_s.arg(rows / 1'000'000) : u"%1 rows"_s.arg(rows);
    print(
        u"first page of %1 with labels, to without"_s.arg(size), median(labelled), "ms",
        median(labelled) / median(plain), 1.3);
    print(u"the same until the labels stand"_s, median(complete), "ms", median(complete) / median(plain), std::nullopt);
    print(u"round trips for 4 x 200 labels"_s, bench.mostAnswers(), "", bench.mostAnswers(), 1);
    return 0;
}
