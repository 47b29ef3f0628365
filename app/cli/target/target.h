// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"
#include "operations/target.h"

namespace howdah::cli {

using operations::NamedTarget;
using operations::Purpose;

// What was typed beside a command that concerns its database: passwords are asked for on the terminal, and what is to
// be known is said on the error stream. `output` must outlive whatever is opened so.
[[nodiscard]] operations::TargetOptions
targetOptions(Output &output, const QString &database, Purpose purpose = Purpose::Any);

// Errors and streams: operations/target.h. Blocks.
[[nodiscard]] Result<NamedTarget> findTarget(Output &output, const QString &database, Purpose purpose = Purpose::Any);
[[nodiscard]] std::optional<Result<connection::ConnInfo>>
askAfterRefusal(const NamedTarget &target, const Error &refusal);

// The database that a command works on.
class Target final : public operations::Target
{
public:
    [[nodiscard]] Result<void> open(
        Output &output, const QString &database, const QString &name, Purpose purpose = Purpose::Any,
        connection::Names names = connection::Names::OfPostgres)
    {
        return operations::Target::open(targetOptions(output, database, purpose), name, names);
    }
    [[nodiscard]] Result<void> begin(
        Output &output, const QString &database, const QString &name, Purpose purpose = Purpose::Any,
        connection::Names names = connection::Names::OfPostgres)
    {
        return operations::Target::begin(targetOptions(output, database, purpose), name, names);
    }
};

// Opens it. The exit code of what went wrong, which has been told by then, or ExitOk.
[[nodiscard]] int openTarget(Target &target, Output &output, const QString &database, const QString &purpose);

} // namespace howdah::cli
