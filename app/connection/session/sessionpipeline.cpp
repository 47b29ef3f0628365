// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of SessionWorker that sends many statements at once.
#include "connection/session/sessionworker.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;

namespace howdah::connection {

Result<PipelineAnswer>
SessionWorker::runPipeline(const std::vector<Statement> &statements, const PipelineProgress &progress)
{
    for (const Statement &statement : statements) {
        if (auto ready = usable(statement); !ready)
            return fail(ready.error());
    }
    PipelineAnswer answer;
    if (m_telling)
        m_telling->answer = &answer;
    m_stake = stakeOf(statements);
    PQenterPipelineMode(m_connection);
    Result<void> outcome;
    Preparations preparations;
    for (const Statement &statement : statements) {
        if (statement.sql.startsWith("DEALLOCATE"_L1))
            m_prepared.clear(); // what follows in this pipeline must not count on it
        outcome = statement.prepared ? sendPrepared(statement, preparations) : send(statement);
        if (!outcome)
            break;
        if (progress && !statement.unhurried && &statement != &statements.back())
            PQsendFlushRequest(m_connection);
    }
    if (outcome && PQpipelineSync(m_connection) != 1)
        outcome = fail(lineLost({}));
    if (outcome)
        outcome = readPipeline(statements, preparations, progress, answer);
    if (m_telling)
        m_telling->answer = nullptr;
    if (!m_lost) {
        PQexitPipelineMode(m_connection);
        noteTransaction();
        rollbackIfOpen();
        noteParameters();
        readNotifications();
    }
    if (!outcome)
        return fail(outcome.error());
    return answer;
}

// The first time the server is told the text under a name; that is an answer of its own, before that of the statement.
Result<void> SessionWorker::sendPrepared(const Statement &statement, Preparations &preparations)
{
    QByteArray name = m_prepared.value(statement.sql);
    if (name.isEmpty()) {
        name = "howdah_" + QByteArray::number(++m_preparedCount);
        if (PQsendPrepare(m_connection, name.constData(), statement.sql.toUtf8().constData(), 0, nullptr) != 1)
            return fail(notSent(statement.sql));
        preparations.insert(&statement, name);
    }
    std::vector<const char *> values;
    values.reserve(statement.parameters.size());
    for (const auto &parameter : statement.parameters)
        values.push_back(parameter ? parameter->constData() : nullptr);
    if (PQsendQueryPrepared(m_connection, name.constData(), int(values.size()), values.data(), nullptr, nullptr, 0)
        != 1)
        return fail(notSent(statement.sql));
    return {};
}

// What the server made of one message; nothing when it skipped it because of an earlier error.
Result<std::optional<Answer>> SessionWorker::readPipelined(const QString &sql)
{
    m_received.reset();
    const PgResult result = nextResult();
    if (!result)
        return fail(lineLost(sql));
    std::optional<Answer> answer;
    Result<void> outcome;
    if (PQresultStatus(result.get()) != PGRES_PIPELINE_ABORTED) {
        Answer one;
        if (PQresultStatus(result.get()) == PGRES_TUPLES_OK) {
            one.rows = RowBatch(columnsOf(result.get()));
            appendRows(result.get(), one.rows);
        }
        Result<Answer> done = finished(result.get(), sql, std::move(one));
        if (done)
            answer = std::move(*done);
        else
            outcome = fail(done.error());
    }
    while (!m_lost && nextResult()) {
    } // the null that ends this message
    if (!m_lost && PQstatus(m_connection) == CONNECTION_BAD)
        return fail(lineLost(sql));
    if (!outcome)
        return fail(outcome.error());
    return answer;
}

Result<void> SessionWorker::readPipeline(
    const std::vector<Statement> &statements, const Preparations &preparations, const PipelineProgress &progress,
    PipelineAnswer &answer)
{
    QElapsedTimer clock;
    clock.start();
    for (const Statement &statement : statements) {
        Result<std::optional<Answer>> done = std::optional<Answer>();
        if (const QByteArray name = preparations.value(&statement); !name.isEmpty()) {
            done = readPipelined(statement.sql);
            if (done && *done)
                m_prepared.insert(statement.sql, name);
        }
        // The server answers the message behind a refused one as well: that it was skipped.
        if (const Result<std::optional<Answer>> own = m_lost ? done : readPipelined(statement.sql); done)
            done = own;
        if (m_lost)
            return fail(done ? lineLost(statement.sql) : done.error());
        if (!done) {
            answer.error = done.error();
            continue;
        }
        if (!*done)
            continue;
        Answer &one = **done;
        one.milliseconds = double(clock.nsecsElapsed()) / 1e6;
        clock.restart();
        if (progress)
            progress(&statement - statements.data(), one);
        answer.answers.push_back(std::move(one));
    }
    return readSync(statements.empty() ? QString() : statements.back().sql, answer);
}

// The end of the pipeline. Without a transaction of its own it is committed only now, which may fail, as by a deferred
// constraint: then nothing of it was done.
Result<void> SessionWorker::readSync(const QString &last, PipelineAnswer &answer)
{
    PgResult sync = nextResult();
    while (sync && PQresultStatus(sync.get()) == PGRES_FATAL_ERROR) {
        const Error error = failure(sync.get(), last, true);
        if (m_lost)
            return fail(error);
        if (!answer.error) {
            answer.error = error;
            if (!answer.answers.empty())
                answer.answers.pop_back();
        }
        sync = nextResult();
        if (!sync && PQstatus(m_connection) == CONNECTION_OK)
            sync = nextResult(); // behind the null that ends the error
    }
    if (!sync || PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC)
        return fail(lineLost(last));
    return {};
}

void SessionWorker::rollbackIfOpen()
{
    if (PQtransactionStatus(m_connection) == PQTRANS_INERROR)
        (void)runQuery({u"ROLLBACK"_s, {}});
}

} // namespace howdah::connection
