// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/dialects.h"
#include "migration/run/runner.h"
#include "migration/history/versionlookup.h"
#include "support/testserver.h"

#include <QTest>

namespace howdah::test {

// A new database, and a source with the dialect that its pack names.
class DialectFixture final
{
public:
    DialectFixture(const TestServer &server, const migration::Files &files)
        : m_server(server)
        , m_name(server.createDatabase(QStringLiteral("dialect")))
        , m_session(open())
    {
        setFiles(files);
    }

    void setFiles(const migration::Files &files)
    {
        source = migration::parseSource(files);
        auto made = migration::makeDialect(source.pack);
        if (!made)
            qFatal("%s", qPrintable(describe(made.error())));
        dialect = std::move(*made);
    }

    [[nodiscard]] connection::ConnInfo connInfo() const { return m_server.connInfo(m_name); }
    [[nodiscard]] connection::Session &session() { return *m_session; }
    [[nodiscard]] std::unique_ptr<connection::Session> open() const
    {
        auto session = std::make_unique<connection::Session>(
            connection::SessionOptions{.name = QStringLiteral("test"), .names = connection::Names::OfDatabase});
        const auto facts = session->open(m_server.connInfo(m_name)).result();
        if (!facts)
            qFatal("%s", qPrintable(describe(facts.error())));
        return session;
    }

    // psql's output, or its error: psql is the judge.
    [[nodiscard]] QString psql(const QString &sql) const
    {
        const Result<QString> output = m_server.psql(m_name, sql);
        return (output ? *output : describe(output.error())).trimmed();
    }

    // What must not fail.
    void prepare(const QString &sql) const
    {
        if (const Result<QString> output = m_server.psql(m_name, sql); !output)
            qFatal("%s", qPrintable(describe(output.error())));
    }

    [[nodiscard]] migration::History history()
    {
        const Result<migration::History> read = readHistory(*m_session, *dialect);
        if (!read)
            qFatal("%s", qPrintable(describe(read.error())));
        return *read;
    }

    [[nodiscard]] migration::Version version(const QString &text)
    {
        const auto found = findVersion(source, history(), text);
        if (!found)
            qFatal("%s", qPrintable(describe(found.error())));
        return *found;
    }

    [[nodiscard]] migration::Plan plan(const migration::Request &request = {})
    {
        migration::History seen = history();
        std::vector<migration::Version> versions;
        for (const migration::Record &record : seen.records)
            versions.push_back(record.version);
        if (auto read = readTexts(*m_session, *dialect, seen, versions); !read)
            qFatal("%s", qPrintable(describe(read.error())));
        return makePlan(source, seen, request);
    }

    // What went wrong, or nothing.
    QString run(const migration::Request &request = {})
    {
        const migration::Plan planned = plan(request);
        if (!planned.canRun())
            return QStringLiteral("refused: ") + planned.refusals.front().message;
        const auto report = migration::run(*m_session, *dialect, source, planned);
        if (!report)
            return describe(report.error());
        return report->failure ? describe(report->failure->error) : QString();
    }
    QString up() { return run(); }
    QString down() { return run({.direction = migration::Direction::Down}); }

    // Writes a mark as the command does: its statements in one transaction.
    QString mark(const QString &text, migration::Mark mark)
    {
        const migration::History seen = history();
        const migration::Version which = version(text);
        const migration::Migration *migration = source.find(which);
        migration::Entering entering;
        entering.version = which;
        entering.known = seen.find(which) != nullptr;
        if (migration) {
            entering.name = migration->name;
            entering.checksumUp = migration->up.checksum;
        }
        std::vector<connection::Statement> statements{{QStringLiteral("BEGIN"), {}}};
        for (connection::Statement &statement : dialect->ensure(seen))
            statements.push_back(std::move(statement));
        for (connection::Statement &statement : dialect->marked(entering, mark))
            statements.push_back(std::move(statement));
        statements.push_back({QStringLiteral("COMMIT"), {}});
        const auto answer = m_session->pipeline(statements).result();
        if (!answer)
            return describe(answer.error());
        return answer->error ? describe(*answer->error) : QString();
    }

    // "001-users applied" of every migration.
    [[nodiscard]] QStringList states()
    {
        QStringList lines;
        for (const migration::Entry &entry : compare(source, history()))
            lines << label(entry.version, entry.name) + QLatin1Char(' ') + stateName(entry.state);
        return lines;
    }

    migration::Source source;
    std::unique_ptr<migration::Dialect> dialect;

private:
    TestServer m_server;
    QString m_name;
    std::unique_ptr<connection::Session> m_session;
};

} // namespace howdah::test
