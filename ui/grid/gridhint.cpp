// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/gridhint.h"

#include "common/icons.h"

#include <QAccessible>
#include <QPainter>

namespace howdah::ui {

constexpr int WidestHint = 420;

GridHint::GridHint(QWidget *viewport)
    : QLabel(viewport)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFont(baseFont());
    setContentsMargins(space::inside + space::iconSmall + space::tight, space::tight, space::inside, space::tight);
    hide();
}

void GridHint::showAt(const QRect &cell, const QString &text, Tone tone)
{
    m_tone = tone;
    setText(text);
    setAccessibleName(text);
    const QRect room = parentWidget()->rect();
    const int margins = contentsMargins().left() + contentsMargins().right();
    const int wanted = QFontMetrics(font()).horizontalAdvance(text) + margins + space::tight;
    const int width = qBound(120, wanted, qMin(WidestHint, qMax(120, room.width())));
    resize(width, heightForWidth(width));
    const int left = qBound(0, cell.left(), qMax(0, room.width() - width));
    const bool beneath = cell.bottom() + height() < room.bottom() || cell.top() < height();
    move(left, beneath ? cell.bottom() + 2 : cell.top() - height() - 2);
    show();
    raise();
    QAccessibleEvent said(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&said);
}

void GridHint::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(color(m_tone, palette()));
    painter.setBrush(color(Surface::Raised, palette()));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), space::radius, space::radius);
    const QRect place(space::inside, (height() - space::iconSmall) / 2, space::iconSmall, space::iconSmall);
    icon(m_tone).paint(&painter, place);
    painter.end();
    QLabel::paintEvent(event);
}

} // namespace howdah::ui
