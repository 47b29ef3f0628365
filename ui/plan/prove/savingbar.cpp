// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/prove/savingbar.h"

#include "operations/proveindex/indexproof.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

QString percentText(double share) { return std::isfinite(share) ? u"%1 %"_s.arg(share * 100, 0, 'f', 0) : u"?"_s; }

} // namespace

QString savingText(const Estimate &saving)
{
    return SavingBar::tr("Saves %1 of the time (%2 to %3)")
        .arg(percentText(saving.value), percentText(saving.low), percentText(saving.high));
}

SavingBar::SavingBar(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"savingBar"_s);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void SavingBar::setSaving(const std::optional<Estimate> &saving)
{
    m_saving = saving;
    setAccessibleName(saving ? savingText(*saving) : QString());
    setToolTip(accessibleName());
    update();
}

QSize SavingBar::sizeHint() const { return {320, 2 * QFontMetrics(font()).height() + 8}; }

int SavingBar::at(double share) const { return int((std::clamp(share, -1.0, 1.0) + 1) / 2 * (width() - 1)); }

void SavingBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int line = QFontMetrics(font()).height();
    const int middle = (height() - line) / 2;
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawLine(0, middle, width() - 1, middle);
    painter.setPen(QPen(palette().color(QPalette::Text), 1, Qt::DashLine));
    const int least = at(operations::LeastSaving);
    painter.drawLine(least, 0, least, height() - line);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(QRect(0, height() - line, width(), line), Qt::AlignLeft, u"-100 %"_s);
    painter.drawText(QRect(0, height() - line, width(), line), Qt::AlignRight, u"100 %"_s);
    painter.drawText(
        QRect(least - 40, height() - line, 80, line), Qt::AlignHCenter, percentText(operations::LeastSaving));
    if (!m_saving)
        return;
    const int low = at(std::isfinite(m_saving->low) ? m_saving->low : -1);
    const int high = at(m_saving->high);
    painter.fillRect(low, middle - 3, std::max(2, high - low), 7, palette().color(QPalette::Highlight));
    painter.fillRect(at(m_saving->value) - 1, middle - 6, 3, 13, palette().color(QPalette::Text));
}

} // namespace howdah::ui
