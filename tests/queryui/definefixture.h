// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/settings.h"
#include "common/tasks.h"
#include "common/theme.h"
#include "connect/connectioncontroller.h"
#include "queryui/answeringprompter.h"
#include "support/testserver.h"
#include "support/turnmeter.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace howdah::test {

using namespace Qt::StringLiterals;
using namespace howdah::ui;

constexpr int Patience = 60'000; // a sanitizer on a busy machine

// A window's connection to a database of its own, for what belongs to the page of queries.
class DefineFixture
{
protected:
    void begin()
    {
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
        m_prompter = std::make_unique<AnsweringPrompter>();
        m_prompter->answer = true;
        m_connection = std::make_unique<ConnectionController>(m_settings.get(), m_tasks.get());
        m_database = m_server->createDatabase(u"define"_s);
        m_window = std::make_unique<QWidget>();
        m_window->resize(1024, 700);
        m_window->show();
    }
    void endTest()
    {
        m_window.reset();
        m_connection.reset();
    }
    void connectNow(const connection::ConnInfo &info)
    {
        m_connection->connectTo(info, Environment::Development);
        QTRY_VERIFY_WITH_TIMEOUT(
            m_connection->isConnected() && m_connection->catalog()
                && m_connection->catalog()->stage == catalog::Stage::Complete,
            Patience);
    }
    void connectNow() { connectNow(m_server->connInfo(m_database)); }
    void make(const QString &sql) const
    {
        const auto made = m_server->psql(m_database, sql);
        QVERIFY2(made, made ? "" : qPrintable(describe(made.error())));
    }
    [[nodiscard]] QString ask(const QString &sql) const
    {
        return m_server->psql(m_database, sql).value_or(QString()).trimmed();
    }
    [[nodiscard]] PageServices services() const
    {
        return {m_connection.get(), m_settings.get(), m_tasks.get(), m_prompter.get()};
    }

    QTemporaryDir m_data;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<TestServer> m_server;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<TaskList> m_tasks;
    std::unique_ptr<AnsweringPrompter> m_prompter;
    std::unique_ptr<ConnectionController> m_connection;
    std::unique_ptr<QWidget> m_window;
    QString m_database;
};

} // namespace howdah::test
