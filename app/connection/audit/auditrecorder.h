// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/audit/auditlog.h"
#include "connection/session/sessioncontext.h"

#include <QHash>

namespace howdah::connection {

// Writes what sessions do into a log: give it to SessionContext::observeStatements(). What cannot be written is told to
// `failed`, once for each reason. Any thread.
class AuditRecorder final
{
public:
    using Failed = std::function<void(const Error &)>;

    explicit AuditRecorder(std::shared_ptr<AuditLog> log, Failed failed = {});

    void take(std::span<const StatementEvent> events);
    // The profile under which what goes to `target` ("user@host:port/database") is noted.
    void nameTarget(const QString &target, const QString &profile);

private:
    struct Transaction
    {
        qint64 number = 0;
        int changes = 0;
        bool readOnly = false; // nothing in it can change anything
    };

    [[nodiscard]] AuditEntry entryOf(const StatementEvent &event) const;
    void takeOne(const StatementEvent &event, std::vector<AuditEntry> &entries);
    void followTransaction(const StatementEvent &event, const QByteArray &verb, std::vector<AuditEntry> &entries);
    void followDisk(const StatementEvent &event, const QByteArray &verb, std::vector<AuditEntry> &entries);

    std::shared_ptr<AuditLog> m_log;
    Failed m_failed;
    std::mutex m_mutex;
    QHash<QString, QString> m_profiles;
    QHash<quint64, Transaction> m_open;        // by session
    QHash<quint64, QList<qint64>> m_notOnDisk; // by session: committed with DurableLater
    qint64 m_transactions = 0;
    QString m_lastFailure;
};

} // namespace howdah::connection
