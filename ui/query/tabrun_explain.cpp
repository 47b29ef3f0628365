// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/tabrun.h"

#include "base/textposition.h"
#include "base/whendone.h"
#include "connect/connectioncontroller.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using query::Outcome;
using query::RunReport;

// As what EXPLAIN answers in a script: one column, and the plan in it.
static std::shared_ptr<query::ResultStore> rowsOf(const QByteArray &plan)
{
    constexpr quint32 JsonOid = 114;
    auto store = std::make_shared<query::ResultStore>();
    connection::RowBatch batch(std::make_shared<const connection::Columns>(
        connection::Columns{{.name = u"QUERY PLAN"_s, .typeOid = JsonOid}}));
    batch.appendValue(plan);
    batch.endRow();
    (void)store->append(std::move(batch));
    store->finish();
    return store;
}

void TabRun::beginExplaining()
{
    const auto &parts = m_order.script.parts();
    const auto part = std::ranges::find_if(
        parts, [](const query::Piece &piece) { return piece.kind == query::PieceKind::Statement; });
    if (part == parts.end())
        return abandon(makeError(ErrorKind::Usage, tr("There is no statement to explain.")));
    m_isExplaining = true;
    m_settingsMayDiffer = false;
    makeAsker();
    Outcome outcome;
    outcome.place = {.file = {}, .offset = part->offset, .size = part->size, .line = part->line};
    outcome.sql = QString::fromUtf8(m_order.script.textOf(*part));
    outcome.started = QDateTime::currentDateTimeUtc();
    operations::ExplainRequest request;
    request.statement = m_order.script.textOf(*part).toByteArray();
    request.values = m_order.values;
    request.options = *m_order.explain;
    request.isLocked = m_session->isLocked() || !*m_session->mayWrite();
    request.isGuarded = m_session->isUnlocked();
    request.gate = held();
    Q_EMIT beginning(m_order.script);
    m_idleSince = {};
    Q_EMIT began(placed(outcome));
    whenDone(
        this,
        m_jobs.run(
            m_session->session(),
            [request, asker = m_asker](connection::Session &session) {
                return operations::explain(session, request, *asker);
            }),
        [this, outcome](const Result<operations::Explained> &answer) { explained(outcome, answer); });
}

static Outcome::State stateOf(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Cancelled:
        return Outcome::State::Cancelled;
    case ErrorKind::Connection: // what it has done is rolled back by the server
        return Outcome::State::Lost;
    case ErrorKind::Usage:
    case ErrorKind::Permission:
    case ErrorKind::Conflict:
        return error.sqlState.isEmpty() ? Outcome::State::NotSent : Outcome::State::Failed;
    case ErrorKind::Internal:
    case ErrorKind::NotFound:
    case ErrorKind::Invalid:
    case ErrorKind::Io:
    case ErrorKind::Authentication:
    case ErrorKind::Server:
    case ErrorKind::Timeout:
        break;
    }
    return Outcome::State::Failed;
}

void TabRun::explained(Outcome outcome, const Result<operations::Explained> &answer)
{
    m_isExplaining = false;
    RunReport report;
    outcome.milliseconds = double(outcome.started.msecsTo(QDateTime::currentDateTimeUtc()));
    if (answer) {
        outcome.state = Outcome::State::Done;
        outcome.command = "EXPLAIN";
        outcome.sql = answer->sql;
        outcome.parameters = answer->parameters;
        outcome.parameterNames = answer->parameterNames;
        outcome.milliseconds = answer->milliseconds;
        outcome.notices = answer->notices;
        outcome.text = answer->remarks.join(u' ');
        outcome.result = rowsOf(answer->json);
        outcome.rows = 1;
        report.done = 1;
        Q_EMIT rowsCome(outcome.number, outcome.result);
    } else {
        const Error &error = answer.error();
        outcome.state = stateOf(error);
        outcome.error = error;
        if (error.position > 0) {
            outcome.errorOffset = outcome.place.offset + error.position - 1;
            const QByteArray &text = m_order.script.text();
            const QString before = QString::fromUtf8(text.first(std::min<qsizetype>(outcome.errorOffset, text.size())));
            outcome.errorAt = positionAt(before, before.size());
        }
        report.failed = 1;
        report.end = outcome.state == Outcome::State::Cancelled ? RunReport::End::Cancelled
                   : outcome.state == Outcome::State::Lost      ? RunReport::End::ConnectionLost
                                                                : RunReport::End::Stopped;
    }
    // What was open stays open; what this began has ended.
    const auto session = m_session->session();
    report.transaction.state = session ? session->transactionState() : connection::TransactionState::Idle;
    if (report.transaction.isOpen())
        report.transaction.since = m_transaction.since;
    outcome.transaction = report.transaction;
    report.milliseconds = outcome.milliseconds;
    take(outcome);
    end(report);
}

} // namespace howdah::ui
