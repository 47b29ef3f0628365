// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/run/scriptrun.h"
#include "support/testserver.h"

#include <QTemporaryDir>
#include <QTest>

#include <future>

namespace howdah::test {

using namespace Qt::StringLiterals;
using namespace query;

// A database and a session on it that scripts are run on.
class RunFixture
{
protected:
    TestServer m_server;
    QString m_database;
    std::unique_ptr<connection::Session> m_session;
    QTemporaryDir m_folder;

    std::unique_ptr<connection::Session> open(const connection::ConnInfo &info) const
    {
        auto session = std::make_unique<connection::Session>(
            connection::SessionOptions{.name = u"query"_s, .names = connection::Names::OfDatabase});
        const auto opened = session->open(info).result();
        if (!opened)
            qFatal("%s", qPrintable(describe(opened.error())));
        return session;
    }
    RunReport run(const QByteArray &text, RunOptions options = {}, RunObserver *observer = nullptr)
    {
        const Script script(text);
        ScriptRun whole(*m_session, script, script.all(), std::move(options), observer);
        return whole.run();
    }
    QString ask(const QString &sql) const { return m_server.psql(m_database, sql)->trimmed(); }
    static QString valueOf(const Outcome &outcome)
    {
        if (!outcome.result || outcome.result->rowCount() == 0)
            return u"none"_s;
        const auto value = outcome.result->value(0, 0);
        return *value ? QString::fromUtf8(**value) : u"NULL"_s;
    }
    QString write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("no file");
        return file.fileName();
    }
    // Cancels as soon as a statement has begun at the server.
    template <typename When>
    RunReport runAndCancel(ScriptRun &whole, When when, int times = 1)
    {
        auto report = std::async(std::launch::async, [&] { return whole.run(); });
        while (!when() && report.wait_for(std::chrono::milliseconds(10)) != std::future_status::ready) {
        }
        for (int i = 0; i < times; ++i)
            whole.cancel();
        return report.get();
    }
    void openAnew()
    {
        m_database = m_server.createDatabase();
        m_session = open(m_server.connInfo(m_database));
    }
};

} // namespace howdah::test
