// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/cardpainter.h"

#include <QStyledItemDelegate>

#include <optional>

namespace howdah::ui {

// What the delegates of lists have in common: the ground of what is selected, under the pointer or in focus, and the
// tip, which is plain text. Derived ones say what stands where.
class CardDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const final;
    bool helpEvent(
        QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index) final;

protected:
    enum class Ground { Card, Row }; // a card of its own; a row of a tree or a cell of a table, as the style draws it
    [[nodiscard]] virtual Ground ground() const { return Ground::Card; }
    // Where the card is within the row, which may have something above it; an empty one has no ground.
    [[nodiscard]] virtual QRect cardRect(const QRect &row, const QModelIndex &index) const;
    virtual void paintCard(const CardPainter &card, const QRect &rect, const QModelIndex &index) const = 0;
    // The tip as plain text, "" for none; without a value, what the model says is shown as it is.
    [[nodiscard]] virtual std::optional<QString>
    plainTip(const QAbstractItemView &view, const QModelIndex &index) const;
};

} // namespace howdah::ui
