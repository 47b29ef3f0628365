// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"
#include "common/tasks.h"
#include "common/sourcewatcher.h"
#include "prompt/dialogs/activatedialog.h"
#include "prompt/dialogs/conflictdialog.h"
#include "prompt/edit/draftjournal.h"
#include "prompt/dialogs/exportdialog.h"
#include "prompt/edit/keybox.h"
#include "prompt/dialogs/keysdialog.h"
#include "prompt/dialogs/plandialog.h"
#include "prompt/promptjobs.h"
#include "prompt/list/promptlistmodel.h"
#include "operations/promptsave.h"

#include <QPointer>
#include <QTimer>

#include <chrono>

class QLabel;
class QLineEdit;
class QSplitter;
class QTreeView;

namespace howdah::ui {

class Banner;
class PromptDetail;
class StateStack;

// The prompts of a database: agents and the versions of their prompts, decrypted with the keys of the operator;
// editing, comparing, measuring and activating them; seeding from files and exchanging with other tools. All reading,
// writing and decrypting happens on other threads.
class PromptPage final : public Page
{
    Q_OBJECT
public:
    explicit PromptPage(const PageServices &services, QWidget *parent = nullptr);
    ~PromptPage() override;

    [[nodiscard]] static PageFace ownFace();
    [[nodiscard]] QAction *primaryAction() const override { return m_save; }
    [[nodiscard]] QList<QAction *> paletteActions() const override;

    void activate() override;
    void refresh() override;
    void cancelWork() override;
    void focusSearch() override;
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;

    // The version that is shown, by the id of its row. False when it is not in the list.
    bool select(const QString &id);
    [[nodiscard]] const PromptListModel &model() const { return m_model; }
    [[nodiscard]] const PromptOverview *overview() const { return m_overview.get(); }
    [[nodiscard]] const PromptAssessment *assessment() const { return m_assessment.get(); }
    [[nodiscard]] KeyBox *keys() { return &m_keys; }
    [[nodiscard]] DraftJournal *drafts() { return &m_journal; }
    [[nodiscard]] PromptDetail *detail() const { return m_detail; }
    // Nothing is read or written.
    [[nodiscard]] bool isIdle() const;
    void usePromptsFolder(const QString &folder); // that is compared with the database
    void importFile(const QString &file);
    void compareWithFile(const QString &file);
    void compareWithDatabase(const QString &uri);
    // Takes texts of a file into the editor, and follows the file from then on.
    void editFile(const QString &file);
    void useMapping(const QString &file);
    // How often it is looked whether somebody else has saved what is shown; each 4 s at first.
    void setLookInterval(std::chrono::milliseconds interval) { m_lookTimer.setInterval(interval); }
    // The demo of prompts could not be made beside the window's database.
    void tellDemoProblem(const Error &error);

Q_SIGNALS:
    void loaded(); // the list shows what was just read
    void saved(const QString &id);
    void dialogOpened(QDialog *dialog);
    void otherShown(); // what the text is compared with is there

private:
    // Building.
    void buildActions();
    QAction *makeAction(
        const QString &text, const QString &iconName, const QKeySequence &keys, void (PromptPage::*slot)(),
        const QString &tip = {});
    QWidget *buildHead();
    QWidget *buildContent();

    // Reading.
    void connectionChanged();
    void connected();
    void connectionMissing();
    void reload();
    void takeOverview(const Result<std::shared_ptr<const PromptOverview>> &answer);
    void showMissing(const Error &error);
    void assess();
    void search();
    void showFound(const Result<std::vector<prompt::SearchHit>> &hits);
    void showSelected();
    void readScores();
    void readCalls();
    void readOther(const QString &key);
    void lookAtSelected(); // somebody else may have changed it
    void updateHead();
    void updateActions();
    void updateSources();
    void tell(Tone tone, const QString &text);
    void tell(const Error &error);
    [[nodiscard]] const prompt::StoredPrompt *selected() const;
    [[nodiscard]] QString refusal() const; // why nothing can be written, "" when it can
    [[nodiscard]] QString database() const;

    // Editing.
    void textEdited();
    void keepDrafts();
    void restoreDrafts();
    void rebaseDrafts(); // on what was just read, where nothing but the encryption has changed
    void dropDraft(const QString &id);
    [[nodiscard]] bool needsVersion() const;
    [[nodiscard]] prompt::Prompt nextFree(const prompt::Prompt &of, prompt::Bump bump) const;
    void save();
    void savePatch() { saveVersion(prompt::Bump::Patch); }
    void saveMinor() { saveVersion(prompt::Bump::Minor); }
    void saveMajor() { saveVersion(prompt::Bump::Major); }
    void saveVersion(prompt::Bump bump);
    void write(const operations::PromptEdit &edit);
    void wasWritten(const operations::PromptEdit &edit, const Result<prompt::StoredPrompt> &stored);
    void discard();
    void bringBack();
    void showConflict(const prompt::StoredPrompt &theirs);
    void showFileConflict(const prompt::Prompt &now);
    void resolve(const ConflictDialog &dialog, const prompt::StoredPrompt &theirs);
    void fileChanged();
    void chooseEditFile();
    void copySystem();

    // Operations.
    void activateSelected();
    void rollBack();
    void planActivation(const operations::ActivationWish &wish);
    void openActivation(const operations::ActivationPlan &plan);
    void readActivationScores();
    void carryOut(const ActivateDialog &dialog);
    void openKeys();
    void readKeyUse();
    void reencrypt();
    void openSeeds();
    void openImport();
    void openPlan(const QString &title);
    void readPlan();
    void applyPlan();
    void openExport();
    void readExport();
    void writeExport(const QString &folder);
    void writeFiles(const operations::PromptExport &files);
    [[nodiscard]] operations::PromptOrigin origin() const; // for the journal
    void openMigrations();
    void openDemo();
    void chooseMapping();
    void openDialog(QDialog *dialog);
    [[nodiscard]] std::vector<prompt::StoredPrompt> exported(ExportDialog::Scope scope) const;

    PageServices m_services;
    PromptJobs m_jobs;
    KeyBox m_keys;
    DraftJournal m_journal;
    SourceWatcher m_planFiles;
    SourceWatcher m_editedFile;
    PromptListModel m_model;

    bool m_awake = false; // it was looked at: nothing is read, and no keychain asked, before
    QString m_connection; // the label of what the list was read from
    std::optional<prompt::PromptTable> m_mapping;
    QString m_mappingFile;
    std::shared_ptr<const PromptOverview> m_overview;
    std::shared_ptr<const PromptAssessment> m_assessment;
    QHash<QString, PromptDraft> m_drafts;   // by the row's id
    std::optional<PromptDraft> m_discarded; // the last one, until the window closes
    QString m_draftsOf;                     // the connection whose drafts were restored
    QSet<QString> m_told;                   // rows whose conflict was shown
    QString m_toSelect;
    QString m_editFile; // that the texts of m_editFileFor came from
    QString m_editFileFor;
    prompt::Prompt m_editFileBase;
    QString m_planOrigin;                    // folder or file
    QJsonObject m_folders;                   // of prompt files, by connection
    QJsonObject m_keyPlaces;                 // where the keys are kept, by connection
    QHash<QString, prompt::Prompt> m_others; // files and databases to compare with
    std::vector<std::pair<QString, QString>> m_otherNames;
    QString m_comparedPrompt; // whose name it is that the source of the comparison was chosen for
    std::stop_source m_reencrypting;
    quint64 m_reading = 0; // number of the read under way, 0: none
    quint64 m_reads = 0;
    quint64 m_searches = 0;
    quint64 m_scores = 0;
    int m_writing = 0;
    bool m_looking = false;
    bool m_unkept = false; // edited since the draft was last taken from what is shown
    QTimer m_searchTimer;
    QTimer m_draftTimer;
    QTimer m_clock; // "5 minutes ago"
    QTimer m_lookTimer;
    TaskHandle m_task;
    QPointer<QDialog> m_dialog;

    QAction *m_save = nullptr;
    QAction *m_savePatch = nullptr;
    QAction *m_saveMinor = nullptr;
    QAction *m_saveMajor = nullptr;
    QAction *m_discard = nullptr;
    QAction *m_bringBack = nullptr;
    QAction *m_activate = nullptr;
    QAction *m_rollBack = nullptr;
    QAction *m_keysAction = nullptr;
    QAction *m_seeds = nullptr;
    QAction *m_import = nullptr;
    QAction *m_export = nullptr;
    QAction *m_fromFile = nullptr;
    QAction *m_copy = nullptr;
    QAction *m_mappingAction = nullptr;
    QAction *m_migrations = nullptr;
    QAction *m_demo = nullptr;
    QList<QAction *> m_tabActions;

    QLabel *m_counts = nullptr;
    QLineEdit *m_search = nullptr;
    Banner *m_news = nullptr;
    Banner *m_keyBanner = nullptr;
    Banner *m_draftBanner = nullptr;
    StateStack *m_state = nullptr;
    StateStack *m_listState = nullptr;
    QTreeView *m_list = nullptr;
    PromptDetail *m_detail = nullptr;
    QSplitter *m_columns = nullptr;
};

// "model:gpt", "var:topic", "is:active", "/regex/", and words: what the search field understands. Pure.
[[nodiscard]] prompt::SearchQuery searchQueryOf(const QString &typed);

} // namespace howdah::ui
