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
    [[nodiscard]] AuditOptions options() const;

    bool &m_json;
    Choose m_choose;
    std::string m_folder;
    std::string m_search;
    std::string m_profile;
    std::string m_from;
    std::string m_to;
    std::string m_kind;
    std::string m_reason;
    std::string m_file;
    std::string m_format = "csv";
    std::string m_database;
    std::vector<std::string> m_roles;
    bool m_table = false;
    bool m_yes = false;
    int m_limit = 100;
};

} // namespace howdah::cli
