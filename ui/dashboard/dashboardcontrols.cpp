// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardcontrols.h"

#include "common/icons.h"
#include "common/widgets.h"
#include "dashboard/autorefresh.h"
#include "dashboard/dashboardfilters.h"
#include "dashboard/rangepicker.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

DashboardControls::DashboardControls(QAction *refresh, QWidget *parent)
    : QWidget(parent)
    , m_range(new RangePicker)
    , m_filters(new DashboardFilters)
    , m_auto(new AutoRefresh)
{
    buildActions();
    m_previousButton = buttonOf(m_previous, u"previous"_s);
    m_weekdaysButton = buttonOf(m_weekdays, u"weekdays"_s);
    m_lines = new QBoxLayout(QBoxLayout::TopToBottom, this);
    m_lines->setContentsMargins(0, 0, 0, 0);
    m_lines->setSpacing(space::inside);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    row->addWidget(buttonFor(m_back, ButtonRole::Plain, this));
    row->addWidget(m_range);
    row->addStretch(1);
    // Beside the range, where two lines have room for them: the filters need all of theirs.
    row->addWidget(buttonFor(refresh, ButtonRole::Plain, this));
    row->addWidget(m_auto);
    m_lines->addLayout(row);
    auto *second = new QHBoxLayout;
    second->setSpacing(space::inside);
    second->addWidget(m_previousButton);
    second->addWidget(m_weekdaysButton);
    second->addWidget(m_filters, 1);
    m_lines->addLayout(second, 1);
    connectParts();
}

int DashboardControls::wholeWidth() const
{
    return m_lines->itemAt(0)->sizeHint().width() + m_lines->itemAt(1)->sizeHint().width() + space::inside;
}

// As one below the other, which they become where it is narrower.
QSize DashboardControls::minimumSizeHint() const
{
    const int narrow = std::max(m_lines->itemAt(0)->minimumSize().width(), m_lines->itemAt(1)->minimumSize().width());
    return {narrow, QWidget::minimumSizeHint().height()};
}

void DashboardControls::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_lines->setDirection(width() >= wholeWidth() ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

QAction *DashboardControls::makeAction(
    const QString &text, const QString &iconName, const QKeySequence &keys, const QString &toolTip)
{
    auto *action = new QAction(icon(iconName), text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setToolTip(toolTip);
    return action;
}

void DashboardControls::buildActions()
{
    m_back = makeAction(
        tr("Back"), u"go-previous"_s, Qt::ALT | Qt::Key_Left, tr("Undo the last change of range or filters"));
    m_previous = makeAction(
        tr("Previous period"), u"view-history"_s, Qt::ALT | Qt::Key_P, tr("Compare with the previous period"));
    m_weekdays = makeAction(
        tr("Same weekdays"), u"view-calendar-week"_s, {},
        tr("Shift the previous period by whole weeks, so that days are compared with the same weekday"));
    m_previous->setCheckable(true);
    m_weekdays->setCheckable(true);
    connect(m_back, &QAction::triggered, this, &DashboardControls::goBack);
    connect(m_previous, &QAction::triggered, this, [this] { toggle(&DashboardChoice::previous); });
    connect(m_weekdays, &QAction::triggered, this, [this] { toggle(&DashboardChoice::weekdays); });
}

QPushButton *DashboardControls::buttonOf(QAction *action, const QString &name)
{
    QPushButton *made = button(action->text());
    made->setObjectName(name);
    made->setCheckable(true);
    made->setToolTip(action->toolTip());
    connect(made, &QPushButton::clicked, action, &QAction::trigger);
    return made;
}

void DashboardControls::connectParts()
{
    connect(m_range, &RangePicker::selectionChosen, this, [this](const metrics::TimeSelection &selection) {
        DashboardChoice next = choice();
        next.range = selection;
        choose(next);
    });
    connect(m_range, &RangePicker::zoneChosen, this, &DashboardControls::setZone);
    connect(m_filters, &DashboardFilters::chosenChanged, this, [this](const metrics::FilterChoice &chosen) {
        DashboardChoice next = choice();
        next.filters = chosen;
        choose(next);
    });
}

void DashboardControls::begin(const metrics::DashboardDefinition &dashboard, const DashboardChoice &choice)
{
    m_hasPrevious = std::ranges::any_of(dashboard.panels, &metrics::PanelDefinition::previous);
    m_filters->setFilters(dashboard);
    m_history.begin(choice);
    display();
}

void DashboardControls::choose(const DashboardChoice &next)
{
    if (m_history.change(next))
        take();
}

void DashboardControls::goBack()
{
    if (!m_history.canGoBack())
        return;
    m_history.goBack();
    take();
}

void DashboardControls::toggleFilter(const QString &filter, const QString &value)
{
    DashboardChoice next = choice();
    next.filters = toggled(next.filters, filter, value);
    choose(next);
}

void DashboardControls::chooseRange(const QDateTime &from, const QDateTime &to)
{
    DashboardChoice next = choice();
    next.range.text = selectionText(from, to, zone());
    choose(next);
}

void DashboardControls::toggle(bool DashboardChoice::*what)
{
    DashboardChoice next = choice();
    next.*what = !(next.*what);
    choose(next);
}

void DashboardControls::setZone(const QTimeZone &zone)
{
    m_range->setZone(zone);
    Q_EMIT changed();
}

QTimeZone DashboardControls::zone() const { return m_range->zone(); }

std::optional<BoardQuestion> DashboardControls::question() const
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const auto range = resolve(choice().range, now, zone());
    if (!range)
        return std::nullopt;
    return BoardQuestion{*range, zone(), now, choice().filters, choice().previous, choice().weekdays};
}

void DashboardControls::focusRange()
{
    m_range->field()->setFocus();
    m_range->field()->selectAll();
}

void DashboardControls::take()
{
    display();
    Q_EMIT changed();
}

void DashboardControls::display()
{
    m_range->setSelection(choice().range);
    m_filters->setChosen(choice().filters);
    m_previous->setChecked(choice().previous);
    m_previousButton->setChecked(choice().previous);
    m_previousButton->setIcon(choice().previous ? icon(u"dialog-ok-apply") : QIcon());
    m_previousButton->setText(choice().previous ? tr("Previous period: shown") : tr("Previous period: hidden"));
    m_weekdays->setChecked(choice().weekdays);
    m_weekdays->setEnabled(choice().previous);
    m_weekdaysButton->setChecked(choice().weekdays);
    m_weekdaysButton->setIcon(choice().weekdays ? icon(u"dialog-ok-apply") : QIcon());
    m_previousButton->setVisible(m_hasPrevious);
    m_weekdaysButton->setVisible(m_hasPrevious && choice().previous);
    m_back->setEnabled(m_history.canGoBack());
}

} // namespace howdah::ui
