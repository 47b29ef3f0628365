// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tasks.h"
#include "connection/server/conninfo.h"

#include <QThreadPool>

#include <stop_token>

namespace howdah::ui {

// Creates the demo databases beside that of the window, on a thread of its own, as a task of the status bar. Its end
// stops the work and waits for it; what is half made is finished by the next. UI thread.
class DemoWork final : public QObject
{
    Q_OBJECT
public:
    explicit DemoWork(TaskList *tasks, QObject *parent = nullptr);
    ~DemoWork() override;

    void start(const connection::ConnInfo &target);

    struct Outcome
    {
        bool isWhole = false; // all of them are there
        QStringList problems; // why they are not
    };

Q_SIGNALS:
    void ended(const howdah::ui::DemoWork::Outcome &outcome); // the work deletes itself then

private:
    TaskList *m_tasks;
    TaskHandle m_task;
    std::stop_source m_stop;
    QThreadPool m_pool;
};

} // namespace howdah::ui
