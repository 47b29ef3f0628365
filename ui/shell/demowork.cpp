// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/demowork.h"

#include "base/whendone.h"
#include "operations/demo/demoprompts.h"

#include <QtConcurrentRun>

#include <algorithm>

namespace howdah::ui {

DemoWork::DemoWork(TaskList *tasks, QObject *parent)
    : QObject(parent)
    , m_tasks(tasks)
{
    m_pool.setMaxThreadCount(1);
}

DemoWork::~DemoWork()
{
    m_stop.request_stop();
    m_pool.waitForDone();
}

void DemoWork::start(const connection::ConnInfo &target)
{
    m_task = m_tasks->start(tr("Loading more demo databases"), [this] { m_stop.request_stop(); });
    // Destroyed only behind the work, which therefore may name it.
    const auto progress = [this](const QString &file, int done, int total) {
        QMetaObject::invokeMethod(this, [this, file, done, total] {
            m_task.setProgress(tr("%1 (%2 of %3)").arg(file).arg(done).arg(total), double(done) / std::max(total, 1));
        });
    };
    const auto future = QtConcurrent::run(&m_pool, [target, progress, stop = m_stop.get_token()] {
        return operations::setUpOtherDemos(target, progress, stop);
    });
    whenDone(this, future, [this](const Result<operations::OtherDemos> &done) {
        m_task.finish();
        Outcome outcome{.isWhole = done && done->isWhole()};
        if (!done && done.error().kind != ErrorKind::Cancelled)
            outcome.problems << describe(done.error());
        for (const auto &errors : done ? std::vector{done->failed, done->refused} : std::vector<std::vector<Error>>()) {
            for (const Error &error : errors)
                outcome.problems << describe(error);
        }
        Q_EMIT ended(outcome);
        deleteLater();
    });
}

} // namespace howdah::ui
