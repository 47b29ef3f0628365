// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/serverconnection.h"

#include "connection/tr.h"

#include <QElapsedTimer>

#include <sys/socket.h>

using namespace Qt::StringLiterals;

namespace howdah::connection {

// A cancel request that overtakes its query on the way is ignored by the server, so it is repeated at this interval.
constexpr int CancelRepeatMs = 50;

ServerConnection::ServerConnection(ConnectionOwner &owner, qint64 mostBytes)
    : m_owner(owner)
    , m_limit(mostBytes)
{
}

ServerConnection::~ServerConnection() = default;

void ServerConnection::take(PgConnection connection, bool hasTimeoutOfItsOwn)
{
    m_connection.emplace(std::move(connection));
    PQsetNoticeReceiver(
        get(), [](void *self, const PGresult *result) { static_cast<ServerConnection *>(self)->noteNotice(result); },
        this);
    // Nothing may wait inside of libpq: a wait there knows no cancel, and no end where nobody answers.
    PQsetnonblocking(get(), 1);
    m_watch.attach(PQsocket(get()), hasTimeoutOfItsOwn);
    m_limit.attach(PQsocket(get()));
}

void ServerConnection::hangUp(const Error &why)
{
    m_connection.reset(); // what it had begun is rolled back by that
    m_lost = why;
    m_owner.lost(why);
}

bool ServerConnection::isIdle() const { return get() && !m_lost && transaction() == PQTRANS_IDLE; }

QByteArray ServerConnection::reported(const char *parameter) const
{
    const char *value = get() ? PQparameterStatus(get(), parameter) : nullptr;
    return {value};
}

void ServerConnection::takeNotices(Answer &answer)
{
    answer.notices = std::exchange(m_notices, {});
    answer.noticesLeftOut = std::exchange(m_noticesLeftOut, 0);
    m_notificationsTold = 0;
}

void ServerConnection::setTransaction(TransactionState state)
{
    if (std::exchange(m_transaction, state) != state)
        m_owner.transactionChanged(state);
}

// One round of waiting. False when the connection is gone.
bool ServerConnection::waitForServer(bool writing)
{
    if (cancelAsked() && !sendCancelRequest(get()))
        return giveUp(tr("The server did not accept the cancel request"));
    QElapsedTimer waited;
    waited.start();
    const bool stirred =
        m_owner.wakeup().wait(PQsocket(get()), writing, cancelAsked() ? CancelRepeatMs : m_watch.patienceMs());
    m_owner.wakeup().clear();
    if (stirred) {
        m_watch.heard();
        setSilent(false);
    } else if (isDead(int(waited.elapsed()))) {
        return giveUp(tr("The server has not responded for a while, and nothing that is sent reaches it any more"));
    }
    return consumeInput();
}

bool ServerConnection::consumeInput()
{
    m_limit.beforeReading();
    const bool read = PQconsumeInput(get()) == 1;
    m_limit.afterReading();
    return read && isWithinLimit();
}

// What is too large is cancelled; a server that goes on all the same is left.
bool ServerConnection::isWithinLimit()
{
    switch (m_limit.check()) {
    case AnswerLimit::Verdict::Within:
        break;
    case AnswerLimit::Verdict::Exceeded:
        (void)sendCancelRequest(get());
        break;
    case AnswerLimit::Verdict::Hopeless:
        return giveUp(m_limit.error().message);
    }
    return true;
}

// What no statement of ours can lead to: libpq would answer it again and again, without an end.
static bool isUnasked(PGconn *connection, const PGresult *result)
{
    const ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COPY_BOTH || (isCopy(result) && PQpipelineStatus(connection) != PQ_PIPELINE_OFF);
}

bool ServerConnection::isDead(int waitedMs)
{
    const ConnectionWatch::State state = m_watch.look(waitedMs);
    setSilent(state == ConnectionWatch::State::Silent);
    return state == ConnectionWatch::State::Dead;
}

void ServerConnection::setSilent(bool isSilent)
{
    if (std::exchange(m_isSilent, isSilent) != isSilent)
        m_owner.silent(isSilent);
}

// Hangs up, so that libpq knows it too and closing the connection waits for nobody. Always false.
bool ServerConnection::giveUp(const QString &why)
{
    if (!m_lastWords)
        m_lastWords = makeError(ErrorKind::Connection, why);
    shutdown(PQsocket(get()), SHUT_RDWR);
    // What had come before, as far as it is worth reading.
    for (int round = 0; round < 64 && PQconsumeInput(get()) == 1 && PQstatus(get()) == CONNECTION_OK;)
        ++round;
    return false;
}

// The next result, waiting as long as it takes; null when the statement has no more, or the connection is gone.
PgResult ServerConnection::nextResult()
{
    while (true) {
        const int unsent = PQflush(get());
        if (unsent < 0)
            return nullptr;
        if (unsent == 0 && !PQisBusy(get())) {
            PgResult result(PQgetResult(get()));
            if (!result || !isUnasked(get(), result.get()))
                return result;
            (void)giveUp(tr("The server started an unexpected COPY"));
            return nullptr;
        }
        if (m_beforeWaiting)
            m_beforeWaiting();
        if (!waitForServer(unsent > 0))
            return nullptr;
    }
}

// Reads what is left of a statement: an error behind its answer, or that the connection has gone before the end.
Result<void> ServerConnection::drain(const QString &statement)
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
    if (!m_lost && PQstatus(get()) == CONNECTION_BAD)
        outcome = fail(gone(statement));
    if (m_lost)
        return outcome;
    noteTransaction();
    readNotifications();
    return outcome;
}

void ServerConnection::noteTransaction()
{
    switch (PQtransactionStatus(get())) {
    case PQTRANS_IDLE:
        setTransaction(TransactionState::Idle);
        break;
    case PQTRANS_INTRANS:
        setTransaction(TransactionState::Open);
        break;
    case PQTRANS_INERROR:
        setTransaction(TransactionState::Failed);
        break;
    case PQTRANS_ACTIVE:
    case PQTRANS_UNKNOWN:
        break; // as before
    }
}

Error ServerConnection::gone(const QString &statement)
{
    const bool first = !m_lost;
    if (first) {
        m_lost = lostError(connectionError(get(), {}), m_stake, m_lastWords);
        // At closing nothing may wait for somebody who is not there.
        if (PQsocket(get()) >= 0)
            shutdown(PQsocket(get()), SHUT_RDWR);
    }
    Error error = *m_lost;
    error.statement = statement;
    if (first) {
        setSilent(false);
        m_owner.lost(*m_lost);
    }
    return error;
}

Error ServerConnection::failure(const PGresult *result, const QString &statement, bool hasAnswered)
{
    // After a FATAL answer the server hangs up, even if that has not arrived yet.
    const QByteArrayView severity(PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED));
    const bool isLast = severity == "FATAL" || severity == "PANIC";
    if (PQstatus(get()) == CONNECTION_BAD || isLast) {
        if (isLast && m_stake == AtStake::Outcome && !hasAnswered && PQpipelineStatus(get()) == PQ_PIPELINE_OFF
            && isOneChange(statement))
            m_stake = AtStake::Undone;
        // What the server said last ("terminating connection due to administrator command") explains most.
        if (Error said = errorOf(result, statement); !m_lastWords && !said.sqlState.isEmpty())
            m_lastWords = std::move(said);
        return gone(statement);
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

Result<void> ServerConnection::usable(const Statement &statement) const
{
    if (m_lost) {
        Error error = *m_lost;
        error.statement = statement.sql;
        if (error.kind == ErrorKind::Connection) {
            error.message = tr("The connection to the server was lost");
            error.hint = tr("This was not sent. Reconnect to continue.");
            if (error.sqlState == OutcomeUnknown)
                error.sqlState.clear(); // that was another statement
        }
        return fail(error);
    }
    if (!get())
        return fail(ErrorKind::Connection, tr("Not connected"), tr("Connect first."));
    // libpq takes C strings: what follows a NUL would silently be left out.
    bool hasNul = statement.sql.contains(QChar::Null);
    for (const auto &parameter : statement.parameters)
        hasNul = hasNul || (parameter && parameter->contains('\0'));
    if (hasNul)
        return fail(
            ErrorKind::Invalid, tr("A statement or value contains a NUL character, which PostgreSQL cannot store"));
    return {};
}

void ServerConnection::noteNotice(const PGresult *result)
{
    const Notice notice = noticeOf(result);
    // Why the server hangs up on a session that is idle (killed, idle too long) comes as a notice.
    if (notice.severity == "FATAL"_L1 || notice.severity == "PANIC"_L1)
        m_lastWords = errorOf(result, {});
    if (m_notices.size() >= Answer::MaxNotices) {
        ++m_noticesLeftOut;
        return;
    }
    m_notices.push_back(notice);
    if (m_noticeSink)
        m_noticeSink(notice);
    m_owner.noticed(notice);
}

Error ServerConnection::notSent(const QString &statement)
{
    if (PQstatus(get()) == CONNECTION_BAD)
        return gone(statement);
    Error error = makeError(ErrorKind::Internal, QString::fromUtf8(PQerrorMessage(get())).trimmed());
    error.statement = statement;
    return error;
}

void ServerConnection::noteParameters()
{
    static constexpr const char *names[] = {"server_version",        "server_encoding",
                                            "client_encoding",       "is_superuser",
                                            "session_authorization", "DateStyle",
                                            "IntervalStyle",         "TimeZone",
                                            "integer_datetimes",     "standard_conforming_strings",
                                            "application_name",      "default_transaction_read_only",
                                            "in_hot_standby"};
    QHash<QString, QString> parameters;
    for (const char *name : names)
        parameters.insert(QString::fromLatin1(name), QString::fromUtf8(PQparameterStatus(get(), name)));
    m_owner.reported(parameters);
}

void ServerConnection::readNotifications()
{
    // Whoever shows them may be slower than a server that floods us.
    constexpr qint64 Most = 1000;
    while (PGnotify *notify = PQnotifies(get())) {
        if (m_notificationsTold++ < Most)
            m_owner.notified({QString::fromUtf8(notify->relname), QString::fromUtf8(notify->extra), notify->be_pid});
        PQfreemem(notify);
        m_limit.countAnew();
    }
}

void ServerConnection::watchIdle()
{
    if (!get() || m_lost)
        return;
    m_stake = inTransaction() ? AtStake::Transaction : AtStake::Nothing;
    const bool isGone = !consumeInput() || PQstatus(get()) == CONNECTION_BAD;
    readNotifications(); // and what the server said last
    if (isGone)
        (void)gone({});
}

// Ends a COPY that nobody asked for, so that the connection stays usable.
void ServerConnection::endCopy(const PGresult *result)
{
    if (PQresultStatus(result) == PGRES_COPY_IN)
        PQputCopyEnd(get(), "COPY needs its own call");
    else
        readCopyData([](QByteArrayView) { return false; });
}

// True when the sink took all of it.
bool ServerConnection::readCopyData(const CopySink &sink)
{
    bool wanted = true;
    while (true) {
        char *row = nullptr;
        const int size = PQgetCopyData(get(), &row, 1);
        if (size > 0) {
            const std::unique_ptr<char, decltype(&PQfreemem)> owned(row, &PQfreemem);
            m_limit.countAnew();
            if (!wanted)
                continue;
            wanted = sink(QByteArrayView(row, size));
            if (!wanted)
                (void)sendCancelRequest(get());
        } else if (size < 0 || !waitForServer(false)) {
            return wanted;
        }
    }
}

} // namespace howdah::connection
