// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/queryname.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("Metrics", text); }

struct KnownName
{
    QLatin1StringView name;
    bool takesArgument;
    bool inDrillOnly;
};

constexpr std::array<KnownName, 12> KnownNames{{
    {"from"_L1, false, false},
    {"to"_L1, false, false},
    {"zone"_L1, false, false},
    {"bucket"_L1, true, false},
    {"current"_L1, true, false},
    {"sample"_L1, true, false},
    {"scale"_L1, false, false},
    {"mark_from"_L1, false, true},
    {"mark_to"_L1, false, true},
    {"series"_L1, false, true},
    {"label"_L1, false, true},
    {"row"_L1, false, true},
}};

} // namespace

bool isReservedName(QStringView name)
{
    return std::ranges::any_of(KnownNames, [name](const KnownName &known) { return known.name == name; });
}

QString problemWithName(const NameUse &use, QueryPlace place, const std::vector<FilterDefinition> &filters)
{
    const auto known = std::ranges::find_if(KnownNames, [&use](const KnownName &one) { return one.name == use.name; });
    const bool isFilter =
        std::ranges::any_of(filters, [&use](const FilterDefinition &filter) { return filter.name == use.name; });
    if (known == KnownNames.end() && !isFilter)
        return tr("\":%1\" is no name that this dashboard has").arg(use.name);
    const bool takesArgument = isFilter || known->takesArgument;
    if (takesArgument && (!use.hasArgument || use.argument.isEmpty()))
        return tr("\":%1\" needs an expression in parentheses directly behind it").arg(use.name);
    if (!takesArgument && use.hasArgument)
        return tr("\":%1\" takes nothing in parentheses").arg(use.name);
    if (!isFilter && known->inDrillOnly && place != QueryPlace::Drill)
        return tr("\":%1\" is known in \"rows\" alone").arg(use.name);
    return {};
}

} // namespace howdah::metrics
