// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/entities/entitycommand.h"

#include <functional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace howdah::cli {

// The commands below `howdahctl entities`; lives as long as the parser, which puts its words here.
class EntityGroup final
{
public:
    using Command = std::function<int(Output &)>;
    using Choose = std::function<void(Command)>;

    EntityGroup(CLI::App &entities, bool &json, Choose choose);

private:
    using Run = int (*)(Output &, const EntityOptions &);
    CLI::App *add(const char *name, const char *description, Run run);
    void addShow();
    void addView();
    void addAct();
    void addDraft();

    CLI::App &m_entities;
    bool &m_json;
    Choose m_choose;
    EntityOptions m_options;
};

} // namespace howdah::cli
