// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/readonly/readingmode.h"
#include "connection/session/serverconnection.h"
#include "connection/session/sessioncontext.h"

#include <optional>

namespace howdah::connection {

// Reports what one session was asked to do, and what came of it: to the observer what may have changed something and
// what was refused, to the logger everything (sessioncontext.h). On the session's thread.
class StatementReporter final
{
public:
    StatementReporter(
        const ServerConnection &connection, const ReadingMode &mode, const SessionContext &context, quint64 session,
        QString sessionName);

    void setTarget(const QString &target) { m_target = target; }
    // "name=value", parted by blanks.
    void setSettings(const QString &settings) { m_settings = settings; }

    // To the observer.
    void report(const Statement &statement, const Result<Answer> &outcome) const;
    // What was not reported on the way. Unless it `holds`, those before the one that failed went with it.
    void report(const std::vector<Statement> &statements, const Result<PipelineAnswer> &outcome, bool holds);
    // Of a pipeline whose answers stand whatever comes behind them: those that have come, while the server is busy with
    // the rest. Begins and ends with the pipeline.
    void begin(const std::vector<Statement> &statements);
    void grown(const PipelineAnswer &answer);
    void end();

    // To the logger.
    void record(const Statement &statement, const Result<Answer> &outcome) const;
    void record(const std::vector<Statement> &statements, const Result<PipelineAnswer> &outcome) const;

private:
    [[nodiscard]] StatementEvent eventOf(const Statement &statement) const;

    const ServerConnection &m_connection;
    const ReadingMode &m_mode;
    const SessionContext &m_context;
    const quint64 m_session;
    const QString m_sessionName;
    QString m_target;
    QString m_settings;
    const std::vector<Statement> *m_statements = nullptr; // of the pipeline that runs
    std::size_t m_reported = 0;                           // of them
};

} // namespace howdah::connection
