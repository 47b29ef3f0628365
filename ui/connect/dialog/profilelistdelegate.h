// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/carddelegate.h"

namespace howdah::ui {

// A profile in a list: its colour, its name, where it leads and what it is; the name of a group above its profiles.
class ProfileListDelegate final : public CardDelegate
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

    using CardDelegate::CardDelegate;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    [[nodiscard]] QRect cardRect(const QRect &row, const QModelIndex &index) const override;
    void paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const override;
};

} // namespace howdah::ui
