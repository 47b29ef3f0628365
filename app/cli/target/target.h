// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"
#include "cli/target/profiletarget.h"
#include "connection/audit/audittablewriter.h"
#include "connection/session/guard.h"
#include "connection/server/localserver.h"
#include "connection/session/session.h"

#include <chrono>
#include <functional>
#include <optional>

namespace howdah::cli {

// The database that a command works on: an open session, and the lease of the private server where that is it.
class Target final
{
public:
    // `database`: a URI, conninfo or the name of a profile; empty for the private server, which is started when it does
    // not run. `name` is seen by others as application_name. `names`: of the database where the session is to run SQL
    // that the operator wrote. Blocks.
    [[nodiscard]] Result<void> open(
        Output &output, const QString &database, const QString &name, Purpose purpose = Purpose::Any,
        connection::Names names = connection::Names::OfPostgres);
    // Before it is opened: the session may only read, on the private server as a role that is no superuser. For
    // statements of files that others may have written.
    void readOnly() { m_readOnly = true; }
    // The same in two parts: other work fits in between while the server answers.
    [[nodiscard]] Result<void> begin(
        Output &output, const QString &database, const QString &name, Purpose purpose = Purpose::Any,
        connection::Names names = connection::Names::OfPostgres);
    [[nodiscard]] Result<void> finish();
    // Tries again for as long as nothing accepts connections there, at most for `limit`. `waiting` is told the first
    // reason.
    [[nodiscard]] Result<void>
    finishWithin(std::chrono::milliseconds limit, const std::function<void(const Error &)> &waiting);
    // For who has all its answers: the session ends while the command goes on.
    void leave();
    ~Target();

    [[nodiscard]] connection::Session &session() { return *m_session; }
    // One more to the same database, or null. Any thread, while this lives.
    [[nodiscard]] std::unique_ptr<connection::Session>
    openAnother(const QString &purpose, connection::Names names = connection::Names::OfPostgres) const;
    // "user@host/database", never a password.
    [[nodiscard]] const QString &name() const { return m_name; }
    [[nodiscard]] const connection::ConnInfo &connInfo() const { return m_info; }
    // Production that is open for writing: names are typed before anything in it is destroyed.
    [[nodiscard]] bool isGuarded() const { return m_named.isGuarded() && !connection::isLocked(m_info); }

private:
    std::optional<connection::ServerLease> m_lease; // ends after the session
    std::unique_ptr<connection::Session> m_session;
    void nameInAudit(const connection::ServerFacts &facts) const;
    void carryAudit(const connection::ServerFacts &facts);
    void tellOfRights(const connection::ServerFacts &facts);

    NamedTarget m_named;
    std::shared_ptr<connection::AuditRecorder> m_audit;
    std::unique_ptr<connection::AuditTableWriter> m_table; // ends before the lease, after the session
    std::function<void(const Error &)> m_tellAudit;
    QTextStream *m_err = nullptr; // until something was said there
    bool m_auditTable = false;
    bool m_readOnly = false;
    connection::ConnInfo m_info;
    QFuture<Result<connection::ServerFacts>> m_facts;
    QString m_name;
};

// Opens it. The exit code of what went wrong, which has been told by then, or ExitOk.
[[nodiscard]] int openTarget(Target &target, Output &output, const QString &database, const QString &purpose);

} // namespace howdah::cli
