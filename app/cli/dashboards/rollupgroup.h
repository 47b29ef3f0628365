// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/dashboards/rollupcommand.h"

#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace howdah::cli {

// The commands below `howdahctl dashboard rollup`; lives as long as the parser, which puts its words here.
class RollupGroup final
{
public:
    using Command = std::function<int(Output &)>;
    using Choose = std::function<void(Command)>;

    RollupGroup(CLI::App &dashboard, bool &json, Choose choose);

private:
    using Run = int (*)(Output &, const RollupOptions &);
    CLI::App *add(CLI::App &rollup, const char *name, const char *description, Run run);
    void addDefinition(CLI::App &command);
    void addConsent(CLI::App &command);

    bool &m_json;
    Choose m_choose;

    RollupOptions m_options;
};

} // namespace howdah::cli
