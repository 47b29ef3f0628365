// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/linewatch.h"
#include "connection/session/pgresult.h"
#include "connection/session/pooling.h"
#include "connection/session/readonlylookup.h"
#include "connection/session/receivedbytes.h"
#include "connection/server/conninfo.h"
#include "connection/session/sessionoptions.h"
#include "connection/session/statementobserver.h"
#include "connection/session/wakeup.h"

#include <QDeadlineTimer>
#include <QHash>
#include <QPromise>
#include <QSqlDatabase>
#include <QThread>

#include <atomic>
#include <deque>
#include <mutex>

namespace howdah::connection {

// The thread behind a Session. It alone touches the connection; the facade puts jobs into its queue and rings.
// While idle it watches the socket as well, so that a lost line and notifications are seen without a query.
class SessionWorker final : public QThread
{
    Q_OBJECT
public:
    explicit SessionWorker(const SessionOptions &options);
    ~SessionWorker() override;

    // A job runs with its own number, which cancel() compares; `cancelled` says that it must only answer so.
    using Job = std::function<void(bool cancelled)>;

    template <typename T, typename Work>
    QFuture<Result<T>> post(Work work)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        QFuture<Result<T>> future = promise->future();
        enqueue([this, promise, work = std::move(work)](bool cancelled) mutable {
            Result<T> result = cancelled ? Result<T>(fail(cancelledError())) : work();
            retire(); // whoever has the answer no longer sees it pending
            promise->addResult(std::move(result));
            promise->finish();
        });
        return future;
    }

    // Any thread.
    void cancelAll();
    // Ends the thread after what runs was cancelled. Any thread.
    void quitSoon();
    // At the end of the program: all that there are are told to quit, and their lines are closed or the time is up.
    static void endAll(const QDeadlineTimer &deadline);
    [[nodiscard]] bool hasEnded() const { return m_ended.load(); } // its line is closed, and nothing runs any more
    [[nodiscard]] int pending() const { return m_pending.load(); }
    [[nodiscard]] bool isOpen() const { return m_open.load(); }
    [[nodiscard]] bool inTransaction() const { return m_inTransaction.load(); }
    [[nodiscard]] QString serverParameter(const QString &name) const;

    // Only on this thread, from jobs.
    Result<ServerFacts> open(const ConnInfo &target);
    Result<Pooling> pooling();
    Result<QString> databasePath();
    Result<Answer> query(const Statement &statement);
    Result<Answer> stream(const Statement &statement, const RowSink &sink);
    Result<PipelineAnswer> pipeline(const std::vector<Statement> &statements, const PipelineProgress &progress);
    Result<Answer> copyIn(const QString &sql, const CopySource &source);
    Result<Answer> copyOut(const QString &sql, const CopySink &sink);

Q_SIGNALS:
    void noticed(const howdah::connection::Notice &notice);
    void notified(const howdah::connection::Notification &notification);
    void lost(const howdah::Error &error);
    void silent(bool silent);
    void busyChanged(bool busy);

protected:
    void run() override;

private:
    void enqueue(Job job);
    void retire();
    void close();
    static Error cancelledError();
    Result<void> connectTo(const ConnInfo &info);
    Result<QString> connectByDriver(const ConnInfo &info);
    QString connectPlainly(const ConnInfo &info);
    [[nodiscard]] Result<QString> askedOnceMore() const;
    [[nodiscard]] ServerFacts readFacts(const RowBatch &row, const RowBatch &mode) const;
    Result<void> verifyNames(const QString &path);

    // Sends, waits, and reads; all return early only when the line is gone.
    // The same without the watch (sessionwatch.cpp): neither held to reading nor told to the observer.
    Result<Answer> runQuery(const Statement &statement);
    Result<Answer> runStream(const Statement &statement, const RowSink &sink);
    Result<PipelineAnswer> runPipeline(const std::vector<Statement> &statements, const PipelineProgress &progress);
    Result<Answer> runCopyIn(const QString &sql, const CopySource &source);
    Result<Answer> runCopyOut(const QString &sql, const CopySink &sink);
    template <typename Work>
    Result<Answer> watched(const Statement &statement, Work work);
    Result<Answer> inReadOnlyBlock(const std::function<Result<Answer>()> &work);
    // What a statement may be while only reading is allowed; asks the database where names alone do not tell.
    Result<ReadOnlyWay> judge(const Statement &statement, bool everySchema = false);
    Result<void> learn(std::vector<NeededName> names, const JudgeOptions &options, bool everySchema);
    Result<void> holdToReading(const std::vector<Statement> &statements);
    Result<PipelineAnswer> guardedPipeline(const std::vector<Statement> &statements, const PipelineProgress &progress);
    void tell(const Statement &statement, const Result<Answer> &outcome);
    void record(const Statement &statement, const Result<Answer> &outcome);
    void recordAll(const std::vector<Statement> &statements, const Result<PipelineAnswer> &outcome);
    void tellPipeline(const std::vector<Statement> &statements, const Result<PipelineAnswer> &outcome, bool holds);
    void tellAnswered();
    [[nodiscard]] StatementEvent eventOf(const Statement &statement) const;
    // A pipeline whose answers stand whatever comes behind them; those before `told` the observer knows already.
    struct Telling
    {
        const std::vector<Statement> *statements = nullptr;
        const PipelineAnswer *answer = nullptr; // as it grows
        std::size_t told = 0;
    };
    // The same for a line with a proxy in it (sessionpooled.cpp), where each transaction is made what a session is
    // elsewhere; without one they just go on.
    using PoolSetting =
        std::pair<QByteArray, QString>; // its name, and the statement that makes it; empty: none any more
    struct Woven
    {
        std::vector<Statement> all;        // the given ones and those around them
        std::vector<qsizetype> own;        // where the given ones stand in it
        std::vector<PoolSetting> settings; // what they set for the session
    };
    Result<Answer> sendOne(const Statement &statement);
    Result<PipelineAnswer> sendAll(const std::vector<Statement> &statements, const PipelineProgress &progress);
    Result<PipelineAnswer> sendWoven(const Woven &woven, const PipelineProgress &progress);
    Result<Answer> inPoolBlock(const QString &sql, const std::function<Result<Answer>()> &work);
    Result<Woven> weave(const std::vector<Statement> &statements);
    Result<Statement> forPool(const Statement &statement, bool inBlock, std::vector<PoolSetting> &settings);
    void keepSettings(const std::vector<PoolSetting> &settings);
    [[nodiscard]] std::vector<Statement> poolSetup() const;
    Result<void> setUpPool(const QString &options);
    [[nodiscard]] bool isIdle() const; // no transaction is open
    // The server must still say that the session is read-only; otherwise it is closed. Before a statement by what it
    // has reported, behind one also by asking where it reports nothing.
    void checkReadOnly(bool asking = true);

    Result<void> send(const Statement &statement);
    [[nodiscard]] Error notSent(const QString &statement);
    Result<void> usable(const Statement &statement) const;
    void noteNotice(const PGresult *result);
    PgResult nextResult();
    bool waitForServer(bool writing);
    bool consumeInput();
    bool isWithinLimit();
    [[nodiscard]] Error tooLarge() const;
    bool isUnasked(const PGresult *result) const;
    bool lineIsDead(int waitedMs);
    bool giveUp(const QString &why);
    void setSilent(bool silent);
    bool cancelNow();
    Result<void> drain(const QString &statement);
    Result<void> ended(const Answer &answer, const QString &statement);
    void noteTransaction();
    // What is lost, or not known, when the line goes now.
    enum class AtStake {
        Nothing,     // nothing runs
        Reading,     // what can be asked again
        Transaction, // an open one, which the server rolls back
        Undone,      // a change that the server gave up itself before it hung up
        Rows,        // of a COPY whose end was not sent, so that the server keeps none
        Outcome,     // the server may have done it without having been able to say so
    };
    [[nodiscard]] AtStake stakeOf(const QString &sql) const;
    [[nodiscard]] AtStake stakeOf(const std::vector<Statement> &statements) const;
    [[nodiscard]] Error lostError(const QString &statement) const;
    static bool isCopy(const PGresult *result);
    void endCopy(const PGresult *result);
    bool readCopyData(const CopySink &sink);
    Result<Answer> notCopy(PGresult *result, const QString &sql, const QString &message);
    // `hasAnswered`: it comes behind the statement's own answer.
    [[nodiscard]] Error failure(const PGresult *result, const QString &statement, bool hasAnswered = false);
    [[nodiscard]] Error lineLost(const QString &statement);
    Result<Answer> finished(PGresult *result, const QString &statement, Answer answer);
    // The names under which statements of a pipeline are prepared on the way; by their addresses.
    using Preparations = QHash<const Statement *, QByteArray>;
    Result<void> sendPrepared(const Statement &statement, Preparations &preparations);
    Result<std::optional<Answer>> readPipelined(const QString &sql);
    Result<void> readPipeline(
        const std::vector<Statement> &statements, const Preparations &preparations, const PipelineProgress &progress,
        PipelineAnswer &answer);
    Result<void> readSync(const QString &last, PipelineAnswer &answer);
    void rollbackIfOpen();
    [[nodiscard]] Result<bool> flushCopyData();
    Result<bool> putCopyData(const QByteArray &chunk);
    void noteParameters();
    void readNotifications();
    void watchIdleLine();
    [[nodiscard]] bool cancelAsked() const { return m_running <= m_cancelUpTo.load() || m_quit.load(); }

    const SessionOptions m_options;
    Wakeup m_wakeup;

    mutable std::mutex m_mutex; // guards the queue and the parameters
    std::deque<std::pair<quint64, Job>> m_queue;
    QHash<QString, QString> m_parameters;
    quint64 m_lastPosted = 0;

    std::atomic<quint64> m_cancelUpTo = 0;
    std::atomic<bool> m_quit = false;
    std::atomic<bool> m_ended = false;
    std::atomic<bool> m_open = false;
    std::atomic<bool> m_inTransaction = false;
    std::atomic<int> m_pending = 0;

    // The worker thread's own.
    std::optional<QSqlDatabase> m_database; // Qt's list does not know it, see connectByDriver()
    PGconn *m_connection = nullptr;         // the database's, where there is one
    quint64 m_running = 0;
    bool m_guarded = false;                  // the server holds it to reading, and is watched to do so
    bool m_judged = false;                   // and what it calls is judged before that is sent
    ReadingMemory m_reading;                 // while it is
    bool m_pooled = false;                   // there is a proxy in the line
    std::optional<Pooling> m_pooling;        // once it was asked for
    std::vector<PoolSetting> m_poolSettings; // what each transaction is to have, in this order
    quint64 m_number = 0;                    // of the session, for the observer
    QString m_target;
    ConnInfo m_info;                       // as it was asked for, without the path of our own
    std::optional<QString> m_databasePath; // once it was asked for
    std::optional<Error> m_lost;
    std::optional<Telling> m_telling;
    LineWatch m_line;
    ReceivedBytes m_received; // of the answer that is awaited, or of the row in a stream
    bool m_tooLarge = false;  // it is cancelled for its size
    bool m_isSilent = false;
    AtStake m_stake = AtStake::Nothing;
    std::optional<Error> m_lastWords; // of the server before it hung up, or of ours when we did
    std::vector<Notice> m_notices;    // since the last answer
    qint64 m_noticesLeftOut = 0;
    qint64 m_notificationsTold = 0;        // since the last answer
    QHash<QString, QByteArray> m_prepared; // texts that the server knows, with their names
    quint64 m_preparedCount = 0;
};

} // namespace howdah::connection
