// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A connection: how long it takes from the wish to the first names on the screen, against a psql process that lists the
// tables, both over the same socket; how soon it is back after a restart of the server, counted from when that takes
// connections again; and whether twenty sessions that all read keep the window from answering.
#include "bench/figures.h"

#include "base/whendone.h"
#include "browse/browsepage.h"
#include "browse/tree/objecttree.h"
#include "common/prompter.h"
#include "common/settings.h"
#include "connect/connectioncontroller.h"
#include "connection/server/serverprobe.h"
#include "support/pgprograms.h"
#include "support/testserver.h"
#include "support/turnmeter.h"
#include "support/watchdog.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTreeView>

#include <algorithm>
#include <atomic>
#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah::bench;
using namespace howdah;
using State = ui::ConnectionController::State;

namespace {

constexpr int Tables = 200;
constexpr int Sessions = 20;

class NoPrompter final : public ui::Prompter
{
public:
    void confirm(QWidget *, const ui::Question &, std::function<void(bool)> answered) override { answered(false); }
    void askText(QWidget *, const ui::TextQuestion &, std::function<void(std::optional<QString>)> answered) override
    {
        answered(std::nullopt);
    }
};

// Sees when the names of tables are painted.
class PaintWatch final : public QObject
{
public:
    explicit PaintWatch(ui::ObjectTree *tree)
        : m_tree(tree)
    {
        m_tree->view()->viewport()->installEventFilter(this);
    }
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && names() > 0)
            painted = true;
        return false;
    }
    bool painted = false;

private:
    [[nodiscard]] int names() const
    {
        const QAbstractItemModel *model = m_tree->model();
        int found = model->rowCount();
        for (int i = 0; i < model->rowCount(); ++i)
            found += model->rowCount(model->index(i, 0));
        return found;
    }
    ui::ObjectTree *m_tree;
};

class Bench final
{
public:
    Bench()
        : m_settings(m_folder.filePath(u"settings.ini"_s))
        , m_database(m_server.createDatabase(u"bench"_s))
        , m_page({&m_controller, &m_settings, &m_tasks, &m_prompter})
        , m_tree(m_page.findChild<ui::ObjectTree *>())
    {
        const QString script = u"DO $$ BEGIN FOR i IN 1..%1 LOOP EXECUTE format('CREATE TABLE t%%s (id bigint PRIMARY "
                               "KEY, name text)', i); END LOOP; END $$; VACUUM ANALYZE"_s.arg(Tables)
                                   .replace(u"%%"_s, u"%"_s);
        if (const auto made = m_server.psql(m_database, script); !made)
            qFatal("%s", qPrintable(describe(made.error())));
        m_page.resize(1200, 760);
        m_page.show();
    }

    void firstPaint()
    {
        std::vector<double> bare;
        std::vector<double> ours;
        (void)psqlOnce(); // warms the server's caches for both
        (void)paintOnce();
        for (int i = 0; i < 15; ++i) { // in turns, so that a noisy moment hits both
            bare.push_back(psqlOnce());
            ours.push_back(paintOnce());
        }
        print(u"psql -c '\\\\dt'"_s, median(bare), "ms", std::nullopt, std::nullopt);
        print(u"connect to first catalog paint"_s, median(ours), "ms", median(ours) / median(bare), 2);
    }

    void afterRestart()
    {
        connect();
        double longest = 0;
        for (int i = 0; i < 5; ++i) {
            m_server.stopServer();
            waitFor([this] { return m_controller.reconnector().attempts() >= 3 + 2 * m_round; });
            m_round = (m_round + 1) % 3; // so that the restart meets other pauses
            // Somebody else sees when it takes connections again.
            std::atomic<qint64> accepted = 0;
            QElapsedTimer clock;
            clock.start();
            const std::jthread other([this, &clock, &accepted](const std::stop_token &stop) {
                while (!stop.stop_requested() && connection::ping(m_server.connInfo()) != connection::Ping::Ready)
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                accepted = clock.nsecsElapsed();
            });
            const std::jthread starter([this] { m_server.restart(); });
            waitFor([this] { return m_controller.isConnected(); });
            const double back = milliseconds(clock);
            waitFor([&accepted] { return accepted.load() > 0; });
            longest = std::max(longest, back - double(accepted.load()) / 1e6);
            waitFor([this] { return !m_controller.isReadingCatalog(); });
        }
        print(u"reconnected after a restart, from when it accepts"_s, longest, "ms", longest / 1000, 1);
    }

    void sessionsUnderLoad()
    {
        connect();
        std::vector<std::shared_ptr<connection::Session>> sessions;
        for (int i = 1; i < Sessions; ++i) // and the window's own
            sessions.push_back(m_controller.takeSession(connection::SessionRole::Reader, u"load"_s).value());
        int answered = 0;
        for (const auto &session : sessions)
            load(*session, answered);
        test::StallWatchdog watchdog;
        QElapsedTimer clock;
        clock.start();
        watchdog.reset();
        int refreshes = 0;
        while (clock.elapsed() < 6'000) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            if (!m_controller.isReadingCatalog() && ++refreshes % 2 == 0)
                m_controller.refreshCatalog();
        }
        const double longest = double(watchdog.longestStallMs());
        m_loading = false;
        for (const auto &session : sessions)
            session->cancel();
        if (answered < 10 * Sessions)
            qFatal("That was no load: %d answers", answered);
        print(u"longest stall with 20 sessions that read"_s, longest, "ms", longest, 50);
    }

private:
    void connect()
    {
        m_controller.connectTo(m_server.connInfo(m_database), ui::Environment::Development);
        waitFor([this] {
            return m_controller.isConnected() && m_controller.catalog() && !m_controller.isReadingCatalog();
        });
    }

    // Again and again, as a page does that shows what comes.
    void load(connection::Session &session, int &answered)
    {
        const QString sql = u"SELECT i, md5(i::text), repeat('x', 40) FROM generate_series(1, 2000) AS i"_s;
        whenDone(&m_page, session.query({sql, {}}), [this, &session, &answered](const auto &answer) {
            if (!m_loading || !answer)
                return;
            ++answered;
            load(session, answered);
        });
    }

    double paintOnce()
    {
        m_controller.disconnectFromServer();
        QCoreApplication::processEvents();
        PaintWatch watch(m_tree);
        QElapsedTimer clock;
        clock.start();
        m_controller.connectTo(m_server.connInfo(m_database), ui::Environment::Development);
        waitFor([&watch] { return watch.painted; });
        const double taken = milliseconds(clock);
        waitFor([this] { return m_controller.isConnected() && !m_controller.isReadingCatalog(); });
        return taken;
    }

    double psqlOnce() const
    {
        const connection::ConnInfo target = m_server.connInfo(m_database);
        QElapsedTimer clock;
        QProcess process;
        process.setStandardOutputFile(QProcess::nullDevice());
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        clock.start();
        process.start(m_psql, {u"-X"_s, u"-d"_s, connection::toUri(target), u"-c"_s, u"\\dt"_s});
        if (!process.waitForFinished(60'000) || process.exitCode() != 0)
            qFatal("psql failed");
        return milliseconds(clock);
    }

    QTemporaryDir m_folder;
    test::TestServer m_server;
    ui::Settings m_settings;
    ui::TaskList m_tasks;
    NoPrompter m_prompter;
    QString m_database;
    ui::ConnectionController m_controller{&m_settings, &m_tasks};
    ui::BrowsePage m_page;
    ui::ObjectTree *m_tree;
    const QString m_psql = test::clientProgram(u"psql"_s);
    int m_round = 0;
    bool m_loading = true;
};

} // namespace

int main(int argc, char **argv)
{
    QTemporaryDir data;
    qputenv("HOWDAH_DATA_DIR", data.path().toUtf8());
    QApplication application(argc, argv);
    Bench bench;
    bench.firstPaint();
    bench.afterRestart();
    bench.sessionsUnderLoad();
    return 0;
}
