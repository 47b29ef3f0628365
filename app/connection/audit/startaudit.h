// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/audit/auditrecorder.h"
#include "connection/session/sessioncontext.h"

namespace howdah::connection {

// What both programs do at their start: everything that the sessions of this context change from here on goes into the
// usual log, and into the tables that are wanted (audittablewriter.h). From here on until the context ends, or is
// observed otherwise, a session that has another context, or none, is not opened (ObservationDuty).
std::shared_ptr<AuditRecorder> startAudit(SessionContext &context, AuditRecorder::Failed failed);

} // namespace howdah::connection
