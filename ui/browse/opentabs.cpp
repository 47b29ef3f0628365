// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/opentabs.h"

#include "data/page/filterjson.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static QJsonObject tabToJson(const LeftTab &tab)
{
    QJsonObject json{{u"schema"_s, tab.schema}, {u"name"_s, tab.name}, {u"pinned"_s, tab.isPinned}};
    if (tab.isStructure)
        json.insert(u"structure"_s, true);
    if (tab.filters)
        json.insert(u"filter"_s, data::filterToJson(*tab.filters));
    if (tab.view) {
        json.insert(u"view"_s, toJson(*tab.view));
        json.insert(u"title"_s, tab.title);
    }
    return json;
}

static LeftTab tabFromJson(const QJsonObject &json)
{
    LeftTab tab{
        json.value("schema"_L1).toString(),
        json.value("name"_L1).toString(),
        json.value("pinned"_L1).toBool(true),
        json.value("structure"_L1).toBool(),
        {},
        {},
        json.value("title"_L1).toString()};
    if (const ViewPlace view = viewPlaceIn(json.value("view"_L1).toObject()); !view.table.isEmpty())
        tab.view = view;
    if (const QJsonValue filter = json.value("filter"_L1); filter.isObject())
        tab.filters = data::filterFromJson(filter.toObject());
    return tab;
}

LeftTabs OpenTabs::take(const QString &connection, const void *page)
{
    const auto [taken, isFree] = m_taken.try_emplace(connection, page);
    if (!isFree && taken->second != page)
        return {};
    LeftTabs left;
    const QJsonObject json = m_left.value(connection).toObject();
    for (const QJsonValue value : json.value("tabs"_L1).toArray()) {
        LeftTab tab = tabFromJson(value.toObject());
        if (!tab.name.isEmpty() && left.tabs.size() < MostTabs)
            left.tabs.push_back(std::move(tab));
    }
    left.current = qBound(-1, json.value("current"_L1).toInt(-1), int(left.tabs.size()) - 1);
    return left;
}

void OpenTabs::keep(const QString &connection, const void *page, const LeftTabs &tabs)
{
    // Where the window that had them is closed, the next one has.
    const auto taken = m_taken.try_emplace(connection, page).first;
    if (taken->second != page)
        return;
    QJsonArray array;
    for (const LeftTab &tab : tabs.tabs)
        array.append(tabToJson(tab));
    m_left.insert(connection, QJsonObject{{u"tabs"_s, array}, {u"current"_s, tabs.current}, {u"turn"_s, ++m_turn}});
    while (m_left.size() > MostConnections) {
        const auto turn = [this](const QString &key) {
            return m_left.value(key).toObject().value("turn"_L1).toInteger();
        };
        const QStringList keys = m_left.keys();
        m_left.remove(*std::ranges::min_element(keys, {}, turn));
    }
}

void OpenTabs::release(const void *page)
{
    std::erase_if(m_taken, [page](const auto &taken) { return taken.second == page; });
}

QJsonObject OpenTabs::toJson() const { return {{u"connections"_s, m_left}, {u"turn"_s, m_turn}}; }

void OpenTabs::fromJson(const QJsonObject &json)
{
    m_left = json.value("connections"_L1).toObject();
    m_turn = json.value("turn"_L1).toInteger();
}

} // namespace howdah::ui
