// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/promptstore.h"
#include "support/testserver.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <atomic>

namespace howdah::test {

template <typename Value>
Value expected(Result<Value> result)
{
    if (!result)
        qFatal("%s", qPrintable(describe(result.error())));
    return *std::move(result);
}
inline void expected(const Result<void> &result)
{
    if (!result)
        qFatal("%s", qPrintable(describe(result.error())));
}

// A database of its own with the deepref pack, and a session on it.
class PromptDatabase final
{
public:
    explicit PromptDatabase(const TestServer &server)
        : m_server(server)
    {
        // Copied from one that has the pack: quicker than applying it for each test.
        static const QString pack = makePack(server);
        static std::atomic<int> copies = 0;
        m_name = QStringLiteral("prompts_%1").arg(++copies);
        expected(server.psql(
            QStringLiteral("postgres"), QStringLiteral("CREATE DATABASE %1 TEMPLATE %2").arg(m_name, pack)));
        m_session = open(server.connInfo(m_name));
        table = expected(prompt::findPromptTables(*m_session)).front();
    }

    // As the console's; with the names of the database another program's.
    [[nodiscard]] static std::unique_ptr<connection::Session>
    open(const connection::ConnInfo &info, connection::Names names = connection::Names::OfPostgres)
    {
        auto session = std::make_unique<connection::Session>(
            connection::SessionOptions{.name = QStringLiteral("test"), .names = names});
        expected(session->open(info).result());
        return session;
    }

    [[nodiscard]] const QString &name() const { return m_name; }
    [[nodiscard]] connection::ConnInfo info() const { return m_server.connInfo(m_name); }
    [[nodiscard]] QString uri() const { return connection::toUri(info()); }
    [[nodiscard]] connection::Session &session() { return *m_session; }

    // Everything that a server can log, for sessions from now on, among them this one.
    void logEverything()
    {
        for (const char *setting :
             {"log_statement = 'all'", "log_min_duration_statement = 0", "log_parameter_max_length = -1",
              "log_parameter_max_length_on_error = -1"})
            run(QStringLiteral("ALTER DATABASE %1 SET %2").arg(m_name, QLatin1String(setting)));
        m_session = open(info());
    }

    // What psql answers, or its error.
    [[nodiscard]] QString psql(const QString &sql) const
    {
        const Result<QString> output = m_server.psql(m_name, sql);
        return (output ? *output : describe(output.error())).trimmed();
    }
    void run(const QString &sql) const { expected(m_server.psql(m_name, sql)); }

    [[nodiscard]] static prompt::KeyRing ring(const QString &id, char byte)
    {
        prompt::KeyRing keys;
        expected(keys.add(id, expected(prompt::Key::from(QByteArray(32, byte))), QDateTime::fromSecsSinceEpoch(0)));
        return keys;
    }

    [[nodiscard]] static prompt::Prompt version(const QString &name, const QString &number, bool active = false)
    {
        return {
            .promptId = name + QStringLiteral("-v") + number,
            .name = name,
            .version = number,
            .model = QStringLiteral("claude-sonnet-4-5"),
            .systemPrompt = QStringLiteral("The secret of ") + name + QLatin1Char(' ') + number,
            .userPrompt = QStringLiteral("{{question}}"),
            .metadata = QStringLiteral("{\"a\": 1}"),
            .active = active};
    }

    void seed(const std::vector<prompt::Prompt> &wanted, const prompt::KeyRing &keys)
    {
        const auto plan = expected(prompt::planSync(wanted, stored(keys), {}, false));
        expected(prompt::applySync(*m_session, table, plan, keys, true));
    }

    [[nodiscard]] std::vector<prompt::StoredPrompt> stored(const prompt::KeyRing &keys)
    {
        return expected(prompt::readPrompts(*m_session, table, keys));
    }
    [[nodiscard]] prompt::StoredPrompt stored(const prompt::KeyRing &keys, const QString &promptId)
    {
        for (const prompt::StoredPrompt &row : stored(keys))
            if (row.prompt.promptId == promptId)
                return row;
        qFatal("no %s", qPrintable(promptId));
    }

    [[nodiscard]] QString idOf(const QString &promptId) const
    {
        return psql(QStringLiteral("SELECT id FROM ai_prompts WHERE \"promptId\" = '%1'").arg(promptId));
    }

    // Calls of a version; the expressions may use n, which counts from 1.
    void
    use(const QString &promptId, int calls, const QString &success = QStringLiteral("true"),
        const QString &milliseconds = QStringLiteral("10 * n"), const QString &tokens = QStringLiteral("100 * n"),
        const QString &at = QStringLiteral("now() - n * interval '1 minute'"),
        const QString &model = QStringLiteral("'m'"), const QString &error = QStringLiteral("NULL")) const
    {
        run(QStringLiteral(
                "SET session_replication_role = replica; INSERT INTO ai_interactions (\"sessionId\", \"promptId\", "
                "\"userInput\", \"aiResponse\", \"modelUsed\", \"tokensUsed\", \"responseTimeMs\", success, "
                "\"errorMessage\", \"createdAt\") SELECT uuid_generate_v4(), '%1', 'input ' || n, 'answer', %2, %3, "
                "%4, %5, %6, %7 FROM generate_series(1, %8) AS n")
                .arg(idOf(promptId), model, tokens, milliseconds, success, error, at, QString::number(calls)));
    }

    prompt::PromptTable table;

private:
    [[nodiscard]] static QString makePack(const TestServer &server)
    {
        const QString name = server.createDatabase(QStringLiteral("pack"));
        const QDir folder(QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/deepref"));
        for (const QString &file : folder.entryList({QStringLiteral("*.up.sql")}, QDir::Files, QDir::Name)) {
            QFile script(folder.filePath(file));
            if (!script.open(QIODevice::ReadOnly))
                qFatal("%s cannot be read", qPrintable(file));
            expected(server.psql(name, QString::fromUtf8(script.readAll())));
        }
        return name;
    }

    const TestServer &m_server;
    QString m_name;
    std::unique_ptr<connection::Session> m_session;
};

} // namespace howdah::test
