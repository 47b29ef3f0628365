// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"
#include "common/tasks.h"
#include "common/theme.h"
#include "dashboard/dashboardboard.h"
#include "dashboard/dashboardlibrary.h"
#include "dashboard/exportjob.h"
#include "dashboard/rolluprefresher.h"
#include "operations/dashboards/rollupchanges.h"

#include <QJsonObject>
#include <QPointer>

class QDialog;
class QLabel;
class QListView;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QStandardItemModel;

namespace howdah::ui {

class AutoRefresh;
class Banner;
class DashboardEditor;
class DashboardFilters;
class ElidedLabel;
class RangePicker;
class RollupDialog;
class StateStack;

// Dashboards: the list of them, what is asked of all panels alike (range, zone, filters), and the panels. Own ones are
// files that are watched and can be edited here. All queries run on other threads; the newest question alone is
// answered.
class DashboardPage final : public Page
{
    Q_OBJECT
public:
    explicit DashboardPage(const PageServices &services, QWidget *parent = nullptr);
    // Own dashboards in another folder than the usual one: for tests.
    DashboardPage(const PageServices &services, const QString &folder, QWidget *parent = nullptr);
    ~DashboardPage() override;

    [[nodiscard]] static PageFace ownFace();
    [[nodiscard]] QAction *primaryAction() const override { return m_copy; }
    [[nodiscard]] QList<QAction *> paletteActions() const override;

    void activate() override;
    void refresh() override;
    void cancelWork() override;
    void focusSearch() override;
    void openPlace(const QString &subject) override; // a dashboard by its id
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;

    bool openDashboard(const QString &path);
    [[nodiscard]] QString path() const { return m_path; }
    [[nodiscard]] const DashboardChoice &choice() const { return m_history.current(); }
    void choose(const DashboardChoice &choice); // can be taken back
    void goBack();
    void setZone(const QTimeZone &zone);
    [[nodiscard]] QTimeZone zone() const;

    [[nodiscard]] const DashboardLibrary &library() const { return m_library; }
    [[nodiscard]] DashboardBoard *board() const { return m_board; }
    [[nodiscard]] DashboardEditor *editor() const { return m_editor; }
    [[nodiscard]] RangePicker *rangePicker() const { return m_range; }
    [[nodiscard]] DashboardFilters *filters() const { return m_filters; }
    [[nodiscard]] AutoRefresh *autoRefresh() const { return m_auto; }
    [[nodiscard]] bool isEditing() const;

    // Of one panel, or of all.
    void exportPanel(PanelCard *card, PanelExport form, const QString &path, ExportJob::Done done);
    void exportPicture(PictureFormat format, double scale, const QString &path, ExportJob::Done done);
    void exportTables(PanelExport form, const QString &folder, ExportJob::Done done);
    void edit();

Q_SIGNALS:
    void dialogOpened(QDialog *dialog); // it is about to be shown

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    // Building, in the order of the page.
    void buildActions();
    QAction *
    makeAction(const QString &text, const QString &iconName, const QKeySequence &keys, void (DashboardPage::*what)());
    QWidget *buildList();
    QWidget *buildRight();
    QWidget *buildHead();
    QWidget *buildControls();
    void buildBanners(QVBoxLayout *column);
    QPushButton *buildExportMenu();
    void connectBoard();
    void connectControls();

    void libraryChanged();
    void fillList();
    void listMoved();
    void showEntry();
    void showProblems(const LibraryEntry &entry);
    void showDashboard(const LibraryEntry &entry);
    void connectionChanged();
    void connectionMissing();
    void connectionLost(const Error &error);
    void ask(PanelCard::Keep keep);
    void askValues();
    [[nodiscard]] std::optional<BoardQuestion> question() const;
    void choiceChanged();
    void showChoice();
    void followVisibility();
    void updateActions();
    void updateProgress();
    void tell(Tone tone, const QString &text);
    void openMarkRows(const QString &schema, const QString &relation, const QString &condition);

    void askNew();
    void copyToEdit();
    void writeNew(const QString &name, const QByteArray &yaml);
    void makeEditor();
    void closeEditor();
    void editorSaved(const QString &path);
    void togglePrevious();
    void toggleWeekdays();
    void askRollup(PanelCard *card);
    void
    askRollupFolder(RollupDialog *dialog, operations::RollupChange change, const metrics::RollupDefinition &definition);
    void writeRollup(
        const QPointer<RollupDialog> &dialog, operations::RollupChange change,
        const metrics::RollupDefinition &definition, const QString &folder);
    void refreshRollup(const QString &table);
    void rollupRefreshed(const Result<metrics::RefreshReport> &report);
    void showSql(PanelCard *card);
    void askPanelFile(PanelCard *card, PanelExport form);
    void askPictureFile(PictureFormat format, double scale);
    void askFolder(PanelExport form);
    void report(const Result<int> &written, const QString &path);

    PageServices m_services;
    DashboardLibrary m_library;
    QString m_path;
    QString m_openLater; // an id, once the library is read
    QString m_editLater; // a path, once it is in the library
    std::shared_ptr<const metrics::DashboardDefinition> m_shown;
    ChoiceHistory m_history;
    QJsonObject m_choices;   // the last choice by path
    bool m_isWanted = false; // to be asked once the page is seen, or connected
    bool m_isFilling = false;
    bool m_isAskedByItself = false;
    bool m_hasPrevious = false; // any panel of what is shown
    bool m_isTold = false;      // that the connection is lost
    TaskHandle m_task;
    RollupRefresher m_refresher;
    QString m_rollupFolder; // of migrations, as it was chosen the last time
    QPointer<QDialog> m_dialog;
    QPointer<QWidget> m_watchedWindow;

    QStandardItemModel *m_model = nullptr;
    QListView *m_list = nullptr;
    ElidedLabel *m_title = nullptr;
    ElidedLabel *m_description = nullptr;
    RangePicker *m_range = nullptr;
    DashboardFilters *m_filters = nullptr;
    AutoRefresh *m_auto = nullptr;
    QPushButton *m_previousButton = nullptr;
    QPushButton *m_weekdaysButton = nullptr;
    QWidget *m_controls = nullptr;
    Banner *m_lost = nullptr;
    Banner *m_news = nullptr;
    StateStack *m_state = nullptr;
    QStackedWidget *m_faces = nullptr;
    DashboardBoard *m_board = nullptr;
    DashboardEditor *m_editor = nullptr;
    QSplitter *m_columns = nullptr;

    QAction *m_new = nullptr;
    QAction *m_copy = nullptr;
    QAction *m_edit = nullptr;
    QAction *m_back = nullptr;
    QAction *m_refresh = nullptr;
    QAction *m_previous = nullptr;
    QAction *m_weekdays = nullptr;
    QAction *m_reconnect = nullptr;
    QList<QAction *> m_exports;
};

} // namespace howdah::ui
