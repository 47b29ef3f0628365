// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/sessionjobs.h"
#include "query/run/scriptrun.h"

#include <QObject>

#include <memory>

namespace howdah::query {

// Runs scripts of one tab, one after the other, on a thread of its own, and brings what happens home as signals: for
// whoever must not wait. Of the thread of its QObject, on which the signals come, in the order of what they tell.
// Its end cancels what runs, which goes on until the server has answered, without anybody; nothing is told then.
class ScriptRunner final : public QObject
{
    Q_OBJECT
public:
    explicit ScriptRunner(QObject *parent = nullptr);
    ~ScriptRunner() override;

    // False while one runs: its session serves one at a time. RunOptions::before is set to what the last run left,
    // where it is the same session.
    bool start(std::shared_ptr<connection::Session> session, Script script, PartRange range, RunOptions options = {});
    // Again and again, see ScriptRun::cancel().
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_run != nullptr; }
    // As the last statement left it.
    [[nodiscard]] const TransactionFacts &transaction() const { return m_transaction; }

Q_SIGNALS:
    void began(const howdah::query::Outcome &outcome);
    // May be read from now on, while it grows.
    void rowsCome(qint64 number, const std::shared_ptr<howdah::query::ResultStore> &rows);
    void noticed(qint64 number, const howdah::connection::Notice &notice);
    void ended(const howdah::query::Outcome &outcome);
    void transactionChanged(const howdah::query::TransactionFacts &facts);
    void finished(const howdah::query::RunReport &report);

private:
    class Relay;
    void take(const Outcome &outcome);

    std::shared_ptr<Relay> m_relay; // the run may outlive this
    std::shared_ptr<ScriptRun> m_run;
    std::weak_ptr<connection::Session> m_session; // of the last run
    TransactionFacts m_transaction;
    connection::SessionJobs m_jobs; // ends first
};

} // namespace howdah::query
