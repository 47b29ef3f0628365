// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"
#include "dashboard/exportjob.h"

class QAction;
class QDialog;
class QFileDialog;

namespace howdah::ui {

class ConnectionController;
class DashboardBoard;

// Writes what a board shows to files: a panel, all panels, or the picture of the whole. Asks where to. UI thread.
class DashboardExports final : public QObject
{
    Q_OBJECT
public:
    // `page` is whose dialogs they are, and whose palette the pictures have.
    DashboardExports(DashboardBoard *board, ConnectionController *connection, QWidget *page);

    // Of the whole dashboard.
    [[nodiscard]] const QList<QAction *> &actions() const { return m_actions; }
    void setEnabled(bool enabled);
    void askPanelFile(PanelCard *card, PanelExport form);

    void exportPanel(PanelCard *card, PanelExport form, const QString &path, ExportJob::Done done);
    void exportPicture(PictureFormat format, double scale, const QString &path, ExportJob::Done done);
    void exportTables(PanelExport form, const QString &folder, ExportJob::Done done);

Q_SIGNALS:
    void reported(howdah::ui::Tone tone, const QString &text);
    void dialogOpened(QDialog *dialog); // it is about to be shown

private:
    [[nodiscard]] PictureOptions optionsFor(double scale) const;
    void askPictureFile(PictureFormat format, double scale);
    void askFolder(PanelExport form);
    [[nodiscard]] QFileDialog *saveDialog(const QString &title, const QString &file, const QString &suffix);
    void open(QFileDialog *dialog);
    void report(const Result<int> &written, const QString &path);

    DashboardBoard *m_board;
    ConnectionController *m_connection;
    QWidget *m_page;
    QList<QAction *> m_actions;
};

} // namespace howdah::ui
