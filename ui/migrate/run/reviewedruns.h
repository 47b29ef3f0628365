// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"
#include "common/theme.h"
#include "migrate/list/migrationreader.h"

#include <QPointer>

class QDialog;

namespace howdah::ui {

class MigrationList;
class MigrationReview;
class MigrationRun;
class RunPanel;
class SourceChoice;
struct RunOutcome;

// Requests, from the review to the end of the run that was agreed to: one at a time. UI thread.
class ReviewedRuns final : public QObject
{
    Q_OBJECT
public:
    // Where it stands on the page; all of it outlives this, as does the reader.
    struct Parts
    {
        SourceChoice *choice = nullptr;
        MigrationList *list = nullptr;
        RunPanel *panel = nullptr;
    };
    ReviewedRuns(MigrationReader &reader, const PageServices &services, const Parts &parts, QWidget *page);
    ~ReviewedRuns() override;

    void review(const migration::Request &request);
    // The same, and what a safety copy holds is put back when all was applied.
    void reviewRestoring(const migration::Request &request, const migration::SafetyCopy &copy);
    // Plans all that is pending, to be saved: saveWanted(), or a review that says why not.
    void savePending();
    void endReview();
    // Another connection: neither review nor run is of it.
    void leave();
    void cancel();

    [[nodiscard]] bool isPlanning() const;
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] MigrationRun *lastRun() const { return m_run; } // nullptr before the first on this connection

    [[nodiscard]] static bool isDurable(const PageServices &services); // of runs in production
    static void setDurable(const PageServices &services, bool durable);

Q_SIGNALS:
    void changed(); // what is under way
    void reported(howdah::ui::Tone tone, const QString &text);
    void overviewRead(std::shared_ptr<const howdah::ui::Overview> overview); // for a review
    void reviewOpened(QDialog *dialog);                                      // it is about to be shown
    void saveWanted(const howdah::migration::Plan &plan);
    void splitWanted(const howdah::migration::Refusal &refusal);
    void editWanted(const QString &file);
    void began();
    void finished(const howdah::ui::RunOutcome &outcome);

private:
    MigrationReview *begin();
    void plan(const migration::Request &request);
    void open(std::shared_ptr<const Preview> preview);
    void run(std::shared_ptr<const Preview> preview, bool copied, const QStringList &typed);

    MigrationReader &m_reader;
    PageServices m_services;
    Parts m_parts;
    QWidget *m_page;
    std::optional<migration::SafetyCopy> m_restore; // of the request that is planned
    QPointer<MigrationReview> m_review;
    QPointer<MigrationRun> m_run; // the last one
};

} // namespace howdah::ui
