// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/statementsender.h"

#include "base/propagate.h"
#include "connection/tr.h"

#include <QElapsedTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

StatementSender::StatementSender(ServerConnection &connection, const SessionOptions &options, const ReadingMode &mode)
    : m_connection(connection)
    , m_options(options)
    , m_mode(mode)
{
}

Standing StatementSender::standing() const
{
    return {.inTransaction = m_connection.inTransaction(), .guarded = m_mode.guarded};
}

// ---- one at a time

Result<void> StatementSender::send(const Statement &statement)
{
    const QByteArray sql = statement.sql.toUtf8();
    std::vector<const char *> values;
    values.reserve(statement.parameters.size());
    for (const auto &parameter : statement.parameters)
        values.push_back(parameter ? parameter->constData() : nullptr);
    const int sent = PQsendQueryParams(
        m_connection.get(), sql.constData(), int(values.size()), nullptr, values.data(), nullptr, nullptr, 0);
    if (sent != 1)
        return fail(m_connection.notSent(statement.sql));
    return {};
}

// When the statement as a whole has failed after its own answer: at the end of its transaction, as a deferred
// constraint, or because the connection went before the server had said that it was over.
Result<void> StatementSender::ended(const Answer &answer, const QString &statement)
{
    const Result<void> rest = m_connection.drain(statement);
    // Only COMMIT answers when all is done already.
    if (!rest && !(m_connection.isLost() && answer.command == "COMMIT"))
        return rest;
    return {};
}

// Completes the answer from the last result of a statement.
Result<Answer> StatementSender::finished(PGresult *result, const QString &statement, Answer answer)
{
    m_connection.takeNotices(answer);
    if (!result)
        return fail(m_connection.gone(statement));
    if (m_connection.limit().isExceeded())
        return fail(m_connection.limit().error());
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY)
        return fail(m_connection.failure(result, statement));
    answer.command = PQcmdStatus(result);
    if (answer.command.startsWith("DEALLOCATE") || answer.command == "DISCARD ALL")
        m_prepared.clear();
    answer.affectedRows = affectedRows(result);
    return answer;
}

Result<Answer> StatementSender::query(const Statement &statement)
{
    RETURN_IF_ERROR(m_connection.usable(statement));
    QElapsedTimer clock;
    clock.start();
    m_connection.setAtStake(stakeOf(statement.sql, standing()));
    m_connection.limit().begin();
    RETURN_IF_ERROR(send(statement));
    PgResult result = m_connection.nextResult();
    Answer answer;
    if (result && PQresultStatus(result.get()) == PGRES_TUPLES_OK) {
        answer.rows = RowBatch(columnsOf(result.get()));
        m_connection.limit().weigh(bytesOf(result.get()));
        if (!m_connection.limit().isExceeded())
            appendRows(result.get(), answer.rows);
    }
    Result<Answer> done =
        isCopy(result.get())
            ? fail(ErrorKind::Usage, tr("COPY cannot be run here"), tr("Use the import or export instead."))
            : finished(result.get(), statement.sql, std::move(answer));
    if (isCopy(result.get()))
        m_connection.endCopy(result.get());
    if (auto end = ended(done ? *done : Answer(), statement.sql); !end && done)
        done = fail(end.error());
    if (done) {
        done->milliseconds = double(clock.nsecsElapsed()) / 1e6;
        noteSettings(*done);
    }
    return done;
}

// What a statement may have changed that the server reports: the end of a transaction takes back its SET.
void StatementSender::noteSettings(const Answer &answer)
{
    static constexpr QByteArrayView tags[] = {"SET", "RESET", "ROLLBACK", "COMMIT", "DISCARD ALL"};
    // A function may set what decides how a text is read; nothing of its answer says so but these.
    const auto isAnother = [this](const char *name, QByteArray &known) {
        const QByteArray now = PQparameterStatus(m_connection.get(), name);
        return std::exchange(known, now) != now;
    };
    const bool strings = isAnother("standard_conforming_strings", m_standardStrings);
    const bool encoding = isAnother("client_encoding", m_clientEncoding);
    if (strings || encoding || std::ranges::find(tags, QByteArrayView(answer.command)) != std::end(tags))
        m_connection.noteParameters();
}

// What the server answers to one of the two messages of describe().
Result<PgResult> StatementSender::described(int sent, const QString &sql)
{
    if (sent != 1)
        return fail(m_connection.notSent(sql));
    PgResult result = m_connection.nextResult();
    Result<void> outcome;
    if (!result)
        outcome = fail(m_connection.gone(sql));
    else if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
        outcome = fail(m_connection.failure(result.get(), sql));
    if (const Result<void> end = ended({}, sql); !end && outcome)
        outcome = end;
    if (!outcome)
        return fail(outcome.error());
    return result;
}

// As the unnamed statement, which the next one replaces.
Result<Description> StatementSender::describe(const QString &sql)
{
    RETURN_IF_ERROR(m_connection.usable({sql, {}}));
    m_connection.setAtStake(m_connection.inTransaction() ? AtStake::Transaction : AtStake::Reading);
    m_connection.limit().begin();
    Answer said;
    Result<PgResult> parsed =
        described(PQsendPrepare(m_connection.get(), "", sql.toUtf8().constData(), 0, nullptr), sql);
    m_connection.takeNotices(said);
    if (!parsed)
        return fail(parsed.error());
    Result<PgResult> result = described(PQsendDescribePrepared(m_connection.get(), ""), sql);
    if (!result)
        return fail(result.error());
    Description description{.notices = std::move(said.notices)};
    for (int i = 0; i < PQnparams(result->get()); ++i)
        description.parameterTypes.push_back(PQparamtype(result->get(), i));
    if (PQnfields(result->get()) > 0)
        description.columns = columnsOf(result->get());
    return description;
}

Result<Answer> StatementSender::stream(const Statement &statement, const RowSink &sink)
{
    RETURN_IF_ERROR(m_connection.usable(statement));
    QElapsedTimer clock;
    clock.start();
    m_connection.setAtStake(stakeOf(statement.sql, standing()));
    m_connection.limit().begin();
    RETURN_IF_ERROR(send(statement));
    PQsetSingleRowMode(m_connection.get());
    constexpr qsizetype BatchBytes = 1 << 20;
    constexpr qint64 LongestHeldBackMs = 100;
    RowBatch batch;
    bool wanted = true;
    PgResult result;
    // What has come is not kept back while the server thinks about the next row.
    m_connection.setBeforeWaiting([&, handed = QElapsedTimer()]() mutable {
        if (!wanted || batch.rowCount() == 0 || (handed.isValid() && handed.elapsed() < LongestHeldBackMs))
            return;
        handed.start();
        auto columns = batch.sharedColumns();
        wanted = sink(std::exchange(batch, RowBatch(std::move(columns))));
        if (!wanted)
            (void)sendCancelRequest(m_connection.get());
    });
    while ((result = m_connection.nextResult()) && PQresultStatus(result.get()) == PGRES_SINGLE_TUPLE) {
        m_connection.limit().countAnew();
        if (!wanted)
            continue;
        if (!batch.sharedColumns())
            batch = RowBatch(columnsOf(result.get()));
        appendRows(result.get(), batch);
        if (batch.rowCount() >= m_options.batchRows || batch.byteCount() >= BatchBytes) {
            auto columns = batch.sharedColumns();
            wanted = sink(std::exchange(batch, RowBatch(std::move(columns))));
            if (!wanted)
                (void)sendCancelRequest(m_connection.get());
        }
    }
    m_connection.setBeforeWaiting({});
    if (wanted && result && PQresultStatus(result.get()) == PGRES_TUPLES_OK) {
        // An answer without rows still tells its columns.
        if (!batch.sharedColumns())
            batch = RowBatch(columnsOf(result.get()));
        wanted = sink(std::move(batch));
    }
    Result<Answer> done = finished(result.get(), statement.sql, {});
    if (auto end = ended(done ? *done : Answer(), statement.sql); !end && done)
        done = fail(end.error());
    if (!wanted && !done && done.error().sqlState == "57014"_L1)
        done = Answer();
    if (done) {
        done->milliseconds = double(clock.nsecsElapsed()) / 1e6;
        noteSettings(*done);
    }
    return done;
}

// ---- many at once

Result<PipelineAnswer>
StatementSender::pipeline(const std::vector<Statement> &statements, const PipelineProgress &progress)
{
    for (const Statement &statement : statements) {
        RETURN_IF_ERROR(m_connection.usable(statement));
    }
    PipelineAnswer answer;
    if (m_growing)
        m_connection.setBeforeWaiting([this, &answer] { m_growing(answer); });
    m_connection.setAtStake(stakeOf(statements, standing()));
    PQenterPipelineMode(m_connection.get());
    Preparations preparations;
    Result<void> outcome = sendAll(statements, progress, preparations);
    if (outcome)
        outcome = readPipeline(statements, preparations, progress, answer);
    m_connection.setBeforeWaiting({});
    if (!m_connection.isLost()) {
        PQexitPipelineMode(m_connection.get());
        m_connection.noteTransaction();
        rollbackIfOpen();
        m_connection.noteParameters();
        m_connection.readNotifications();
    }
    if (!outcome)
        return fail(outcome.error());
    return answer;
}

Result<void> StatementSender::sendAll(
    const std::vector<Statement> &statements, const PipelineProgress &progress, Preparations &preparations)
{
    for (const Statement &statement : statements) {
        if (statement.sql.startsWith("DEALLOCATE"_L1))
            m_prepared.clear(); // what follows in this pipeline must not count on it
        if (auto sent = statement.prepared ? sendPrepared(statement, preparations) : send(statement); !sent)
            return sent;
        if (progress && !statement.unhurried && &statement != &statements.back())
            PQsendFlushRequest(m_connection.get());
    }
    if (PQpipelineSync(m_connection.get()) != 1)
        return fail(m_connection.gone({}));
    return {};
}

// The first time the server is told the text under a name; that is an answer of its own, before that of the statement.
Result<void> StatementSender::sendPrepared(const Statement &statement, Preparations &preparations)
{
    QByteArray name = m_prepared.value(statement.sql);
    if (name.isEmpty()) {
        name = "howdah_" + QByteArray::number(++m_preparedCount);
        if (PQsendPrepare(m_connection.get(), name.constData(), statement.sql.toUtf8().constData(), 0, nullptr) != 1)
            return fail(m_connection.notSent(statement.sql));
        preparations.insert(&statement, name);
    }
    std::vector<const char *> values;
    values.reserve(statement.parameters.size());
    for (const auto &parameter : statement.parameters)
        values.push_back(parameter ? parameter->constData() : nullptr);
    if (PQsendQueryPrepared(
            m_connection.get(), name.constData(), int(values.size()), values.data(), nullptr, nullptr, 0)
        != 1)
        return fail(m_connection.notSent(statement.sql));
    return {};
}

// What the server made of one message; nothing when it skipped it because of an earlier error.
Result<std::optional<Answer>> StatementSender::readPipelined(const QString &sql)
{
    m_connection.limit().begin();
    const PgResult result = m_connection.nextResult();
    if (!result)
        return fail(m_connection.gone(sql));
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
    while (!m_connection.isLost() && m_connection.nextResult()) {
    } // the null that ends this message
    if (!m_connection.isLost() && PQstatus(m_connection.get()) == CONNECTION_BAD)
        return fail(m_connection.gone(sql));
    if (!outcome)
        return fail(outcome.error());
    return answer;
}

Result<void> StatementSender::readPipeline(
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
        if (const Result<std::optional<Answer>> own = m_connection.isLost() ? done : readPipelined(statement.sql); done)
            done = own;
        if (m_connection.isLost())
            return fail(done ? m_connection.gone(statement.sql) : done.error());
        if (!done) {
            answer.error = done.error();
            continue;
        }
        std::optional<Answer> &got = *done;
        if (!got)
            continue;
        Answer &one = *got;
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
Result<void> StatementSender::readSync(const QString &last, PipelineAnswer &answer)
{
    PgResult sync = m_connection.nextResult();
    while (sync && PQresultStatus(sync.get()) == PGRES_FATAL_ERROR) {
        const Error error = m_connection.failure(sync.get(), last, true);
        if (m_connection.isLost())
            return fail(error);
        if (!answer.error) {
            answer.error = error;
            if (!answer.answers.empty())
                answer.answers.pop_back();
        }
        sync = m_connection.nextResult();
        if (!sync && PQstatus(m_connection.get()) == CONNECTION_OK)
            sync = m_connection.nextResult(); // behind the null that ends the error
    }
    if (!sync || PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC)
        return fail(m_connection.gone(last));
    return {};
}

void StatementSender::rollbackIfOpen()
{
    if (PQtransactionStatus(m_connection.get()) == PQTRANS_INERROR)
        (void)query({u"ROLLBACK"_s, {}});
}

// ---- the data of COPY

// What the server has not taken yet must not pile up here: libpq would hold all of it, and move it with every send.
Result<bool> StatementSender::flushCopyData()
{
    while (const int unsent = PQflush(m_connection.get())) {
        if (unsent < 0 || !m_connection.waitForServer(true))
            return fail(m_connection.gone({}));
        if (m_connection.cancelAsked())
            return true;
    }
    return true;
}

// False when the server has refused the rest: its error is the next result.
Result<bool> StatementSender::putCopyData(const QByteArray &chunk)
{
    while (true) {
        const int put = PQputCopyData(m_connection.get(), chunk.constData(), int(chunk.size()));
        if (put == 1)
            return flushCopyData();
        if (put < 0) {
            if (PQstatus(m_connection.get()) == CONNECTION_BAD)
                return fail(m_connection.gone({}));
            return false;
        }
        if (!m_connection.waitForServer(true))
            return fail(m_connection.gone({}));
    }
}

// The answer when something else than the right kind of COPY began.
Result<Answer> StatementSender::notCopy(PGresult *result, const QString &sql, const QString &message)
{
    if (isCopy(result)) {
        m_connection.endCopy(result);
        (void)m_connection.drain(sql);
        return fail(ErrorKind::Usage, message);
    }
    const Result<Answer> done = finished(result, sql, {});
    (void)m_connection.drain(sql);
    return done ? fail(ErrorKind::Usage, message) : done;
}

Result<Answer> StatementSender::copyIn(const QString &sql, const CopyFeed &feed)
{
    RETURN_IF_ERROR(m_connection.usable({sql, {}}));
    QElapsedTimer clock;
    clock.start();
    m_connection.setAtStake(m_connection.inTransaction() ? AtStake::Transaction : AtStake::Rows);
    m_connection.limit().begin();
    RETURN_IF_ERROR(send({sql, {}}));
    PgResult result = m_connection.nextResult();
    if (!result || PQresultStatus(result.get()) != PGRES_COPY_IN) {
        return notCopy(result.get(), sql, tr("The statement is not COPY ... FROM STDIN"));
    }
    Result<bool> put = true;
    std::optional<Error> broken; // why there are no more data, though they have not ended
    while (!m_connection.cancelAsked() && put && *put && !broken) {
        const Result<std::optional<QByteArray>> chunk = feed();
        if (!chunk)
            broken = chunk.error();
        else if (!*chunk)
            break;
        else
            put = putCopyData(**chunk);
    }
    if (put) {
        const bool isWhole = !m_connection.cancelAsked() && !broken;
        if (isWhole)
            m_connection.setAtStake(stakeOf(sql, standing())); // from here on the server may keep them
        PQputCopyEnd(m_connection.get(), isWhole ? nullptr : broken ? "the data cannot be read" : "cancelled");
    }
    Result<Answer> done = put ? finished(m_connection.nextResult().get(), sql, {}) : Result<Answer>(fail(put.error()));
    if (auto end = ended(done ? *done : Answer(), sql); !end && done)
        done = fail(end.error());
    if (!done && broken && !m_connection.isLost())
        return fail(*std::move(broken)); // the server says only that we have ended it
    if (!done && m_connection.cancelAsked() && !m_connection.isLost())
        done.error().kind = ErrorKind::Cancelled;
    if (done)
        done->milliseconds = double(clock.nsecsElapsed()) / 1e6;
    return done;
}

Result<Answer> StatementSender::copyOut(const QString &sql, const CopySink &sink)
{
    RETURN_IF_ERROR(m_connection.usable({sql, {}}));
    QElapsedTimer clock;
    clock.start();
    m_connection.setAtStake(m_connection.inTransaction() ? AtStake::Transaction : AtStake::Reading);
    m_connection.limit().begin();
    RETURN_IF_ERROR(send({sql, {}}));
    PgResult result = m_connection.nextResult();
    if (!result || PQresultStatus(result.get()) != PGRES_COPY_OUT) {
        return notCopy(result.get(), sql, tr("The statement is not COPY ... TO STDOUT"));
    }
    const bool wanted = m_connection.readCopyData(sink);
    Result<Answer> done = finished(m_connection.nextResult().get(), sql, {});
    if (auto end = ended(done ? *done : Answer(), sql); !end && done)
        done = fail(end.error());
    if (!wanted && !done && done.error().sqlState == "57014"_L1)
        done = Answer();
    if (done)
        done->milliseconds = double(clock.nsecsElapsed()) / 1e6;
    return done;
}

} // namespace howdah::connection
