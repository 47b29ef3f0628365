// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "connection/server/conninfo.h"
#include "connection/settings/platformsettings.h"
#include "connection/settings/pooling.h"
#include "connection/session/sessionoptions.h"
#include "connection/session/statement.h"
#include "connection/session/transactionstate.h"

#include <QFuture>
#include <QObject>

#include <functional>
#include <memory>

namespace howdah::connection {

class SessionWork;
class SessionWorker;

// One server connection, owned by one named thread. The facade may be used from any one thread at a time; calls never
// block, requests run in the order of the calls, and answers are values. Opened through QSqlDatabase (QPSQL); the
// PGconn behind it serves everything else. A lost connection fails the running and all later calls with
// ErrorKind::Connection; nothing is ever sent twice. Its sqlState is OutcomeUnknown where what ran may have taken
// effect (a COMMIT, or a statement outside of a transaction, whose answer did not come). Destruction cancels what runs,
// quits the thread and waits for it (at most some seconds, when the connection is dead).
class Session final : public QObject
{
    Q_OBJECT
public:
    explicit Session(SessionOptions options = {}, QObject *parent = nullptr);
    ~Session() override;

    QFuture<Result<ServerFacts>> open(const ConnInfo &target);
    // Rows are gathered in one batch: for answers of bounded size.
    QFuture<Result<Answer>> query(Statement statement);
    // Row by row, in batches; Answer::rows is empty.
    // `notices` hears what the server says meanwhile, also of a statement that fails then.
    QFuture<Result<Answer>> stream(Statement statement, RowSink sink, NoticeSink notices = {});
    // Has the server parse and analyse one statement: the types of its parameters and the columns of its answer.
    // Nothing is run, no transaction is begun, no lock outlives the answer outside of one. A session that may only read
    // refuses the same as if it were to be run. Not where a transaction has failed: the server refuses it there.
    QFuture<Result<Description>> describe(QString sql);
    // All statements in one network round trip, each with its own answer. The caller brings BEGIN and COMMIT along;
    // after an error the rest is skipped by the server and an open transaction is rolled back.
    // With `progress` the server sends each answer as soon as it has it (see Statement::unhurried), else all at the
    // end.
    QFuture<Result<PipelineAnswer>> pipeline(std::vector<Statement> statements, PipelineProgress progress = {});
    // Runs a job on the session's thread, which asks the session there (sessionwork.h). The job must not use the
    // session itself. ErrorKind::Cancelled where it was cancelled before it began; then it is not run.
    QFuture<Result<void>> work(std::function<void(SessionWork &)> job);
    // COPY ... FROM STDIN and COPY ... TO STDOUT.
    QFuture<Result<Answer>> copyIn(QString sql, CopySource source);
    QFuture<Result<Answer>> copyOut(QString sql, CopySink sink);

    // What stands between here and the server; may connect once more to find out. Through any proxy a session keeps its
    // settings by making them in each transaction, and what cannot be kept so (LISTEN, session locks, temporary tables)
    // is refused where the proxy pools transactions.
    QFuture<Result<Pooling>> pooling();

    // The search_path of a session that has the database's names: of postgresql.conf, ALTER SYSTEM, the database, the
    // role, or the connection. One that has PostgreSQL's connects once more for that, and asks for nothing else.
    QFuture<Result<QString>> databasePath() const;

    // What its statements run with from now on, those of a transaction that is open excepted.
    QFuture<Result<void>> changeSettings(PlatformSettings settings);

    // Loads Qt's driver, which the first session of a program otherwise waits for. Any thread; needs a
    // QCoreApplication.
    static void loadDriver();

    // For who has all answers: the connection is closed without anybody waiting for it, and the destructor finds that
    // done. Nothing may be asked any more; what runs is cancelled. Does not block; any thread.
    void closeSoon();

    // Cancels what runs now and drops what waits; each of these answers ErrorKind::Cancelled. Later calls run.
    // Does not block; any thread.
    void cancel();

    // A parameter that the server reports (server_version, TimeZone, ...), as last seen. Any thread.
    [[nodiscard]] QString serverParameter(const QString &name) const;
    // Requests that have not answered yet. Any thread.
    [[nodiscard]] int pendingRequests() const;
    [[nodiscard]] bool isOpen() const;
    // As the last answer said. Still true after the connection was lost with a transaction open: the server rolls it
    // back, and nothing of it is ever sent again. Any thread.
    [[nodiscard]] bool inTransaction() const;
    // The same, with failed ones told apart; Unknown without a connection. Any thread.
    [[nodiscard]] TransactionState transactionState() const;
    [[nodiscard]] const SessionOptions &options() const;

Q_SIGNALS:
    // On the thread of the facade.
    void noticeReceived(const howdah::connection::Notice &notice);
    void notificationReceived(const howdah::connection::Notification &notification);
    void connectionLost(const howdah::Error &error);
    // What runs has had no answer for some seconds, and a new connection to the same address has none either (true), or
    // there is an answer again (false). When it stays so for long, the connection is given up as lost.
    void serverSilent(bool silent);
    void busyChanged(bool busy);

private:
    SessionOptions m_options;
    std::unique_ptr<SessionWorker> m_worker;
};

} // namespace howdah::connection
