// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/history/historystore.h"

#include <QFuture>

#include <functional>
#include <memory>

namespace howdah::query {

// The history on a thread of its own, so that nothing that is run waits for a disk or for another process. Any thread;
// nothing blocks but the destructor, which waits until what was added is written, for a second at most.
class HistoryKeeper final
{
public:
    // `failed` is told, on that thread, what could not be kept, each reason once until something works again.
    using Failed = std::function<void(const Error &)>;
    explicit HistoryKeeper(QString path = HistoryStore::usualPath(), Failed failed = {});
    ~HistoryKeeper();
    HistoryKeeper(const HistoryKeeper &) = delete;
    HistoryKeeper &operator=(const HistoryKeeper &) = delete;

    // Private: what is added from now on is kept nowhere, and what was added before stays.
    void setPrivate(bool isPrivate);
    [[nodiscard]] bool isPrivate() const;

    // In the order of the calls. What waits is bounded: behind 10,000 entries the oldest are let go of, and told.
    void add(HistoryEntry entry);

    // What a window asks of the store, behind what was added before.
    template <typename Work>
    [[nodiscard]] auto ask(Work work) -> QFuture<decltype(work(std::declval<HistoryStore &>()))>
    {
        using Outcome = decltype(work(std::declval<HistoryStore &>()));
        auto promise = std::make_shared<QPromise<Outcome>>();
        promise->start();
        QFuture<Outcome> future = promise->future();
        post([promise, work = std::move(work)](Result<HistoryStore *> store) mutable {
            promise->addResult(store ? work(**store) : Outcome(fail(store.error())));
            promise->finish();
        });
        return future;
    }

    // A damaged file gets another name, which is answered; what comes next begins a new one.
    [[nodiscard]] QFuture<Result<QString>> setAside();

private:
    using Job = std::function<void(Result<HistoryStore *>)>;
    void post(Job job);

    class Worker;
    std::unique_ptr<Worker> m_worker;
};

} // namespace howdah::query
