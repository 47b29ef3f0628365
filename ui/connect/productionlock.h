// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "connection/session/guard.h"
#include "connection/session/sessionpool.h"
#include "operations/writelock.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace howdah::ui {

// The lock of production on the connection of the window: whether writing is locked, how long it is unlocked, and which
// sessions write. Whatever is let through stands in the audit log first. Owned by ConnectionController, which says when
// its connection begins, stands and ends. UI thread.
class ProductionLock final : public QObject
{
    Q_OBJECT
public:
    explicit ProductionLock(QObject *parent = nullptr);
    ~ProductionLock() override;

    [[nodiscard]] const connection::Guard &guard() const { return m_guard; }
    // What the sessions were taken for that were writing when the connection was last lost: it went with their
    // transactions.
    [[nodiscard]] const QStringList &lostWriting() const { return m_lostWriting; }
    // Production that was open for writing when the connection was last lost; it is locked again.
    [[nodiscard]] bool hasLockedAgain() const { return m_lockedAgain; }

    // Lets writing through for this time once the reason stands in the audit log: changed(), or unlockFailed().
    // When the time is over, or at lock(), what runs may end; whatever begins then is held to reading again.
    void unlock(std::chrono::minutes time, const QString &reason);
    void lock();

    // Of the connection: it begins, to this place; it stands, and is reached so while it is unlocked; it was lost, or
    // was left.
    void begin(const connection::Guard &guard, const operations::LockPlace &place);
    void stand(const connection::ConnInfo &unlocked, const connection::PoolLimits &limits);
    void lose();
    void leave();
    // Settings of the platform are others now.
    void changeSettings(const connection::ConnInfo &unlocked, const connection::PlatformSettings &settings);
    // What the sessions were taken for that are writing just now.
    [[nodiscard]] QStringList busyWriting() const;

    [[nodiscard]] static bool writes(connection::SessionRole role);
    // Where sessions that write come from while a guarded connection is unlocked; null otherwise.
    [[nodiscard]] connection::SessionPool *writers() const { return m_writers.get(); }
    void addWriting(const std::shared_ptr<connection::Session> &session, const QString &purpose);

Q_SIGNALS:
    // Locked, unlocked, or a second less of the time.
    void changed();
    void unlockFailed(const howdah::Error &error);

private:
    void note(bool unlocking, std::chrono::minutes time, const QString &reason);
    void follow();
    void endWriting();

    connection::Guard m_guard;
    operations::LockPlace m_place;
    connection::ConnInfo m_unlocked;
    connection::PoolLimits m_limits;
    Latest m_standing; // no answer is wanted of what was noted for a connection that has gone
    bool m_stands = false;
    QTimer m_countdown;
    std::unique_ptr<connection::SessionPool> m_writers;
    struct Lent
    {
        std::weak_ptr<connection::Session> session;
        QString purpose;
        bool unlocked = false;
    };
    std::vector<Lent> m_writing;
    QStringList m_lostWriting;
    bool m_lockedAgain = false;
};

} // namespace howdah::ui
