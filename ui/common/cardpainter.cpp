// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/cardpainter.h"

#include "common/theme.h"

#include <QApplication>

namespace howdah::ui {

static const QStyle *styleOf(const QStyleOptionViewItem &option)
{
    return option.widget ? option.widget->style() : QApplication::style();
}

static QRect centredSign(const QRect &line, int left, int size)
{
    return {left, line.top() + (line.height() - size) / 2, size, size};
}

QColor CardPainter::ink() const { return palette().color(isSelected() ? QPalette::HighlightedText : QPalette::Text); }

QColor CardPainter::mutedInk() const { return isSelected() ? ink() : color(Surface::MutedText, palette()); }

void CardPainter::drawGround(const QRect &row) const
{
    const bool focused = m_option.state.testFlag(QStyle::State_HasFocus);
    const bool filled = isSelected() || m_option.state.testFlag(QStyle::State_MouseOver);
    if (!filled && !focused)
        return;
    m_painter->save();
    m_painter->setRenderHint(QPainter::Antialiasing);
    const QRectF card = QRectF(row).adjusted(space::tight, 1, -space::tight, -1);
    if (filled) {
        m_painter->setPen(Qt::NoPen);
        m_painter->setBrush(isSelected() ? palette().color(QPalette::Highlight) : color(Surface::Hover, palette()));
        m_painter->drawRoundedRect(card, space::radius, space::radius);
    }
    if (focused) {
        m_painter->setBrush(Qt::NoBrush);
        m_painter->setPen(QPen(color(Tone::Accent, palette()), 1.5));
        m_painter->drawRoundedRect(card.adjusted(1, 1, -1, -1), space::radius - 1, space::radius - 1);
    }
    m_painter->restore();
}

void CardPainter::drawRowGround() const
{
    styleOf(m_option)->drawPrimitive(QStyle::PE_PanelItemViewItem, &m_option, m_painter, m_option.widget);
}

void CardPainter::drawRowFocus() const
{
    if (!m_option.state.testFlag(QStyle::State_HasFocus))
        return;
    QStyleOptionFocusRect focus;
    focus.QStyleOption::operator=(m_option);
    styleOf(m_option)->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, m_painter, m_option.widget);
}

int CardPainter::drawWords(
    const QRect &line, const QString &words, const QFont &font, const QColor &ink, Qt::TextElideMode cut) const
{
    m_painter->setFont(font);
    m_painter->setPen(ink);
    const QString shown = m_painter->fontMetrics().elidedText(words, cut, line.width());
    m_painter->drawText(line, int(Qt::AlignLeft | Qt::AlignAbsolute | Qt::AlignVCenter) | Qt::TextSingleLine, shown);
    return m_painter->fontMetrics().horizontalAdvance(shown);
}

QRect CardPainter::drawWordsAtEnd(QRect line, const QString &words, const QFont &font, const QColor &ink, int gap) const
{
    m_painter->setFont(font);
    m_painter->setPen(ink);
    m_painter->drawText(line, int(Qt::AlignRight | Qt::AlignAbsolute | Qt::AlignVCenter) | Qt::TextSingleLine, words);
    line.setRight(line.right() - m_painter->fontMetrics().horizontalAdvance(words) - gap);
    return line;
}

QRect CardPainter::drawSign(QRect line, const QIcon &sign, int size, int gap) const
{
    const QRect place = centredSign(line, line.left(), size);
    sign.paint(m_painter, place, Qt::AlignCenter, isSelected() ? QIcon::Selected : QIcon::Normal);
    line.setLeft(place.right() + 1 + gap);
    return line;
}

QRect CardPainter::drawSignAtEnd(QRect line, const QIcon &sign, int size, int gap) const
{
    const QRect place = centredSign(line, line.right() - size, size);
    sign.paint(m_painter, place);
    line.setRight(place.left() - gap);
    return line;
}

std::pair<QRect, QRect> CardPainter::linesOf(const QRect &inner)
{
    const QRect first(inner.left(), inner.top(), inner.width(), inner.height() / 2);
    return {first, {inner.left(), first.bottom() + 1, inner.width(), inner.height() - first.height()}};
}

int CardPainter::twoLineHeight()
{
    const int lines = QFontMetrics(baseFont()).height() + QFontMetrics(smallFont()).height();
    return qMax(44, lines + 3 * space::tight);
}

} // namespace howdah::ui
