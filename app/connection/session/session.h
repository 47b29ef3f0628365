// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "connection/server/conninfo.h"
#include "connection/session/pooling.h"
#include "connection/session/rowbatch.h"

#include <QFuture>
#include <QObject>

#include <functional>
#include <memory>

namespace howdah::connection {

struct TlsFacts; // tlsfacts.h

// One SQL statement and its parameters, sent over the extended protocol in text format: exactly one statement a call,
// so a second one smuggled into the text is refused by the server.
struct Statement
{
    QString sql;
    std::vector<std::optional<QByteArray>> parameters; // the text of $1, $2, ...; nullopt is NULL
    // In a pipeline, for what is sent again and again: the server parses it once for the whole session.
    bool prepared = false;
    // In a pipeline with progress: its answer may wait for that of the next one, which saves a wake-up on both sides.
    bool unhurried = false;
    bool operator==(const Statement &) const = default;
};

struct Notice
{
    QString severity; // NOTICE, WARNING, ... as the server names it
    QString sqlState;
    QString message;
    QString detail;
    QString hint;
};

// What a finished statement answered.
struct Answer
{
    RowBatch rows;
    QByteArray command;       // the command tag, as "INSERT 0 3"
    qint64 affectedRows = -1; // -1 when the tag has no count
    double milliseconds = 0;  // from sending to the last byte read
    // What the server said while it ran, the first MaxNotices of it; noticeReceived tells as many.
    std::vector<Notice> notices;
    qint64 noticesLeftOut = 0; // how many more there were

    static constexpr std::size_t MaxNotices = 1000;
};

struct Notification
{
    QString channel;
    QString payload;
    int backendPid = 0;
};

// What the server said of itself when the session opened.
struct ServerFacts
{
    int version = 0;     // 150018 is 15.18
    QString versionText; // "15.18 (Debian ...)"
    QString database;
    QString user;
    QString host;                        // host name, or the folder of the unix socket
    std::shared_ptr<const TlsFacts> tls; // nullptr without encryption
    int backendPid = 0;
    int announcedPid = 0; // in the answer to the connection itself; a proxy gives another one
    bool superuser = false;
    bool inRecovery = false;
    bool readOnly = false; // default_transaction_read_only
};

// Where names without a schema are looked up. The owner of a database may answer any unqualified function or operator
// with one of his own, with the rights of whoever asks.
enum class Names {
    OfPostgres, // search_path = pg_catalog, pg_temp from the first message on: for statements of our own
    OfDatabase, // as the database, the role or the profile say: for SQL that the operator wrote, and for nothing else
};

struct SessionOptions
{
    QString name;          // names the thread, and application_name as "howdah: <name>"
    bool readOnly = false; // default_transaction_read_only = on
    int connectTimeoutSeconds = 10;
    qsizetype batchRows = 1000; // rows a streamed batch holds at most
    Names names = Names::OfPostgres;
    qint64 mostBytes = qint64(256) << 20; // of one answer that is not streamed; what is larger ends as an error
};

// Where streamed rows go. Runs on the session's thread; false ends the query early (it is cancelled, not an error).
using RowSink = std::function<bool(RowBatch)>;
// Yields the next chunk of COPY data; nullopt ends it. Runs on the session's thread.
using CopySource = std::function<std::optional<QByteArray>()>;
// One for data that lie in memory, a megabyte at a time; they must stay there until the answer has come.
[[nodiscard]] CopySource copySource(QByteArrayView data);
// Takes a chunk of COPY data; false stops. Runs on the session's thread.
using CopySink = std::function<bool(QByteArrayView)>;
// Told after each statement of a pipeline, with its index. Runs on the session's thread.
using PipelineProgress = std::function<void(qsizetype, const Answer &)>;

// How far a pipeline came: the answers of those statements that succeeded, and the error of the next one.
struct PipelineAnswer
{
    std::vector<Answer> answers;
    std::optional<Error> error; // of statement answers.size()
};

// SQL's own name for that: transaction_resolution_unknown.
inline constexpr QLatin1String OutcomeUnknown("08007");

class SessionWorker;

// One server connection, owned by one named thread. The facade may be used from any one thread at a time; calls never
// block, requests run in the order of the calls, and answers are values. Opened through QSqlDatabase (QPSQL); the
// PGconn behind it serves everything else. A lost connection fails the running and all later calls with
// ErrorKind::Connection; nothing is ever sent twice. Its sqlState is OutcomeUnknown where what ran may have taken
// effect (a COMMIT, or a statement outside of a transaction, whose answer did not come). Destruction cancels what runs,
// quits the thread and waits for it (at most some seconds, when the line is dead).
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
    QFuture<Result<Answer>> stream(Statement statement, RowSink sink);
    // All statements in one network round trip, each with its own answer. The caller brings BEGIN and COMMIT along;
    // after an error the rest is skipped by the server and an open transaction is rolled back.
    // With `progress` the server sends each answer as soon as it has it (see Statement::unhurried), else all at the
    // end.
    QFuture<Result<PipelineAnswer>> pipeline(std::vector<Statement> statements, PipelineProgress progress = {});
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

    // Loads Qt's driver, which the first session of a program otherwise waits for. Any thread; needs a
    // QCoreApplication.
    static void loadDriver();

    // For who has all answers: the line is closed without anybody waiting for it, and the destructor finds that done.
    // Nothing may be asked any more; what runs is cancelled. Does not block; any thread.
    void closeSoon();

    // Cancels what runs now and drops what waits; each of these answers ErrorKind::Cancelled. Later calls run.
    // Does not block; any thread.
    void cancel();

    // A parameter that the server reports (server_version, TimeZone, ...), as last seen. Any thread.
    [[nodiscard]] QString serverParameter(const QString &name) const;
    // Requests that have not answered yet. Any thread.
    [[nodiscard]] int pendingRequests() const;
    [[nodiscard]] bool isOpen() const;
    // As the last answer said. Still true after the line was lost with a transaction open: the server rolls it back,
    // and nothing of it is ever sent again. Any thread.
    [[nodiscard]] bool inTransaction() const;
    [[nodiscard]] const SessionOptions &options() const;

Q_SIGNALS:
    // On the thread of the facade.
    void noticeReceived(const howdah::connection::Notice &notice);
    void notificationReceived(const howdah::connection::Notification &notification);
    void connectionLost(const howdah::Error &error);
    // What runs has had no answer for some seconds, and a new connection to the same address has none either (true), or
    // there is an answer again (false). When it stays so for long, the line is given up as lost.
    void serverSilent(bool silent);
    void busyChanged(bool busy);

private:
    SessionOptions m_options;
    std::unique_ptr<SessionWorker> m_worker;
};

} // namespace howdah::connection

Q_DECLARE_METATYPE(howdah::connection::Notice)
Q_DECLARE_METATYPE(howdah::connection::Notification)
