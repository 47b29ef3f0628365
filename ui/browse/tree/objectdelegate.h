// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/carddelegate.h"

namespace howdah::ui {

// Draws an object of the tree: the sign of its kind, its name with what a filter found in it, its estimated rows at the
// right. Names and comments are plain text wherever they are shown.
class ObjectDelegate final : public CardDelegate
{
    Q_OBJECT
public:
    using CardDelegate::CardDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    // The words of the tool tip, a line each; plain text.
    [[nodiscard]] static QString tip(const QModelIndex &index);

protected:
    [[nodiscard]] Ground ground() const override { return Ground::Row; }
    void paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const override;
    [[nodiscard]] std::optional<QString>
    plainTip(const QAbstractItemView &view, const QModelIndex &index) const override;
};

} // namespace howdah::ui
