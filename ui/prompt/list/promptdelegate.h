// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/carddelegate.h"

namespace howdah::ui {

// An agent with its versions counted; a version with its marks, and a second line about it.
class PromptDelegate final : public CardDelegate
{
    Q_OBJECT
public:
    using CardDelegate::CardDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const override;
    [[nodiscard]] std::optional<QString>
    plainTip(const QAbstractItemView &view, const QModelIndex &index) const override;
};

} // namespace howdah::ui
