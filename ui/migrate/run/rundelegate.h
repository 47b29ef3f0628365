// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/carddelegate.h"

namespace howdah::ui {

// Draws a line of a run: migrations as headings, statements beneath them in the fixed font, each with the sign of its
// state, the state in words, and how long it took.
class RunDelegate final : public CardDelegate
{
    Q_OBJECT
public:
    using CardDelegate::CardDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const override;
};

} // namespace howdah::ui
