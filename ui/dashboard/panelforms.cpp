// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/panelforms.h"

namespace howdah::ui {

PanelForms::PanelForms(const QString &folder, ConnectionController *connection, QThreadPool *files, QWidget *page)
    : QObject(page)
    , m_folder(folder)
    , m_connection(connection)
    , m_files(files)
    , m_page(page)
{
}

PanelForms::~PanelForms() { delete m_form; }

void PanelForms::open(
    const LibraryEntry &entry, const QString &panel, const BoardQuestion &question, const metrics::PanelTexts &begun)
{
    delete m_form;
    m_form = new PanelForm({entry.path, entry.yaml, panel, m_folder, begun}, question, m_connection, m_files, m_page);
    connect(m_form, &PanelForm::saved, this, &PanelForms::saved);
    Q_EMIT dialogOpened(m_form);
    m_form->open();
}

} // namespace howdah::ui
