// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tasks.h"

#include <QFrame>
#include <QToolButton>

class QVBoxLayout;

namespace howdah::ui {

// The running work with its progress, each with a way to cancel.
class TaskPopup final : public QFrame
{
    Q_OBJECT
public:
    explicit TaskPopup(TaskList &tasks, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void rebuild();

    TaskList &m_tasks;
    QVBoxLayout *m_rows;
};

// "2 running": not there while nothing runs; opens the popup. Work shorter than 300 ms does not show.
class TaskButton final : public QToolButton
{
    Q_OBJECT
public:
    explicit TaskButton(TaskList &tasks, QWidget *parent = nullptr);

private:
    void refresh();

    TaskList &m_tasks;
    QTimer *m_delay;
    QPointer<TaskPopup> m_popup;
};

} // namespace howdah::ui
