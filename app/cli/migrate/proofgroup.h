// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/migrate/dumpcommand.h"
#include "cli/migrate/rehearsecommand.h"

#include <functional>
#include <string>

#include <CLI/CLI.hpp>

namespace howdah::cli {

// The commands below `howdahctl migrate` about the proof of a rollback and what to keep before it: rehearse, dump,
// restore. Lives as long as the parser, which puts its words here.
class ProofGroup final
{
public:
    using Command = std::function<int(Output &)>;
    // Told which command was asked for.
    using Choose = std::function<void(Command)>;

    ProofGroup(CLI::App &migrate, bool &json, Choose choose);

private:
    CLI::App *add(const char *name, const char *description, Command command);
    void addRehearse();
    void addDump();
    void addRestore();

    CLI::App &m_migrate;
    bool &m_json;
    Choose m_choose;

    RehearseOptions m_rehearse;
    DumpCommandOptions m_dump;
    RestoreOptions m_restore;
};

} // namespace howdah::cli
