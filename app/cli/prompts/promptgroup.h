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
    void addPlace(CLI::App *command);
    void addYes(CLI::App *command);
    void addSync(CLI::App *command);
    void addVersion(CLI::App *command, const char *help);

    void addFiles();
    void addTransfer();
    void addList();
    void addTexts();
    void addActivation();
    void addScore();
    void addKeys();

    [[nodiscard]] PromptPlace place() const;
    [[nodiscard]] PromptSyncOptions sync() const;
    [[nodiscard]] PromptLookOptions look() const;
    [[nodiscard]] PromptChangeOptions change() const;
    [[nodiscard]] PromptKeyOptions keys() const;

    CLI::App &m_prompts;
    bool &m_json;
    Choose m_choose;

    std::string m_database;
    std::string m_table;
    std::string m_mapping;
    std::string m_keyFile;
    std::string m_source;
    std::string m_out;
    std::string m_format;
    std::string m_first;
    std::string m_second;
    std::string m_against;
    std::string m_values;
    std::string m_interaction;
    std::string m_engine = "plain";
    std::string m_models;
    std::string m_text;
    std::string m_variable;
    std::string m_model;
    std::string m_reason;
    std::string m_by;
    std::string m_replaces;
    std::string m_id;
    std::string m_file;
    std::string m_passphraseFile;
    std::vector<std::string> m_files;
    std::vector<std::string> m_only;
    std::vector<std::string> m_settings;
    int m_days = 30;
    int m_staleDays = 90;
    bool m_update = false;
    bool m_overwrite = false;
    bool m_readable = false;
    bool m_exact = false;
    bool m_yes = false;
    bool m_regex = false;
    bool m_case = false;
    bool m_active = false;
    bool m_words = false;
    bool m_blanks = false;
};

} // namespace howdah::cli
