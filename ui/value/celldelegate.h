// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace howdah::ui {

// Draws a value of a grid: one line, plain text in the fixed font. NULL is a small grey word, DEFAULT another in blue,
// the empty string a mark. An edited cell has a pencil in its corner, one with a problem a cross, one that the server
// made something else of a circle; a row that is to be deleted is struck out. // line breaks and tabs are visible
// signs, numbers stand right, booleans are a check or a word. Text direction marks of the value cannot turn the rest of
// the line around.
class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QString displayText(const QVariant &value, const QLocale &locale) const override;
};

} // namespace howdah::ui
