// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/sessionpool.h"

#include "connection/server/localserver.h"

#include "base/whendone.h"

#include <QCoreApplication>
#include <QPromise>

#include <algorithm>

namespace howdah::connection {

struct SessionPool::Store
{
    struct Idle
    {
        std::unique_ptr<Session> session;
        QFuture<Result<ServerFacts>> opened;
        bool reader = false; // on the private server: as its role that only reads
    };

    ConnInfo target;
    PoolLimits limits;
    std::vector<Idle> idle;
    std::vector<Session *> lent; // but those of migrations; no pointers that share, as those would hold this
    int inUse = 0;
    int queries = 0; // in use, beside those
    bool closed = false;

    void giveBack(std::unique_ptr<Session> session, const QFuture<Result<ServerFacts>> &opened, SessionRole role)
    {
        --(role == SessionRole::Query ? queries : inUse);
        std::erase(lent, session.get());
        session->disconnect(); // whoever listened to it has let go of it
        if (!opened.isFinished() && QCoreApplication::instance()) {
            // To destroy what is still opening would wait for the network: it goes when that has answered.
            session->cancel();
            const std::shared_ptr<Session> late(std::move(session));
            whenDone(QCoreApplication::instance(), opened, [late](const Result<ServerFacts> &) {});
            return;
        }
        const bool keep = !closed && session->isOpen() && session->options().readOnly && session->pendingRequests() == 0
                       && int(idle.size()) < limits.idle;
        if (keep)
            idle.push_back({std::move(session), opened, role == SessionRole::Reader});
    }
};

static SessionOptions optionsFor(SessionRole role, const QString &purpose)
{
    SessionOptions options;
    options.name = purpose;
    options.readOnly = role == SessionRole::Reader || role == SessionRole::Rows;
    if (role == SessionRole::Rows || role == SessionRole::Save || role == SessionRole::Migration
        || role == SessionRole::Query)
        options.names = Names::OfDatabase;
    return options;
}

SessionPool::SessionPool(ConnInfo target, PoolLimits limits, QObject *parent)
    : QObject(parent)
    , m_store(std::make_shared<Store>())
{
    m_store->target = std::move(target);
    m_store->limits = limits;
}

SessionPool::~SessionPool()
{
    m_store->closed = true;
    m_store->idle.clear();
}

Result<SessionPool::Lent> SessionPool::lend(SessionRole role, const QString &purpose)
{
    const SessionOptions options = optionsFor(role, purpose);
    std::erase_if(m_store->idle, [](const Store::Idle &one) { return !one.session->isOpen(); });
    Store::Idle one;
    const bool reader = role == SessionRole::Reader;
    const bool query = role == SessionRole::Query;
    if (query && m_store->queries >= m_store->limits.queries)
        return fail(
            ErrorKind::Conflict, tr("All %1 sessions for queries are in use").arg(m_store->limits.queries),
            tr("Close a tab that has run something."));
    const auto fits = [&options, reader](const Store::Idle &idle) {
        return idle.session->options().names == options.names && idle.reader == reader;
    };
    const auto waiting = std::ranges::find_if(m_store->idle, fits);
    if (options.readOnly && waiting != m_store->idle.end()) {
        one = std::move(*waiting);
        m_store->idle.erase(waiting);
    } else {
        if (!query && m_store->inUse + int(m_store->idle.size()) >= m_store->limits.most)
            m_store->idle.clear(); // one that waits is worth less than one that is wanted
        if (!query && m_store->inUse >= m_store->limits.most)
            return fail(
                ErrorKind::Conflict, tr("All %1 sessions of this connection are in use").arg(m_store->limits.most),
                tr("Close a tab, wait for running work to finish, or raise the limit of the profile."));
        one.session = std::make_unique<Session>(options);
        one.opened = one.session->open(reader ? asReader(m_store->target) : m_store->target);
    }
    ++(query ? m_store->queries : m_store->inUse);
    const auto giveBack = [store = m_store, opened = one.opened, role](Session *back) {
        store->giveBack(std::unique_ptr<Session>(back), opened, role);
    };
    if (role != SessionRole::Migration)
        m_store->lent.push_back(one.session.get());
    return Lent{std::shared_ptr<Session>(one.session.release(), giveBack), one.opened};
}

QFuture<Result<std::shared_ptr<Session>>> SessionPool::take(SessionRole role, const QString &purpose)
{
    using Taken = std::shared_ptr<Session>;
    auto promise = std::make_shared<QPromise<Result<Taken>>>();
    promise->start();
    const auto answer = [promise](Result<Taken> taken) {
        promise->addResult(std::move(taken));
        promise->finish();
    };
    const Result<Lent> lent = lend(role, purpose);
    if (!lent) {
        answer(fail(lent.error()));
        return promise->future();
    }
    whenDone(this, lent->opened, [session = lent->session, answer](const Result<ServerFacts> &opened) {
        if (opened)
            answer(session);
        else
            answer(fail(opened.error()));
    });
    return promise->future();
}

void SessionPool::changeSettings(const ConnInfo &target, const PlatformSettings &settings)
{
    m_store->target = target;
    m_store->idle.clear();
    for (Session *each : m_store->lent)
        each->changeSettings(settings);
}

const ConnInfo &SessionPool::target() const { return m_store->target; }
const PoolLimits &SessionPool::limits() const { return m_store->limits; }
int SessionPool::sessionsInUse() const { return m_store->inUse; }
int SessionPool::sessionsIdle() const { return int(m_store->idle.size()); }
void SessionPool::closeIdle() { m_store->idle.clear(); }

} // namespace howdah::connection
