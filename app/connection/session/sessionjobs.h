// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"

#include <QPromise>
#include <QThreadPool>

#include <list>
#include <memory>
#include <stop_token>
#include <type_traits>

namespace howdah::connection {

// Work that waits for a server, on threads of its own: it may wait for a lock or a dead connection, and must not hold
// up what the threads of the global pool do. Each job holds its session until it is done, and lets go of it at home, as
// a session is an object of that thread. Answers are futures: bring them home by whenDone() or Latest::ask().
//
// Destruction cancels, and waits for the server's answer to that; where none comes, the jobs are left to end by
// themselves. So a job holds values and never its owner. Lives on the thread of its sessions.
class SessionJobs final : public QObject
{
    Q_OBJECT
public:
    // How many run at the same time; the others wait for their turn. A session serves one at a time.
    explicit SessionJobs(int atOnce = 1, QObject *parent = nullptr);
    ~SessionJobs() override;

    // `job` takes a Session &, and a std::stop_token behind it where it likes to be stopped, and answers a Result<T>.
    // Without a session: ErrorKind::Connection.
    template <typename Job>
    [[nodiscard]] auto run(std::shared_ptr<Session> session, Job job)
    {
        using Outcome = typename OutcomeOf<Job, Session &>::Type;
        if (!session)
            return QtFuture::makeReadyFuture(Outcome(fail(noConnection())));
        Session *const plain = session.get();
        return start<Outcome>(
            [plain, job = std::move(job)](const std::stop_token &stop) mutable -> Outcome {
                if constexpr (std::is_invocable_v<Job &, Session &, const std::stop_token &>)
                    return job(*plain, stop);
                else
                    return job(*plain);
            },
            std::move(session));
    }
    // The same for work that has no session, or that opens its own: takes a std::stop_token or nothing.
    template <typename Job>
    [[nodiscard]] auto run(Job job)
    {
        using Outcome = typename OutcomeOf<Job>::Type;
        return start<Outcome>(
            [job = std::move(job)](const std::stop_token &stop) mutable -> Outcome {
                if constexpr (std::is_invocable_v<Job &, const std::stop_token &>)
                    return job(stop);
                else
                    return job();
            },
            nullptr);
    }

    // What runs is cancelled at its server and told to stop; what waits answers ErrorKind::Cancelled. Later jobs run.
    void cancel();
    // Jobs that have not answered yet, or whose answer is not at home.
    [[nodiscard]] int pending() const { return int(m_underWay.size()); }

private:
    template <typename Job, typename... Before>
    struct OutcomeOf
    {
        static auto type()
        {
            if constexpr (std::is_invocable_v<Job &, Before..., const std::stop_token &>)
                return std::type_identity<std::invoke_result_t<Job &, Before..., const std::stop_token &>>();
            else
                return std::type_identity<std::invoke_result_t<Job &, Before...>>();
        }
        using Type = typename decltype(type())::type;
    };
    class Holder; // of the session and the threads, until a job is done

    template <typename Outcome, typename Work>
    QFuture<Outcome> start(Work work, std::shared_ptr<Session> session)
    {
        // The pool wants what it runs to be copied.
        auto promise = std::make_shared<QPromise<Outcome>>();
        promise->start();
        const QFuture<Outcome> future = promise->future();
        auto shared = std::make_shared<Work>(std::move(work));
        hold(std::move(session), QFuture<void>(future));
        m_threads->start([promise, shared, stop = m_stop.get_token()]() mutable {
            promise->addResult(stop.stop_requested() ? Outcome(fail(cancelled())) : (*shared)(stop));
            shared.reset();
            promise->finish();
        });
        return future;
    }
    void hold(std::shared_ptr<Session> session, const QFuture<void> &done);
    static Error noConnection();
    static Error cancelled();

    std::shared_ptr<QThreadPool> m_threads; // outlived by what does not end
    std::stop_source m_stop;
    std::list<Holder *> m_underWay;
};

} // namespace howdah::connection
