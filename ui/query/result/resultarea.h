// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"
#include "query/run/runoptions.h"
#include "query/script/script.h"

#include <QWidget>

#include <functional>
#include <map>
#include <memory>

class QStackedWidget;
class QTabBar;
class QTimer;

namespace howdah::ui {

class MessagesView;
class PlanView;
class ResultPane;

// What came of the runs of one tab: the list of the statements with their outcomes, in order, and the rows of each.
// What a run has answered stays when the next one is begun: as long as it is pinned, or has edits that are not saved,
// else until that has its first rows. A grid is made once it is looked at. UI thread.
class ResultArea final : public QWidget
{
    Q_OBJECT
public:
    explicit ResultArea(const PageServices &services, QWidget *parent = nullptr);
    ~ResultArea() override;

    // ---- as query::ScriptRunner tells it
    // Whether the window is connected to where the rows of the runs from now on come from: only then are they edited.
    // Without it: as long as it is connected to where it was when they were first looked at.
    void setHere(std::function<bool()> isHere) { m_isHere = std::move(isHere); }
    // Where that is: "app@db.example.org/orders", and the search_path there.
    void setPlace(const QString &place, const QStringList &searchPath)
    {
        m_place = place;
        m_searchPath = searchPath;
    }
    void beginRun(const query::Script &script);
    void began(const query::Outcome &outcome);
    void rowsCome(qint64 number, const std::shared_ptr<query::ResultStore> &rows);
    void noticed(qint64 number, const connection::Notice &notice);
    void ended(const query::Outcome &outcome);
    void finished(const query::RunReport &report);

    // A plan from elsewhere, in any form that EXPLAIN writes: stays until it is closed.
    void addPlan(const QString &title, const QByteArray &text);

    // Find, export, copy, pin, compare, chart ... of what is in front.
    [[nodiscard]] QList<QAction *> actions() const;
    void focusSearch();
    // Rows that were edited and are not saved: a line for each result.
    [[nodiscard]] QStringList unsavedWork() const;

    [[nodiscard]] MessagesView *messages() const { return m_messages; }
    [[nodiscard]] QTabBar *tabs() const { return m_tabs; }
    [[nodiscard]] int resultCount() const { return int(m_results.size()); }
    // The one in front; nullptr while that is the messages, or data of COPY.
    [[nodiscard]] ResultPane *currentPane() const;
    // Those that were looked at, in the order of their tabs.
    [[nodiscard]] QList<ResultPane *> panes() const;
    // The plan in front, where that is an answer of EXPLAIN: its rows are a face of it; else nullptr.
    [[nodiscard]] PlanView *currentPlan() const;
    // Where the statement stood that a plan is of, in the text of its run; nothing for one from elsewhere.
    [[nodiscard]] std::optional<query::ScriptPlace> statementOf(const PlanView *view) const;
    void showResult(int result);
    void showMessages();
    // Stays from now on, by this name; "" takes the pin away.
    void pin(int result, const QString &name);
    [[nodiscard]] bool isPinned(int result) const { return m_results[size_t(result)].isPinned; }
    void closeResult(int result);

Q_SIGNALS:
    // This place of the text is to be shown: of an error (a byte of its file), or of a statement.
    void placeWanted(const howdah::query::ScriptPlace &place, qint64 offset);
    // This text, in another tab.
    void textWanted(const QString &title, const QByteArray &text);
    // A definition of a panel, for the page of dashboards.
    void panelWanted(const QString &yaml);
    // A grid was made: what is built on it may be added.
    void paneAdded(howdah::ui::ResultPane *pane);
    // An answer of EXPLAIN is shown as a plan.
    void planAdded(howdah::ui::PlanView *view);

private:
    [[nodiscard]] bool copiesSensitive(const query::Outcome &outcome, bool isHere) const;
    struct Shown
    {
        qint64 run = 0;
        query::Outcome outcome;
        std::shared_ptr<query::ResultStore> rows;
        QWidget *view = nullptr; // once it was looked at
        ResultPane *pane = nullptr;
        PlanView *plan = nullptr; // that the rows are
        bool isPlanRead = false;
        std::function<bool()> isHere; // see setHere()
        QString place;                // see setPlace()
        QStringList searchPath;
        QString title;
        bool isPinned = false;
        qint64 saidRows = -1; // what its tab says
    };
    void makeActions();
    void makeView(Shown &shown);
    void makePlan(Shown &shown);
    void readPlan(Shown &shown);
    void tabChanged(int tab);
    void dropOthers();
    void say(int result);
    void tick();
    void askForPin();
    void showMenu(const QPoint &at);
    [[nodiscard]] int currentResult() const; // -1: the messages
    [[nodiscard]] Shown *running(qint64 number);
    void updateActions();

    PageServices m_services;
    QTabBar *m_tabs;
    QStackedWidget *m_stack;
    MessagesView *m_messages;
    std::vector<Shown> m_results;             // in the order of their tabs, behind that of the messages
    std::map<qint64, query::Outcome> m_begun; // of this run, that have no rows yet
    std::function<bool()> m_isHere;
    QString m_place;
    QStringList m_searchPath;
    qint64 m_run = 0;
    bool m_hasRows = false;  // this run
    bool m_isChosen = false; // somebody chose a tab since it began
    bool m_isSetting = false;
    QTimer *m_tick;
    QAction *m_pin;
    QAction *m_close;
    QAction *m_next;
    QAction *m_previous;
    QAction *m_find;
    QAction *m_export;
    QAction *m_stop;
    QAction *m_goTo;
};

} // namespace howdah::ui
