// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/audit/auditentry.h"
#include "connection/audit/auditreader.h"

namespace howdah::connection {

enum class AuditFormat { Csv, Json }; // RFC 4180 with a header; one array of the lines as they are

// One line for people: the first line of the SQL, or the words of an entry.
[[nodiscard]] QString auditSummary(const AuditEntry &entry);

// Writes what fits, the oldest first, into a new file, whole or not at all; answers how many. ErrorKind::Conflict when
// the file is there. Blocks.
[[nodiscard]] Result<qint64> exportAudit(
    const QString &folder, const AuditFilter &filter, const QString &file, AuditFormat format,
    const std::stop_token &stop = {});

} // namespace howdah::connection
