// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/page.h"
#include "common/theme.h"
#include "connection/session/sessionjobs.h"
#include "operations/define/scriptmigration.h"

#include <QPointer>

#include <functional>

namespace howdah::ui {

class AsMigrationDialog;

// DDL of a script, saved as the next migration of a folder: what is written is reviewed first. One for a page. UI
// thread.
class AsMigration final : public QObject
{
    Q_OBJECT
public:
    AsMigration(const PageServices &services, QWidget *page);
    ~AsMigration() override;

    // The folder of migrations that is open; empty: it is asked for.
    void setFolder(std::function<QString()> folder) { m_folder = std::move(folder); }
    // `sql`: the statement, the selection or all of the tab.
    void start(const QByteArray &sql);

Q_SIGNALS:
    void reported(howdah::ui::Tone tone, const QString &text);
    // It was written, and can be looked at: Page::placeWanted("migrations", folder).
    void written(const QString &folder);

private:
    void askFolder(const QByteArray &sql);
    void openDialog(const QByteArray &sql, const QString &folder);
    void draft(const QByteArray &sql, const QString &folder);
    void write();
    void offerToOpen(const QString &folder, const migration::NewMigration &made);

    PageServices m_services;
    QWidget *m_page;
    std::function<QString()> m_folder;
    QPointer<AsMigrationDialog> m_dialog;
    Latest m_drafting;
    connection::SessionJobs m_jobs; // ends first
};

} // namespace howdah::ui
