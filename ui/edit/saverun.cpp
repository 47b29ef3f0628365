// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/saverun.h"

#include "base/figures.h"
#include "edit/ownthread.h"

#include <QFutureWatcher>

using namespace Qt::StringLiterals;

namespace howdah::ui {

SaveRun::SaveRun(operations::RowSaveJob job, TaskList *tasks)
    : m_tasks(tasks)
    , m_save(std::make_shared<operations::RowSave>(std::move(job)))
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &SaveRun::abandon);
}

SaveRun::~SaveRun() = default;

void SaveRun::start()
{
    const auto count = qsizetype(job().rows.size());
    m_task = m_tasks->start(
        tr("Saving %n change(s) to %1", nullptr, int(count)).arg(job().target->shape.name), [this] { cancel(); });
    const auto progress = [this](qsizetype sent, qsizetype total) {
        QMetaObject::invokeMethod(this, [this, sent, total] {
            m_task.setProgress(tr("%1 of %2").arg(countText(sent), countText(total)), double(sent) / double(total));
            Q_EMIT progressed(sent, total);
        });
    };
    auto *watcher = new QFutureWatcher<data::SaveReport>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] {
        end(watcher->result());
        deleteLater();
    });
    watcher->setFuture(onOwnThread([save = m_save.get(), progress] { return save->run(progress); }));
}

void SaveRun::cancel()
{
    if (!m_ended && m_save->stop() && !m_patience.isActive())
        m_patience.start(PatienceMs);
}

// COMMIT was not sent and will not be, so the server will take everything back when it notices.
void SaveRun::abandon()
{
    m_abandoned = true;
    data::SaveReport report;
    report.error = makeError(
        ErrorKind::Cancelled, tr("The save was cancelled; the server has not confirmed it"),
        tr("Nothing was committed. The server rolls back once it notices."));
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
