// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/carddelegate.h"

namespace howdah::ui {

// A row of the palette: icon, title with the matched characters in bold accent, detail in muted words, shortcut at the
// right.
class PaletteDelegate final : public CardDelegate
{
    Q_OBJECT
public:
    using CardDelegate::CardDelegate;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const override;
};

} // namespace howdah::ui
