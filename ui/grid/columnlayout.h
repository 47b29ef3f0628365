// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/relationshape.h"

#include <QHash>
#include <QJsonObject>
#include <QSet>
#include <QStringList>

class QHeaderView;

namespace howdah::ui {

// How the columns of a relation stand in the grid. By their names: a column that was added or dropped since then does
// not pass its place or its absence on to another.
struct ColumnLayout
{
    QStringList order; // from the left; columns that are not named here stand behind them
    QSet<QString> hidden;
    QSet<QString> frozen; // these stand at the left and do not scroll
    QHash<QString, int> widths;
    bool operator==(const ColumnLayout &) const = default;
    [[nodiscard]] bool isEmpty() const { return *this == ColumnLayout(); }
};

[[nodiscard]] ColumnLayout layoutOf(const QHeaderView &header, const data::RelationShape &shape);
// Orders, hides and sizes the sections; frozen columns come first. Never hides all of them. A column without a width
// keeps the one that it has.
void applyLayout(QHeaderView &header, const data::RelationShape &shape, const ColumnLayout &layout);

[[nodiscard]] QJsonObject layoutToJson(const ColumnLayout &layout);
[[nodiscard]] ColumnLayout layoutFromJson(const QJsonObject &json);

} // namespace howdah::ui
