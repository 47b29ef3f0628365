// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/connector.h"

#include "base/whendone.h"
#include "connection/profile/secretsource.h"
#include "connection/profile/sshtunnel.h"
#include "operations/entities/sessionsettings.h"

#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::ConnInfo;
using connection::ServerFacts;

Connector::Connector(const ProductionLock &lock, std::shared_ptr<connection::SessionContext> context, QObject *parent)
    : QObject(parent)
    , m_lock(&lock)
    , m_context(std::move(context))
{
    connect(&m_route, &Route::progressed, this, [this](const QString &text) {
        if (m_destination.isPrivateServer())
            Q_EMIT progressed(text);
    });
    connect(&m_route, &Route::tunnelChanged, this, &Connector::tunnelChanged);
}

Connector::~Connector()
{
    m_stop.request_stop();
    m_attempt.drop();
    m_current.reset();
    endElsewhere({{}, nullptr, std::exchange(m_way.tunnel, nullptr)});
}

void Connector::beginAttempt()
{
    m_attempt.next();
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_current.reset();
}

ConnInfo Connector::unlockedInfo() const
{
    QStringList lines;
    for (const auto &[name, value] : m_settings)
        lines << name + u'=' + value; // an empty one takes the place of what was given with the connection
    return operations::withSettings(m_way.info, lines).value_or(m_way.info);
}

void Connector::start()
{
    m_settings.clear();
    beginAttempt();
    m_isAgain = false;
    makeWay();
}

void Connector::leave()
{
    m_attempt.drop();
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_current.reset();
    // A server with clients is not stopped: the pages close their sessions when they hear of this, and then it ends.
    QMetaObject::invokeMethod(this, [way = std::exchange(m_way, {})] { endElsewhere(way); }, Qt::QueuedConnection);
}

void Connector::retire()
{
    disconnect();
    leave();
    // What is being made ends elsewhere, as nobody wants it.
    if (m_route.isMaking())
        whenDone(this, m_route.making(), [this](const Result<Way> &) { deleteLater(); });
    else
        deleteLater();
}

void Connector::lose()
{
    m_attempt.drop();
    m_hasRenewedSecret = false;
    // It may be telling this just now: it goes afterwards.
    if (OpenConnection *gone = m_current.release()) {
        gone->disconnect();
        gone->setParent(this);
        gone->deleteLater();
    }
}

void Connector::again(bool isAsked)
{
    beginAttempt();
    m_isAgain = true;
    if (isAsked)
        m_hasRenewedSecret = false;
    if (!m_way.tunnel)
        return makeWay();
    // ssh is watched, and comes back at the same place. Who listens there meanwhile is not asked: it may be anybody.
    if (m_way.tunnel->isUp())
        return openSession();
    const Error problem = m_way.tunnel->problem();
    const bool isRefused = problem.kind == ErrorKind::Authentication && !isAsked;
    if (isAsked)
        m_way.tunnel->tryNow(); // even what was refused: somebody wants it
    Q_EMIT failed(isRefused ? problem : makeError(ErrorKind::Timeout, problem.message, problem.hint, problem.detail));
}

// The private server and the tunnel come first, where there is one.
void Connector::makeWay()
{
    if (!m_destination.isPrivateServer() && !m_destination.isTunnelled()) {
        m_way.info = m_destination.target;
        m_way.info.context = m_context;
        return openSession();
    }
    const Route::Making making =
        m_destination.isPrivateServer()
            ? m_route.toPrivateServer(*m_destination.privateDatabase, m_preparation, m_stop.get_token(), m_context)
            : m_route.throughTunnel(m_destination.profile->ssh, m_destination.target, m_stop.get_token());
    whenDone(this, making, [this, question = m_attempt.question()](Result<Way> way) {
        if (!question.isWanted()) {
            if (way)
                endElsewhere(std::move(*way));
            return;
        }
        m_route.taken();
        if (!way)
            return attemptFailed(way.error());
        endElsewhere(std::exchange(m_way, std::move(*way)));
        m_way.info.context = m_context;
        Q_EMIT progressed(
            m_destination.isPrivateServer() ? tr("Connecting to the private server")
                                            : tr("Connecting to %1").arg(connection::describe(m_destination.target)));
        openSession();
    });
}

void Connector::openSession()
{
    m_current = std::make_unique<OpenConnection>(connInfo(), m_destination.limits());
    connect(m_current.get(), &OpenConnection::lost, this, &Connector::lost);
    connect(m_current.get(), &OpenConnection::fellSilent, this, &Connector::fellSilent);
    const auto opening = m_current->open();
    if (!opening)
        return attemptFailed(opening.error());
    m_attempt.alsoAsk(this, *opening, [this](const Result<ServerFacts> &answer) {
        if (answer)
            Q_EMIT opened(*answer);
        else
            attemptFailed(answer.error());
    });
}

void Connector::attemptFailed(const Error &error)
{
    m_current.reset();
    if (m_isAgain && mayRenewSecret(error))
        renewSecret(error);
    else
        Q_EMIT failed(error);
}

// A password that a program prints may hold for some minutes only: it is asked for another, once.
bool Connector::mayRenewSecret(const Error &error)
{
    const auto &profile = m_destination.profile;
    const bool isPrinted = profile && profile->secret == connection::SecretSource::Command;
    return error.kind == ErrorKind::Authentication && isPrinted && !std::exchange(m_hasRenewedSecret, true);
}

void Connector::renewSecret(const Error &error)
{
    connection::SecretOptions options;
    options.opensTunnels = true;
    options.stop = m_stop.get_token();
    const auto printed = QtConcurrent::run(
        [profile = *m_destination.profile, options] { return connection::connInfoWithSecret(profile, options); });
    m_attempt.alsoAsk(this, printed, [this, error](const Result<ConnInfo> &info) {
        const QString password = info ? info->value(u"password"_s) : QString();
        if (password.isEmpty() || password == m_destination.target.value(u"password"_s)) {
            Q_EMIT failed(error);
            return;
        }
        m_destination.target.set(u"password"_s, password);
        m_way.info.set(u"password"_s, password);
        openSession();
    });
}

} // namespace howdah::ui
