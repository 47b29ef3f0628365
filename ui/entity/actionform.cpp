// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/actionform.h"

#include "common/widgets.h"
#include "value/valuetext.h"

#include <QComboBox>
#include <QCompleter>
#include <QFormLayout>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using entity::ParameterDefinition;

constexpr int MostChoicesInSight = 12; // beyond them the list is typed into

ActionForm::ActionForm(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QFormLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(space::inside);
    m_layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
}

void ActionForm::clear()
{
    m_fields.clear();
    while (m_layout->rowCount() > 0)
        m_layout->removeRow(0);
}

void ActionForm::setParameters(const entity::ActionDefinition &action, const Choices &choices)
{
    const QHash<QString, QString> before = typed();
    clear();
    for (const ParameterDefinition &parameter : action.parameters) {
        if (parameter.isGenerated)
            continue;
        if (parameter.hash != entity::PasswordHash::None)
            addPassword(parameter);
        else if (const auto found = choices.constFind(parameter.id); found != choices.constEnd())
            addChoice(parameter, *found);
        else
            addText(parameter);
    }
    for (const Field &field : m_fields) {
        if (const auto found = before.constFind(field.id); found != before.constEnd())
            field.setText(*found);
    }
}

QHash<QString, QString> ActionForm::typed() const
{
    QHash<QString, QString> texts;
    for (const Field &field : m_fields)
        texts.insert(field.id, field.text());
    return texts;
}

QString ActionForm::problem() const
{
    for (const Field &field : m_fields) {
        if (const QString problem = field.problem(); !problem.isEmpty())
            return problem;
    }
    return {};
}

void ActionForm::focusFirst()
{
    if (!m_fields.empty())
        m_fields.front().editor->setFocus(Qt::OtherFocusReason);
}

void ActionForm::addRow(const QString &title, QWidget *field)
{
    QLabel *label = plainLabel(title);
    label->setBuddy(field);
    m_layout->addRow(label, field);
}

QLineEdit *ActionForm::addLine(const QString &title, const QString &name)
{
    auto *line = new QLineEdit;
    line->setObjectName(name);
    line->setAccessibleName(title);
    addRow(title, line);
    connect(line, &QLineEdit::textChanged, this, &ActionForm::changed);
    return line;
}

static QString missingText(const QString &title) { return ActionForm::tr("%1 is still missing").arg(title); }

void ActionForm::addText(const ParameterDefinition &parameter)
{
    const QString title = singleLine(parameter.title);
    QLineEdit *line = addLine(title, u"parameter-"_s + parameter.id);
    line->setText(parameter.usual);
    line->setPlaceholderText(parameter.isOptional ? tr("optional") : parameter.type);
    m_fields.push_back(
        {parameter.id, line, [line] { return line->text(); }, [line](const QString &text) { line->setText(text); },
         [line, title, isOptional = parameter.isOptional] {
             return isOptional || !line->text().isEmpty() ? QString() : missingText(title);
         }});
}

// A choice that nothing is chosen of has nothing as its value; what was typed into a long list and is none of it, too.
static QString chosen(const QComboBox *box)
{
    const int at = box->isEditable() ? box->findText(box->currentText()) : box->currentIndex();
    return at < 0 ? QString() : box->itemData(at).toString();
}

void ActionForm::addChoice(const ParameterDefinition &parameter, const std::vector<entity::Choice> &choices)
{
    const QString title = singleLine(parameter.title);
    auto *box = new QComboBox;
    box->setObjectName(u"parameter-"_s + parameter.id);
    box->setAccessibleName(title);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(20);
    if (parameter.isOptional)
        box->addItem(tr("none"), QString());
    for (const entity::Choice &choice : choices)
        box->addItem(singleLine(choice.label, 120), QString::fromUtf8(choice.value));
    if (choices.size() > MostChoicesInSight) {
        box->setEditable(true);
        box->setInsertPolicy(QComboBox::NoInsert);
        box->completer()->setFilterMode(Qt::MatchContains);
        box->completer()->setCompletionMode(QCompleter::PopupCompletion);
        box->lineEdit()->setPlaceholderText(tr("Type to search"));
        box->lineEdit()->setAccessibleName(title);
    } else {
        box->setPlaceholderText(tr("Choose one"));
    }
    box->setCurrentIndex(parameter.isOptional ? 0 : -1);
    if (!parameter.usual.isEmpty())
        box->setCurrentIndex(box->findData(parameter.usual));
    addRow(title, box);
    connect(box, &QComboBox::currentTextChanged, this, &ActionForm::changed);
    m_fields.push_back(
        {parameter.id, box, [box] { return chosen(box); },
         [box](const QString &text) { box->setCurrentIndex(box->findData(text)); },
         [box, title, isOptional = parameter.isOptional, isEmpty = choices.empty()] {
             if (!chosen(box).isEmpty() || (isOptional && (!box->isEditable() || box->currentIndex() >= 0)))
                 return QString();
             return isEmpty ? tr("There is nothing to choose for %1").arg(title) : missingText(title);
         }});
}

void ActionForm::addPassword(const ParameterDefinition &parameter)
{
    const QString title = singleLine(parameter.title);
    QLineEdit *line = addLine(title, u"parameter-"_s + parameter.id);
    QLineEdit *again = addLine(tr("%1, again").arg(title), u"repeat-"_s + parameter.id);
    for (QLineEdit *each : {line, again}) {
        each->setEchoMode(QLineEdit::Password);
        each->setInputMethodHints(Qt::ImhHiddenText | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    }
    m_fields.push_back(
        {parameter.id, line, [line] { return line->text(); },
         [line, again](const QString &text) {
             line->setText(text);
             again->setText(text);
         },
         [line, again, title] {
             if (line->text().isEmpty())
                 return missingText(title);
             return line->text() == again->text() ? QString() : tr("The two passwords differ");
         }});
}

} // namespace howdah::ui
