// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/choiceeditor.h"

#include "catalog/catalog.h"
#include "common/theme.h"
#include "value/valuetext.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

QStringList labelsFor(const EditSubject &subject)
{
    if (!subject.column.labels.isEmpty() || !subject.connection || !subject.connection->catalog())
        return subject.column.labels;
    const auto catalog = subject.connection->catalog();
    const catalog::Column *column = catalog->column(subject.relation, subject.column.name);
    // Of an array the elements, of a domain what it stands for.
    for (const catalog::Oid oid : {column ? column->typeOid : 0, column ? column->innerTypeOid : 0}) {
        const catalog::Type *type = oid ? catalog->type(oid) : nullptr;
        if (type && type->kind == catalog::TypeKind::Enum)
            return type->labels;
    }
    return {};
}

// A label that reads like one of the states stands in quotes.
static QString labelWord(const QString &label)
{
    if (label.isEmpty())
        return stateWord(data::CellValue::text(QByteArray("")));
    const bool misleads = label == "NULL"_L1 || label == "DEFAULT"_L1 || label == "''"_L1;
    return misleads ? u'“' + label + u'”' : singleLine(label);
}

ChoiceEditor::ChoiceEditor(QWidget *parent)
    : CellEditor(parent)
    , m_box(new QComboBox(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_box);
    m_box->setFont(fixedFont());
    m_box->setMaxVisibleItems(16);
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_box->setMinimumContentsLength(6);
    watch(m_box);
    connect(m_box, &QComboBox::currentIndexChanged, this, [this] {
        showState();
        touched();
    });
}

void ChoiceEditor::addValue(const data::CellValue &value, const QString &word)
{
    m_values.push_back(value);
    m_box->addItem(word);
    const int row = m_box->count() - 1;
    if (!stateWord(value).isEmpty()) {
        m_box->setItemData(row, stateColor(value, palette()), Qt::ForegroundRole);
        m_box->setItemData(row, smallFont(), Qt::FontRole);
    }
}

void ChoiceEditor::fill(const data::CellValue &value)
{
    m_box->clear();
    m_values.clear();
    if (subject().column.category == data::TypeCategory::Boolean) {
        addValue(data::CellValue::text(QByteArray("t")), tr("true"));
        addValue(data::CellValue::text(QByteArray("f")), tr("false"));
    }
    for (const QString &label : labelsFor(subject())) {
        const auto one = data::CellValue::text(label);
        addValue(one, labelWord(label));
    }
    // What is there stays a choice, though nobody knows it any more.
    if (value.isText() && std::ranges::find(m_values, value) == m_values.end())
        addValue(value, labelWord(data::decoded(value.bytes())));
    if (!subject().column.notNull || value.isNull())
        addValue(data::CellValue::null(), stateWord(data::CellValue::null()));
    if (subject().column.hasDefault() || value.isDefault())
        addValue(data::CellValue::byDefault(), stateWord(data::CellValue::byDefault()));
    if (std::ranges::find(m_values, value) == m_values.end())
        addValue(value, stateWord(value));
}

void ChoiceEditor::load(const data::CellValue &value)
{
    const QSignalBlocker blocker(m_box);
    fill(value);
    m_box->setCurrentIndex(int(std::ranges::find(m_values, value) - m_values.begin()));
    m_box->setAccessibleName(subject().column.name);
    showState();
}

void ChoiceEditor::beginWith(const QString &text)
{
    for (int row = 0; row < m_box->count(); ++row) {
        if (m_box->itemText(row).startsWith(text, Qt::CaseInsensitive)) {
            m_box->setCurrentIndex(row);
            return;
        }
    }
}

data::CellValue ChoiceEditor::current() const
{
    const int row = m_box->currentIndex();
    return row < 0 ? subject().value : m_values.at(size_t(row));
}

void ChoiceEditor::applyReadOnly(bool readOnly) { m_box->setEnabled(!readOnly); }

void ChoiceEditor::setMissing(const QString &words)
{
    const QSignalBlocker blocker(m_box);
    m_box->setPlaceholderText(words);
    m_box->setCurrentIndex(-1);
    showState();
}

void ChoiceEditor::showState()
{
    QPalette theme = palette();
    if (m_box->currentIndex() < 0) {
        theme.setColor(QPalette::PlaceholderText, color(Surface::MutedText, theme));
        return m_box->setPalette(theme);
    }
    const data::CellValue now = m_values.at(size_t(m_box->currentIndex()));
    theme.setColor(QPalette::ButtonText, stateColor(now, theme));
    theme.setColor(QPalette::Text, stateColor(now, theme));
    m_box->setPalette(theme);
    const QString word = stateWord(now);
    m_box->setAccessibleDescription(word.isEmpty() ? subject().column.declared : word);
}

void ChoiceEditor::changeEvent(QEvent *event)
{
    CellEditor::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showState();
}

} // namespace howdah::ui
