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
    void addLock(CLI::App *command);
    void addRun(CLI::App *command);
    void addVersion(CLI::App *command, const char *help, bool required);

    void addRunning();
    void addPlan();
    void addHistory();
    void addCreate();

    [[nodiscard]] MigrateOptions options() const;
    [[nodiscard]] MigrateOptions options(migration::Action action, migration::Direction direction) const;

    CLI::App &m_migrate;
    bool &m_json;
    Choose m_choose;

    std::string m_source;
    std::string m_database;
    std::string m_version;
    std::string m_title;
    std::string m_action = "up";
    std::string m_as;
    std::string m_note;
    std::string m_output;
    std::string m_safetyCopy;
    double m_lockWait = 10;
    double m_lockTimeout = 2;
    double m_waitTimeout = 60;
    int m_lockRetries = 10;
    int m_limit = 50;
    bool m_wait = false;
    bool m_terminate = false;
    bool m_durable = false;
    bool m_notDurable = false;
    bool m_yes = false;
    bool m_all = false;
    bool m_single = false;
    bool m_repeat = false;
    bool m_skip = false;
    bool m_down = false;
};

} // namespace howdah::cli
