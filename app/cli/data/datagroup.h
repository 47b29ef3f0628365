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
    CLI::App *add(const char *name, const char *description, QString &database, Command command);
    void addExport();
    void addImport();
    void addChecksum();

    CLI::App &m_data;
    bool &m_json;
    Choose m_choose;

    DataExportOptions m_export;
    DataImportOptions m_import;
    DataChecksumOptions m_checksum;
};

} // namespace howdah::cli
