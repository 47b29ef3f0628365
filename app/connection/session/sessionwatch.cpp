// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The part of SessionWorker that every statement from outside passes: what a session that may only read is held to, and
// who is told what the others did.
#include "connection/readonly/allowedfunctions.h"
#include "connection/session/maskederror.h"
#include "connection/readonly/readonlyrules.h"
#include "connection/session/sessionworker.h"
#include "sql/leadingwords.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

// ---- held to reading

// read_only_sql_transaction
static bool isRefusedWrite(const Error &error) { return error.sqlState == "25006"_L1; }

// By the server, or by us.
static bool isRefusal(const Error &error)
{
    return isRefusedWrite(error) || (error.kind == ErrorKind::Permission && error.sqlState.isEmpty());
}

// What our own statements may call besides, as no one else's are sent to these sessions: the reader of a safety copy
// shows pg_dump what it sees.
static bool isOwnReading(const QString &sql) { return sql == "SELECT pg_catalog.pg_export_snapshot()"_L1; }

// Within a transaction, by who has seen to it that no operator there is taken for PostgreSQL's: the path that functions
// behind a dashboard's views look at (metrics/querynames.h). A dashboard itself may set nothing.
static bool isOwnPath(const QString &sql)
{
    static const QRegularExpression set(
        u"^SELECT pg_catalog\\.set_config\\('search_path', 'pg_catalog, [^'\\\\]*', true\\)$"_s);
    return set.match(sql).hasMatch();
}

static QByteArray reportedBy(PGconn *connection, const char *parameter)
{
    const char *value = connection ? PQparameterStatus(connection, parameter) : nullptr;
    return {value};
}

Result<ReadOnlyWay> SessionWorker::judge(const Statement &statement, bool everySchema)
{
    JudgeOptions options;
    options.functions = m_judged;
    options.postgresNames = m_options.names == Names::OfPostgres && m_reading.pathMoves == 0;
    options.standardStrings = reportedBy(m_connection, "standard_conforming_strings") != "off";
    options.isAllowed = isAllowedFunction;
    if (options.postgresNames && (isOwnReading(statement.sql) || isOwnPath(statement.sql)))
        return ReadOnlyWay::Plain;
    Result<Judgement> judged = judgeReading(statement.sql, options);
    if (!judged)
        return fail(judged.error());
    std::vector<NeededName> &needs = judged->needs;
    if (!judged->executes.isEmpty()) {
        const auto prepared = m_reading.prepared.constFind(judged->executes);
        if (prepared == m_reading.prepared.constEnd())
            return fail(readOnlyRefusal(tr("EXECUTE of what this session has not prepared")));
        needs.insert(needs.end(), prepared->begin(), prepared->end());
    }
    if (auto learned = learn(needs, options, everySchema); !learned)
        return fail(learned.error());
    if (!judged->prepares.isEmpty())
        m_reading.prepared.insert(judged->prepares, needs);
    if (judged->movesPath) {
        m_reading.forget();
        ++m_reading.pathMoves;
    }
    return judged->way;
}

Result<void> SessionWorker::learn(std::vector<NeededName> names, const JudgeOptions &options, bool everySchema)
{
    constexpr int MostRounds = 8; // of domains that check by functions of others
    for (int round = 0; round < MostRounds; ++round) {
        const std::vector<NeededName> missing = everySchema ? std::exchange(names, {}) : m_reading.unknown(names);
        // A transaction that has failed answers nothing more, neither this nor what it is about.
        if (missing.empty() || m_lost || !m_connection || PQtransactionStatus(m_connection) == PQTRANS_INERROR)
            return {};
        const Statement question = lookUp(missing, everySchema);
        const Result<Answer> answer = sendOne(question);
        record(question, answer);
        if (!answer)
            return fail(answer.error());
        std::vector<NeededName> more;
        if (auto judged = judgeLookUp(answer->rows, options, more); !judged)
            return judged;
        if (!everySchema)
            m_reading.known.insert(missing.begin(), missing.end());
        names = std::move(more);
    }
    return fail(readOnlyRefusal(tr("A type with such long chains of checks")));
}

Result<void> SessionWorker::holdToReading(const std::vector<Statement> &statements)
{
    const int moves = m_reading.pathMoves;
    for (const Statement &statement : statements) {
        // Behind one that moves the path, which has not run yet, a name may be looked up anywhere.
        Result<ReadOnlyWay> way = judge(statement, m_reading.pathMoves != moves);
        if (way && *way == ReadOnlyWay::InBlock)
            way = fail(
                ErrorKind::Permission, tr("CALL is refused among other statements: this session may only read"),
                tr("Run it alone."));
        if (way)
            continue;
        way.error().statement = statement.sql;
        tell(statement, fail(way.error()));
        return fail(way.error());
    }
    return {};
}

Result<Answer> SessionWorker::inReadOnlyBlock(const std::function<Result<Answer>()> &work)
{
    if (m_pooled || !isIdle())
        return work(); // inside of a block nothing can end it; through a proxy each statement is in one
    if (auto begun = runQuery({u"BEGIN TRANSACTION READ ONLY"_s, {}}); !begun)
        return begun;
    Result<Answer> done = work();
    if (!m_lost)
        (void)runQuery({done ? u"COMMIT"_s : u"ROLLBACK"_s, {}});
    return done;
}

void SessionWorker::checkReadOnly(bool asking)
{
    // Through a proxy each transaction begins anew as one that only reads, and the word of the server is of another
    // one.
    if (!m_guarded || m_pooled || m_lost || !m_connection)
        return;
    // Servers before 14 do not say by themselves when it changes.
    QByteArray mode = reportedBy(m_connection, "default_transaction_read_only");
    if (mode.isNull() && asking && PQtransactionStatus(m_connection) != PQTRANS_INERROR) {
        const Result<Answer> asked = runQuery({u"SHOW default_transaction_read_only"_s, {}});
        mode = asked ? asked->rows.text(0, 0).toUtf8() : QByteArray("on");
    }
    if (mode.isEmpty() || mode == "on")
        return;
    const Error error = makeError(
        ErrorKind::Permission, tr("The session was closed: a statement has switched its read-only mode off"),
        tr("Unlock writing for a time, then run it again."));
    close(); // what it had begun is rolled back by that
    m_lost = error;
    Q_EMIT lost(error);
}

static bool endsTransaction(const Statement &statement)
{
    const std::vector<QByteArray> words = sql::leadingWords(statement.sql.toUtf8(), 1);
    const QByteArray first = words.empty() ? QByteArray() : words.front();
    return first == "COMMIT" || first == "END" || first == "ROLLBACK" || first == "ABORT";
}

// What follows the end of a transaction begins a new one by the mode of then: it is looked at first.
Result<PipelineAnswer>
SessionWorker::guardedPipeline(const std::vector<Statement> &statements, const PipelineProgress &progress)
{
    PipelineAnswer whole;
    for (auto from = statements.begin(); from != statements.end();) {
        auto to = std::find_if(from, statements.end(), endsTransaction);
        if (to != statements.end())
            ++to;
        const qsizetype before = from - statements.begin();
        const auto told = [&progress, before](qsizetype at, const Answer &answer) { progress(before + at, answer); };
        Result<PipelineAnswer> part = sendAll({from, to}, progress ? PipelineProgress(told) : PipelineProgress());
        checkReadOnly();
        if (!part)
            return part;
        std::ranges::move(part->answers, std::back_inserter(whole.answers));
        whole.error = std::move(part->error);
        if (whole.error)
            break;
        from = to;
    }
    for (std::size_t i = 0; i < whole.answers.size() && !m_judged; ++i)
        tell(statements[i], whole.answers[i]);
    if (whole.error && (!m_judged || isRefusedWrite(*whole.error)))
        tell(statements[whole.answers.size()], fail(*whole.error));
    return whole;
}

// ---- told to the observer

StatementEvent SessionWorker::eventOf(const Statement &statement) const
{
    StatementEvent event;
    event.session = m_number;
    event.sessionName = m_options.name;
    event.target = m_target;
    event.backendPid = m_connection ? PQbackendPID(m_connection) : 0;
    event.statement = &statement;
    return event;
}

static void setOutcome(StatementEvent &event, const Error &error, bool lost)
{
    event.error = &error;
    event.outcome = lost ? StatementEvent::Outcome::Unknown : StatementEvent::Outcome::Failed;
}

static void setOutcome(StatementEvent &event, const Answer &answer)
{
    event.command = answer.command;
    event.rows = answer.affectedRows;
    event.milliseconds = answer.milliseconds;
}

static void setOutcome(StatementEvent &event, const Result<Answer> &outcome, bool lost)
{
    if (outcome)
        setOutcome(event, *outcome);
    else
        setOutcome(event, outcome.error(), lost);
}

void SessionWorker::tell(const Statement &statement, const Result<Answer> &outcome)
{
    const auto observer = statementObserver();
    if (!observer)
        return;
    StatementEvent event = eventOf(statement);
    setOutcome(event, outcome, m_lost.has_value());
    // Where it is judged it cannot have changed anything: what counts is that it was tried.
    if (m_judged || (m_guarded && !outcome && isRefusal(outcome.error())))
        event.outcome = StatementEvent::Outcome::Refused;
    (*observer)({&event, 1});
}

// Whoever wants to see all that is sent.
void SessionWorker::record(const Statement &statement, const Result<Answer> &outcome)
{
    const auto logger = statementLogger();
    if (!logger)
        return;
    StatementEvent event = eventOf(statement);
    setOutcome(event, outcome, m_lost.has_value());
    (*logger)({&event, 1});
}

void SessionWorker::recordAll(const std::vector<Statement> &statements, const Result<PipelineAnswer> &outcome)
{
    if (!statementLogger())
        return;
    for (std::size_t i = 0; i < statements.size(); ++i) {
        if (!outcome)
            record(statements[i], fail(outcome.error()));
        else if (i < outcome->answers.size())
            record(statements[i], outcome->answers[i]);
        else if (i == outcome->answers.size() && outcome->error)
            record(statements[i], fail(*outcome->error));
        else
            break; // skipped by the server
    }
}

// The server is busy with what comes behind them: now it costs no time. The last one may still fail at the end.
void SessionWorker::tellAnswered()
{
    const std::vector<Answer> &answers = m_telling->answer->answers;
    const std::size_t end = qMin(answers.size(), m_telling->statements->size() - 1);
    if (m_telling->told >= end)
        return;
    const auto observer = statementObserver();
    if (!observer)
        return;
    std::vector<StatementEvent> events;
    events.reserve(end - m_telling->told);
    for (std::size_t i = std::exchange(m_telling->told, end); i < end; ++i) {
        events.push_back(eventOf((*m_telling->statements)[i]));
        setOutcome(events.back(), answers[i]);
    }
    (*observer)(events);
}

// What was not told on the way. Unless it `holds`, those before the one that failed went with it.
void SessionWorker::tellPipeline(
    const std::vector<Statement> &statements, const Result<PipelineAnswer> &outcome, bool holds)
{
    const auto observer = statementObserver();
    if (!observer)
        return;
    const bool undone = outcome && outcome->error && !holds;
    const std::size_t told = m_telling ? m_telling->told : 0;
    std::vector<StatementEvent> events;
    events.reserve(statements.size() - told);
    for (std::size_t i = told; i < statements.size(); ++i) {
        StatementEvent event = eventOf(statements[i]);
        if (!outcome) {
            setOutcome(event, outcome.error(), m_lost.has_value());
        } else if (i < outcome->answers.size()) {
            setOutcome(event, outcome->answers[i]);
            if (undone)
                event.outcome = StatementEvent::Outcome::Undone;
        } else if (i == outcome->answers.size() && outcome->error) {
            setOutcome(event, *outcome->error, false);
        } else {
            break; // skipped by the server
        }
        events.push_back(event);
    }
    (*observer)(events);
}

// ---- the calls

static void maskFailure(Result<PipelineAnswer> &outcome, const std::vector<Statement> &statements)
{
    if (outcome && outcome->error && outcome->answers.size() < statements.size())
        maskSecretsOf(*outcome->error, statements[outcome->answers.size()]);
}

template <typename Work>
Result<Answer> SessionWorker::watched(const Statement &statement, Work work)
{
    if (!m_guarded) {
        const bool isSent = !m_lost; // after the line was lost nothing is
        Result<Answer> done = work();
        if (!done)
            maskSecretsOf(done.error(), statement);
        if (isSent)
            tell(statement, done);
        record(statement, done);
        return done;
    }
    checkReadOnly(false);
    Result<ReadOnlyWay> way = judge(statement);
    if (!way) {
        way.error().statement = statement.sql;
        Result<Answer> refused = fail(way.error());
        tell(statement, refused);
        record(statement, refused);
        return refused;
    }
    Result<Answer> done = *way == ReadOnlyWay::InBlock ? inReadOnlyBlock(work) : work();
    if (!done)
        maskSecretsOf(done.error(), statement);
    if (!m_judged || (!done && isRefusedWrite(done.error())))
        tell(statement, done); // a function may reach out of the transaction that only reads
    record(statement, done);
    checkReadOnly();
    return done;
}

Result<Answer> SessionWorker::query(const Statement &statement)
{
    return watched(statement, [&] { return sendOne(statement); });
}

Result<Answer> SessionWorker::stream(const Statement &statement, const RowSink &sink)
{
    return watched(statement, [&] { return inPoolBlock(statement.sql, [&] { return runStream(statement, sink); }); });
}

Result<Answer> SessionWorker::copyIn(const QString &sql, const CopySource &source)
{
    return watched({sql, {}}, [&] { return inPoolBlock(sql, [&] { return runCopyIn(sql, source); }); });
}

Result<Answer> SessionWorker::copyOut(const QString &sql, const CopySink &sink)
{
    return watched({sql, {}}, [&] { return inPoolBlock(sql, [&] { return runCopyOut(sql, sink); }); });
}

Result<PipelineAnswer>
SessionWorker::pipeline(const std::vector<Statement> &statements, const PipelineProgress &progress)
{
    if (m_guarded) {
        checkReadOnly(false);
        if (auto held = holdToReading(statements); !held)
            return fail(held.error());
        Result<PipelineAnswer> done = guardedPipeline(statements, progress);
        maskFailure(done, statements);
        recordAll(statements, done);
        return done;
    }
    // In a block nothing that was answered goes with what fails later, as long as nobody has ended the block.
    const bool holds = (m_connection && PQtransactionStatus(m_connection) != PQTRANS_IDLE)
                    || std::ranges::any_of(statements, [](const Statement &one) {
                           return one.sql.startsWith("BEGIN"_L1) || one.sql.startsWith("START"_L1);
                       });
    if (holds && !m_pooled)
        m_telling = Telling{&statements, nullptr, 0};
    const bool isSent = !m_lost;
    Result<PipelineAnswer> done = sendAll(statements, progress);
    maskFailure(done, statements);
    if (isSent)
        tellPipeline(statements, done, holds);
    m_telling.reset();
    recordAll(statements, done);
    return done;
}

} // namespace howdah::connection
