// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardhead.h"

#include "common/theme.h"
#include "dashboard/dashboardcontrols.h"

#include <QEvent>
#include <QGridLayout>

#include <algorithm>
#include <utility>

namespace howdah::ui {

DashboardHead::DashboardHead(QWidget *title, DashboardControls *controls, QWidget *buttons, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
    , m_controls(controls)
    , m_buttons(buttons)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(space::group);
    m_grid->setVerticalSpacing(space::inside);
    m_grid->addWidget(m_title, 0, 0);
    m_grid->addWidget(m_buttons, 0, 2);
    m_grid->addWidget(m_controls, 1, 0, 1, 3);
    m_grid->setColumnStretch(0, 1);
}

void DashboardHead::arrange()
{
    const int whole =
        m_title->sizeHint().width() + m_controls->wholeWidth() + m_buttons->sizeHint().width() + 2 * space::group;
    const bool isOneRow = width() >= whole;
    if (std::exchange(m_isOneRow, isOneRow) == isOneRow)
        return;
    m_grid->removeWidget(m_controls);
    if (isOneRow)
        m_grid->addWidget(m_controls, 0, 1);
    else
        m_grid->addWidget(m_controls, 1, 0, 1, 3);
    // The title takes what is left where it is alone in its row, else the filters do.
    m_grid->setColumnStretch(0, isOneRow ? 0 : 1);
    m_grid->setColumnStretch(1, isOneRow ? 1 : 0);
}

// In one row it would never be made narrower.
QSize DashboardHead::minimumSizeHint() const
{
    const int first = m_title->minimumSizeHint().width() + m_buttons->minimumSizeHint().width() + 2 * space::group;
    return {std::max(first, m_controls->minimumSizeHint().width()), QWidget::minimumSizeHint().height()};
}

void DashboardHead::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

bool DashboardHead::event(QEvent *event)
{
    if (event->type() == QEvent::LayoutRequest)
        arrange();
    return QWidget::event(event);
}

} // namespace howdah::ui
