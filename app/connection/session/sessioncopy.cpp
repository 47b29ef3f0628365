// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of SessionWorker that moves COPY data.
#include "connection/session/sessionworker.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;

namespace howdah::connection {

bool SessionWorker::isCopy(const PGresult *result)
{
    return result && (PQresultStatus(result) == PGRES_COPY_IN || PQresultStatus(result) == PGRES_COPY_OUT);
}

// Ends a COPY that nobody asked for, so that the connection stays usable.
void SessionWorker::endCopy(const PGresult *result)
{
    if (PQresultStatus(result) == PGRES_COPY_IN)
        PQputCopyEnd(m_connection, "COPY needs its own call");
    else
        readCopyData([](QByteArrayView) { return false; });
}

// What the server has not taken yet must not pile up here: libpq would hold all of it, and move it with every send.
Result<bool> SessionWorker::flushCopyData()
{
    while (const int unsent = PQflush(m_connection)) {
        if (unsent < 0 || !waitForServer(true))
            return fail(lineLost({}));
        if (cancelAsked())
            return true;
    }
    return true;
}

// False when the server has refused the rest: its error is the next result.
Result<bool> SessionWorker::putCopyData(const QByteArray &chunk)
{
    while (true) {
        const int put = PQputCopyData(m_connection, chunk.constData(), int(chunk.size()));
        if (put == 1)
            return flushCopyData();
        if (put < 0) {
            if (PQstatus(m_connection) == CONNECTION_BAD)
                return fail(lineLost({}));
            return false;
        }
        if (!waitForServer(true))
            return fail(lineLost({}));
    }
}

// True when the sink took all of it.
bool SessionWorker::readCopyData(const CopySink &sink)
{
    bool wanted = true;
    while (true) {
        char *row = nullptr;
        const int size = PQgetCopyData(m_connection, &row, 1);
        if (size > 0) {
            const std::unique_ptr<char, decltype(&PQfreemem)> owned(row, &PQfreemem);
            m_received.reset();
            if (wanted && !(wanted = sink(QByteArrayView(row, size))))
                (void)cancelNow();
        } else if (size < 0 || !waitForServer(false)) {
            return wanted;
        }
    }
}

// The answer when something else than the right kind of COPY began.
Result<Answer> SessionWorker::notCopy(PGresult *result, const QString &sql, const QString &message)
{
    if (isCopy(result)) {
        endCopy(result);
        (void)drain(sql);
        return fail(ErrorKind::Usage, message);
    }
    const Result<Answer> done = finished(result, sql, {});
    (void)drain(sql);
    return done ? fail(ErrorKind::Usage, message) : done;
}

Result<Answer> SessionWorker::runCopyIn(const QString &sql, const CopySource &source)
{
    if (auto ready = usable({sql, {}}); !ready)
        return fail(ready.error());
    QElapsedTimer clock;
    clock.start();
    m_stake = m_inTransaction ? AtStake::Transaction : AtStake::Rows;
    if (auto sent = send({sql, {}}); !sent)
        return fail(sent.error());
    PgResult result = nextResult();
    if (!result || PQresultStatus(result.get()) != PGRES_COPY_IN) {
        return notCopy(result.get(), sql, tr("The statement is not COPY ... FROM STDIN"));
    }
    Result<bool> put = true;
    while (!cancelAsked() && put && *put) {
        const std::optional<QByteArray> chunk = source();
        if (!chunk)
            break;
        put = putCopyData(*chunk);
    }
    if (put) {
        if (!cancelAsked())
            m_stake = stakeOf(sql); // from here on the server may keep them
        PQputCopyEnd(m_connection, cancelAsked() ? "cancelled" : nullptr);
    }
    Result<Answer> done = put ? finished(nextResult().get(), sql, {}) : Result<Answer>(fail(put.error()));
    if (auto end = ended(done ? *done : Answer(), sql); !end && done)
        done = fail(end.error());
    if (!done && cancelAsked() && !m_lost)
        done.error().kind = ErrorKind::Cancelled;
    if (done)
        done->milliseconds = double(clock.nsecsElapsed()) / 1e6;
    return done;
}

Result<Answer> SessionWorker::runCopyOut(const QString &sql, const CopySink &sink)
{
    if (auto ready = usable({sql, {}}); !ready)
        return fail(ready.error());
    QElapsedTimer clock;
    clock.start();
    m_stake = m_inTransaction ? AtStake::Transaction : AtStake::Reading;
    if (auto sent = send({sql, {}}); !sent)
        return fail(sent.error());
    PgResult result = nextResult();
    if (!result || PQresultStatus(result.get()) != PGRES_COPY_OUT) {
        return notCopy(result.get(), sql, tr("The statement is not COPY ... TO STDOUT"));
    }
    const bool wanted = readCopyData(sink);
    Result<Answer> done = finished(nextResult().get(), sql, {});
    if (auto end = ended(done ? *done : Answer(), sql); !end && done)
        done = fail(end.error());
    if (!wanted && !done && done.error().sqlState == "57014"_L1)
        done = Answer();
    if (done)
        done->milliseconds = double(clock.nsecsElapsed()) / 1e6;
    return done;
}

} // namespace howdah::connection
