// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "dashboard/dashboardlibrary.h"
#include "metrics/paneltext.h"

#include <QPointer>

class QComboBox;
class QLineEdit;

namespace howdah::ui {

class Prompter;

// Asks which dashboard a panel that was made elsewhere is for: one of those that there are, or a new one. UI thread.
class PanelPlaceDialog final : public DialogFrame
{
    Q_OBJECT
public:
    // `current`: the path of the one that is chosen at first.
    PanelPlaceDialog(
        const metrics::PanelTexts &panel, const std::vector<LibraryEntry> &entries, const QString &current,
        QWidget *parent);

Q_SIGNALS:
    // An empty path: a new one of this title.
    void chosen(const QString &path, const QString &title);

private:
    QComboBox *m_dashboards;
    QLineEdit *m_title;
};

// Begins dashboards of one's own, as files under a free name of a folder: of a title, as a copy, or with a panel that
// another page made. UI thread; writes on another one.
class NewDashboard final : public QObject
{
    Q_OBJECT
public:
    // `page` is who asks.
    NewDashboard(const QString &folder, Prompter *prompter, QWidget *page);

    void askTitle(); // and begins it
    void copy(const LibraryEntry &entry);
    // Asks where the panel goes; `yaml`: as metrics::panelYaml() gives it.
    void add(const QByteArray &yaml, const std::vector<LibraryEntry> &entries, const QString &current);

Q_SIGNALS:
    void written(const QString &path);
    void failed(const howdah::Error &error);
    void dialogOpened(QDialog *dialog);
    // It is to be looked at in the form before it is saved in the file of a dashboard that is there.
    void panelWanted(const QString &path, const howdah::metrics::PanelTexts &panel);
    void withPanel(const QString &path); // a new dashboard with it was written

private:
    void write(const QString &name, const QByteArray &yaml, void (NewDashboard::*done)(const QString &));

    QString m_folder;
    Prompter *m_prompter;
    QWidget *m_page;
    QPointer<PanelPlaceDialog> m_dialog;
};

} // namespace howdah::ui
