// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/page.h"
#include "common/tasks.h"
#include "operations/explain/explaining.h"
#include "query/history/historykeeper.h"
#include "query/run/scriptrunner.h"
#include "query/run/namesasker.h"
#include "query/tabsession.h"

namespace howdah::ui {

// What the operator has chosen for the runs of a tab.
struct RunChoices
{
    bool autocommit = true;
    bool stopsAtError = true;
    bool savepoints = false;
    std::optional<int> statementMs; // nothing: as the server has it
    std::optional<int> idleMs;      // in a transaction
    bool operator==(const RunChoices &) const = default;
};

// The runs of one tab, one after the other, on its session: makes the session ready, asks what production wants typed,
// and keeps the history. Outcomes are told with their places in the text of the tab. UI thread.
class TabRun final : public QObject
{
    Q_OBJECT
public:
    // `tab`: above which questions are asked; outlives it. `history` may be nullptr.
    TabRun(const PageServices &services, query::HistoryKeeper *history, QWidget *tab);
    ~TabRun() override;

    [[nodiscard]] TabSession &session() { return *m_session; }
    [[nodiscard]] const TabSession &session() const { return *m_session; }
    [[nodiscard]] const RunChoices &choices() const { return m_choices; }
    void setChoices(const RunChoices &choices) { m_choices = choices; }
    void setTitle(const QString &title) { m_title = title; } // for the history

    // What is to be run: a script that begins at this byte and line (from 0) of the text of the tab.
    struct Order
    {
        query::Script script;
        query::PartRange range;
        qint64 offset = 0;
        qint64 line = 0;
        QString folder;    // of the file; empty: none
        qint64 prefix = 0; // bytes that were put before its first statement, and stand nowhere in the text
        query::ParameterValues values;
        // EXPLAIN of its one statement, instead of running it.
        std::optional<operations::ExplainOptions> explain;
    };
    // False while something runs. Whatever else goes wrong is told by failed().
    bool start(Order order);
    // Ends the transaction, by COMMIT or ROLLBACK.
    bool endTransaction(bool commit);
    // Again and again, where nothing seems to happen.
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_isPreparing || m_isExplaining || m_runner.isRunning(); }
    [[nodiscard]] const query::TransactionFacts &transaction() const { return m_transaction; }
    // When the last statement of an open transaction ended; null while one runs, and where none is open.
    [[nodiscard]] const QDateTime &idleSince() const { return m_idleSince; }

    // As the session has it.
    [[nodiscard]] const QStringList &searchPath() const { return m_searchPath; }
    // Of the server's process; 0: not known, or another one at times (a pooler stands between).
    [[nodiscard]] int backendPid() const { return m_backendPid; }

Q_SIGNALS:
    void beginning(const howdah::query::Script &script);
    void began(const howdah::query::Outcome &outcome);
    void rowsCome(qint64 number, const std::shared_ptr<howdah::query::ResultStore> &rows);
    void noticed(qint64 number, const howdah::connection::Notice &notice);
    void ended(const howdah::query::Outcome &outcome);
    void finished(const howdah::query::RunReport &report);
    // It could not begin.
    void failed(const howdah::Error &error);
    void transactionChanged(const howdah::query::TransactionFacts &facts);
    void runningChanged(bool running);
    // The session is idle again, or has another search_path.
    void sessionSettled();

private:
    struct Prepared
    {
        QStringList path;
        int backendPid = 0;
        bool isNew = false;
        bool timeouts = false; // are as they were chosen
    };
    [[nodiscard]] static Result<Prepared> prepare(
        connection::Session &session, const query::SessionTimeouts &timeouts, const query::SessionTimeouts &before,
        bool isNew, bool hasTimeouts);
    void prepared(const Result<Prepared> &answer);
    void begin();
    void beginExplaining();
    void explained(query::Outcome outcome, const Result<operations::Explained> &answer);
    void abandon(const Error &error);
    [[nodiscard]] std::function<Result<void>(const QString &)> held() const;
    [[nodiscard]] std::function<Result<void>(const QString &)> gate();
    void makeAsker();
    void askNames(const operations::NamesQuestion &question, const std::function<void(bool)> &answered);
    void take(const query::Outcome &outcome);
    void end(const query::RunReport &report);
    void lose();
    void setTransaction(const query::TransactionFacts &facts);
    [[nodiscard]] query::Outcome placed(query::Outcome outcome) const;
    void readPath();

    PageServices m_services;
    query::HistoryKeeper *m_history;
    QWidget *m_tab;
    TabSession *m_session;
    RunChoices m_choices;
    std::optional<RunChoices> m_applied; // to the session: its timeouts
    QString m_title;
    Order m_order;
    bool m_autocommit = true; // of this run
    bool m_isPreparing = false;
    bool m_isExplaining = false;
    bool m_settingsMayDiffer = false;
    query::TransactionFacts m_transaction;
    QDateTime m_idleSince;
    QStringList m_searchPath;
    int m_backendPid = 0;
    std::shared_ptr<NamesAsker> m_asker;
    QPointer<QWidget> m_asking; // that the question stands above
    TaskHandle m_task;
    Latest m_reading;
    query::ScriptRunner m_runner;
    connection::SessionJobs m_jobs; // ends first
};

} // namespace howdah::ui
