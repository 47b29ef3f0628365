// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/uuideditor.h"

#include "common/icons.h"

#include <QLineEdit>
#include <QToolButton>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace howdah::ui {

UuidEditor::UuidEditor(QWidget *parent)
    : LineEditor(parent)
    , m_button(new QToolButton(this))
{
    m_button->setIcon(icon(u"view-refresh"_s));
    m_button->setAutoRaise(true);
    m_button->setShortcut(Qt::CTRL | Qt::ALT | Qt::Key_G);
    m_button->setToolTip(tr("Generate a random UUID (Ctrl+Alt+G)"));
    m_button->setAccessibleName(tr("Generate"));
    m_button->setFocusPolicy(Qt::NoFocus);
    connect(m_button, &QToolButton::clicked, this, &UuidEditor::generate);
    addBeside(m_button);
}

void UuidEditor::generate() { line()->setText(QUuid::createUuid().toString(QUuid::WithoutBraces)); }

void UuidEditor::applyReadOnly(bool readOnly)
{
    LineEditor::applyReadOnly(readOnly);
    m_button->setEnabled(!readOnly);
}

} // namespace howdah::ui
