// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/page.h"
#include "common/tasks.h"
#include "migrate/list/migrationreader.h"

#include <QDialog>
#include <QPointer>

namespace howdah::ui {

class ReviewDialog;

// One request, from its plan to the answer of the dialog. It ends with the answer; ended before, the dialog goes with
// it. UI thread.
class MigrationReview final : public QObject
{
    Q_OBJECT
public:
    struct Place
    {
        connection::ConnInfo target; // with user and database
        QString folder;
        QString label; // "uaip on the private server"
        bool production = false;
    };

    // `page` is the parent of the dialog. The reader outlives it.
    MigrationReview(MigrationReader &reader, const PageServices &services, Place place, QWidget *page);
    ~MigrationReview() override;

    // planned() or failed().
    void plan(const migration::Request &request);
    [[nodiscard]] bool isPlanning() const { return m_planning.question().isWanted(); }
    // Shows what was planned, to be agreed to.
    void open(std::shared_ptr<const Preview> preview);

Q_SIGNALS:
    void planned(std::shared_ptr<const howdah::ui::Preview> preview);
    void failed(const howdah::Error &error);
    void opened(QDialog *dialog); // it is about to be shown
    // `typed`: the names that were typed.
    void agreed(std::shared_ptr<const howdah::ui::Preview> preview, bool copied, const QStringList &typed);
    void declined();
    void otherWanted(const howdah::migration::Request &request); // instead
    void splitWanted(const howdah::migration::Refusal &refusal); // instead
    void saveWanted(const howdah::migration::Plan &plan);        // meanwhile
    void editWanted(const QString &file);                        // meanwhile

private:
    void countLosses();

    MigrationReader &m_reader;
    PageServices m_services;
    Place m_place;
    QWidget *m_page;
    TaskHandle m_task;
    Latest m_planning;
    std::shared_ptr<const Preview> m_preview;
    QPointer<ReviewDialog> m_dialog;
};

} // namespace howdah::ui
