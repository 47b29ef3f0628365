// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/output.h"

#include <QString>

namespace howdah::cli {

struct AuditOptions
{
    QString folder; // empty: the usual one
    QString search;
    QString profile;
    QString from; // a date or a time of ISO 8601; without a zone it is the one of this machine
    QString to;
    QString kind; // as in the file; empty: all
    int limit = 100;
    QString file;                           // of an export
    QString format = QStringLiteral("csv"); // or json
};

// The newest lines, as a table or as JSON. ExitUsage for a time that is none.
[[nodiscard]] int auditShow(Output &output, const AuditOptions &options);
// All lines that fit, the oldest first, into a file that must not be there.
[[nodiscard]] int auditExport(Output &output, const AuditOptions &options);
// ExitOk when the chain is whole, ExitFailed when it is not; each problem is a line with its file.
[[nodiscard]] int auditVerify(Output &output, const AuditOptions &options);

} // namespace howdah::cli
