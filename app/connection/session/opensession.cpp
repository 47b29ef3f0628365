// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/opensession.h"

#include "base/propagate.h"
#include "connection/server/diagnosis.h"
#include "connection/server/tlsfacts.h"
#include "connection/session/guard.h"
#include "connection/session/maskederror.h"
#include "connection/readonly/refusals.h"
#include "connection/session/searchpath.h"
#include "connection/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

static const QLatin1String PostgresPath("pg_catalog,pg_temp");

// What a session must be for values to be the server's exact text: QPSQL has set bytea_output to escape. Statements of
// our own read definitions and names of types, which nobody may have the server write otherwise. A proxy,
// which announces another process than the one that answers, may give this server to somebody else next: it gets back
// what it had, and nothing is set (pooledsender.h).
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
           "CASE WHEN pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) $3::int AND $4::boolean"
           " THEN pg_catalog.set_config('quote_all_identifiers', 'off', false) END, "
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

// A connection that has gone silent is noticed within five seconds, idle or not, where the operator asked for nothing
// else: the kernel's own patience is two hours. The time-out is for connecting; then ConnectionWatch takes its place.
static void watchTheLine(ConnInfo &info)
{
    static const std::initializer_list<std::pair<QString, QString>> usual{
        {u"keepalives_idle"_s, u"2"_s},
        {u"keepalives_interval"_s, u"1"_s},
        {u"keepalives_count"_s, u"2"_s},
        {u"tcp_user_timeout"_s, QString::number(ConnectionWatch::PatienceMs)}};
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
            tr("The connection is locked for writing, but the server did not accept read-only mode"),
            tr("Connect to the server directly, without a proxy that drops default_transaction_read_only."));
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

OpenSession::OpenSession(const SessionOptions &options, const ConnInfo &target, quint64 number, ConnectionOwner &owner)
    : m_options(options)
    , m_owner(owner)
    , m_target(target)
    , m_context(target.context ? target.context : std::make_shared<SessionContext>())
    // Functions may do more than a mode of the server holds. On a connection that is locked they are judged, and where
    // a file from elsewhere asks for them, as dashboards do: in sessions of PostgreSQL's names, which run nothing that
    // the operator wrote. What he calls elsewhere is his.
    , m_mode{.guarded = options.readOnly || isLocked(target), .judged = isLocked(target) || (options.readOnly && options.names == Names::OfPostgres)}
    , m_connection(owner, options.mostBytes)
    , m_sender(m_connection, options, m_mode)
    , m_pooled(m_connection, m_sender, options, m_mode)
    , m_reporter(m_connection, m_mode, *m_context, number, options.name)
    , m_hold(m_connection, m_sender, m_pooled, m_reporter, options, m_mode, m_context->allowedFunctions())
{
    m_sender.setGrowing([this](const PipelineAnswer &answer) { m_reporter.grown(answer); });
}

int OpenSession::socket() const
{
    return m_connection.get() && !m_connection.isLost() ? PQsocket(m_connection.get()) : -1;
}

ServerFacts OpenSession::readFacts(const RowBatch &row, const RowBatch &mode) const
{
    const auto reported = [this](const char *name) { return m_connection.reported(name); };
    ServerFacts facts;
    facts.database = row.text(0, 0);
    facts.user = row.text(0, 1);
    facts.backendPid = int(row.integer(0, 2));
    facts.announcedPid = PQbackendPID(m_connection.get());
    facts.superuser = reported("is_superuser") == "on";
    facts.inRecovery = row.boolean(0, 3);
    const QByteArray readOnly = reported("default_transaction_read_only");
    facts.readOnly = mode.text(0, 0) == "on"_L1 && (readOnly.isEmpty() || readOnly == "on");
    facts.versionText = QString::fromUtf8(reported("server_version"));
    facts.version = PQserverVersion(m_connection.get());
    facts.host = QString::fromUtf8(PQhost(m_connection.get()));
    if (const auto tls = tlsFactsOf(m_connection.get()))
        facts.tls = std::make_shared<const TlsFacts>(*tls);
    return facts;
}

// What stands between may have dropped the option.
Result<void> OpenSession::verifyNames(const QString &path)
{
    if (m_options.names != Names::OfPostgres || m_pooled.isPooled() || isPostgresPath(path))
        return {};
    RETURN_IF_ERROR(m_sender.query({u"SET search_path = pg_catalog, pg_temp"_s, {}}));
    ASSIGN_OR_RETURN(const Answer now, m_sender.query({pathSql(), {}}));
    if (isPostgresPath(now.rows.text(0, 0)))
        return {};
    return fail(
        ErrorKind::Permission, tr("The server did not accept the search path for Howdah's own statements"),
        tr("Connect to the server directly, without a proxy that changes search_path."));
}

static QString optionsOf(const ConnInfo &info)
{
    return info.values.contains(u"options"_s) ? info.value(u"options"_s) : qEnvironmentVariable("PGOPTIONS");
}

QString OpenSession::application() const
{
    const QString given = m_target.value(u"application_name"_s);
    const QString program = given.isEmpty() ? u"howdah"_s : given;
    return m_options.name.isEmpty() ? program : program + u": "_s + m_options.name;
}

Result<void> OpenSession::connect()
{
    ConnInfo info = m_target;
    if (info.value(u"connect_timeout"_s).isEmpty())
        info.set(u"connect_timeout"_s, QString::number(m_options.connectTimeoutSeconds));
    watchTheLine(info);
    info.set(u"application_name"_s, application());                                   // which proxies pass on
    m_owner.reported({{QString(AskedSearchPath), askedSearchPath(optionsOf(info))}}); // for databasepath.h
    // libpq passes over one that it cannot read, in silence.
    if (auto list = checkRevocationList(info); !list)
        return list;
    m_info = info;
    setNames(info, m_options.names);
    ASSIGN_OR_RETURN(
        PgConnection opened,
        PgConnection::open(info, m_options.names == Names::OfPostgres ? OpenedBy::Driver : OpenedBy::Libpq));
    if (const int version = PQserverVersion(opened.get()); version < OldestServer)
        return fail(toError(tooOld(version, m_target)));
    m_connection.take(std::move(opened), !m_target.value(u"tcp_user_timeout"_s).isEmpty());
    return {};
}

Result<ServerFacts> OpenSession::setUp()
{
    const QByteArray announced = QByteArray::number(PQbackendPID(m_connection.get()));
    const QByteArray readOnly = m_mode.guarded ? "true" : "false";
    const QByteArray ours = m_options.names == Names::OfPostgres ? "true" : "false";
    const Result<PipelineAnswer> answers = m_sender.pipeline(
        {{setupSql(), {application().toUtf8(), readOnly, announced, ours}},
         {factsSql(), {}},
         {modeSql(), {}},
         {pathSql(), {}}},
        {});
    if (const Error *error = failureOf(answers))
        return fail(*error);
    ServerFacts facts = readFacts(answers->answers[1].rows, answers->answers[2].rows);
    if (facts.announcedPid != facts.backendPid) {
        ConnInfo named = m_info;
        setNames(named, m_options.names);
        RETURN_IF_ERROR(m_pooled.setUp(named.value(u"options"_s)));
        facts.readOnly = facts.readOnly || m_mode.guarded;
    }
    RETURN_IF_ERROR(verifyNames(answers->answers[3].rows.text(0, 0)));
    RETURN_IF_ERROR(verifyLock(m_target, facts));
    return facts;
}

// Whoever made the ConnInfo has forgotten its context.
Result<void> OpenSession::verifyContext() const
{
    if (!ObservationDuty::isHeld() || m_context->hasBeenObserved())
        return {};
    return fail(
        ErrorKind::Internal,
        tr("The session \"%1\" was not opened: what it does would be missing from the audit log").arg(m_options.name),
        tr("This is a defect of Howdah. Nothing was sent to the server."));
}

Result<ServerFacts> OpenSession::open()
{
    RETURN_IF_ERROR(verifyContext());
    RETURN_IF_ERROR(connect());
    Result<ServerFacts> facts = setUp();
    if (!facts) {
        m_connection.close();
        return facts;
    }
    ConnInfo reached;
    reached.set(u"user"_s, facts->user);
    reached.set(u"host"_s, facts->host);
    reached.set(u"port"_s, QString::fromUtf8(PQport(m_connection.get())));
    reached.set(u"dbname"_s, facts->database);
    m_reporter.setTarget(connection::describe(reached));
    m_settings = platformSettings(m_info);
    noteSettings();
    return facts;
}

Result<QString> OpenSession::databasePath()
{
    RETURN_IF_ERROR(m_connection.usable({}));
    if (!m_databasePath && m_options.names == Names::OfDatabase) {
        ASSIGN_OR_RETURN(const Answer shown, query({u"SHOW search_path"_s, {}}));
        return shown.rows.text(0, 0); // it may be another one the next time
    }
    if (!m_databasePath) {
        Result<QString> path = searchPathOfAnother(m_info);
        if (!path)
            return path;
        m_databasePath = *std::move(path);
    }
    return *m_databasePath;
}

// ---- settings of its platform

void OpenSession::noteSettings() { m_reporter.setSettings(written(m_settings).join(u' ')); }

Result<void> OpenSession::changeSettings(const PlatformSettings &settings)
{
    RETURN_IF_ERROR(m_connection.usable({}));
    m_wanted = merged(std::move(m_wanted), settings);
    return applySettings();
}

// Not within a transaction: it would be of two tenants, and its end could take the change back.
Result<void> OpenSession::applySettings()
{
    if (m_wanted.empty() || !m_connection.get() || !m_connection.isIdle())
        return {};
    RETURN_IF_ERROR(m_pooled.change(m_wanted));
    m_settings = merged(std::move(m_settings), std::exchange(m_wanted, {}));
    noteSettings();
    return {};
}

// ---- what everything from outside passes

static void maskFailure(Result<PipelineAnswer> &outcome, const std::vector<Statement> &statements)
{
    if (!outcome || outcome->answers.size() >= statements.size())
        return;
    if (std::optional<Error> &error = outcome->error)
        maskSecretsOf(*error, statements[outcome->answers.size()]);
}

template <typename Work>
Result<Answer> OpenSession::watched(const Statement &statement, Work work)
{
    RETURN_IF_ERROR(applySettings());
    if (!m_mode.guarded) {
        const bool isSent = !m_connection.isLost(); // after the connection was lost nothing is
        Result<Answer> done = work();
        if (!done)
            maskSecretsOf(done.error(), statement);
        if (isSent)
            m_reporter.report(statement, done);
        m_reporter.record(statement, done);
        return done;
    }
    m_hold.check(ReadingHold::Ask::No);
    const Result<ReadOnlyWay> way = m_hold.judge(statement);
    if (!way) {
        const Result<Answer> refused = fail(way.error());
        m_reporter.record(statement, refused);
        return refused;
    }
    Result<Answer> done = *way == ReadOnlyWay::InBlock ? m_hold.inBlock(work) : work();
    if (!done)
        maskSecretsOf(done.error(), statement);
    if (!m_mode.judged || (!done && isRefusedWrite(done.error())))
        m_reporter.report(statement, done); // a function may reach out of the transaction that only reads
    m_reporter.record(statement, done);
    m_hold.check(ReadingHold::Ask::WhereNothingIsReported);
    return done;
}

Result<Answer> OpenSession::query(const Statement &statement)
{
    return watched(statement, [&] { return m_pooled.query(statement); });
}

Result<Answer> OpenSession::stream(const Statement &statement, const RowSink &sink, const NoticeSink &notices)
{
    m_connection.setNoticeSink(notices);
    Result<Answer> done = watched(
        statement, [&] { return m_pooled.inBlock(statement.sql, [&] { return m_sender.stream(statement, sink); }); });
    m_connection.setNoticeSink({});
    return done;
}

// It changes nothing, so nobody notes it; but what may only read must not learn by it what it may not ask.
Result<Description> OpenSession::describe(const QString &sql)
{
    const Statement statement{sql, {}};
    if (m_mode.guarded) {
        m_hold.check(ReadingHold::Ask::No);
        if (const Result<ReadOnlyWay> way = m_hold.judge(statement); !way)
            return fail(way.error());
    }
    if (m_pooled.isPooled() && m_connection.isIdle())
        return fail(
            ErrorKind::Usage, tr("A statement cannot be described through a proxy with transaction pooling"),
            tr("Begin a transaction, or connect to the server directly."));
    Result<Description> done = m_sender.describe(sql);
    if (!done)
        maskSecretsOf(done.error(), statement);
    return done;
}

Result<Answer> OpenSession::copyIn(const QString &sql, const CopyFeed &feed)
{
    return watched({sql, {}}, [&] { return m_pooled.inBlock(sql, [&] { return m_sender.copyIn(sql, feed); }); });
}

Result<Answer> OpenSession::copyOut(const QString &sql, const CopySink &sink)
{
    return watched({sql, {}}, [&] { return m_pooled.inBlock(sql, [&] { return m_sender.copyOut(sql, sink); }); });
}

Result<PipelineAnswer> OpenSession::pipeline(const std::vector<Statement> &statements, const PipelineProgress &progress)
{
    RETURN_IF_ERROR(applySettings());
    if (m_mode.guarded) {
        m_hold.check(ReadingHold::Ask::No);
        RETURN_IF_ERROR(m_hold.judge(statements));
        Result<PipelineAnswer> done = m_hold.pipeline(statements, progress);
        maskFailure(done, statements);
        m_reporter.record(statements, done);
        return done;
    }
    // In a block nothing that was answered goes with what fails later, as long as nobody has ended the block.
    const bool holds = (m_connection.get() && m_connection.transaction() != PQTRANS_IDLE)
                    || std::ranges::any_of(statements, [](const Statement &one) {
                           return one.sql.startsWith("BEGIN"_L1) || one.sql.startsWith("START"_L1);
                       });
    if (holds && !m_pooled.isPooled())
        m_reporter.begin(statements);
    const bool isSent = !m_connection.isLost();
    Result<PipelineAnswer> done = m_pooled.pipeline(statements, progress);
    maskFailure(done, statements);
    if (isSent)
        m_reporter.report(statements, done, holds);
    m_reporter.end();
    m_reporter.record(statements, done);
    return done;
}

} // namespace howdah::connection
