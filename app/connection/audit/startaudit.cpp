// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/startaudit.h"

#include "connection/audit/audittablewriter.h"

namespace howdah::connection {

std::shared_ptr<AuditRecorder> startAudit(SessionContext &context, AuditRecorder::Failed failed)
{
    auto recorder = std::make_shared<AuditRecorder>(std::make_shared<AuditLog>(), std::move(failed));
    rememberUnlocking();
    const auto duty = std::make_shared<const ObservationDuty>();
    context.observeStatements([recorder, duty](std::span<const StatementEvent> events) { recorder->take(events); });
    return recorder;
}

} // namespace howdah::connection
