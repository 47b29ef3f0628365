// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/saverun.h"

#include "connection/session/session.h"
#include "edit/ownthread.h"

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QLocale>
#include <QThread>

#include <mutex>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::Session;

// Between the window and the thread that saves. Whoever comes first decides: either the save is stopped and COMMIT is
// never sent, or COMMIT is on its way and nothing can stop it.
struct SaveRun::Shared
{
    std::mutex mutex;
    std::stop_source stop;
    bool isCommitting = false;

    bool requestStop()
    {
        const std::lock_guard lock(mutex);
        return !isCommitting && (stop.request_stop() || stop.stop_requested());
    }
    Result<void>
    beginCommit(data::EditJournal &journal, const data::TransactionId &id, const std::vector<data::RowKey> &rows)
    {
        const std::lock_guard lock(mutex);
        if (stop.stop_requested())
            return fail(
                ErrorKind::Cancelled, SaveRun::tr("The save was cancelled"), SaveRun::tr("Nothing was changed."));
        if (auto noted = journal.appendSaving(id, rows); !noted)
            return noted;
        isCommitting = true;
        return {};
    }
};

SaveRun::SaveRun(SaveJob job, TaskList *tasks)
    : m_job(std::move(job))
    , m_tasks(tasks)
    , m_shared(std::make_shared<Shared>())
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &SaveRun::abandon);
}

SaveRun::~SaveRun() = default;

// A server that crashed is back within seconds, and is the only one who knows.
static Result<std::shared_ptr<Session>> reconnectTo(const connection::ConnInfo &server)
{
    constexpr int patienceMs = 5000;
    constexpr unsigned long pauseMs = 100;
    QElapsedTimer clock;
    clock.start();
    while (true) {
        auto session =
            std::make_shared<Session>(connection::SessionOptions{.name = u"settle"_s, .connectTimeoutSeconds = 5});
        const auto opened = session->open(server).result();
        if (opened)
            return session;
        if (clock.elapsed() > patienceMs || opened.error().kind == ErrorKind::Authentication)
            return fail(opened.error());
        QThread::msleep(pauseMs);
    }
}

void SaveRun::start()
{
    const auto count = qsizetype(m_job.rows.size());
    m_task = m_tasks->start(
        tr("Saving %n change(s) to %1", nullptr, int(count)).arg(m_job.target->shape.name), [this] { cancel(); });
    std::vector<data::RowKey> keys;
    for (const data::StagedRow &row : m_job.rows)
        keys.push_back(row.key);
    data::SaveOptions options;
    options.stop = m_shared->stop.get_token();
    options.beforeCommit = [shared = m_shared, journal = m_job.journal, keys = std::move(keys)](
                               const data::TransactionId &id) { return shared->beginCommit(*journal, id, keys); };
    options.reconnect = [server = m_job.server] { return reconnectTo(server); };
    options.progress = [this](qsizetype sent, qsizetype total) {
        constexpr qsizetype often = 50;
        if (sent % often != 0 && sent != total)
            return;
        QMetaObject::invokeMethod(this, [this, sent, total] {
            m_task.setProgress(
                tr("%1 of %2").arg(QLocale().toString(sent), QLocale().toString(total)), double(sent) / double(total));
            Q_EMIT progressed(sent, total);
        });
    };
    auto *watcher = new QFutureWatcher<data::SaveReport>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] {
        end(watcher->result());
        deleteLater();
    });
    // The session itself stays here: its last reference must go on this thread.
    watcher->setFuture(
        onOwnThread([session = m_job.session.get(), target = m_job.target, rows = m_job.rows,
                     options = std::move(options)] { return data::save(*session, *target, rows, options); }));
}

void SaveRun::cancel()
{
    if (m_ended || !m_shared->requestStop())
        return;
    m_job.session->cancel();
    if (!m_patience.isActive())
        m_patience.start(PatienceMs);
}

bool SaveRun::isCommitting() const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->isCommitting;
}

// COMMIT was not sent and will not be, so the server will take everything back when it notices.
void SaveRun::abandon()
{
    m_abandoned = true;
    data::SaveReport report;
    report.error = makeError(
        ErrorKind::Cancelled, tr("The save was cancelled; the server has not answered to that"),
        tr("Nothing was committed. The server takes back what it has done once it notices."));
    end(report);
}

void SaveRun::end(const data::SaveReport &report)
{
    if (m_ended)
        return;
    m_ended = true;
    m_patience.stop();
    m_report = report;
    m_task.finish();
    Q_EMIT finished();
}

} // namespace howdah::ui
