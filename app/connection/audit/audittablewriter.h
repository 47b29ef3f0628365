// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/audit/auditentry.h"
#include "connection/audit/auditfiles.h"
#include "connection/server/conninfo.h"

#include <QStringList>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <thread>

namespace howdah::connection {

// Carries the lines of one place from the log into the table of that database (audittable.h), one after the other, on a
// thread and a session of its own. The file has each line first, and keeps it whatever becomes of the table: what the
// table does not take is told to `failed`, once for each reason, and noted in the file. While the line is down lines
// wait, and go with the next one. Made and ended on any thread; ending waits for what is under way (finish()).
class AuditTableWriter final
{
public:
    using Failed = std::function<void(const Error &)>;

    struct Place
    {
        ConnInfo info;       // open for writing
        QString profile;     // lines of this profile are meant ...
        QStringList targets; // ... and those of these: "user@host:port/database"
    };

    explicit AuditTableWriter(Place place, Failed failed = {}, QString folder = auditFolder());
    ~AuditTableWriter();
    AuditTableWriter(const AuditTableWriter &) = delete;
    AuditTableWriter &operator=(const AuditTableWriter &) = delete;

    // Waits until everything that was noted by now is in the table, or was refused; false when it takes longer.
    bool finish(std::chrono::milliseconds limit = std::chrono::seconds(10));
    // Lines that are not in the table, and will not be.
    [[nodiscard]] qint64 lost() const;

private:
    class Carrier;
    friend class AuditCarriers;

    void take(std::span<const AuditEntry> entries);
    [[nodiscard]] bool concerns(const AuditEntry &entry) const;
    void work(const std::stop_token &stop);

    const Place m_place;
    const Failed m_failed;
    const QString m_folder;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<AuditEntry> m_waiting;
    bool m_busy = false;
    bool m_down = false; // the line is: the next one tries again
    qint64 m_lost = 0;
    std::jthread m_thread; // last: it uses all of these
};

// From here on unlocking that is noted just before a writer is made goes to it as well. Called by startAudit().
void rememberUnlocking();

} // namespace howdah::connection
