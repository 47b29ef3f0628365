// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tasks.h"
#include "common/theme.h"
#include "connect/connectedpage.h"
#include "dashboard/dashboardboard.h"
#include "dashboard/dashboardlibrary.h"

#include <QJsonObject>
#include <QPointer>
#include <QThreadPool>

class QDialog;
class QSplitter;
class QStackedWidget;
class QVBoxLayout;

namespace howdah::ui {

class Banner;
class DashboardControls;
class DashboardEditor;
class DashboardExports;
class DashboardList;
class DashboardRollups;
class ElidedLabel;
class MissingTables;
class NewDashboard;
class PanelForms;
class StateStack;
struct DashboardChoice;

// Dashboards: the list of them, what is asked of all panels alike (DashboardControls), and the panels. Own ones are
// files that are watched and can be edited here. All queries run on other threads; the newest question alone is
// answered.
class DashboardPage final : public ConnectedPage
{
    Q_OBJECT
public:
    // `folder`: of own dashboards.
    explicit DashboardPage(
        const PageServices &services, const QString &folder = metrics::dashboardFolder(), QWidget *parent = nullptr);
    ~DashboardPage() override;

    [[nodiscard]] static PageFace ownFace();
    [[nodiscard]] QAction *primaryAction() const override { return m_copy; }
    [[nodiscard]] QList<QAction *> paletteActions() const override;

    void activate() override;
    void refresh() override;
    void cancelWork() override;
    void focusSearch() override;
    // A dashboard by its id; "panel:" and the YAML of a panel, which is to be added to one.
    void openPlace(const QString &subject) override;
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;

    bool openDashboard(const QString &path);
    [[nodiscard]] QString path() const { return m_path; }
    [[nodiscard]] bool isEditing() const;
    void edit();

Q_SIGNALS:
    void dialogOpened(QDialog *dialog); // it is about to be shown

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    // Building, in the order of the page (dashboardpage_build.cpp).
    void buildActions();
    QWidget *buildRight();
    QWidget *buildHead();
    void buildBanners(QVBoxLayout *column);
    void connectBoard();
    void connectParts();
    void connectForms();

    void followLink(const metrics::LinkDefinition &link, metrics::FilterChoice marked);
    void libraryChanged();
    void openFirst();
    void lookForMissing();
    void showEntry();
    void showProblems(const LibraryEntry &entry);
    void showDashboard(const LibraryEntry &entry, const DashboardChoice &choice);
    void connectionChanged() override;
    void elsewhere() override;
    void connected() override;
    void connecting() override;
    void connectionGone() override;
    [[nodiscard]] bool keepsContent() const override;
    void showLost(const Error &error) override;
    [[nodiscard]] EmptyState withoutConnection() const override;
    void connectionLost(const Error &error);
    void ask(PanelCard::Keep keep);
    void openEditor();
    void closeEditor();
    void showSql(PanelCard *card);
    void openMarkRows(const QString &schema, const QString &relation, const QString &condition);
    void followVisibility();
    void updateActions();
    void updateProgress();
    void showTenant();
    void notify(Tone tone, const QString &text);

    PageServices m_services;

    // Which dashboard is shown.
    DashboardLibrary m_library;
    MissingTables *m_missing = nullptr;
    QString m_path;
    bool m_isFirst = false; // nobody has chosen it: another one may fit better
    std::shared_ptr<const metrics::DashboardDefinition> m_shown;
    QJsonObject m_choices; // the last choice by path
    QString m_openLater;   // a place, once the library is read
    QString m_editLater;   // a path, once it is in the library
    QString m_showLater;   // likewise

    // What is asked.
    bool m_isWanted = false; // once the page is seen, or connected
    bool m_isAskedByItself = false;
    bool m_isTold = false; // that the connection is lost
    TaskHandle m_task;

    QPointer<QWidget> m_watchedWindow;
    QAction *m_new = nullptr;
    QAction *m_copy = nullptr;
    QAction *m_edit = nullptr;
    QAction *m_addPanel = nullptr;
    QAction *m_refresh = nullptr;
    QAction *m_reconnect = nullptr;
    DashboardBoard *m_board = nullptr;
    DashboardControls *m_controls = nullptr;
    DashboardExports *m_exports = nullptr;
    DashboardRollups *m_rollups = nullptr;
    QThreadPool m_files;                 // of the editor
    DashboardEditor *m_editor = nullptr; // while something is edited
    QByteArray m_editorColumns;
    NewDashboard *m_beginner = nullptr;
    PanelForms *m_forms = nullptr;
    DashboardList *m_list = nullptr;
    ElidedLabel *m_title = nullptr;
    ElidedLabel *m_description = nullptr;
    ElidedLabel *m_tenant = nullptr; // whose rows these are
    Banner *m_lost = nullptr;
    Banner *m_news = nullptr;
    StateStack *m_state = nullptr;
    QStackedWidget *m_faces = nullptr;
    QSplitter *m_columns = nullptr;
};

} // namespace howdah::ui
