// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/run/parameterfield.h"

#include "common/icons.h"
#include "common/spacing.h"
#include "common/theme.h"
#include "common/widgets.h"
#include "editors/choiceeditor.h"
#include "editors/lineeditor.h"

#include <QCompleter>
#include <QLineEdit>
#include <QStringListModel>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int NameWidth = 150;
constexpr int RoomyHeight = 150;

using Kind = query::ParameterValue::Kind;

data::CellValue cellOf(const query::ParameterValue &value)
{
    switch (value.kind) {
    case Kind::Null:
        return data::CellValue::null();
    case Kind::Default:
        return data::CellValue::byDefault();
    case Kind::Text:
    case Kind::Raw:
        break;
    }
    return data::CellValue::text(value.text);
}

query::ParameterValue parameterOf(const data::CellValue &value)
{
    if (value.isNull())
        return {Kind::Null, {}};
    if (value.isDefault())
        return {Kind::Default, {}};
    return {Kind::Text, data::decoded(value.bytes())};
}

// As it is written in the text.
QString writtenName(const query::NeededParameter &parameter)
{
    switch (parameter.style) {
    case query::ParameterStyle::Number:
        return u'$' + parameter.name;
    case query::ParameterStyle::Plain:
        return u':' + parameter.name;
    case query::ParameterStyle::Literal:
        return u":'%1'"_s.arg(parameter.name);
    case query::ParameterStyle::Identifier:
        return u":\"%1\""_s.arg(parameter.name);
    }
    return parameter.name;
}

} // namespace

ParameterField::ParameterField(query::NeededParameter parameter, QWidget *parent)
    : QWidget(parent)
    , m_parameter(std::move(parameter))
    , m_row(new QHBoxLayout)
    , m_name(plainLabel())
    , m_type(mutedLabel())
    , m_problem(failedLabel())
{
    m_column.name = m_parameter.name;
    m_column.category = data::TypeCategory::Other;
    m_name->setFont(fixedFont());
    m_name->setMinimumWidth(NameWidth);
    m_name->setObjectName(u"parameterName"_s);
    m_type->setObjectName(u"parameterType"_s);
    m_type->setMinimumWidth(NameWidth);
    m_problem->setObjectName(u"parameterProblem"_s);
    m_problem->setWordWrap(true);
    m_null = stateButton(u"NULL"_s, tr("Set NULL (Ctrl+Alt+N)"), {Kind::Null, {}});
    m_empty = stateButton(u"''"_s, tr("Set the empty string (Ctrl+Alt+E)"), {Kind::Text, u""_s});
    m_empty->setAccessibleName(tr("Empty string"));
    m_empty->setFont(fixedFont()); // else its two signs look like one
    m_default = stateButton(u"DEFAULT"_s, tr("The default of the column (Ctrl+Alt+D)"), {Kind::Default, {}});
    m_roomy = new QToolButton;
    m_roomy->setIcon(icon(u"zoom-fit-height"));
    m_roomy->setToolTip(tr("Edit in many lines"));
    m_roomy->setAccessibleName(tr("Edit in many lines"));
    m_roomy->setCheckable(true);
    m_roomy->setAutoRaise(true);
    m_roomy->setFocusPolicy(Qt::ClickFocus);
    connect(m_roomy, &QToolButton::clicked, this, [this](bool roomy) {
        m_isRoomy = roomy;
        makeEditor();
        takeFocus();
    });
    m_row->setSpacing(space::tight);
    m_row->addWidget(m_name);
    for (QWidget *one :
         {static_cast<QWidget *>(m_null), static_cast<QWidget *>(m_empty), static_cast<QWidget *>(m_default),
          static_cast<QWidget *>(m_roomy)})
        m_row->addWidget(one);
    m_row->addWidget(m_type);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(m_row);
    column->addWidget(m_problem);
    makeEditor();
    setParameter(m_parameter);
}

QToolButton *ParameterField::stateButton(const QString &text, const QString &tip, const query::ParameterValue &value)
{
    auto *button = new QToolButton;
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(text);
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setFont(smallFont());
    button->setFocusPolicy(Qt::ClickFocus); // the keys of the editor set them, and Tab goes from field to field
    connect(button, &QToolButton::clicked, this, [this, value] { m_editor->setValue(cellOf(value)); });
    return button;
}

void ParameterField::setParameter(const query::NeededParameter &parameter)
{
    m_parameter = parameter;
    m_name->setText(writtenName(m_parameter));
    m_name->setToolTip(m_parameter.isSecret ? tr("Not remembered: it looks like a secret") : QString());
    m_default->setVisible(m_parameter.mayDefault);
    m_null->setVisible(!isName());
    m_empty->setVisible(!isName());
    m_roomy->setVisible(!isName());
    showState();
}

void ParameterField::setType(const query::TypedParameter &type, const catalog::Catalog *catalog)
{
    data::EditColumn column = m_column;
    column.type = column.declared = type.type;
    column.typeOid = column.baseTypeOid = type.typeOid;
    column.category = type.typeOid == 0 ? data::TypeCategory::Other : data::categoryOf(type.typeOid, type.type);
    column.labels.clear();
    if (const catalog::Type *known = catalog ? catalog->type(type.typeOid) : nullptr;
        known && known->kind == catalog::TypeKind::Enum) {
        column.category = data::TypeCategory::Enumeration;
        column.labels = known->labels;
    }
    if (column == m_column)
        return;
    m_column = std::move(column);
    if (!isName()) // a name has no type
        makeEditor();
}

void ParameterField::setNames(const QStringList &names)
{
    m_names = names;
    auto *line = qobject_cast<LineEditor *>(m_editor);
    if (!line || !isName())
        return;
    auto *completer = new QCompleter(m_names, line->line());
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    delete line->line()->completer();
    line->line()->setCompleter(completer);
}

// Another one, with what was given.
void ParameterField::makeEditor()
{
    const bool hadFocus = m_editor && m_editor->isAncestorOf(focusWidget());
    EditSubject subject;
    subject.column = m_column;
    if (isName())
        subject.column.category = data::TypeCategory::Text;
    subject.value = m_value.value_or(data::CellValue::text(QByteArray("")));
    m_isRoomy = !isName() && (m_isRoomy || !fitsInPlace(subject));
    delete m_editor;
    m_editor = m_isRoomy ? makePanelEditor(subject, this) : makeInPlaceEditor(subject, this);
    m_editor->setObjectName(u"parameterEditor"_s);
    m_editor->setAccessibleName(writtenName(m_parameter));
    if (m_isRoomy)
        m_editor->setFixedHeight(RoomyHeight);
    m_row->insertWidget(1, m_editor, 1);
    setFocusProxy(m_editor);
    connect(m_editor, &CellEditor::edited, this, [this] { give(m_editor->value()); });
    connect(m_editor, &CellEditor::problemChanged, this, &ParameterField::showState);
    connect(m_editor, &CellEditor::commitWanted, this, &ParameterField::commitWanted);
    setNames(m_names);
    showState();
    if (hadFocus)
        takeFocus();
}

void ParameterField::give(const data::CellValue &value)
{
    m_value = value;
    showState();
    Q_EMIT valueChanged();
}

std::optional<query::ParameterValue> ParameterField::value() const
{
    return m_value ? std::optional(parameterOf(*m_value)) : std::nullopt;
}

void ParameterField::setValue(const query::ParameterValue &value)
{
    if (this->value() == value)
        return;
    m_value = cellOf(value);
    makeEditor(); // a long one needs another
}

QString ParameterField::problem() const
{
    if (!m_value)
        return {};
    if (m_value->isDefault() && !m_parameter.mayDefault)
        return tr("DEFAULT can only stand alone, as the value of a column.");
    if (isName() && !m_value->isText())
        return tr("A name is needed here: NULL and DEFAULT are none.");
    if (isName() && m_value->isEmptyText())
        return tr("A name cannot be empty.");
    return m_editor->problem();
}

QString ParameterField::typeWord() const { return isName() ? tr("name") : m_column.type; }

void ParameterField::takeFocus() { m_editor->setFocus(Qt::TabFocusReason); }

void ParameterField::showState()
{
    m_null->setChecked(m_value && m_value->isNull());
    m_empty->setChecked(m_value && m_value->isEmptyText());
    m_default->setChecked(m_value && m_value->isDefault());
    m_roomy->setChecked(m_isRoomy);
    m_type->setText(typeWord().isEmpty() ? tr("type not known yet") : typeWord());
    const QString what = problem();
    m_problem->setText(what);
    m_problem->setVisible(!what.isEmpty());
    // An empty string is said to be one only where somebody gave it.
    if (m_value)
        return;
    const QString missing = m_parameter.certain ? tr("no value yet") : tr("may stay without a value");
    if (auto *line = qobject_cast<LineEditor *>(m_editor)) {
        line->setMissing(missing);
    } else if (auto *choice = qobject_cast<ChoiceEditor *>(m_editor)) {
        choice->setMissing(missing);
    }
}

} // namespace howdah::ui
