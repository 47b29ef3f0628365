// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/tasks.h"

#include <algorithm>

namespace howdah::ui {

namespace {

constexpr qint64 longTaskMs = 10'000;

} // namespace

TaskHandle::TaskHandle(TaskList *list, quint64 id)
    : m_list(list)
    , m_id(id)
{
}

TaskHandle::TaskHandle(TaskHandle &&other) noexcept
    : m_list(std::exchange(other.m_list, nullptr))
    , m_id(std::exchange(other.m_id, 0))
{
}

TaskHandle &TaskHandle::operator=(TaskHandle &&other) noexcept
{
    if (this != &other) {
        finish();
        m_list = std::exchange(other.m_list, nullptr);
        m_id = std::exchange(other.m_id, 0);
    }
    return *this;
}

void TaskHandle::setProgress(const QString &text, double fraction)
{
    if (m_list && m_id)
        m_list->update(m_id, text, fraction);
}

void TaskHandle::finish()
{
    if (const quint64 id = std::exchange(m_id, 0); m_list && id)
        m_list->finish(id);
}

TaskHandle TaskList::start(const QString &title, std::function<void()> cancel)
{
    TaskInfo info;
    info.id = ++m_last;
    info.title = title;
    info.cancellable = bool(cancel);
    info.startedMs = QDateTime::currentMSecsSinceEpoch();
    m_tasks.push_back(info);
    m_cancels.emplace_back(info.id, std::move(cancel));
    Q_EMIT changed();
    return {this, info.id};
}

void TaskList::cancel(quint64 id)
{
    const auto found = std::ranges::find(m_cancels, id, &std::pair<quint64, std::function<void()>>::first);
    if (found == m_cancels.end() || !found->second)
        return;
    const auto call = found->second; // the call may finish the task and with it the entry
    call();
}

void TaskList::cancelAll()
{
    const std::vector<TaskInfo> running = m_tasks;
    for (const TaskInfo &task : running)
        cancel(task.id);
}

void TaskList::update(quint64 id, const QString &text, double fraction)
{
    const auto found = std::ranges::find(m_tasks, id, &TaskInfo::id);
    if (found == m_tasks.end() || (found->progress == text && found->fraction == fraction))
        return;
    found->progress = text;
    found->fraction = fraction;
    Q_EMIT changed();
}

void TaskList::finish(quint64 id)
{
    const auto found = std::ranges::find(m_tasks, id, &TaskInfo::id);
    if (found == m_tasks.end())
        return;
    const TaskInfo done = std::move(*found);
    m_tasks.erase(found);
    std::erase_if(m_cancels, [id](const auto &entry) { return entry.first == id; });
    Q_EMIT changed();
    if (QDateTime::currentMSecsSinceEpoch() - done.startedMs > longTaskMs)
        Q_EMIT longTaskFinished(done.title);
}

} // namespace howdah::ui
