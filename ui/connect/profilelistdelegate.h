// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace howdah::ui {

// A profile in a list: its colour, its name, where it leads and what it is; the name of a group above its profiles.
class ProfileListDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    enum Role {
        IndexRole = Qt::UserRole, // of the profile; none for a group
        IdRole,
        PlaceRole,
        ColourRole, // "#rrggbb" or ""
        EnvironmentRole,
        EditedRole,
    };

    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace howdah::ui
