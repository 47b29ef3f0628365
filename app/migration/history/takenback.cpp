// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/takenback.h"

#include "base/propagate.h"
#include "connection/audit/latecommits.h"
#include "migration/source/tr.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::LateCommit;

// "2026-11-22 19:00:00.123456+00"
static QDateTime timeOf(const QString &text)
{
    static const QRegularExpression form(uR"(^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?([+-]\d\d)(:\d\d)?$)"_s);
    const QRegularExpressionMatch found = form.match(text);
    if (!found.hasMatch())
        return {};
    const QString zone = found.captured(4) + (found.captured(5).isEmpty() ? u":00"_s : found.captured(5));
    const QString fraction = found.captured(3).isEmpty() ? u".000"_s : (found.captured(3) + u"000"_s).left(4);
    return QDateTime::fromString(found.captured(1) + u'T' + found.captured(2) + fraction + zone, Qt::ISODateWithMs);
}

// The history says the opposite, and says it from before.
static bool isTakenBack(const LateCommit &step, const History &history)
{
    const std::optional<Version> version = Version::restore(step.version, step.identity);
    if (!version)
        return false;
    const Record *record = history.find(*version);
    if (!record)
        return !step.down;
    const QDateTime since = timeOf(record->at);
    const bool opposite = step.down ? record->isApplied() : record->state == RecordState::RolledBack;
    return opposite && since.isValid() && since < step.at;
}

Result<QStringList>
correctLog(const QString &logFolder, const QString &target, const Dialect &dialect, const History &history)
{
    QStringList reported;
    ASSIGN_OR_RETURN(const connection::LateCommits left, connection::findLateCommits(logFolder, target));
    if (left.files.isEmpty())
        return reported;
    std::vector<LateCommit> takenBack;
    std::ranges::copy_if(left.steps, std::back_inserter(takenBack), [&](const LateCommit &step) {
        return (dialect.keepsAll() || dialect.keepsJournal()) && isTakenBack(step, history);
    });
    std::ranges::reverse(takenBack);
    RETURN_IF_ERROR(connection::settleLateCommits(logFolder, target, left, takenBack));
    for (const LateCommit &step : takenBack) {
        const QString name = step.name.isEmpty() ? step.version : step.version + u'-' + step.name;
        reported << (step.down ? tr("The server crashed before the rollback of %1 was on disk (%2): it is applied "
                                    "again. The audit log was corrected.")
                               : tr("The server crashed before %1 was on disk (%2): it is not applied. The audit log "
                                    "was corrected."))
                        .arg(name, step.at.toLocalTime().toString(Qt::ISODate));
    }
    return reported;
}

} // namespace howdah::migration
