// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/safetycopies.h"

#include "base/paths.h"
#include "base/propagate.h"
#include "operations/tr.h"

#include <QDir>

namespace howdah::operations {

using namespace migration;

QString safetyCopyFolder() { return QDir(dataFolder()).filePath(QStringLiteral("safety-copies")); }

QString newestSafetyCopy()
{
    const QFileInfoList copies =
        QDir(safetyCopyFolder()).entryInfoList({QStringLiteral("*.dump")}, QDir::Files | QDir::NoSymLinks, QDir::Time);
    return copies.isEmpty() ? QString() : copies.front().absoluteFilePath();
}

Result<std::optional<std::vector<RestoredTable>>>
restoreCopy(const RestoreOrder &order, Decision &decision, const std::stop_token &stop)
{
    using Outcome = std::optional<std::vector<RestoredTable>>;
    if (order.guarded) {
        ASSIGN_OR_RETURN(
            const bool named, decision.areNamed({NamesQuestion::Reason::Production, {}, {order.database}}));
        if (!named)
            return Outcome();
    }
    ASSIGN_OR_RETURN(const SafetyCopy now, readSafetyCopy(order.copy.file));
    if (now != order.copy)
        return fail(
            ErrorKind::Conflict, tr("%1 was replaced since you reviewed it").arg(order.copy.file),
            tr("Review its contents now, and confirm again."));
    ASSIGN_OR_RETURN(
        std::vector<RestoredTable> restored, restoreSafetyCopy(order.target, order.copy.file, order.changed, stop));
    return Outcome(std::move(restored));
}

} // namespace howdah::operations
