// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/referenceeditor.h"

#include "common/icons.h"
#include "common/widgets.h"
#include "editors/labelledreference.h"
#include "editors/referencepicker.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QScreen>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static constexpr int lookupPause = 200;

ReferenceEditor::ReferenceEditor(data::Reference reference, ConnectionController *connection, QWidget *parent)
    : LineEditor(parent)
    , m_reference(std::move(reference))
    , m_labels(new Lookup(connection, tr("label of a referenced row"), this))
    , m_choices(new Lookup(connection, tr("search of referenced rows"), this))
    , m_label(new ElidedLabel(this))
    , m_button(new QToolButton(this))
    , m_delay(new QTimer(this))
{
    m_label->setMuted();
    m_label->setTextFormat(Qt::PlainText);
    m_button->setIcon(icon(u"edit-find"_s));
    m_button->setAutoRaise(true);
    m_button->setFocusPolicy(Qt::NoFocus);
    m_button->setToolTip(tr("Choose the referenced row (Alt+Down)"));
    m_button->setAccessibleName(tr("Choose the referenced row"));
    connect(m_button, &QToolButton::clicked, this, &ReferenceEditor::showPicker);
    addBeside(m_label, 1);
    addBeside(m_button);
    m_delay->setSingleShot(true);
    m_delay->setInterval(lookupPause);
    connect(m_delay, &QTimer::timeout, this, &ReferenceEditor::askForLabel);
    connect(line(), &QLineEdit::textChanged, this, [this] {
        if (m_adopting || isLoading())
            return;
        m_companions.clear();
        setLabel(QString(), false);
        m_delay->start();
    });
}

void ReferenceEditor::load(const data::CellValue &value)
{
    LineEditor::load(value);
    m_companions.clear();
    setLabel(QString(), false);
    askForLabel();
}

// The values of all columns of the key; nothing while one of them is missing, since then nothing is referenced.
std::optional<std::vector<QByteArray>> ReferenceEditor::key() const
{
    std::vector<QByteArray> out;
    for (const int column : m_reference.columns) {
        data::CellValue part = column == subject().position ? LineEditor::current() : data::CellValue::null();
        if (const auto other = subject().row.find(column); column != subject().position && other != subject().row.end())
            part = other->second;
        if (const auto brought = m_companions.find(column); brought != m_companions.end())
            part = brought->second;
        if (!part.isText())
            return std::nullopt;
        out.push_back(part.bytes());
    }
    return out;
}

void ReferenceEditor::askForLabel()
{
    const auto wanted = key();
    if (!wanted) {
        m_labels->cancel();
        return setLabel(QString(), false);
    }
    m_labels->choice(m_reference, *wanted, [this](const Result<Lookup::Choices> &found) {
        if (!found)
            setLabel(found.error().message, true);
        else if (found->empty())
            setLabel(tr("no such row in %1").arg(m_reference.to.name), true);
        else
            setLabel(choiceLabel(found->front()), false);
    });
}

void ReferenceEditor::setLabel(const QString &label, bool isMissing)
{
    m_label->setText(label);
    m_label->setVisible(!label.isEmpty());
    m_label->setAccessibleName(isMissing ? label : tr("References %1").arg(label));
    Q_EMIT labelChanged(label);
}

QString ReferenceEditor::label() const { return m_label->text(); }

void ReferenceEditor::applyReadOnly(bool readOnly)
{
    LineEditor::applyReadOnly(readOnly);
    m_button->setEnabled(!readOnly);
}

bool ReferenceEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == line() && event->type() == QEvent::KeyPress && m_button->isEnabled()) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Down && key->modifiers() == Qt::AltModifier) {
            showPicker();
            return true;
        }
    }
    return LineEditor::eventFilter(watched, event);
}

void ReferenceEditor::showPicker()
{
    if (!m_picker) {
        m_picker = new ReferencePicker(m_reference, m_choices, this);
        connect(m_picker, &ReferencePicker::chosen, this, &ReferenceEditor::adopt);
    }
    m_picker->open(this);
}

void ReferenceEditor::adopt(const data::ReferenceChoice &choice)
{
    m_companions.clear();
    QByteArray mine;
    for (size_t i = 0; i < m_reference.columns.size() && i < choice.key.size(); ++i) {
        if (m_reference.columns[i] == subject().position)
            mine = choice.key[i];
        else
            m_companions[m_reference.columns[i]] = data::CellValue::text(choice.key[i]);
    }
    m_adopting = true;
    const bool same = line()->text() == data::decoded(mine);
    line()->setText(data::decoded(mine));
    m_adopting = false;
    m_delay->stop();
    m_labels->cancel();
    setLabel(choiceLabel(choice), false);
    if (same)
        touched(); // only another column of the key has changed
    line()->setFocus();
}

std::map<int, data::CellValue> ReferenceEditor::companions() const { return m_companions; }

} // namespace howdah::ui
