// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The page's part in rollups: where the migration goes, and asking the panels again when one was refreshed.
#include "base/whendone.h"
#include "connect/connectioncontroller.h"
#include "dashboard/dashboardpage.h"
#include "dashboard/rollupdialog.h"

#include <QFileDialog>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

void DashboardPage::askRollup(PanelCard *card)
{
    delete m_dialog;
    auto *dialog = new RollupDialog(m_services.connection, rollupFor(card->definition()), this);
    m_dialog = dialog;
    connect(
        dialog, &RollupDialog::writeWanted, this,
        [this, dialog](operations::RollupChange change, const metrics::RollupDefinition &definition) {
            askRollupFolder(dialog, change, definition);
        });
    connect(dialog, &RollupDialog::refreshWanted, this, &DashboardPage::refreshRollup);
    connect(&m_refresher, &RollupRefresher::progressed, dialog, &RollupDialog::showProgress);
    connect(&m_refresher, &RollupRefresher::refreshed, dialog, &RollupDialog::showRefreshed);
    Q_EMIT dialogOpened(dialog);
    dialog->open();
    dialog->ask();
}

void DashboardPage::askRollupFolder(
    RollupDialog *dialog, operations::RollupChange change, const metrics::RollupDefinition &definition)
{
    auto *folders = new QFileDialog(dialog, tr("The folder of your migrations"), m_rollupFolder);
    folders->setObjectName(u"rollupFolder"_s);
    folders->setAttribute(Qt::WA_DeleteOnClose);
    folders->setFileMode(QFileDialog::Directory);
    folders->setOption(QFileDialog::ShowDirsOnly);
    connect(
        folders, &QFileDialog::fileSelected, this,
        [this, dialog = QPointer(dialog), change, definition](const QString &folder) {
            writeRollup(dialog, change, definition, folder);
        });
    Q_EMIT dialogOpened(folders);
    folders->open();
}

// The page of migrations comes to the front with that folder: there it is looked at, applied, and rolled back as any.
void DashboardPage::writeRollup(
    const QPointer<RollupDialog> &dialog, operations::RollupChange change, const metrics::RollupDefinition &definition,
    const QString &folder)
{
    m_rollupFolder = folder;
    const auto future = QtConcurrent::run(
        [folder, change, definition] { return operations::writeRollupMigration(folder, change, definition); });
    whenDone(this, future, [this, dialog, folder](const Result<migration::NewMigration> &made) {
        if (!made) {
            if (dialog)
                dialog->showProblem(made.error());
            tell(Tone::Failed, made.error().message);
            return;
        }
        if (dialog)
            dialog->showWritten(folder, made->upFile);
        tell(
            Tone::Applied,
            tr("%1 was written. Apply it on the page of migrations, then refresh the rollup here.").arg(made->upFile));
        if (dialog)
            dialog->close();
        Q_EMIT placeWanted(u"migrations"_s, folder);
    });
}

void DashboardPage::refreshRollup(const QString &table) { m_refresher.start(table); }

void DashboardPage::rollupRefreshed(const Result<metrics::RefreshReport> &report)
{
    if (!report) {
        tell(Tone::Failed, describe(report.error()));
        return;
    }
    tell(
        Tone::Applied, report->isStopped ? tr("Stopped: what was counted is kept, and the next refresh goes on.")
                                         : tr("The rollup was refreshed: %1 rows added, %2 cells counted again.")
                                               .arg(report->added)
                                               .arg(report->corrected));
    ask(PanelCard::Keep::WhatIsShown);
}

} // namespace howdah::ui
