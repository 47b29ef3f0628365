// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardfilters.h"

#include "common/captions.h"
#include "common/icons.h"
#include "common/theme.h"
#include "common/tooltips.h"
#include "common/widgets.h"
#include "dashboard/choicepopup.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using namespace metrics;

// What cannot be taken is said at the field, which keeps it.
static void markProblem(QLineEdit *field, const QString &problem)
{
    field->setToolTip(problem.isEmpty() ? QString() : plainToolTip(problem));
    field->setAccessibleDescription(problem);
    QPalette palette; // that of the theme
    if (!problem.isEmpty()) {
        palette = field->palette();
        palette.setColor(QPalette::Base, fill(Tone::Failed, palette));
    }
    field->setPalette(palette);
    delete field->findChild<QAction *>(u"problem"_s);
    if (!problem.isEmpty()) // not by its colour alone
        field->addAction(icon(Tone::Failed), QLineEdit::TrailingPosition)->setObjectName(u"problem"_s);
}

constexpr int MostChips = 12;
constexpr int MostLetters = 28;

static void clear(QList<QWidget *> &parts)
{
    for (QWidget *part : std::as_const(parts)) {
        part->hide(); // a click on it may be what takes it away
        part->deleteLater();
    }
    parts.clear();
}

DashboardFilters::DashboardFilters(QWidget *parent)
    : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void DashboardFilters::add(QWidget *part, QList<QWidget *> &to)
{
    part->setParent(this);
    part->show();
    to << part;
}

int DashboardFilters::place(int width, Placing placing) const
{
    int x = 0;
    int y = 0;
    int high = 0;
    for (QWidget *part : m_openers + m_chips) {
        const QSize size = part->sizeHint().boundedTo(QSize(std::max(width, 1), QWIDGETSIZE_MAX));
        if (x > 0 && x + size.width() > width) {
            x = 0;
            y += high + space::tight;
            high = 0;
        }
        if (placing == Placing::Done)
            part->setGeometry(QRect(QPoint(x, y), size));
        x += size.width() + space::tight;
        high = std::max(high, size.height());
    }
    return y + high;
}

int DashboardFilters::heightForWidth(int width) const { return place(width, Placing::Measured); }

QSize DashboardFilters::sizeHint() const
{
    int width = 0;
    for (const QWidget *part : m_openers + m_chips)
        width += part->sizeHint().width() + space::tight;
    return {width, place(QWIDGETSIZE_MAX, Placing::Measured)};
}

QSize DashboardFilters::minimumSizeHint() const { return {80, sizeHint().height()}; }

void DashboardFilters::resizeEvent(QResizeEvent *) { place(width(), Placing::Done); }

void DashboardFilters::setFilters(const DashboardDefinition &dashboard)
{
    m_filters = dashboard.filters;
    m_variables = dashboard.variables;
    m_inputs.clear();
    m_fields.clear();
    m_values.clear();
    m_problems.clear();
    m_buttons.clear();
    clear(m_openers);
    for (const FilterDefinition &filter : m_filters) {
        QPushButton *opener = button(plainCaption(filter.title));
        opener->setObjectName(u"filter-"_s + filter.name);
        opener->setIcon(icon(u"view-filter"));
        opener->setToolTip(plainToolTip(tr("Show only data for the selected values of %1").arg(filter.title)));
        connect(opener, &QPushButton::clicked, this, [this, name = filter.name] { open(name); });
        add(opener, m_openers);
        m_buttons.insert(filter.name, opener);
        m_inputs.insert(filter.name, dashboard.inputsOf(filter));
    }
    for (const VariableDefinition &variable : m_variables)
        addVariable(variable);
    showChips();
}

// A field with its title before it.
void DashboardFilters::addVariable(const VariableDefinition &variable)
{
    constexpr int Letters = 10;
    auto *part = new QWidget;
    auto *row = new QHBoxLayout(part);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::tight);
    QLabel *title = mutedLabel(variable.title);
    row->addWidget(title);
    auto *field = new QLineEdit;
    field->setObjectName(u"variable-"_s + variable.name);
    field->setAccessibleName(variable.title);
    field->setPlaceholderText(variable.usual);
    field->setFixedWidth(field->fontMetrics().averageCharWidth() * Letters + 3 * space::inside);
    title->setBuddy(field);
    row->addWidget(field);
    connect(field, &QLineEdit::editingFinished, this, [this, variable] { takeVariable(variable); });
    m_fields.insert(variable.name, field);
    add(part, m_openers);
}

void DashboardFilters::takeVariable(const VariableDefinition &variable)
{
    QLineEdit *field = m_fields.value(variable.name);
    if (!field) // it is going: another dashboard
        return;
    const QString typed = variable.type == VariableType::Number ? field->text().trimmed() : field->text();
    const bool isUsual = typed == variable.usual || (typed.isEmpty() && variable.type == VariableType::Number);
    const QString problem = isUsual ? QString() : problemWithValue(variable, typed);
    markProblem(field, problem);
    if (!problem.isEmpty())
        return;
    FilterChoice chosen = m_chosen;
    if (isUsual)
        chosen.remove(variable.name);
    else
        chosen.insert(variable.name, {typed});
    if (chosen != m_chosen)
        Q_EMIT chosenChanged(chosen);
    else
        showVariables();
}

void DashboardFilters::showVariables()
{
    for (const VariableDefinition &variable : m_variables) {
        QLineEdit *field = m_fields.value(variable.name);
        field->setText(valueOf(variable, m_chosen));
        markProblem(field, {});
    }
}

void DashboardFilters::setChosen(const FilterChoice &chosen)
{
    // What may be chosen of a filter may depend on what is chosen of another.
    for (const FilterDefinition &filter : m_filters) {
        const bool isOther = std::ranges::any_of(m_inputs.value(filter.name), [&](const QString &input) {
            return chosen.value(input) != m_chosen.value(input);
        });
        if (isOther) {
            m_values.remove(filter.name);
            m_problems.remove(filter.name);
        }
    }
    m_chosen = chosen;
    showVariables();
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
    const bool isCut = values.size() > size_t(metrics::MostFilterValues);
    if (isCut)
        values.resize(size_t(metrics::MostFilterValues));
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
    else if (isCut)
        m_popup->setMessage(tr("The first %1 values; there are more").arg(metrics::MostFilterValues));
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
            auto *chip = new QToolButton;
            chip->setObjectName(u"chip-%1-%2"_s.arg(filter.name, value));
            chip->setText(plainCaption(label, MostLetters));
            chip->setIcon(icon(u"window-close"));
            chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
            chip->setFocusPolicy(Qt::StrongFocus);
            chip->setAccessibleName(tr("%1 is %2: remove").arg(filter.title, label));
            chip->setToolTip(plainToolTip(chip->accessibleName()));
            connect(chip, &QToolButton::clicked, this, [this, name = filter.name, value] {
                Q_EMIT chosenChanged(toggled(m_chosen, name, value));
            });
            add(chip, m_chips);
        }
    }
    if (all > shown)
        add(mutedLabel(tr("and %1 more").arg(all - shown)), m_chips);
    updateGeometry();
    place(width(), Placing::Done);
}

} // namespace howdah::ui
