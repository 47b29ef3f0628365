// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"
#include "connection/session/sessionjobs.h"
#include "dashboard/rolluprefresher.h"
#include "operations/dashboards/rollupchanges.h"

#include <QPointer>

class QDialog;

namespace howdah::ui {

class PanelCard;
class RollupDialog;

// The rollup of what a panel asks, from the assistant's proposal to a migration in a folder, and refreshing one that is
// there. UI thread.
class DashboardRollups final : public QObject
{
    Q_OBJECT
public:
    // `page` is whose dialogs they are.
    DashboardRollups(ConnectionController *connection, TaskList *tasks, QWidget *page);
    ~DashboardRollups() override;

    void ask(PanelCard *card);
    // Of migrations, as it was chosen the last time.
    [[nodiscard]] const QString &folder() const { return m_folder; }
    void setFolder(const QString &folder) { m_folder = folder; }

Q_SIGNALS:
    void reported(howdah::ui::Tone tone, const QString &text);
    void dialogOpened(QDialog *dialog);  // it is about to be shown
    void written(const QString &folder); // a migration, which is to be looked at and applied there
    void refreshed();                    // panels may be answered otherwise now

private:
    void askFolder(RollupDialog *dialog, operations::RollupChange change, const metrics::RollupDefinition &definition);
    void write(
        const QPointer<RollupDialog> &dialog, operations::RollupChange change,
        const metrics::RollupDefinition &definition);
    void report(const Result<metrics::RefreshReport> &report);

    ConnectionController *m_connection;
    QWidget *m_page;
    RollupRefresher m_refresher;
    connection::SessionJobs m_jobs;
    QString m_folder;
    QPointer<RollupDialog> m_dialog;
};

} // namespace howdah::ui
