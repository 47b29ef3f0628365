// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/carddelegate.h"

namespace howdah::ui {

// A row of RunHistoryModel: the statement, and beneath it when, how long and where; or the name of a day.
class RunHistoryDelegate final : public CardDelegate
{
    Q_OBJECT
public:
    using CardDelegate::CardDelegate;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    [[nodiscard]] QRect cardRect(const QRect &row, const QModelIndex &index) const override;
    void paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const override;
};

} // namespace howdah::ui
