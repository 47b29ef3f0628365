// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/topbutton.h"

#include "common/icons.h"

#include <QPainter>

namespace howdah::ui {

TopButton::TopButton(Border border, QWidget *parent)
    : QAbstractButton(parent)
    , m_border(border)
{
    setFocusPolicy(Qt::TabFocus);
}

void TopButton::paintGround(QPainter &painter) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF ground = QRectF(rect()).adjusted(1, 1, -1, -1);
    const bool outlined = m_border == Border::Field;
    painter.setPen(outlined ? QPen(color(Surface::StrongBorder, palette()), 1) : QPen(Qt::NoPen));
    if (hasFocus())
        painter.setPen(QPen(color(Tone::Accent, palette()), 2));
    painter.setBrush(
        underMouse() || isDown() ? color(Surface::Hover, palette())
        : outlined               ? palette().color(QPalette::Base)
                                 : QColor(Qt::transparent));
    painter.drawRoundedRect(ground, space::radius, space::radius);
}

void TopButton::paintArrow(QPainter &painter, QRect &rest)
{
    const QRect arrow(rest.right() - ArrowSize, rest.center().y() - ArrowSize / 2 + 1, ArrowSize, ArrowSize);
    ui::icon(u"go-down").paint(&painter, arrow);
    rest.setRight(arrow.left() - space::inside);
}

void TopButton::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void TopButton::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

} // namespace howdah::ui
