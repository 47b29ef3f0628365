// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/filterbar.h"

#include "common/icons.h"
#include "common/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace howdah::ui {

QString operatorText(data::FilterOperator op)
{
    using enum data::FilterOperator;
    switch (op) {
    case Equal:
        return u"="_s;
    case NotEqual:
        return u"≠"_s;
    case Less:
        return u"<"_s;
    case LessOrEqual:
        return u"≤"_s;
    case Greater:
        return u">"_s;
    case GreaterOrEqual:
        return u"≥"_s;
    case Contains:
        return FilterBar::tr("contains");
    case StartsWith:
        return FilterBar::tr("starts with");
    case Matches:
        return FilterBar::tr("is like (%, _)");
    case InList:
        return FilterBar::tr("is one of");
    case IsNull:
        return FilterBar::tr("is NULL");
    case IsNotNull:
        return FilterBar::tr("is not NULL");
    case IsEmpty:
        return FilterBar::tr("is empty");
    case IsTrue:
        return FilterBar::tr("is true");
    case IsFalse:
        return FilterBar::tr("is false");
    case JsonContains:
        return FilterBar::tr("contains JSON");
    case JsonHasKey:
        return FilterBar::tr("has the key");
    case HasElement:
        return FilterBar::tr("has the element");
    }
    return {};
}

FilterRow::FilterRow(const data::RelationShape &shape, QWidget *parent)
    : QWidget(parent)
    , m_shape(shape)
    , m_column(new QComboBox(this))
    , m_operator(new QComboBox(this))
    , m_value(new QLineEdit(this))
{
    m_column->setAccessibleName(tr("Column"));
    m_operator->setAccessibleName(tr("Comparison"));
    m_value->setAccessibleName(tr("Value"));
    m_value->setFont(fixedFont());
    m_value->setClearButtonEnabled(true);
    for (const data::ColumnShape &column : m_shape.columns)
        m_column->addItem(column.name);
    m_column->setMinimumWidth(160);
    m_operator->setMinimumWidth(120);
    auto *remove = new QToolButton(this);
    remove->setIcon(icon(u"list-remove"_s));
    remove->setAutoRaise(true);
    remove->setToolTip(tr("Remove this filter"));
    remove->setAccessibleName(remove->toolTip());
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::tight);
    layout->addWidget(m_column);
    layout->addWidget(m_operator);
    layout->addWidget(m_value, 1);
    layout->addWidget(remove);
    connect(m_column, &QComboBox::currentIndexChanged, this, &FilterRow::fillOperators);
    connect(m_operator, &QComboBox::currentIndexChanged, this, &FilterRow::updateValueField);
    connect(m_operator, &QComboBox::activated, this, [this] {
        if (!data::takesValue(filter().op))
            Q_EMIT submitted();
    });
    connect(m_value, &QLineEdit::returnPressed, this, &FilterRow::submitted);
    connect(remove, &QToolButton::clicked, this, &FilterRow::removed);
    fillOperators();
}

void FilterRow::fillOperators()
{
    const int column = m_column->currentIndex();
    if (column < 0)
        return;
    const QVariant before = m_operator->currentData();
    m_operator->clear();
    for (const data::FilterOperator op : data::operatorsFor(m_shape.columns[size_t(column)]))
        m_operator->addItem(operatorText(op), int(op));
    if (const int same = m_operator->findData(before); same >= 0)
        m_operator->setCurrentIndex(same);
    m_value->setPlaceholderText(m_shape.columns[size_t(column)].type);
}

void FilterRow::updateValueField()
{
    m_value->setVisible(m_operator->currentIndex() < 0 || data::takesValue(filter().op));
}

void FilterRow::setFilter(const data::Filter &filter)
{
    m_column->setCurrentIndex(m_column->findText(filter.column, Qt::MatchExactly | Qt::MatchCaseSensitive));
    m_operator->setCurrentIndex(m_operator->findData(int(filter.op)));
    m_value->setText(filter.value);
    updateValueField();
}

data::Filter FilterRow::filter() const
{
    return {m_column->currentText(), data::FilterOperator(m_operator->currentData().toInt()), m_value->text()};
}

void FilterRow::focusValue()
{
    QWidget *target = m_value->isVisibleTo(this) ? static_cast<QWidget *>(m_value) : m_operator;
    target->setFocus(Qt::ShortcutFocusReason);
}

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent)
    , m_rows(new QVBoxLayout)
    , m_condition(new QLineEdit(this))
    , m_problem(new QLabel(this))
    , m_clear(new QToolButton(this))
{
    m_rows->setSpacing(space::tight);
    auto *where = new QLabel(u"WHERE"_s, this);
    where->setFont(smallFont());
    where->setBuddy(m_condition);
    m_condition->setFont(fixedFont());
    m_condition->setClearButtonEnabled(true);
    m_condition->setPlaceholderText(tr("any condition, as score > 0.9 AND name LIKE 'A%'"));
    m_condition->setAccessibleName(tr("Condition"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setFont(smallFont());
    m_problem->hide();
    auto *add = new QToolButton(this);
    add->setIcon(icon(u"list-add"_s));
    add->setText(tr("Filter"));
    add->setToolTip(tr("Add a filter on a column"));
    add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_clear->setText(tr("Clear"));
    m_clear->setToolTip(tr("Take all filters away"));
    m_clear->hide();
    auto *line = new QHBoxLayout;
    line->setSpacing(space::inside);
    line->addWidget(where);
    line->addWidget(m_condition, 1);
    line->addWidget(add);
    line->addWidget(m_clear);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    layout->setSpacing(space::tight);
    layout->addLayout(m_rows);
    layout->addLayout(line);
    layout->addWidget(m_problem);
    connect(add, &QToolButton::clicked, this, [this] { addFilter(QString()); });
    connect(m_clear, &QToolButton::clicked, this, &FilterBar::clear);
    connect(m_condition, &QLineEdit::textChanged, this, &FilterBar::checkCondition);
    connect(m_condition, &QLineEdit::returnPressed, this, &FilterBar::apply);
}

void FilterBar::setShape(const data::RelationShape &shape)
{
    m_shape = shape;
    setFilterSet({});
}

void FilterBar::setFilterSet(const data::FilterSet &set)
{
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const data::Filter &filter : set.filters)
        appendRow()->setFilter(filter);
    m_condition->setText(set.condition);
    m_clear->setVisible(!set.isEmpty());
}

data::FilterSet FilterBar::filterSet() const
{
    data::FilterSet set;
    for (int i = 0; i < m_rows->count(); ++i) {
        const data::Filter filter = static_cast<FilterRow *>(m_rows->itemAt(i)->widget())->filter();
        // A line whose value is not typed yet asks for nothing.
        if (!data::takesValue(filter.op) || !filter.value.isEmpty())
            set.filters.push_back(filter);
    }
    set.condition = m_condition->text().trimmed();
    return set;
}

FilterRow *FilterBar::appendRow()
{
    auto *row = new FilterRow(m_shape, this);
    m_rows->addWidget(row);
    connect(row, &FilterRow::submitted, this, &FilterBar::apply);
    connect(row, &FilterRow::removed, this, [this, row] {
        m_rows->removeWidget(row);
        row->hide();
        row->deleteLater();
        apply();
    });
    m_clear->show();
    return row;
}

void FilterBar::addFilter(const QString &column)
{
    if (m_shape.columns.empty())
        return;
    const QString name = column.isEmpty() ? m_shape.columns.front().name : column;
    const auto found = std::ranges::find(m_shape.columns, name, &data::ColumnShape::name);
    if (found == m_shape.columns.end())
        return;
    FilterRow *row = appendRow();
    row->setFilter({name, data::operatorsFor(*found).front(), {}});
    row->focusValue();
}

void FilterBar::addFilter(const data::Filter &filter)
{
    appendRow()->setFilter(filter);
    apply();
}

void FilterBar::focusCondition()
{
    m_condition->setFocus(Qt::ShortcutFocusReason);
    m_condition->selectAll();
}

void FilterBar::showProblem(const QString &message)
{
    m_problem->setText(message);
    m_problem->setVisible(!message.isEmpty());
    paintProblem();
}

// A style sheet of the application outweighs palettes, so the colour is set by one of its own; again with the theme.
void FilterBar::paintProblem() { m_problem->setStyleSheet(u"color: %1"_s.arg(color(Tone::Failed, palette()).name())); }

void FilterBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintProblem();
}

void FilterBar::checkCondition()
{
    const auto problem = data::conditionProblem(m_condition->text());
    showProblem(problem ? problem->message : QString());
}

void FilterBar::apply()
{
    if (data::conditionProblem(m_condition->text()))
        return; // the message stands beneath the field
    const data::FilterSet set = filterSet();
    m_clear->setVisible(!set.isEmpty() || m_rows->count() > 0);
    Q_EMIT applied(set);
}

void FilterBar::clear()
{
    setFilterSet({});
    Q_EMIT applied({});
}

} // namespace howdah::ui
