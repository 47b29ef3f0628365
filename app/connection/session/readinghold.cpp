// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/readinghold.h"

#include "base/propagate.h"
#include "connection/readonly/readonlyrules.h"
#include "connection/readonly/refusals.h"
#include "connection/tr.h"
#include "sql/leadingwords.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

ReadingHold::ReadingHold(
    ServerConnection &connection, StatementSender &sender, PooledSender &pooled, StatementReporter &reporter,
    const SessionOptions &options, const ReadingMode &mode, const AllowedFunctions &allowed)
    : m_connection(connection)
    , m_sender(sender)
    , m_pooled(pooled)
    , m_reporter(reporter)
    , m_options(options)
    , m_mode(mode)
    , m_allowed(allowed)
{
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

Result<ReadOnlyWay> ReadingHold::judged(const Statement &statement, Path path)
{
    JudgeOptions options;
    options.functions = m_mode.judged;
    options.postgresNames = m_options.names == Names::OfPostgres && m_memory.pathMoves == 0;
    options.standardStrings = m_connection.reported("standard_conforming_strings") != "off";
    options.isAllowed = [this](const QString &function) { return m_allowed.contains(function); };
    if (options.postgresNames && (isOwnReading(statement.sql) || isOwnPath(statement.sql)))
        return ReadOnlyWay::Plain;
    ASSIGN_OR_RETURN(Judgement judgement, judgeReading(statement.sql, options));
    std::vector<NeededName> &needs = judgement.needs;
    if (!judgement.executes.isEmpty()) {
        const auto prepared = m_memory.prepared.constFind(judgement.executes);
        if (prepared == m_memory.prepared.constEnd())
            return fail(readOnlyRefusal(tr("EXECUTE of a statement that this session has not prepared")));
        needs.insert(needs.end(), prepared->begin(), prepared->end());
    }
    RETURN_IF_ERROR(learn(needs, options, path));
    if (!judgement.prepares.isEmpty())
        m_memory.prepared.insert(judgement.prepares, needs);
    if (judgement.movesPath) {
        m_memory.forget();
        ++m_memory.pathMoves;
    }
    return judgement.way;
}

Result<ReadOnlyWay> ReadingHold::judge(const Statement &statement)
{
    Result<ReadOnlyWay> way = judged(statement, Path::AsItIs);
    if (way)
        return way;
    way.error().statement = statement.sql;
    m_reporter.report(statement, fail(way.error()));
    return way;
}

Result<void> ReadingHold::learn(std::vector<NeededName> names, const JudgeOptions &options, Path path)
{
    const bool everySchema = path == Path::AnySchema;
    constexpr int MostRounds = 8; // of domains that check by functions of others
    for (int round = 0; round < MostRounds; ++round) {
        const std::vector<NeededName> missing = everySchema ? std::exchange(names, {}) : m_memory.unknown(names);
        // A transaction that has failed answers nothing more, neither this nor what it is about.
        if (missing.empty() || m_connection.isLost() || !m_connection.get()
            || m_connection.transaction() == PQTRANS_INERROR)
            return {};
        const Statement question = lookUp(missing, everySchema);
        const Result<Answer> answer = m_pooled.query(question);
        m_reporter.record(question, answer);
        if (!answer)
            return fail(answer.error());
        std::vector<NeededName> more;
        if (auto judged = judgeLookUp(answer->rows, options, more); !judged)
            return judged;
        if (!everySchema)
            m_memory.known.insert(missing.begin(), missing.end());
        names = std::move(more);
    }
    return fail(readOnlyRefusal(tr("A type with such a long chain of checks")));
}

Result<void> ReadingHold::judge(const std::vector<Statement> &statements)
{
    const int moves = m_memory.pathMoves;
    for (const Statement &statement : statements) {
        // Behind one that moves the path, which has not run yet, a name may be looked up anywhere.
        Result<ReadOnlyWay> way = judged(statement, m_memory.pathMoves != moves ? Path::AnySchema : Path::AsItIs);
        if (way && *way == ReadOnlyWay::InBlock)
            way = fail(
                ErrorKind::Permission, tr("CALL is refused together with other statements: this session is read-only"),
                tr("Run it on its own."));
        if (way)
            continue;
        way.error().statement = statement.sql;
        m_reporter.report(statement, fail(way.error()));
        return fail(way.error());
    }
    return {};
}

Result<Answer> ReadingHold::inBlock(const std::function<Result<Answer>()> &work)
{
    if (m_pooled.isPooled() || !m_connection.isIdle())
        return work(); // inside of a block nothing can end it; through a proxy each statement is in one
    if (auto begun = m_sender.query({u"BEGIN TRANSACTION READ ONLY"_s, {}}); !begun)
        return begun;
    Result<Answer> done = work();
    if (!m_connection.isLost())
        (void)m_sender.query({done ? u"COMMIT"_s : u"ROLLBACK"_s, {}});
    return done;
}

void ReadingHold::check(Ask ask)
{
    // Through a proxy each transaction starts again as one that only reads, and the word of the server is of another
    // one.
    if (!m_mode.guarded || m_pooled.isPooled() || m_connection.isLost() || !m_connection.get())
        return;
    // Servers before 14 do not say by themselves when it changes.
    QByteArray mode = m_connection.reported("default_transaction_read_only");
    if (mode.isNull() && ask == Ask::WhereNothingIsReported && m_connection.transaction() != PQTRANS_INERROR) {
        const Result<Answer> asked = m_sender.query({u"SHOW default_transaction_read_only"_s, {}});
        mode = asked ? asked->rows.text(0, 0).toUtf8() : QByteArray("on");
    }
    if (mode.isEmpty() || mode == "on")
        return;
    m_connection.hangUp(makeError(
        ErrorKind::Permission, tr("The session was closed: a statement turned off its read-only mode"),
        tr("Unlock writing for a while, then run it again.")));
}

static bool endsTransaction(const Statement &statement)
{
    const std::vector<QByteArray> words = sql::leadingWords(statement.sql.toUtf8(), 1);
    const QByteArray first = words.empty() ? QByteArray() : words.front();
    return first == "COMMIT" || first == "END" || first == "ROLLBACK" || first == "ABORT";
}

Result<PipelineAnswer> ReadingHold::pipeline(const std::vector<Statement> &statements, const PipelineProgress &progress)
{
    PipelineAnswer whole;
    for (auto from = statements.begin(); from != statements.end();) {
        auto to = std::find_if(from, statements.end(), endsTransaction);
        if (to != statements.end())
            ++to;
        const qsizetype before = from - statements.begin();
        const auto reported = [&progress, before](qsizetype at, const Answer &answer) {
            progress(before + at, answer);
        };
        Result<PipelineAnswer> part =
            m_pooled.pipeline({from, to}, progress ? PipelineProgress(reported) : PipelineProgress());
        check(Ask::WhereNothingIsReported);
        if (!part)
            return part;
        std::ranges::move(part->answers, std::back_inserter(whole.answers));
        whole.error = std::move(part->error);
        if (whole.error)
            break;
        from = to;
    }
    for (std::size_t i = 0; i < whole.answers.size() && !m_mode.judged; ++i)
        m_reporter.report(statements[i], whole.answers[i]);
    if (whole.error && (!m_mode.judged || isRefusedWrite(*whole.error)))
        m_reporter.report(statements[whole.answers.size()], fail(*whole.error));
    return whole;
}

} // namespace howdah::connection
