// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/migrate/migratecommand.h"

#include <functional>
#include <string>

#include <CLI/CLI.hpp>

namespace howdah::cli {

// The commands below `howdahctl migrate` that work on a source and a database; lives as long as the parser, which puts
// its words here.
class MigrateGroup final
{
public:
    using Command = std::function<int(Output &)>;
    // Told which command was asked for.
    using Choose = std::function<void(Command)>;

    MigrateGroup(CLI::App &migrate, bool &json, Choose choose);

    // For the group itself, once it has all its commands, which else would inherit it.
    static const char *const Footer;

private:
    CLI::App *add(const char *name, const char *description, Command command);
    void addSite(CLI::App *command);
    void addLock(CLI::App *command, const char *yes);
    void addRun(CLI::App *command, const char *yes);
    void addVersion(CLI::App *command, const char *help, bool required);

    void addRunning();
    void addSeed();
    void addPlan();
    void addHistory();
    void addCreate();

    [[nodiscard]] const MigrateOptions &requested(migration::Action action, migration::Direction direction);

    CLI::App &m_migrate;
    bool &m_json;
    Choose m_choose;

    MigrateOptions m_options;
    QString m_title;             // of create
    QString m_fromSql;           // of create
    std::string m_action = "up"; // of plan
    std::string m_as;            // of mark
    bool m_down = false;         // of diff
};

} // namespace howdah::cli
