// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/run/seeds.h"

#include "base/enumtable.h"
#include "base/propagate.h"
#include "connection/session/plaintables.h"
#include "migration/history/journal.h"
#include "migration/plan/scriptplan.h"
#include "migration/run/runlock.h"
#include "migration/run/sessionsetup.h"
#include "migration/source/checksum.h"
#include "migration/source/folderreader.h"
#include "migration/source/foreignmarkers.h"
#include "migration/source/layout.h"
#include "migration/source/tr.h"

#include <QDir>
#include <QElapsedTimer>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Answer;
using connection::PipelineAnswer;
using connection::Session;
using connection::Statement;

static constexpr std::array SeedStateNames{
    EnumName{SeedState::Pending, "pending"_L1, QT_TRANSLATE_NOOP("Migration", "pending")},
    EnumName{SeedState::Applied, "applied"_L1, QT_TRANSLATE_NOOP("Migration", "applied")},
    EnumName{SeedState::Changed, "changed"_L1, QT_TRANSLATE_NOOP("Migration", "changed since it ran")},
};
static_assert(isWholeTable(SeedStateNames));

QString seedStateName(SeedState state) { return nameIn(SeedStateNames, state); }
QString seedStateText(SeedState state) { return tr(textIn(SeedStateNames, state)); }

// Append-only by use: each run of a seed is a row, and the last one counts.
constexpr auto CreateSeedRun = R"(
CREATE TABLE IF NOT EXISTS howdah.seed_run (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    file pg_catalog.text NOT NULL,
    checksum pg_catalog.text NOT NULL,
    at timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    who pg_catalog.text NOT NULL DEFAULT session_user,
    application pg_catalog.text NOT NULL DEFAULT pg_catalog.current_setting('application_name'),
    duration_ms bigint NOT NULL
))"_L1;

// A seed has no down file that such a part could be moved into.
static void nameAsSeed(const Script &script, std::vector<Problem> &problems)
{
    for (Problem &problem : problems) {
        if (problem.kind != ProblemKind::ForeignSection)
            continue;
        const std::vector<ForeignSection> sections = foreignSections(script.text);
        const auto section = std::ranges::find(sections, problem.line, &ForeignSection::line);
        problem.message =
            tr("A marker of %1 begins here what undoes the seed; it would run with the rest. Remove that part")
                .arg(section == sections.end() ? QString() : section->tool);
    }
}

Result<std::vector<Seed>> readSeeds(const Source &source)
{
    std::vector<Seed> seeds;
    const QString folder = source.folder + u"/seeds"_s;
    if (!QDir(folder).exists())
        return seeds;
    ASSIGN_OR_RETURN(const FolderFiles found, readFolder(folder, ReadDepth::Everything));
    for (auto file = found.files.cbegin(); file != found.files.cend(); ++file) {
        if (!file.key().endsWith(".sql"_L1, Qt::CaseInsensitive))
            continue;
        if (found.unreadable.contains(file.key()))
            return fail(
                ErrorKind::Io, tr("seeds/%1 cannot be read: %2").arg(file.key(), found.unreadable.value(file.key())));
        std::vector<Problem> problems;
        Script script = readScript(u"seeds/"_s + file.key(), *file, Part::Up, problems);
        nameAsSeed(script, problems);
        seeds.push_back(
            {.file = script.file,
             .text = script.text,
             .checksum = script.checksum,
             .transaction = script.transaction,
             .problems = std::move(problems)});
    }
    return seeds;
}

Result<void> readSeedHistory(Session &session, std::vector<Seed> &seeds)
{
    ASSIGN_OR_RETURN(
        const PipelineAnswer seen, session
                                       .pipeline(
                                           {{u"SELECT pg_catalog.to_regclass('howdah.seed_run') IS NOT NULL"_s, {}},
                                            connection::askWhetherPlain({u"howdah.seed_run"_s})})
                                       .result());
    if (seen.error)
        return fail(*seen.error);
    RETURN_IF_ERROR(connection::checkPlain(seen.answers[1].rows, {tr("a history of seeds")}));
    for (Seed &seed : seeds)
        seed.state = SeedState::Pending;
    if (!seen.answers[0].rows.boolean(0, 0))
        return {};
    ASSIGN_OR_RETURN(
        const Answer runs,
        session.query({u"SELECT file, checksum, at, who FROM howdah.seed_run ORDER BY id"_s, {}}).result());
    for (qsizetype row = 0; row < runs.rows.rowCount(); ++row) {
        const auto seed = std::ranges::find(seeds, runs.rows.text(row, 0), &Seed::file);
        if (seed == seeds.end())
            continue;
        const ChecksumMatch match = matchChecksum(seed->text, seed->checksum, runs.rows.bytes(row, 1).toByteArray());
        seed->state = isSameText(match) ? SeedState::Applied : SeedState::Changed;
        seed->at = runs.rows.text(row, 2);
        seed->by = runs.rows.text(row, 3);
    }
    return {};
}

static void refuseSeparate(const Step &step, Plan &plan)
{
    if (step.transactional)
        return;
    Refusal refusal;
    refusal.kind = RefusalKind::NotInOneTransaction;
    refusal.file = step.file;
    refusal.message = tr("%1 does not run in one transaction: %2").arg(step.file, step.whySeparate);
    refusal.hint = tr("A seed runs in one transaction. Move that statement into a migration.");
    plan.refusals.push_back(std::move(refusal));
}

Plan planSeeds(const std::vector<Seed> &seeds, const History &history, bool again)
{
    Plan plan;
    plan.history = history;
    for (const Seed &seed : seeds) {
        if (seed.state == SeedState::Applied || (seed.state == SeedState::Changed && !again))
            continue;
        Step step;
        step.name = seed.file;
        step.file = seed.file;
        step.text = seed.text;
        step.entering.checksumUp = seed.checksum;
        for (const Problem &problem : seed.problems)
            plan.refusals.push_back({RefusalKind::BadFile, {}, problem.file, problem.line, problem.message, {}, {}});
        planScript(step, seed.transaction, plan.refusals, {.isSeed = true});
        refuseSeparate(step, plan);
        plan.steps.push_back(std::move(step));
    }
    if (!plan.steps.empty() && std::ranges::none_of(history.records, &Record::isApplied)) {
        Refusal refusal;
        refusal.kind = RefusalKind::BadSource;
        refusal.message = tr("No migration is applied, so there is nothing to seed");
        refusal.hint = tr("Apply the migrations first.");
        plan.refusals.push_back(std::move(refusal));
    }
    return plan;
}

namespace {

// One run of seeds.
class SeedRun final
{
public:
    SeedRun(Session &session, RunObserver &observer, std::stop_token stop, const SessionSetup &setup)
        : m_session(session)
        , m_observer(observer)
        , m_stop(std::move(stop))
        , m_setup(setup)
    {
    }

    std::expected<void, RunFailure> run(const Step &step, size_t index)
    {
        m_observer.stepStarted(index, step);
        QElapsedTimer clock;
        clock.start();
        std::expected<void, RunFailure> outcome = runStatements(step, index);
        if (outcome)
            outcome = end(step, clock.elapsed());
        if (!outcome && m_session.isOpen())
            (void)m_session.query({u"ROLLBACK"_s, {}}).result();
        return outcome;
    }

private:
    std::expected<void, RunFailure> runStatements(const Step &step, size_t index)
    {
        if (const Result<Answer> begun = m_session.query({u"BEGIN"_s, {}}).result(); !begun)
            return std::unexpected(failure(step, begun.error(), 0));
        for (int number = 1; number <= int(step.statements.size()); ++number) {
            if (m_stop.stop_requested())
                return std::unexpected(failure(step, makeError(ErrorKind::Cancelled, tr("Cancelled")), number));
            const PlannedStatement &statement = step.statements[size_t(number - 1)];
            m_observer.statementStarted(index, number);
            const Result<Answer> answer =
                statement.isCopy()
                    ? m_session
                          .copyIn(
                              step.sql(statement), connection::copySource(QByteArrayView(step.text).sliced(
                                                       statement.dataOffset, statement.dataSize)))
                          .result()
                    : m_session.query({step.sql(statement), {}}).result();
            if (!answer)
                return std::unexpected(failure(step, answer.error(), number));
            m_observer.statementFinished(
                {index, number, int(step.statements.size()), answer->milliseconds, answer->affectedRows});
        }
        return {};
    }

    // What the file did to its session is undone before the row is written.
    std::expected<void, RunFailure> end(const Step &step, qint64 milliseconds)
    {
        std::vector<Statement> ending = m_setup.cleanup();
        ending.push_back(m_setup.durable());
        ending.push_back(
            {u"INSERT INTO howdah.seed_run (file, checksum, duration_ms) VALUES ($1, $2, $3)"_s,
             {step.file.toUtf8(), step.entering.checksumUp, QByteArray::number(milliseconds)}});
        ending.push_back({u"COMMIT"_s, {}});
        const Result<PipelineAnswer> done = m_session.pipeline(std::move(ending)).result();
        if (const Error *error = failureOf(done))
            return std::unexpected(failure(step, *error, 0));
        return {};
    }

    static RunFailure failure(const Step &step, const Error &error, int number)
    {
        RunFailure failed;
        failed.seed = true;
        failed.name = step.name;
        failed.file = step.file;
        failed.error = error;
        failed.of = int(step.statements.size());
        failed.statement = number;
        if (number > 0) {
            const PlannedStatement &statement = step.statements[size_t(number - 1)];
            const QString sql = step.sql(statement);
            const qsizetype within = error.position > 0 ? offsetOfCharacter(sql, error.position) : 0;
            failed.position =
                positionAt(QByteArrayView(step.text), statement.offset + QStringView(sql).left(within).toUtf8().size());
        }
        return failed;
    }

    Session &m_session;
    RunObserver &m_observer;
    std::stop_token m_stop;
    const SessionSetup &m_setup;
};

} // namespace

Result<SeedReport> runSeeds(
    Session &session, const Dialect &dialect, const Source &source, const Plan &plan, const RunOptions &options,
    RunObserver *observer, std::stop_token stop)
{
    if (!plan.canRun())
        return fail(ErrorKind::Usage, plan.refusals.front().message, plan.refusals.front().hint);
    if (!dialect.keepsJournal())
        return fail(
            ErrorKind::Usage, tr("pack.yaml says \"journal: off\", so nobody would know which seeds have run"),
            tr("Remove that line."));
    RunObserver silent;
    RunObserver &told = observer ? *observer : silent;
    ASSIGN_OR_RETURN(SessionSetup setup, SessionSetup::read(session, dialect, source.pack.schema));
    setup.lockTimeout = options.lockTimeout;
    RunLock lock(session, dialect);
    RETURN_IF_ERROR(lock.take(options, told, stop));
    ASSIGN_OR_RETURN(const History history, readHistory(session, dialect));
    RETURN_IF_ERROR(prepareHistory(session, dialect, history));
    RETURN_IF_ERROR(session.query({QString(CreateSeedRun).trimmed(), {}}).result());
    ASSIGN_OR_RETURN(std::vector<Seed> now, readSeeds(source));
    RETURN_IF_ERROR(readSeedHistory(session, now));
    RETURN_IF_ERROR(setup.establish(session));
    SeedReport report;
    {
        const std::stop_callback cancel(stop, [&session] { session.cancel(); });
        SeedRun run(session, told, stop, setup);
        for (size_t index = 0; index < plan.steps.size() && !report.failure; ++index) {
            const Step &step = plan.steps[index];
            const auto seed = std::ranges::find(now, step.file, &Seed::file);
            if (seed != now.end() && seed->state == SeedState::Applied && seed->checksum == step.entering.checksumUp)
                continue; // somebody else was first
            if (const auto outcome = run.run(step, index); !outcome)
                report.failure = outcome.error();
            else
                report.done << step.file;
        }
    }
    setup.leave(session);
    return report;
}

} // namespace howdah::migration
