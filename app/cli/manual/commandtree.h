// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace CLI {
class App;
}

namespace howdah::cli {

// An option, a flag, or a word that stands by its place.
struct CommandWord
{
    QStringList names; // "-s", "--source"; of a word by its place what it is called: "FILE"
    QString value;     // "DIR"; empty: a flag
    QStringList choices;
    QString description;
    bool isByPlace = false;
    bool isRequired = false;
    bool isRepeated = false;

    [[nodiscard]] bool takesValue() const { return isByPlace || !value.isEmpty(); }
};

// A command of a program as its parser has it. The root is the program.
struct CommandTree
{
    QString name;
    QString description; // a line
    QString footer;      // paragraphs
    std::vector<CommandWord> words;
    std::vector<CommandTree> below;
};

// All commands of a parser, as far as they are made. Pure.
[[nodiscard]] CommandTree readCommands(const CLI::App &app);

} // namespace howdah::cli
