// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/data/datacommand.h"

#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace howdah::cli {

// The commands below `howdahctl data`; lives as long as the parser, which puts its words here.
class DataGroup final
{
public:
    using Command = std::function<int(Output &)>;
    // Told which command was asked for.
    using Choose = std::function<void(Command)>;

    DataGroup(CLI::App &data, bool &json, Choose choose);

private:
    CLI::App *add(const char *name, const char *description, Command command);
    void addExport();
    void addImport();
    void addChecksum();
    [[nodiscard]] DataImportOptions importOptions() const;

    CLI::App &m_data;
    bool &m_json;
    Choose m_choose;

    std::string m_database;
    std::string m_table;
    std::vector<std::string> m_tables;
    std::string m_query;
    std::string m_where;
    std::vector<std::string> m_columns;
    std::string m_format;
    std::string m_file;
    std::string m_into;
    std::string m_encoding;
    std::string m_delimiter;
    std::string m_null;
    std::vector<std::string> m_map;
    std::string m_onError = "stop";
    std::string m_rejects;
    std::vector<std::string> m_key;
    CLI::Option *m_nullOption = nullptr;
    bool m_header = false;
    bool m_noHeader = false;
    bool m_byPosition = false;
    bool m_leavesOutUnknown = false;
    bool m_guardsFormulas = false;
    bool m_upsert = false;
    bool m_dryRun = false;
    bool m_advanceSequences = false;
    bool m_preview = false;
    bool m_force = false;
};

} // namespace howdah::cli
