// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/wholefile.h"
#include "common/prompter.h"
#include "common/settings.h"
#include "common/code/sqlview.h"
#include "common/statestack.h"
#include "common/stateviews.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "chart/chartview.h"
#include "dashboard/autorefresh.h"
#include "dashboard/dashboardcontrols.h"
#include "dashboard/dashboardeditor.h"
#include "dashboard/dashboardexports.h"
#include "dashboard/dashboardfile.h"
#include "dashboard/dashboardfilters.h"
#include "dashboard/dashboardhead.h"
#include "dashboard/dashboardpage.h"
#include "dashboard/paneltablemodel.h"
#include "dashboard/rangepicker.h"
#include "support/testserver.h"
#include "support/turnmeter.h"
#include "support/heldtransactions.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace howdah::test {

using namespace Qt::StringLiterals;
using namespace howdah::ui;

constexpr int Patience = 60'000; // a sanitizer on a busy machine

class SilentPrompter final : public Prompter
{
public:
    void confirm(QWidget *, const Question &, std::function<void(bool)>) override {}
    void askText(QWidget *, const TextQuestion &question, std::function<void(std::optional<QString>)> answered) override
    {
        texts.emplace_back(question, std::move(answered));
    }

    std::vector<std::pair<TextQuestion, std::function<void(std::optional<QString>)>>> texts;
};

// The page of dashboards on a real server, with a folder of own dashboards. A table of calls, three agents, one row an
// hour for ten days each.
class DashboardFixture
{
protected:
    void begin()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QVERIFY(m_data.isValid());
        qputenv("HOWDAH_DATA_DIR", m_data.path().toUtf8());
        m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Light);
        m_server = std::make_unique<TestServer>();
    }

    void beginTest()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_settings = std::make_unique<Settings>(m_folder->filePath(u"settings.ini"_s));
        m_tasks = std::make_unique<TaskList>();
        m_connection = std::make_unique<ConnectionController>(m_settings.get(), m_tasks.get());
        m_database = m_server->createDatabase(u"dash"_s);
        QVERIFY(QDir(m_folder->path()).mkdir(u"own"_s));
        const auto made = m_server->psql(
            m_database,
            u"CREATE TABLE calls (id bigserial PRIMARY KEY, at timestamptz NOT NULL, agent text, ms float8);"
            "INSERT INTO calls (at, agent, ms) SELECT '2026-03-01 00:00+00'::timestamptz + h * interval '1 hour', a,"
            " 100 + h % 24 FROM generate_series(0, 239) AS h, unnest(ARRAY['Ada', 'Bob', 'Cyd']) AS a;"
            "ANALYZE calls"_s);
        QVERIFY2(made, made ? "" : qPrintable(describe(made.error())));
    }

    void endTest()
    {
        QTRY_COMPARE(heldTransactions(*m_server), QString());
        m_page.reset();
        m_connection.reset();
    }

    // A dashboard over March 2026 with these panels, filtered by agent.
    static QByteArray yaml(const QByteArray &panels)
    {
        return "title: Calls of agents\nrange: 2026-03-01..2026-03-11\ntables: [calls]\nfilters:\n"
               "  - {name: agent, title: Agent, values: \"SELECT DISTINCT agent, agent FROM calls ORDER BY "
               "1\"}\npanels:\n"
             + panels;
    }
    static QByteArray linePanel()
    {
        return "  - id: times\n    title: Times\n    kind: line\n    unit: ms\n    interval: mean\n    query: |\n"
               "      SELECT :bucket(at) AS bucket, agent AS series, avg(ms) AS value, stddev_samp(ms) AS deviation,\n"
               "             count(*) AS n FROM calls\n"
               "      WHERE at >= :from AND at < :to AND :agent(agent) GROUP BY 1, 2\n"
               "    rows:\n      relation: calls\n"
               "      where: at >= :mark_from AND at < :mark_to AND agent = :series\n";
    }
    static QByteArray panel(const QByteArray &id, const QByteArray &kind, const QByteArray &query)
    {
        return "  - {id: " + id + ", title: The " + id + ", kind: " + kind + ", query: \"" + query + "\"}\n";
    }

    void write(const QString &name, const QByteArray &text) const { QVERIFY(writeWholeFile(own(name), text)); }
    [[nodiscard]] QString own(const QString &name) const { return m_folder->filePath(u"own/"_s + name); }

    void connectNow()
    {
        m_connection->connectTo(m_server->connInfo(m_database), Environment::Development);
        QTRY_VERIFY_WITH_TIMEOUT(m_connection->isConnected(), Patience);
    }

    // Shows the page, and the own dashboard of this name when there is one.
    void openPage(const QString &name = {}, const metrics::PanelLimits &limits = {})
    {
        m_page = std::make_unique<DashboardPage>(
            PageServices{m_connection.get(), m_settings.get(), m_tasks.get(), &m_prompter},
            m_folder->filePath(u"own"_s));
        board()->setLimits(limits);
        m_page->restoreState({{u"zone"_s, u"UTC"_s}, {u"dashboard"_s, name.isEmpty() ? QString() : own(name)}});
        m_page->resize(1200, 900);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        QTRY_VERIFY_WITH_TIMEOUT(library().isRead(), Patience);
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }
    void openWith(const QByteArray &panels, const metrics::PanelLimits &limits = {})
    {
        write(u"test.yaml"_s, yaml(panels));
        connectNow();
        openPage(u"test.yaml"_s, limits);
        QCOMPARE(m_page->path(), own(u"test.yaml"_s));
        const LibraryEntry *entry = library().find(m_page->path());
        QVERIFY2(entry->dashboard, entry->problems.empty() ? "" : qPrintable(entry->problems.front().message));
    }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(board()->isSettled(), Patience); }

    // The parts of the page, as somebody finds them who looks.
    [[nodiscard]] DashboardBoard *board() const { return m_page->findChild<DashboardBoard *>(u"board"_s); }
    [[nodiscard]] DashboardControls *controls() const { return m_page->findChild<DashboardControls *>(); }
    [[nodiscard]] DashboardExports *exports() const { return m_page->findChild<DashboardExports *>(); }
    [[nodiscard]] DashboardEditor *editor() const { return m_page->findChild<DashboardEditor *>(); }
    [[nodiscard]] DashboardFilters *filters() const { return m_page->findChild<DashboardFilters *>(); }
    [[nodiscard]] AutoRefresh *autoRefresh() const { return m_page->findChild<AutoRefresh *>(); }
    [[nodiscard]] RangePicker *rangePicker() const { return m_page->findChild<RangePicker *>(); }
    [[nodiscard]] const DashboardLibrary &library() const { return *m_page->findChild<DashboardLibrary *>(); }

    [[nodiscard]] PanelCard *card(const QString &id) const { return board()->card(id); }
    [[nodiscard]] StateStack::State stateOf(const QString &id) const { return card(id)->state()->state(); }
    [[nodiscard]] const metrics::PanelData &dataOf(const QString &id) const { return card(id)->answer()->outcome.data; }
    [[nodiscard]] QStringList seriesOf(const QString &id) const
    {
        QStringList names;
        for (const metrics::Series &series : dataOf(id).series)
            names << series.name;
        names.sort();
        return names;
    }
    // All that is seen of a widget as words.
    [[nodiscard]] static QString wordsOf(const QWidget *widget)
    {
        QStringList texts;
        for (const QLabel *label : widget->findChildren<QLabel *>()) {
            if (label->isVisible())
                texts << label->text();
        }
        for (const QPushButton *one : widget->findChildren<QPushButton *>()) {
            if (one->isVisible())
                texts << one->text();
        }
        return texts.join(u'\n');
    }
    [[nodiscard]] static QPushButton *buttonOf(const QWidget *widget, const QString &text)
    {
        for (QPushButton *one : widget->findChildren<QPushButton *>()) {
            if (one->text() == text && one->isVisible())
                return one;
        }
        return nullptr;
    }
    // What psql answers of what runs on the server.
    [[nodiscard]] QString running(const QString &like) const
    {
        const auto found = m_server->psql(
            u"postgres"_s,
            u"SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE '%%1%'"_s
                .arg(like));
        return found ? found->trimmed() : describe(found.error());
    }
    void sql(const QString &text) const
    {
        const auto done = m_server->psql(m_database, text);
        QVERIFY2(done, done ? "" : qPrintable(describe(done.error())));
    }

    QTemporaryDir m_data;
    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<TaskList> m_tasks;
    std::unique_ptr<ConnectionController> m_connection;
    SilentPrompter m_prompter;
    std::unique_ptr<DashboardPage> m_page;
    QString m_database;
};

} // namespace howdah::test
