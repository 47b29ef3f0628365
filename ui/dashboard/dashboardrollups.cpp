// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardrollups.h"

#include "base/whendone.h"
#include "connect/connectioncontroller.h"
#include "dashboard/panelcard.h"
#include "dashboard/rollupdialog.h"

#include <QFileDialog>

using namespace Qt::StringLiterals;

namespace howdah::ui {

DashboardRollups::DashboardRollups(ConnectionController *connection, TaskList *tasks, QWidget *page)
    : QObject(page)
    , m_connection(connection)
    , m_page(page)
    , m_refresher(connection, tasks)
{
    connect(&m_refresher, &RollupRefresher::refreshed, this, &DashboardRollups::report);
}

DashboardRollups::~DashboardRollups() { delete m_dialog; }

void DashboardRollups::ask(PanelCard *card)
{
    delete m_dialog;
    auto *dialog = new RollupDialog(m_connection, rollupFor(card->definition()), m_page);
    m_dialog = dialog;
    connect(
        dialog, &RollupDialog::writeWanted, this,
        [this, dialog](operations::RollupChange change, const metrics::RollupDefinition &definition) {
            askFolder(dialog, change, definition);
        });
    connect(dialog, &RollupDialog::refreshWanted, &m_refresher, &RollupRefresher::start);
    connect(&m_refresher, &RollupRefresher::progressed, dialog, &RollupDialog::showProgress);
    connect(&m_refresher, &RollupRefresher::refreshed, dialog, &RollupDialog::showRefreshed);
    Q_EMIT dialogOpened(dialog);
    dialog->open();
    dialog->ask();
}

void DashboardRollups::askFolder(
    RollupDialog *dialog, operations::RollupChange change, const metrics::RollupDefinition &definition)
{
    auto *folders = new QFileDialog(dialog, tr("Your migrations folder"), m_folder);
    folders->setObjectName(u"rollupFolder"_s);
    folders->setAttribute(Qt::WA_DeleteOnClose);
    folders->setFileMode(QFileDialog::Directory);
    folders->setOption(QFileDialog::ShowDirsOnly);
    connect(
        folders, &QFileDialog::fileSelected, this,
        [this, dialog = QPointer(dialog), change, definition](const QString &folder) {
            m_folder = folder;
            write(dialog, change, definition);
        });
    Q_EMIT dialogOpened(folders);
    folders->open();
}

// The page of migrations comes to the front with that folder: there it is looked at, applied, and rolled back as any.
void DashboardRollups::write(
    const QPointer<RollupDialog> &dialog, operations::RollupChange change, const metrics::RollupDefinition &definition)
{
    auto session = m_connection->takeSession(connection::SessionRole::Reader, u"rollup"_s);
    if (!session) {
        if (dialog)
            dialog->showProblem(session.error());
        Q_EMIT reported(Tone::Failed, session.error().message);
        return;
    }
    const auto future =
        m_jobs.run(*std::move(session), [folder = m_folder, change, definition](connection::Session &reader) {
            return operations::writeRollupMigration(reader, folder, change, definition);
        });
    whenDone(this, future, [this, dialog, folder = m_folder](const Result<migration::NewMigration> &made) {
        if (!made) {
            if (dialog)
                dialog->showProblem(made.error());
            Q_EMIT reported(Tone::Failed, made.error().message);
            return;
        }
        if (dialog)
            dialog->showWritten(folder, made->upFile);
        Q_EMIT reported(
            Tone::Applied,
            tr("%1 was written. Apply it on the Migrations page, then refresh the rollup here.").arg(made->upFile));
        if (dialog)
            dialog->close();
        Q_EMIT written(folder);
    });
}

void DashboardRollups::report(const Result<metrics::RefreshReport> &report)
{
    if (!report) {
        Q_EMIT reported(Tone::Failed, describe(report.error()));
        return;
    }
    Q_EMIT reported(
        Tone::Applied, report->isStopped
                           ? tr("Stopped: what was counted is kept, and the next refresh continues from there.")
                           : tr("The rollup was refreshed: %1 rows added, %2 buckets recounted.")
                                 .arg(report->added)
                                 .arg(report->corrected));
    Q_EMIT refreshed();
}

} // namespace howdah::ui
