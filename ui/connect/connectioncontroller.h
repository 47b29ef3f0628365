// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "common/tasks.h"
#include "connect/connector.h"
#include "connect/environmenttone.h"
#include "connect/heartbeat.h"
#include "connect/nextconnection.h"
#include "connect/productionlock.h"
#include "connect/recentconnections.h"
#include "connect/reconnector.h"
#include "connection/session/guard.h"
#include "connection/session/sessioncontext.h"

#include <QObject>

#include <memory>

namespace howdah::ui {

class EntityBook;
class TenantChoice;
struct TenantPlace;
class Settings;

// The connection that the window works on: how it stands, the sessions that are taken from it, and the last snapshot of
// its catalog. What has a state of its own stands beside it: the way to the server and the sessions that are open
// (Connector), the lock of production (ProductionLock), the attempts to return (Reconnector), the beat (Heartbeat),
// what was connected to before (RecentConnections), and a connection that is to take the place of this one once it
// stands (NextConnection). A connection that is lost is noticed within five seconds and made
// again, as often as it takes, with the settings that it was made with; what was shown and staged stays meanwhile, what
// ran is told as lost by whoever ran it, and nothing is run again. Lives on the UI thread and never blocks it.
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
    [[nodiscard]] const connection::ServerFacts &facts() const { return m_facts; }
    [[nodiscard]] const Error &error() const { return m_error; }
    [[nodiscard]] QString progressText() const { return m_progress; }
    [[nodiscard]] const Destination &destination() const { return m_connector->destination(); }
    [[nodiscard]] QString label() const { return destination().label(); }
    // As it may be used now: while writing is locked, whoever connects with it is held to reading by the server.
    [[nodiscard]] connection::ConnInfo connInfo() const { return m_connector->connInfo(); }
    // The same with the user and the database that the server told, wherever they come from.
    [[nodiscard]] connection::ConnInfo target() const;
    // Of all its sessions: who hears of their statements, and what they are allowed. The same for as long as this
    // lives; what is allowed ends with the connection.
    [[nodiscard]] const std::shared_ptr<connection::SessionContext> &sessionContext() const { return m_context; }

    [[nodiscard]] const Connector &connector() const { return *m_connector; }
    [[nodiscard]] ProductionLock &productionLock() { return m_lock; }
    [[nodiscard]] const connection::Guard &guard() const { return m_lock.guard(); }
    [[nodiscard]] Reconnector &reconnector() { return m_reconnector; }
    [[nodiscard]] const Heartbeat &heartbeat() const { return m_heartbeat; }
    [[nodiscard]] RecentConnections &recent() { return m_recent; }
    // Of the program: how much is read and how long is waited over its sessions.
    [[nodiscard]] const Settings &settings() const { return *m_settings; }

    using Preparation = Connector::Preparation;
    void setPreparation(Preparation preparation);

    // Any of these leaves the current connection first.
    void connectToPrivateServer(const QString &database = QStringLiteral("howdah"));
    void connectTo(const connection::ConnInfo &info, Environment environment);
    // `info`: the keywords of the profile with its secret in them; its tunnel is opened on the way.
    void connectTo(const connection::Profile &profile, const connection::ConnInfo &info);
    // As another one was reached, and guarded the same; production is locked, whatever was unlocked there.
    void connectTo(const Destination &destination, Environment environment);
    // The same, but a connection that stands, or was lost and may return, stays as it is until the new one stands:
    // goingFailed() says why it does not. Without one this is connectTo().
    void goToPrivateServer(const QString &database = QStringLiteral("howdah"));
    void goTo(const connection::ConnInfo &info, Environment environment);
    void goTo(const connection::Profile &profile, const connection::ConnInfo &info);
    // Another database of the same server, reached the same way and guarded the same.
    void goToDatabase(const QString &name);
    [[nodiscard]] bool isGoing() const { return m_next != nullptr; }
    void cancelGoing();
    void disconnectFromServer();
    // A connection that was lost is tried at once, and stays lost until it stands; any other connection is created
    // again.
    void reconnect();
    void cancel(); // of connecting, of going elsewhere, or of reading the catalog

    // A session to the current target out of its pool, open or opening: its calls wait until it is open, and answer the
    // error if it does not open. It goes back when the last handle is dropped, on this thread. ErrorKind::Connection
    // while not connected, ErrorKind::Conflict when all are in use, ErrorKind::Permission for one that writes while
    // writing is locked; one of a query is held to reading by the server then.
    [[nodiscard]] Result<std::shared_ptr<connection::Session>>
    takeSession(connection::SessionRole role, const QString &purpose);

    // The last snapshot; nullptr before the first. While a newer one is read the older stays.
    [[nodiscard]] std::shared_ptr<const catalog::Catalog> catalog() const { return m_catalog; }
    [[nodiscard]] bool isReadingCatalog() const;
    // Reads it again: F5, and after migrations.
    void refreshCatalog();
    // What models say of this database, and the labels of its rows.
    [[nodiscard]] EntityBook &entityBook() { return *m_entities; }
    // Settings that its platform has connections make, and what can be chosen for them.
    [[nodiscard]] TenantChoice &tenant() { return *m_tenant; }
    // For all sessions, without connecting again. ErrorKind::Conflict while something is being written.
    [[nodiscard]] Result<void> changeSettings(const connection::PlatformSettings &settings);

Q_SIGNALS:
    void stateChanged();
    void progressChanged(const QString &text);
    // Comes more than once while the catalog is read: first the names, then the rest.
    void catalogChanged(std::shared_ptr<const howdah::catalog::Catalog> catalog);
    void catalogFailed(const howdah::Error &error);
    // The connection that was lost stands again; comes after stateChanged().
    void returned();
    // What may be seen is something else now: what was read is to be read again.
    void settingsChanged();
    // Of its connector, which is another one after goTo().
    void tunnelChanged();
    void goingProgressed(const QString &text);
    // What is connected is as it was.
    void goingFailed(
        const howdah::ui::Destination &destination, howdah::ui::Environment environment, const howdah::Error &error);

private:
    [[nodiscard]] TenantPlace tenantPlace();
    // Where to, how it is guarded there, and what is said meanwhile.
    struct Plan
    {
        Destination destination;
        connection::Guard guard;
        QString progress;
    };
    [[nodiscard]] static Plan planOf(const QString &privateDatabase);
    [[nodiscard]] static Plan planOf(const connection::ConnInfo &info, Environment environment);
    [[nodiscard]] static Plan planOf(const connection::Profile &profile, const connection::ConnInfo &info);
    void leave();
    void begin(const Plan &plan);
    void go(const Plan &plan);
    void arrive(const connection::ServerFacts &facts);
    void follow(const Connector &connector);
    [[nodiscard]] static Error silence();
    void setState(State state);
    void opened(const connection::ServerFacts &facts);
    void applySettings(const connection::PlatformSettings &settings);
    void lost(const Error &error);
    void readCatalog();

    Settings *m_settings;
    RecentConnections m_recent;
    TaskList *m_tasks;
    const std::shared_ptr<connection::SessionContext> m_context = std::make_shared<connection::SessionContext>();
    State m_state = State::Disconnected;
    connection::ServerFacts m_facts;
    Error m_error;
    QString m_progress;
    ProductionLock m_lock{this};
    Connector::Preparation m_preparation;
    std::unique_ptr<Connector> m_connector;
    std::unique_ptr<NextConnection> m_next;
    Heartbeat m_heartbeat{this};
    Reconnector m_reconnector;
    std::shared_ptr<const catalog::Catalog> m_catalog;
    TaskHandle m_connectTask;
    TaskHandle m_catalogTask;
    EntityBook *m_entities; // owned by this
    TenantChoice *m_tenant; // likewise
};

} // namespace howdah::ui
