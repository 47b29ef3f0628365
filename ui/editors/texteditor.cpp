// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/texteditor.h"

#include "editors/rawtext.h"
#include "editors/typedtext.h"

#include <QVBoxLayout>

namespace howdah::ui {

TextEditor::TextEditor(QWidget *parent)
    : CellEditor(parent)
    , m_text(new RawText(RawText::Language::Plain, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_text);
    watch(m_text, Lines::Many);
    connect(m_text, &RawText::bytesChanged, this, [this] {
        m_state = data::CellValue::text(QByteArray(""));
        m_loaded.reset();
        touched();
    });
}

void TextEditor::load(const data::CellValue &value)
{
    m_state = value.isText() ? data::CellValue::text(QByteArray("")) : value;
    m_loaded = value;
    m_text->setAccessibleName(subject().column.name);
    m_text->setBytes(value.bytes());
}

void TextEditor::beginWith(const QString &text)
{
    setValue(data::CellValue::text(text));
    m_text->selectBytes(m_text->viewed().size(), m_text->viewed().size());
}

data::CellValue TextEditor::current() const
{
    if (m_loaded)
        return *m_loaded;
    return m_text->viewed().size() == 0 ? m_state : data::CellValue::text(m_text->rawBytes());
}

data::CellValue TextEditor::beginning(qint64 most) const
{
    const bool isShort = m_loaded || m_text->viewed().size() <= most;
    return isShort ? current() : data::CellValue::text(m_text->beginning(most));
}

QString TextEditor::problem() const
{
    return isEdited() ? textProblem(subject().column, glance(longestJudged + 1)) : QString();
}

void TextEditor::applyReadOnly(bool readOnly) { m_text->setReadOnly(readOnly); }

} // namespace howdah::ui
