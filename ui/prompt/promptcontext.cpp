// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptcontext.h"

namespace howdah::ui {

PromptContext::PromptContext(const PageServices &services, QWidget *window)
    : QObject(window)
    , m_services(services)
    , m_window(window)
    , m_keys(this)
{
}

PromptContext::~PromptContext() { delete m_dialog; }

void PromptContext::open(QDialog *dialog)
{
    delete m_dialog;
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog = dialog;
    Q_EMIT dialogOpened(dialog);
    dialog->open();
}

} // namespace howdah::ui
