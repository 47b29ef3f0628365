// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QObject>
#include <QPointer>

#include <functional>
#include <vector>

namespace howdah::ui {

class TaskList;

// One piece of running work as the status bar shows it.
struct TaskInfo
{
    quint64 id = 0;
    QString title;        // "Loading the catalog"
    QString progress;     // "3 of 7 migrations"; may be empty
    double fraction = -1; // 0 to 1; below 0 when nobody knows
    bool cancellable = false;
    qint64 startedMs = 0; // milliseconds since the epoch
};

// Holds a task in the list for as long as it lives; moving hands it on. UI thread only: bring progress home first.
class [[nodiscard]] TaskHandle final
{
public:
    TaskHandle() = default;
    TaskHandle(TaskHandle &&other) noexcept;
    TaskHandle &operator=(TaskHandle &&other) noexcept;
    ~TaskHandle() { finish(); }

    void setProgress(const QString &text, double fraction = -1);
    void finish();
    [[nodiscard]] bool isRunning() const { return m_id != 0; }

private:
    friend class TaskList;
    TaskHandle(TaskList *list, quint64 id);

    QPointer<TaskList> m_list;
    quint64 m_id = 0;
};

// The work that is running now: shown in the status bar with a way to cancel each.
class TaskList final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    // `cancel` is called when the operator cancels; the task stays until its handle finishes. Empty: cannot be
    // cancelled.
    TaskHandle start(const QString &title, std::function<void()> cancel = {});
    [[nodiscard]] const std::vector<TaskInfo> &tasks() const { return m_tasks; }
    [[nodiscard]] bool isEmpty() const { return m_tasks.empty(); }
    void cancel(quint64 id);
    void cancelAll();

Q_SIGNALS:
    void changed();
    // Took longer than 10 s; the shell tells the desktop when the window is not in front.
    void longTaskFinished(const QString &title);

private:
    friend class TaskHandle;
    void update(quint64 id, const QString &text, double fraction);
    void finish(quint64 id);

    std::vector<TaskInfo> m_tasks;
    std::vector<std::pair<quint64, std::function<void()>>> m_cancels;
    quint64 m_last = 0;
};

} // namespace howdah::ui
