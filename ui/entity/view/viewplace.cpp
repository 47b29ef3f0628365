// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/view/viewplace.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

QJsonObject toJson(const ViewPlace &place)
{
    QJsonObject key;
    for (const auto &[name, value] : place.key.asKeyValueRange())
        key.insert(name, value ? QJsonValue(QString::fromUtf8(*value)) : QJsonValue());
    return {{u"schema"_s, place.schema}, {u"table"_s, place.table}, {u"view"_s, place.view}, {u"key"_s, key}};
}

ViewPlace viewPlaceIn(const QJsonObject &json)
{
    ViewPlace place{
        json.value("schema"_L1).toString(), json.value("table"_L1).toString(), json.value("view"_L1).toInt(), {}, {}};
    const QJsonObject key = json.value("key"_L1).toObject();
    for (auto it = key.begin(); it != key.end(); ++it)
        place.key.insert(
            it.key(), it->isString() ? std::optional(it->toString().toUtf8()) : std::optional<QByteArray>());
    return place;
}

} // namespace howdah::ui
