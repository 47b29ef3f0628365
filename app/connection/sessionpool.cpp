// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/sessionpool.h"

#include "base/whendone.h"

#include <QPromise>

namespace howdah::connection {

struct SessionPool::Store
{
    ConnInfo target;
    PoolLimits limits;
    std::vector<std::unique_ptr<Session>> idle;
    int inUse = 0;
    bool closed = false;

    void giveBack(std::unique_ptr<Session> session)
    {
        --inUse;
        const bool keep = !closed && session->isOpen() && session->options().readOnly && session->pendingRequests() == 0
                       && int(idle.size()) < limits.idle;
        if (keep)
            idle.push_back(std::move(session));
    }
};

static SessionOptions optionsFor(SessionRole role, const QString &purpose)
{
    SessionOptions options;
    options.name = purpose;
    options.readOnly = role == SessionRole::Catalog || role == SessionRole::Grid;
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

QFuture<Result<std::shared_ptr<Session>>> SessionPool::take(SessionRole role, const QString &purpose)
{
    using Taken = std::shared_ptr<Session>;
    auto promise = std::make_shared<QPromise<Result<Taken>>>();
    promise->start();
    const auto answer = [promise](Result<Taken> taken) {
        promise->addResult(std::move(taken));
        promise->finish();
        return promise->future();
    };
    const SessionOptions options = optionsFor(role, purpose);
    const auto lend = [store = m_store](std::unique_ptr<Session> session) {
        return Taken(session.release(), [store](Session *back) { store->giveBack(std::unique_ptr<Session>(back)); });
    };
    std::erase_if(m_store->idle, [](const auto &session) { return !session->isOpen(); });
    if (options.readOnly && !m_store->idle.empty()) {
        std::unique_ptr<Session> session = std::move(m_store->idle.back());
        m_store->idle.pop_back();
        ++m_store->inUse;
        return answer(lend(std::move(session)));
    }
    if (m_store->inUse + int(m_store->idle.size()) >= m_store->limits.most) {
        return answer(fail(
            ErrorKind::Conflict, tr("All %1 sessions of this connection are in use").arg(m_store->limits.most),
            tr("Close a tab or wait for running work, or raise the limit of the profile.")));
    }
    ++m_store->inUse;
    const Taken session = lend(std::make_unique<Session>(options));
    whenDone(this, session->open(m_store->target), [session, answer](const Result<ServerFacts> &opened) {
        if (opened)
            answer(session);
        else
            answer(fail(opened.error()));
    });
    return promise->future();
}

const ConnInfo &SessionPool::target() const { return m_store->target; }
const PoolLimits &SessionPool::limits() const { return m_store->limits; }
int SessionPool::sessionsInUse() const { return m_store->inUse; }
int SessionPool::sessionsIdle() const { return int(m_store->idle.size()); }
void SessionPool::closeIdle() { m_store->idle.clear(); }

} // namespace howdah::connection
