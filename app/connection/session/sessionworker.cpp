// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/sessionworker.h"

#include "connection/session/searchpath.h"
#include "connection/server/diagnosis.h"
#include "connection/session/guard.h"
#include "connection/server/tlsfacts.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QPromise>

#include <condition_variable>
#include <set>

using namespace Qt::StringLiterals;

namespace howdah::connection {

static QString tr(const char *text) { return QCoreApplication::translate("Session", text); }

static const QLatin1String PostgresPath("pg_catalog,pg_temp");

// Those whose thread may still use its line. Never taken down: a thread that nobody could wait for may end last.
struct RunningWorkers
{
    std::mutex mutex;
    std::condition_variable ended;
    std::set<SessionWorker *> workers;
};

static RunningWorkers &running()
{
    static auto *const all = new RunningWorkers;
    return *all;
}

SessionWorker::SessionWorker(const SessionOptions &options)
    : m_options(options)
{
    static std::atomic<quint64> sessions = 0;
    m_number = ++sessions;
    setObjectName(options.name.isEmpty() ? u"session"_s : options.name);
    const std::lock_guard lock(running().mutex);
    running().workers.insert(this);
}

SessionWorker::~SessionWorker()
{
    const std::lock_guard lock(running().mutex);
    running().workers.erase(this); // it may never have begun
}

Error SessionWorker::cancelledError() { return makeError(ErrorKind::Cancelled, tr("Cancelled")); }

void SessionWorker::enqueue(Job job)
{
    // The count rises before the job can finish, so it never shows less than what waits.
    const bool first = m_pending.fetch_add(1) == 0;
    {
        const std::lock_guard lock(m_mutex);
        m_queue.emplace_back(++m_lastPosted, std::move(job));
    }
    if (first)
        Q_EMIT busyChanged(true);
    m_wakeup.ring();
}

void SessionWorker::retire()
{
    if (m_pending.fetch_sub(1) == 1)
        Q_EMIT busyChanged(false);
}

void SessionWorker::cancelAll()
{
    {
        const std::lock_guard lock(m_mutex);
        m_cancelUpTo = m_lastPosted;
    }
    m_wakeup.ring();
}

void SessionWorker::quitSoon()
{
    m_quit = true;
    m_wakeup.ring();
}

QString SessionWorker::serverParameter(const QString &name) const
{
    const std::lock_guard lock(m_mutex);
    return m_parameters.value(name);
}

void SessionWorker::run()
{
    while (true) {
        std::pair<quint64, Job> next;
        {
            const std::lock_guard lock(m_mutex);
            if (!m_queue.empty()) {
                next = std::move(m_queue.front());
                m_queue.pop_front();
            }
        }
        if (next.second) {
            m_running = next.first;
            next.second(cancelAsked());
            continue;
        }
        if (m_quit)
            break;
        m_wakeup.wait(m_connection && !m_lost ? PQsocket(m_connection) : -1, false, -1);
        m_wakeup.clear();
        watchIdleLine();
    }
    close();
    const std::lock_guard lock(running().mutex);
    m_ended = true;
    running().workers.erase(this);
    running().ended.notify_all();
}

void SessionWorker::endAll(const QDeadlineTimer &deadline)
{
    std::unique_lock lock(running().mutex);
    for (SessionWorker *worker : running().workers)
        worker->quitSoon();
    running().ended.wait_until(
        lock, deadline.deadline<std::chrono::steady_clock>(), [] { return running().workers.empty(); });
}

void SessionWorker::close()
{
    m_open = false;
    PGconn *const connection = std::exchange(m_connection, nullptr);
    if (m_database)
        m_database.reset(); // the last to hold it: the driver closes the line
    else
        PQfinish(connection);
}

// ---- opening

// What a session must be for values to be the server's exact text: QPSQL has set bytea_output to escape. A proxy,
// which announces another process than the one that answers, may give this server to somebody else next: it gets back
// what it had, and nothing is set (sessionpooled.cpp).
static QString setupSql()
{
    // NULL gives a setting its reset value. It is among the first that a new process is asked: plain calls, as each
    // view would be looked up in catalogs that it has not read yet.
    return u"SELECT pg_catalog.set_config('bytea_output',"
           " CASE WHEN pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) $3::int THEN 'hex' END, false), "
           "CASE WHEN pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) $3::int"
           " THEN pg_catalog.set_config('DateStyle', 'ISO', false) END, "
           "CASE WHEN pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) $3::int"
           " THEN pg_catalog.set_config('application_name', $1, false) END, "
           "CASE WHEN pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) $3::int AND $2::boolean"
           " THEN pg_catalog.set_config('default_transaction_read_only', 'on', false) END"_s;
}

// What the protocol does not report by itself.
static QString factsSql()
{
    return u"SELECT pg_catalog.current_database(), session_user, pg_catalog.pg_backend_pid(),"
           " pg_catalog.pg_is_in_recovery()"_s;
}

// Of every version: before 14 the server does not report it. SHOW is no function, so nobody can answer in its place.
static QString modeSql() { return u"SHOW default_transaction_read_only"_s; }

static QString pathSql() { return u"SHOW search_path"_s; }

// A line that has gone silent is noticed within five seconds, idle or not, where the operator asked for nothing else:
// the kernel's own patience is two hours. The time-out is for connecting; then LineWatch takes its place.
static void watchTheLine(ConnInfo &info)
{
    static const std::initializer_list<std::pair<QString, QString>> usual{
        {u"keepalives_idle"_s, u"2"_s},
        {u"keepalives_interval"_s, u"1"_s},
        {u"keepalives_count"_s, u"2"_s},
        {u"tcp_user_timeout"_s, QString::number(LineWatch::PatienceMs)}};
    for (const auto &[keyword, value] : usual) {
        if (info.value(keyword).isEmpty())
            info.set(keyword, value);
    }
}

// A lock is worth what the server says of it.
static Result<void> verifyLock(const ConnInfo &target, const ServerFacts &facts)
{
    if (isLocked(target) && !facts.readOnly)
        return fail(
            ErrorKind::Permission,
            tr("The connection is locked for writing, but the server did not take the read-only mode"),
            tr("Connect to the server itself, without what drops default_transaction_read_only on the way."));
    return {};
}

// Behind all other options: the last one counts. It is in the first message, so that nothing is ever looked up
// elsewhere, not even by the driver's own queries.
static void setNames(ConnInfo &info, Names names)
{
    if (names != Names::OfPostgres)
        return;
    // libpq would take PGOPTIONS for a connection that says nothing of options.
    const QString given =
        info.values.contains(u"options"_s) ? info.value(u"options"_s) : qEnvironmentVariable("PGOPTIONS");
    info.set(u"options"_s, (given + u" -c search_path="_s + PostgresPath).trimmed());
}

static bool isPostgresPath(const QString &path) { return QString(path).remove(u' ').remove(u'"') == PostgresPath; }

ServerFacts SessionWorker::readFacts(const RowBatch &row, const RowBatch &mode) const
{
    const auto reported = [this](const char *name) { return QByteArray(PQparameterStatus(m_connection, name)); };
    ServerFacts facts;
    facts.database = row.text(0, 0);
    facts.user = row.text(0, 1);
    facts.backendPid = int(row.integer(0, 2));
    facts.announcedPid = PQbackendPID(m_connection);
    facts.superuser = reported("is_superuser") == "on";
    facts.inRecovery = row.boolean(0, 3);
    const QByteArray readOnly = reported("default_transaction_read_only");
    facts.readOnly = mode.text(0, 0) == "on"_L1 && (readOnly.isEmpty() || readOnly == "on");
    facts.versionText = QString::fromUtf8(reported("server_version"));
    facts.version = PQserverVersion(m_connection);
    facts.host = QString::fromUtf8(PQhost(m_connection));
    if (const auto tls = tlsFactsOf(m_connection))
        facts.tls = std::make_shared<const TlsFacts>(*tls);
    return facts;
}

// What stands between may have dropped the option.
Result<void> SessionWorker::verifyNames(const QString &path)
{
    if (m_options.names != Names::OfPostgres || m_pooled || isPostgresPath(path))
        return {};
    if (auto set = runQuery({u"SET search_path = pg_catalog, pg_temp"_s, {}}); !set)
        return fail(set.error());
    const Result<Answer> now = runQuery({pathSql(), {}});
    if (!now)
        return fail(now.error());
    if (isPostgresPath(now->rows.text(0, 0)))
        return {};
    return fail(
        ErrorKind::Permission, tr("The server did not take the search path of Howdah's own statements"),
        tr("Connect to the server itself, without what changes search_path on the way."));
}

Result<ServerFacts> SessionWorker::open(const ConnInfo &target)
{
    close();
    m_lost.reset();
    m_lastWords.reset();
    m_inTransaction = false;
    m_stake = AtStake::Nothing;
    m_prepared.clear();
    m_pooled = false;
    m_pooling.reset();
    m_poolSettings.clear();
    m_guarded = m_options.readOnly || isLocked(target);
    // Functions may do more than a mode of the server holds. On a connection that is locked they are judged, and where
    // a file from elsewhere asks for them, as dashboards do: in sessions of PostgreSQL's names, which run nothing that
    // the operator wrote. What he calls elsewhere is his.
    m_judged = isLocked(target) || (m_options.readOnly && m_options.names == Names::OfPostgres);
    m_reading = {};
    ConnInfo info = target;
    if (info.value(u"connect_timeout"_s).isEmpty())
        info.set(u"connect_timeout"_s, QString::number(m_options.connectTimeoutSeconds));
    watchTheLine(info);
    const QString given = info.value(u"application_name"_s);
    const QString program = given.isEmpty() ? u"howdah"_s : given;
    const QString application = m_options.name.isEmpty() ? program : program + u": "_s + m_options.name;
    info.set(u"application_name"_s, application); // which proxies pass on
    {
        const QString options =
            info.values.contains(u"options"_s) ? info.value(u"options"_s) : qEnvironmentVariable("PGOPTIONS");
        const std::lock_guard lock(m_mutex);
        m_parameters.insert(AskedSearchPath, askedSearchPath(options)); // for databasepath.h
    }
    // libpq passes over one that it cannot read, in silence.
    if (auto list = checkRevocationList(info); !list)
        return fail(list.error());
    m_info = info;
    m_databasePath.reset();
    setNames(info, m_options.names);
    if (auto connected = connectTo(info); !connected)
        return fail(connected.error());
    m_open = true;
    if (const int version = PQserverVersion(m_connection); version < OldestServer) {
        close();
        return fail(toError(tooOld(version, target)));
    }
    m_line.attach(PQsocket(m_connection), !target.value(u"tcp_user_timeout"_s).isEmpty());
    m_received.attach(PQsocket(m_connection));
    m_tooLarge = false;
    const QByteArray announced = QByteArray::number(PQbackendPID(m_connection));
    const QByteArray readOnly = m_guarded ? "true" : "false";
    const Result<PipelineAnswer> answers = runPipeline(
        {{setupSql(), {application.toUtf8(), readOnly, announced}}, {factsSql(), {}}, {modeSql(), {}}, {pathSql(), {}}},
        {});
    if (!answers)
        return fail(answers.error());
    if (answers->error)
        return fail(*answers->error);
    ServerFacts facts = readFacts(answers->answers[1].rows, answers->answers[2].rows);
    Result<void> ready;
    if (facts.announcedPid != facts.backendPid) {
        ready = setUpPool(info.value(u"options"_s));
        facts.readOnly = facts.readOnly || m_guarded;
    }
    if (ready)
        ready = verifyNames(answers->answers[3].rows.text(0, 0));
    if (ready)
        ready = verifyLock(target, facts);
    if (!ready) {
        close();
        return fail(ready.error());
    }
    ConnInfo reached;
    reached.set(u"user"_s, facts.user);
    reached.set(u"host"_s, facts.host);
    reached.set(u"port"_s, QString::fromUtf8(PQport(m_connection)));
    reached.set(u"dbname"_s, facts.database);
    m_target = describe(reached);
    return facts;
}

void SessionWorker::noteNotice(const PGresult *result)
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
    Q_EMIT noticed(notice);
}

// ---- sending

Result<void> SessionWorker::send(const Statement &statement)
{
    const QByteArray sql = statement.sql.toUtf8();
    std::vector<const char *> values;
    values.reserve(statement.parameters.size());
    for (const auto &parameter : statement.parameters)
        values.push_back(parameter ? parameter->constData() : nullptr);
    const int sent = PQsendQueryParams(
        m_connection, sql.constData(), int(values.size()), nullptr, values.data(), nullptr, nullptr, 0);
    if (sent != 1)
        return fail(notSent(statement.sql));
    return {};
}

// When the statement as a whole has failed after its own answer: at the end of its transaction, as a deferred
// constraint, or because the line went before the server had said that it was over.
Result<void> SessionWorker::ended(const Answer &answer, const QString &statement)
{
    const Result<void> rest = drain(statement);
    // Only COMMIT answers when all is done already.
    if (!rest && !(m_lost && answer.command == "COMMIT"))
        return rest;
    return {};
}

Error SessionWorker::notSent(const QString &statement)
{
    if (PQstatus(m_connection) == CONNECTION_BAD)
        return lineLost(statement);
    Error error = makeError(ErrorKind::Internal, QString::fromUtf8(PQerrorMessage(m_connection)).trimmed());
    error.statement = statement;
    return error;
}

// ---- statements

// Completes the answer from the last result of a statement.
Result<Answer> SessionWorker::finished(PGresult *result, const QString &statement, Answer answer)
{
    answer.notices = std::exchange(m_notices, {});
    answer.noticesLeftOut = std::exchange(m_noticesLeftOut, 0);
    m_notificationsTold = 0;
    if (!result)
        return fail(lineLost(statement));
    if (std::exchange(m_tooLarge, false))
        return fail(tooLarge());
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY)
        return fail(failure(result, statement));
    answer.command = PQcmdStatus(result);
    if (answer.command.startsWith("DEALLOCATE") || answer.command == "DISCARD ALL")
        m_prepared.clear();
    answer.affectedRows = affectedRows(result);
    return answer;
}

Result<Answer> SessionWorker::runQuery(const Statement &statement)
{
    if (auto ready = usable(statement); !ready)
        return fail(ready.error());
    QElapsedTimer clock;
    clock.start();
    m_stake = stakeOf(statement.sql);
    m_received.reset();
    if (auto sent = send(statement); !sent)
        return fail(sent.error());
    PgResult result = nextResult();
    Answer answer;
    if (result && PQresultStatus(result.get()) == PGRES_TUPLES_OK) {
        answer.rows = RowBatch(columnsOf(result.get()));
        // What came over a unix socket is counted a little too low (receivedbytes.h).
        m_tooLarge = m_tooLarge || bytesOf(result.get()) > m_options.mostBytes;
        if (!m_tooLarge)
            appendRows(result.get(), answer.rows);
    }
    Result<Answer> done =
        isCopy(result.get())
            ? fail(ErrorKind::Usage, tr("COPY cannot run here"), tr("Use the import or export instead."))
            : finished(result.get(), statement.sql, std::move(answer));
    if (isCopy(result.get()))
        endCopy(result.get());
    if (auto end = ended(done ? *done : Answer(), statement.sql); !end && done)
        done = fail(end.error());
    if (done) {
        done->milliseconds = double(clock.nsecsElapsed()) / 1e6;
        if (done->command == "SET" || done->command == "RESET")
            noteParameters();
    }
    return done;
}

Result<Answer> SessionWorker::runStream(const Statement &statement, const RowSink &sink)
{
    if (auto ready = usable(statement); !ready)
        return fail(ready.error());
    QElapsedTimer clock;
    clock.start();
    m_stake = stakeOf(statement.sql);
    if (auto sent = send(statement); !sent)
        return fail(sent.error());
    PQsetSingleRowMode(m_connection);
    constexpr qsizetype BatchBytes = 1 << 20;
    RowBatch batch;
    bool wanted = true;
    PgResult result;
    m_received.reset();
    while ((result = nextResult()) && PQresultStatus(result.get()) == PGRES_SINGLE_TUPLE) {
        m_received.reset();
        if (!wanted)
            continue;
        if (!batch.sharedColumns())
            batch = RowBatch(columnsOf(result.get()));
        appendRows(result.get(), batch);
        if (batch.rowCount() >= m_options.batchRows || batch.byteCount() >= BatchBytes) {
            auto columns = batch.sharedColumns();
            wanted = sink(std::exchange(batch, RowBatch(std::move(columns))));
            if (!wanted)
                (void)cancelNow();
        }
    }
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
    if (done)
        done->milliseconds = double(clock.nsecsElapsed()) / 1e6;
    return done;
}

// ---- what the server says unasked

void SessionWorker::noteParameters()
{
    static constexpr const char *names[] = {"server_version",        "server_encoding",
                                            "client_encoding",       "is_superuser",
                                            "session_authorization", "DateStyle",
                                            "IntervalStyle",         "TimeZone",
                                            "integer_datetimes",     "standard_conforming_strings",
                                            "application_name",      "default_transaction_read_only",
                                            "in_hot_standby"};
    const std::lock_guard lock(m_mutex);
    for (const char *name : names)
        m_parameters.insert(QString::fromLatin1(name), QString::fromUtf8(PQparameterStatus(m_connection, name)));
}

void SessionWorker::readNotifications()
{
    // Whoever shows them may be slower than a server that floods us.
    constexpr qint64 Most = 1000;
    while (PGnotify *notify = PQnotifies(m_connection)) {
        if (m_notificationsTold++ < Most)
            Q_EMIT notified({QString::fromUtf8(notify->relname), QString::fromUtf8(notify->extra), notify->be_pid});
        PQfreemem(notify);
        m_received.reset();
    }
}

void SessionWorker::watchIdleLine()
{
    if (!m_connection || m_lost)
        return;
    m_stake = m_inTransaction ? AtStake::Transaction : AtStake::Nothing;
    const bool isGone = !consumeInput() || PQstatus(m_connection) == CONNECTION_BAD;
    readNotifications(); // and what the server said last
    if (isGone)
        (void)lineLost({});
}

} // namespace howdah::connection
