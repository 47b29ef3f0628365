// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/lineeditor.h"

#include "common/theme.h"
#include "editors/typedtext.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>

#include <limits>

namespace howdah::ui {

LineEditor::LineEditor(QWidget *parent)
    : CellEditor(parent)
    , m_line(new QLineEdit(this))
    , m_layout(new QHBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(space::tight);
    m_layout->addWidget(m_line, 1);
    m_line->setMaxLength(std::numeric_limits<int>::max());
    m_line->setFont(fixedFont());
    watch(m_line);
    connect(m_line, &QLineEdit::textChanged, this, [this] {
        if (isLoading())
            return;
        // What is typed is a text, and so is what is left when it is taken away.
        m_state = data::CellValue::text(QByteArray(""));
        m_missing.clear();
        showState();
        touched();
    });
}

void LineEditor::addBeside(QWidget *widget, int stretch) { m_layout->addWidget(widget, stretch); }

void LineEditor::load(const data::CellValue &value)
{
    m_missing.clear();
    m_state = value.isText() ? data::CellValue::text(QByteArray("")) : value;
    m_line->setAccessibleName(subject().column.name);
    m_line->setText(data::decoded(value.bytes()));
    m_line->selectAll();
    showState();
}

data::CellValue LineEditor::current() const
{
    return m_line->text().isEmpty() ? m_state : data::CellValue::text(m_line->text());
}

void LineEditor::beginWith(const QString &text)
{
    setValue(data::CellValue::text(text));
    m_line->deselect();
    m_line->end(false);
}

QString LineEditor::problem() const { return textProblem(subject().column, value()); }

void LineEditor::applyReadOnly(bool readOnly) { m_line->setReadOnly(readOnly); }

void LineEditor::setMissing(const QString &words)
{
    m_missing = words;
    showState();
}

void LineEditor::showState()
{
    const QString words = m_missing.isEmpty() ? stateWord(m_state) : m_missing;
    m_line->setPlaceholderText(words);
    QPalette theme = palette();
    theme.setColor(
        QPalette::PlaceholderText, m_missing.isEmpty() ? stateColor(m_state, theme) : color(Surface::MutedText, theme));
    m_line->setPalette(theme);
    m_line->setAccessibleDescription(m_line->text().isEmpty() ? words : subject().column.declared);
}

void LineEditor::changeEvent(QEvent *event)
{
    CellEditor::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showState();
}

} // namespace howdah::ui
