// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/statementobserver.h"

#include <mutex>

namespace howdah::connection {

namespace {

struct Holder
{
    std::mutex mutex;
    std::shared_ptr<const StatementObserver> observer;
};

Holder &holder()
{
    static Holder one;
    return one;
}

} // namespace

void observeStatements(StatementObserver observer)
{
    std::shared_ptr<const StatementObserver> next;
    if (observer)
        next = std::make_shared<const StatementObserver>(std::move(observer));
    const std::lock_guard lock(holder().mutex);
    holder().observer = std::move(next);
}

std::shared_ptr<const StatementObserver> statementObserver()
{
    const std::lock_guard lock(holder().mutex);
    return holder().observer;
}

} // namespace howdah::connection
