// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/opensession.h"

#include <QDeadlineTimer>
#include <QPromise>
#include <QThread>

#include <atomic>
#include <deque>
#include <mutex>

namespace howdah::connection {

// The thread behind a Session, its queue, and what others may know of it at any time. It alone touches the connection
// (OpenSession); the facade puts jobs into the queue and rings. While idle it watches the socket as well, so that a
// lost connection and notifications are seen without a query.
class SessionWorker final : public QThread, private ConnectionOwner
{
    Q_OBJECT
public:
    explicit SessionWorker(const SessionOptions &options);
    ~SessionWorker() override;

    // A job runs with its own number, which cancel() compares; `cancelled` says that it must only answer so.
    using Job = std::function<void(bool cancelled)>;

    // `work` takes an OpenSession &, on this thread.
    template <typename T, typename Work>
    QFuture<Result<T>> post(Work work)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        QFuture<Result<T>> future = promise->future();
        enqueue([this, promise, work = std::move(work)](bool cancelled) mutable {
            Result<T> result = cancelled ? Result<T>(fail(cancelledError())) : work(*m_session);
            retire(); // whoever has the answer no longer sees it pending
            promise->addResult(std::move(result));
            promise->finish();
        });
        return future;
    }
    QFuture<Result<ServerFacts>> open(const ConnInfo &target);

    // Within a job, on this thread: what it does from now on is a request of its own for cancelAll().
    void beginRequest();
    // Any thread.
    void cancelAll();
    // Ends the thread after what runs was cancelled. Any thread.
    void quitSoon();
    // At the end of the program: all that there are are told to quit, and their connections are closed or the time is
    // up.
    static void endAll(const QDeadlineTimer &deadline);
    [[nodiscard]] bool hasEnded() const
    {
        return m_ended.load();
    } // its connection is closed, and nothing runs any more
    [[nodiscard]] int pending() const { return m_pending.load(); }
    [[nodiscard]] bool isOpen() const { return m_open.load(); }
    [[nodiscard]] TransactionState transaction() const { return m_transaction.load(); }
    [[nodiscard]] QString serverParameter(const QString &name) const;

Q_SIGNALS:
    void noticeReceived(const howdah::connection::Notice &notice);
    void notificationReceived(const howdah::connection::Notification &notification);
    void connectionLost(const howdah::Error &error);
    void serverSilent(bool silent);
    void busyChanged(bool busy);

protected:
    void run() override;

private:
    void enqueue(Job job);
    void retire();
    static Error cancelledError();
    Result<ServerFacts> openNow(const ConnInfo &target);

    [[nodiscard]] bool cancelAsked() const override { return m_running <= m_cancelUpTo.load() || m_quit.load(); }
    [[nodiscard]] const Wakeup &wakeup() const override { return m_wakeup; }
    void noticed(const Notice &notice) override { Q_EMIT noticeReceived(notice); }
    void notified(const Notification &notification) override { Q_EMIT notificationReceived(notification); }
    void lost(const Error &error) override;
    void silent(bool silent) override { Q_EMIT serverSilent(silent); }
    void reported(const QHash<QString, QString> &parameters) override;
    void transactionChanged(TransactionState state) override { m_transaction = state; }

    const SessionOptions m_options;
    const quint64 m_number; // of the session, for the observer
    Wakeup m_wakeup;

    mutable std::mutex m_mutex; // guards the queue and the parameters
    std::deque<std::pair<quint64, Job>> m_queue;
    QHash<QString, QString> m_parameters;
    quint64 m_lastPosted = 0;

    std::atomic<quint64> m_cancelUpTo = 0;
    std::atomic<bool> m_quit = false;
    std::atomic<bool> m_ended = false;
    std::atomic<bool> m_open = false;
    std::atomic<TransactionState> m_transaction = TransactionState::Idle;
    std::atomic<int> m_pending = 0;

    // The thread's own.
    quint64 m_running = 0;
    std::unique_ptr<OpenSession> m_session;
};

} // namespace howdah::connection
