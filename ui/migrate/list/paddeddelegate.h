// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"

#include <QPainter>
#include <QStyledItemDelegate>

namespace howdah::ui {

// Cells that keep the distance from their edges that the header keeps.
class PaddedDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyleOptionViewItem inner = option;
        if (option.state.testFlag(QStyle::State_Selected))
            painter->fillRect(option.rect, option.palette.color(QPalette::Highlight));
        inner.state.setFlag(QStyle::State_HasFocus, false); // whole rows are selected
        inner.rect.adjust(Padding, 0, -Padding, 0);
        QStyledItemDelegate::paint(painter, inner, index);
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return QStyledItemDelegate::sizeHint(option, index) + QSize(2 * Padding, 0);
    }

private:
    static constexpr int Padding = space::inside - 3; // the style adds three
};

} // namespace howdah::ui
