// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/queryname.h"

#include "metrics/ranksql.h"
#include "metrics/tr.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

struct KnownName
{
    QLatin1StringView name;
    bool takesArgument;
    QueryPlace place; // Panel: everywhere
};

constexpr std::array<KnownName, 25> KnownNames{{
    {"from"_L1, false, QueryPlace::Panel},       {"to"_L1, false, QueryPlace::Panel},
    {"zone"_L1, false, QueryPlace::Panel},       {"bucket"_L1, true, QueryPlace::Panel},
    {"current"_L1, true, QueryPlace::Panel},     {"sample"_L1, true, QueryPlace::Panel},
    {"scale"_L1, false, QueryPlace::Panel},      {"rolled"_L1, true, QueryPlace::Rollup},
    {"live"_L1, true, QueryPlace::Rollup},       {"step"_L1, true, QueryPlace::Rollup},
    {"step_value"_L1, true, QueryPlace::Rollup}, {"step_low"_L1, true, QueryPlace::Rollup},
    {"step_high"_L1, true, QueryPlace::Rollup},  {"mark_from"_L1, false, QueryPlace::Drill},
    {"mark_to"_L1, false, QueryPlace::Drill},    {"mark_x"_L1, false, QueryPlace::Drill},
    {"mark_x_end"_L1, false, QueryPlace::Drill}, {"series"_L1, false, QueryPlace::Drill},
    {"label"_L1, false, QueryPlace::Drill},      {"row"_L1, false, QueryPlace::Drill},
    {"rank_low"_L1, true, QueryPlace::Panel},    {"rank_high"_L1, true, QueryPlace::Panel},
    {"until"_L1, false, QueryPlace::Panel},      {"named"_L1, true, QueryPlace::Panel},
    {"clustered"_L1, true, QueryPlace::Panel},
}};

} // namespace

std::optional<NamedArgument> namedArgument(const QString &argument)
{
    // Names as they are written without quotes, the table perhaps with its schema: they become SQL as they are.
    static const QRegularExpression form(u"^([a-z_][a-z0-9_]*(?:\\.[a-z_][a-z0-9_]*)?)\\s*,\\s*([a-z_][a-z0-9_]*)"
                                         "(?:\\s*,\\s*([a-z_][a-z0-9_]*))?$"_s);
    const QRegularExpressionMatch match = form.match(argument.trimmed());
    if (!match.hasMatch())
        return std::nullopt;
    return NamedArgument{match.captured(1), match.captured(2), match.captured(3)};
}

bool isReservedName(QStringView name)
{
    return std::ranges::any_of(KnownNames, [name](const KnownName &known) { return known.name == name; });
}

QString problemWithName(const NameUse &use, QueryPlace place, const DashboardDefinition &dashboard)
{
    const auto known = std::ranges::find_if(KnownNames, [&use](const KnownName &one) { return one.name == use.name; });
    const bool isFilter = dashboard.filter(use.name) != nullptr;
    if (dashboard.variable(use.name) != nullptr)
        return use.hasArgument ? tr("\":%1\" takes no parentheses").arg(use.name) : QString();
    if (known == KnownNames.end() && !isFilter)
        return tr("\":%1\" is not defined in this dashboard").arg(use.name);
    const bool takesArgument = isFilter || known->takesArgument;
    if (takesArgument && (!use.hasArgument || use.argument.isEmpty()))
        return tr("\":%1\" needs an expression in parentheses directly behind it").arg(use.name);
    if (!takesArgument && use.hasArgument)
        return tr("\":%1\" takes no parentheses").arg(use.name);
    if (!isFilter && use.name.startsWith("rank_"_L1) && !rankArgument(use.argument))
        return tr("\":%1\" needs a share between 0.001 and 0.999 and a number of values, as in \":%1(0.95, n)\"")
            .arg(use.name);
    if (!isFilter && use.name == "named"_L1 && !namedArgument(use.argument))
        return tr(
            "\":named\" needs a table with a column id, and the column of its names, as in \":named(agents, name)\"");
    if (isFilter)
        return {};
    if (place == QueryPlace::Values)
        return tr("\":%1\" cannot be used in the values of a filter, only filters and variables can").arg(use.name);
    if (known->place == QueryPlace::Panel || known->place == place)
        return {};
    if (known->place == QueryPlace::Drill)
        return tr("\":%1\" can only be used in \"rows\"").arg(use.name);
    return tr("\":%1\" can only be used in \"rollup\"").arg(use.name);
}

} // namespace howdah::metrics
