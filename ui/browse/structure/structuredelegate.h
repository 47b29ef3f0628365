// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/carddelegate.h"

namespace howdah::ui {

// Draws a cell of a StructureModel: SQL in the fixed font, key marks before names, links in the colour of links.
class StructureDelegate final : public CardDelegate
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
