// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "value/planlocks.h"

#include "common/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

QString waitingText(sql::LockMode mode)
{
    if (sql::blocksReads(mode))
        return tr("reads and writes wait");
    if (sql::blocksWrites(mode))
        return tr("writes wait");
    return mode >= sql::LockMode::ShareUpdateExclusive ? tr("other changes of the schema wait") : tr("nothing waits");
}

QString workText(const PlanLock &lock)
{
    if (lock.emptied)
        return tr("empties it");
    if (lock.rewritten == sql::Extent::Yes)
        return tr("rewrites it");
    if (lock.rewritten == sql::Extent::Perhaps)
        return tr("may rewrite it");
    if (lock.scanned == sql::Extent::Yes)
        return tr("reads all of it");
    return lock.scanned == sql::Extent::Perhaps ? tr("may read all of it") : QString();
}

} // namespace howdah::ui
