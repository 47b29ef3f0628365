// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/rehearse/scratch.h"

#include "base/paths.h"
#include "base/propagate.h"
#include "connection/server/pause.h"
#include "migration/source/tr.h"
#include "sql/quote.h"

#include <QRandomGenerator>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace howdah::migration {

using connection::Answer;
using connection::ConnInfo;
using connection::Names;
using connection::Session;

namespace {

const QString Prefix = u"howdah_scratch_"_s;
const QString Owner = u"howdah_scratch_owner"_s;
const QString Administration = u"postgres"_s;
const QString RoleMark = u"made by a rehearsal of Howdah"_s;
constexpr auto LockPoll = 100ms;

// Who is a member of these is the operating system's user in all but name. Before PostgreSQL 16 whoever may make roles
// may make himself one; so the scratch server has none of them.
const QString OutwardRoles = u"'{pg_execute_server_program,pg_read_server_files,pg_write_server_files}'"_s;
// What they were made for is to reach out of the database.
const QString OutwardExtensions =
    u"'{adminpack,dblink,file_fdw,http,orafce,pg_background,pg_cron,pg_curl,pg_net,pgagent,plproxy,postgres_fdw}'"_s;

// Whoever may make roles may take a mark off them, or end the session before they have it. The owner is created again
// for each scratch database, so what is younger than it was made since. A script may have marked the owner itself,
// which would be gone in the middle of its rehearsal then.
const QString LeftRolesSql =
    u"SELECT r.rolname, r.oid FROM pg_catalog.pg_roles r WHERE NOT r.rolsuper AND r.rolname OPERATOR(pg_catalog.<>) $1 "
    u"AND r.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid AND "
    "(pg_catalog.shobj_description(r.oid, "
    "'pg_authid') OPERATOR(pg_catalog.=) $2 OR r.oid OPERATOR(pg_catalog.>) (SELECT o.oid FROM pg_catalog.pg_roles o "
    "WHERE o.rolname OPERATOR(pg_catalog.=) $1))"_s;

const QString LeftDatabasesSql =
    u"SELECT d.datname FROM pg_catalog.pg_database d LEFT JOIN pg_catalog.pg_roles w ON w.oid OPERATOR(pg_catalog.=) "
    "d.datdba LEFT JOIN (%1) l ON l.oid OPERATOR(pg_catalog.=) d.datdba WHERE d.datname OPERATOR(pg_catalog.~) "
    "'^howdah_scratch_[0-9a-f]{16}(_base)?$' OR w.rolname OPERATOR(pg_catalog.=) $1 OR l.oid IS NOT NULL"_s.arg(
        LeftRolesSql);

const QString RolesSql = u"SELECT r.rolname FROM pg_catalog.pg_roles r"_s;

const QString ExtensionsSql =
    u"SELECT e.name, NOT v.superuser OR v.trusted FROM pg_catalog.pg_available_extensions e JOIN "
    "pg_catalog.pg_available_extension_versions v ON v.name OPERATOR(pg_catalog.=) e.name AND v.version "
    "OPERATOR(pg_catalog.=) e.default_version"_s;

const QString UntrustedLanguagesSql =
    u"SELECT e.extname, l.lanname FROM pg_catalog.pg_language l JOIN pg_catalog.pg_depend d ON d.classid "
    "OPERATOR(pg_catalog.=) 'pg_catalog.pg_language'::pg_catalog.regclass AND d.objid OPERATOR(pg_catalog.=) l.oid AND "
    "d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass JOIN pg_catalog.pg_extension e "
    "ON e.oid OPERATOR(pg_catalog.=) d.refobjid WHERE NOT l.lanpltrusted"_s;

// Not given to the role of a copy; the extension is there, for what refers to it.
const QString OutwardFunctionsSql =
    u"SELECT p.oid::pg_catalog.regprocedure::pg_catalog.text FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_depend d ON "
    "d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid OPERATOR(pg_catalog.=) "
    "p.oid AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass JOIN "
    "pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) d.refobjid WHERE e.extname OPERATOR(pg_catalog.=) ANY "
    "(%1::pg_catalog.name[])"_s.arg(OutwardExtensions);

QString randomHex(int words)
{
    QString text;
    for (int i = 0; i < words; ++i)
        text += u"%1"_s.arg(QRandomGenerator::system()->generate(), 8, 16, QLatin1Char('0'));
    return text;
}

Result<std::unique_ptr<Session>> openSession(const ConnInfo &target, Names names = Names::OfPostgres)
{
    connection::SessionOptions options;
    options.name = u"rehearsal"_s;
    options.names = names;
    auto session = std::make_unique<Session>(options);
    RETURN_IF_ERROR(session->open(target).result());
    return session;
}

QSet<QString> firstColumn(const connection::RowBatch &rows)
{
    QSet<QString> values;
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        values.insert(rows.text(row, 0));
    return values;
}

// What ends all, as opposed to what this server or this statement refuses.
bool isFatal(const Error &error) { return error.kind == ErrorKind::Connection || error.kind == ErrorKind::Cancelled; }

} // namespace

connection::LocalServer scratchServer()
{
    connection::LocalServerOptions options;
    options.confined = true;
    // Nothing of it has to outlast a crash of this machine, but what lies there must be whole after one.
    options.settings = {
        {u"synchronous_commit"_s, u"off"_s}, {u"shared_buffers"_s, u"64MB"_s}, {u"max_connections"_s, u"20"_s}};
    return connection::LocalServer(dataFolder() + u"/scratch"_s, options);
}

Scratch::Scratch(connection::ServerLease lease, ScratchOptions options, std::stop_token stop)
    : m_lease(std::move(lease))
    , m_options(std::move(options))
    , m_stop(std::move(stop))
    , m_name(Prefix + randomHex(2))
    , m_password(randomHex(8))
{
}

Result<std::unique_ptr<Scratch>> Scratch::make(
    connection::LocalServer server, const ScratchOptions &options, std::stop_token stop,
    const std::function<void()> &waiting)
{
    ASSIGN_OR_RETURN(connection::ServerLease lease, server.lease({}, stop));
    std::unique_ptr<Scratch> scratch(new Scratch(std::move(lease), options, std::move(stop)));
    scratch->m_confinement = server.confinement();
    ASSIGN_OR_RETURN(auto admin, openSession(scratch->superuserInfo(Administration)));
    scratch->m_admin = std::move(admin);
    RETURN_IF_ERROR(scratch->lock(waiting));
    scratch->removeLeftovers();
    for (const auto &part : {&Scratch::readServer, &Scratch::makeOwner}) {
        RETURN_IF_ERROR((scratch.get()->*part)());
    }
    RETURN_IF_ERROR(scratch->harden());
    RETURN_IF_ERROR(scratch->create(u"template0"_s));
    return scratch;
}

Scratch::~Scratch()
{
    close();
    if (m_admin && m_admin->isOpen())
        removeLeftovers(); // our own are among them now
}

ConnInfo Scratch::superuserInfo(const QString &database) const
{
    ConnInfo info = m_lease.connInfo(database);
    info.context = m_options.context;
    return info;
}

ConnInfo Scratch::connInfo() const
{
    ConnInfo info = superuserInfo(m_name);
    info.set(u"user"_s, Owner);
    info.set(u"password"_s, m_password);
    return info;
}

Result<Answer> Scratch::ask(const QString &sql, const QStringList &parameters) const
{
    connection::Statement statement{sql, {}};
    for (const QString &parameter : parameters)
        statement.parameters.emplace_back(parameter.toUtf8());
    return m_admin->query(statement).result();
}

// Polled on an idle session: it ends with the program, however that ends, and nobody waits inside of the server.
Result<void> Scratch::lock(const std::function<void()> &waiting)
{
    for (bool reported = false;; reported = true) {
        ASSIGN_OR_RETURN(const auto taken, ask(u"SELECT pg_catalog.pg_try_advisory_lock(1215264600, 1935897203)"_s));
        if (taken.rows.boolean(0, 0))
            return {};
        if (!reported && waiting)
            waiting();
        if (!connection::pauseFor(LockPoll, m_stop))
            return fail(ErrorKind::Cancelled, tr("Cancelled while waiting for another rehearsal"));
    }
}

// ---- the server

void Scratch::removeLeftovers() const
{
    const auto databases = ask(LeftDatabasesSql, {Owner, RoleMark});
    if (!databases)
        return;
    for (const QString &name : firstColumn(databases->rows))
        (void)ask(u"DROP DATABASE IF EXISTS %1 WITH (FORCE)"_s.arg(sql::quoteIdentifier(name)));
    dropRoles();
}

// Those that something else depends on stay, as the server says. The owner goes last: it gave others their rights.
void Scratch::dropRoles() const
{
    const auto roles = ask(LeftRolesSql, {Owner, RoleMark});
    if (!roles)
        return;
    for (const QString &name : QStringList(firstColumn(roles->rows).values()) + QStringList{Owner}) {
        (void)ask(u"DROP OWNED BY %1"_s.arg(sql::quoteIdentifier(name))); // what was granted beyond one database
        (void)ask(u"DROP ROLE IF EXISTS %1"_s.arg(sql::quoteIdentifier(name)));
    }
}

Result<void> Scratch::readServer()
{
    ASSIGN_OR_RETURN(const auto version, ask(u"SELECT pg_catalog.current_setting('server_version_num')"_s));
    m_serverVersion = int(version.rows.integer(0, 0));
    ASSIGN_OR_RETURN(const auto extensions, ask(ExtensionsSql));
    m_extensions = firstColumn(extensions.rows);
    for (qsizetype row = 0; row < extensions.rows.rowCount(); ++row) {
        if (extensions.rows.boolean(row, 1))
            m_unprivilegedExtensions.insert(extensions.rows.text(row, 0));
    }
    ASSIGN_OR_RETURN(const auto roles, ask(RolesSql));
    m_initialRoles = firstColumn(roles.rows);
    return {};
}

Result<void> Scratch::makeOwner()
{
    if (!m_initialRoles.contains(Owner)) {
        RETURN_IF_ERROR(ask(u"CREATE ROLE "_s + Owner));
        m_initialRoles.insert(Owner);
    }
    return {};
}

// For every role at once, since one that a script has made may be the current one, too.
Result<void> Scratch::harden() const
{
    QStringList statements;
    for (const QString &name : {u"postgres"_s, u"template1"_s, u"howdah"_s})
        statements << u"REVOKE CONNECT, TEMPORARY ON DATABASE %1 FROM PUBLIC"_s.arg(name);
    // Before PostgreSQL 16 who makes roles may make PostgreSQL's own a member of each other, and write on them.
    const QString ofOwn =
        u"m.member OPERATOR(pg_catalog.<) 16384::pg_catalog.oid AND m.grantor OPERATOR(pg_catalog.<>) 10::pg_catalog.oid"_s;
    ASSIGN_OR_RETURN(const auto changed, ask(u"SELECT 1 FROM pg_catalog.pg_auth_members m WHERE "_s + ofOwn));
    if (changed.rows.rowCount() > 0)
        statements << u"SET allow_system_table_mods = on"_s
                   << u"DELETE FROM pg_catalog.pg_auth_members m WHERE "_s + ofOwn
                   << u"RESET allow_system_table_mods"_s;
    ASSIGN_OR_RETURN(
        const auto written, ask(u"SELECT r.rolname FROM pg_catalog.pg_roles r WHERE r.oid OPERATOR(pg_catalog.<) "
                                u"16384::pg_catalog.oid AND NOT "
                                "r.rolsuper AND pg_catalog.shobj_description(r.oid, 'pg_authid') IS NOT NULL"_s));
    for (const QString &name : firstColumn(written.rows))
        statements << u"COMMENT ON ROLE %1 IS NULL"_s.arg(sql::quoteIdentifier(name));
    const QString outward =
        u"SELECT r.oid FROM pg_catalog.pg_authid r WHERE r.rolname OPERATOR(pg_catalog.=) ANY (%1::pg_catalog.name[])"_s
            .arg(OutwardRoles);
    ASSIGN_OR_RETURN(const auto there, ask(outward));
    if (there.rows.rowCount() > 0)
        statements << u"SET allow_system_table_mods = on"_s
                   << u"DELETE FROM pg_catalog.pg_auth_members m WHERE m.roleid OPERATOR(pg_catalog.=) ANY (%1) OR "
                      "m.member OPERATOR(pg_catalog.=) ANY (%1)"_s.arg(outward)
                   << u"DELETE FROM pg_catalog.pg_authid a WHERE a.oid OPERATOR(pg_catalog.=) ANY (%1)"_s.arg(outward)
                   << u"RESET allow_system_table_mods"_s;
    for (const QString &statement : std::as_const(statements)) {
        RETURN_IF_ERROR(ask(statement));
    }
    return {};
}

// Again each time, as a script may have changed itself: before PostgreSQL 16 who makes roles may alter his own.
Result<void> Scratch::setUpOwner() const
{
    // Row security is no border in a database that all belongs to this role; it would only hide rows from comparison.
    QStringList statements{
        u"ALTER ROLE %1 LOGIN INHERIT NOSUPERUSER NOCREATEDB CREATEROLE NOREPLICATION BYPASSRLS CONNECTION LIMIT -1 "
        "VALID UNTIL 'infinity' PASSWORD %2"_s.arg(Owner, sql::quoteLiteral(m_password)),
        u"ALTER ROLE %1 RESET ALL"_s.arg(Owner)};
    if (m_serverVersion >= 150000)
        statements << u"GRANT SET ON PARAMETER session_replication_role TO "_s + Owner;
    if (m_serverVersion >= 160000)
        statements << u"ALTER ROLE %1 SET createrole_self_grant = 'set, inherit'"_s.arg(Owner)
                   << u"GRANT pg_monitor, pg_read_all_data, pg_read_all_settings, pg_read_all_stats, "
                      "pg_stat_scan_tables, pg_write_all_data TO %1 WITH ADMIN TRUE, INHERIT FALSE, SET FALSE"_s.arg(
                          Owner);
    for (const QString &statement : std::as_const(statements)) {
        RETURN_IF_ERROR(ask(statement));
    }
    return {};
}

// ---- the database

// The locale of the target where this machine has it; what sorts differently is no part of a catalog.
Result<void> Scratch::create(const QString &source)
{
    if (auto owner = setUpOwner(); !owner)
        return owner;
    const QString name = sql::quoteIdentifier(m_name);
    const QString statement =
        u"CREATE DATABASE %1 TEMPLATE %2 OWNER %3"_s.arg(name, sql::quoteIdentifier(source), Owner);
    const bool empty = source == "template0"_L1;
    if (!empty) {
        RETURN_IF_ERROR(ask(statement));
    } else {
        const QString encoding = u" ENCODING "_s + sql::quoteLiteral(m_options.encoding);
        QString locale;
        if (!m_options.collation.isEmpty())
            locale = u" LC_COLLATE %1 LC_CTYPE %2"_s.arg(
                sql::quoteLiteral(m_options.collation), sql::quoteLiteral(m_options.characterType));
        auto made = ask(statement + encoding + locale);
        if (!made && !isFatal(made.error()))
            made = ask(statement + u" ENCODING 'UTF8'"_s);
        if (!made)
            return fail(made.error());
    }
    // Nothing of it has to outlast a crash.
    RETURN_IF_ERROR(ask(u"ALTER DATABASE %1 SET synchronous_commit = off"_s.arg(name)));
    if (empty) {
        if (auto prepared = prepareEmpty(); !prepared)
            return prepared;
    }
    if (auto opened = open(); !opened || !empty)
        return opened;
    for (const WantedExtension &extension : m_options.extensions) {
        if (extension.onlyForSuperuser || !m_unprivilegedExtensions.contains(extension.name)
            || m_premade.contains(extension.name))
            continue;
        const QString schema = sql::quoteIdentifier(extension.schema.isEmpty() ? u"public"_s : extension.schema);
        const QString made = u"CREATE EXTENSION IF NOT EXISTS %1 SCHEMA %2 CASCADE"_s;
        if (auto done = m_reader->query({made.arg(sql::quoteIdentifier(extension.name), schema), {}}).result(); !done)
            noteExtension(extension.name, done.error());
    }
    return {};
}

// The only time that the superuser enters: nobody's objects are there yet.
Result<void> Scratch::prepareEmpty()
{
    const bool ownsPublic = m_serverVersion >= 150000; // as the owner of the database
    if (ownsPublic && m_options.extensions.empty())
        return {};
    ASSIGN_OR_RETURN(const auto superuser, openSession(superuserInfo(m_name)));
    if (!ownsPublic) {
        RETURN_IF_ERROR(superuser->query({u"ALTER SCHEMA public OWNER TO "_s + Owner, {}}).result());
    }
    m_premade.clear();
    m_notes.clear();
    return makeExtensions(*superuser);
}

Result<void> Scratch::makeExtensions(Session &superuser)
{
    const auto run = [&superuser](const QString &sql) { return superuser.query({sql, {}}).result(); };
    for (const WantedExtension &extension : m_options.extensions) {
        const QString name = sql::quoteIdentifier(extension.name);
        const QString schema = extension.schema.isEmpty() ? u"public"_s : extension.schema;
        const bool unprivileged = m_unprivilegedExtensions.contains(extension.name);
        if (extension.name == "plpgsql"_L1 || (extension.onlyForSuperuser && unprivileged)
            || (extension.onlyForSuperuser && !m_extensions.contains(extension.name)))
            continue;
        if (!m_extensions.contains(extension.name)) {
            m_notes << tr("The extension %1 is not installed on the scratch server, so the copy lacks what depends on "
                          "it")
                           .arg(extension.name);
            continue;
        }
        const QString quoted = sql::quoteIdentifier(schema);
        if (schema != "pg_catalog"_L1) {
            const QString create = u"CREATE SCHEMA IF NOT EXISTS %1 AUTHORIZATION %2"_s;
            RETURN_IF_ERROR(run(create.arg(quoted, Owner)));
        }
        if (unprivileged && schema != "pg_catalog"_L1)
            continue; // by its role
        const auto made = run(u"CREATE EXTENSION IF NOT EXISTS %1 SCHEMA %2 CASCADE"_s.arg(name, quoted));
        if (!made && isFatal(made.error()))
            return fail(made.error());
        if (made)
            m_premade.insert(extension.name);
        else
            noteExtension(extension.name, made.error());
    }
    ASSIGN_OR_RETURN(const auto languages, run(UntrustedLanguagesSql));
    for (const QString &name : firstColumn(languages.rows)) {
        RETURN_IF_ERROR(run(u"DROP EXTENSION %1 CASCADE"_s.arg(sql::quoteIdentifier(name))));
        m_premade.remove(name);
        m_notes << tr("The extension %1 was skipped: its language is not trusted, so its functions could do anything "
                      "that the scratch server can do on this machine")
                       .arg(name);
    }
    ASSIGN_OR_RETURN(const auto outward, run(OutwardFunctionsSql));
    for (const QString &function : firstColumn(outward.rows)) {
        RETURN_IF_ERROR(run(u"REVOKE ALL ON ROUTINE %1 FROM PUBLIC"_s.arg(function)));
    }
    return {};
}

void Scratch::noteExtension(const QString &name, const Error &error)
{
    m_notes << tr("The extension %1 cannot be created on the scratch server: %2").arg(name, error.message);
}

Result<void> Scratch::open()
{
    ASSIGN_OR_RETURN(auto session, openSession(connInfo(), Names::OfDatabase));
    ASSIGN_OR_RETURN(auto reader, openSession(connInfo()));
    const std::lock_guard lock(m_sessionChange);
    m_session = std::move(session);
    m_reader = std::move(reader);
    return {};
}

void Scratch::close()
{
    std::unique_ptr<Session> session;
    std::unique_ptr<Session> reader;
    const std::lock_guard lock(m_sessionChange);
    session.swap(m_session);
    reader.swap(m_reader);
}

bool Scratch::isOpen() const { return m_session && m_session->isOpen() && m_reader && m_reader->isOpen(); }

void Scratch::cancel()
{
    const std::lock_guard lock(m_sessionChange);
    for (Session *session : {m_session.get(), m_reader.get()}) {
        if (session)
            session->cancel();
    }
}

Result<void> Scratch::freeze()
{
    close();
    const QString base = sql::quoteIdentifier(baseName());
    RETURN_IF_ERROR(ask(u"ALTER DATABASE %1 RENAME TO %2"_s.arg(sql::quoteIdentifier(m_name), base)));
    m_frozen = true;
    return create(baseName());
}

Result<void> Scratch::reset()
{
    close();
    RETURN_IF_ERROR(ask(u"DROP DATABASE %1 WITH (FORCE)"_s.arg(sql::quoteIdentifier(m_name))));
    ASSIGN_OR_RETURN(const auto roles, ask(LeftRolesSql, {Owner, RoleMark}));
    for (const QString &name : firstColumn(roles.rows) - m_madeRoles)
        (void)ask(u"DROP ROLE IF EXISTS %1"_s.arg(sql::quoteIdentifier(name)));
    return create(m_frozen ? baseName() : u"template0"_s);
}

// ---- roles

Result<bool> Scratch::makeRole(const QString &name)
{
    const QString role = sql::quoteIdentifier(name);
    ASSIGN_OR_RETURN(
        const auto known,
        ask(u"SELECT 1 FROM pg_catalog.pg_roles r WHERE r.rolname::pg_catalog.text OPERATOR(pg_catalog.=) $1"_s,
            {name}));
    if (known.rows.rowCount() > 0 || name.startsWith("pg_"_L1))
        return false;
    if (auto made = ask(u"CREATE ROLE %1 NOLOGIN"_s.arg(role)); !made) {
        if (isFatal(made.error()))
            return fail(made.error());
        return false; // a word that PostgreSQL keeps for itself
    }
    m_madeRoles.insert(name);
    RETURN_IF_ERROR(ask(u"COMMENT ON ROLE %1 IS %2"_s.arg(role, sql::quoteLiteral(RoleMark))));
    // Who is not a superuser may make a role the owner of something only as its member.
    RETURN_IF_ERROR(ask(u"GRANT %1 TO %2 WITH ADMIN OPTION"_s.arg(role, Owner)));
    return true;
}

Result<void> Scratch::markNewRoles()
{
    ASSIGN_OR_RETURN(const auto roles, ask(RolesSql));
    for (const QString &name : firstColumn(roles.rows) - m_initialRoles - m_madeRoles)
        (void)ask(u"COMMENT ON ROLE %1 IS %2"_s.arg(sql::quoteIdentifier(name), sql::quoteLiteral(RoleMark)));
    return {};
}

} // namespace howdah::migration
