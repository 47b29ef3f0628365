// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/explain/explaining.h"

#include "base/propagate.h"
#include "operations/tr.h"

#include <QElapsedTimer>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using connection::Answer;
using connection::Session;
using connection::TransactionState;

namespace {

const QLatin1StringView Savepoint("howdah_explain");
const QLatin1StringView Prepared("howdah_explain");

// What is done between begin() and end() is as if it had not been.
class Undone final
{
public:
    explicit Undone(Session &session)
        : m_session(session)
        , m_isTheirs(session.transactionState() == TransactionState::Open)
    {
    }

    Result<void> begin()
    {
        if (m_session.transactionState() == TransactionState::Failed)
            return fail(
                ErrorKind::Conflict, tr("The transaction that is open has failed, so nothing can be explained in it"),
                tr("Roll it back first."));
        return asked(m_isTheirs ? u"SAVEPOINT "_s + Savepoint : u"BEGIN"_s);
    }
    // Whatever happened meanwhile. A cancel may come once more while it ends: then it ends it again.
    Result<void> end()
    {
        constexpr int MostCancels = 20;
        Result<void> ended;
        for (int attempt = 0; attempt < MostCancels; ++attempt) {
            if (!m_session.isOpen()) // then the server has rolled back all of it
                return {};
            if (!m_isTheirs && m_session.transactionState() == TransactionState::Idle)
                return {};
            ended = m_isTheirs ? backToSavepoint() : asked(u"ROLLBACK"_s);
            if (ended || (ended.error().kind != ErrorKind::Cancelled && ended.error().sqlState != "57014"_L1))
                return ended;
        }
        return ended;
    }

private:
    Result<void> backToSavepoint()
    {
        RETURN_IF_ERROR(asked(u"ROLLBACK TO SAVEPOINT "_s + Savepoint));
        return asked(u"RELEASE SAVEPOINT "_s + Savepoint);
    }
    Result<void> asked(const QString &sql)
    {
        if (const auto answer = m_session.query({sql, {}}).result(); !answer)
            return fail(answer.error());
        return {};
    }

    Session &m_session;
    const bool m_isTheirs;
};

// As it is sent, with where its bytes are from.
Result<query::WrittenStatement> write(const ExplainRequest &request, const QString &words, bool standardStrings)
{
    const QByteArray prefix = words.toUtf8();
    const QByteArray sql = prefix + request.statement;
    auto written = request.options.has(ExplainOption::GenericPlan)
                     ? query::writeForDescription(sql, request.values, standardStrings)
                     : query::writeParameters(sql, request.values, standardStrings);
    if (!written) {
        Error error = written.error();
        const QByteArray before = error.statement.left(std::max<qsizetype>(0, error.position - 1)).toUtf8();
        error.position = error.position > 0 ? std::max<qsizetype>(0, before.size() - prefix.size()) + 1 : 0;
        return fail(std::move(error));
    }
    return written;
}

QString nameOf(const sql::RelationName &relation)
{
    return relation.schema.isEmpty() ? relation.name : relation.schema + u'.' + relation.name;
}

Result<void> mayRun(const ExplainRequest &request, const ExplainJudgement &judgement, Decision &decision)
{
    if (judgement.risk == ExplainRisk::Reads || judgement.risk == ExplainRisk::Functions)
        return {};
    const bool isKnown = judgement.risk == ExplainRisk::Changes;
    if (request.isLocked)
        return fail(
            ErrorKind::Permission,
            isKnown ? tr("Production is locked: %1 is not run, not even to be rolled back").arg(judgement.command)
                    : tr("Production is locked: what may change something is not run, not even to be rolled back"),
            tr("Explain it without ANALYZE, or unlock production first."));
    NamesQuestion question{.reason = NamesQuestion::Reason::RolledBack, .things = {}, .names = {}};
    question.things
        << (isKnown ? tr("%1 is run to be measured, and rolled back then. What a rollback does not undo:")
                          .arg(judgement.command)
                    : tr("It cannot be seen what this runs. It is rolled back then. What a rollback does "
                         "not undo:"))
        << whatRollbackLeaves();
    if (request.isGuarded) {
        for (const sql::RelationName &relation : judgement.changed)
            question.names << nameOf(relation);
        if (question.names.isEmpty())
            question.names << judgement.command;
    }
    ASSIGN_OR_RETURN(const bool isConfirmed, decision.areNamed(question));
    if (!isConfirmed)
        return fail(ErrorKind::Conflict, tr("It was not run: running it was not confirmed"));
    return {};
}

QStringList remarksOf(const ExplainJudgement &judgement)
{
    switch (judgement.risk) {
    case ExplainRisk::Reads:
        return {};
    case ExplainRisk::Functions:
        return {
            tr("It calls %1, of which it is not known whether it changes something. It was run in a transaction that "
               "was rolled back; what was done outside of the database, and numbers of sequences, are not undone.")
                .arg(judgement.functions.join(u", "_s))};
    case ExplainRisk::Changes:
    case ExplainRisk::Unknown:
        break;
    }
    return {tr("It was run and rolled back. Numbers of sequences and what was done outside of the database are not "
               "undone; constraints that are deferred were not checked.")};
}

// Without a transaction where nothing is to be undone: an error would end theirs.
Result<Answer> askUndone(Session &session, const connection::Statement &statement, bool isRun)
{
    if (!isRun && session.transactionState() == TransactionState::Idle)
        return session.query(statement).result();
    Undone undone(session);
    const Result<void> begun = undone.begin();
    if (!begun && begun.error().kind == ErrorKind::Conflict)
        return fail(begun.error());
    auto answer = begun ? session.query(statement).result() : fail(begun.error());
    if (const auto ended = undone.end(); !ended && answer)
        return fail(ended.error());
    return answer;
}

QString preparing() { return u"PREPARE %1 AS "_s.arg(Prepared); }

// As GENERIC_PLAN does it, which wants the protocol that has no parameters (and PostgreSQL 16): by the plan of a
// prepared statement that is made without looking at the values.
Result<Answer> askGeneric(Session &session, const query::WrittenStatement &written, const QString &words)
{
    Undone undone(session);
    RETURN_IF_ERROR(undone.begin());
    const auto asked = [&session](const QString &sql) { return session.query({sql, {}}).result(); };
    Result<Answer> answer = asked(preparing() + written.sql.sliced(words.size()));
    const bool isPrepared = answer.has_value();
    if (isPrepared)
        answer = asked(u"SET LOCAL plan_cache_mode = force_generic_plan"_s);
    if (answer) {
        const QStringList nulls(qsizetype(written.names.size()), u"NULL"_s);
        const QString values = nulls.isEmpty() ? QString() : u'(' + nulls.join(u", "_s) + u')';
        answer = asked(words + u"EXECUTE "_s + Prepared + values);
    }
    const Result<void> ended = undone.end();
    if (isPrepared && session.isOpen() && ended) // it outlives its transaction
        (void)asked(u"DEALLOCATE "_s + Prepared);
    if (!ended && answer)
        return fail(ended.error());
    return answer;
}

// The byte of the statement that a place in what was sent is from.
void place(Error &error, const query::WrittenStatement &written, qsizetype prefix)
{
    const qint64 byte = written.sourceByte(error.position);
    error.position = byte >= prefix ? byte - prefix + 1 : 0;
}

} // namespace

int versionOf(const Session &session)
{
    // "15.18", "18beta2", "15.18 (Debian 15.18-0)"
    const QString version = session.serverParameter(u"server_version"_s);
    const auto numberAt = [&version](qsizetype from) {
        qsizetype end = from;
        while (end < version.size() && version[end].isDigit())
            ++end;
        return QStringView(version).sliced(from, end - from).toInt();
    };
    const qsizetype dot = version.indexOf(u'.');
    return numberAt(0) * 10'000 + (dot > 0 ? numberAt(dot + 1) : 0);
}

Result<Explained> explain(Session &session, const ExplainRequest &request, Decision &decision)
{
    const int version = versionOf(session);
    const bool standard = session.serverParameter(u"standard_conforming_strings"_s) != "off"_L1;
    RETURN_IF_ERROR(areKnown(request.options, version));
    const QString words = explainWords(request.options, version);
    ASSIGN_OR_RETURN(const query::WrittenStatement written, write(request, words, standard));
    Explained explained;
    explained.sql = written.sql;
    explained.parameters = written.parameters;
    explained.parameterNames = QStringList(written.names.begin(), written.names.end());
    explained.judgement = judgeExplaining(written.sql.sliced(words.size()).toUtf8());
    explained.wasRun = request.options.has(ExplainOption::Analyze);
    if (explained.judgement.explains)
        return fail(ErrorKind::Usage, tr("This is EXPLAIN already: give the statement alone"));
    if (!explained.judgement.hasPlan)
        return fail(
            ErrorKind::Usage, tr("%1 has no plan").arg(explained.judgement.command),
            tr("EXPLAIN takes SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES, EXECUTE, DECLARE, CREATE TABLE AS and "
               "CREATE MATERIALIZED VIEW."));
    if (explained.wasRun) {
        RETURN_IF_ERROR(mayRun(request, explained.judgement, decision));
        explained.remarks = remarksOf(explained.judgement);
    }
    if (request.gate)
        RETURN_IF_ERROR(request.gate(written.sql));

    QElapsedTimer clock;
    clock.start();
    const bool isGeneric = request.options.has(ExplainOption::GenericPlan);
    auto answer = isGeneric ? askGeneric(session, written, words)
                            : askUndone(session, {written.sql, written.parameters}, explained.wasRun);
    if (!answer && answer.error().kind == ErrorKind::Conflict && answer.error().sqlState.isEmpty())
        return fail(answer.error());
    explained.milliseconds = double(clock.nsecsElapsed()) / 1e6;
    if (!answer) {
        Error error = std::move(answer).error();
        if (isGeneric && error.position > 0) // PREPARE instead of EXPLAIN stood before it
            error.position += words.size() - preparing().size();
        place(error, written, words.toUtf8().size());
        return fail(std::move(error));
    }
    explained.notices = answer->notices;
    for (qsizetype row = 0; row < answer->rows.rowCount(); ++row)
        explained.json += answer->rows.text(row, 0).toUtf8() + '\n';
    return explained;
}

} // namespace howdah::operations
