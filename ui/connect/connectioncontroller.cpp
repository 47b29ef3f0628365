// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/connectioncontroller.h"

#include "base/whendone.h"
#include "catalog/catalogreader.h"
#include "common/settings.h"
#include "connection/auditlog.h"
#include "connection/localserver.h"

#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

using connection::ConnInfo;
using connection::ServerFacts;
using Lease = std::shared_ptr<connection::ServerLease>;

constexpr int pulseMs = 15'000; // how often an idle line is asked whether it still stands
constexpr int recentCount = 8;

// Ending the last lease stops the server, which takes its time: not on the window's thread.
void endElsewhere(Lease lease)
{
    if (lease)
        std::ignore = QtConcurrent::run([lease = std::move(lease)] { std::ignore = lease->end(); });
}

ConnInfo withoutPassword(ConnInfo info)
{
    for (const QString &secret : {u"password"_s, u"sslpassword"_s, u"passfile"_s})
        info.values.remove(secret);
    return info;
}

} // namespace

ConnectionController::ConnectionController(Settings *settings, TaskList *tasks, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_tasks(tasks)
{
    m_pulse.setInterval(pulseMs);
    connect(&m_pulse, &QTimer::timeout, this, [this] { measureLatency(); });
    m_countdown.setInterval(1000);
    connect(&m_countdown, &QTimer::timeout, this, [this] { followGuard(); });
}

ConnectionController::~ConnectionController()
{
    m_stop.request_stop();
    ++m_attempt;
    // Progress of the start comes to this object; it must have ended before the object has.
    m_starting.waitForFinished();
    m_reader.reset();
    m_session.reset();
    m_writers.reset();
    m_pool.reset();
}

QString ConnectionController::label() const
{
    if (m_private)
        return tr("%1 on the private server").arg(m_privateDatabase);
    return m_info.values.isEmpty() ? tr("Not connected") : connection::describe(m_info);
}

void ConnectionController::connectToPrivateServer(const QString &database)
{
    leave();
    m_private = true;
    m_privateDatabase = database;
    m_guard = connection::Guard();
    m_info = {};
    begin(tr("Starting the private server"));
    startPrivateServer();
}

void ConnectionController::connectTo(const ConnInfo &info, Environment environment)
{
    leave();
    m_private = false;
    m_guard = connection::Guard(environment);
    m_info = connection::unlocked(info);
    begin(tr("Connecting to %1").arg(connection::describe(info)));
    open(m_info);
}

void ConnectionController::disconnectFromServer()
{
    leave();
    setState(State::Disconnected);
}

void ConnectionController::reconnect()
{
    if (m_private)
        connectToPrivateServer(m_privateDatabase);
    else if (!m_info.values.isEmpty())
        connectTo(ConnInfo(m_info), environment());
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

void ConnectionController::leave()
{
    ++m_attempt;
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_pulse.stop();
    m_connectTask.finish();
    m_catalogTask.finish();
    m_reading = false;
    m_reader.reset();
    m_session.reset();
    m_writers.reset();
    m_pool.reset();
    m_countdown.stop();
    // A server with clients is not stopped: the pages close their sessions when they hear of this, and then it ends.
    QMetaObject::invokeMethod(
        this, [lease = std::exchange(m_lease, nullptr)] { endElsewhere(lease); }, Qt::QueuedConnection);
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

void ConnectionController::startPrivateServer()
{
    const quint64 attempt = m_attempt;
    const auto told = [this, attempt](const QString &text) {
        QMetaObject::invokeMethod(this, [this, attempt, text] {
            if (attempt == m_attempt)
                setProgress(text);
        });
    };
    // One start after the other: a cancelled one may still be letting go of the server's folder.
    QFuture<Result<Lease>> before = m_starting;
    m_starting = QtConcurrent::run(
        [told, before, database = m_privateDatabase, prepare = m_preparation,
         stop = m_stop.get_token()]() mutable -> Result<Lease> {
            before.waitForFinished();
            auto leased = connection::LocalServer().lease(
                [&told](connection::StartStep, const QString &text) { told(text); }, stop);
            if (!leased)
                return fail(leased.error());
            auto lease = std::make_shared<connection::ServerLease>(std::move(*leased));
            if (prepare) {
                if (const Result<void> ready = prepare(lease->connInfo(database), told, stop); !ready)
                    return fail(ready.error());
            }
            return lease;
        });
    awaitLease(attempt);
}

void ConnectionController::awaitLease(quint64 attempt)
{
    whenDone(this, m_starting, [this, attempt](Result<Lease> answer) {
        if (attempt != m_attempt) {
            if (answer)
                endElsewhere(std::move(*answer));
            return;
        }
        // The future keeps its result: forget it, or the lease would outlive the connection.
        m_starting = {};
        if (!answer)
            return failed(answer.error());
        m_lease = *answer;
        setProgress(tr("Connecting to the private server"));
        open(m_lease->connInfo(m_privateDatabase));
    });
}

void ConnectionController::open(const ConnInfo &info)
{
    m_info = info;
    m_pool = std::make_unique<connection::SessionPool>(m_guard.apply(info));
    const auto lent = m_pool->lend(connection::SessionRole::Catalog, u"catalog"_s);
    if (!lent)
        return failed(lent.error());
    m_session = lent->session;
    connect(
        m_session.get(), &connection::Session::connectionLost, this, [this, attempt = m_attempt](const Error &error) {
            if (attempt == m_attempt)
                lost(error);
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
    m_facts = facts;
    remember();
    setState(State::Connected);
    m_pulse.start();
    measureLatency();
    readCatalog();
}

void ConnectionController::failed(const Error &error)
{
    m_error = error;
    m_reader.reset();
    m_session.reset();
    m_pool.reset();
    setState(error.kind == ErrorKind::Cancelled ? State::Disconnected : State::Failed);
}

void ConnectionController::lost(const Error &error)
{
    // A line that never came to be is told by open().
    if (m_state != State::Connected)
        return;
    m_error = error;
    m_pulse.stop();
    m_reading = false;
    m_catalogTask.finish();
    m_pool->closeIdle();
    setState(State::Lost); // the catalog stays: what was seen can still be looked at
}

Result<std::shared_ptr<connection::Session>>
ConnectionController::takeSession(connection::SessionRole role, const QString &purpose)
{
    if (m_state != State::Connected)
        return fail(ErrorKind::Connection, tr("There is no connection"));
    if (writes(role) && m_guard.isLocked())
        return fail(
            ErrorKind::Permission, tr("%1 is locked for writing: it is a production server").arg(label()),
            tr("Unlock it in the bar at the top, for a time and with a reason."));
    connection::SessionPool &pool = writes(role) && m_writers ? *m_writers : *m_pool;
    const auto lent = pool.lend(role, purpose);
    if (!lent)
        return fail(lent.error());
    if (&pool == m_writers.get())
        m_writing.emplace_back(lent->session);
    return lent->session;
}

// ---- the guard

bool ConnectionController::writes(connection::SessionRole role)
{
    return role == connection::SessionRole::Write || role == connection::SessionRole::Migration;
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
    connection::AuditEntry entry;
    entry.kind = unlocking ? connection::AuditEntry::Kind::Unlock : connection::AuditEntry::Kind::Lock;
    entry.target = connection::describe(m_info);
    entry.text = unlocking ? tr("%1 (for %n minute(s))", nullptr, int(time.count())).arg(reason) : QString();
    const auto written = QtConcurrent::run([entry] { return connection::AuditLog().append(entry, true); });
    if (!unlocking)
        return;
    whenDone(this, written, [this, attempt = m_attempt, time, reason](const Result<connection::AuditEntry> &noted) {
        if (attempt != m_attempt)
            return;
        if (!noted) {
            Q_EMIT unlockFailed(noted.error());
            return;
        }
        endWriting();
        (void)m_guard.unlock(time, reason, {});
        m_writers = std::make_unique<connection::SessionPool>(m_info);
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
    for (const auto &held : std::exchange(m_writing, {})) {
        if (const auto session = held.lock())
            session->query({connection::lockSql(), {}});
    }
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

void ConnectionController::measureLatency()
{
    // While something runs, the answer would tell of that rather than of the line.
    if (!m_session || m_session->pendingRequests() > 0)
        return;
    whenDone(this, m_session->query({}), [this, attempt = m_attempt](const Result<connection::Answer> &answer) {
        if (attempt != m_attempt || !answer)
            return;
        m_latencyMs = answer->milliseconds;
        Q_EMIT latencyChanged(m_latencyMs);
    });
}

void ConnectionController::remember()
{
    if (m_private)
        return;
    const QString entry = environmentKey(environment()) + u' ' + connection::toUri(withoutPassword(m_info));
    QStringList entries = m_settings->value(settings::recentConnections);
    const QString uri = entry.section(u' ', 1);
    entries.removeIf([&uri](const QString &old) { return old.section(u' ', 1) == uri; });
    entries.prepend(entry);
    m_settings->set(settings::recentConnections, QStringList(entries.mid(0, recentCount)));
}

std::vector<RecentConnection> ConnectionController::recent() const
{
    std::vector<RecentConnection> found;
    for (const QString &entry : m_settings->value(settings::recentConnections))
        found.push_back({entry.section(u' ', 1), environmentFromKey(entry.section(u' ', 0, 0))});
    return found;
}

void ConnectionController::forgetRecent(const QString &uri)
{
    QStringList entries = m_settings->value(settings::recentConnections);
    entries.removeIf([&uri](const QString &entry) { return entry.section(u' ', 1) == uri; });
    m_settings->set(settings::recentConnections, entries);
}

} // namespace howdah::ui
