// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/scratch.h"

#include "connection/pause.h"
#include "sql/quote.h"

#include <QCoreApplication>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace howdah::migration {

using connection::Answer;
using connection::ConnInfo;
using connection::Session;

static QString tr(const char *text) { return QCoreApplication::translate("Migration", text); }

namespace {

const QString Prefix = u"howdah_scratch_"_s;
const QString Administration = u"postgres"_s;
const QString RoleMark = u"made by a rehearsal of Howdah"_s;
constexpr auto LockPoll = 100ms;

QString randomHex(int words)
{
    QString text;
    for (int i = 0; i < words; ++i)
        text += u"%1"_s.arg(QRandomGenerator::system()->generate(), 8, 16, QLatin1Char('0'));
    return text;
}

Result<std::unique_ptr<Session>> openSession(const ConnInfo &target)
{
    connection::SessionOptions options;
    options.name = u"rehearsal"_s;
    auto session = std::make_unique<Session>(options);
    if (const auto facts = session->open(target).result(); !facts)
        return fail(facts.error());
    return session;
}

QSet<QString> firstColumn(const connection::RowBatch &rows)
{
    QSet<QString> values;
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        values.insert(rows.text(row, 0));
    return values;
}

} // namespace

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
    Result<connection::ServerLease> lease = server.lease({}, stop);
    if (!lease)
        return fail(lease.error());
    std::unique_ptr<Scratch> scratch(new Scratch(std::move(*lease), options, std::move(stop)));
    auto admin = openSession(scratch->m_lease.connInfo(Administration));
    if (!admin)
        return fail(admin.error());
    scratch->m_admin = std::move(*admin);
    if (auto locked = scratch->lock(waiting); !locked)
        return fail(locked.error());
    scratch->removeLeftovers();
    if (auto read = scratch->readServer(); !read)
        return fail(read.error());
    if (auto made = scratch->create(u"template0"_s); !made)
        return fail(made.error());
    return scratch;
}

Scratch::~Scratch()
{
    close();
    if (m_admin && m_admin->isOpen())
        removeLeftovers(); // our own are among them now
}

ConnInfo Scratch::connInfo() const
{
    ConnInfo info = m_lease.connInfo(m_name);
    if (m_options.restricted) {
        info.set(u"user"_s, m_name);
        info.set(u"password"_s, m_password);
    }
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
    for (bool told = false;; told = true) {
        const auto taken = ask(u"SELECT pg_catalog.pg_try_advisory_lock(1215264600, 1935897203)"_s);
        if (!taken)
            return fail(taken.error());
        if (taken->rows.boolean(0, 0))
            return {};
        if (!told && waiting)
            waiting();
        if (!connection::pauseFor(LockPoll, m_stop))
            return fail(ErrorKind::Cancelled, tr("Cancelled while waiting for another rehearsal"));
    }
}

void Scratch::removeLeftovers() const
{
    const auto databases =
        ask(u"SELECT datname FROM pg_catalog.pg_database WHERE datname ~ '^howdah_scratch_[0-9a-f]{16}(_base)?$'"_s);
    if (!databases)
        return;
    for (const QString &name : firstColumn(databases->rows))
        (void)ask(u"DROP DATABASE IF EXISTS %1 WITH (FORCE)"_s.arg(sql::quoteIdentifier(name)));
    dropRoles();
}

// Those that something else depends on stay, as the server says.
void Scratch::dropRoles() const
{
    const auto roles =
        ask(u"SELECT rolname FROM pg_catalog.pg_roles WHERE rolname ~ '^howdah_scratch_[0-9a-f]{16}$' OR "
            "pg_catalog.shobj_description(oid, 'pg_authid') = $1"_s,
            {RoleMark});
    if (!roles)
        return;
    for (const QString &name : firstColumn(roles->rows))
        (void)ask(u"DROP ROLE IF EXISTS %1"_s.arg(sql::quoteIdentifier(name)));
}

Result<void> Scratch::readServer()
{
    const auto version = ask(u"SELECT pg_catalog.current_setting('server_version_num')"_s);
    if (!version)
        return fail(version.error());
    m_serverVersion = int(version->rows.integer(0, 0));
    const auto extensions = ask(u"SELECT name FROM pg_catalog.pg_available_extensions"_s);
    if (!extensions)
        return fail(extensions.error());
    m_extensions = firstColumn(extensions->rows);
    const auto roles = ask(u"SELECT rolname FROM pg_catalog.pg_roles"_s);
    if (!roles)
        return fail(roles.error());
    m_initialRoles = firstColumn(roles->rows);
    if (!m_options.restricted)
        return {};
    const auto made = ask(u"CREATE ROLE %1 LOGIN NOSUPERUSER PASSWORD %2"_s.arg(
        sql::quoteIdentifier(m_name), sql::quoteLiteral(m_password)));
    if (!made)
        return fail(made.error());
    m_initialRoles.insert(m_name);
    return {};
}

// The locale of the target where this machine has it; what sorts differently is no part of a catalog.
Result<void> Scratch::create(const QString &source)
{
    const QString name = sql::quoteIdentifier(m_name);
    QString statement = u"CREATE DATABASE %1 TEMPLATE %2"_s.arg(name, sql::quoteIdentifier(source));
    if (m_options.restricted)
        statement += u" OWNER "_s + name;
    if (source != "template0"_L1) {
        if (auto made = ask(statement); !made)
            return fail(made.error());
    } else {
        const QString encoding = u" ENCODING "_s + sql::quoteLiteral(m_options.encoding);
        QString locale;
        if (!m_options.collation.isEmpty())
            locale = u" LC_COLLATE %1 LC_CTYPE %2"_s.arg(
                sql::quoteLiteral(m_options.collation), sql::quoteLiteral(m_options.characterType));
        auto made = ask(statement + encoding + locale);
        if (!made && made.error().kind != ErrorKind::Connection && made.error().kind != ErrorKind::Cancelled)
            made = ask(statement + u" ENCODING 'UTF8'"_s);
        if (!made)
            return fail(made.error());
    }
    // Nothing of it has to outlast a crash.
    if (auto set = ask(u"ALTER DATABASE %1 SET synchronous_commit = off"_s.arg(name)); !set)
        return fail(set.error());
    return open();
}

Result<void> Scratch::open()
{
    auto session = openSession(connInfo());
    if (!session)
        return fail(session.error());
    const std::lock_guard lock(m_sessionChange);
    m_session = std::move(*session);
    return {};
}

void Scratch::close()
{
    std::unique_ptr<Session> ending;
    const std::lock_guard lock(m_sessionChange);
    ending.swap(m_session);
}

void Scratch::cancel()
{
    const std::lock_guard lock(m_sessionChange);
    if (m_session)
        m_session->cancel();
}

Result<void> Scratch::runAsSuperuser(const QString &sql) const
{
    const auto session = openSession(m_lease.connInfo(m_name));
    if (!session)
        return fail(session.error());
    if (const auto done = (*session)->query({sql, {}}).result(); !done)
        return fail(done.error());
    return {};
}

Result<void> Scratch::freeze()
{
    close();
    const QString base = sql::quoteIdentifier(baseName());
    if (auto renamed = ask(u"ALTER DATABASE %1 RENAME TO %2"_s.arg(sql::quoteIdentifier(m_name), base)); !renamed)
        return fail(renamed.error());
    m_frozen = true;
    return create(baseName());
}

Result<void> Scratch::reset()
{
    close();
    if (auto dropped = ask(u"DROP DATABASE %1 WITH (FORCE)"_s.arg(sql::quoteIdentifier(m_name))); !dropped)
        return fail(dropped.error());
    const auto roles =
        ask(u"SELECT rolname FROM pg_catalog.pg_roles WHERE pg_catalog.shobj_description(oid, "
            "'pg_authid') = $1"_s,
            {RoleMark});
    if (!roles)
        return fail(roles.error());
    for (const QString &name : firstColumn(roles->rows) - m_madeRoles)
        (void)ask(u"DROP ROLE IF EXISTS %1"_s.arg(sql::quoteIdentifier(name)));
    return create(m_frozen ? baseName() : u"template0"_s);
}

Result<bool> Scratch::makeRole(const QString &name)
{
    const QString role = sql::quoteIdentifier(name);
    const auto known = ask(u"SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = $1"_s, {name});
    if (!known)
        return fail(known.error());
    if (known->rows.rowCount() > 0)
        return false;
    if (auto made = ask(u"CREATE ROLE %1 NOLOGIN"_s.arg(role)); !made)
        return fail(made.error());
    m_madeRoles.insert(name);
    if (auto marked = ask(u"COMMENT ON ROLE %1 IS %2"_s.arg(role, sql::quoteLiteral(RoleMark))); !marked)
        return fail(marked.error());
    if (!m_options.restricted)
        return true;
    // Who is not a superuser may make a role the owner of something only as its member.
    if (auto granted = ask(u"GRANT %1 TO %2"_s.arg(role, sql::quoteIdentifier(m_name))); !granted)
        return fail(granted.error());
    return true;
}

Result<void> Scratch::markNewRoles()
{
    const auto roles = ask(u"SELECT rolname FROM pg_catalog.pg_roles"_s);
    if (!roles)
        return fail(roles.error());
    for (const QString &name : firstColumn(roles->rows) - m_initialRoles - m_madeRoles)
        (void)ask(u"COMMENT ON ROLE %1 IS %2"_s.arg(sql::quoteIdentifier(name), sql::quoteLiteral(RoleMark)));
    return {};
}

} // namespace howdah::migration
