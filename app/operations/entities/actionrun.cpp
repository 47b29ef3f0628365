// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/entities/actionrun.h"

#include "base/propagate.h"
#include "connection/session/databasepath.h"
#include "data/edit/changesql.h"
#include "data/edit/saveplan.h"
#include "data/edit/saver.h"
#include "operations/tr.h"

#include <QElapsedTimer>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using connection::Answer;
using connection::Session;
using connection::Statement;
using data::SaveOutcome;
using entity::RowValues;
using entity::StepDefinition;

namespace {

// One action, step by step.
class Acting final
{
public:
    Acting(Session &session, const ActionPlan &plan, const RowValues &given, const ActionOptions &options)
        : m_session(session)
        , m_plan(plan)
        , m_given(given)
        , m_options(options)
    {
    }

    ActionReport run()
    {
        if (Result<void> done = change(); !done) {
            m_report.error = done.error();
            rollback();
            return std::move(m_report);
        }
        commit();
        return std::move(m_report);
    }

private:
    Result<void> change()
    {
        ASSIGN_OR_RETURN(const QString path, connection::pathForTriggers(m_session));
        RETURN_IF_ERROR(begin(path));
        RETURN_IF_ERROR(holdRow());
        RETURN_IF_ERROR(askPreconditions());
        for (const StepDefinition &step : m_plan.action->steps)
            RETURN_IF_ERROR(take(step));
        // What would be checked at COMMIT is checked while it can still be told from a lost connection.
        RETURN_IF_ERROR(ask({u"SET CONSTRAINTS ALL IMMEDIATE"_s, {}}));
        return stopped();
    }

    Result<Answer> ask(const Statement &statement)
    {
        RETURN_IF_ERROR(stopped());
        return m_session.query(statement).result();
    }

    Result<void> stopped()
    {
        if (m_options.stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("The action was cancelled"), tr("Nothing was changed."));
        return {};
    }

    Result<void> begin(const QString &path)
    {
        // A row that was changed by a transaction that ended meanwhile is seen as it is now, whatever the session's
        // default.
        RETURN_IF_ERROR(ask({u"BEGIN ISOLATION LEVEL READ COMMITTED"_s, {}}));
        ASSIGN_OR_RETURN(
            const Answer answer,
            ask(
                {u"SELECT pg_catalog.txid_current(), "_s + data::clusterSql(m_plan.target->namesCluster)
                     + u",\n       pg_catalog.set_config('lock_timeout', $1::pg_catalog.text, true),"
                       "\n       pg_catalog.set_config('search_path', $2::pg_catalog.text, true)"_s,
                 {QByteArray::number(m_options.lockTimeoutMs), path.toUtf8()}}));
        m_transaction = data::transactionIn(answer.rows);
        return {};
    }

    // Waits for whoever is changing the row, and looks at what it is then.
    Result<void> holdRow()
    {
        data::Parameters parameters;
        data::StagedRow row;
        row.kind = data::ChangeKind::Delete; // rests on all columns
        row.basis = m_plan.seen;
        const QStringList conditions = data::rowConditions(*m_plan.target, row, parameters);
        QString sql = u"SELECT true FROM "_s + data::relationSql(m_plan.target->shape) + u"\nWHERE "_s
                    + conditions.join(u"\n  AND "_s);
        if (m_plan.target->canUpdate)
            sql += u"\nFOR NO KEY UPDATE"_s;
        ASSIGN_OR_RETURN(const Answer answer, ask({sql, parameters.values()}));
        if (answer.rows.rowCount() == 1)
            return {};
        return fail(
            ErrorKind::Conflict, tr("%1 was changed or deleted since it was read").arg(m_plan.label),
            tr("Nothing was changed. Refresh, look at it, and try again."));
    }

    Result<void> askPreconditions()
    {
        ASSIGN_OR_RETURN(
            const Answer answer,
            ask(preconditionStatement(*m_plan.entities, *m_plan.entity, *m_plan.action, m_plan.row)));
        for (size_t i = 0; i < m_plan.action->preconditions.size(); ++i) {
            if (answer.rows.rowCount() != 1 || !answer.rows.boolean(0, qsizetype(i)))
                return fail(ErrorKind::Conflict, m_plan.action->preconditions[i].otherwise, tr("Nothing was changed."));
        }
        return {};
    }

    Result<void> take(const StepDefinition &step)
    {
        const auto &[entities, entity, action] = std::tie(*m_plan.entities, *m_plan.entity, *m_plan.action);
        if (const auto condition = stepCondition(entities, entity, action, step, m_plan.row, m_given)) {
            ASSIGN_OR_RETURN(const Answer answer, ask(*condition));
            if (answer.rows.rowCount() != 1 || !answer.rows.boolean(0, 0)) {
                m_report.changed.push_back(-1);
                return {};
            }
        }
        qint64 wanted = step.rows;
        if (const auto count = stepCount(entities, entity, action, step, m_plan.row, m_given)) {
            ASSIGN_OR_RETURN(const Answer answer, ask(*count));
            wanted = answer.rows.rowCount() == 1 ? answer.rows.integer(0, 0) : -1;
        }
        Statement statement = stepStatement(entities, entity, action, step, m_plan.row, m_given);
        statement.sql += remark();
        ASSIGN_OR_RETURN(const Answer answer, ask(statement));
        if (answer.affectedRows != wanted || wanted < 0)
            return fail(
                ErrorKind::Conflict,
                tr("A statement changed %1 rows instead of %2, so all of it was rolled back")
                    .arg(answer.affectedRows)
                    .arg(wanted),
                tr("Something else has changed meanwhile, or a policy, a rule or a trigger prevents it."));
        m_report.changed.push_back(answer.affectedRows);
        return {};
    }

    // By which the audit log tells what the statement was for.
    [[nodiscard]] QString remark() const
    {
        static const QRegularExpression other(u"[^A-Za-z0-9_.-]"_s);
        return u"\n/* action "_s + m_plan.name().remove(other) + u" */"_s;
    }

    void commit()
    {
        m_report.transaction = m_transaction;
        const Result<Answer> answer = m_session.query({u"COMMIT"_s, {}}).result();
        if (answer) {
            // COMMIT of a transaction that has failed answers ROLLBACK.
            if (answer->command == "COMMIT")
                m_report.outcome = SaveOutcome::Saved;
            else
                m_report.error = makeError(ErrorKind::Server, tr("The server rolled the transaction back"));
            return;
        }
        m_report.error = answer.error();
        if (m_session.isOpen()) {
            rollback();
            m_report.outcome = data::settle(m_session, m_transaction);
        } else {
            m_report.outcome = SaveOutcome::Unknown;
            if (const auto session = m_options.reconnect ? m_options.reconnect() : fail(answer.error()))
                m_report.outcome = data::settle(**session, m_transaction);
        }
        if (m_report.outcome == SaveOutcome::Saved)
            m_report.error.reset();
    }

    // A late Session::cancel() may hit it; nothing may stay in a transaction.
    void rollback()
    {
        constexpr int mostTries = 5;
        for (int i = 0; i < mostTries && m_session.isOpen() && m_session.inTransaction(); ++i)
            std::ignore = m_session.query({u"ROLLBACK"_s, {}}).result();
    }

    Session &m_session;
    const ActionPlan &m_plan;
    const RowValues &m_given;
    const ActionOptions &m_options;
    data::TransactionId m_transaction;
    ActionReport m_report;
};

// What destroys something in production is called by its name first.
Result<void> consent(const ActionPlan &plan, const ActionOptions &options, Decision &decision)
{
    if (!options.isGuarded || !plan.action->destroys)
        return {};
    ASSIGN_OR_RETURN(
        const bool isNamed, decision.areNamed(
                                {.reason = NamesQuestion::Reason::Production,
                                 .things = {plan.action->title + u": "_s + plan.action->words},
                                 .names = {plan.label}}));
    if (!isNamed)
        return fail(ErrorKind::Cancelled, tr("The name was not typed"), tr("Nothing was changed."));
    return {};
}

} // namespace

ActionReport runAction(
    Session &session, const ActionPlan &plan, const RowValues &given, Decision &decision, const ActionOptions &options)
{
    QElapsedTimer clock;
    clock.start();
    ActionReport report;
    if (!plan.isPossible())
        report.error = makeError(ErrorKind::Conflict, plan.refusals.front(), tr("Nothing was changed."));
    else if (Result<void> allowed = consent(plan, options, decision); !allowed)
        report.error = allowed.error();
    else
        report = Acting(session, plan, given, options).run();
    report.milliseconds = double(clock.nsecsElapsed()) / 1e6;
    return report;
}

} // namespace howdah::operations
