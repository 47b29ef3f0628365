// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/drafts/draftkeeper.h"

#include "base/whendone.h"

#include <QPromise>
#include <QThreadPool>

namespace howdah::query {

// One write at a time, in their order.
class DraftKeeper::Writer final
{
public:
    explicit Writer(DraftStore store)
        : m_store(std::move(store))
    {
        m_thread.setMaxThreadCount(1);
    }

    template <typename Work>
    QFuture<Result<void>> run(Work work)
    {
        auto promise = std::make_shared<QPromise<Result<void>>>();
        promise->start();
        const QFuture<Result<void>> future = promise->future();
        ++pending;
        m_thread.start([this, promise, work = std::move(work)] {
            promise->addResult(work(m_store));
            promise->finish();
        });
        return future;
    }
    bool wait(int ms) { return m_thread.waitForDone(ms); }

    int pending = 0; // whose answers have not come home

private:
    DraftStore m_store;
    QThreadPool m_thread;
};

static constexpr int AgainMs = 5000;
static constexpr int LongestEndMs = 2000;

DraftKeeper::DraftKeeper(DraftStore store, QObject *parent)
    : QObject(parent)
    , m_writer(std::make_unique<Writer>(std::move(store)))
{
    qRegisterMetaType<Error>();
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(QuietMs);
    m_longest.setSingleShot(true);
    m_longest.setInterval(LongestMs);
    m_again.setSingleShot(true);
    m_again.setInterval(AgainMs);
    for (QTimer *timer : {&m_quiet, &m_longest, &m_again})
        connect(timer, &QTimer::timeout, this, &DraftKeeper::write);
}

DraftKeeper::~DraftKeeper()
{
    write();
    (void)m_writer->wait(LongestEndMs);
}

void DraftKeeper::put(Draft draft)
{
    const QString id = draft.id;
    m_waiting.insert(id, std::move(draft));
    m_quiet.start();
    if (!m_longest.isActive())
        m_longest.start();
}

void DraftKeeper::remove(const QString &id)
{
    m_waiting.remove(id);
    begin(id, std::nullopt);
}

void DraftKeeper::flush() { write(); }

bool DraftKeeper::isPending() const { return !m_waiting.isEmpty() || m_writer->pending > 0; }

void DraftKeeper::write()
{
    m_quiet.stop();
    m_longest.stop();
    const QHash<QString, Wish> waiting = std::exchange(m_waiting, {});
    for (auto wish = waiting.begin(); wish != waiting.end(); ++wish)
        begin(wish.key(), wish.value());
}

void DraftKeeper::begin(const QString &id, const Wish &wish)
{
    const qint64 number = ++m_begun;
    m_latest.insert(id, number);
    const auto work = [id, wish](const DraftStore &store) { return wish ? store.save(*wish) : store.remove(id); };
    whenDone(this, m_writer->run(work), [this, id, wish, number](const Result<void> &done) {
        --m_writer->pending;
        const bool isLatest = m_latest.value(id) == number;
        if (isLatest)
            m_latest.remove(id);
        if (done) {
            if (wish)
                Q_EMIT saved(id);
            return;
        }
        if (isLatest && !m_waiting.contains(id)) // nothing else has been wanted of it meanwhile
            m_waiting.insert(id, wish);
        m_again.start();
        Q_EMIT failed(id, done.error());
    });
}

} // namespace howdah::query
