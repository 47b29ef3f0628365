// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/audit/auditrecorder.h"
#include "connection/audit/audittablewriter.h"
#include "connection/profile/secretsource.h"
#include "connection/session/guard.h"
#include "connection/session/session.h"
#include "connection/session/sessioncontext.h"
#include "operations/way.h"
#include "operations/writelock.h"

#include <chrono>
#include <functional>
#include <optional>

namespace howdah::operations {

enum class Purpose {
    Any,
    ReadingOnly, // locked in production without a word: nothing would be written anyway
    Test,        // as it is: the server shall say what it does by itself
};

// How a target is found and opened, and what was decided about it beforehand.
struct TargetOptions
{
    // Nothing or the profile "private" for the private server, else a URI, keywords, or the name of a profile.
    QString database;
    Purpose purpose = Purpose::Any;
    QString unlockReason;                             // why production is opened for writing; "": it is not
    QStringList allowedFunctions;                     // that only read, says the operator
    bool auditTable = false;                          // note what changes in a table of the database as well
    QStringList settings;                             // of the platform: entities/sessionsettings.h
    connection::SecretAsker ask;                      // for passwords; empty where nobody can be asked
    std::shared_ptr<connection::AuditRecorder> audit; // of this program; may be null
    // Of the sessions that are opened there, and of what they are allowed.
    std::shared_ptr<connection::SessionContext> context = std::make_shared<connection::SessionContext>();
    // Where to say what is to be known besides: that it is locked, that the private server starts. May be empty.
    WayProgress notify;
    std::function<void(const Error &)> auditFailed; // on another thread; may be empty
};

struct NamedTarget
{
    bool isPrivateServer = false;
    connection::ConnInfo info; // with the password, where the profile's source has it; locked in production
    std::optional<connection::Profile> profile;
    std::shared_ptr<connection::SshForward> tunnel; // of the profile; open as long as this lives

    [[nodiscard]] bool isGuarded() const
    {
        return profile && profile->environment == connection::Environment::Production;
    }
};

// Asks for a password that the profile wants asked. A profile of production is locked for writing, which is said,
// unless there is a reason to unlock it, which is noted in the audit log first; so is what leads to the same place by
// other words (productionplaces.h). ErrorKind::Usage for what is neither a connection nor a profile. Blocks.
[[nodiscard]] Result<NamedTarget> findTarget(const TargetOptions &options);

// After a server has refused for want of a password: asks for it where that makes sense. Nothing to do is nothing.
[[nodiscard]] std::optional<Result<connection::ConnInfo>>
askAfterRefusal(const NamedTarget &target, const Error &refusal, const connection::SecretAsker &ask);

// A database that is worked on: an open session, and the lease of the private server where that is it.
class Target
{
public:
    // `name` is seen by others as application_name. `names`: of the database where the session is to run SQL that the
    // operator wrote. Blocks.
    [[nodiscard]] Result<void>
    open(const TargetOptions &options, const QString &name, connection::Names names = connection::Names::OfPostgres);
    // Before it is opened: the session may only read, on the private server as a role that is no superuser. For
    // statements of files that others may have written.
    void readOnly() { m_readOnly = true; }
    // The same in two parts: other work fits in between while the server answers.
    [[nodiscard]] Result<void>
    begin(const TargetOptions &options, const QString &name, connection::Names names = connection::Names::OfPostgres);
    [[nodiscard]] Result<void> finish();
    // Tries again for as long as nothing accepts connections there, at most for `limit`. `waiting` is told the first
    // reason.
    [[nodiscard]] Result<void>
    finishWithin(std::chrono::milliseconds limit, const std::function<void(const Error &)> &waiting);
    // For who has all its answers: the session ends while the program goes on.
    void leave();

    Target() = default;
    ~Target();
    Target(const Target &) = delete;
    Target &operator=(const Target &) = delete;

    [[nodiscard]] connection::Session &session() { return *m_session; }
    // One more to the same database, or null. Any thread, while this lives.
    [[nodiscard]] std::unique_ptr<connection::Session>
    openAnother(const QString &purpose, connection::Names names = connection::Names::OfPostgres) const;
    // "user@host/database", never a password.
    [[nodiscard]] const QString &name() const { return m_name; }
    [[nodiscard]] const connection::ConnInfo &connInfo() const { return m_info; }
    // As the audit log names it.
    [[nodiscard]] LockPlace lockPlace() const { return {m_named.profile ? m_named.profile->name : QString(), m_name}; }
    // Production that is open for writing: names are typed before anything in it is destroyed.
    [[nodiscard]] bool isGuarded() const { return m_named.isGuarded() && !connection::isLocked(m_info); }

    // Production, locked or not.
    [[nodiscard]] bool isProduction() const { return m_named.isGuarded() || connection::isLocked(m_info); }

private:
    void nameInAudit(const connection::ServerFacts &facts) const;
    void forwardAudit(const connection::ServerFacts &facts);
    void notifyOfRights(const connection::ServerFacts &facts);

    Way m_way; // ends after the session
    std::unique_ptr<connection::Session> m_session;
    TargetOptions m_options;
    NamedTarget m_named;
    std::unique_ptr<connection::AuditTableWriter> m_table; // ends before the way, after the session
    bool m_isRightsSaid = false;
    bool m_readOnly = false;
    connection::ConnInfo m_info;
    QFuture<Result<connection::ServerFacts>> m_facts;
    QString m_name;
};

} // namespace howdah::operations
