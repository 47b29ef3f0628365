// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/edit/saver.h"

#include "data/edit/saveproblems.h"
#include "data/page/tr.h"

#include <QElapsedTimer>
#include <QThread>

#include <algorithm>
#include <span>

using namespace Qt::StringLiterals;

namespace howdah::data {

using connection::Answer;
using connection::PipelineAnswer;
using connection::RowBatch;
using connection::Session;
using connection::Statement;

// Statements that are on their way at once: their answers are held in memory until all are there.
static constexpr size_t statementsAtOnce = 500;
static constexpr int settlePauseMs = 50;

namespace {

// One save, step by step.
class Saving final
{
public:
    Saving(Session &session, const EditTarget &target, const std::vector<StagedRow> &rows, const SaveOptions &options)
        : m_session(session)
        , m_target(target)
        , m_rows(rows)
        , m_options(options)
        , m_answers(rows.size())
    {
    }

    SaveReport run();

private:
    bool sendAll();
    bool sendSome(std::span<const SaveStatement> part);
    void take(const SaveStatement &statement, const Answer &answer);
    void refused(const SaveStatement &statement, const Error &error);
    bool judge();
    bool readBack();
    void commit();
    void settleCommit(const Error &error);
    void finish();
    void hideDetails();
    void fail(const Error &error) { m_report.error = error; }
    [[nodiscard]] bool isStopped();
    void rollback();

    Session &m_session;
    const EditTarget &m_target;
    const std::vector<StagedRow> &m_rows;
    const SaveOptions &m_options;
    std::vector<RowAnswers> m_answers;
    TransactionId m_transaction;
    SaveReport m_report;
    qsizetype m_sent = 0;
};

// A late Session::cancel() may hit it; nothing may stay in a transaction.
void Saving::rollback()
{
    constexpr int mostTries = 5;
    for (int i = 0; i < mostTries && m_session.isOpen(); ++i) {
        const auto answer = m_session.query({u"ROLLBACK"_s, {}}).result();
        if (answer || answer.error().kind != ErrorKind::Cancelled)
            return;
    }
}

// Whether the save was called off before this point.
bool Saving::isStopped()
{
    if (!m_options.stop.stop_requested())
        return false;
    fail(makeError(ErrorKind::Cancelled, tr("The save was cancelled"), tr("Nothing was changed.")));
    rollback();
    return true;
}

void Saving::take(const SaveStatement &statement, const Answer &answer)
{
    const auto counted = [&answer] { return answer.rows.rowCount() == 1 ? answer.rows.integer(0, 0) : -1; };
    switch (statement.role) {
    case SaveRole::Begin:
    case SaveRole::Constraints:
        return;
    case SaveRole::Identify:
        m_transaction = transactionIn(answer.rows);
        return;
    case SaveRole::CountBefore:
        m_answers[statement.row].before = counted();
        return;
    case SaveRole::CountAgain:
        m_answers[statement.row].again = counted();
        return;
    case SaveRole::CountAfter:
        m_answers[statement.row].after = counted();
        return;
    case SaveRole::Change:
        break;
    }
    RowAnswers &row = m_answers[statement.row];
    row.changed = answer.affectedRows;
    const bool deletes = m_rows[statement.row].kind == ChangeKind::Delete;
    // The tag and the rows must tell the same: a rule can make them differ.
    if (row.changed == 1 && answer.rows.rowCount() != 1)
        row.changed = answer.rows.rowCount();
    if (answer.rows.rowCount() == 1 && !deletes)
        row.now = basisIn(m_target, answer.rows, 0);
    ++m_sent;
    if (m_options.progress)
        m_options.progress(m_sent, qsizetype(m_rows.size()));
}

void Saving::refused(const SaveStatement &statement, const Error &error)
{
    fail(error);
    if (statement.role == SaveRole::Begin || statement.role == SaveRole::Identify)
        return;
    if (statement.role == SaveRole::Constraints) {
        m_report.problems = problemsOfLateCheck(m_target, m_rows, m_answers, error);
        if (!m_report.problems.empty())
            return;
        if (auto found = tryLateCheck(m_session, m_target, m_rows, error))
            m_report.problems.push_back(std::move(*found));
        return;
    }
    const StagedRow &row = m_rows[statement.row];
    m_report.problems.push_back(
        {.key = row.key,
         .kind = RowProblem::Kind::Error,
         .error = error,
         .columns = columnsOfError(m_target, row, error)});
}

bool Saving::sendSome(std::span<const SaveStatement> part)
{
    std::vector<Statement> statements;
    statements.reserve(part.size());
    for (const SaveStatement &statement : part)
        statements.push_back(statement.statement);
    const QFuture<Result<PipelineAnswer>> sent = m_session.pipeline(std::move(statements));
    // What was stopped before this was queued has cancelled something else.
    if (m_options.stop.stop_requested())
        m_session.cancel();
    const Result<PipelineAnswer> answer = sent.result();
    if (!answer) {
        fail(answer.error());
        rollback();
        return false;
    }
    for (size_t i = 0; i < answer->answers.size(); ++i)
        take(part[i], answer->answers[i]);
    if (!answer->error)
        return true;
    rollback();
    refused(part[answer->answers.size()], *answer->error);
    return false;
}

bool Saving::sendAll()
{
    const std::vector<SaveStatement> statements = saveStatements(m_target, m_rows, m_options);
    for (size_t at = 0; at < statements.size(); at += statementsAtOnce) {
        const size_t count = std::min(statementsAtOnce, statements.size() - at);
        if (isStopped() || !sendSome(std::span(statements).subspan(at, count)))
            return false;
    }
    return true;
}

// Whether every row was changed, and no other.
bool Saving::judge()
{
    for (size_t i = 0; i < m_rows.size(); ++i) {
        if (auto problem = problemIn(m_target, m_rows[i], m_answers[i]))
            m_report.problems.push_back(std::move(*problem));
    }
    if (m_report.problems.empty())
        return true;
    rollback();
    explainProblems(m_session, m_target, m_rows, m_report.problems);
    fail(m_report.problems.front().error);
    return false;
}

// What triggers made of the rows after the statements had returned them.
bool Saving::readBack()
{
    if (!m_target.readsBack || m_target.identification == Identification::Values)
        return true;
    std::vector<Statement> statements;
    std::vector<size_t> about;
    for (size_t i = 0; i < m_rows.size(); ++i) {
        if (!m_answers[i].now)
            continue;
        if (auto statement = currentRowStatement(m_target, *m_answers[i].now)) {
            statements.push_back(std::move(*statement));
            about.push_back(i);
        }
    }
    const Result<PipelineAnswer> answer = m_session.pipeline(std::move(statements)).result();
    if (const Error *error = failureOf(answer)) {
        fail(*error);
        rollback();
        return false;
    }
    for (size_t i = 0; i < about.size(); ++i) {
        const RowBatch &rows = answer->answers[i].rows;
        if (rows.rowCount() == 1) {
            m_answers[about[i]].now = basisIn(m_target, rows, 0);
        } else if (m_target.identification == Identification::Key) {
            const Error error = makeError(
                ErrorKind::Conflict, tr("The row no longer existed at the end of the save"),
                tr("A trigger or a rule of the table removed it, or a policy hides it."));
            m_report.problems.push_back(
                {.key = m_rows[about[i]].key, .kind = RowProblem::Kind::Refused, .error = error});
        }
    }
    if (m_report.problems.empty())
        return true;
    rollback();
    fail(m_report.problems.front().error);
    return false;
}

void Saving::settleCommit(const Error &error)
{
    fail(error);
    if (m_session.isOpen()) {
        rollback();
        m_report.outcome = settle(m_session, m_transaction);
        return;
    }
    m_report.outcome = SaveOutcome::Unknown;
    if (!m_options.reconnect)
        return;
    if (const auto session = m_options.reconnect())
        m_report.outcome = settle(**session, m_transaction);
}

void Saving::commit()
{
    if (m_options.beforeCommit) {
        if (auto noted = m_options.beforeCommit(m_transaction); !noted) {
            fail(noted.error());
            return rollback();
        }
    }
    m_report.transaction = m_transaction;
    const Result<Answer> answer = m_session.query({u"COMMIT"_s, {}}).result();
    if (!answer)
        return settleCommit(answer.error());
    // COMMIT of a transaction that has failed answers ROLLBACK.
    if (answer->command == "COMMIT")
        m_report.outcome = SaveOutcome::Saved;
    else
        fail(makeError(ErrorKind::Server, tr("The server rolled the transaction back")));
}

void Saving::finish()
{
    if (m_report.outcome == SaveOutcome::NotSaved)
        return;
    for (size_t i = 0; i < m_rows.size(); ++i) {
        SavedRow saved{.key = m_rows[i].key, .kind = m_rows[i].kind};
        if (m_answers[i].now) {
            saved.now = *m_answers[i].now;
            saved.altered = alteredColumns(m_rows[i], saved.now);
        }
        m_report.saved.push_back(std::move(saved));
    }
    if (m_report.outcome == SaveOutcome::Saved)
        m_report.error.reset();
}

// The server's details quote the row ("Failing row contains ..."), with what nobody has asked to see.
void Saving::hideDetails()
{
    if (m_target.sensitive.empty())
        return;
    const auto hide = [](Error &error) {
        if (!error.sqlState.isEmpty() && !error.detail.isEmpty())
            error.detail = tr("The server's detail is hidden, as it may quote sensitive values.");
    };
    for (RowProblem &problem : m_report.problems)
        hide(problem.error);
    if (m_report.error)
        hide(*m_report.error);
}

SaveReport Saving::run()
{
    QElapsedTimer clock;
    clock.start();
    if (m_rows.empty()) {
        m_report.outcome = SaveOutcome::Saved;
        return m_report;
    }
    if (sendAll() && judge() && readBack() && !isStopped())
        commit();
    finish();
    hideDetails();
    m_report.milliseconds = double(clock.nsecsElapsed()) / 1e6;
    return m_report;
}

} // namespace

SaveReport
save(Session &session, const EditTarget &target, const std::vector<StagedRow> &rows, const SaveOptions &options)
{
    return Saving(session, target, rows, options).run();
}

static Statement settleStatement(const TransactionId &transaction)
{
    Parameters parameters;
    const QString status = u"SELECT pg_catalog.txid_status("_s + parameters.bind(transaction.xid, u"bigint") + u"), "_s
                         + clusterSql(!transaction.system.isEmpty());
    return {status, parameters.values()};
}

SaveOutcome settle(Session &session, const TransactionId &transaction, int patienceMs)
{
    QElapsedTimer clock;
    clock.start();
    while (true) {
        const Result<Answer> answer = session.query(settleStatement(transaction)).result();
        // A number that the cluster has not reached: a crash lost the transaction before anything of it was kept.
        if (!answer && answer.error().sqlState == "22023"_L1)
            return SaveOutcome::NotSaved;
        if (!answer || answer->rows.rowCount() != 1)
            return SaveOutcome::Unknown;
        const RowBatch &row = answer->rows;
        // Another cluster, or one that took over, may have given the number to another transaction.
        if (row.bytes(0, 1) != transaction.system || row.bytes(0, 2) != transaction.timeline)
            return SaveOutcome::Unknown;
        const QByteArrayView status = row.bytes(0, 0);
        if (status == "committed")
            return SaveOutcome::Saved;
        if (status == "aborted")
            return SaveOutcome::NotSaved;
        // In progress: the server has not noticed yet that its client is gone. Too old to know: nothing.
        if (status != "in progress" || clock.elapsed() >= patienceMs)
            return SaveOutcome::Unknown;
        QThread::msleep(settlePauseMs);
    }
}

} // namespace howdah::data
