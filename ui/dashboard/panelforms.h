// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dashboard/dashboardlibrary.h"
#include "dashboard/panelform.h"

#include <QPointer>

namespace howdah::ui {

// Opens the form for a panel of the dashboard that is shown. UI thread.
class PanelForms final : public QObject
{
    Q_OBJECT
public:
    PanelForms(const QString &folder, ConnectionController *connection, QThreadPool *files, QWidget *page);
    ~PanelForms() override;

    // `panel`: "" for a new one, which begins with these texts.
    void open(
        const LibraryEntry &entry, const QString &panel, const BoardQuestion &question,
        const metrics::PanelTexts &begun = {});

Q_SIGNALS:
    void saved(const QString &path);
    void dialogOpened(QDialog *dialog);

private:
    QString m_folder;
    ConnectionController *m_connection;
    QThreadPool *m_files;
    QWidget *m_page;
    QPointer<PanelForm> m_form;
};

} // namespace howdah::ui
