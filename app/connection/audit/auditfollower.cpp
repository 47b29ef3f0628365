// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/auditfollower.h"

#include <algorithm>
#include <mutex>
#include <vector>

namespace howdah::connection {

namespace {

class Followers final
{
public:
    static Followers &all()
    {
        static Followers one;
        return one;
    }

    void add(const QString &folder, std::shared_ptr<const AuditFollower::Calls> calls)
    {
        const std::lock_guard lock(m_mutex);
        m_followers.push_back({folder, std::move(calls)});
    }

    void remove(const std::shared_ptr<const AuditFollower::Calls> &calls)
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_followers, [&calls](const Follower &one) { return one.calls == calls; });
    }

    // For a call outside of the lock: it may take its time, and locks of its own.
    [[nodiscard]] std::vector<std::shared_ptr<const AuditFollower::Calls>> of(const QString &folder) const
    {
        const std::lock_guard lock(m_mutex);
        std::vector<std::shared_ptr<const AuditFollower::Calls>> found;
        for (const Follower &one : m_followers) {
            if (one.folder.isEmpty() || one.folder == folder)
                found.push_back(one.calls);
        }
        return found;
    }

private:
    struct Follower
    {
        QString folder;
        std::shared_ptr<const AuditFollower::Calls> calls;
    };

    mutable std::mutex m_mutex;
    std::vector<Follower> m_followers;
};

} // namespace

AuditFollower::AuditFollower(const QString &folder, Calls calls)
    : m_calls(std::make_shared<const Calls>(std::move(calls)))
{
    Followers::all().add(folder, m_calls);
}

AuditFollower::~AuditFollower() { Followers::all().remove(m_calls); }

void reportAuditLines(const QString &folder, std::span<const AuditEntry> entries)
{
    for (const auto &calls : Followers::all().of(folder)) {
        if (calls->written)
            calls->written(folder, entries);
    }
}

void reportAuditEnd(const QString &folder)
{
    for (const auto &calls : Followers::all().of(folder)) {
        if (calls->ended)
            calls->ended();
    }
}

void reportAuditLoss(const QString &folder, const Error &loss)
{
    for (const auto &calls : Followers::all().of(folder)) {
        if (calls->lost)
            calls->lost(loss);
    }
}

} // namespace howdah::connection
