// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/history/historykeeper.h"

#include "query/tr.h"

#include <QDeadlineTimer>
#include <QThread>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

using namespace Qt::StringLiterals;

namespace howdah::query {

static constexpr std::size_t MostWaiting = 10'000;
static constexpr int LongestWaitMs = 1000;
// Statements of a script come by the thousand: a transaction for each would take as long as they do.
static constexpr std::chrono::milliseconds Gathering(100);
static constexpr std::size_t MostGathered = 2'000;

class HistoryKeeper::Worker final : public QThread
{
public:
    Worker(QString path, Failed failed)
        : m_path(std::move(path))
        , m_failed(std::move(failed))
    {
        setObjectName(u"query history"_s);
    }

    void add(HistoryEntry entry)
    {
        const std::lock_guard lock(m_mutex);
        if (m_entries.size() >= MostWaiting) {
            m_entries.pop_front();
            m_left = true;
        }
        m_entries.push_back(std::move(entry));
        m_wake.notify_one();
    }
    void post(Job job)
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back(std::move(job));
        m_wake.notify_one();
    }
    void end()
    {
        const std::lock_guard lock(m_mutex);
        m_ends = true;
        m_wake.notify_one();
    }

    [[nodiscard]] const QString &path() const { return m_path; }

    std::atomic<bool> isPrivate = false;

protected:
    void run() override
    {
        while (true) {
            std::deque<HistoryEntry> entries;
            std::deque<Job> jobs;
            bool left = false;
            {
                std::unique_lock lock(m_mutex);
                m_wake.wait(lock, [this] { return m_ends || !m_entries.empty() || !m_jobs.empty(); });
                m_wake.wait_for(
                    lock, Gathering, [this] { return m_ends || !m_jobs.empty() || m_entries.size() >= MostGathered; });
                entries.swap(m_entries);
                jobs.swap(m_jobs);
                left = std::exchange(m_left, false);
                if (entries.empty() && jobs.empty())
                    break; // the end
            }
            if (left)
                tell(makeError(ErrorKind::Io, tr("The history is too slow: entries were left out")));
            write(entries);
            for (Job &job : jobs)
                job(opened());
        }
        m_store.close();
    }

private:
    Result<HistoryStore *> opened()
    {
        if (!m_store.isOpen()) {
            if (const auto open = m_store.open(m_path); !open)
                return fail(open.error());
        }
        return &m_store;
    }

    void write(const std::deque<HistoryEntry> &entries)
    {
        if (entries.empty())
            return;
        const std::vector<HistoryEntry> all(entries.begin(), entries.end());
        const auto store = opened();
        const Result<qint64> added = store ? (*store)->add(all) : Result<qint64>(fail(store.error()));
        if (!added)
            return tell(added.error());
        m_told.clear();
    }

    void tell(const Error &error)
    {
        if (std::exchange(m_told, error.message) != error.message && m_failed)
            m_failed(error);
    }

    const QString m_path;
    const Failed m_failed;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<HistoryEntry> m_entries;
    std::deque<Job> m_jobs;
    bool m_left = false;
    bool m_ends = false;
    HistoryStore m_store; // of the thread
    QString m_told;
};

HistoryKeeper::HistoryKeeper(QString path, Failed failed)
    : m_worker(std::make_unique<Worker>(std::move(path), std::move(failed)))
{
    m_worker->start();
}

HistoryKeeper::~HistoryKeeper()
{
    m_worker->end();
    if (m_worker->wait(QDeadlineTimer(LongestWaitMs)))
        return;
    // A disk that does not answer: the thread ends by itself, with what it has.
    Worker *left = m_worker.release();
    QObject::connect(left, &QThread::finished, left, &QObject::deleteLater);
}

void HistoryKeeper::setPrivate(bool isPrivate) { m_worker->isPrivate = isPrivate; }
bool HistoryKeeper::isPrivate() const { return m_worker->isPrivate; }

void HistoryKeeper::add(HistoryEntry entry)
{
    if (!isPrivate())
        m_worker->add(std::move(entry));
}

QFuture<Result<QString>> HistoryKeeper::setAside()
{
    auto promise = std::make_shared<QPromise<Result<QString>>>();
    promise->start();
    QFuture<Result<QString>> future = promise->future();
    post([promise, path = m_worker->path()](const Result<HistoryStore *> &store) {
        if (store)
            (*store)->close(); // it was opened before it was damaged
        promise->addResult(HistoryStore::setAside(path));
        promise->finish();
    });
    return future;
}

void HistoryKeeper::post(Job job) { m_worker->post(std::move(job)); }

} // namespace howdah::query
