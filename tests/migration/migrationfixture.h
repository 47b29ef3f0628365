// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/sessioncontext.h"
#include "migration/history/nativehistory.h"
#include "migration/run/runner.h"
#include "support/testserver.h"

#include <QTest>

namespace howdah::test {

// A new database with an open session, and short words for what the tests of migrations do with it.
class MigrationFixture
{
public:
    explicit MigrationFixture(const TestServer &server)
        : m_server(server)
        , m_name(server.createDatabase(QStringLiteral("migration")))
        , m_session(open())
    {
    }

    [[nodiscard]] const QString &name() const { return m_name; }
    [[nodiscard]] connection::Session &session() { return *m_session; }
    [[nodiscard]] connection::ConnInfo connInfo() const
    {
        connection::ConnInfo info = m_server.connInfo(m_name);
        info.context = m_context;
        return info;
    }
    // Of all sessions to it.
    [[nodiscard]] connection::SessionContext &context() const { return *m_context; }
    [[nodiscard]] const migration::Dialect &dialect() const { return m_dialect; }

    [[nodiscard]] std::unique_ptr<connection::Session> open(const QString &name = QStringLiteral("test")) const
    {
        auto session = std::make_unique<connection::Session>(
            connection::SessionOptions{.name = name, .names = connection::Names::OfDatabase});
        const auto facts = session->open(connInfo()).result();
        if (!facts)
            qFatal("%s", qPrintable(describe(facts.error())));
        return session;
    }
    void reconnect() { m_session = open(); }

    // psql's output, or its error: psql is the judge.
    [[nodiscard]] QString psql(const QString &sql) const
    {
        const Result<QString> output = m_server.psql(m_name, sql);
        return (output ? *output : describe(output.error())).trimmed();
    }

    [[nodiscard]] migration::History history()
    {
        const Result<migration::History> read = readHistory(*m_session, m_dialect);
        if (!read)
            qFatal("%s", qPrintable(describe(read.error())));
        return *read;
    }

    [[nodiscard]] migration::Plan plan(const migration::Source &source, const migration::Request &request = {})
    {
        migration::History seen = history();
        std::vector<migration::Version> versions;
        for (const migration::Record &record : seen.records)
            versions.push_back(record.version);
        (void)readTexts(*m_session, m_dialect, seen, versions);
        return makePlan(source, seen, request);
    }

    Result<migration::RunReport>
    run(const migration::Source &source, const migration::Request &request = {},
        migration::RunObserver *observer = nullptr, std::stop_token stop = {},
        const migration::RunOptions &options = {})
    {
        return migration::run(*m_session, m_dialect, source, plan(source, request), options, observer, stop);
    }

    // "001 applied" of every row.
    [[nodiscard]] QStringList states(const migration::Source &source)
    {
        QStringList lines;
        for (const migration::Entry &entry : compare(source, history()))
            lines << entry.version.text() + QLatin1Char(' ') + stateName(entry.state);
        return lines;
    }

    // "applied 001" of every event, oldest first.
    [[nodiscard]] QStringList events() const
    {
        return psql(QStringLiteral("SELECT kind || ' ' || version FROM howdah.migration_event ORDER BY id"))
            .split(QLatin1Char('\n'));
    }

private:
    TestServer m_server;
    QString m_name;
    const std::shared_ptr<connection::SessionContext> m_context = std::make_shared<connection::SessionContext>();
    std::unique_ptr<connection::Session> m_session;
    migration::NativeDialect m_dialect;
};

// Pairs of up and down, numbered 001, 002, ...
[[nodiscard]] inline migration::Files numbered(const std::vector<std::pair<QByteArray, QByteArray>> &scripts)
{
    migration::Files files;
    int number = 0;
    for (const auto &[up, down] : scripts) {
        const QString stem = QStringLiteral("%1-m").arg(++number, 3, 10, QLatin1Char('0'));
        files[stem + QStringLiteral(".up.sql")] = up;
        files[stem + QStringLiteral(".down.sql")] = down;
    }
    return files;
}

} // namespace howdah::test
