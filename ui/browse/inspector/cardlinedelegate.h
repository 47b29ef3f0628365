// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/carddelegate.h"

namespace howdah::ui {

// Draws a line of a CardModel: a fact with its column, a relation as a heading with its count, a related row with its
// state and time. UI thread.
class CardLineDelegate final : public CardDelegate
{
    Q_OBJECT
public:
    using CardDelegate::CardDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    [[nodiscard]] Ground ground() const override { return Ground::Row; }
    void paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const override;
    [[nodiscard]] std::optional<QString>
    plainTip(const QAbstractItemView &view, const QModelIndex &index) const override;
};

} // namespace howdah::ui
