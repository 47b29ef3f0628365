// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/profiles/profilecommand.h"

#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace howdah::cli {

// The commands below `howdahctl profiles`; lives as long as the parser, which puts its words here.
class ProfileGroup final
{
public:
    using Command = std::function<int(Output &)>;
    // Told which command was asked for.
    using Choose = std::function<void(Command)>;

    ProfileGroup(CLI::App &profiles, bool &json, Choose choose);

private:
    using Action = int (*)(Output &, const ProfileOptions &);
    CLI::App *add(const char *name, const char *description, Action action);
    void addName(CLI::App *command, const char *help);
    void addFields(CLI::App *command);
    void addChanges();
    void addTransfer();

    CLI::App &m_profiles;
    bool &m_json;
    Choose m_choose;

    ProfileOptions m_options;
};

} // namespace howdah::cli
