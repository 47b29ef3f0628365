// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/columnlayout.h"

#include <QHeaderView>
#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int LeastWidth = 24;
constexpr int MostWidth = 4000;

ColumnLayout layoutOf(const QHeaderView &header, const data::RelationShape &shape)
{
    ColumnLayout layout;
    for (int visual = 0; visual < header.count(); ++visual) {
        const int column = header.logicalIndex(visual);
        if (column >= int(shape.columns.size()))
            continue;
        const QString &name = shape.columns[size_t(column)].name;
        layout.order << name;
        if (header.isSectionHidden(column))
            layout.hidden.insert(name);
        else
            layout.widths.insert(name, header.sectionSize(column));
    }
    return layout;
}

// The columns from the left: the frozen ones, then those that have a place, then the others as the relation has them.
static std::vector<int> wantedOrder(const data::RelationShape &shape, const ColumnLayout &layout)
{
    std::vector<int> order;
    const auto add = [&](const QString &name) {
        const auto found = std::ranges::find(shape.columns, name, &data::ColumnShape::name);
        const int at = int(found - shape.columns.begin());
        if (found != shape.columns.end() && std::ranges::find(order, at) == order.end())
            order.push_back(at);
    };
    QStringList all = layout.order;
    for (const data::ColumnShape &column : shape.columns)
        all << column.name;
    for (const QString &name : all) {
        if (layout.frozen.contains(name))
            add(name);
    }
    for (const QString &name : all)
        add(name);
    return order;
}

void applyLayout(QHeaderView &header, const data::RelationShape &shape, const ColumnLayout &layout)
{
    const std::vector<int> order = wantedOrder(shape, layout);
    if (header.count() != int(order.size()))
        return; // the model shows another relation by now
    for (int visual = 0; visual < int(order.size()); ++visual)
        header.moveSection(header.visualIndex(order[size_t(visual)]), visual);
    const bool hidesAll = std::ranges::all_of(
        shape.columns, [&](const data::ColumnShape &column) { return layout.hidden.contains(column.name); });
    for (int column = 0; column < int(shape.columns.size()); ++column) {
        const QString &name = shape.columns[size_t(column)].name;
        header.setSectionHidden(column, !hidesAll && layout.hidden.contains(name));
        if (const int width = layout.widths.value(name); width > 0)
            header.resizeSection(column, width);
    }
}

QJsonObject layoutToJson(const ColumnLayout &layout)
{
    QJsonObject widths;
    for (auto it = layout.widths.begin(); it != layout.widths.end(); ++it)
        widths.insert(it.key(), it.value());
    const auto sorted = [](const QSet<QString> &names) {
        QStringList list(names.begin(), names.end());
        list.sort();
        return QJsonArray::fromStringList(list);
    };
    return {
        {u"order"_s, QJsonArray::fromStringList(layout.order)},
        {u"hidden"_s, sorted(layout.hidden)},
        {u"frozen"_s, sorted(layout.frozen)},
        {u"widths"_s, widths}};
}

ColumnLayout layoutFromJson(const QJsonObject &json)
{
    const auto names = [&](QLatin1StringView key) {
        QStringList found;
        for (const QJsonValue value : json.value(key).toArray())
            found << value.toString();
        return found;
    };
    ColumnLayout layout{.order = names("order"_L1)};
    for (const QString &name : names("hidden"_L1))
        layout.hidden.insert(name);
    for (const QString &name : names("frozen"_L1))
        layout.frozen.insert(name);
    const QJsonObject widths = json.value("widths"_L1).toObject();
    for (auto it = widths.begin(); it != widths.end(); ++it)
        layout.widths.insert(it.key(), std::clamp(it.value().toInt(), LeastWidth, MostWidth));
    return layout;
}

} // namespace howdah::ui
