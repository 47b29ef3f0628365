// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/environmentframe.h"

#include "connect/profilecolour.h"

#include <QLayout>
#include <QPainter>

namespace howdah::ui {

namespace {

constexpr int band = 3;
constexpr int ownBand = 2;

void paintBand(QPainter &painter, const QRect &around, int width, const QColor &ink)
{
    for (const QRect &side :
         {QRect(around.left(), around.top(), around.width(), width),
          QRect(around.left(), around.bottom() + 1 - width, around.width(), width),
          QRect(around.left(), around.top(), width, around.height()),
          QRect(around.right() + 1 - width, around.top(), width, around.height())})
        painter.fillRect(side, ink);
}

} // namespace

void EnvironmentFrame::setTone(std::optional<Tone> tone)
{
    m_tone = tone;
    makeRoom();
}

void EnvironmentFrame::setOwnColour(const QColor &colour)
{
    m_own = colour;
    makeRoom();
}

void EnvironmentFrame::makeRoom()
{
    const int margin = (m_tone ? band : 0) + (m_own.isValid() ? ownBand : 0);
    if (layout())
        layout()->setContentsMargins(margin, margin, margin, margin);
    update();
}

void EnvironmentFrame::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QRect around = rect();
    if (m_tone) {
        paintBand(painter, around, band, color(*m_tone, palette()));
        around.adjust(band, band, -band, -band);
    }
    if (m_own.isValid())
        paintBand(painter, around, ownBand, legible(m_own, palette()));
}

} // namespace howdah::ui
