// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"
#include "common/tasks.h"
#include "migrate/migrationlistmodel.h"
#include "migrate/migrationreader.h"
#include "migrate/runcontroller.h"
#include "migrate/sourcewatcher.h"

#include <QJsonObject>
#include <QPointer>
#include <QTimer>

class QLabel;
class QLineEdit;
class QListView;
class QSplitter;
class QVBoxLayout;

namespace howdah::ui {

class Banner;
class MigrationDetail;
class MigrationFilter;
class ReviewDialog;
class RunPanel;
class SourcePicker;
class StateStack;

// The migrations of a source and of the database it is compared with: what is applied and what is pending, their SQL,
// and applying and rolling back after a review. All reading and running happens on other threads.
class MigratePage final : public Page
{
    Q_OBJECT
public:
    explicit MigratePage(const PageServices &services, QWidget *parent = nullptr);
    ~MigratePage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString iconName() const override;
    [[nodiscard]] QString key() const override;
    [[nodiscard]] QAction *primaryAction() const override { return m_applyAll; }
    [[nodiscard]] QList<QAction *> paletteActions() const override;

    void activate() override;
    void refresh() override;
    void cancelWork() override;
    void focusSearch() override;
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;
    [[nodiscard]] std::vector<TourStep> tourSteps() override;

    // A folder, or "pack:uaip"; remembered for this connection.
    void setSource(const QString &source);
    [[nodiscard]] QString source() const { return m_source; }
    // The migration whose SQL is shown. False when it is not in the list.
    bool select(const migration::Version &version);
    [[nodiscard]] const MigrationListModel &model() const { return m_model; }
    [[nodiscard]] bool isRunning() const { return m_run.isRunning(); }
    // Nothing is read, prepared or run.
    [[nodiscard]] bool isIdle() const;

Q_SIGNALS:
    void loaded();                      // the list shows the folder and the history as they were just read
    void reviewOpened(QDialog *dialog); // it is about to be shown
    void runFinished();

private:
    // Building, in the order of the page.
    void buildActions();
    QAction *makeAction(const QString &text, const QString &iconName, const QKeySequence &keys);
    QWidget *buildHead();
    QWidget *buildContent();
    QWidget *buildList();
    QWidget *buildRight();
    void connectRun();

    // Reading.
    void connectionChanged();
    void connected();
    void connectionMissing();
    void readPacks();
    void useRememberedSource();
    void sourceChanged();
    void reload();
    void showOverview(const Result<std::shared_ptr<const Overview>> &answer);
    void takeOverview(std::shared_ptr<const Overview> overview);
    void showEmptyFolder();
    void showNoSource();
    void reconnectAndReload();
    void watchSource();
    void updateHead();
    void updateActions();
    void updateListState();
    void showSelected();
    void openMenu(const QPoint &place);
    void chooseFolder();
    [[nodiscard]] const MigrationRow *selectedRow() const;
    [[nodiscard]] const migration::Entry *selectedEntry() const;

    // Reviewing and running.
    void applyAll();
    void applyToHere();
    void rollBackToHere();
    void rollBackThis();
    void review(const migration::Request &request);
    void openReview(std::shared_ptr<const Preview> preview);
    void countLosses(ReviewDialog *dialog, std::shared_ptr<const Preview> preview);
    void startRun(std::shared_ptr<const Preview> preview);
    void beginPanel(const Preview &preview);
    void stepStarted(const migration::Version &version);
    void stepFinished(const migration::StepReport &report);
    void endRun(const RunOutcome &outcome);
    void settleRun();
    void showFailure();
    void cancelRun();
    void closePanel();
    void tell(const QString &problem); // beneath the head; "" takes it away

    // The tour.
    void showExampleFailure();

    PageServices m_services;
    MigrationReader m_reader;
    SourceWatcher m_watcher;
    RunController m_run;
    MigrationListModel m_model;
    MigrationFilter *m_filter;

    QString m_source;
    QString m_connection;  // the label of what the list was read from
    QJsonObject m_sources; // the source last used, by connection
    std::shared_ptr<const Overview> m_overview;
    std::shared_ptr<const Preview> m_running; // what runs, or ran last
    std::optional<migration::RunFailure> m_failure;
    std::vector<migration::StepReport> m_unsettled; // finished on a line that was lost later: the history decides
    quint64 m_reading = 0;                          // number of the read under way, 0: none
    quint64 m_reads = 0;
    bool m_readAgain = false;
    bool m_packsKnown = false;
    bool m_preparing = false;
    std::optional<migration::Version> m_follow;
    QTimer m_followTimer; // a run may pass through hundreds of migrations a second
    QTimer m_clock;       // "5 minutes ago"
    TaskHandle m_task;
    QPointer<ReviewDialog> m_review;

    QAction *m_applyAll = nullptr;
    QAction *m_applyTo = nullptr;
    QAction *m_rollBackTo = nullptr;
    QAction *m_rollBackThis = nullptr;
    QAction *m_chooseFolder = nullptr;
    QAction *m_showError = nullptr;
    QList<QAction *> m_tabActions;
    QList<QAction *> m_packActions; // of the empty state

    SourcePicker *m_picker = nullptr;
    QLabel *m_counts = nullptr;
    QLineEdit *m_search = nullptr;
    Banner *m_problem = nullptr;
    Banner *m_sourceProblems = nullptr;
    StateStack *m_state = nullptr;
    StateStack *m_listState = nullptr;
    QListView *m_list = nullptr;
    MigrationDetail *m_detail = nullptr;
    RunPanel *m_panel = nullptr;
    QSplitter *m_columns = nullptr;
    QSplitter *m_right = nullptr;
};

} // namespace howdah::ui
