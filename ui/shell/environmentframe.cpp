// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/environmentframe.h"

#include <QLayout>
#include <QPainter>

namespace howdah::ui {

namespace {

constexpr int band = 3;

} // namespace

void EnvironmentFrame::setTone(std::optional<Tone> tone)
{
    m_tone = tone;
    const int margin = tone ? band : 0;
    if (layout())
        layout()->setContentsMargins(margin, margin, margin, margin);
    update();
}

void EnvironmentFrame::paintEvent(QPaintEvent *)
{
    if (!m_tone)
        return;
    QPainter painter(this);
    const QColor ink = color(*m_tone, palette());
    for (const QRect &side :
         {QRect(0, 0, width(), band), QRect(0, height() - band, width(), band), QRect(0, 0, band, height()),
          QRect(width() - band, 0, band, height())})
        painter.fillRect(side, ink);
}

} // namespace howdah::ui
