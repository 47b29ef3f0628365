// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/connectioncontroller.h"

#include "base/propagate.h"
#include "base/whendone.h"
#include "catalog/catalogreader.h"
#include "operations/writelock.h"

#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

using connection::ConnInfo;
using connection::ServerFacts;

} // namespace

ConnectionController::ConnectionController(Settings *settings, TaskList *tasks, QObject *parent)
    : QObject(parent)
    , m_recent(settings)
    , m_tasks(tasks)
{
    connect(&m_route, &Route::progressed, this, [this](const QString &text) {
        if (m_state == State::Connecting && m_private)
            setProgress(text);
    });
    connect(&m_route, &Route::tunnelChanged, this, [this] { followTunnel(); });
    connect(&m_heartbeat, &Heartbeat::beat, this, [this](double milliseconds) {
        m_latencyMs = milliseconds;
        Q_EMIT latencyChanged(m_latencyMs);
    });
    connect(&m_heartbeat, &Heartbeat::fellSilent, this, [this] { fellSilent(); });
    connect(&m_heartbeat, &Heartbeat::woke, this, [this] { woke(); });
    connect(&m_reconnector, &Reconnector::attemptWanted, this, [this] { tryAgain(); });
    connect(&m_reconnector, &Reconnector::changed, this, &ConnectionController::retryChanged);
    m_countdown.setInterval(1000);
    connect(&m_countdown, &QTimer::timeout, this, [this] { followGuard(); });
}

ConnectionController::~ConnectionController()
{
    m_stop.request_stop();
    ++m_attempt;
    m_heartbeat.forget();
    dropSessions();
    endElsewhere({{}, nullptr, std::exchange(m_way.tunnel, nullptr)});
}

QString ConnectionController::place() const
{
    const QString place = connection::describe(m_target);
    const bool tunnelled = m_profile && m_profile->ssh.enabled;
    return tunnelled ? tr("%1 via %2").arg(place, Route::describe(m_profile->ssh)) : place;
}

QString ConnectionController::label() const
{
    if (m_private)
        return tr("%1 on the private server").arg(m_privateDatabase);
    if (m_target.values.isEmpty())
        return tr("Not connected");
    return m_profile ? u"%1: %2"_s.arg(m_profile->name, place()) : place();
}

QString ConnectionController::identity() const
{
    const bool tunnelled = m_profile && m_profile->ssh.enabled;
    const QString target = connection::describe(m_private ? m_way.info : m_target);
    return tunnelled ? u"%1 via %2"_s.arg(target, Route::describe(m_profile->ssh)) : target;
}

connection::ConnInfo ConnectionController::target() const
{
    connection::ConnInfo info = connInfo();
    info.set(u"user"_s, m_facts.user);
    info.set(u"dbname"_s, m_facts.database);
    return info;
}

connection::PoolLimits ConnectionController::limits() const
{
    return m_profile ? m_profile->pool : connection::PoolLimits();
}

void ConnectionController::connectToPrivateServer(const QString &database)
{
    leave();
    m_private = true;
    m_privateDatabase = database;
    m_guard = connection::Guard();
    m_target = {};
    m_profile.reset();
    begin(tr("Starting the private server"));
    makeWay();
}

void ConnectionController::connectTo(const ConnInfo &info, Environment environment)
{
    leave();
    // Production by another name is production, and so is what nobody can tell.
    m_guard = connection::Guard(operations::environmentOf(info, environment).value_or(Environment::Production));
    connectAnew(info, std::nullopt);
}

void ConnectionController::connectTo(const connection::Profile &profile, const ConnInfo &info)
{
    if (connection::isPrivate(profile))
        return connectToPrivateServer();
    leave();
    m_guard = connection::Guard(operations::environmentOf(profile).value_or(Environment::Production));
    connectAnew(info, profile);
}

void ConnectionController::connectAnew(const ConnInfo &target, const std::optional<connection::Profile> &profile)
{
    m_private = false;
    m_target = connection::unlocked(target);
    m_profile = profile;
    begin(
        profile && profile->ssh.enabled ? tr("Opening the tunnel to %1").arg(Route::describe(profile->ssh))
                                        : tr("Connecting to %1").arg(connection::describe(target)));
    makeWay();
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
    else if (m_private)
        connectToPrivateServer(m_privateDatabase);
    else if (m_profile)
        connectTo(connection::Profile(*m_profile), ConnInfo(m_target));
    else if (!m_target.values.isEmpty())
        connectTo(ConnInfo(m_target), environment());
}

void ConnectionController::cancel()
{
    if (m_state == State::Connecting) {
        leave();
        setState(State::Disconnected);
    } else if (m_reading) {
        m_session->cancel();
    }
}

// In the order of who uses whom.
void ConnectionController::dropSessions()
{
    m_reader.reset();
    m_session.reset();
    m_writers.reset();
    m_pool.reset();
}

void ConnectionController::leave()
{
    ++m_attempt;
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_reconnector.finish();
    m_heartbeat.forget();
    m_connectTask.finish();
    m_catalogTask.finish();
    m_reading = false;
    dropSessions();
    m_countdown.stop();
    m_lostWriting.clear();
    m_lockedAgain = false;
    m_context->allowedFunctions().forget(); // said of another database
    // A server with clients is not stopped: the pages close their sessions when they hear of this, and then it ends.
    QMetaObject::invokeMethod(this, [way = std::exchange(m_way, {})] { endElsewhere(way); }, Qt::QueuedConnection);
    m_facts = {};
    m_error = {};
    m_latencyMs = -1;
    if (std::exchange(m_catalog, nullptr))
        Q_EMIT catalogChanged(nullptr);
}

void ConnectionController::begin(const QString &progress)
{
    m_progress = progress;
    m_connectTask = m_tasks->start(progress, [this] { cancel(); });
    setState(State::Connecting);
}

void ConnectionController::setState(State state)
{
    if (state != State::Connecting)
        m_connectTask.finish();
    m_state = state;
    Q_EMIT stateChanged();
}

void ConnectionController::setProgress(const QString &text)
{
    m_progress = text;
    m_connectTask.setProgress(text);
    Q_EMIT progressChanged(text);
}

// The private server and the tunnel come first, where there is one.
void ConnectionController::makeWay()
{
    const bool tunnelled = m_profile && m_profile->ssh.enabled;
    if (!m_private && !tunnelled) {
        m_way.info = m_target;
        m_way.info.context = m_context;
        return open();
    }
    const Route::Making making =
        m_private ? m_route.toPrivateServer(m_privateDatabase, m_preparation, m_stop.get_token(), m_context)
                  : m_route.throughTunnel(m_profile->ssh, m_target, m_stop.get_token());
    whenDone(this, making, [this, attempt = m_attempt](Result<Way> way) {
        if (attempt != m_attempt) {
            if (way)
                endElsewhere(std::move(*way));
            return;
        }
        m_route.taken();
        if (!way)
            return failed(way.error());
        endElsewhere(std::exchange(m_way, std::move(*way)));
        m_way.info.context = m_context;
        if (m_state == State::Connecting)
            setProgress(
                m_private ? tr("Connecting to the private server")
                          : tr("Connecting to %1").arg(connection::describe(m_target)));
        open();
    });
}

void ConnectionController::open()
{
    m_pool = std::make_unique<connection::SessionPool>(connInfo(), limits());
    const auto lent = m_pool->lend(connection::SessionRole::Catalog, u"catalog"_s);
    if (!lent)
        return failed(lent.error());
    m_session = lent->session;
    connect(
        m_session.get(), &connection::Session::connectionLost, this, [this, attempt = m_attempt](const Error &error) {
            if (attempt == m_attempt)
                lost(error);
        });
    connect(m_session.get(), &connection::Session::serverSilent, this, [this, attempt = m_attempt](bool isSilent) {
        if (attempt == m_attempt && isSilent)
            fellSilent();
    });
    whenDone(this, lent->opened, [this, attempt = m_attempt](const Result<ServerFacts> &answer) {
        if (attempt != m_attempt)
            return;
        if (answer)
            opened(*answer);
        else
            failed(answer.error());
    });
}

void ConnectionController::opened(const ServerFacts &facts)
{
    const bool hasReturned = m_state == State::Lost;
    m_facts = facts;
    remember();
    m_reconnector.finish();
    setState(State::Connected);
    m_heartbeat.watch(m_session);
    readCatalog();
    if (hasReturned)
        Q_EMIT returned();
}

void ConnectionController::failed(const Error &error)
{
    dropSessions();
    if (m_state == State::Lost)
        return attemptFailed(error);
    m_error = error;
    setState(error.kind == ErrorKind::Cancelled ? State::Disconnected : State::Failed);
}

Result<std::shared_ptr<connection::Session>>
ConnectionController::takeSession(connection::SessionRole role, const QString &purpose)
{
    if (m_state != State::Connected)
        return fail(ErrorKind::Connection, tr("Not connected"));
    if (writes(role) && m_guard.isLocked())
        return fail(
            ErrorKind::Permission, tr("%1 is locked for writing: it is a production server").arg(label()),
            tr("Unlock it in the bar at the top, for a limited time and with a reason."));
    connection::SessionPool &pool = writes(role) && m_writers ? *m_writers : *m_pool;
    ASSIGN_OR_RETURN(const auto lent, pool.lend(role, purpose));
    if (writes(role)) {
        std::erase_if(m_writing, [](const Lent &each) { return each.session.expired(); });
        m_writing.push_back({lent.session, purpose, &pool == m_writers.get()});
    }
    return lent.session;
}

// ---- the guard

bool ConnectionController::writes(connection::SessionRole role)
{
    using enum connection::SessionRole;
    return role == Write || role == Save || role == Migration;
}

void ConnectionController::unlock(std::chrono::minutes time, const QString &reason)
{
    if (m_state != State::Connected || !m_guard.isGuarded())
        return;
    // Judged before anything is noted.
    if (auto allowed = connection::Guard(environment()).unlock(time, reason, {}); !allowed) {
        Q_EMIT unlockFailed(allowed.error());
        return;
    }
    noteGuard(true, time, reason.simplified());
}

void ConnectionController::lock()
{
    if (!m_guard.isGuarded() || m_guard.isLocked())
        return;
    m_guard.lock();
    noteGuard(false, {}, {});
    followGuard();
}

// On the disk before anything is open; a log that cannot be written keeps it locked.
void ConnectionController::noteGuard(bool unlocking, std::chrono::minutes time, const QString &reason)
{
    const operations::LockPlace place{m_profile ? m_profile->name : QString(), connection::describe(m_target)};
    const auto written = QtConcurrent::run([place, unlocking, time, reason]() -> Result<void> {
        return unlocking ? operations::noteUnlocking(place, reason, time) : operations::noteLocking(place);
    });
    if (!unlocking)
        return;
    whenDone(this, written, [this, attempt = m_attempt, time, reason](const Result<void> &noted) {
        if (attempt != m_attempt)
            return;
        if (!noted) {
            Q_EMIT unlockFailed(noted.error());
            return;
        }
        endWriting();
        (void)m_guard.unlock(time, reason, {});
        m_writers = std::make_unique<connection::SessionPool>(m_way.info, limits());
        m_countdown.start();
        Q_EMIT guardChanged();
    });
}

void ConnectionController::followGuard()
{
    if (m_guard.isLocked()) {
        m_countdown.stop();
        endWriting();
    }
    Q_EMIT guardChanged();
}

// What still holds a session goes on with the statement that runs; the server refuses the next transaction.
void ConnectionController::endWriting()
{
    for (const Lent &held : m_writing) {
        if (const auto session = held.unlocked ? held.session.lock() : nullptr)
            session->query({connection::lockSql(), {}});
    }
    m_writing.clear();
    m_writers.reset();
}

void ConnectionController::refreshCatalog()
{
    if (m_state == State::Connected)
        readCatalog();
}

void ConnectionController::readCatalog()
{
    if (!m_reader) {
        m_reader = std::make_unique<catalog::CatalogReader>(*m_session);
        connect(
            m_reader.get(), &catalog::CatalogReader::stageReady, this,
            [this](const std::shared_ptr<const catalog::Catalog> &catalog) {
                m_catalog = catalog;
                Q_EMIT catalogChanged(catalog);
            });
        connect(m_reader.get(), &catalog::CatalogReader::finished, this, [this] {
            m_reading = false;
            m_catalogTask.finish();
        });
        connect(m_reader.get(), &catalog::CatalogReader::failed, this, [this](const Error &error) {
            m_reading = false;
            m_catalogTask.finish();
            Q_EMIT catalogFailed(error);
        });
    }
    m_reading = true;
    m_catalogTask = m_tasks->start(tr("Reading the catalog"), [this] { cancel(); });
    m_reader->read();
}

void ConnectionController::remember()
{
    if (m_profile && !m_profile->id.isEmpty())
        m_recent.addProfile(m_profile->id);
    // A URI does not hold a tunnel, and past it may stand another server by the same name.
    else if (!m_private && !m_way.tunnel)
        m_recent.add(m_target, environment());
}

} // namespace howdah::ui
