// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/theme.h"
#include "dashboard/dashboardboard.h"
#include "dashboard/dashboardfile.h"
#include "dashboard/yamlview.h"

#include <QThreadPool>
#include <QTimer>

class QLabel;
class QListWidget;
class QSplitter;
class QVBoxLayout;

namespace howdah::ui {

class Banner;
class ElidedLabel;

// Edits the file of an own dashboard: the text, its problems at their lines and as a list, and the panel at the cursor
// as it would look. What is not saved stays as a draft on disk, whatever happens to the window. It goes when it is
// closed. UI thread; files are read and written on another one.
class DashboardEditor final : public QWidget
{
    Q_OBJECT
public:
    // `files`: of one thread, so that what is read comes after what was written; outlives it.
    DashboardEditor(ConnectionController *connection, QThreadPool *files, QWidget *parent = nullptr);
    ~DashboardEditor() override;

    void open(const QString &path);
    [[nodiscard]] QString path() const { return m_path; }
    [[nodiscard]] bool isModified() const;
    [[nodiscard]] bool isReady() const { return m_isOpen && m_isChecked; }
    // How the preview is asked.
    void setQuestion(const BoardQuestion &question);
    // The file may have changed on disk.
    void fileChanged();
    // Keeps the draft at once.
    void keepDraft();
    // It was closed: keeps the draft, wants no answers, and goes as soon as nothing of it runs on the server.
    void leave();

    [[nodiscard]] YamlView *text() const { return m_text; }
    [[nodiscard]] QListWidget *problems() const { return m_problems; }
    [[nodiscard]] bool hasProblems() const { return !m_found.empty(); }
    [[nodiscard]] PanelCard *preview() const { return m_card; }
    [[nodiscard]] Banner *banner() const { return m_banner; }
    [[nodiscard]] QSplitter *splitter() const { return m_split; }
    [[nodiscard]] QAction *saveAction() const { return m_save; }
    [[nodiscard]] QAction *revertAction() const { return m_revert; }
    [[nodiscard]] QAction *closeAction() const { return m_close; }
    [[nodiscard]] QAction *overwriteAction() const { return m_overwrite; }
    [[nodiscard]] QAction *takeTheirsAction() const { return m_takeTheirs; }
    void waitForFiles() { m_files->waitForDone(); }

Q_SIGNALS:
    void closed();
    void saved(const QString &path);
    void checked();      // problems and preview are those of the text
    void stateChanged(); // modified, conflict

private:
    void buildActions();
    QWidget *buildHead();
    QWidget *buildRight();
    void setText(const QByteArray &text);
    void take(const EditedDashboard &file, const QByteArray &text);
    void check();
    void showReading(const metrics::DashboardReading &reading);
    void showPreview();
    void save(const std::optional<QByteArray> &base);
    void revert();
    void notify(Tone tone, const QString &text, const QList<QAction *> &actions);
    void updateState();
    [[nodiscard]] QByteArray bytes() const;

    PanelRunner m_runner;
    EntityStyles m_styles;
    QThreadPool *m_files;
    QString m_path;
    QByteArray m_base;        // what the file held when it was opened or saved
    bool m_ownsDraft = false; // one that was read or written here
    bool m_isOpen = false;
    bool m_isChecked = false;
    bool m_isSaving = false;
    bool m_isConflict = false;
    Latest m_openings;
    Latest m_checks;
    QTimer m_pause;
    QTimer m_moved; // of the cursor
    std::shared_ptr<const metrics::DashboardDefinition> m_dashboard;
    QString m_panel; // that the preview shows
    std::optional<BoardQuestion> m_question;

    YamlView *m_text = nullptr;
    QListWidget *m_problems = nullptr;
    std::vector<metrics::DefinitionProblem> m_found;
    PanelCard *m_card = nullptr;
    QVBoxLayout *m_previewPlace = nullptr;
    QLabel *m_noPreview = nullptr; // says what would be there
    ElidedLabel *m_name = nullptr;
    Banner *m_banner = nullptr;
    QList<QWidget *> m_bannerButtons;
    QSplitter *m_split = nullptr;
    QAction *m_save = nullptr;
    QAction *m_revert = nullptr;
    QAction *m_close = nullptr;
    QAction *m_overwrite = nullptr;
    QAction *m_takeTheirs = nullptr;
};

} // namespace howdah::ui
