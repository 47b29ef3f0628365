// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tasks.h"
#include "connect/environmenttone.h"
#include "connect/heartbeat.h"
#include "connect/recentconnections.h"
#include "connect/reconnector.h"
#include "connect/route.h"
#include "connection/session/guard.h"
#include "connection/session/sessioncontext.h"
#include "connection/session/sessionpool.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace howdah::catalog {
struct Catalog;
class CatalogReader;
} // namespace howdah::catalog

namespace howdah::ui {

// The connection that the window works on: where it goes, how it stands, and the sessions and the catalog that come
// from it. A connection that is lost is noticed within five seconds and made again, as often as it takes (Reconnector),
// with the settings that it was made with; what was shown and staged stays meanwhile, what ran is told as lost by
// whoever ran it, and nothing is run again. Lives on the UI thread and never blocks it.
class ConnectionController final : public QObject
{
    Q_OBJECT
public:
    enum class State {
        Disconnected,
        Connecting, // progressText() says what happens
        Connected,  // facts() holds
        Lost,       // was connected; error() says why; reconnector() tries again
        Failed,     // error() says why
    };

    ConnectionController(Settings *settings, TaskList *tasks, QObject *parent = nullptr);
    ~ConnectionController() override;

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool isConnected() const { return m_state == State::Connected; }
    // As it may be used now: while writing is locked, whoever connects with it is held to reading by the server.
    [[nodiscard]] connection::ConnInfo connInfo() const { return m_guard.apply(m_way.info); }
    // The same with the user and the database that the server told, wherever they come from.
    [[nodiscard]] connection::ConnInfo target() const;
    // Of all its sessions: who hears of their statements, and what they are allowed. The same for as long as this
    // lives; what is allowed ends with the connection.
    [[nodiscard]] const std::shared_ptr<connection::SessionContext> &sessionContext() const { return m_context; }
    // Where it goes, the same each time: a tunnel's near end is not part of it. Names what belongs to it on the disk.
    [[nodiscard]] QString identity() const;
    // The profile that it was made from.
    [[nodiscard]] const std::optional<connection::Profile> &profile() const { return m_profile; }
    // Nothing for a connection without one.
    [[nodiscard]] const connection::SshForward *tunnel() const { return m_way.tunnel.get(); }
    [[nodiscard]] const Reconnector &reconnector() const { return m_reconnector; }
    void stopTrying() { m_reconnector.stop(); }
    // What the sessions were taken for that were writing when the connection was last lost: it went with their
    // transactions.
    [[nodiscard]] const QStringList &lostWriting() const { return m_lostWriting; }
    // Production that was open for writing when the connection was last lost; it is locked again.
    [[nodiscard]] bool hasLockedAgain() const { return m_lockedAgain; }
    [[nodiscard]] const connection::ServerFacts &facts() const { return m_facts; }
    [[nodiscard]] const Error &error() const { return m_error; }
    [[nodiscard]] QString progressText() const { return m_progress; }
    [[nodiscard]] Environment environment() const { return m_guard.environment(); }
    [[nodiscard]] const connection::Guard &guard() const { return m_guard; }
    [[nodiscard]] bool isPrivateServer() const { return m_private; }
    [[nodiscard]] QString label() const; // "howdah on the private server", "app@db.example.org/orders"
    [[nodiscard]] double latencyMs() const { return m_latencyMs; } // of the last round trip; negative before the first

    using Preparation = Route::Preparation;
    void setPreparation(Preparation preparation) { m_preparation = std::move(preparation); }

    // Any of these leaves the current connection first.
    void connectToPrivateServer(const QString &database = QStringLiteral("howdah"));
    void connectTo(const connection::ConnInfo &info, Environment environment);
    // `info`: the keywords of the profile with its secret in them; its tunnel is opened on the way.
    void connectTo(const connection::Profile &profile, const connection::ConnInfo &info);
    void disconnectFromServer();
    // A connection that was lost is tried at once, and stays lost until it stands; any other connection is created
    // again.
    void reconnect();
    void cancel(); // of connecting, or of reading the catalog

    // Lets writing through for this time once the reason stands in the audit log: guardChanged(), or unlockFailed().
    // When the time is over, or at lock(), what runs may end; whatever begins then is held to reading again.
    void unlock(std::chrono::minutes time, const QString &reason);
    void lock();

    // A session to the current target out of its pool, open or opening: its calls wait until it is open, and answer the
    // error if it does not open. It goes back when the last handle is dropped, on this thread. ErrorKind::Connection
    // while not connected, ErrorKind::Conflict when all are in use, ErrorKind::Permission for one that writes while
    // writing is locked.
    [[nodiscard]] Result<std::shared_ptr<connection::Session>>
    takeSession(connection::SessionRole role, const QString &purpose);

    // The last snapshot; nullptr before the first. While a newer one is read the older stays.
    [[nodiscard]] std::shared_ptr<const catalog::Catalog> catalog() const { return m_catalog; }
    [[nodiscard]] bool isReadingCatalog() const { return m_reading; }
    // Reads it again: F5, and after migrations.
    void refreshCatalog();

    [[nodiscard]] RecentConnections &recent() { return m_recent; }

Q_SIGNALS:
    void stateChanged();
    void progressChanged(const QString &text);
    // Comes more than once while the catalog is read: first the names, then the rest.
    void catalogChanged(std::shared_ptr<const howdah::catalog::Catalog> catalog);
    void catalogFailed(const howdah::Error &error);
    // The countdown to the next attempt, while the connection is lost.
    void retryChanged();
    // The connection that was lost stands again; comes after stateChanged().
    void returned();
    // The tunnel fell, or came up again.
    void tunnelChanged();
    void latencyChanged(double milliseconds);
    // Locked, unlocked, or a second less of the time.
    void guardChanged();
    void unlockFailed(const howdah::Error &error);

private:
    void leave();
    void connectAnew(const connection::ConnInfo &target, const std::optional<connection::Profile> &profile);
    void dropSessions();
    void begin(const QString &progress);
    void setState(State state);
    void setProgress(const QString &text);
    void makeWay();
    void open();
    void opened(const connection::ServerFacts &facts);
    void failed(const Error &error);
    void lost(const Error &error);
    void fellSilent();
    void noteLostWriting();
    void tryAgain();
    void attemptFailed(const Error &error);
    void followTunnel();
    void woke();
    void remember();
    void readCatalog();
    [[nodiscard]] QString place() const;
    [[nodiscard]] connection::PoolLimits limits() const;
    [[nodiscard]] static bool writes(connection::SessionRole role);
    void noteGuard(bool unlocking, std::chrono::minutes time, const QString &reason);
    void followGuard();
    void endWriting();

    RecentConnections m_recent;
    TaskList *m_tasks;
    const std::shared_ptr<connection::SessionContext> m_context = std::make_shared<connection::SessionContext>();
    State m_state = State::Disconnected;
    connection::ConnInfo m_target; // as it was given
    std::optional<connection::Profile> m_profile;
    Way m_way; // how it is reached
    connection::ServerFacts m_facts;
    Error m_error;
    QString m_progress;
    QString m_privateDatabase;
    connection::Guard m_guard;
    bool m_private = false;
    bool m_reading = false;
    bool m_lockedAgain = false;
    bool m_hasRenewedSecret = false; // since the connection was lost, or somebody wanted it tried
    double m_latencyMs = -1;
    quint64 m_attempt = 0; // answers of older attempts are dropped
    std::stop_source m_stop;
    Route m_route;
    Heartbeat m_heartbeat{this};
    Reconnector m_reconnector;
    std::unique_ptr<connection::SessionPool> m_pool;
    std::unique_ptr<connection::SessionPool> m_writers; // of a guarded connection, while it is unlocked
    struct Lent
    {
        std::weak_ptr<connection::Session> session;
        QString purpose;
        bool unlocked = false;
    };
    std::vector<Lent> m_writing;
    QStringList m_lostWriting;
    std::shared_ptr<connection::Session> m_session; // the catalog's, and the heartbeat of the connection
    std::unique_ptr<catalog::CatalogReader> m_reader;
    Preparation m_preparation;
    std::shared_ptr<const catalog::Catalog> m_catalog;
    TaskHandle m_connectTask;
    TaskHandle m_catalogTask;
    QTimer m_countdown;
};

} // namespace howdah::ui
