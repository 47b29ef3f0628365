// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal/wordoptions.h"

#include "cli/terminal/localtext.h"

#include <vector>

namespace howdah::cli {

CLI::Option *addWord(CLI::App *command, const std::string &names, QString &place, const std::string &help)
{
    return command->add_option_function<std::string>(
        names, [&place](const std::string &word) { place = text(word); }, help);
}

CLI::Option *addWords(CLI::App *command, const std::string &names, QStringList &place, const std::string &help)
{
    return command->add_option_function<std::vector<std::string>>(
        names, [&place](const std::vector<std::string> &words) { place = texts(words); }, help);
}

CLI::Option *addSeconds(
    CLI::App *command, const std::string &names, const std::function<void(std::chrono::milliseconds)> &take,
    const std::string &help)
{
    const auto takeSeconds = [take](const double &seconds) { take(std::chrono::milliseconds(qint64(seconds * 1000))); };
    return command->add_option_function<double>(names, takeSeconds, help)
        ->check(CLI::Range(0.0, 1e6))
        ->type_name("SECONDS");
}

} // namespace howdah::cli
