// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/answerlimit.h"
#include "connection/session/atstake.h"
#include "connection/session/connectionwatch.h"
#include "connection/session/pgconnection.h"
#include "connection/session/pgresult.h"
#include "connection/session/transactionstate.h"
#include "connection/session/wakeup.h"

#include <QHash>

#include <functional>
#include <optional>

namespace howdah::connection {

// Who owns the thread of a connection: hears what comes besides answers, and says when what runs is to end.
class ConnectionOwner
{
public:
    virtual ~ConnectionOwner() = default;
    [[nodiscard]] virtual bool cancelAsked() const = 0;
    [[nodiscard]] virtual const Wakeup &wakeup() const = 0;
    virtual void noticed(const Notice &notice) = 0;
    virtual void notified(const Notification &notification) = 0;
    virtual void lost(const Error &error) = 0; // once
    virtual void silent(bool silent) = 0;
    virtual void reported(const QHash<QString, QString> &parameters) = 0;
    virtual void transactionChanged(TransactionState state) = 0;
};

// One connection to a server from when it stands until it has gone: waits for it, reads its results, watches whether
// anybody is still there, and says what it means when nobody is. What is sent goes through the PGconn itself. Its end
// hangs up. On the thread of its owner.
class ServerConnection final
{
public:
    // An answer that is not streamed may be so large.
    ServerConnection(ConnectionOwner &owner, qint64 mostBytes);
    ~ServerConnection();
    ServerConnection(const ServerConnection &) = delete;
    ServerConnection &operator=(const ServerConnection &) = delete;

    // `hasTimeoutOfItsOwn`: the operator has chosen how long a silent socket lasts.
    void take(PgConnection connection, bool hasTimeoutOfItsOwn);
    void close() { m_connection.reset(); }
    // At once, and for this reason; usable() says so from then on.
    void hangUp(const Error &why);

    [[nodiscard]] PGconn *get() const { return m_connection ? m_connection->get() : nullptr; }
    [[nodiscard]] bool isLost() const { return m_lost.has_value(); }
    [[nodiscard]] bool inTransaction() const // as the last answer said
    {
        return m_transaction != TransactionState::Idle;
    }
    // As libpq knows it now.
    [[nodiscard]] PGTransactionStatusType transaction() const { return PQtransactionStatus(get()); }
    [[nodiscard]] bool isIdle() const; // no transaction is open
    [[nodiscard]] bool cancelAsked() const { return m_owner.cancelAsked(); }
    [[nodiscard]] QByteArray reported(const char *parameter) const;

    // Whether a statement can be sent at all.
    [[nodiscard]] Result<void> usable(const Statement &statement) const;
    // Of what is sent next.
    void setAtStake(AtStake stake) { m_stake = stake; }
    [[nodiscard]] Error notSent(const QString &statement);

    // The next result, waiting as long as it takes; null when the statement has no more, or the connection has gone.
    [[nodiscard]] PgResult nextResult();
    // One round of waiting. False when the connection has gone.
    [[nodiscard]] bool waitForServer(bool writing);
    // Called whenever an answer is not there yet: now other work costs no time.
    void setBeforeWaiting(std::function<void()> work) { m_beforeWaiting = std::move(work); }
    // Reads what is left of a statement: an error behind its answer, or that the connection has gone before the end.
    [[nodiscard]] Result<void> drain(const QString &statement);
    void noteTransaction();
    void noteParameters();
    void readNotifications();
    void watchIdle(); // when its socket stirs while nothing runs

    // Of the answer that is awaited.
    [[nodiscard]] AnswerLimit &limit() { return m_limit; }
    void takeNotices(Answer &answer);
    // Hears of each notice as it comes, until an empty one is set.
    void setNoticeSink(NoticeSink sink) { m_noticeSink = std::move(sink); }

    // The error of a failed result. `hasAnswered`: it comes behind the statement's own answer.
    [[nodiscard]] Error failure(const PGresult *result, const QString &statement, bool hasAnswered = false);
    [[nodiscard]] Error gone(const QString &statement);

    // Ends a COPY that nobody asked for, so that the connection stays usable.
    void endCopy(const PGresult *result);
    // True when the sink took all of it.
    bool readCopyData(const CopySink &sink);

private:
    void noteNotice(const PGresult *result);
    bool consumeInput();
    bool isWithinLimit();
    bool isDead(int waitedMs);
    bool giveUp(const QString &why);
    void setSilent(bool silent);
    void setTransaction(TransactionState state);

    ConnectionOwner &m_owner;
    std::optional<PgConnection> m_connection;
    std::optional<Error> m_lost;
    std::optional<Error> m_lastWords; // of the server before it hung up, or of ours when we did
    AtStake m_stake = AtStake::Nothing;
    TransactionState m_transaction = TransactionState::Idle;
    ConnectionWatch m_watch;
    AnswerLimit m_limit;
    bool m_isSilent = false;
    std::function<void()> m_beforeWaiting;
    NoticeSink m_noticeSink;
    std::vector<Notice> m_notices; // since the last answer
    qint64 m_noticesLeftOut = 0;
    qint64 m_notificationsTold = 0; // since the last answer
};

} // namespace howdah::connection
