// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace howdah::ui {

// Draws a value of a grid: one line, plain text in the fixed font. NULL is a small grey word, the empty string a mark,
// line breaks and tabs are visible signs, numbers stand right, booleans are a check or a word. Text direction marks of
// the value cannot turn the rest of the line around.
class CellDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QString displayText(const QVariant &value, const QLocale &locale) const override;
};

// One line of a value: control characters as visible signs, at most `most` characters, isolated against direction
// marks.
[[nodiscard]] QString singleLine(const QString &value, qsizetype most = 300);

} // namespace howdah::ui
