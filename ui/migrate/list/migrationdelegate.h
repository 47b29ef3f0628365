// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/carddelegate.h"

namespace howdah::ui {

// Draws a migration in two lines: the sign of its state on a line of time, version, name and the state in words;
// beneath it when, by whom and how long. A quiet divider stands before the first pending one. Server text is never rich
// text.
class MigrationDelegate final : public CardDelegate
{
    Q_OBJECT
public:
    using CardDelegate::CardDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    [[nodiscard]] QRect cardRect(const QRect &row, const QModelIndex &index) const override;
    void paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const override;
    [[nodiscard]] std::optional<QString>
    plainTip(const QAbstractItemView &view, const QModelIndex &index) const override;
};

} // namespace howdah::ui
