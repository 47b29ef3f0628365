// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/target/target.h"

#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "connection/audit/auditrecorder.h"
#include "connection/session/connectiontest.h"
#include "connection/server/pause.h"

#include <QCoreApplication>
#include <QDeadlineTimer>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace connection;

constexpr std::chrono::milliseconds ConnectPoll(250);

static QString tr(const char *text) { return QCoreApplication::translate("HowdahCtl", text); }

Target::~Target()
{
    m_session.reset(); // what it has done is noted by then
    m_table.reset();
}

Result<void> Target::open(Output &output, const QString &database, const QString &name, Purpose purpose, Names names)
{
    if (auto begun = begin(output, database, name, purpose, names); !begun)
        return begun;
    return finish();
}

Result<void> Target::begin(Output &output, const QString &database, const QString &name, Purpose purpose, Names names)
{
    Result<NamedTarget> named = findTarget(output, database, purpose);
    m_audit = output.audit;
    m_err = purpose == Purpose::Test ? nullptr : &output.err;
    m_auditTable = output.auditTable && purpose == Purpose::Any;
    m_tellAudit = [&output](const Error &error) { output.err << plainError(error) << Qt::endl; };
    if (!named)
        return fail(named.error());
    m_named = std::move(*named);
    if (m_named.isPrivateServer) {
        const auto progress = [&output](StartStep, const QString &text) { output.err << plainLine(text) << Qt::endl; };
        Result<ServerLease> lease = LocalServer().lease(progress);
        if (!lease)
            return fail(lease.error());
        m_lease.emplace(std::move(*lease));
        m_info = m_readOnly ? asReader(m_lease->connInfo()) : m_lease->connInfo();
    } else {
        m_info = m_named.info;
    }
    SessionOptions options;
    options.name = name;
    options.names = names;
    options.readOnly = m_readOnly;
    m_session = std::make_unique<Session>(options);
    m_facts = m_session->open(m_info);
    return {};
}

Result<void> Target::finish()
{
    Result<ServerFacts> facts = m_facts.result();
    if (!facts) {
        auto asked = askAfterRefusal(m_named, facts.error());
        if (asked && !*asked)
            return fail(asked->error());
        if (asked) {
            m_info = std::move(**asked);
            m_facts = m_session->open(m_info);
            facts = m_facts.result();
        }
    }
    if (!facts)
        return fail(facts.error());
    m_info.set(u"user"_s, facts->user);
    m_info.set(u"dbname"_s, facts->database);
    m_name = describe(m_info);
    nameInAudit(*facts);
    carryAudit(*facts);
    tellOfRights(*facts);
    return {};
}

// The lock holds what is asked, not what a view or a function of the database does by itself.
void Target::tellOfRights(const ServerFacts &facts)
{
    QTextStream *const err = std::exchange(m_err, nullptr);
    if (!err || !facts.superuser || !m_named.isGuarded())
        return;
    *err << tr("\"%1\" is a superuser here: whatever a view or function of this database does runs with all rights. "
               "Connect as a role that owns nothing where you only read.")
                .arg(plainLine(facts.user))
         << Qt::endl;
}

// The log names a session by where it ended up.
void Target::nameInAudit(const ServerFacts &facts) const
{
    if (!m_audit || !m_named.profile)
        return;
    for (ConnInfo host : singleHosts(m_info)) {
        host.set(u"host"_s, facts.host);
        m_audit->nameTarget(describe(host), m_named.profile->name);
    }
}

// Into the table of the database as well, where that is wanted and something may be written. Told on this thread's
// stream from another one: nobody else writes there while a command waits for its session.
void Target::carryAudit(const ServerFacts &facts)
{
    const bool wanted = m_auditTable || (m_named.profile && m_named.profile->auditTable);
    if (!wanted || m_table || isLocked(m_info))
        return;
    AuditTableWriter::Place place{.info = m_info, .profile = {}, .targets = {}};
    if (m_named.profile)
        place.profile = m_named.profile->name;
    for (ConnInfo host : singleHosts(m_info)) {
        host.set(u"host"_s, facts.host);
        place.targets << describe(host);
    }
    place.targets << m_name;
    m_table = std::make_unique<AuditTableWriter>(std::move(place), m_tellAudit);
}

Result<void> Target::finishWithin(std::chrono::milliseconds limit, const std::function<void(const Error &)> &waiting)
{
    const QDeadlineTimer deadline(limit);
    bool told = false;
    while (true) {
        Result<void> finished = finish();
        if (finished || finished.error().kind != ErrorKind::Connection || deadline.hasExpired())
            return finished;
        if (!told)
            waiting(finished.error());
        told = true;
        (void)pauseFor(ConnectPoll, {});
        m_facts = m_session->open(m_info);
    }
}

void Target::leave() { m_session->closeSoon(); }

std::unique_ptr<Session> Target::openAnother(const QString &purpose, Names names) const
{
    SessionOptions options;
    options.name = purpose;
    options.names = names;
    auto session = std::make_unique<Session>(options);
    return session->open(m_info).result() ? std::move(session) : nullptr;
}

int openTarget(Target &target, Output &output, const QString &database, const QString &purpose)
{
    const Result<void> opened = target.open(output, database, purpose);
    return opened ? ExitOk : failed(output, opened.error(), openingCode(opened.error()));
}

} // namespace howdah::cli
