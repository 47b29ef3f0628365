// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/whendone.h"
#include "common/page.h"
#include "common/tasks.h"
#include "common/theme.h"
#include "migrate/run/migrationjobs.h"

#include <QPointer>

#include <QDialog>
class QFileDialog;

namespace howdah::ui {

// What can be done to migrations besides applying and rolling back: each an action, for the menu of the page and the
// palette. Asks what has to be asked, runs it on another thread and says what came of it. UI thread.
class MigrateOperations final : public QObject
{
    Q_OBJECT
public:
    // What the actions work on; told by the page whenever it changes.
    struct Context
    {
        std::shared_ptr<const Overview> overview;
        QString folder;
        std::optional<migration::Version> selected;
        migration::LintContext facts; // that checks go by
        bool able = false;            // connected, and nothing runs
    };

    // `parent` is the page.
    MigrateOperations(const PageServices &services, QWidget *parent);
    ~MigrateOperations() override;

    void setContext(const Context &context);
    [[nodiscard]] bool isBusy() const { return m_busy; }
    void cancel();

    [[nodiscard]] QAction *resume() const { return m_resume; }
    [[nodiscard]] QAction *markApplied() const { return m_markApplied; }
    [[nodiscard]] QAction *markRolledBack() const { return m_markRolledBack; }
    [[nodiscard]] QAction *accept() const { return m_accept; }
    [[nodiscard]] QAction *create() const { return m_create; }
    [[nodiscard]] QAction *rehearse() const { return m_rehearse; }
    [[nodiscard]] QAction *editFile() const { return m_openFile; }
    [[nodiscard]] QList<QAction *> all() const { return m_actions; }
    // The same by what they are about: the selected migration, the files of the folder, the database.
    [[nodiscard]] QList<QAction *> ofMigration() const;
    [[nodiscard]] QList<QAction *> ofFiles() const { return {m_create, m_lint, m_savePlan}; }
    [[nodiscard]] QList<QAction *> ofDatabase() const { return {m_validate, m_rehearse, m_dump, m_restore}; }

    // The same without a dialog.
    void savePlanTo(const migration::Plan &plan, const QString &file);
    void dumpTo(const QString &file);
    void restoreFrom(const QString &file);
    // Asks for a review of applying again what a rollback took back, and restoring its safety copy then.
    void applyAndRestore(const migration::Request &request, const QString &file);
    void startRehearsal(bool onCopy, int sampleRows);
    void rewrite(const migration::Finding &finding);
    void split(const migration::Refusal &refusal);
    // In the desktop's editor.
    void openFile(const QString &file);
    // Asks where to.
    void savePlan(const migration::Plan &plan);
    void saveText(const QString &text, const QString &fileName);
    void showReport(const QString &title, const QString &text, const QString &fileName);

Q_SIGNALS:
    void reviewWanted(const howdah::migration::Request &request);
    void restoringReviewWanted(const howdah::migration::Request &request, const howdah::migration::SafetyCopy &copy);
    void planWanted();                       // of all that is pending, to be given to savePlan()
    void validateWanted();                   // to be shown by showReport()
    void sourceChanged(const QString &file); // it was written; "" when only the history changed
    void proofsChanged();
    void placeWanted(const QString &file, qsizetype line);
    // Something was done, or was not: to be shown on the page.
    void reported(howdah::ui::Tone tone, const QString &text);
    void busyChanged();
    void dialogOpened(QDialog *dialog);

private:
    QAction *
    make(const QString &text, const QString &toolTip, const QString &iconName, void (MigrateOperations::*slot)());
    void buildActions();
    void updateActions();
    [[nodiscard]] const migration::Entry *entry() const;
    [[nodiscard]] QString selectedLabel() const;

    void toHere();
    void redo();
    void resumeSelected();
    void createNew();
    void openFile();
    void baseline();
    void markAsApplied();
    void markAsRolledBack();
    void acceptFiles();
    void askMark(migration::Mark mark);
    void confirmMark(const migration::MarkRequest &request, const QString &title);
    void runMark(const migration::MarkRequest &request, const QStringList &typed);
    void lintAll();
    void showFindings(const std::vector<migration::Finding> &findings);
    void askRehearse();
    void showRehearsal(const migration::Rehearsal &rehearsal);
    void askDump();
    void askRestore();
    void confirmRestore(const migration::SafetyCopy &copy);
    void restore(const operations::RestoreOrder &order, const QStringList &typed);
    QFileDialog *fileDialog(const QString &title, const QString &name, bool save);

    template <typename T, typename Handler>
    void run(const QString &title, const QFuture<Result<T>> &future, Handler handler);
    void fail(const Error &error);
    void openDialog(QDialog *dialog);

    PageServices m_services;
    QWidget *m_page;
    MigrationJobs m_jobs;
    Context m_context;
    TaskHandle m_task;
    bool m_busy = false;

    QList<QAction *> m_actions;
    QAction *m_to = nullptr;
    QAction *m_redo = nullptr;
    QAction *m_resume = nullptr;
    QAction *m_create = nullptr;
    QAction *m_openFile = nullptr;
    QAction *m_baseline = nullptr;
    QAction *m_markApplied = nullptr;
    QAction *m_markRolledBack = nullptr;
    QAction *m_accept = nullptr;
    QAction *m_savePlan = nullptr;
    QAction *m_validate = nullptr;
    QAction *m_lint = nullptr;
    QAction *m_rehearse = nullptr;
    QAction *m_dump = nullptr;
    QAction *m_restore = nullptr;
};

template <typename T, typename Handler>
void MigrateOperations::run(const QString &title, const QFuture<Result<T>> &future, Handler handler)
{
    m_busy = true;
    m_task = m_services.tasks->start(title, [this] { m_jobs.cancel(); });
    updateActions();
    Q_EMIT busyChanged();
    whenDone(this, future, [this, handler = std::move(handler)](const Result<T> &answer) {
        m_busy = false;
        m_task.finish();
        updateActions();
        if (answer)
            handler(*answer);
        else
            fail(answer.error());
        Q_EMIT busyChanged();
    });
}

} // namespace howdah::ui
