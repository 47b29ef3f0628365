// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of SessionWorker that waits for the server, and that says what it means when nobody is there any more.
#include "connection/session/sessionworker.h"
#include "sql/leadingwords.h"

#include <QElapsedTimer>

#include <algorithm>
#include <future>
#include <system_error>
#include <thread>

#include <sys/socket.h>

using namespace Qt::StringLiterals;

namespace howdah::connection {

// A cancel request that overtakes its query on the way is ignored by the server, so it is repeated at this interval.
constexpr int CancelRepeatMs = 50;
constexpr std::chrono::seconds CancelPatience(5);

// ---- waiting

// One round of waiting. False when the line is gone.
bool SessionWorker::waitForServer(bool writing)
{
    if (cancelAsked() && !cancelNow())
        return giveUp(tr("The server did not take the request to cancel"));
    QElapsedTimer waited;
    waited.start();
    const bool stirred =
        m_wakeup.wait(PQsocket(m_connection), writing, cancelAsked() ? CancelRepeatMs : m_line.patienceMs());
    m_wakeup.clear();
    if (stirred) {
        m_line.heard();
        setSilent(false);
    } else if (lineIsDead(int(waited.elapsed()))) {
        return giveUp(tr("The server has not answered for a while, and nothing that was sent arrives there any more"));
    }
    return consumeInput();
}

bool SessionWorker::consumeInput()
{
    m_received.beforeReading();
    const bool read = PQconsumeInput(m_connection) == 1;
    m_received.afterReading();
    return read && isWithinLimit();
}

// What is too large is cancelled; a server that goes on all the same is left.
bool SessionWorker::isWithinLimit()
{
    if (m_received.count() <= m_options.mostBytes)
        return true;
    if (m_received.count() > m_options.mostBytes + m_options.mostBytes / 2)
        return giveUp(tooLarge().message);
    if (!std::exchange(m_tooLarge, true))
        (void)cancelNow();
    return true;
}

Error SessionWorker::tooLarge() const
{
    return makeError(
        ErrorKind::Invalid, tr("The server's answer is larger than %1 MB").arg(m_options.mostBytes >> 20),
        tr("Ask for fewer rows or shorter values, or export them."));
}

// What no statement of ours can lead to: libpq would answer it again and again, without an end.
bool SessionWorker::isUnasked(const PGresult *result) const
{
    const ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COPY_BOTH || (isCopy(result) && PQpipelineStatus(m_connection) != PQ_PIPELINE_OFF);
}

bool SessionWorker::lineIsDead(int waitedMs)
{
    const LineWatch::State state = m_line.look(waitedMs);
    setSilent(state == LineWatch::State::Silent);
    return state == LineWatch::State::Dead;
}

void SessionWorker::setSilent(bool isSilent)
{
    if (std::exchange(m_isSilent, isSilent) != isSilent)
        Q_EMIT silent(isSilent);
}

// Hangs up, so that libpq knows it too and closing the connection waits for nobody. Always false.
bool SessionWorker::giveUp(const QString &why)
{
    if (!m_lastWords)
        m_lastWords = makeError(ErrorKind::Connection, why);
    shutdown(PQsocket(m_connection), SHUT_RDWR);
    // What had come before, as far as it is worth reading.
    for (int round = 0; round < 64 && PQconsumeInput(m_connection) == 1 && PQstatus(m_connection) == CONNECTION_OK;)
        ++round;
    return false;
}

// False when nobody took the request. It has a connection of its own, for which libpq waits without an end.
bool SessionWorker::cancelNow()
{
    PGcancel *request = PQgetCancel(m_connection);
    if (!request)
        return true;
    auto promise = std::make_shared<std::promise<void>>();
    const std::future<void> taken = promise->get_future();
    const auto ask = [request, promise] {
        char complaint[256];
        PQcancel(request, complaint, sizeof complaint); // a refused cancel is repeated by the next round
        PQfreeCancel(request);
        promise->set_value();
    };
    try {
        std::thread(ask).detach();
    } catch (const std::system_error &) {
        ask(); // no thread to be had
    }
    return taken.wait_for(CancelPatience) == std::future_status::ready;
}

// The next result, waiting as long as it takes; null when the statement has no more, or the line is gone.
PgResult SessionWorker::nextResult()
{
    while (true) {
        const int unsent = PQflush(m_connection);
        if (unsent < 0)
            return nullptr;
        if (unsent == 0 && !PQisBusy(m_connection)) {
            PgResult result(PQgetResult(m_connection));
            if (!result || !isUnasked(result.get()))
                return result;
            (void)giveUp(tr("The server began to copy data that nobody asked for"));
            return nullptr;
        }
        if (m_telling && m_telling->answer)
            tellAnswered();
        if (!waitForServer(unsent > 0))
            return nullptr;
    }
}

// Reads what is left of a statement: an error behind its answer, or that the line has gone before the end.
Result<void> SessionWorker::drain(const QString &statement)
{
    Result<void> outcome;
    while (!m_lost) {
        const PgResult result = nextResult();
        if (!result)
            break;
        if (isCopy(result.get()))
            endCopy(result.get());
        else if (outcome && PQresultStatus(result.get()) == PGRES_FATAL_ERROR)
            outcome = fail(failure(result.get(), statement, true));
    }
    if (!m_lost && PQstatus(m_connection) == CONNECTION_BAD)
        outcome = fail(lineLost(statement));
    if (m_lost)
        return outcome;
    noteTransaction();
    readNotifications();
    return outcome;
}

void SessionWorker::noteTransaction()
{
    switch (PQtransactionStatus(m_connection)) {
    case PQTRANS_IDLE:
        m_inTransaction = false;
        break;
    case PQTRANS_INTRANS:
    case PQTRANS_INERROR:
        m_inTransaction = true;
        break;
    case PQTRANS_ACTIVE:
    case PQTRANS_UNKNOWN:
        break; // as before
    }
}

// ---- what is at stake

static bool commits(const std::vector<QByteArray> &words)
{
    return words[0] == "COMMIT" || words[0] == "END"
        || (words[0] == "PREPARE" && words.size() > 1 && words[1] == "TRANSACTION");
}

// By its first words; in doubt it writes.
static bool onlyReads(const std::vector<QByteArray> &words)
{
    static constexpr QByteArrayView readers[] = {"SELECT", "TABLE",   "VALUES",     "SHOW",     "FETCH",  "SET",
                                                 "RESET",  "LISTEN",  "BEGIN",      "START",    "ABORT",  "CLOSE",
                                                 "MOVE",   "DECLARE", "DEALLOCATE", "ROLLBACK", "EXPLAIN"};
    if (std::ranges::find(readers, QByteArrayView(words[0])) == std::end(readers))
        return false;
    const auto has = [&words](QByteArrayView word) { return std::ranges::find(words, word) != words.end(); };
    return !(words[0] == "EXPLAIN" && has("ANALYZE")) && !(words[0] == "ROLLBACK" && has("PREPARED"))
        && !(words[0] == "SELECT" && has("INTO"));
}

constexpr std::size_t WordsLookedAt = 40;

// Two words decide nearly every statement.
static std::vector<QByteArray> decidingWords(const QString &sql)
{
    const QByteArray text = sql.toUtf8();
    std::vector<QByteArray> words = sql::leadingWords(text, 2);
    if (!words.empty() && (words[0] == "SELECT" || words[0] == "EXPLAIN" || words[0] == "ROLLBACK"))
        words = sql::leadingWords(text, WordsLookedAt);
    return words;
}

SessionWorker::AtStake SessionWorker::stakeOf(const QString &sql) const
{
    const std::vector<QByteArray> words = decidingWords(sql);
    if (m_guarded || words.empty())
        return m_inTransaction ? AtStake::Transaction : AtStake::Reading;
    if (m_inTransaction)
        return commits(words) ? AtStake::Outcome : AtStake::Transaction;
    return onlyReads(words) ? AtStake::Reading : AtStake::Outcome;
}

// All of it is sent at once, so how far the server came with it is not known.
SessionWorker::AtStake SessionWorker::stakeOf(const std::vector<Statement> &statements) const
{
    bool isOpen = m_inTransaction;
    bool onlyRead = true;
    for (const Statement &statement : statements) {
        const std::vector<QByteArray> words = decidingWords(statement.sql);
        if (m_guarded || words.empty())
            continue;
        const bool reads = onlyReads(words);
        onlyRead = onlyRead && (reads || commits(words));
        // A transaction that has only read leaves nothing to be unsure of.
        if (!onlyRead && (commits(words) || (!reads && !isOpen)))
            return AtStake::Outcome;
        isOpen = isOpen || words[0] == "BEGIN" || words[0] == "START";
    }
    return m_inTransaction ? AtStake::Transaction : onlyRead ? AtStake::Reading : AtStake::Transaction;
}

// ---- the line is gone

Error SessionWorker::lostError(const QString &statement) const
{
    Error error = connectionError(m_connection, statement);
    switch (m_stake) {
    case AtStake::Nothing:
        error.hint = tr("Nothing was running. Reconnect to go on.");
        break;
    case AtStake::Reading:
        error.hint = tr("Reconnect and ask again.");
        break;
    case AtStake::Transaction:
        error.message = tr("The connection to the server was lost, and the open transaction with it");
        error.hint =
            tr("The server rolls it back, and nothing of it is sent again. Reconnect, and repeat what is still "
               "wanted.");
        break;
    case AtStake::Undone:
        error.message = tr("The server ended the connection while this ran");
        error.hint = tr("It has changed nothing. Reconnect, and run it again if it is still wanted.");
        break;
    case AtStake::Rows:
        error.message = tr("The connection to the server was lost while rows were on their way");
        error.hint = tr("The server keeps none of them, because it was not told their end. Reconnect and send them "
                        "again.");
        break;
    case AtStake::Outcome:
        error.message = tr("The connection to the server was lost before it answered: the outcome is unknown");
        error.hint = tr("What ran may have taken effect, and nothing is sent again. Reconnect and look at the data "
                        "before you repeat it.");
        error.sqlState = OutcomeUnknown;
        break;
    }
    if (!m_lastWords)
        return error;
    error.detail = m_lastWords->message;
    if (error.sqlState.isEmpty())
        error.sqlState = m_lastWords->sqlState;
    return error;
}

Error SessionWorker::lineLost(const QString &statement)
{
    const bool first = !m_lost;
    if (first) {
        m_lost = lostError({});
        // At closing nothing may wait for somebody who is not there.
        if (PQsocket(m_connection) >= 0)
            shutdown(PQsocket(m_connection), SHUT_RDWR);
    }
    m_open = false;
    Error error = *m_lost;
    error.statement = statement;
    if (first) {
        setSilent(false);
        Q_EMIT lost(*m_lost);
    }
    return error;
}

// What is done as a whole or not at all, other than what commits on its way (VACUUM, CALL).
static bool isOneChange(const QString &statement)
{
    static constexpr QByteArrayView changes[] = {"INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "TRUNCATE", "WITH"};
    const std::vector<QByteArray> words = sql::leadingWords(statement.toUtf8(), 1);
    return !words.empty() && std::ranges::find(changes, QByteArrayView(words[0])) != std::end(changes);
}

Error SessionWorker::failure(const PGresult *result, const QString &statement, bool hasAnswered)
{
    // After a FATAL answer the server hangs up, even if that has not arrived yet.
    const QByteArrayView severity(PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED));
    const bool isLast = severity == "FATAL" || severity == "PANIC";
    if (PQstatus(m_connection) == CONNECTION_BAD || isLast) {
        if (isLast && m_stake == AtStake::Outcome && !hasAnswered && PQpipelineStatus(m_connection) == PQ_PIPELINE_OFF
            && isOneChange(statement))
            m_stake = AtStake::Undone;
        // What the server said last ("terminating connection due to administrator command") explains most.
        if (Error said = errorOf(result, statement); !m_lastWords && !said.sqlState.isEmpty())
            m_lastWords = std::move(said);
        return lineLost(statement);
    }
    Error error = errorOf(result, statement);
    if (error.sqlState == "57014"_L1) {
        if (cancelAsked())
            error.kind = ErrorKind::Cancelled;
        else if (error.message.contains("timeout"_L1))
            error.kind = ErrorKind::Timeout;
    }
    return error;
}

Result<void> SessionWorker::usable(const Statement &statement) const
{
    if (m_lost) {
        Error error = *m_lost;
        error.statement = statement.sql;
        if (error.kind == ErrorKind::Connection) {
            error.message = tr("The connection to the server was lost");
            error.hint = tr("This was not sent. Reconnect to go on.");
            if (error.sqlState == OutcomeUnknown)
                error.sqlState.clear(); // that was another statement
        }
        return fail(error);
    }
    if (!m_connection)
        return fail(ErrorKind::Connection, tr("There is no connection"), tr("Connect first."));
    // libpq takes C strings: what follows a NUL would silently be left out.
    bool hasNul = statement.sql.contains(QChar::Null);
    for (const auto &parameter : statement.parameters)
        hasNul = hasNul || (parameter && parameter->contains('\0'));
    if (hasNul)
        return fail(
            ErrorKind::Invalid, tr("A statement or value contains a NUL character, which PostgreSQL cannot store"));
    return {};
}

} // namespace howdah::connection
