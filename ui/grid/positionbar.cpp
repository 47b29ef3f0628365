// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/positionbar.h"

#include "base/figures.h"

#include <QSignalBlocker>
#include <QTimer>
#include <QToolTip>

namespace howdah::ui {

constexpr int RestMs = 120;

PositionBar::PositionBar(QWidget *parent)
    : QScrollBar(Qt::Vertical, parent)
    , m_rest(new QTimer(this))
{
    setAccessibleName(tr("Position in the table"));
    setFocusPolicy(Qt::NoFocus);
    m_rest->setSingleShot(true);
    m_rest->setInterval(RestMs);
    connect(m_rest, &QTimer::timeout, this, [this] { Q_EMIT positionWanted(position()); });
    connect(this, &QAbstractSlider::actionTriggered, this, &PositionBar::act);
    connect(this, &QAbstractSlider::sliderMoved, this, [this] {
        showTip();
        m_rest->start();
    });
    connect(this, &QAbstractSlider::sliderReleased, this, [this] {
        m_rest->stop();
        Q_EMIT positionWanted(position());
    });
}

void PositionBar::setExtent(qint64 first, qint64 page, qint64 total, bool exact)
{
    if (isSliderDown())
        return; // the hand on the slider wins; its end asks for the rows
    m_total = qMax<qint64>(total, 0);
    m_page = qMax<qint64>(page, 1);
    m_exact = exact;
    const qint64 hidden = qMax<qint64>(m_total - m_page, 0);
    const double scale = hidden > Steps ? double(Steps) / double(hidden) : 1.0;
    const QSignalBlocker quiet(this);
    setRange(0, int(double(hidden) * scale));
    setPageStep(qMax(1, int(double(m_page) * scale)));
    setSingleStep(1);
    setValue(int(double(first) * scale));
}

qint64 PositionBar::position() const
{
    const qint64 hidden = qMax<qint64>(m_total - m_page, 0);
    return maximum() == 0 ? 0 : qint64(double(sliderPosition()) / double(maximum()) * double(hidden));
}

// Steps of the bar may stand for many rows, so arrows and pages are left to the one who knows the rows.
void PositionBar::act(int action)
{
    const int at = value();
    switch (action) {
    case SliderSingleStepAdd:
        Q_EMIT stepWanted(1);
        break;
    case SliderSingleStepSub:
        Q_EMIT stepWanted(-1);
        break;
    case SliderPageStepAdd:
        Q_EMIT pageWanted(1);
        break;
    case SliderPageStepSub:
        Q_EMIT pageWanted(-1);
        break;
    case SliderToMinimum:
        Q_EMIT positionWanted(0);
        return;
    case SliderToMaximum:
        Q_EMIT positionWanted(m_total);
        return;
    default:
        return; // a move: see sliderMoved
    }
    setSliderPosition(at);
}

void PositionBar::showTip()
{
    const QString row = countText(position() + 1);
    const QString text = m_exact ? tr("row %1").arg(row) : tr("about row %1").arg(row);
    QToolTip::showText(mapToGlobal(QPoint(-120, height() * sliderPosition() / qMax(1, maximum()))), text, this);
}

} // namespace howdah::ui
