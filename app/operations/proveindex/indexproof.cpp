// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/proveindex/indexproof.h"

#include "base/propagate.h"
#include "migration/rehearse/scratchcopy.h"
#include "operations/proveindex/provable.h"
#include "operations/tr.h"
#include "plan/read/planreader.h"
#include "sql/quote.h"

#include <cmath>
#include <functional>
#include <limits>

using namespace Qt::StringLiterals;

namespace howdah::operations {

namespace {

using connection::Answer;
using connection::Session;

const QString IndexName = u"howdah_proved_index"_s;
// A run that takes a few milliseconds only is repeated, of which the quickest counts: what disturbs it only adds.
constexpr double QuickMs = 200;
constexpr int QuickRuns = 3;
constexpr int WritePairs = 6;
constexpr int WrittenRows = 5000;

struct Run
{
    double ms = 0;
    bool used = false;
};

class Prover final
{
public:
    Prover(const IndexProofRequest &request, IndexProofObserver &observer, std::stop_token stop)
        : m_request(request)
        , m_observer(observer)
        , m_stop(std::move(stop))
    {
    }

    Result<IndexProof> run()
    {
        RETURN_IF_ERROR(checkProvable(m_request.statement));
        const auto done = prepareAndMeasure();
        if (m_stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("Cancelled"));
        if (!done && done.error().sqlState == "57014"_L1)
            return fail(
                ErrorKind::Timeout, tr("The statement takes longer than %1 s on the sample")
                                        .arg(double(m_request.statementTimeout.count()) / 1000));
        if (!done)
            return fail(done.error());
        m_proof.saving = savingOf(m_proof.reads);
        m_proof.verdict = verdictOf(m_proof.saving, m_proof.used);
        return m_proof;
    }

private:
    [[nodiscard]] QString table() const
    {
        return sql::quoteQualified(m_request.candidate.schema, m_request.candidate.table);
    }
    [[nodiscard]] QString index() const { return sql::quoteQualified(m_request.candidate.schema, IndexName); }
    [[nodiscard]] Result<Answer> ask(const QString &sql) { return m_scratch->session().query({sql, {}}).result(); }

    Result<void> prepareAndMeasure()
    {
        for (const auto &part :
             {&Prover::copy, &Prover::makeIndex, &Prover::measureReads, &Prover::measureWrites, &Prover::measureSize}) {
            if (m_stop.stop_requested())
                return fail(ErrorKind::Cancelled, tr("Cancelled"));
            RETURN_IF_ERROR((this->*part)());
        }
        return {};
    }

    Result<void> copy()
    {
        m_observer.phaseStarted(migration::RehearsalPhase::Preparing, {});
        RETURN_IF_ERROR(m_target.open(m_request.target));
        RETURN_IF_ERROR(checkFunctions(m_target.session(), m_request.statement));
        ASSIGN_OR_RETURN(auto options, m_target.scratchOptions());
        options.context = m_request.context;
        ASSIGN_OR_RETURN(const QString path, m_target.searchPath({}));
        ASSIGN_OR_RETURN(m_scratch, migration::Scratch::make(m_request.server, options, m_stop, [this] {
                             m_observer.phaseStarted(migration::RehearsalPhase::Waiting, {});
                         }));
        m_cancel.emplace(m_stop, [this] {
            m_target.session().cancel();
            m_scratch->cancel();
        });
        ASSIGN_OR_RETURN(
            m_proof.notes, migration::copyTarget(m_target, *m_scratch, m_request.sampleRows, m_observer, m_stop));
        m_proof.notes
            << tr("Of each table at most %1 rows were copied, and those that they refer to").arg(m_request.sampleRows)
            << tr("The statistics are those of the sample: those of the database are not copied");
        for (const QString &sql :
             {u"SET search_path = "_s + path, u"SET statement_timeout = %1"_s.arg(m_request.statementTimeout.count()),
              u"SET max_parallel_workers_per_gather = 0"_s}) {
            RETURN_IF_ERROR(ask(sql));
        }
        return {};
    }

    Result<void> makeIndex()
    {
        // The copy without it has all other indexes.
        for (const QString &sql :
             {u"CREATE SCHEMA howdah_proved"_s,
              u"CREATE TABLE howdah_proved.plain (LIKE %1 INCLUDING ALL)"_s.arg(table()),
              m_request.candidate.createSql(false, IndexName),
              u"CREATE TABLE howdah_proved.indexed (LIKE %1 INCLUDING ALL)"_s.arg(table()), u"VACUUM ANALYZE"_s}) {
            RETURN_IF_ERROR(ask(sql));
        }
        return {};
    }

    // ---- what it saves

    Result<Run> once()
    {
        ASSIGN_OR_RETURN(
            const Answer answer, ask(u"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) "_s + m_request.statement));
        ASSIGN_OR_RETURN(const auto reading, plan::readPlans(answer.rows.text(0, 0).toUtf8()));
        Run run;
        for (const plan::Plan &plan : reading.plans) {
            run.ms += plan.planningTime.value_or(0) + plan.executionTime.value_or(0);
            for (const plan::Node &node : plan.nodes)
                run.used = run.used || node.index == IndexName;
        }
        return run;
    }

    // In a transaction that is rolled back, which brings a dropped index back as well.
    Result<Run> timed(bool with)
    {
        RETURN_IF_ERROR(ask(u"BEGIN"_s));
        const auto run = runsOf(with);
        if (const auto back = ask(u"ROLLBACK"_s); !back && run)
            return fail(back.error());
        return run;
    }

    Result<Run> runsOf(bool with)
    {
        if (!with) {
            RETURN_IF_ERROR(ask(u"DROP INDEX "_s + index()));
        }
        ASSIGN_OR_RETURN(Run best, fresh()); // warms caches, of the catalog as well
        best.ms = std::numeric_limits<double>::infinity();
        for (int i = 0; i < QuickRuns; ++i) {
            ASSIGN_OR_RETURN(const Run run, fresh());
            best.ms = std::min(best.ms, run.ms);
            best.used = best.used || run.used;
            if (run.ms > QuickMs)
                break;
        }
        return best;
    }

    // What the one before has changed is gone.
    Result<Run> fresh()
    {
        RETURN_IF_ERROR(ask(u"SAVEPOINT fresh"_s));
        ASSIGN_OR_RETURN(const Run run, once());
        RETURN_IF_ERROR(ask(u"ROLLBACK TO SAVEPOINT fresh"_s));
        return run;
    }

    Result<void> measureReads()
    {
        for (int i = 0; i < m_request.pairs; ++i) {
            TimedPair pair;
            // With first in every second pair, so that a drift of the machine helps neither.
            for (const bool with : {i % 2 == 1, i % 2 == 0}) {
                ASSIGN_OR_RETURN(const Run run, timed(with));
                (with ? pair.with : pair.without) = run.ms;
                m_proof.used = m_proof.used || (with && run.used);
            }
            m_proof.reads.push_back(pair);
            m_observer.pairMeasured(i + 1, m_request.pairs);
        }
        return {};
    }

    // ---- what writes pay

    Result<void> measureWrites()
    {
        QStringList columns;
        for (const catalog::Column &column : m_target.catalog().columns) {
            if (column.relation == m_request.candidate.relation && column.generated == 0)
                columns << sql::quoteIdentifier(column.name);
        }
        if (columns.isEmpty())
            return {};
        const QString insert =
            u"INSERT INTO howdah_proved.%1 (%2) OVERRIDING SYSTEM VALUE SELECT %2 FROM %3 LIMIT %4"_s;
        for (int i = 0; i < WritePairs; ++i) {
            TimedPair inserted;
            TimedPair updated;
            for (const bool with : {i % 2 == 1, i % 2 == 0}) {
                const QString name = with ? u"indexed"_s : u"plain"_s;
                RETURN_IF_ERROR(ask(u"BEGIN"_s));
                const auto first =
                    written(insert.arg(name, columns.join(u", "_s), table(), QString::number(WrittenRows)));
                const auto second =
                    first ? written(u"UPDATE howdah_proved.%1 SET %2 = %2"_s.arg(name, updatedColumn(columns))) : first;
                RETURN_IF_ERROR(ask(u"ROLLBACK"_s));
                if (!second) {
                    m_proof.notes << tr("What writes pay could not be measured: %1").arg(second.error().message);
                    return m_stop.stop_requested() ? fail(second.error()) : Result<void>();
                }
                (with ? inserted.with : inserted.without) = *first;
                (with ? updated.with : updated.without) = *second;
            }
            m_proof.inserts.push_back(inserted);
            m_proof.updates.push_back(updated);
        }
        return {};
    }

    // One that may be written: an identity that is always generated may not.
    [[nodiscard]] QString updatedColumn(const QStringList &columns) const
    {
        for (const catalog::Column &column : m_target.catalog().columns) {
            if (column.relation == m_request.candidate.relation && column.generated == 0 && column.identity != 'a')
                return sql::quoteIdentifier(column.name);
        }
        return columns.front();
    }

    Result<double> written(const QString &sql)
    {
        ASSIGN_OR_RETURN(const Answer answer, ask(u"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) "_s + sql));
        ASSIGN_OR_RETURN(const auto reading, plan::readPlans(answer.rows.text(0, 0).toUtf8()));
        return reading.plans.front().executionTime.value_or(0);
    }

    Result<void> measureSize()
    {
        ASSIGN_OR_RETURN(
            const Answer sizes,
            ask(u"SELECT pg_catalog.pg_relation_size(%1::pg_catalog.regclass), (SELECT pg_catalog.count(*) FROM %2)"_s
                    .arg(sql::quoteLiteral(index()), table())));
        m_proof.sampleBytes = sizes.rows.integer(0, 0);
        m_proof.sampleRows = sizes.rows.integer(0, 1);
        ASSIGN_OR_RETURN(
            const Answer full, m_target.session()
                                   .query(
                                       {u"SELECT c.reltuples FROM pg_catalog.pg_class c WHERE c.oid "
                                        "OPERATOR(pg_catalog.=) $1::pg_catalog.oid"_s,
                                        {QByteArray::number(m_request.candidate.relation)}})
                                   .result());
        if (full.rows.rowCount() == 0 || full.rows.real(0, 0) < 0)
            return {};
        m_proof.fullRows = full.rows.real(0, 0);
        if (m_proof.sampleRows > 0)
            m_proof.fullBytes = double(m_proof.sampleBytes) * *m_proof.fullRows / double(m_proof.sampleRows);
        return {};
    }

    const IndexProofRequest &m_request;
    IndexProofObserver &m_observer;
    std::stop_token m_stop;
    migration::CopyTarget m_target;
    std::unique_ptr<migration::Scratch> m_scratch;
    IndexProof m_proof;
    std::optional<std::stop_callback<std::function<void()>>> m_cancel; // ends before what it cancels
};

} // namespace

QString verdictText(IndexVerdict verdict)
{
    switch (verdict) {
    case IndexVerdict::Believed:
        return tr("Believed: the index saves time");
    case IndexVerdict::NotProved:
        return tr("Not proved: the difference may be noise");
    case IndexVerdict::WouldNotHelp:
        return tr("The index would not help");
    }
    Q_UNREACHABLE();
}

QString verdictName(IndexVerdict verdict)
{
    switch (verdict) {
    case IndexVerdict::Believed:
        return u"believed"_s;
    case IndexVerdict::NotProved:
        return u"not-proved"_s;
    case IndexVerdict::WouldNotHelp:
        return u"would-not-help"_s;
    }
    Q_UNREACHABLE();
}

Estimate savingOf(const std::vector<TimedPair> &pairs)
{
    double sum = 0;
    double squares = 0;
    qint64 count = 0;
    for (const TimedPair &pair : pairs) {
        if (pair.with <= 0 || pair.without <= 0)
            continue;
        const double ratio = std::log(pair.with / pair.without);
        ++count;
        const double before = count > 1 ? sum / double(count - 1) : 0;
        sum += ratio;
        squares += (ratio - before) * (ratio - sum / double(count)); // Welford
    }
    const double infinity = std::numeric_limits<double>::infinity();
    if (count < 2)
        return {0, -infinity, 1};
    const Estimate log =
        meanEstimate(sum / double(count), std::sqrt(std::max(0.0, squares) / double(count - 1)), count);
    return {-std::expm1(log.value), -std::expm1(log.high), -std::expm1(log.low)};
}

IndexVerdict verdictOf(const Estimate &saving, bool used)
{
    if (!used || saving.high < LeastSaving)
        return IndexVerdict::WouldNotHelp;
    return saving.low >= LeastSaving ? IndexVerdict::Believed : IndexVerdict::NotProved;
}

Result<IndexProof>
proveIndex(const IndexProofRequest &request, IndexProofObserver *observer, const std::stop_token &stop)
{
    IndexProofObserver silent;
    return Prover(request, observer ? *observer : silent, stop).run();
}

} // namespace howdah::operations
