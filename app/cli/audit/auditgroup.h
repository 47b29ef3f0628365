// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/audit/auditcommand.h"

#include <functional>
#include <string>

#include <CLI/CLI.hpp>

namespace howdah::cli {

// The commands below `howdahctl audit`; lives as long as the parser, which puts its words here.
class AuditGroup final
{
public:
    using Command = std::function<int(Output &)>;
    using Choose = std::function<void(Command)>;

    AuditGroup(CLI::App &audit, bool &json, Choose choose);

private:
    using Run = int (*)(Output &, const AuditOptions &);
    CLI::App *add(CLI::App &audit, const char *name, const char *description, Run run);
    void addFilter(CLI::App &command);
    CLI::Option *addDatabase(CLI::App &command);
    void addTable(CLI::App &audit);

    bool &m_json;
    Choose m_choose;

    AuditOptions m_options;
};

} // namespace howdah::cli
