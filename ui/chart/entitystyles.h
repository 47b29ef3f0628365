// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QHash>
#include <QPalette>
#include <QPen>
#include <QString>

class QPainter;

namespace howdah::ui {

enum class MarkerShape : quint8 { Circle, Square, Diamond, Triangle, TriangleDown, Cross, Plus, Ring };

// How one entity (a persona, a model, a version) is drawn: told apart by three things, never by colour alone.
struct EntityStyle
{
    int index = 0; // of the palette
    Qt::PenStyle dash = Qt::SolidLine;
    MarkerShape marker = MarkerShape::Circle;
    bool operator==(const EntityStyle &) const = default;
};

// The Okabe-Ito colours, made lighter or darker until they stand out 3:1 from the palette's base.
[[nodiscard]] QColor entityColor(int index, const QPalette &palette);
inline constexpr int EntityColors = 8;

void paintMarker(QPainter &painter, const QPointF &middle, double size, MarkerShape shape, const QColor &color);

// Gives each name a look that it keeps in all panels for as long as this lives. Names get theirs in the order in which
// they are first asked for. UI thread.
class EntityStyles final
{
public:
    [[nodiscard]] EntityStyle styleOf(const QString &name);
    // Another dashboard, other names.
    void forget() { m_known.clear(); }

private:
    QHash<QString, EntityStyle> m_known;
};

} // namespace howdah::ui
