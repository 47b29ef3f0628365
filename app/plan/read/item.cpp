// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/read/item.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::plan {

const Item *Item::find(QStringView key) const
{
    const auto found = std::ranges::find(keys, key);
    return found == keys.end() ? nullptr : &items[size_t(found - keys.begin())];
}

Item &Item::add(QString key, Item item)
{
    keys.push_back(std::move(key));
    return items.emplace_back(std::move(item));
}

Item &Item::child(const QString &key, Kind kind)
{
    if (Item *found = find(key))
        return *found;
    return add(key, of(kind, line));
}

namespace {

// Those whose tags do not give them back by a blank for each dash.
constexpr std::array keysWithSigns{
    "One-Time Filter"_L1,       "Full-sort Groups"_L1,    "Pre-sorted Groups"_L1,    "I/O Read Time"_L1,
    "I/O Write Time"_L1,        "Temp I/O Read Time"_L1,  "Temp I/O Write Time"_L1,  "Shared I/O Read Time"_L1,
    "Shared I/O Write Time"_L1, "Local I/O Read Time"_L1, "Local I/O Write Time"_L1,
};
constexpr std::array listKeys{
    "Plans"_L1, "Workers"_L1, "Triggers"_L1, "Grouping Sets"_L1, "Group Keys"_L1, "Hash Keys"_L1, "Target Tables"_L1,
};

QString tagOf(QLatin1StringView key)
{
    QString tag = key;
    tag.replace(u' ', u'-').replace(u'/', u'-');
    return tag;
}

} // namespace

QString keyOfTag(QStringView tag)
{
    for (const QLatin1StringView key : keysWithSigns) {
        if (tag.size() == key.size() && tagOf(key) == tag)
            return key;
    }
    return tag.toString().replace(u'-', u' ');
}

bool isListKey(QStringView key)
{
    return std::ranges::any_of(listKeys, [key](QLatin1StringView known) { return key == known; });
}

} // namespace howdah::plan
