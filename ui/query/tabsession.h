// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "connect/connectioncontroller.h"

#include <atomic>
#include <memory>

namespace howdah::ui {

// The session of one tab: taken with its first run and held until the tab lets go of it, whatever the window is
// connected to meanwhile, so that nothing of it is ended silently. While production is locked it is one that the server
// holds to reading; one from the time before the lock may only end its transaction. UI thread.
class TabSession final : public QObject
{
    Q_OBJECT
public:
    // `connection` outlives it.
    explicit TabSession(ConnectionController *connection, QObject *parent = nullptr);
    ~TabSession() override;

    // "app@db.example.org/orders": the database of the window; empty while there is none.
    [[nodiscard]] static QString placeOf(const ConnectionController &connection);
    // The database of such a place, where it is on the server of the window.
    [[nodiscard]] static std::optional<QString>
    databaseBeside(const ConnectionController &connection, const QString &place);
    // That of the tab; empty until it is known.
    [[nodiscard]] const QString &place() const { return m_place; }
    // Lets go of a session to another one.
    void setPlace(const QString &place);
    // The window is connected to it.
    [[nodiscard]] bool isHere() const;

    // The session, which is open or opening. ErrorKind::Connection and ::Conflict where none is to be had.
    [[nodiscard]] Result<std::shared_ptr<connection::Session>> take();
    [[nodiscard]] const std::shared_ptr<connection::Session> &session() const { return m_session; }
    // It was taken, and nothing was asked of it yet.
    [[nodiscard]] bool isNew() const { return m_isNew; }
    void setSettled() { m_isNew = false; }
    void letGo();

    // A run is on it. When none is, and no transaction is open, it follows the lock.
    void setRunning(bool running);
    // Nothing runs, and the server has none open.
    [[nodiscard]] bool isIdle() const;
    // What may be asked of beside the runs: no transaction has failed.
    [[nodiscard]] std::shared_ptr<connection::Session> idle() const;

    // False from when production was locked, for a session that may write. Any thread.
    [[nodiscard]] const std::shared_ptr<const std::atomic<bool>> &mayWrite() const { return m_mayWrite; }
    // It may only read, as production was locked when it was taken.
    [[nodiscard]] bool isLocked() const { return m_session && m_wasLocked; }
    // Production, open for writing: what destroys is confirmed.
    [[nodiscard]] bool isUnlocked() const { return m_session && m_isUnlocked; }

Q_SIGNALS:
    void changed();
    void lost(const howdah::Error &error);
    // It was given back because of the lock of production, for another one with the next run.
    void replaced();

private:
    void follow();
    void drop();

    ConnectionController *m_connection;
    QString m_place;
    std::shared_ptr<connection::Session> m_session;
    std::shared_ptr<std::atomic<bool>> m_writes;
    std::shared_ptr<const std::atomic<bool>> m_mayWrite;
    bool m_isUnlocked = false;
    bool m_wasLocked = false; // when it was taken
    bool m_isNew = false;
    bool m_isRunning = false;
};

} // namespace howdah::ui
