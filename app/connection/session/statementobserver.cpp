// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/statementobserver.h"

#include <mutex>

namespace howdah::connection {

namespace {

class Holder final
{
public:
    void set(StatementObserver observer)
    {
        std::shared_ptr<const StatementObserver> next;
        if (observer)
            next = std::make_shared<const StatementObserver>(std::move(observer));
        const std::lock_guard lock(m_mutex);
        m_observer = std::move(next);
    }
    [[nodiscard]] std::shared_ptr<const StatementObserver> get()
    {
        const std::lock_guard lock(m_mutex);
        return m_observer;
    }

private:
    std::mutex m_mutex;
    std::shared_ptr<const StatementObserver> m_observer;
};

Holder &observers()
{
    static Holder one;
    return one;
}

Holder &loggers()
{
    static Holder one;
    return one;
}

} // namespace

void observeStatements(StatementObserver observer) { observers().set(std::move(observer)); }

std::shared_ptr<const StatementObserver> statementObserver() { return observers().get(); }

void logStatements(StatementObserver logger) { loggers().set(std::move(logger)); }

std::shared_ptr<const StatementObserver> statementLogger() { return loggers().get(); }

} // namespace howdah::connection
