// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QIcon>
#include <QPainter>
#include <QStyleOptionViewItem>

#include <utility>

namespace howdah::ui {

// Draws the words and signs of one row of a list, in the inks that its ground asks for; words are one line of plain
// text, cut where there is no room. What draws at an end of a line answers what is left of it.
class CardPainter final
{
public:
    CardPainter(QPainter *painter, const QStyleOptionViewItem &option)
        : m_painter(painter)
        , m_option(option)
    {
    }

    [[nodiscard]] QPainter *painter() const { return m_painter; }
    [[nodiscard]] const QStyleOptionViewItem &option() const { return m_option; }
    [[nodiscard]] const QPalette &palette() const { return m_option.palette; }
    [[nodiscard]] bool isSelected() const { return m_option.state.testFlag(QStyle::State_Selected); }
    [[nodiscard]] QColor ink() const;
    [[nodiscard]] QColor mutedInk() const; // of second-rank words

    // Round, with room around it, where the row is selected, under the pointer or in focus.
    void drawGround(const QRect &row) const;
    // As the style draws a row of a tree or a cell of a table, and its focus.
    void drawRowGround() const;
    void drawRowFocus() const;

    // Returns the width that was used.
    int drawWords(
        const QRect &line, const QString &words, const QFont &font, const QColor &ink,
        Qt::TextElideMode cut = Qt::ElideRight) const;
    // At the right end of the line, whole.
    [[nodiscard]] QRect
    drawWordsAtEnd(QRect line, const QString &words, const QFont &font, const QColor &ink, int gap) const;
    [[nodiscard]] QRect drawSign(QRect line, const QIcon &sign, int size, int gap) const;
    [[nodiscard]] QRect drawSignAtEnd(QRect line, const QIcon &sign, int size, int gap) const;

    // The two lines of a card: what it is, and more about it.
    [[nodiscard]] static std::pair<QRect, QRect> linesOf(const QRect &inner);
    // The height of a card of two lines.
    [[nodiscard]] static int twoLineHeight();

private:
    QPainter *m_painter;
    const QStyleOptionViewItem &m_option;
};

} // namespace howdah::ui
