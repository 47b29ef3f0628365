// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/filterjson.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace howdah::data {

// Groups nest as deep as somebody may read; a file that goes deeper was not written by us.
constexpr int DeepestGroup = 20;

static QJsonObject groupToJson(const FilterGroup &group)
{
    QJsonArray filters;
    for (const Filter &filter : group.filters) {
        QJsonObject one{{u"column"_s, filter.column}, {u"operator"_s, operatorKey(filter.op)}};
        if (!filter.value.isEmpty())
            one.insert(u"value"_s, filter.value);
        if (!filter.second.isEmpty())
            one.insert(u"second"_s, filter.second);
        if (filter.negated)
            one.insert(u"negated"_s, true);
        filters.append(one);
    }
    QJsonArray groups;
    for (const FilterGroup &inner : group.groups)
        groups.append(groupToJson(inner));
    QJsonObject json;
    if (!filters.isEmpty())
        json.insert(u"filters"_s, filters);
    if (!groups.isEmpty())
        json.insert(u"groups"_s, groups);
    if (group.join == Join::Any)
        json.insert(u"join"_s, u"any"_s);
    if (group.negated)
        json.insert(u"negated"_s, true);
    return json;
}

static std::optional<FilterGroup> groupFromJson(const QJsonObject &json, int depth)
{
    const QString join = json.value("join"_L1).toString(u"all"_s);
    if (depth > DeepestGroup || (join != "all"_L1 && join != "any"_L1))
        return std::nullopt;
    FilterGroup group{join == "any"_L1 ? Join::Any : Join::All, json.value("negated"_L1).toBool()};
    for (const QJsonValue &value : json.value("filters"_L1).toArray()) {
        const QJsonObject one = value.toObject();
        const auto op = operatorFromKey(one.value("operator"_L1).toString());
        const QString column = one.value("column"_L1).toString();
        if (!op || column.isEmpty())
            return std::nullopt;
        group.filters.push_back(
            {column, *op, one.value("value"_L1).toString(), one.value("second"_L1).toString(),
             one.value("negated"_L1).toBool()});
    }
    for (const QJsonValue &value : json.value("groups"_L1).toArray()) {
        std::optional<FilterGroup> inner = groupFromJson(value.toObject(), depth + 1);
        if (!inner)
            return std::nullopt;
        group.groups.push_back(*std::move(inner));
    }
    return group;
}

QJsonObject filterToJson(const FilterSet &set)
{
    QJsonObject json = groupToJson(set.root());
    if (!set.condition.trimmed().isEmpty())
        json.insert(u"condition"_s, set.condition);
    if (!set.search.isEmpty())
        json.insert(u"search"_s, set.search);
    return json;
}

std::optional<FilterSet> filterFromJson(const QJsonObject &json)
{
    std::optional<FilterGroup> root = groupFromJson(json, 0);
    if (!root)
        return std::nullopt;
    return FilterSet{
        std::move(root->filters), json.value("condition"_L1).toString(), root->join, std::move(root->groups),
        json.value("search"_L1).toString()};
}

} // namespace howdah::data
