// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/prompts/promptcommand.h"

#include <functional>
#include <string>

#include <CLI/CLI.hpp>

namespace howdah::cli {

// The commands below `howdahctl prompts`; lives as long as the parser, which puts its words here.
class PromptGroup final
{
public:
    using Command = std::function<int(Output &)>;
    // Told which command was asked for.
    using Choose = std::function<void(Command)>;

    PromptGroup(CLI::App &prompts, bool &json, Choose choose);

private:
    CLI::App *add(CLI::App *parent, const char *name, const char *description, Command command);
    void addPlace(CLI::App *command, PromptPlace &place);
    static void addYes(CLI::App *command, bool &yes);
    void addSync(CLI::App *command);
    static void addVersion(CLI::App *command, QString &version, const char *help);

    void addFiles();
    void addTransfer();
    void addList();
    void addTexts();
    void addActivation();
    void addRelease();
    void addScore();
    void addKeys();
    void addRun();
    void addEndpoints();
    void addTests();

    CLI::App &m_prompts;
    bool &m_json;
    Choose m_choose;

    PromptSyncOptions m_sync;
    PromptLookOptions m_look;
    PromptChangeOptions m_change;
    PromptReleaseOptions m_release;
    PromptKeyOptions m_keys;
    PromptRunOptions m_run;
    PromptEndpointOptions m_endpoint;
    PromptTestOptions m_test;
};

} // namespace howdah::cli
