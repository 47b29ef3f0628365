// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/statementreporter.h"

#include "connection/readonly/refusals.h"

namespace howdah::connection {

StatementReporter::StatementReporter(
    const ServerConnection &connection, const ReadingMode &mode, const SessionContext &context, quint64 session,
    QString sessionName)
    : m_connection(connection)
    , m_mode(mode)
    , m_context(context)
    , m_session(session)
    , m_sessionName(std::move(sessionName))
{
}

StatementEvent StatementReporter::eventOf(const Statement &statement) const
{
    StatementEvent event;
    event.session = m_session;
    event.sessionName = m_sessionName;
    event.target = m_target;
    event.settings = m_settings;
    event.backendPid = m_connection.get() ? PQbackendPID(m_connection.get()) : 0;
    event.statement = &statement;
    return event;
}

static void setOutcome(StatementEvent &event, const Error &error, bool lost)
{
    event.error = &error;
    event.outcome = lost ? StatementEvent::Outcome::Unknown : StatementEvent::Outcome::Failed;
}

static void setOutcome(StatementEvent &event, const Answer &answer)
{
    event.command = answer.command;
    event.rows = answer.affectedRows;
    event.milliseconds = answer.milliseconds;
}

static void setOutcome(StatementEvent &event, const Result<Answer> &outcome, bool lost)
{
    if (outcome)
        setOutcome(event, *outcome);
    else
        setOutcome(event, outcome.error(), lost);
}

void StatementReporter::report(const Statement &statement, const Result<Answer> &outcome) const
{
    const auto observer = m_context.statementObserver();
    if (!observer)
        return;
    StatementEvent event = eventOf(statement);
    setOutcome(event, outcome, m_connection.isLost());
    // Where it is judged it cannot have changed anything: what counts is that it was tried.
    if (m_mode.judged || (m_mode.guarded && !outcome && isRefusal(outcome.error())))
        event.outcome = StatementEvent::Outcome::Refused;
    (*observer)({&event, 1});
}

void StatementReporter::record(const Statement &statement, const Result<Answer> &outcome) const
{
    const auto logger = m_context.statementLogger();
    if (!logger)
        return;
    StatementEvent event = eventOf(statement);
    setOutcome(event, outcome, m_connection.isLost());
    (*logger)({&event, 1});
}

void StatementReporter::record(const std::vector<Statement> &statements, const Result<PipelineAnswer> &outcome) const
{
    if (!m_context.statementLogger())
        return;
    for (std::size_t i = 0; i < statements.size(); ++i) {
        const Error *error = failureOf(outcome);
        if (outcome && i < outcome->answers.size())
            record(statements[i], outcome->answers[i]);
        else if (error && (!outcome || i == outcome->answers.size()))
            record(statements[i], fail(*error));
        else
            break; // skipped by the server
    }
}

void StatementReporter::begin(const std::vector<Statement> &statements)
{
    m_statements = &statements;
    m_reported = 0;
}

void StatementReporter::end()
{
    m_statements = nullptr;
    m_reported = 0;
}

// The server is busy with what comes behind them: now it costs no time. The last one may still fail at the end.
void StatementReporter::grown(const PipelineAnswer &answer)
{
    if (!m_statements)
        return;
    const std::size_t end = qMin(answer.answers.size(), m_statements->size() - 1);
    if (m_reported >= end)
        return;
    const auto observer = m_context.statementObserver();
    if (!observer)
        return;
    std::vector<StatementEvent> events;
    events.reserve(end - m_reported);
    for (std::size_t i = std::exchange(m_reported, end); i < end; ++i) {
        events.push_back(eventOf((*m_statements)[i]));
        setOutcome(events.back(), answer.answers[i]);
    }
    (*observer)(events);
}

void StatementReporter::report(
    const std::vector<Statement> &statements, const Result<PipelineAnswer> &outcome, bool holds)
{
    const auto observer = m_context.statementObserver();
    if (!observer)
        return;
    const bool undone = outcome && outcome->error && !holds;
    std::vector<StatementEvent> events;
    events.reserve(statements.size() - m_reported);
    for (std::size_t i = m_reported; i < statements.size(); ++i) {
        StatementEvent event = eventOf(statements[i]);
        const Error *error = failureOf(outcome);
        if (outcome && i < outcome->answers.size()) {
            setOutcome(event, outcome->answers[i]);
            if (undone)
                event.outcome = StatementEvent::Outcome::Undone;
        } else if (error && (!outcome || i == outcome->answers.size())) {
            setOutcome(event, *error, !outcome && m_connection.isLost());
        } else {
            break; // skipped by the server
        }
        events.push_back(event);
    }
    (*observer)(events);
}

} // namespace howdah::connection
