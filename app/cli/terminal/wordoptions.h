// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>
#include <string>

#include <CLI/CLI.hpp>

namespace howdah::cli {

// Options whose words go straight to where they are used; `place` lives as long as the parser. Words are in the
// encoding of the terminal.
CLI::Option *addWord(CLI::App *command, const std::string &names, QString &place, const std::string &help);
CLI::Option *addWords(CLI::App *command, const std::string &names, QStringList &place, const std::string &help);
// Seconds with their fraction, from 0 to a million.
CLI::Option *addSeconds(
    CLI::App *command, const std::string &names, const std::function<void(std::chrono::milliseconds)> &take,
    const std::string &help);

} // namespace howdah::cli
