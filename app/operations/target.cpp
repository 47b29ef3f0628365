// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/target.h"

#include "base/propagate.h"
#include "connection/server/diagnosis.h"
#include "connection/server/environment.h"
#include "connection/server/pause.h"
#include "connection/profile/productionplaces.h"
#include "connection/profile/profilestore.h"
#include "connection/profile/connectiontest.h"
#include "operations/entities/sessionsettings.h"
#include "operations/keptsecrets.h"
#include "operations/tr.h"
#include "operations/writelock.h"

#include <QDeadlineTimer>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using namespace connection;

namespace {

constexpr std::chrono::milliseconds ConnectPoll(250);

void notify(const TargetOptions &options, const QString &text)
{
    if (options.notify)
        options.notify(text);
}

SecretOptions secretOptions(const SecretAsker &ask)
{
    SecretOptions options;
    options.ask = ask;
    options.opensTunnels = true;
    return options;
}

bool hasReason(const TargetOptions &options) { return !options.unlockReason.trimmed().isEmpty(); }

// Nobody opens production for writing by a slip of the hand: it takes a reason, and the reason stays.
Result<ConnInfo> guarded(const TargetOptions &options, const Profile &profile, ConnInfo info)
{
    if (profile.environment != Environment::Production || options.purpose == Purpose::Test)
        return info;
    if (!hasReason(options) || options.purpose == Purpose::ReadingOnly) {
        if (options.purpose == Purpose::Any)
            notify(
                options,
                tr("\"%1\" is a production server and is opened read-only; --unlock REASON unlocks it for writing")
                    .arg(profile.name));
        return locked(std::move(info));
    }
    RETURN_IF_ERROR(noteUnlocking({profile.name, describe(info)}, options.unlockReason));
    return info;
}

Result<NamedTarget> targetOfWords(const TargetOptions &options)
{
    NamedTarget target;
    Result<ConnInfo> read = parseConnInfo(options.database);
    if (!read) {
        read.error().kind = ErrorKind::Usage;
        return fail(read.error());
    }
    target.info = std::move(*read);
    if (options.purpose == Purpose::Test)
        return target;
    ASSIGN_OR_RETURN(std::optional<Profile> production, productionAt(target.info));
    if (production) {
        ASSIGN_OR_RETURN(ConnInfo info, guarded(options, *production, std::move(target.info)));
        target.info = std::move(info);
        target.profile = std::move(production);
        return target;
    }
    // Somebody says that this is to be opened: nothing here knows whether it had to be.
    if (hasReason(options) && options.purpose == Purpose::Any) {
        RETURN_IF_ERROR(noteUnlocking({{}, describe(target.info)}, options.unlockReason));
    }
    return target;
}

Result<ConnInfo> infoOf(const TargetOptions &options, Profile &profile, NamedTarget &target)
{
    Result<ConnInfo> info = connInfoWithSecret(profile, secretOptions(options.ask));
    if (!info)
        return info;
    if (profile.ssh.enabled) {
        SshForward::Options ssh;
        ssh.mayAsk = bool(options.ask);
        ASSIGN_OR_RETURN(Way way, wayThroughTunnel(profile.ssh, *info, ssh));
        target.tunnel = std::move(way.tunnel);
        info = std::move(way.info);
    }
    ASSIGN_OR_RETURN(std::optional<Profile> production, productionAt(profile));
    if (production && options.purpose != Purpose::Test)
        profile = std::move(*production);
    return guarded(options, profile, std::move(*info));
}

Result<NamedTarget> targetOfProfile(const TargetOptions &options)
{
    Result<Profile> profile = ProfileStore().find(options.database);
    if (!profile) {
        // As for any other word that leads nowhere.
        if (profile.error().kind == ErrorKind::NotFound)
            profile.error().kind = ErrorKind::Usage;
        return fail(profile.error());
    }
    NamedTarget target;
    target.isPrivateServer = isPrivate(*profile);
    if (!target.isPrivateServer) {
        ASSIGN_OR_RETURN(ConnInfo info, infoOf(options, *profile, target));
        target.info = std::move(info);
    }
    target.profile = std::move(*profile);
    return target;
}

Result<NamedTarget> findNamed(const TargetOptions &options)
{
    if (options.database.isEmpty()) {
        NamedTarget target;
        target.isPrivateServer = true;
        return target;
    }
    return mayBeProfileName(options.database) ? targetOfProfile(options) : targetOfWords(options);
}

} // namespace

Result<NamedTarget> findTarget(const TargetOptions &options)
{
    Result<NamedTarget> target = findNamed(options);
    if (!target)
        return target;
    for (const QString &function : options.allowedFunctions) {
        const LockPlace place{target->profile ? target->profile->name : QString(), describe(target->info)};
        RETURN_IF_ERROR(operations::allowFunction(options.context->allowedFunctions(), place, function));
    }
    ASSIGN_OR_RETURN(target->info, withSettings(std::move(target->info), options.settings));
    target->info.context = options.context;
    return target;
}

// What is kept for a place, else what a person answers. Where neither is to be had, the server's refusal says more.
static std::optional<Result<ConnInfo>> askForSecret(const NamedTarget &target, SecretKind kind, const SecretAsker &ask)
{
    ConnInfo info = target.info;
    const QString keyword = kind == SecretKind::Password ? u"password"_s : u"sslpassword"_s;
    QString secret = target.profile ? QString() : keptSecret({{}, info}, kind);
    if (secret.isEmpty() && ask) {
        const QString place = describe(info);
        secret = ask(kind == SecretKind::Password ? tr("Password of %1").arg(place)
                                                  : tr("Passphrase of the client key for %1").arg(place))
                     .value_or(QString());
    }
    if (secret.isEmpty())
        return {};
    info.set(keyword, secret);
    return info;
}

std::optional<Result<ConnInfo>> askAfterRefusal(const NamedTarget &target, const Error &refusal, const SecretAsker &ask)
{
    if (target.isPrivateServer)
        return {};
    // Once: a wrong one is told.
    const bool hasPassphrase = !target.info.value(u"sslpassword"_s).isEmpty();
    if (!hasPassphrase && secretWanted(refusal, target.info) == SecretKind::KeyPassphrase)
        return askForSecret(target, SecretKind::KeyPassphrase, ask);
    if (!isPasswordWanted(refusal))
        return {};
    if (!target.profile)
        return askForSecret(target, SecretKind::Password, ask);
    if (target.profile->secret != SecretSource::Keychain || !ask)
        return {};
    return askForPassword(target.info, target.profile->name, secretOptions(ask));
}

Target::~Target()
{
    m_session.reset(); // what it has done is noted by then
    m_table.reset();
}

Result<void> Target::open(const TargetOptions &options, const QString &name, Names names)
{
    if (auto begun = begin(options, name, names); !begun)
        return begun;
    return finish();
}

Result<void> Target::begin(const TargetOptions &options, const QString &name, Names names)
{
    m_options = options;
    m_isRightsSaid = false;
    ASSIGN_OR_RETURN(NamedTarget named, findTarget(options));
    m_named = std::move(named);
    if (m_named.isPrivateServer) {
        ASSIGN_OR_RETURN(Way way, wayToPrivateServer(u"howdah"_s, options.notify, {}, {}, options.context));
        m_way = std::move(way);
        ASSIGN_OR_RETURN(m_way.info, withSettings(std::move(m_way.info), options.settings));
        m_info = m_readOnly ? asReader(m_way.info) : m_way.info;
    } else {
        m_info = m_named.info;
    }
    SessionOptions session;
    session.name = name;
    session.names = names;
    session.readOnly = m_readOnly;
    m_session = std::make_unique<Session>(session);
    m_facts = m_session->open(m_info);
    return {};
}

Result<void> Target::finish()
{
    Result<ServerFacts> facts = m_facts.result();
    // The passphrase of the key, and then the password.
    for (int asks = 0; !facts && asks < 2; ++asks) {
        auto asked = askAfterRefusal(m_named, facts.error(), m_options.ask);
        if (!asked)
            break;
        if (!*asked)
            return fail(asked->error());
        m_info = m_named.info = std::move(**asked);
        m_facts = m_session->open(m_info);
        facts = m_facts.result();
    }
    if (!facts)
        return fail(facts.error());
    m_info.set(u"user"_s, facts->user);
    m_info.set(u"dbname"_s, facts->database);
    m_name = describe(m_info);
    nameInAudit(*facts);
    forwardAudit(*facts);
    notifyOfRights(*facts);
    return {};
}

// The lock holds what is asked, not what a view or a function of the database does by itself.
void Target::notifyOfRights(const ServerFacts &facts)
{
    const bool isSaid = std::exchange(m_isRightsSaid, true);
    if (isSaid || m_options.purpose == Purpose::Test || !facts.superuser || !m_named.isGuarded())
        return;
    notify(
        m_options, tr("\"%1\" is a superuser here: everything that a view or function of this database does runs with "
                      "superuser privileges. To only read, connect as a role that owns nothing.")
                       .arg(facts.user));
}

// The log names a session by where it ended up.
void Target::nameInAudit(const ServerFacts &facts) const
{
    if (!m_options.audit || !m_named.profile)
        return;
    for (ConnInfo host : singleHosts(m_info)) {
        host.set(u"host"_s, facts.host);
        m_options.audit->nameTarget(describe(host), m_named.profile->name);
    }
}

// Into the table of the database as well, where that is wanted and something may be written. What it does not take is
// said from another thread: nobody else speaks while an asker waits for its session.
void Target::forwardAudit(const ServerFacts &facts)
{
    const bool wanted =
        (m_options.auditTable && m_options.purpose == Purpose::Any) || (m_named.profile && m_named.profile->auditTable);
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
    m_table = std::make_unique<AuditTableWriter>(std::move(place), m_options.auditFailed);
}

Result<void> Target::finishWithin(std::chrono::milliseconds limit, const std::function<void(const Error &)> &waiting)
{
    const QDeadlineTimer deadline(limit);
    bool reported = false;
    while (true) {
        Result<void> finished = finish();
        if (finished || finished.error().kind != ErrorKind::Connection || deadline.hasExpired())
            return finished;
        if (!reported)
            waiting(finished.error());
        reported = true;
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

} // namespace howdah::operations
