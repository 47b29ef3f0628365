// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/filter/filterrow.h"

#include "browse/filter/operatortexts.h"
#include "browse/filter/referencesuggestions.h"
#include "browse/filter/valuechooser.h"
#include "common/icons.h"
#include "common/theme.h"
#include "common/widgets.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStringListModel>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static QLineEdit *valueField(const QString &name, QWidget *parent)
{
    auto *field = new QLineEdit(parent);
    field->setAccessibleName(name);
    field->setFont(fixedFont());
    addClearButton(field);
    return field;
}

FilterRow::FilterRow(const data::RelationShape &shape, QWidget *parent)
    : QWidget(parent)
    , m_shape(shape)
    , m_column(new QComboBox(this))
    , m_not(new QCheckBox(tr("not"), this))
    , m_operator(new QComboBox(this))
    , m_value(valueField(tr("Value"), this))
    , m_between(mutedLabel({}, this))
    , m_second(valueField(tr("Second value"), this))
    , m_problem(plainLabel({}, this))
    , m_label(new ElidedLabel(this))
    , m_suggestions(new ReferenceSuggestions(m_value))
    , m_chooser(new ValueChooser(this))
{
    m_column->setAccessibleName(tr("Column"));
    m_operator->setAccessibleName(tr("Comparison"));
    m_not->setToolTip(
        tr("The rows that do not match this. Where the result is unknown, because a value is NULL, neither"));
    for (const data::ColumnShape &column : m_shape.columns)
        m_column->addItem(column.name);
    m_column->setMinimumWidth(140);
    m_column->setMaximumWidth(260);
    m_operator->setMinimumWidth(120);
    m_problem->setFont(smallFont());
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_label->setMuted();
    m_label->setTextFormat(Qt::PlainText);
    m_label->setObjectName(u"referenceLabel"_s);
    m_label->hide();
    auto *remove = new QToolButton(this);
    remove->setIcon(icon(u"list-remove"_s));
    remove->setAutoRaise(true);
    remove->setToolTip(tr("Remove this filter"));
    remove->setAccessibleName(remove->toolTip());
    connect(remove, &QToolButton::clicked, this, &FilterRow::removed);
    placeFields(remove);
    makeChooser();
    connectFields();
    fillOperators();
}

void FilterRow::placeFields(QWidget *remove)
{
    auto *line = new QHBoxLayout;
    line->setSpacing(space::tight);
    line->addWidget(m_column);
    line->addWidget(m_not);
    line->addWidget(m_operator);
    line->addWidget(m_value, 2);
    line->addWidget(m_label, 1);
    line->addWidget(m_between);
    line->addWidget(m_second, 1);
    line->addWidget(remove);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::tight);
    layout->addLayout(line);
    layout->addWidget(m_problem);
}

void FilterRow::makeChooser()
{
    const auto offer = [this](QLineEdit *field) {
        QAction *action = field->addAction(icon(u"go-down"_s), QLineEdit::TrailingPosition);
        action->setText(tr("Choose a value"));
        action->setToolTip(tr("Choose a value (Alt+Down)"));
        action->setShortcut(QKeySequence(u"Alt+Down"_s));
        action->setShortcutContext(Qt::WidgetShortcut);
        action->setVisible(false);
        connect(action, &QAction::triggered, this, [this, field] { m_chooser->open(field); });
        return action;
    };
    m_choose = offer(m_value);
    m_choose->setObjectName(u"chooseValue"_s);
    m_chooseSecond = offer(m_second);
    connect(m_chooser, &ValueChooser::chosen, this, &FilterRow::take);
}

// Of a value that does not fit the beginning is seen, unless somebody types in it.
static void put(QLineEdit *field, const QString &value)
{
    field->setText(value);
    if (!field->hasFocus())
        field->setCursorPosition(0);
}

// What was chosen is meant: it is applied, unless the other end of a range is still to be named.
void FilterRow::take(QLineEdit *field, const QString &text)
{
    put(field, text);
    const bool isHalf = data::takesSecond(op()) && m_second->text().trimmed().isEmpty();
    if (isHalf)
        m_second->setFocus(Qt::OtherFocusReason);
    else
        Q_EMIT submitted();
}

void FilterRow::setConnection(ConnectionController *connection)
{
    m_chooser->setConnection(connection);
    m_suggestions->setConnection(connection);
    updateValueField();
}

QString FilterRow::label() const { return m_suggestions->label(); }

void FilterRow::showLabel()
{
    const QString label = m_value->isHidden() ? QString() : m_suggestions->label();
    m_label->setText(label);
    m_label->setVisible(!label.isEmpty());
    if (m_faulty != 0)
        m_value->setAccessibleDescription(label.isEmpty() ? QString() : tr("References %1").arg(label));
}

// Words that call a row are taken for its value first.
void FilterRow::submit()
{
    if (!m_suggestions->takeOnEnter())
        Q_EMIT submitted();
}

void FilterRow::openChooser()
{
    focusValue();
    if (m_chooser->canChoose())
        m_chooser->open(m_value);
    else if (!data::takesValue(op()))
        m_operator->showPopup();
}

void FilterRow::connectFields()
{
    connect(m_column, &QComboBox::currentIndexChanged, this, &FilterRow::edited);
    connect(m_operator, &QComboBox::currentIndexChanged, this, &FilterRow::edited);
    connect(m_not, &QCheckBox::toggled, this, &FilterRow::edited);
    connect(m_column, &QComboBox::currentIndexChanged, this, &FilterRow::fillOperators);
    connect(m_operator, &QComboBox::currentIndexChanged, this, &FilterRow::updateValueField);
    connect(m_operator, &QComboBox::activated, this, [this] {
        if (!data::takesValue(op()))
            Q_EMIT submitted();
    });
    connect(m_not, &QCheckBox::clicked, this, [this] {
        if (data::isComplete(filter()))
            Q_EMIT submitted();
    });
    for (QLineEdit *field : {m_value, m_second}) {
        connect(field, &QLineEdit::returnPressed, this, &FilterRow::submit);
        connect(field, &QLineEdit::textChanged, this, &FilterRow::clearProblem);
        connect(field, &QLineEdit::textChanged, this, &FilterRow::edited);
    }
    connect(m_suggestions, &ReferenceSuggestions::chosen, this, [this](const QString &value) { take(m_value, value); });
    connect(m_suggestions, &ReferenceSuggestions::labelChanged, this, &FilterRow::showLabel);
}

data::FilterOperator FilterRow::op() const { return data::FilterOperator(m_operator->currentData().toInt()); }

void FilterRow::fillOperators()
{
    const int column = m_column->currentIndex();
    if (column < 0 || column >= int(m_shape.columns.size()))
        return;
    const QVariant before = m_operator->currentData();
    m_operator->clear();
    for (const data::FilterOperator each : data::operatorsFor(m_shape.columns[size_t(column)]))
        m_operator->addItem(operatorText(each), int(each));
    if (const int same = m_operator->findData(before); same >= 0)
        m_operator->setCurrentIndex(same);
    updateValueField();
}

void FilterRow::updateValueField()
{
    clearProblem();
    const int column = m_column->currentIndex();
    if (m_operator->currentIndex() < 0 || column < 0)
        return;
    const bool isKnown = column < int(m_shape.columns.size());
    m_value->setVisible(data::takesValue(op()));
    m_between->setVisible(data::takesSecond(op()));
    m_second->setVisible(data::takesSecond(op()));
    m_between->setText(op() == data::FilterOperator::Between ? tr("and") : tr("at"));
    const QString type = isKnown ? m_shape.columns[size_t(column)].type : QString();
    m_value->setPlaceholderText(valueExample(op(), type));
    m_second->setPlaceholderText(op() == data::FilterOperator::JsonAt ? u"a.b.0"_s : type);
    const QStringList words = valueWords(op());
    auto *completer = words.isEmpty() ? nullptr : new QCompleter(words, m_value);
    if (completer)
        completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_value->setCompleter(completer);
    m_chooser->setSubject(m_shape, column, op());
    m_suggestions->setSubject(m_shape, column, op());
    m_choose->setVisible(m_chooser->canChoose());
    m_chooseSecond->setVisible(m_chooser->canChoose() && data::takesSecond(op()));
}

void FilterRow::setFilter(const data::Filter &filter)
{
    // Saved filters may ask for what is not there any more: they are shown as they are, and it is said why they fail.
    int column = m_column->findText(filter.column, Qt::MatchExactly | Qt::MatchCaseSensitive);
    if (column < 0 && !filter.column.isEmpty()) {
        column = m_column->count();
        m_column->addItem(filter.column);
    }
    m_column->setCurrentIndex(column);
    if (m_operator->findData(int(filter.op)) < 0)
        m_operator->addItem(operatorText(filter.op), int(filter.op));
    m_operator->setCurrentIndex(m_operator->findData(int(filter.op)));
    m_not->setChecked(filter.negated);
    put(m_value, filter.value);
    put(m_second, filter.second);
    updateValueField();
}

data::Filter FilterRow::filter() const
{
    data::Filter filter{m_column->currentText(), op(), m_value->text(), {}, m_not->isChecked()};
    if (data::takesSecond(filter.op))
        filter.second = m_second->text();
    return filter;
}

void FilterRow::focusValue()
{
    QWidget *target = m_value->isVisibleTo(this) ? static_cast<QWidget *>(m_value) : m_operator;
    target->setFocus(Qt::ShortcutFocusReason);
}

void FilterRow::showProblem(int operand, const QString &message)
{
    m_faulty = operand;
    m_problem->setText(message);
    m_problem->setVisible(!message.isEmpty());
    m_value->setAccessibleDescription(operand == 0 ? message : QString());
    m_second->setAccessibleDescription(operand == 1 ? message : QString());
    paintProblem();
}

QString FilterRow::problem() const { return m_problem->text(); }

void FilterRow::clearProblem()
{
    if (!m_problem->text().isEmpty())
        showProblem(-1, {});
}

// A style sheet of the application outweighs palettes, so the colours are set by ones of their own.
void FilterRow::paintProblem()
{
    const QString red = color(Tone::Failed, palette()).name();
    m_problem->setStyleSheet(u"color: %1"_s.arg(red));
    const auto frame = [&](QLineEdit *field, int operand) {
        const QString wanted = m_faulty == operand ? u"border: 1px solid %1"_s.arg(red) : QString();
        if (field->styleSheet() != wanted)
            field->setStyleSheet(wanted);
    };
    frame(m_value, 0);
    frame(m_second, 1);
}

void FilterRow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_problem->text().isEmpty())
        paintProblem();
}

} // namespace howdah::ui
