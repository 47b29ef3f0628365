// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/theme.h"
#include "connect/connectedpage.h"
#include "migrate/list/migrationreader.h"

#include <QJsonObject>
#include <QTimer>

class QDialog;

namespace howdah::ui {

class LoadedMigrations;
class MigrateBench;
class MigrateHead;
class MigrateOperations;
class MigrationDetail;
class MigrationList;
class ReviewedRuns;
class RunActions;
class SelectedMigration;
class SourceChoice;
class StateStack;
struct Overview;
struct RunOutcome;

// The migrations of a source and of the database it is compared with: what is applied and what is pending, their SQL,
// journal and checks, and applying and rolling back after a review. All reading and running happens on other threads.
// Follows the files and the history by itself. What is chosen, loaded, selected, reviewed and run is the state of one
// object each, which ends with it; the page brings them together.
class MigratePage final : public ConnectedPage
{
    Q_OBJECT
public:
    explicit MigratePage(const PageServices &services, QWidget *parent = nullptr);
    ~MigratePage() override;

    [[nodiscard]] static PageFace ownFace();
    [[nodiscard]] QAction *primaryAction() const override;
    [[nodiscard]] QList<QAction *> paletteActions() const override;

    void activate() override;
    void refresh() override;
    void cancelWork() override;
    void focusSearch() override;
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;
    void openPlace(const QString &subject) override { setSource(subject); }
    // The folder that is open for this database, where migrations can be written; not a pack that comes with Howdah.
    [[nodiscard]] QString ownFolder() const;

    // A folder, or "pack:uaip"; remembered for this connection.
    void setSource(const QString &source);
    // The migration whose SQL is shown. False when it is not in the list.
    bool select(const migration::Version &version);
    [[nodiscard]] bool isRunning() const;
    // Nothing is read, prepared or run.
    [[nodiscard]] bool isIdle() const;
    // Proofs and checks are those of the list that is shown.
    [[nodiscard]] bool isAssessed() const;
    [[nodiscard]] MigrateOperations *operations() const { return m_operations; }

Q_SIGNALS:
    void loaded();                      // the list shows the folder and the history as they were just read
    void reviewOpened(QDialog *dialog); // it is about to be shown
    void runFinished();
    // After connecting by a profile that wants it: how many migrations are pending, in words; "" takes it back.
    void pendingOffered(const QString &words);

private:
    void buildActions();
    void fillMenus();
    void connectParts();
    void connectRuns();
    void connectOperations();

    // What is loaded.
    void connectionChanged() override;
    void elsewhere() override;
    void connected() override;
    void connecting() override;
    void connectionGone() override;
    void forget() override { unload(); }
    [[nodiscard]] bool keepsContent() const override;
    void showLost(const Error &error) override;
    [[nodiscard]] EmptyState withoutConnection() const override;
    void reconnect() override;
    void load();
    void unload();
    void showLoaded();
    void showProblems();
    void showFailed(const Error &error);
    void showNoMigrations(const Overview &overview);
    void showNoSource();
    void offerPending();

    // What is selected.
    void showSelected();
    void showPlace(const QString &file, qsizetype line);
    void updateActions();

    // What is run.
    void endRun(const RunOutcome &outcome);
    void showFailure();

    PageServices m_services;
    MigrationReader m_reader;
    MigrateOperations *m_operations;
    RunActions *m_runActions = nullptr;
    SourceChoice *m_choice = nullptr;
    std::unique_ptr<LoadedMigrations> m_loaded; // nothing without a source and a connection
    SelectedMigration *m_selected = nullptr;
    ReviewedRuns *m_runs = nullptr;
    QTimer m_historyTimer;  // somebody else may have run something
    QString m_fileToShow;   // that an operation has written, once it is read
    bool m_offered = false; // what is pending, since this connection was made

    QAction *m_chooseFolder = nullptr;
    QAction *m_showError = nullptr;
    QList<QAction *> m_tabActions;

    MigrateHead *m_head = nullptr;
    StateStack *m_state = nullptr;
    MigrateBench *m_bench = nullptr;
    MigrationList *m_list = nullptr;
    MigrationDetail *m_detail = nullptr;
};

} // namespace howdah::ui
