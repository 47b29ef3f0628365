// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/sessioncontext.h"

#include <QString>
#include <QStringList>
#include <QTextStream>

#include <memory>

namespace howdah::connection {
class AuditRecorder;
}

namespace howdah::cli {

// Where a command writes: answers to `out`, errors and progress to `err`. With `json`, `out` gets one JSON document
// and nothing else.
struct Output
{
    QTextStream &out;
    QTextStream &err;
    bool json = false;
    QString unlockReason;                             // of --unlock: why a profile of production is opened for writing
    std::shared_ptr<connection::AuditRecorder> audit; // of this program; may be null
    QStringList confirmed;                            // of --confirm: names of what may be destroyed in production
    QStringList allowedFunctions;                     // of --allow-function: they only read, says the operator
    bool auditTable = false;                          // of --audit-table: note changes in the database as well
    QStringList settings;                             // of --set: what the platform needs on its connections
    // Of all sessions that it opens.
    std::shared_ptr<connection::SessionContext> context = std::make_shared<connection::SessionContext>();
};

} // namespace howdah::cli
