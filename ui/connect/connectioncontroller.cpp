// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/connectioncontroller.h"

#include "base/propagate.h"
#include "connect/entitybook.h"
#include "connect/tenantchoice.h"
#include "connection/profile/sshtunnel.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::ConnInfo;
using connection::ServerFacts;

ConnectionController::ConnectionController(Settings *settings, TaskList *tasks, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_recent(settings)
    , m_tasks(tasks)
    , m_connector(std::make_unique<Connector>(m_lock, m_context, this))
    , m_entities(new EntityBook([this] { return takeSession(connection::SessionRole::Reader, u"labels"_s); }, this))
    , m_tenant(new TenantChoice(tenantPlace(), *settings, this))
{
    connect(this, &ConnectionController::settingsChanged, m_tenant, &TenantChoice::refresh);
    connect(this, &ConnectionController::stateChanged, m_tenant, [this] {
        if (!isConnected())
            m_tenant->drop();
    });
    connect(this, &ConnectionController::catalogChanged, m_entities, &EntityBook::setCatalog);
    connect(this, &ConnectionController::settingsChanged, &m_entities->labels(), &LabelReader::forget);
    connect(this, &ConnectionController::returned, &m_entities->labels(), &LabelReader::forget);
    follow(*m_connector);
    connect(&m_heartbeat, &Heartbeat::fellSilent, this, [this] { lost(silence()); });
    // After a sleep most connections are dead, and nobody has told.
    connect(&m_heartbeat, &Heartbeat::woke, this, [this] {
        if (m_state == State::Connected)
            m_heartbeat.beatNow();
        else if (m_state == State::Lost)
            m_reconnector.tryAtOnce(); // an attempt from before is dead as well
    });
    connect(&m_reconnector, &Reconnector::attemptWanted, this, [this] { m_connector->again(m_reconnector.isAsked()); });
}

TenantPlace ConnectionController::tenantPlace()
{
    return {
        .book = m_entities,
        .isConnected = [this] { return isConnected(); },
        .takeSession = [this] { return takeSession(connection::SessionRole::Reader, u"tenant"_s); },
        .change = [this](const connection::PlatformSettings &settings) { return changeSettings(settings); },
        .name =
            [this] {
                const auto &profile = destination().profile;
                const QString where = profile && !profile->id.isEmpty() ? profile->id : connector().identity();
                return where + u'\n' + facts().database + u'\n' + facts().user;
            }};
}

Error ConnectionController::silence()
{
    return makeError(
        ErrorKind::Connection, tr("The server is no longer responding"),
        tr("What was running was rolled back by the server unless its commit had arrived."));
}

void ConnectionController::follow(const Connector &connector)
{
    connect(&connector, &Connector::progressed, this, [this](const QString &text) {
        if (m_state != State::Connecting)
            return;
        m_progress = text;
        m_connectTask.setProgress(text);
        Q_EMIT progressChanged(text);
    });
    connect(&connector, &Connector::opened, this, [this](const ServerFacts &facts) { opened(facts); });
    connect(&connector, &Connector::failed, this, [this](const Error &error) {
        if (m_state == State::Lost)
            return m_reconnector.failed(error, connInfo());
        m_error = error;
        setState(error.kind == ErrorKind::Cancelled ? State::Disconnected : State::Failed);
    });
    connect(&connector, &Connector::lost, this, [this](const Error &error) { lost(error); });
    connect(&connector, &Connector::fellSilent, this, [this] { lost(silence()); });
    connect(&connector, &Connector::tunnelChanged, this, [this] {
        const connection::SshForward *tunnel = m_connector->tunnel();
        if (m_state == State::Lost && tunnel && tunnel->isUp() && m_reconnector.state() == Reconnector::State::Waiting)
            m_reconnector.tryAtOnce();
        Q_EMIT tunnelChanged();
    });
}

void ConnectionController::setPreparation(Preparation preparation)
{
    m_preparation = std::move(preparation);
    m_connector->setPreparation(m_preparation);
}

ConnectionController::~ConnectionController()
{
    m_next.reset();
    m_heartbeat.forget();
    m_lock.leave(); // its sessions end before the way to the server does
}

ConnInfo ConnectionController::target() const
{
    ConnInfo info = connInfo();
    info.set(u"user"_s, m_facts.user);
    info.set(u"dbname"_s, m_facts.database);
    return info;
}

ConnectionController::Plan ConnectionController::planOf(const QString &privateDatabase)
{
    return {{{}, {}, privateDatabase}, connection::Guard(), tr("Starting the private server")};
}

ConnectionController::Plan ConnectionController::planOf(const ConnInfo &info, Environment environment)
{
    // Production by another name is production, and so is what nobody can tell.
    const connection::Guard guard(operations::environmentOf(info, environment).value_or(Environment::Production));
    return {{connection::unlocked(info), {}, {}}, guard, tr("Connecting to %1").arg(connection::describe(info))};
}

ConnectionController::Plan ConnectionController::planOf(const connection::Profile &profile, const ConnInfo &info)
{
    if (connection::isPrivate(profile))
        return planOf(u"howdah"_s);
    const connection::Guard guard(operations::environmentOf(profile).value_or(Environment::Production));
    return {
        {connection::unlocked(info), profile, {}},
        guard,
        profile.ssh.enabled ? tr("Opening the tunnel to %1").arg(Route::describe(profile.ssh))
                            : tr("Connecting to %1").arg(connection::describe(info))};
}

void ConnectionController::connectToPrivateServer(const QString &database) { begin(planOf(database)); }

void ConnectionController::connectTo(const ConnInfo &info, Environment environment)
{
    begin(planOf(info, environment));
}

void ConnectionController::connectTo(const connection::Profile &profile, const ConnInfo &info)
{
    begin(planOf(profile, info));
}

void ConnectionController::connectTo(const Destination &destination, Environment environment)
{
    if (destination.isPrivateServer())
        connectToPrivateServer(*destination.privateDatabase);
    else if (destination.profile)
        connectTo(*destination.profile, destination.target);
    else if (!destination.isNowhere())
        connectTo(destination.target, environment);
}

void ConnectionController::begin(const Plan &plan)
{
    leave();
    m_connector->setDestination(plan.destination);
    m_lock.begin(plan.guard, plan.destination.lockPlace());
    m_progress = plan.progress;
    m_connectTask = m_tasks->start(plan.progress, [this] { cancel(); });
    setState(State::Connecting);
    m_connector->start();
}

// ---- to another place

void ConnectionController::goToPrivateServer(const QString &database) { go(planOf(database)); }

void ConnectionController::goTo(const ConnInfo &info, Environment environment) { go(planOf(info, environment)); }

void ConnectionController::goTo(const connection::Profile &profile, const ConnInfo &info) { go(planOf(profile, info)); }

void ConnectionController::goToDatabase(const QString &name)
{
    const Destination here = destination();
    ConnInfo there = here.target;
    there.set(u"dbname"_s, name);
    if (here.isPrivateServer())
        goToPrivateServer(name);
    else if (here.profile)
        goTo(*here.profile, there);
    else if (!here.isNowhere())
        goTo(there, guard().environment());
}

void ConnectionController::go(const Plan &plan)
{
    cancelGoing();
    if (m_state != State::Connected && m_state != State::Lost)
        return begin(plan);
    TaskHandle task = m_tasks->start(plan.progress, [this] { cancelGoing(); });
    m_next = std::make_unique<NextConnection>(plan.destination, plan.guard, m_context, std::move(task), this);
    Connector &connector = m_next->connector();
    connector.setPreparation(m_preparation);
    connect(&connector, &Connector::progressed, this, [this](const QString &text) {
        m_next->setProgress(text);
        Q_EMIT goingProgressed(text);
    });
    connect(&connector, &Connector::opened, this, [this](const ServerFacts &facts) { arrive(facts); });
    connect(&connector, &Connector::failed, this, [this](const Error &error) {
        const std::unique_ptr<NextConnection> gone = std::move(m_next);
        Q_EMIT goingFailed(gone->connector().destination(), gone->guard().environment(), error);
    });
    connector.start();
}

void ConnectionController::cancelGoing()
{
    if (!m_next)
        return;
    const std::unique_ptr<NextConnection> gone = std::move(m_next);
    Q_EMIT goingFailed(
        gone->connector().destination(), gone->guard().environment(), makeError(ErrorKind::Cancelled, tr("Cancelled")));
}

// It stands: now the one before is left, and whoever shows something of it hears that.
void ConnectionController::arrive(const ServerFacts &facts)
{
    const std::unique_ptr<NextConnection> next = std::move(m_next);
    leave();
    const connection::Guard guard = next->guard();
    std::exchange(m_connector, next->takeConnector()).release()->retire();
    disconnect(m_connector.get(), nullptr, this, nullptr);
    follow(*m_connector);
    m_lock.begin(guard, destination().lockPlace());
    m_connector->holdBy(m_lock);
    m_progress = tr("Connecting to %1").arg(label());
    setState(State::Connecting);
    opened(facts);
}

void ConnectionController::disconnectFromServer()
{
    leave();
    setState(State::Disconnected);
}

void ConnectionController::reconnect()
{
    if (m_state == State::Lost)
        m_reconnector.tryNow();
    else
        connectTo(Destination(destination()), guard().environment());
}

void ConnectionController::cancel()
{
    if (m_state == State::Connecting)
        disconnectFromServer();
    else if (m_next)
        cancelGoing();
    else if (OpenConnection *open = m_connector->current())
        open->cancelReading();
}

void ConnectionController::leave()
{
    cancelGoing();
    m_reconnector.finish();
    m_heartbeat.forget();
    m_connectTask.finish();
    m_catalogTask.finish();
    m_connector->leave();
    m_lock.leave();
    m_context->allowedFunctions().forget(); // said of another database
    m_facts = {};
    m_error = {};
    if (std::exchange(m_catalog, nullptr))
        Q_EMIT catalogChanged(nullptr);
}

void ConnectionController::setState(State state)
{
    if (state != State::Connecting)
        m_connectTask.finish();
    m_state = state;
    Q_EMIT stateChanged();
}

void ConnectionController::opened(const ServerFacts &facts)
{
    const bool hasReturned = m_state == State::Lost;
    m_facts = facts;
    const Destination &there = destination();
    if (there.profile && !there.profile->id.isEmpty())
        m_recent.addProfile(there.profile->id);
    // A URI does not hold a tunnel, and past it may stand another server by the same name.
    else if (!there.isPrivateServer() && !m_connector->tunnel())
        m_recent.add(there.target, guard().environment());
    m_lock.stand(m_connector->unlockedInfo(), there.limits());
    m_reconnector.finish();
    if (!hasReturned)
        applySettings(m_tenant->remembered());
    setState(State::Connected);
    OpenConnection &open = *m_connector->current();
    connect(
        &open, &OpenConnection::catalogChanged, this, [this](const std::shared_ptr<const catalog::Catalog> &catalog) {
            m_catalog = catalog;
            Q_EMIT catalogChanged(catalog);
        });
    connect(&open, &OpenConnection::catalogRead, this, [this] { m_catalogTask.finish(); });
    connect(&open, &OpenConnection::catalogFailed, this, [this](const Error &error) {
        m_catalogTask.finish();
        Q_EMIT catalogFailed(error);
    });
    m_heartbeat.watch(open.session());
    readCatalog();
    if (hasReturned)
        Q_EMIT returned();
}

void ConnectionController::applySettings(const connection::PlatformSettings &settings)
{
    if (settings.empty())
        return;
    m_connector->setSettings(connection::merged(connection::platformSettings(m_connector->connInfo()), settings));
    m_connector->current()->pool().changeSettings(m_connector->connInfo(), settings);
    m_lock.changeSettings(m_connector->unlockedInfo(), settings);
}

Result<void> ConnectionController::changeSettings(const connection::PlatformSettings &settings)
{
    if (m_state != State::Connected)
        return fail(ErrorKind::Connection, tr("Not connected"));
    if (const QStringList busy = m_lock.busyWriting(); !busy.isEmpty())
        return fail(
            ErrorKind::Conflict, tr("Something is being written: %1").arg(busy.join(u", "_s)),
            tr("Wait until it has ended, or cancel it."));
    applySettings(settings);
    Q_EMIT settingsChanged();
    return {};
}

void ConnectionController::lost(const Error &error)
{
    // A connection that never came to be is told by Connector::failed().
    if (m_state != State::Connected)
        return;
    m_error = error;
    m_heartbeat.forget();
    m_catalogTask.finish();
    m_lock.lose();
    m_connector->lose();
    m_state = State::Lost; // the catalog stays: what was seen can still be looked at
    m_reconnector.begin();
    Q_EMIT stateChanged();
    Q_EMIT m_lock.changed();
}

Result<std::shared_ptr<connection::Session>>
ConnectionController::takeSession(connection::SessionRole role, const QString &purpose)
{
    if (m_state != State::Connected)
        return fail(ErrorKind::Connection, tr("Not connected"));
    const bool writes = ProductionLock::writes(role);
    if (writes && guard().isLocked())
        return fail(
            ErrorKind::Permission, tr("%1 is locked for writing: it is a production server").arg(label()),
            tr("Unlock it in the bar at the top, for a limited time and with a reason."));
    // What is typed runs while writing is locked, too: the server holds it to reading then.
    const bool mayWrite = writes || (role == connection::SessionRole::Query && !guard().isLocked());
    connection::SessionPool &pool = mayWrite && m_lock.writers() ? *m_lock.writers() : m_connector->current()->pool();
    ASSIGN_OR_RETURN(const auto lent, pool.lend(role, purpose));
    if (mayWrite)
        m_lock.addWriting(lent.session, purpose);
    return lent.session;
}

// ---- the catalog

bool ConnectionController::isReadingCatalog() const
{
    return m_connector->current() && m_connector->current()->isReadingCatalog();
}

void ConnectionController::refreshCatalog()
{
    if (m_state == State::Connected)
        readCatalog();
}

void ConnectionController::readCatalog()
{
    m_connector->current()->readCatalog();
    m_catalogTask = m_tasks->start(tr("Reading the catalog"), [this] { cancel(); });
}

} // namespace howdah::ui
