// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/settings.h"
#include "common/tasks.h"
#include "connect/connectioncontroller.h"
#include "query/querypage.h"
#include "queryui/answeringprompter.h"
#include "support/testserver.h"

#include <QAbstractButton>
#include <QDialog>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>

namespace howdah::test {

using namespace Qt::StringLiterals;
using namespace ui;

// The page of queries over a real server, as a window has it.
class QueryFixture
{
protected:
    TestServer m_server;
    QString m_database;
    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<TaskList> m_tasks;
    std::unique_ptr<ConnectionController> m_connection;
    AnsweringPrompter m_prompter;
    std::unique_ptr<QWidget> m_window;
    std::unique_ptr<QueryPage> m_page; // in it, and gone before it

    [[nodiscard]] PageServices services() { return {m_connection.get(), m_settings.get(), m_tasks.get(), &m_prompter}; }
    void begin()
    {
        qputenv("HOWDAH_DATA_DIR", m_folder.filePath(u"data"_s).toUtf8());
        m_database = m_server.createDatabase();
        m_settings = std::make_unique<Settings>(m_folder.filePath(u"settings.ini"_s));
        m_tasks = std::make_unique<TaskList>();
        m_connection = std::make_unique<ConnectionController>(m_settings.get(), m_tasks.get());
    }
    void connectTo(const connection::ConnInfo &info, Environment environment = Environment::Development)
    {
        m_connection->connectTo(info, environment);
        QTRY_VERIFY_WITH_TIMEOUT(m_connection->isConnected(), 30'000);
    }
    void makePage(const QJsonObject &state = {})
    {
        if (!m_window) { // a second one would not become the active one, offscreen
            m_window = std::make_unique<QWidget>();
            m_window->resize(1200, 800);
            new QVBoxLayout(m_window.get());
            m_window->show();
            QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        }
        m_page = std::make_unique<QueryPage>(services());
        m_window->layout()->addWidget(m_page.get());
        m_page->restoreState(state);
        m_page->show();
        m_page->activate();
        QTRY_VERIFY(m_page->isReady());
    }
    void freshPage()
    {
        m_page.reset();
        QVERIFY(QDir(m_folder.filePath(u"data/query/drafts"_s)).removeRecursively() || true);
        m_prompter = {};
        makePage();
    }

    [[nodiscard]] QueryTab *tab() const { return m_page->tabs()->current(); }
    [[nodiscard]] SqlEditor *editor() const { return tab()->editor(); }
    void write(const QByteArray &text) const
    {
        editor()->setBytes(text);
        QTRY_COMPARE(editor()->bytes(), text);
        QTRY_VERIFY(!editor()->partsAtCursor().isEmpty());
    }
    void runAll(const QByteArray &text) const
    {
        write(text);
        m_page->actions().runAll->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!tab()->run()->isRunning(), 30'000);
    }
    [[nodiscard]] QString ask(const QString &sql) const { return m_server.psql(m_database, sql)->trimmed(); }
    [[nodiscard]] int sessions() const
    {
        return ask(u"SELECT count(*) FROM pg_stat_activity WHERE application_name = 'howdah: query'"_s).toInt();
    }
    [[nodiscard]] static QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QString file(const QString &name, const QByteArray &bytes) const
    {
        QFile made(m_folder.filePath(name));
        if (!made.open(QIODevice::WriteOnly) || made.write(bytes) != bytes.size())
            qFatal("no file");
        return made.fileName();
    }
    template <typename Kind>
    [[nodiscard]] Kind *seen(const QString &name = {}) const
    {
        for (Kind *one : m_page->findChildren<Kind *>(name)) {
            if (one->isVisible())
                return one;
        }
        return nullptr;
    }
    void press(const QString &nameOrText) const
    {
        for (auto *one : m_page->findChildren<QAbstractButton *>()) {
            if (one->isVisible() && (one->objectName() == nameOrText || one->text() == nameOrText))
                return one->click();
        }
        QFAIL(qPrintable(u"no button "_s + nameOrText));
    }
};

} // namespace howdah::test
