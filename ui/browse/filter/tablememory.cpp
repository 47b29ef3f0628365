// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/filter/tablememory.h"

#include "data/page/filterjson.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static QJsonArray sortToJson(const std::vector<data::SortColumn> &sort)
{
    QJsonArray array;
    for (const data::SortColumn &column : sort) {
        QJsonObject one{
            {u"column"_s, column.column}, {u"descending"_s, column.direction == data::Direction::Descending}};
        if (column.nulls)
            one.insert(u"nulls"_s, *column.nulls == data::NullPlacement::First ? u"first"_s : u"last"_s);
        array.append(one);
    }
    return array;
}

static std::vector<data::SortColumn> sortFromJson(const QJsonArray &array)
{
    std::vector<data::SortColumn> sort;
    for (const QJsonValue value : array) {
        const QJsonObject one = value.toObject();
        data::SortColumn column{one.value("column"_L1).toString()};
        if (one.value("descending"_L1).toBool())
            column.direction = data::Direction::Descending;
        if (const QString nulls = one.value("nulls"_L1).toString(); !nulls.isEmpty())
            column.nulls = nulls == "first"_L1 ? data::NullPlacement::First : data::NullPlacement::Last;
        if (!column.column.isEmpty())
            sort.push_back(std::move(column));
    }
    return sort;
}

QJsonObject memoryToJson(const TableMemory &memory)
{
    QJsonObject json;
    if (!memory.filters.isEmpty())
        json.insert(u"filter"_s, data::filterToJson(memory.filters));
    if (!memory.sort.empty())
        json.insert(u"sort"_s, sortToJson(memory.sort));
    if (!memory.layout.isEmpty())
        json.insert(u"columns"_s, layoutToJson(memory.layout));
    QJsonArray saved;
    for (const SavedFilter &each : memory.saved)
        saved.append(QJsonObject{{u"name"_s, each.name}, {u"filter"_s, data::filterToJson(each.set)}});
    if (!saved.isEmpty())
        json.insert(u"saved"_s, saved);
    return json;
}

TableMemory memoryFromJson(const QJsonObject &json)
{
    TableMemory memory;
    memory.filters = data::filterFromJson(json.value("filter"_L1).toObject()).value_or(data::FilterSet());
    memory.sort = sortFromJson(json.value("sort"_L1).toArray());
    if (const QJsonObject columns = json.value("columns"_L1).toObject(); !columns.isEmpty())
        memory.layout = layoutFromJson(columns);
    for (const QJsonValue value : json.value("saved"_L1).toArray()) {
        const QJsonObject one = value.toObject();
        const auto set = data::filterFromJson(one.value("filter"_L1).toObject());
        if (const QString name = one.value("name"_L1).toString(); set && !name.isEmpty())
            memory.saved.push_back({name, *set});
    }
    return memory;
}

TableMemory TableMemories::of(const QString &key) const { return memoryFromJson(m_tables.value(key).toObject()); }

void TableMemories::keep(const QString &key, const TableMemory &memory)
{
    if (key.isEmpty())
        return;
    QJsonObject json = memoryToJson(memory);
    json.insert(u"turn"_s, ++m_turn);
    m_tables.insert(key, json);
    while (m_tables.size() > Most) {
        auto oldest = m_tables.end();
        for (auto it = m_tables.begin(); it != m_tables.end(); ++it) {
            const bool isKept = it.value().toObject().contains("saved"_L1);
            const auto turn = [](const QJsonValue &value) { return value.toObject().value("turn"_L1).toInteger(); };
            if (!isKept && (oldest == m_tables.end() || turn(it.value()) < turn(oldest.value())))
                oldest = it;
        }
        if (oldest == m_tables.end())
            return;
        m_tables.erase(oldest);
    }
}

QJsonObject TableMemories::toJson() const { return {{u"tables"_s, m_tables}, {u"turn"_s, m_turn}}; }

void TableMemories::fromJson(const QJsonObject &json)
{
    m_tables = json.value("tables"_L1).toObject();
    m_turn = json.value("turn"_L1).toInteger();
}

} // namespace howdah::ui
