// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"

#include <QString>
#include <QStringList>

namespace howdah::connection {
struct AuditReport;
}

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
    QString database;                       // of the table; empty: the private server
    bool table = false;                     // verify that of the database, not the files
    QStringList roles;                      // that may add lines
    bool yes = false;
    QString reason; // of a new log
};

// The newest lines, as a table or as JSON. ExitUsage for a time that is none.
[[nodiscard]] int auditShow(Output &output, const AuditOptions &options);
// All lines that fit, the oldest first, into a file that must not be there.
[[nodiscard]] int auditExport(Output &output, const AuditOptions &options);
// ExitOk when the chain is whole, ExitFailed when it is not; each problem is a line with its file.
[[nodiscard]] int auditVerify(Output &output, const AuditOptions &options);

// Puts what there is aside and begins a new log, with the reason in its first line.
[[nodiscard]] int auditRestart(Output &output, const AuditOptions &options);

// audittablecommand.cpp: the lines in a table of the database, howdah.audit_log.
[[nodiscard]] int auditTableCreate(Output &output, const AuditOptions &options);
// Asks first; in production its name is typed.
[[nodiscard]] int auditTableDrop(Output &output, const AuditOptions &options);
// ExitOk when it is there and can only be added to, ExitFailed when it is not.
[[nodiscard]] int auditTableShow(Output &output, const AuditOptions &options);

// What verify says of the files or of the table.
[[nodiscard]] int showAuditReport(Output &output, const connection::AuditReport &report);

} // namespace howdah::cli
