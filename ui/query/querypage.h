// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "connect/connectedpage.h"
#include "query/drafts/draftkeeper.h"
#include "query/history/historykeeper.h"
#include "query/define/asmigration.h"
#include "query/define/definitions.h"
#include "query/history/runhistorypanel.h"
#include "query/querytabs.h"

class QFileDialog;
class QMenu;

namespace howdah::ui {

// SQL that a person writes, in tabs: each with its database, its transaction and its text, which is on the disk within
// a second and comes back after whatever ended the program. UI thread.
class QueryPage final : public Page
{
    Q_OBJECT
public:
    explicit QueryPage(const PageServices &services, QWidget *parent = nullptr);
    ~QueryPage() override;
    [[nodiscard]] static PageFace ownFace();

    [[nodiscard]] QueryTabs *tabs() const { return m_tabs; }
    [[nodiscard]] const QueryActions &actions() const { return m_actions; }
    // The drafts of the last time are there, or cannot be had.
    [[nodiscard]] bool isReady() const { return m_isReady; }
    [[nodiscard]] TabNotices *notices() const { return m_notices; }
    [[nodiscard]] AsMigration *asMigration() const { return m_asMigration; }

    [[nodiscard]] QAction *primaryAction() const override { return m_actions.run; }
    [[nodiscard]] QList<QAction *> paletteActions() const override;
    [[nodiscard]] bool needsConnection() const override { return false; }
    void activate() override;
    void refresh() override;
    void cancelWork() override;
    void focusSearch() override;
    // "sql:" and a text for a new tab; "file:" and a path.
    void openPlace(const QString &subject) override;
    [[nodiscard]] QStringList unsavedWork() const override;
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;

Q_SIGNALS:
    // Another tab is in front, with commands of its own.
    void actionsChanged();

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void connectActions();
    void connectFiles();
    void connectChoices();
    void connectDefinitions();
    // Where it makes or replaces a definition, the difference is seen first.
    void runReviewed(QueryTab::Part part);
    void note(Tone tone, const QString &text);
    void openDrafts();
    void adopt(const std::vector<query::Draft> &drafts);
    void follow(QueryTab *tab);
    void keep(QueryTab *tab);
    void updateActions();
    void fillMenu(QMenu *menu);
    void openText(const QString &title, const QByteArray &text);
    void askFile();
    void askPlan();
    void askWhereTo(QueryTab *tab);
    void askTimeout(bool ofStatement);
    void choose(const std::function<void(RunChoices &)> &change);
    void noteRecent(const QString &path);

    PageServices m_services;
    QueryActions m_actions;
    query::HistoryKeeper m_history;
    query::ParameterMemory m_parameters;
    std::unique_ptr<query::DraftKeeper> m_drafts; // null until the folder is open
    TabNotices *m_notices = nullptr;
    QSplitter *m_splitter = nullptr;
    QueryTabs *m_tabs = nullptr;
    RunHistoryPanel *m_historyPanel = nullptr;
    Definitions *m_definitions = nullptr;
    AsMigration *m_asMigration = nullptr;
    QPointer<QueryTab> m_reviewed;
    QueryTab::Part m_reviewedPart = QueryTab::Part::AtCursor;
    QList<int> m_tabSizes; // of editor and results
    QString m_wantedTab;
    QStringList m_recent;
    QStringList m_toOpen; // as soon as it is ready
    bool m_hasBegun = false;
    bool m_isReady = false;
    Latest m_opening;
};

} // namespace howdah::ui
