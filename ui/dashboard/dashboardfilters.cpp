// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardfilters.h"

#include "common/icons.h"
#include "common/widgets.h"
#include "dashboard/choicepopup.h"

#include <QHBoxLayout>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using namespace metrics;

constexpr int MostChips = 12;
constexpr int MostLetters = 28;

static void clear(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
}

DashboardFilters::DashboardFilters(QWidget *parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout)
    , m_chips(new QHBoxLayout)
{
    auto *whole = new QHBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(space::inside);
    for (QHBoxLayout *row : {m_row, m_chips}) {
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(space::tight);
        whole->addLayout(row);
    }
    whole->addStretch(1);
}

void DashboardFilters::setFilters(const std::vector<FilterDefinition> &filters)
{
    m_filters = filters;
    m_values.clear();
    m_problems.clear();
    m_buttons.clear();
    clear(m_row);
    for (const FilterDefinition &filter : m_filters) {
        QPushButton *opener = button(filter.title);
        opener->setObjectName(u"filter-"_s + filter.name);
        opener->setIcon(icon(u"view-filter"));
        opener->setToolTip(tr("Show only what belongs to the chosen values of %1").arg(filter.title));
        connect(opener, &QPushButton::clicked, this, [this, name = filter.name] { open(name); });
        m_row->addWidget(opener);
        m_buttons.insert(filter.name, opener);
    }
    setVisible(!m_filters.empty());
    showChips();
}

void DashboardFilters::setChosen(const FilterChoice &chosen)
{
    m_chosen = chosen;
    showChips();
}

void DashboardFilters::setValues(const QString &filter, const FilterValues &values)
{
    m_values.insert(filter, values);
    m_problems.remove(filter);
    showChips(); // now with their labels
    if (m_popup && m_popup->isVisible() && m_open == filter)
        fill();
}

void DashboardFilters::setProblem(const QString &filter, const QString &problem)
{
    m_problems.insert(filter, problem);
    if (m_popup && m_popup->isVisible() && m_open == filter)
        fill();
}

void DashboardFilters::forgetValues()
{
    m_values.clear();
    m_problems.clear();
}

void DashboardFilters::open(const QString &filter)
{
    QPushButton *opener = m_buttons.value(filter);
    if (!opener)
        return;
    if (!m_popup) {
        m_popup = new ChoicePopup(ChoicePopup::Mode::Several, this);
        m_popup->setObjectName(u"filterValues"_s);
        connect(m_popup, &ChoicePopup::chosen, this, [this](const QStringList &values) {
            FilterChoice chosen = m_chosen;
            if (values.isEmpty())
                chosen.remove(m_open);
            else
                chosen.insert(m_open, values);
            Q_EMIT chosenChanged(chosen);
        });
    }
    m_open = filter;
    fill();
    m_popup->openAt(opener);
    if (!m_values.contains(filter)) {
        m_problems.remove(filter);
        Q_EMIT valuesWanted(filter);
    }
}

void DashboardFilters::fill()
{
    FilterValues values = m_values.value(m_open);
    // What is chosen and is no value any more can be taken out all the same.
    for (const QString &value : m_chosen.value(m_open)) {
        if (std::ranges::find(values, value, &FilterValues::value_type::first) == values.end())
            values.emplace_back(value, value);
    }
    m_popup->setValues(values, m_chosen.value(m_open));
    if (m_problems.contains(m_open))
        m_popup->setMessage(m_problems.value(m_open));
    else if (!m_values.contains(m_open))
        m_popup->setMessage(tr("Reading the values"));
}

void DashboardFilters::showChips()
{
    clear(m_chips);
    int shown = 0;
    int all = 0;
    for (const FilterDefinition &filter : m_filters) {
        for (const QString &value : m_chosen.value(filter.name)) {
            if (++all > MostChips)
                continue;
            ++shown;
            const QString label = labelOf(m_values.value(filter.name), value);
            QString text = label;
            if (text.size() > MostLetters)
                text = text.left(MostLetters) + u'…';
            auto *chip = new QToolButton;
            chip->setObjectName(u"chip-%1-%2"_s.arg(filter.name, value));
            chip->setText(QString(text).replace(u'&', "&&"_L1));
            chip->setIcon(icon(u"window-close"));
            chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
            chip->setFocusPolicy(Qt::StrongFocus);
            chip->setAccessibleName(tr("%1 is %2: take away").arg(filter.title, label));
            chip->setToolTip(chip->accessibleName().toHtmlEscaped());
            connect(chip, &QToolButton::clicked, this, [this, name = filter.name, value] {
                Q_EMIT chosenChanged(toggled(m_chosen, name, value));
            });
            m_chips->addWidget(chip);
        }
    }
    if (all > shown)
        m_chips->addWidget(mutedLabel(tr("and %1 more").arg(all - shown)));
}

} // namespace howdah::ui
