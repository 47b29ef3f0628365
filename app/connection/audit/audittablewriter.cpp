// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/audittablewriter.h"

#include "base/propagate.h"
#include "connection/audit/auditfollower.h"
#include "connection/audit/auditlog.h"
#include "connection/audit/audittable.h"
#include "connection/tr.h"

#include <algorithm>
#include <optional>
#include <set>

using namespace Qt::StringLiterals;

namespace howdah::connection {

// All writers of this process by the log that they carry, and the unlocking that came before them. A leaf: nothing is
// called while it is locked but what pushes into a queue.
class AuditCarriers final
{
public:
    static AuditCarriers &all()
    {
        static AuditCarriers one;
        return one;
    }

    void add(AuditTableWriter *writer)
    {
        const std::lock_guard lock(m_mutex);
        m_writers.push_back(writer);
        // Nobody had carried these.
        std::erase_if(m_unlocked, [writer](const auto &unlocked) {
            const bool concerns = unlocked.first == writer->m_folder && writer->concerns(unlocked.second);
            if (concerns)
                writer->take({&unlocked.second, 1});
            return concerns;
        });
    }

    void remove(AuditTableWriter *writer)
    {
        const std::lock_guard lock(m_mutex);
        std::erase(m_writers, writer);
    }

private:
    AuditCarriers() = default;

    void take(const QString &folder, std::span<const AuditEntry> entries)
    {
        const std::lock_guard lock(m_mutex);
        for (const AuditEntry &entry : entries) {
            // Two windows of one database have a writer each; a line goes into its table once.
            std::set<std::pair<QString, QString>> carried;
            for (AuditTableWriter *writer : m_writers) {
                if (writer->m_folder == folder && writer->concerns(entry)
                    && carried.insert({writer->m_place.profile, writer->m_place.info.value(u"dbname"_s)}).second)
                    writer->take({&entry, 1});
            }
            if (!carried.empty() || entry.kind != AuditEntry::Kind::Unlock)
                continue;
            constexpr std::size_t Kept = 16;
            m_unlocked.push_back({folder, entry});
            if (m_unlocked.size() > Kept)
                m_unlocked.pop_front();
        }
    }

    std::mutex m_mutex;
    std::vector<AuditTableWriter *> m_writers;
    std::deque<std::pair<QString, AuditEntry>> m_unlocked;
    const AuditFollower m_follower{
        // last: it calls
        {},
        {.written = [this](const QString &folder, std::span<const AuditEntry> entries) { take(folder, entries); }}};
};

void rememberUnlocking() { (void)AuditCarriers::all(); }

// The session into the table, opened when there is something to say.
class AuditTableWriter::Carrier final
{
public:
    Carrier(const ConnInfo &info, const QString &folder)
        : m_info(info)
        , m_folder(folder)
    {
    }

    Result<void> carry(const std::vector<AuditEntry> &entries)
    {
        if (auto opened = open(); !opened)
            return opened;
        const auto same = hasAuditTableEnd(*m_session, seenAuditTableEnd(m_folder, m_target));
        const auto end =
            same ? insertAuditLines(*m_session, m_logId, entries) : Result<AuditTableEnd>(fail(same.error()));
        if (!end) {
            if (end.error().kind == ErrorKind::Connection)
                m_session.reset();
            return fail(end.error());
        }
        // Of a table that was cut or created again the end that was seen stays, so that verifying tells it.
        return *same ? keepAuditTableEnd(m_folder, m_target, *end) : Result<void>();
    }

private:
    Result<void> open()
    {
        if (m_session && m_session->isOpen())
            return {};
        SessionOptions options;
        options.name = AuditTableSession.toString();
        m_session = std::make_unique<Session>(options);
        RETURN_IF_ERROR(m_session->open(m_info).result());
        ASSIGN_OR_RETURN(const auto target, auditTableTarget(*m_session));
        if (const auto plain = checkAuditTable(*m_session); !plain) {
            m_session.reset(); // it may be fixed until the next lines
            return plain;
        }
        m_target = target;
        ASSIGN_OR_RETURN(const auto id, auditLogId(m_folder));
        m_logId = id;
        return {};
    }

    ConnInfo m_info;
    QString m_folder;
    QString m_logId;
    QString m_target;
    std::unique_ptr<Session> m_session;
};

AuditTableWriter::AuditTableWriter(Place place, Failed failed, QString folder)
    : m_place(std::move(place))
    , m_failed(std::move(failed))
    , m_folder(std::move(folder))
    , m_thread([this](const std::stop_token &stop) { work(stop); })
{
    AuditCarriers::all().add(this);
}

AuditTableWriter::~AuditTableWriter()
{
    (void)finish();
    AuditCarriers::all().remove(this);
    m_thread.request_stop();
}

bool AuditTableWriter::concerns(const AuditEntry &entry) const
{
    const bool profile = !m_place.profile.isEmpty() && entry.profile == m_place.profile;
    return entry.kind != AuditEntry::Kind::Note && (profile || m_place.targets.contains(entry.target));
}

void AuditTableWriter::take(std::span<const AuditEntry> entries)
{
    const std::lock_guard lock(m_mutex);
    for (const AuditEntry &entry : entries) {
        if (concerns(entry))
            m_waiting.push_back(entry);
    }
    m_down = false;
    m_changed.notify_all();
}

bool AuditTableWriter::finish(std::chrono::milliseconds limit)
{
    std::unique_lock lock(m_mutex);
    m_down = false; // one more try
    m_changed.notify_all();
    return m_changed.wait_for(lock, limit, [this] { return (m_waiting.empty() || m_down) && !m_busy; })
        && m_waiting.empty();
}

qint64 AuditTableWriter::lost() const
{
    const std::lock_guard lock(m_mutex);
    return m_lost;
}

void AuditTableWriter::work(const std::stop_token &stop)
{
    constexpr std::size_t AtOnce = 500;
    constexpr std::size_t MostWaiting = 20'000;
    Carrier carrier(m_place.info, m_folder);
    QString reported;
    std::unique_lock lock(m_mutex);
    while (m_changed.wait(lock, stop, [this] { return !m_waiting.empty() && !m_down; })) {
        const auto end = m_waiting.begin() + qsizetype(std::min(AtOnce, m_waiting.size()));
        const std::vector<AuditEntry> entries(m_waiting.begin(), end);
        m_busy = true;
        lock.unlock();
        const Result<void> carried = carrier.carry(entries);
        std::optional<Error> problem;
        if (!carried) {
            problem = carried.error();
            problem->message =
                tr("Entries could not be written to the table howdah.audit_log: %1").arg(carried.error().message);
        }
        lock.lock();
        const bool waits = problem && problem->kind == ErrorKind::Connection && m_waiting.size() < MostWaiting;
        if (!waits)
            m_waiting.erase(m_waiting.begin(), m_waiting.begin() + qsizetype(entries.size()));
        if (problem && !waits)
            m_lost += qint64(entries.size());
        m_down = waits;
        if (problem && std::exchange(reported, problem->message) != problem->message) {
            lock.unlock();
            AuditEntry note;
            note.kind = AuditEntry::Kind::Note;
            note.profile = m_place.profile;
            note.target = m_place.targets.value(0);
            note.text = problem->message;
            (void)AuditLog(m_folder).append(note); // the file has the lines themselves
            if (m_failed)
                m_failed(*problem);
            lock.lock();
        } else if (!problem) {
            reported.clear();
        }
        m_busy = false;
        m_changed.notify_all();
    }
}

} // namespace howdah::connection
