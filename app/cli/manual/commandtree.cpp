// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/manual/commandtree.h"

#include <CLI/CLI.hpp>

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::cli {

static CommandWord readWord(const CLI::Option &option)
{
    CommandWord word;
    word.isByPlace = option.get_positional();
    for (const std::string &name : option.get_snames())
        word.names << u'-' + QString::fromStdString(name);
    for (const std::string &name : option.get_lnames())
        word.names << u"--"_s + QString::fromStdString(name);
    word.isRequired = option.get_required();
    word.isRepeated = option.get_expected_max() > 1 || option.get_allow_extra_args();
    word.description = QString::fromStdString(option.get_description());
    // "FORMAT:{json,text}", "N:INT in [13 - 18]"
    const QString type = QString::fromStdString(option.get_type_name());
    if (option.get_items_expected_max() > 0) {
        word.value = type.section(u':', 0, 0);
        if (word.value.isEmpty())
            word.value = u"VALUE"_s;
    }
    static const QRegularExpression set(u"\\{([^}]*)\\}"_s);
    if (const auto found = set.match(type); found.hasMatch())
        word.choices = found.captured(1).split(u',', Qt::SkipEmptyParts);
    if (word.isByPlace)
        word.names = {
            word.value.isEmpty() || word.value == "VALUE"_L1 ? QString::fromStdString(option.get_name(true)).toUpper()
                                                             : word.value};
    return word;
}

CommandTree readCommands(const CLI::App &app)
{
    CommandTree tree;
    tree.name = QString::fromStdString(app.get_name());
    tree.description = QString::fromStdString(app.get_description());
    // A command without one of its own has that of what is above it.
    const CLI::App *const above = app.get_parent();
    if (!above || above->get_footer() != app.get_footer())
        tree.footer = QString::fromStdString(app.get_footer());
    for (const CLI::Option *option : app.get_options())
        tree.words.push_back(readWord(*option));
    for (const CLI::App *one : app.get_subcommands(nullptr))
        tree.below.push_back(readCommands(*one));
    return tree;
}

} // namespace howdah::cli
