// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"
#include "common/settings.h"
#include "common/tasks.h"
#include "migrate/list/migrationlistmodel.h"
#include "migrate/list/migrationreader.h"
#include "migrate/run/operations.h"
#include "migrate/run/runcontroller.h"
#include "migrate/run/runstory.h"
#include "common/sourcewatcher.h"

#include <QDialog>
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
// journal and checks, and applying and rolling back after a review. All reading and running happens on other threads.
// Follows the files and the history by itself.
class MigratePage final : public Page
{
    Q_OBJECT
public:
    explicit MigratePage(const PageServices &services, QWidget *parent = nullptr);
    ~MigratePage() override;

    [[nodiscard]] static PageFace ownFace();
    [[nodiscard]] QAction *primaryAction() const override { return m_applyAll; }
    [[nodiscard]] QList<QAction *> paletteActions() const override;

    void activate() override;
    void refresh() override;
    void cancelWork() override;
    void focusSearch() override;
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;

    // A folder, or "pack:uaip"; remembered for this connection.
    void setSource(const QString &source);
    [[nodiscard]] QString source() const { return m_source; }
    void openPlace(const QString &subject) override { setSource(subject); }
    // The migration whose SQL is shown. False when it is not in the list.
    bool select(const migration::Version &version);
    [[nodiscard]] const MigrationListModel &model() const { return m_model; }
    [[nodiscard]] bool isRunning() const { return m_run.isRunning(); }
    // Nothing is read, prepared or run.
    [[nodiscard]] bool isIdle() const;
    // Proofs and checks are those of the list that is shown.
    [[nodiscard]] bool isAssessed() const { return m_assessment && !m_assessing; }
    [[nodiscard]] MigrateOperations *operations() const { return m_operations; }
    // What the last run did, as Markdown; "" before the first.
    [[nodiscard]] QString runReport() const;

Q_SIGNALS:
    void loaded();                      // the list shows the folder and the history as they were just read
    void reviewOpened(QDialog *dialog); // it is about to be shown
    void runFinished();
    // After connecting by a profile that wants it: how many migrations are pending, in words; "" takes it back.
    void pendingOffered(const QString &words);

private:
    // Building, in the order of the page.
    void buildActions();
    QAction *makeAction(const QString &text, const QString &iconName, const QKeySequence &keys);
    void buildTabActions();
    QWidget *buildHead();
    QWidget *buildMore();
    void buildBanners(QVBoxLayout *column);
    void connectOperations();
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
    void assess();
    void offerPending();
    void tellTakenBack();
    void lookAtHistory(); // somebody else may have run something
    void readStory();
    [[nodiscard]] QString proofDatabase() const;
    void operationDone(const QString &file);
    void showPlace(const QString &file, qsizetype line);
    void saveAllPending();
    void validate();
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
    void connectReview(ReviewDialog *dialog, std::shared_ptr<const Preview> preview);
    void countLosses(ReviewDialog *dialog, std::shared_ptr<const Preview> preview);
    // With losses: they are copied first.
    [[nodiscard]] bool isProduction() const;
    [[nodiscard]] static Setting<bool> durableInProduction();
    [[nodiscard]] connection::ConnInfo target() const;
    void startRun(std::shared_ptr<const Preview> preview, bool copied, const QStringList &typed);
    void beginPanel(const Preview &preview);
    void stepStarted(const RunStep &step);
    void stepFinished(const migration::StepReport &report);
    void endRun(const RunOutcome &outcome);
    void settleRun();
    void showFailure();
    void cancelRun();
    void closePanel();
    void askTerminate(int pid, const QString &who);
    void showReport();
    void tell(const QString &problem); // beneath the head; "" takes it away
    void tell(Tone tone, const QString &text);

    PageServices m_services;
    MigrationReader m_reader;
    SourceWatcher m_watcher;
    RunController m_run;
    MigrateOperations *m_operations;
    MigrationListModel m_model;
    MigrationFilter *m_filter;

    QString m_source;
    QString m_connection;  // the label of what the list was read from
    QJsonObject m_sources; // the source last used, by connection
    std::shared_ptr<const Overview> m_overview;
    std::shared_ptr<const Assessment> m_assessment; // of this overview, or of the one before until it is read again
    std::shared_ptr<const Overview> m_assessed;
    bool m_assessing = false;
    bool m_looking = false; // at the history
    quint64 m_stories = 0;  // number of the last story that was asked for
    bool m_readingStory = false;
    QString m_fileToShow;                     // that an operation has written, once it is read
    std::shared_ptr<const Preview> m_running; // what runs, or ran last
    std::optional<RunStory> m_runStory;       // what ran last
    QString m_safetyCopy;                     // the file, once it is written; of the last run
    QDateTime m_runBegan;
    std::optional<migration::RunFailure> m_failure;
    std::vector<migration::StepReport> m_unsettled; // finished on a line that was lost later: the history decides
    quint64 m_reading = 0;                          // number of the read under way, 0: none
    quint64 m_reads = 0;
    bool m_readAgain = false;
    bool m_packsKnown = false;
    bool m_offered = false; // what is pending, since this connection was made
    bool m_preparing = false;
    std::optional<migration::Version> m_follow;
    QTimer m_followTimer; // a run may pass through hundreds of migrations a second
    QTimer m_clock;       // "5 minutes ago"
    QTimer m_historyTimer;
    QTimer m_storyTimer; // a key that is held passes through many migrations
    TaskHandle m_task;
    QPointer<ReviewDialog> m_review;
    QPointer<QDialog> m_dialog; // of an operation

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
    Banner *m_news = nullptr;
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
