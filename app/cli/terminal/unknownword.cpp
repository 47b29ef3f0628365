// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal/unknownword.h"

#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"

#include <QStringList>

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;

namespace howdah::cli {

static QString words(const std::string &word) { return QString::fromLocal8Bit(word.data(), qsizetype(word.size())); }

// How many letters must be typed, left out or changed to make one of the other.
static int distance(const QString &one, const QString &other)
{
    std::vector<int> row(size_t(other.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 0; i < one.size(); ++i) {
        int diagonal = row[0];
        row[0] = int(i) + 1;
        for (qsizetype j = 0; j < other.size(); ++j) {
            const int changed = diagonal + (one[i] == other[j] ? 0 : 1);
            diagonal = row[size_t(j) + 1];
            row[size_t(j) + 1] = std::min({changed, diagonal + 1, row[size_t(j)] + 1});
        }
    }
    return row.back();
}

// The one of them that was meant, perhaps; "" when none is near.
static QString nearest(const QString &typed, const QStringList &known)
{
    QString best;
    int least = std::max(1, int(typed.size()) / 3) + 1;
    for (const QString &one : known) {
        const bool begun = typed.size() >= 3 && one.startsWith(typed);
        const int far = begun ? 1 : distance(typed.toLower(), one);
        if (far < least) {
            least = far;
            best = one;
        }
    }
    return best;
}

static QStringList commandsOf(const CLI::App &app)
{
    QStringList names;
    for (const CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; }))
        names << words(command->get_name());
    return names;
}

// The options that hold here: of the command, and of those around it.
static QStringList optionsOf(const CLI::App *app)
{
    QStringList names;
    for (; app; app = app->get_parent()) {
        for (const CLI::Option *option : app->get_options()) {
            for (const std::string &name : option->get_lnames())
                names << u"--"_s + words(name);
        }
    }
    return names;
}

static QString meant(const QString &nearest)
{
    return nearest.isEmpty() ? QString() : u' ' + tr("Did you mean %1?").arg(nearest);
}

QString aboutUnknownWord(const CLI::App &app)
{
    const CLI::App *deepest = &app;
    QString path = words(app.get_name());
    while (!deepest->get_subcommands().empty()) {
        deepest = deepest->get_subcommands().back();
        path += u' ' + words(deepest->get_name());
    }
    const std::vector<std::string> rest = app.remaining(true);
    const QString word = rest.empty() ? QString() : words(rest.front());
    const QString help = u'\n' + tr("See `%1 --help`.").arg(path);
    if (const QStringList commands = commandsOf(*deepest); !commands.isEmpty()) {
        const QString list = u'\n' + tr("Commands: %1.").arg(commands.join(u", "_s)) + help;
        if (word.isEmpty() || word.startsWith(u'-'))
            return tr("`%1` needs a command.").arg(path) + list;
        return tr("There is no command `%1 %2`.").arg(path, plainLine(word)) + meant(nearest(word, commands)) + list;
    }
    // What stands beside an option that is not known may be its value.
    const auto option = std::ranges::find_if(rest, [](const std::string &one) { return one.starts_with("-"); });
    if (option != rest.end()) {
        const QString name = words(*option).section(u'=', 0, 0);
        return tr("There is no option %1 of `%2`.").arg(plainLine(name), path)
             + meant(nearest(name, optionsOf(deepest))) + help;
    }
    return word.isEmpty() ? QString() : tr("`%1` does not know what %2 is for.").arg(path, plainLine(word)) + help;
}

} // namespace howdah::cli
