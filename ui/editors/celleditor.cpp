// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/celleditor.h"

#include "common/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace howdah::ui {

CellEditor::CellEditor(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
}

void CellEditor::setSubject(const EditSubject &subject)
{
    m_subject = subject;
    m_edited = false;
    m_loading = true;
    setAccessibleName(subject.column.name);
    setAccessibleDescription(subject.column.declared);
    applyReadOnly(subject.readOnly);
    load(subject.value);
    m_loading = false;
    Q_EMIT problemChanged(problem());
}

void CellEditor::setValue(const data::CellValue &value)
{
    if (m_subject.readOnly)
        return;
    m_edited = true;
    m_loading = true;
    load(value);
    m_loading = false;
    touched();
}

void CellEditor::beginWith(const QString &text) { setValue(data::CellValue::text(text)); }

void CellEditor::touched()
{
    if (m_loading)
        return;
    m_edited = true;
    Q_EMIT edited();
    Q_EMIT problemChanged(problem());
}

void CellEditor::watch(QWidget *widget, Lines lines)
{
    m_watched[widget] = lines;
    widget->installEventFilter(this);
    if (!focusProxy())
        setFocusProxy(widget);
}

bool CellEditor::setByKey(int key)
{
    if (key == Qt::Key_N)
        setValue(data::CellValue::null());
    else if (key == Qt::Key_E)
        setValue(data::CellValue::text(QByteArray("")));
    else if (key == Qt::Key_D)
        setValue(data::CellValue::byDefault());
    else
        return false;
    return true;
}

// A text may be edited in lines; then Enter and Tab belong to it.
bool CellEditor::handleKey(int key, Qt::KeyboardModifiers modifiers, Lines lines)
{
    if (modifiers == (Qt::ControlModifier | Qt::AltModifier))
        return setByKey(key);
    if (key == Qt::Key_Escape && modifiers == Qt::NoModifier) {
        Q_EMIT cancelWanted();
        return true;
    }
    const bool many = lines == Lines::Many;
    if (key == Qt::Key_Backtab) {
        Q_EMIT commitWanted(Then::Previous);
        return true;
    }
    if (key == Qt::Key_Tab && modifiers == (many ? Qt::ControlModifier : Qt::NoModifier)) {
        Q_EMIT commitWanted(Then::Next);
        return true;
    }
    if ((key == Qt::Key_Return || key == Qt::Key_Enter) && !many && !(modifiers & ~Qt::KeypadModifier)) {
        Q_EMIT commitWanted(Then::Down);
        return true;
    }
    return false;
}

bool CellEditor::eventFilter(QObject *watched, QEvent *event)
{
    const auto known = m_watched.find(watched);
    if (known == m_watched.end())
        return QWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::ShortcutOverride: {
        // Before an action of the window takes them.
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->modifiers() == (Qt::ControlModifier | Qt::AltModifier)
            && (key->key() == Qt::Key_N || key->key() == Qt::Key_E || key->key() == Qt::Key_D)) {
            event->accept();
            return true;
        }
        if (key->key() == Qt::Key_Escape && key->modifiers() == Qt::NoModifier) {
            event->accept();
            return true;
        }
        // Which go to another tab elsewhere.
        if (known->second == Lines::Many && key->key() == Qt::Key_Tab && key->modifiers() == Qt::ControlModifier) {
            event->accept();
            return true;
        }
        break;
    }
    case QEvent::KeyPress: {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (handleKey(key->key(), key->modifiers(), known->second))
            return true;
        break;
    }
    case QEvent::FocusOut:
        if (static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason)
            QTimer::singleShot(0, this, [this] { focusMayHaveLeft(); });
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

// What was typed stays with the cell that it was typed for.
void CellEditor::focusMayHaveLeft()
{
    const QWidget *now = QApplication::focusWidget();
    if (m_edited && isVisible() && now && now != this && !isAncestorOf(now) && !QApplication::activePopupWidget())
        Q_EMIT commitWanted(Then::Stay);
}

QString stateWord(const data::CellValue &value)
{
    if (value.isNull())
        return u"NULL"_s;
    if (value.isDefault())
        return u"DEFAULT"_s;
    return value.isEmptyText() ? u"''"_s : QString();
}

QColor stateColor(const data::CellValue &value, const QPalette &palette)
{
    if (value.isNull())
        return color(Surface::MutedText, palette);
    if (value.isDefault())
        return color(Tone::Pending, palette);
    return value.isEmptyText() ? color(Tone::Accent, palette) : palette.color(QPalette::Text);
}

} // namespace howdah::ui
