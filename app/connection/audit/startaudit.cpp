// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/startaudit.h"

#include "connection/audit/audittablewriter.h"

namespace howdah::connection {

std::shared_ptr<AuditRecorder> startAudit(AuditRecorder::Failed failed, AuditLossObserver lost)
{
    observeAuditLosses(std::move(lost));
    auto recorder = std::make_shared<AuditRecorder>(std::make_shared<AuditLog>(), std::move(failed));
    forwardAuditLines();
    observeStatements([recorder](std::span<const StatementEvent> events) { recorder->take(events); });
    return recorder;
}

} // namespace howdah::connection
