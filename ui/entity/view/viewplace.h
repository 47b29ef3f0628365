// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/placedsql.h"

#include <QJsonObject>

namespace howdah::ui {

// Which view of which row, so that it can be found again in another session.
struct ViewPlace
{
    QString schema;
    QString table;          // of the entity that has the view
    int view = 0;           // of its views
    entity::RowValues key;  // empty for a board
    entity::RowValues said; // to be gone to in it; not kept
    bool operator==(const ViewPlace &other) const
    {
        return schema == other.schema && table == other.table && view == other.view && key == other.key;
    }
};
[[nodiscard]] QJsonObject toJson(const ViewPlace &place);
[[nodiscard]] ViewPlace viewPlaceIn(const QJsonObject &json); // no table: it is none

} // namespace howdah::ui
