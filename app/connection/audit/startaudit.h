// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/audit/auditrecorder.h"

namespace howdah::connection {

// What both programs do at their start: everything that sessions change from here on goes into the usual log, and into
// the tables that are wanted (audittablewriter.h). `lost`: see observeAuditLosses().
std::shared_ptr<AuditRecorder> startAudit(AuditRecorder::Failed failed, AuditLossObserver lost = {});

} // namespace howdah::connection
