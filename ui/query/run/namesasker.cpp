// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/run/namesasker.h"

#include "common/tr.h"

#include <condition_variable>
#include <mutex>
#include <optional>

namespace howdah::ui {

struct NamesAsker::Waiting
{
    std::mutex mutex;
    std::condition_variable answered;
    std::optional<bool> answer;
    QObject *context = nullptr; // null: nobody is there
    Ask ask;
};

NamesAsker::NamesAsker(QObject *context, Ask ask)
    : m_waiting(std::make_shared<Waiting>())
{
    m_waiting->context = context;
    m_waiting->ask = std::move(ask);
}

NamesAsker::~NamesAsker() { leave(); }

Result<bool> NamesAsker::areNamed(const operations::NamesQuestion &question)
{
    std::unique_lock lock(m_waiting->mutex);
    m_waiting->answer.reset();
    if (m_waiting->context) {
        QMetaObject::invokeMethod(
            m_waiting->context,
            [waiting = m_waiting, question] {
                waiting->ask(question, [waiting](bool named) {
                    const std::lock_guard hold(waiting->mutex);
                    waiting->answer = named;
                    waiting->answered.notify_all();
                });
            },
            Qt::QueuedConnection);
        m_waiting->answered.wait(lock, [this] { return m_waiting->answer || !m_waiting->context; });
    }
    if (!m_waiting->answer)
        return fail(ErrorKind::Cancelled, tr("Cancelled"));
    return *m_waiting->answer;
}

void NamesAsker::leave()
{
    const std::lock_guard lock(m_waiting->mutex);
    m_waiting->context = nullptr;
    m_waiting->answered.notify_all();
}

} // namespace howdah::ui
