// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/readonly/readingmode.h"
#include "connection/session/copyfeed.h"
#include "connection/session/serverconnection.h"
#include "connection/session/sessionoptions.h"

namespace howdah::connection {

// Sends statements on a connection, one at a time or many at once, and reads what they answer. Holds what the server
// knows of them: those that it has parsed for the whole session. On the session's thread.
class StatementSender final
{
public:
    StatementSender(ServerConnection &connection, const SessionOptions &options, const ReadingMode &mode);

    [[nodiscard]] Result<Answer> query(const Statement &statement);
    [[nodiscard]] Result<Answer> stream(const Statement &statement, const RowSink &sink);
    [[nodiscard]] Result<Description> describe(const QString &sql);
    [[nodiscard]] Result<Answer> copyIn(const QString &sql, const CopyFeed &feed);
    [[nodiscard]] Result<Answer> copyOut(const QString &sql, const CopySink &sink);
    [[nodiscard]] Result<PipelineAnswer>
    pipeline(const std::vector<Statement> &statements, const PipelineProgress &progress);

    // Hears how far a pipeline has come whenever the next answer is not there yet; empty: nobody does.
    using Growing = std::function<void(const PipelineAnswer &)>;
    void setGrowing(Growing growing) { m_growing = std::move(growing); }

private:
    Result<void> send(const Statement &statement);
    Result<void> ended(const Answer &answer, const QString &statement);
    Result<Answer> finished(PGresult *result, const QString &statement, Answer answer);
    [[nodiscard]] Standing standing() const;
    Result<PgResult> described(int sent, const QString &sql);
    void noteSettings(const Answer &answer);

    // The names under which statements of a pipeline are prepared on the way; by their addresses.
    using Preparations = QHash<const Statement *, QByteArray>;
    Result<void> sendPrepared(const Statement &statement, Preparations &preparations);
    Result<void>
    sendAll(const std::vector<Statement> &statements, const PipelineProgress &progress, Preparations &preparations);
    Result<std::optional<Answer>> readPipelined(const QString &sql);
    Result<void> readPipeline(
        const std::vector<Statement> &statements, const Preparations &preparations, const PipelineProgress &progress,
        PipelineAnswer &answer);
    Result<void> readSync(const QString &last, PipelineAnswer &answer);
    void rollbackIfOpen();

    Result<Answer> notCopy(PGresult *result, const QString &sql, const QString &message);
    [[nodiscard]] Result<bool> flushCopyData();
    Result<bool> putCopyData(const QByteArray &chunk);

    ServerConnection &m_connection;
    QByteArray m_standardStrings; // as they were reported last
    QByteArray m_clientEncoding;
    const SessionOptions &m_options;
    const ReadingMode &m_mode;
    Growing m_growing;
    QHash<QString, QByteArray> m_prepared; // texts that the server knows, with their names
    quint64 m_preparedCount = 0;
};

} // namespace howdah::connection
