// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/whendone.h"
#include "connection/session/session.h"

#include <QThreadPool>
#include <QtConcurrentRun>

#include <memory>

namespace howdah::ui {

// The work of the page of prompts, on threads of its own; answers come as futures (see whenDone). Asked from the UI
// thread. Reading uses one session, one request after the other; writing brings a session along; what asks no server
// (keychain, files, comparing) does not wait for either.
class PromptJobs final : public QObject
{
    Q_OBJECT
public:
    explicit PromptJobs(QObject *parent = nullptr)
        : QObject(parent)
    {
        m_reading.setMaxThreadCount(1);
        m_writing.setMaxThreadCount(1);
    }
    ~PromptJobs() override
    {
        cancel();
        m_reading.waitForDone();
        m_writing.waitForDone();
        m_working.waitForDone();
    }

    // nullptr: no connection. What runs on the one before is cancelled.
    void setSession(std::shared_ptr<connection::Session> session)
    {
        if (m_session)
            m_session->cancel();
        m_session = std::move(session);
    }
    [[nodiscard]] bool hasSession() const { return m_session != nullptr; }
    void cancel()
    {
        if (m_session)
            m_session->cancel();
    }

    // `job` takes a Session & and answers a Result<T>.
    template <typename T, typename Job>
    [[nodiscard]] QFuture<Result<T>> read(Job job)
    {
        return run<T>(&m_reading, m_session, std::move(job));
    }
    template <typename T, typename Job>
    [[nodiscard]] QFuture<Result<T>> write(std::shared_ptr<connection::Session> session, Job job)
    {
        return run<T>(&m_writing, std::move(session), std::move(job));
    }
    // `job` takes nothing.
    template <typename T, typename Job>
    [[nodiscard]] QFuture<Result<T>> work(Job job)
    {
        return QtConcurrent::run(&m_working, [job = std::move(job)]() -> Result<T> { return job(); });
    }

private:
    template <typename T, typename Job>
    QFuture<Result<T>> run(QThreadPool *pool, std::shared_ptr<connection::Session> session, Job job)
    {
        if (!session)
            return QtFuture::makeReadyFuture(Result<T>(fail(ErrorKind::Connection, tr("Not connected"))));
        QFuture<Result<T>> future = QtConcurrent::run(
            pool, [plain = session.get(), job = std::move(job)]() -> Result<T> { return job(*plain); });
        // A session goes back to its pool on this thread.
        whenDone(this, future, [keep = std::move(session)](const Result<T> &) {});
        return future;
    }

    std::shared_ptr<connection::Session> m_session;
    QThreadPool m_reading; // one thread: a session serves one at a time
    QThreadPool m_writing;
    QThreadPool m_working;
};

} // namespace howdah::ui
