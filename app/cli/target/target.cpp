// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/target/target.h"

#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/terminal/secretprompt.h"
#include "cli/terminal/table.h"

namespace howdah::cli {

operations::TargetOptions targetOptions(Output &output, const QString &database, Purpose purpose)
{
    operations::TargetOptions options;
    options.database = database;
    options.purpose = purpose;
    options.unlockReason = output.unlockReason;
    options.allowedFunctions = output.allowedFunctions;
    options.auditTable = output.auditTable;
    options.settings = output.settings;
    options.ask = terminalAsker();
    options.audit = output.audit;
    options.context = output.context;
    options.notify = [&output](const QString &text) { output.err << plainLine(text) << Qt::endl; };
    options.auditFailed = [&output](const Error &error) { showError(output.err, error); };
    return options;
}

Result<NamedTarget> findTarget(Output &output, const QString &database, Purpose purpose)
{
    return operations::findTarget(targetOptions(output, database, purpose));
}

std::optional<Result<connection::ConnInfo>> askAfterRefusal(const NamedTarget &target, const Error &refusal)
{
    return operations::askAfterRefusal(target, refusal, terminalAsker());
}

int openTarget(Target &target, Output &output, const QString &database, const QString &purpose)
{
    const Result<void> opened = target.open(output, database, purpose);
    return opened ? ExitOk : failed(output, opened.error(), Stage::Opening);
}

} // namespace howdah::cli
