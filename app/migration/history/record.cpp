// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/record.h"

#include "migration/source/tr.h"

#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

QString describe(const LockHolder &holder)
{
    QStringList parts{tr("pid %1").arg(holder.pid)};
    if (!holder.application.isEmpty())
        parts << holder.application;
    parts << tr("user %1").arg(holder.user);
    return parts.join(u", "_s);
}

const Record *History::find(const Version &version) const
{
    const auto found = std::ranges::find(records, version, &Record::version);
    return found != records.end() ? &*found : nullptr;
}

} // namespace howdah::migration
