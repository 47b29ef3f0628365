// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/run/runreport.h"

#include "migration/source/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::migration {

QString describe(const Blocker &blocker)
{
    QStringList parts{blocker.pid == 0 ? tr("a prepared transaction") : tr("pid %1").arg(blocker.pid)};
    for (const QString &part :
         {blocker.application, blocker.user, blocker.state, blocker.query.simplified().left(80)}) {
        if (!part.isEmpty())
            parts << part;
    }
    return parts.join(u", "_s);
}

QString describe(const RunFailure &failure)
{
    QStringList lines;
    const QString name = failure.file.isEmpty() ? label(failure.version, failure.name) : failure.file;
    const QString what = failure.error.message;
    if (failure.statement > 0)
        lines << tr("%1:%2:%3: statement %4 of %5: %6")
                     .arg(name)
                     .arg(failure.position.line)
                     .arg(failure.position.column)
                     .arg(failure.statement)
                     .arg(failure.of)
                     .arg(what);
    else
        lines << tr("%1: %2").arg(name, what);
    if (!failure.error.detail.isEmpty())
        lines << failure.error.detail;
    if (!failure.error.hint.isEmpty())
        lines << failure.error.hint;
    if (failure.seed && failure.error.kind == ErrorKind::Connection)
        lines << tr("Seed again once the server is back: a seed that has run is skipped.");
    else if (failure.seed)
        lines << tr("Its transaction was rolled back: nothing of this seed remains.");
    else if (failure.error.kind == ErrorKind::Connection)
        lines << tr("Check the status once the server is back: it shows whether this migration was applied.");
    else if (failure.wholeRun)
        lines << tr("The single transaction of the run was rolled back: no migration was applied.");
    else if (failure.partial)
        lines << tr("It runs outside a transaction: the statements before this one have taken effect. Fix the cause "
                    "and resume it, or roll it back.");
    else
        lines << tr("Its transaction was rolled back: nothing of this migration remains.");
    return lines.join(u'\n');
}

} // namespace howdah::migration
