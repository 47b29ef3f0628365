// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/run/runsteps.h"

#include "base/propagate.h"
#include "query/run/maskedrows.h"
#include "query/tr.h"
#include "sql/classify.h"

using namespace Qt::StringLiterals;

namespace howdah::query {

using connection::Answer;
using connection::TransactionState;

static const QLatin1StringView Savepoint("howdah_statement");

RunSteps::RunSteps(
    connection::Session &session, Script script, PartRange range, RunOptions options, RunObserver *observer)
    : m_session(session)
    , m_script(std::move(script))
    , m_range{range.first, std::min(range.last, m_script.parts().size())}
    , m_options(std::move(options))
    , m_observer(observer ? observer : &m_nobody)
    , m_transaction(m_options.before)
{
    if (!m_options.budget)
        m_options.budget = std::make_shared<ResultBudget>(m_options.limits);
}

void RunSteps::cancel()
{
    const std::lock_guard lock(m_mutex);
    m_cancelled = true;
    m_session.cancel();
}

bool RunSteps::goesOn() const { return !m_ends; }

bool RunSteps::standardStrings() const
{
    return m_session.serverParameter(u"standard_conforming_strings"_s) != "off"_L1;
}

// ---- the whole

RunReport RunSteps::run()
{
    QElapsedTimer clock;
    clock.start();
    const auto done = m_session.work([this](connection::SessionWork &work) { runOnSession(work); }).result();
    if (!done) {
        m_report.error = done.error();
        m_report.end = RunReport::End::Cancelled;
        m_report.notRun = qint64(m_range.last - m_range.first);
    }
    m_report.milliseconds = double(clock.nsecsElapsed()) / 1e6;
    return std::move(m_report);
}

void RunSteps::runOnSession(connection::SessionWork &work)
{
    m_work = &work;
    noteTransaction(QDateTime::currentDateTimeUtc(), {});
    if (!m_options.singleTransaction) {
        runAll();
    } else if (m_transaction.isOpen()) {
        m_report.error = makeError(
            ErrorKind::Conflict, tr("A transaction is open already, so the script cannot have one of its own"),
            tr("End it first."));
        m_report.end = RunReport::End::Stopped;
        m_report.notRun = qint64(m_range.last - m_range.first);
    } else if (const auto begun = ask(u"BEGIN"_s); !begun) {
        m_report.error = begun.error();
        m_report.end = RunReport::End::Stopped;
    } else {
        runAll();
        const bool keeps = m_report.end == RunReport::End::Finished && m_report.failed == 0;
        if (m_session.inTransaction() && m_session.isOpen()) {
            const auto ended = settled(keeps ? u"COMMIT"_s : u"ROLLBACK"_s);
            if (!ended)
                m_report.error = ended.error();
            m_report.committed = ended && ended->command == "COMMIT";
            noteTransaction(QDateTime::currentDateTimeUtc(), {});
        } else if (m_session.isOpen()) {
            m_report.error = makeError(
                ErrorKind::Conflict,
                tr("The script has ended the transaction that it was to run in; what it had committed stays"),
                tr("Take COMMIT and ROLLBACK out of it, or run it without a single transaction."));
        }
    }
    m_report.transaction = m_transaction;
    m_report.values = m_options.values;
}

// What ends something that was begun: also of a run that was cancelled, and no part of what was.
Result<Answer> RunSteps::settled(const QString &sql)
{
    m_work->beginRequest();
    return m_work->query({sql, {}});
}

void RunSteps::runAll()
{
    const Text text{m_script, {}, m_options.scriptFolder.value_or(QString()), 0};
    runParts(text, m_range);
    if (m_script.problem() && m_range.last == m_script.parts().size() && m_report.end == RunReport::End::Finished) {
        m_report.error = m_script.problem();
        m_report.end = RunReport::End::Stopped;
    }
}

void RunSteps::runParts(const Text &text, PartRange range)
{
    std::size_t at = range.first;
    while (at < range.last && goesOn()) {
        const Piece &part = text.script.parts()[at];
        switch (part.kind) {
        case PieceKind::Statement:
            at += runStatement(text, {at, range.last});
            break;
        case PieceKind::CopyData:
            ++at; // of a COPY that was not sent
            break;
        case PieceKind::BackslashLine: {
            std::optional<QByteArrayView> data;
            if (at + 1 < range.last && text.script.parts()[at + 1].kind == PieceKind::CopyData)
                data = text.script.textOf(text.script.parts()[at + 1]);
            runCommand(text, part, data);
            at += data ? 2 : 1;
            break;
        }
        }
    }
    m_report.notRun += qint64(range.last - std::min(at, range.last));
}

// ---- one part

Outcome RunSteps::begin(const Text &text, const Piece &part, Outcome::Kind kind)
{
    return {
        .number = m_number++,
        .kind = kind,
        .place = {.file = text.file, .offset = part.offset, .size = part.size, .line = part.line},
        .started = QDateTime::currentDateTimeUtc(),
        .expanded = m_expanded,
        .timed = m_timing};
}

// `offset`: of the place in the text of its file; -1 for none.
void RunSteps::fault(Outcome &outcome, Error error, qint64 offset) const
{
    switch (error.kind) {
    case ErrorKind::Cancelled:
        outcome.state = Outcome::State::Cancelled;
        break;
    case ErrorKind::Connection:
        outcome.state = error.sqlState == connection::OutcomeUnknown ? Outcome::State::Unknown : Outcome::State::Lost;
        break;
    case ErrorKind::Usage:
    case ErrorKind::Permission:
    case ErrorKind::Conflict:
        outcome.state = error.sqlState.isEmpty() ? Outcome::State::NotSent : Outcome::State::Failed;
        break;
    case ErrorKind::Internal:
    case ErrorKind::NotFound:
    case ErrorKind::Invalid:
    case ErrorKind::Io:
    case ErrorKind::Authentication:
    case ErrorKind::Server:
    case ErrorKind::Timeout:
        outcome.state = Outcome::State::Failed;
        break;
    }
    outcome.error = std::move(error);
    outcome.errorOffset = offset;
}

void RunSteps::end(const Text &text, Outcome outcome)
{
    if (outcome.state == Outcome::State::Running)
        outcome.state = Outcome::State::Done;
    if (outcome.errorOffset >= 0) {
        const QByteArrayView whole(text.script.text());
        const auto at = qsizetype(std::clamp<qint64>(outcome.errorOffset, outcome.place.offset, whole.size()));
        const QByteArrayView before =
            whole.sliced(qsizetype(outcome.place.offset), at - qsizetype(outcome.place.offset));
        const qsizetype line = whole.first(at).lastIndexOf('\n') + 1;
        outcome.errorAt = {
            .line = qsizetype(outcome.place.line) + before.count('\n'),
            .column = QString::fromUtf8(whole.sliced(line, at - line)).toUcs4().size() + 1};
    }
    outcome.transaction = m_transaction;
    if (outcome.isDone()) {
        ++m_report.done;
    } else {
        ++m_report.failed;
        if (outcome.state == Outcome::State::Cancelled) {
            m_ends = true;
            m_report.end = RunReport::End::Cancelled;
        } else if (!m_session.isOpen()) {
            m_ends = true;
            m_report.end = RunReport::End::ConnectionLost;
        } else if (m_options.onError == OnError::Stop || m_options.singleTransaction) {
            m_ends = true;
            m_report.end = RunReport::End::Stopped;
        }
    }
    m_observer->ended(outcome);
    if (m_options.keepOutcomes)
        m_report.outcomes.push_back(std::move(outcome));
}

void RunSteps::noteTransaction(const QDateTime &started, QByteArrayView tag)
{
    m_transaction.state = m_session.transactionState();
    // COMMIT AND CHAIN begins another one.
    const bool isAnother = tag == "COMMIT" || tag == "ROLLBACK";
    if (!m_transaction.isOpen())
        m_transaction.since = {};
    else if (m_transaction.since.isNull() || isAnother)
        m_transaction.since = started;
}

// What follows a statement and belongs to it: \g and its like.
Result<RunSteps::Ending> RunSteps::endingOf(const Text &text, PartRange range) const
{
    const std::vector<Piece> &parts = text.script.parts();
    Ending ending;
    if (range.first + 1 >= range.last)
        return ending;
    const Piece &next = parts[range.first + 1];
    if (next.kind != PieceKind::BackslashLine || !next.insideStatement)
        return ending;
    ASSIGN_OR_RETURN(ending.command, readMetaCommand(text.script.textOf(next), true, m_options.values));
    return ending;
}

// Answers how many parts it was.
std::size_t RunSteps::runStatement(const Text &text, PartRange range)
{
    const std::vector<Piece> &parts = text.script.parts();
    const Piece &part = parts[range.first];
    Outcome outcome = begin(text, part, Outcome::Kind::Statement);
    Result<Ending> ending = endingOf(text, range);
    std::size_t used = 1;
    while (range.first + used < range.last && parts[range.first + used].kind == PieceKind::BackslashLine
           && parts[range.first + used].insideStatement)
        ++used;
    std::optional<QByteArrayView> data;
    if (range.first + used < range.last && parts[range.first + used].kind == PieceKind::CopyData) {
        const Piece &below = parts[range.first + used++];
        // Nothing below it, not even the end of data: they were meant to come from elsewhere.
        if (below.size > 0 || below.offset < text.script.text().size())
            data = text.script.textOf(below);
    }
    if (!ending) {
        // All of a statement that psql commands cut goes with it.
        while (range.first + used < range.last && parts[range.first + used].kind == PieceKind::BackslashLine
               && parts[range.first + used].insideStatement)
            ++used;
        m_observer->began(outcome);
        fault(outcome, ending.error(), parts[range.first + 1].offset);
        end(text, std::move(outcome));
        return used;
    }
    execute(text, outcome, text.script.textOf(part), ending->command, data);
    end(text, std::move(outcome));
    return used;
}

// What is sent is UTF-8. In another encoding the server may read a quote where there is none, and stores other letters.
// What may end that goes: SET and RESET, and the end of a transaction, which takes SET back.
Result<void> RunSteps::isEncodingOurs(const QString &sql) const
{
    const QString encoding = m_session.serverParameter(u"client_encoding"_s);
    if (encoding.isEmpty() || encoding == "UTF8"_L1
        || sendingWayOf(sql.toUtf8(), standardStrings()) == SendingWay::Setting)
        return {};
    const QString command = sql::classify(sql).command;
    if (command == "ROLLBACK"_L1 || command == "COMMIT"_L1 || command == "DISCARD"_L1)
        return {};
    return fail(
        ErrorKind::Conflict, tr("The session's client_encoding is %1, but what is sent is UTF-8").arg(encoding),
        tr("Run SET client_encoding = 'UTF8' first."));
}

Result<void> RunSteps::mayBegin()
{
    const std::lock_guard lock(m_mutex);
    if (m_cancelled)
        return fail(ErrorKind::Cancelled, tr("Cancelled"));
    return {};
}

void RunSteps::execute(
    const Text &, Outcome &outcome, QByteArrayView sql, const MetaCommand &ending, std::optional<QByteArrayView> data)
{
    const auto placed = [&outcome](const Error &error, const WrittenStatement *written) -> qint64 {
        if (error.position <= 0)
            return -1;
        const WrittenStatement plain{.sql = error.statement};
        return outcome.place.offset + (written ? *written : plain).sourceByte(error.position);
    };
    auto written = writeParameters(sql, m_options.values, standardStrings());
    if (!written) {
        m_observer->began(outcome);
        return fault(outcome, written.error(), placed(written.error(), nullptr));
    }
    outcome.sql = written->sql;
    outcome.parameters = std::move(written->parameters);
    outcome.parameterNames = QStringList(written->names.begin(), written->names.end());
    m_observer->began(outcome);
    if (const auto fits = isEncodingOurs(outcome.sql); !fits)
        return fault(outcome, fits.error(), -1);
    if (ending.kind == MetaCommand::Kind::Describe)
        return describe(outcome);
    if (m_options.gate) {
        if (const auto may = m_options.gate(outcome.sql); !may)
            return fault(outcome, may.error(), -1);
    }
    bool hasSavepoint = false;
    if (const auto ready = prepareTransaction(outcome.sql, hasSavepoint); !ready)
        return fault(outcome, ready.error(), -1);
    outcome.expanded = outcome.expanded || ending.kind == MetaCommand::Kind::SendExpanded;
    QElapsedTimer clock;
    clock.start();
    auto answer = send(outcome, sendingWayOf(sql, standardStrings()), data, ending);
    if (outcome.milliseconds == 0)
        outcome.milliseconds = double(clock.nsecsElapsed()) / 1e6; // an answer has its own
    settleSavepoint(hasSavepoint, answer.has_value() && m_session.transactionState() != TransactionState::Failed);
    settle(outcome, std::move(answer), *written);
}

void RunSteps::settle(Outcome &outcome, Result<Answer> answer, const WrittenStatement &written)
{
    noteTransaction(outcome.started, answer ? QByteArrayView(answer->command) : QByteArrayView());
    if (outcome.milliseconds == 0)
        outcome.milliseconds = double(outcome.started.msecsTo(QDateTime::currentDateTimeUtc()));
    if (!answer) {
        const qsizetype position = answer.error().position;
        const qint64 source = position > 0 ? written.sourceByte(position) : -1;
        return fault(outcome, answer.error(), source < 0 ? -1 : outcome.place.offset + source);
    }
    outcome.command = answer->command;
    outcome.rows = answer->affectedRows;
    outcome.milliseconds = answer->milliseconds;
    if (!answer->notices.empty())
        outcome.notices = std::move(answer->notices);
    outcome.noticesLeftOut = answer->noticesLeftOut;
    if (outcome.result) {
        if (const auto problem = outcome.result->problem())
            return fault(outcome, *problem, -1);
        if (outcome.rows < 0)
            outcome.rows = outcome.result->rowCount();
        // It was cancelled at the server, which tells no tag then.
        if (outcome.result->isStopped() && answer->command.isEmpty())
            outcome.text = m_transaction.state == TransactionState::Failed
                             ? tr("Stopped; the rows that had come are kept. Its transaction has failed by that.")
                             : tr("Stopped; the rows that had come are kept. Changes that it had made were undone.");
    }
    if (answer->command == "ROLLBACK" && !outcome.sql.trimmed().startsWith("ROLLBACK"_L1, Qt::CaseInsensitive)
        && !outcome.sql.trimmed().startsWith("ABORT"_L1, Qt::CaseInsensitive))
        outcome.text = tr("The transaction had failed, so it was rolled back: nothing of it was kept");
    if (outcome.error) {
        outcome.text = tr("The statement itself was done");
        fault(outcome, Error(*outcome.error), -1);
    }
}

// ---- transactions

Result<Answer> RunSteps::ask(const QString &sql)
{
    auto answer = asked([&] { return m_work->query({sql, {}}); });
    noteTransaction(QDateTime::currentDateTimeUtc(), {});
    return answer;
}

// Before a statement: a transaction where each needs one, a savepoint where it is to stand alone in it.
Result<void> RunSteps::prepareTransaction(const QString &sql, bool &hasSavepoint)
{
    RETURN_IF_ERROR(mayBegin());
    if (m_options.autocommit && !m_options.savepoints)
        return {};
    const sql::TransactionRule rule = sql::classify(sql).transaction;
    if (rule != sql::TransactionRule::Allowed)
        return {};
    if (!m_options.autocommit && m_transaction.state == TransactionState::Idle) {
        ASSIGN_OR_RETURN(const Answer begun, ask(u"BEGIN"_s));
    }
    if (m_options.savepoints && m_transaction.state == TransactionState::Open) {
        ASSIGN_OR_RETURN(const Answer made, ask(u"SAVEPOINT "_s + Savepoint));
        hasSavepoint = true;
    }
    return {};
}

void RunSteps::settleSavepoint(bool hasSavepoint, bool isDone)
{
    if (!hasSavepoint || !m_session.isOpen() || !m_session.inTransaction())
        return;
    // Also after a cancel, which has failed the transaction: what was done before is not lost by it.
    if (!isDone)
        (void)settled(u"ROLLBACK TO SAVEPOINT "_s + Savepoint);
    (void)settled(u"RELEASE SAVEPOINT "_s + Savepoint);
}

// ---- sending

connection::RowSink RunSteps::sinkFor(Outcome &outcome)
{
    const auto masks = std::make_shared<MaskedRows>(m_options, outcome);
    if (connection::RowSink elsewhere = m_observer->rowsOf(outcome))
        return [elsewhere, masks](connection::RowBatch batch) { return elsewhere(masks->through(std::move(batch))); };
    return [this, masks, &outcome](connection::RowBatch batch) {
        batch = masks->through(std::move(batch));
        const bool first = !outcome.result;
        if (first)
            outcome.result = std::make_shared<ResultStore>(m_options.budget);
        const bool wanted = outcome.result->append(std::move(batch));
        if (first)
            m_observer->rowsCome(outcome.number, outcome.result);
        return wanted;
    };
}

Result<Answer> RunSteps::streamed(Outcome &outcome, const connection::RowSink &sink)
{
    const auto noticed = [this, &outcome](const connection::Notice &notice) {
        if (outcome.notices.size() < Answer::MaxNotices)
            outcome.notices.push_back(notice);
        m_observer->noticed(outcome.number, notice);
    };
    return asked([&] { return m_work->stream({outcome.sql, outcome.parameters}, sink, noticed); });
}

Result<Answer>
RunSteps::send(Outcome &outcome, SendingWay way, std::optional<QByteArrayView> data, const MetaCommand &ending)
{
    switch (way) {
    case SendingWay::Setting:
        return asked([&] { return m_work->query({outcome.sql, outcome.parameters}); });
    case SendingWay::CopyFrom:
        if (!data)
            return fail(
                ErrorKind::Usage, tr("There are no data below this COPY ... FROM STDIN"),
                tr("Put them there, ended by \\., or use \\copy ... FROM 'file'."));
        return asked([&] { return m_work->copyIn(outcome.sql, connection::copySource(*data)); });
    case SendingWay::CopyTo: {
        outcome.isCopy = true;
        const auto columns = std::make_shared<const connection::Columns>(connection::Columns{{.name = u"copy"_s}});
        const connection::RowSink sink = sinkFor(outcome);
        connection::RowBatch batch(columns);
        auto answer = asked([&] {
            return m_work->copyOut(outcome.sql, [&](QByteArrayView piece) {
                batch.appendValue(piece);
                batch.endRow();
                return batch.byteCount() < (256 << 10) || sink(std::exchange(batch, connection::RowBatch(columns)));
            });
        });
        if (answer)
            (void)sink(std::move(batch));
        if (outcome.result)
            outcome.result->finish();
        return answer;
    }
    case SendingWay::Rows:
        break;
    }
    if (ending.kind == MetaCommand::Kind::Gset) {
        std::vector<connection::RowBatch> rows;
        qint64 count = 0;
        MaskedRows masks(m_options, outcome);
        // Read to the end: a cancel would fail its transaction, as psql does not.
        auto answer = streamed(outcome, [&](connection::RowBatch batch) {
            batch = masks.through(std::move(batch));
            if (count < 2)
                rows.push_back(batch);
            count += batch.rowCount();
            return true;
        });
        if (answer) {
            // Its statement is done, whatever comes of its row.
            if (auto taken = takeRow(rows, ending.name); !taken)
                outcome.error = std::move(taken).error();
        }
        return answer;
    }
    auto answer = streamed(outcome, sinkFor(outcome));
    if (outcome.result)
        outcome.result->finish();
    return answer;
}

} // namespace howdah::query
