// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/rehearse/rehearsal.h"

#include "base/propagate.h"
#include "migration/history/dialects.h"
#include "migration/rehearse/proofstore.h"
#include "migration/rehearse/rehearsalrights.h"
#include "migration/rehearse/rehearsalstate.h"
#include "migration/rehearse/rehearsalstep.h"
#include "migration/rehearse/scratch.h"
#include "migration/rehearse/scratchcopy.h"
#include "migration/source/tr.h"
#include "sql/quote.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Session;

QString isolationName(const connection::Confinement &confinement)
{
    return confinement.namespaces ? u"namespaces"_s : u"role only"_s;
}

QString describe(const connection::Confinement &confinement)
{
    if (confinement.namespaces)
        return tr("The scratch server was isolated in its own namespaces: no network, and no access to the files of "
                  "this machine.");
    const QString held = tr("The scratch server was restricted by the privileges of its role only");
    return confinement.why.isEmpty() ? held + u'.' : tr("%1: %2.").arg(held, confinement.why);
}

bool Rehearsal::isRestored() const
{
    return std::ranges::none_of(
        proofs, [](const Proof &proof) { return proof.failed || proof.badge == Badge::NotRestored; });
}

bool Rehearsal::isProven() const
{
    return std::ranges::all_of(
        proofs, [](const Proof &proof) { return proof.badge == Badge::Proven || proof.badge == Badge::Loses; });
}

namespace {

constexpr int MostRoles = 100; // that one step may lack

// One rehearsal; lives as long as that.
class Rehearser final
{
public:
    Rehearser(const RehearsalRequest &request, RehearsalObserver &observer, std::stop_token stop)
        : m_request(request)
        , m_observer(observer)
        , m_stop(std::move(stop))
        , m_store(request.proofFolder)
    {
    }

    Result<Rehearsal> run();

private:
    using Outcome = Result<void>; // an error ends the rehearsal

    Outcome prepare();
    Outcome readTarget(ScratchOptions &options);
    Outcome makeSchema();
    [[nodiscard]] std::vector<const Migration *> chosen() const;
    Outcome rehearseOne(const Migration &migration, Proof &proof);
    Outcome goDown(const Step &up, const Step &down, Proof &proof);
    Outcome goUpAgain(const Step &up, const ScratchState &first, Proof &proof);
    Outcome goUpReordered(const Step &up, const ScratchState &first, Proof &proof);
    Outcome rebuild();
    Outcome readInto(ScratchState &state);

    [[nodiscard]] std::optional<Step> plan(Direction direction, const Migration &migration, QString &reason) const;
    void record(const Migration &migration);
    Result<StepOutcome> runStep(const Step &step, RehearsalPhase phase);
    [[nodiscard]] Result<StepOutcome> attempt(const Step &step);
    void noteOutcome(Proof &proof, const StepOutcome &outcome);
    void noteFailure(Proof &proof, const StepOutcome &outcome, const QString &what) const;
    void noteDifference(Proof &proof, const QString &what) const;
    void addSizes(std::vector<StatementMeasure> &measures) const;
    [[nodiscard]] Outcome fatal(const Error &error) const;

    const RehearsalRequest &m_request;
    RehearsalObserver &m_observer;
    std::stop_token m_stop;
    ProofStore m_store;
    std::unique_ptr<CopyTarget> m_target;
    std::unique_ptr<Scratch> m_scratch;
    History m_history;           // as it would be after what has run
    std::vector<Step> m_applied; // on top of what the scratch database was made with
    ScratchState m_before;       // the state that the next migration begins with
    QString m_stopped;           // why nothing more can run
    bool m_leftOut = false;      // something of this migration, because it needs a superuser
    QStringList m_roleNotes;
    QString m_searchPath;
    Rehearsal m_result;
    std::optional<std::stop_callback<std::function<void()>>> m_cancel; // ends before what it cancels
};

// What ends a rehearsal, rather than the proof of one migration.
Result<void> Rehearser::fatal(const Error &error) const
{
    if (error.kind == ErrorKind::Cancelled || m_stop.stop_requested())
        return fail(ErrorKind::Cancelled, tr("The rehearsal was cancelled"));
    if (error.kind != ErrorKind::Connection && (!m_scratch || m_scratch->isOpen()))
        return fail(error);
    return fail(
        ErrorKind::Connection, tr("The scratch server terminated during the rehearsal"),
        tr("Rehearse again; its leftovers will be removed then."), error.message);
}

Result<Rehearsal> Rehearser::run()
{
    RETURN_IF_ERROR(prepare());
    RETURN_IF_ERROR(readInto(m_before));
    const std::vector<const Migration *> migrations = chosen();
    for (size_t index = 0; index < migrations.size(); ++index) {
        const Migration &migration = *migrations[index];
        Proof proof;
        proof.version = migration.version.text();
        proof.name = migration.name;
        proof.serverVersion = m_scratch->serverVersion();
        proof.database = m_target ? m_target->name() : QString();
        proof.sampleRows = m_target ? m_request.sampleRows : 0;
        if (!m_stopped.isEmpty()) {
            proof.reason = m_stopped;
        } else {
            RETURN_IF_ERROR(rehearseOne(migration, proof));
            proof.at = QDateTime::currentDateTimeUtc().toString(Qt::ISODate);
            const QByteArray key = proofKey(m_request.source, migration.version, proof.database);
            if (auto kept = m_store.keep(key, proof); !kept)
                m_result.warnings << kept.error().message;
        }
        m_result.proofs.push_back(proof);
        m_observer.migrationFinished(index, migrations.size(), proof);
    }
    return std::move(m_result);
}

// ---- before

Result<void> Rehearser::prepare()
{
    m_observer.phaseStarted(RehearsalPhase::Preparing, {});
    m_history = {.exists = true, .schemaExists = true};
    const QString &schema = m_request.source.pack.schema;
    m_searchPath = u"public"_s;
    if (!schema.isEmpty() && schema != "public"_L1)
        m_searchPath.prepend(sql::quoteIdentifier(schema) + u", "_s);
    ScratchOptions options;
    if (m_request.target) {
        if (auto read = readTarget(options); !read)
            return read;
    }
    options.context = m_request.context; // not that of the target's sessions, which only read
    std::ranges::copy(extensionsMadeBy(chosen()), std::back_inserter(options.extensions));
    ASSIGN_OR_RETURN(auto scratch, Scratch::make(m_request.server, options, m_stop, [this] {
                         m_observer.phaseStarted(RehearsalPhase::Waiting, {});
                     }));
    m_scratch = std::move(scratch);
    m_history.serverVersion = m_scratch->serverVersion();
    m_result.confinement = m_scratch->confinement();
    m_cancel.emplace(m_stop, [this] {
        m_scratch->cancel();
        if (m_target)
            m_target->session().cancel();
    });
    if (!m_target)
        m_result.warnings = m_scratch->notes();
    if (m_target) {
        auto warnings = copyTarget(*m_target, *m_scratch, m_request.sampleRows, m_observer, m_stop);
        if (!warnings)
            return fatal(warnings.error());
        m_result.warnings = *warnings;
        if (auto frozen = m_scratch->freeze(); !frozen)
            return fatal(frozen.error());
    }
    return makeSchema();
}

Result<void> Rehearser::readTarget(ScratchOptions &options)
{
    m_target = std::make_unique<CopyTarget>();
    RETURN_IF_ERROR(m_target->open(*m_request.target));
    ASSIGN_OR_RETURN(auto dialect, makeDialect(m_request.source.pack));
    ASSIGN_OR_RETURN(auto history, readHistory(m_target->session(), *dialect));
    m_history.records = std::move(history.records);
    if (m_request.source.pack.schema.isEmpty()) {
        ASSIGN_OR_RETURN(auto path, m_target->searchPath(dialect->ownSchema()));
        m_searchPath = path;
    }
    ASSIGN_OR_RETURN(auto wanted, m_target->scratchOptions());
    options = wanted;
    return {};
}

// The schema of the pack has to be there before its first migration, as in a real database.
Result<void> Rehearser::makeSchema()
{
    const QString &schema = m_request.source.pack.schema;
    if (schema.isEmpty())
        return {};
    const auto made =
        m_scratch->reader().query({u"CREATE SCHEMA IF NOT EXISTS "_s + sql::quoteIdentifier(schema), {}}).result();
    return made ? Result<void>() : fatal(made.error());
}

std::vector<const Migration *> Rehearser::chosen() const
{
    std::vector<const Migration *> migrations;
    for (const Migration &migration : m_request.source.migrations) {
        if (m_request.to && migration.version > *m_request.to)
            break;
        const Record *record = m_history.find(migration.version);
        if (!record || !record->isApplied())
            migrations.push_back(&migration);
    }
    return migrations;
}

Result<void> Rehearser::readInto(ScratchState &state)
{
    Result<ScratchState> read = readState(m_scratch->reader(), m_scratch->madeRoles());
    if (!read)
        return fatal(read.error());
    state = std::move(*read);
    return {};
}

// ---- one migration

std::optional<Step> Rehearser::plan(Direction direction, const Migration &migration, QString &reason) const
{
    Request request{.direction = direction};
    if (direction == Direction::Up)
        request.to = migration.version;
    Plan plan = makePlan(m_request.source, m_history, request);
    for (const Refusal &refusal : plan.refusals) {
        reason = refusal.file.isEmpty() || refusal.line == 0
                   ? refusal.message
                   : u"%1:%2: %3"_s.arg(refusal.file).arg(refusal.line).arg(refusal.message);
        return std::nullopt;
    }
    const auto step = std::ranges::find(plan.steps, migration.version, &Step::version);
    if (step != plan.steps.end())
        return *step;
    reason = tr("It is not next in the plan");
    return std::nullopt;
}

void Rehearser::record(const Migration &migration)
{
    std::erase_if(
        m_history.records, [&migration](const Record &record) { return record.version == migration.version; });
    Record record;
    record.version = migration.version;
    record.name = migration.name;
    record.checksumUp = migration.up.checksum;
    if (migration.down)
        record.checksumDown = migration.down->checksum;
    m_history.records.push_back(record);
}

Result<void> Rehearser::rehearseOne(const Migration &migration, Proof &proof)
{
    m_leftOut = false;
    const std::optional<Step> up = plan(Direction::Up, migration, proof.reason);
    if (!up) {
        proof.failed = true;
        m_stopped = tr("%1 cannot be applied").arg(label(migration.version, migration.name));
        return {};
    }
    ASSIGN_OR_RETURN(StepOutcome applied, runStep(*up, RehearsalPhase::Up));
    proof.up = applied.statements;
    proof.upMilliseconds = applied.milliseconds;
    noteOutcome(proof, applied);
    if (applied.error) {
        noteFailure(proof, applied, tr("up fails: %1").arg(applied.error->message));
        m_stopped = (proof.failed ? tr("%1 fails") : tr("%1 cannot be rehearsed"))
                        .arg(label(migration.version, migration.name));
        return {};
    }
    record(migration);
    m_applied.push_back(*up);
    const std::optional<Step> down = plan(Direction::Down, migration, proof.reason);
    Outcome done;
    if (down)
        done = goDown(*up, *down, proof);
    else
        done = readInto(m_before);
    addSizes(proof.up);
    addSizes(proof.down);
    return done;
}

Result<void> Rehearser::goDown(const Step &up, const Step &down, Proof &proof)
{
    ScratchState first;
    if (auto read = readInto(first); !read)
        return read;
    ASSIGN_OR_RETURN(StepOutcome undone, runStep(down, RehearsalPhase::Down));
    proof.down = undone.statements;
    proof.downMilliseconds = undone.milliseconds;
    noteOutcome(proof, undone);
    if (undone.error) {
        noteFailure(proof, undone, tr("down fails: %1").arg(undone.error->message));
        proof.badge = proof.failed ? Badge::NotRestored : Badge::NotProven;
        return rebuild();
    }
    ScratchState after;
    if (auto read = readInto(after); !read)
        return read;
    RestoreCheck check = checkRestored(m_before, first, after);
    proof.difference = std::move(check.difference);
    proof.notes += check.notes;
    const bool reordered = proof.difference.isColumnOrderAlone();
    if (!proof.difference.isEmpty() && !reordered) {
        noteDifference(proof, tr("down leaves the database different from before"));
        return rebuild();
    }
    proof.losses = lossesBetween(m_before, first, after, up, down, m_request.source.pack.schema);
    if (reordered)
        return goUpReordered(up, first, proof);
    proof.badge = proof.losses.empty() ? Badge::Proven : Badge::Loses;
    return goUpAgain(up, first, proof);
}

Result<void> Rehearser::goUpAgain(const Step &up, const ScratchState &first, Proof &proof)
{
    ASSIGN_OR_RETURN(StepOutcome again, runStep(up, RehearsalPhase::Again));
    proof.againMilliseconds = again.milliseconds;
    noteOutcome(proof, again);
    if (again.error) {
        noteFailure(proof, again, tr("up fails if it is run again after down: %1").arg(again.error->message));
        proof.badge = proof.failed ? Badge::NotRestored : Badge::NotProven;
        return rebuild();
    }
    ScratchState second;
    if (auto read = readInto(second); !read)
        return read;
    proof.difference = compareRuns(first, second);
    if (proof.badge == Badge::Reordered) // where columns stood before decides where they stand now
        proof.difference = proof.difference.withoutColumnOrder();
    if (proof.difference.isEmpty()) {
        m_before = std::move(second);
    } else {
        noteDifference(proof, tr("up gives a different result if it is run again after down"));
        return rebuild();
    }
    // What was left out proves nothing.
    if (proof.badge != Badge::NotRestored && !proof.reason.isEmpty())
        proof.badge = Badge::NotProven;
    return {};
}

// A column that down has added again stands last, which nobody can help. All else is judged as ever; the next migration
// begins with the order that it would find.
Result<void> Rehearser::goUpReordered(const Step &up, const ScratchState &first, Proof &proof)
{
    catalog::Difference order = std::exchange(proof.difference, {});
    proof.badge = Badge::Reordered;
    if (auto done = goUpAgain(up, first, proof); !done)
        return done;
    if (proof.badge == Badge::NotRestored) // and is rebuilt
        return {};
    proof.difference = std::move(order);
    return rebuild();
}

// After a down that did not restore: the next migration shall begin with what it would find.
Result<void> Rehearser::rebuild()
{
    m_observer.phaseStarted(RehearsalPhase::Rebuilding, {});
    if (auto reset = m_scratch->reset(); !reset)
        return fatal(reset.error());
    if (auto made = makeSchema(); !made)
        return made;
    for (const Step &step : m_applied) {
        ASSIGN_OR_RETURN(StepOutcome done, attempt(step));
        if (done.error) {
            m_stopped =
                tr("%1 could not be applied again: %2").arg(label(step.version, step.name), done.error->message);
            return {};
        }
    }
    return readInto(m_before);
}

// ---- one step

Result<StepOutcome> Rehearser::runStep(const Step &step, RehearsalPhase phase)
{
    m_observer.phaseStarted(phase, label(step.version, step.name));
    return attempt(step);
}

// A role that the SQL names and the server lacks is made, and the step runs again: all of it, where it is a
// transaction, else from the statement that failed.
Result<StepOutcome> Rehearser::attempt(const Step &step)
{
    StepOutcome whole;
    int first = 1;
    for (int roles = 0;; ++roles) {
        MeasuredStep measured(*m_scratch, step, m_searchPath, m_stop);
        measured.setTarget(m_target ? m_target->connInfo().value(u"dbname"_s) : QString());
        StepOutcome outcome = measured.run(first);
        if (outcome.error
            && (outcome.error->kind == ErrorKind::Connection || outcome.error->kind == ErrorKind::Cancelled
                || m_stop.stop_requested() || !m_scratch->isOpen()))
            return fail(fatal(*outcome.error).error());
        if (auto marked = m_scratch->markNewRoles(); !marked)
            return fail(fatal(marked.error()).error());
        const QString role = outcome.missingRole;
        if (step.transactional)
            whole = {};
        whole.statements.insert(whole.statements.end(), outcome.statements.begin(), outcome.statements.end());
        whole.milliseconds += outcome.milliseconds;
        whole.notes += outcome.notes;
        whole.beyond += outcome.beyond;
        whole.privileged += outcome.privileged;
        whole.refused = outcome.refused;
        whole.error = outcome.error;
        whole.failedStatement = outcome.failedStatement;
        if (role.isEmpty() || roles >= MostRoles)
            break;
        const Result<bool> made = m_scratch->makeRole(role);
        if (!made)
            return fail(fatal(made.error()).error());
        if (!*made)
            break;
        const QString note = tr("The role %1 was created on the scratch server, without privileges").arg(role);
        m_roleNotes << note;
        if (!step.transactional) {
            first = qMax(1, outcome.failedStatement);
            // A transaction of the file is run again from its beginning.
            if (const int block = step.statements.empty() ? 0 : step.statements[size_t(first) - 1].block; block > 0)
                first = int(step.blocks[size_t(block) - 1].first) + 1;
        }
    }
    whole.notes += std::exchange(m_roleNotes, {});
    return whole;
}

void Rehearser::noteOutcome(Proof &proof, const StepOutcome &outcome)
{
    for (const QString &note : outcome.notes) {
        if (!proof.notes.contains(note))
            proof.notes << note;
    }
    if (!outcome.beyond.isEmpty() && proof.reason.isEmpty())
        proof.reason = tr("%1 has effects outside the database, and was skipped").arg(outcome.beyond.join(u", "_s));
    if (outcome.privileged.isEmpty() || m_leftOut)
        return;
    m_leftOut = true;
    proof.reason = tr("it cannot be fully rehearsed because it needs a superuser: %1 was skipped")
                       .arg(outcome.privileged.join(u", "_s));
}

// An error for want of rights, or after something was left out for that, says nothing against the migration.
void Rehearser::noteFailure(Proof &proof, const StepOutcome &outcome, const QString &what) const
{
    if (outcome.refused) {
        proof.reason =
            tr("it cannot be rehearsed because it needs a superuser, or privileges that only a superuser can grant: %1")
                .arg(outcome.error->message);
    } else if (m_leftOut) {
        proof.reason += u"; "_s + what;
    } else {
        proof.failed = true;
        proof.reason = what;
    }
}

void Rehearser::noteDifference(Proof &proof, const QString &what) const
{
    proof.badge = m_leftOut ? Badge::NotProven : Badge::NotRestored;
    if (m_leftOut)
        proof.reason += u"; "_s + what;
    else
        proof.reason = what;
}

// The scratch database knows how locks fall, the target knows how large the tables are.
void Rehearser::addSizes(std::vector<StatementMeasure> &measures) const
{
    if (!m_target)
        return;
    const auto bytesOf = [this](const QString &name) -> qint64 {
        const auto &relations = m_target->catalog().relations;
        const auto found = std::ranges::find_if(relations, [&name](const catalog::Relation &relation) {
            return relation.schema + u'.' + relation.name == name;
        });
        return found == relations.end() ? -1 : found->totalBytes;
    };
    for (StatementMeasure &measure : measures) {
        for (LockTaken &lock : measure.locks)
            lock.bytes = bytesOf(lock.relation);
        for (MeasuredRewrite &rewrite : measure.rewrites)
            rewrite.bytes = bytesOf(rewrite.relation);
    }
}

} // namespace

Result<Rehearsal> rehearse(const RehearsalRequest &request, RehearsalObserver *observer, std::stop_token stop)
{
    RehearsalObserver silent;
    return Rehearser(request, observer ? *observer : silent, std::move(stop)).run();
}

} // namespace howdah::migration
