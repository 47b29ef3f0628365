// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/auditrecorder.h"

#include "connection/audit/audittable.h"
#include "connection/audit/latecommits.h"
#include "connection/server/osuser.h"
#include "connection/readonly/readonlyrules.h"
#include "connection/tr.h"
#include "sql/leadingwords.h"

using namespace Qt::StringLiterals;

namespace howdah::connection {

AuditRecorder::AuditRecorder(std::shared_ptr<AuditLog> log, Failed failed)
    : m_log(std::move(log))
    , m_failed(std::move(failed))
{
}

void AuditRecorder::nameTarget(const QString &target, const QString &profile)
{
    const std::lock_guard lock(m_mutex);
    m_profiles.insert(target, profile);
}

void AuditRecorder::take(std::span<const StatementEvent> events)
{
    const std::lock_guard lock(m_mutex);
    std::vector<AuditEntry> entries;
    for (const StatementEvent &event : events) {
        if (event.sessionName != AuditTableSession)
            takeOne(event, entries);
    }
    const Result<std::vector<AuditEntry>> written = m_log->append(std::move(entries));
    if (written || !m_failed)
        return;
    if (std::exchange(m_lastFailure, written.error().message) != written.error().message)
        m_failed(written.error());
}

AuditEntry AuditRecorder::entryOf(const StatementEvent &event) const
{
    AuditEntry entry;
    entry.profile = m_profiles.value(event.target);
    entry.target = event.target;
    entry.settings = event.settings;
    entry.session = event.sessionName;
    entry.backendPid = event.backendPid;
    entry.command = QString::fromLatin1(event.command);
    entry.rows = event.rows;
    entry.milliseconds = event.milliseconds;
    if (event.error) {
        entry.sqlState = event.error->sqlState;
        entry.text = event.error->message;
    }
    return entry;
}

static bool beginsReadOnly(const QString &sql)
{
    constexpr std::size_t Most = 12;
    const std::vector<QByteArray> words = sql::leadingWords(sql.toUtf8(), Most);
    bool readOnly = false;
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (words[i - 1] == "READ" && (words[i] == "ONLY" || words[i] == "WRITE"))
            readOnly = words[i] == "ONLY";
    }
    return readOnly;
}

// BEGIN opens one; COMMIT and ROLLBACK end it. The tag of a COMMIT that failed is ROLLBACK.
void AuditRecorder::followTransaction(
    const StatementEvent &event, const QByteArray &verb, std::vector<AuditEntry> &entries)
{
    using Outcome = StatementEvent::Outcome;
    const bool ran = event.outcome == Outcome::Done;
    if (verb == "BEGIN" || verb == "START TRANSACTION") {
        if (ran)
            m_open.insert(event.session, {++m_transactions, 0, beginsReadOnly(event.statement->sql)});
        return;
    }
    const bool lost = event.outcome == Outcome::Unknown;
    const bool ends = verb == "COMMIT" || verb == "ROLLBACK" || lost || verb == "PREPARE TRANSACTION";
    const auto open = m_open.constFind(event.session);
    if (open == m_open.constEnd() || !ends || (!ran && !lost && verb != "COMMIT"))
        return;
    const Transaction ended = *open;
    m_open.erase(open);
    if (ended.changes == 0)
        return;
    AuditEntry entry = entryOf(event);
    entry.kind = AuditEntry::Kind::End;
    entry.transaction = ended.number;
    entry.rows = -1;
    entry.outcome = lost                          ? AuditEntry::Outcome::Unknown
                  : ran && verb == "COMMIT"       ? AuditEntry::Outcome::Committed
                  : verb == "PREPARE TRANSACTION" ? AuditEntry::Outcome::Done
                                                  : AuditEntry::Outcome::RolledBack;
    if (entry.outcome == AuditEntry::Outcome::Committed && event.statement->sql.endsWith(DurableLater)) {
        entry.text = tr("Durable at the end of the run: a server crash before then undoes it.");
        entry.sql = event.statement->sql;
        QList<qint64> &waiting = m_notOnDisk[event.session];
        if (waiting.isEmpty())
            noteLateCommits(m_log->folder(), event, ended.number);
        waiting << ended.number;
    }
    entries.push_back(entry);
}

// The next COMMIT that waits for the disk brings along what did not. A line that is lost before that may be that of a
// server which has crashed: then what was said above is not known any more.
void AuditRecorder::followDisk(const StatementEvent &event, const QByteArray &verb, std::vector<AuditEntry> &entries)
{
    using Outcome = StatementEvent::Outcome;
    const auto waiting = m_notOnDisk.constFind(event.session);
    if (waiting == m_notOnDisk.constEnd())
        return;
    const bool lost = event.outcome == Outcome::Unknown || (event.error && event.error->kind == ErrorKind::Connection);
    const bool flushed =
        event.outcome == Outcome::Done && verb == "COMMIT" && !event.statement->sql.endsWith(DurableLater);
    if (!lost && !flushed)
        return;
    for (const qint64 number : lost ? *waiting : QList<qint64>()) {
        AuditEntry entry = entryOf(event);
        entry.kind = AuditEntry::Kind::End;
        entry.outcome = AuditEntry::Outcome::Unknown;
        entry.transaction = number;
        entry.command.clear();
        entry.rows = -1;
        entry.text = tr("The connection was lost before this was known to be on disk: if the server crashed, it was "
                        "undone. See the migration history.");
        entries.push_back(std::move(entry));
    }
    m_notOnDisk.erase(waiting);
    if (lost)
        noteLostCommits(m_log->folder(), event.session);
    else
        forgetLateCommits(m_log->folder(), event.session);
}

void AuditRecorder::takeOne(const StatementEvent &event, std::vector<AuditEntry> &entries)
{
    using Outcome = StatementEvent::Outcome;
    const QString &sql = event.statement->sql;
    QByteArray verb = event.command;
    if (verb.isEmpty())
        verb = sql.left(20).trimmed().section(u' ', 0, 0).toUpper().remove(u';').toLatin1();
    if (verb == "END")
        verb = "COMMIT";
    const auto reading = m_open.find(event.session);
    if (reading != m_open.end() && (verb == "SET" || verb == "RESET"))
        reading->readOnly = false; // perhaps by this
    // What ended its session may have done anything, and a transaction that only reads still has functions that reach
    // out of it.
    const bool onlyReads = reading != m_open.end() && reading->readOnly;
    const bool changes = event.outcome == Outcome::Refused || (event.outcome == Outcome::Unknown && !sql.isEmpty())
                      || (onlyReads ? !readOnlyWay(sql) : mayChange(sql));
    if (changes && verb != "COMMIT" && verb != "ROLLBACK") {
        AuditEntry entry = entryOf(event);
        entry.outcome = event.outcome == Outcome::Done    ? AuditEntry::Outcome::Done
                      : event.outcome == Outcome::Failed  ? AuditEntry::Outcome::Failed
                      : event.outcome == Outcome::Undone  ? AuditEntry::Outcome::Undone
                      : event.outcome == Outcome::Unknown ? AuditEntry::Outcome::Unknown
                                                          : AuditEntry::Outcome::Refused;
        AuditedStatement text = audited(*event.statement);
        entry.sql = std::move(text.sql);
        entry.parameters = std::move(text.parameters);
        if (const auto open = m_open.find(event.session); open != m_open.end()) {
            entry.transaction = open->number;
            ++open->changes;
        }
        entries.push_back(std::move(entry));
    }
    followTransaction(event, verb, entries);
    followDisk(event, verb, entries);
}

} // namespace howdah::connection
