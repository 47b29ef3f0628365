// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/run/runner.h"

#include "base/propagate.h"
#include "migration/run/blockerwatch.h"
#include "migration/run/catalogwatch.h"
#include "migration/history/journal.h"
#include "migration/plan/invalidindex.h"
#include "migration/run/pooler.h"
#include "migration/run/runlock.h"
#include "migration/run/steprunner.h"
#include "migration/source/tr.h"

#include <QCoreApplication>
#include <QThread>

#include <algorithm>
#include <mutex>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Answer;
using connection::Notice;
using connection::Session;

namespace {

// Brings the session's notices to the observer, between steps and without an event loop.
class NoticeRelay final
{
public:
    NoticeRelay(Session &session, RunObserver &observer)
        : m_session(session)
    {
        QObject::connect(&session, &Session::noticeReceived, &m_receiver, [&observer](const Notice &notice) {
            if (notice.sqlState != "25P01"_L1) // our own ROLLBACK after a step that is rolled back already
                observer.noticed(notice);
        });
    }

    void deliver()
    {
        if (m_session.thread() == QThread::currentThread())
            QCoreApplication::sendPostedEvents(&m_session, QEvent::MetaCall);
        QCoreApplication::sendPostedEvents(&m_receiver, QEvent::MetaCall);
    }

private:
    Session &m_session;
    QObject m_receiver; // lives on the thread of the run
};

bool sameRecords(History a, History b)
{
    a.holder = b.holder = {};
    for (History *history : {&a, &b}) {
        for (Record &record : history->records) {
            record.downText.reset();
            record.upText.reset();
        }
    }
    return a == b;
}

// What the approved plan means for the history as it is now.
Result<Plan>
currentPlan(const Source &source, const Plan &approved, History history, Session &session, const Dialect &dialect)
{
    if (sameRecords(history, approved.history))
        return approved;
    Result<Plan> planned = makePlan(session, dialect, source, std::move(history), approved.request);
    if (!planned)
        return planned;
    Plan plan = std::move(*planned);
    const auto changed = [](const QString &detail) {
        return fail(
            ErrorKind::Conflict, tr("Somebody else changed the migration history in the meantime"),
            tr("Review the plan again and repeat the run."), detail);
    };
    if (!plan.canRun())
        return changed(plan.refusals.front().message);
    // More of a migration than was shown is not approved, either.
    const auto approvedOf = [&approved](const Step &step) {
        return std::ranges::find_if(approved.steps, [&step](const Step &known) {
            return known.version == step.version && known.direction == step.direction && known.text == step.text
                && known.firstStatement <= step.firstStatement;
        });
    };
    const auto isApproved = [&](const Step &step) { return approvedOf(step) != approved.steps.end(); };
    const auto foreign = std::ranges::find_if_not(plan.steps, isApproved);
    // What "the last one" is has changed: undoing another than the one shown would be a surprise, undoing none is not.
    if (foreign != plan.steps.end())
        return changed(
            tr("%1 would now be run, which was not part of the plan").arg(label(foreign->version, foreign->name)));
    for (Step &step : plan.steps) {
        const auto known = approvedOf(step);
        if (known->firstStatement == step.firstStatement)
            step.remains = known->remains;
        else if (step.repeats)
            step.remains = IndexRemains(); // none were shown of this statement
    }
    return plan;
}

RunFailure stopped(const Step &step)
{
    RunFailure failure;
    failure.version = step.version;
    failure.name = step.name;
    failure.direction = step.direction;
    failure.of = int(step.statements.size());
    failure.error = makeError(ErrorKind::Cancelled, tr("Cancelled before it began"));
    return failure;
}

// Forwards to the observer of the caller, one call at a time, from whatever thread.
class SerialObserver final : public RunObserver
{
public:
    explicit SerialObserver(RunObserver &observer)
        : m_observer(observer)
    {
    }
    void lockAwaited(const LockHolder &holder) override { notify(&RunObserver::lockAwaited, holder); }
    void holderTerminated(const LockHolder &holder) override { notify(&RunObserver::holderTerminated, holder); }
    void stepStarted(size_t index, const Step &step) override { notify(&RunObserver::stepStarted, index, step); }
    void statementStarted(size_t index, int number) override { notify(&RunObserver::statementStarted, index, number); }
    void statementFinished(const StatementReport &report) override { notify(&RunObserver::statementFinished, report); }
    void stepFinished(size_t index, const StepReport &report) override
    {
        notify(&RunObserver::stepFinished, index, report);
    }
    void stepsFlushed() override { notify(&RunObserver::stepsFlushed); }
    void blocked(const std::vector<Blocker> &blockers) override { notify(&RunObserver::blocked, blockers); }
    void retrying(const RetryReport &report) override { notify(&RunObserver::retrying, report); }
    void remarked(size_t index, int number, const QString &text) override
    {
        notify(&RunObserver::remarked, index, number, text);
    }
    void noticed(const Notice &notice) override { notify(&RunObserver::noticed, notice); }

private:
    template <typename Member, typename... Arguments>
    void notify(Member member, const Arguments &...arguments)
    {
        const std::lock_guard lock(m_mutex);
        (m_observer.*member)(arguments...);
    }

    RunObserver &m_observer;
    std::mutex m_mutex;
};

// Runs the steps of a plan, each as the plan says; one object for one run.
class StepSequence final
{
public:
    StepSequence(RunContext &context, const Plan &plan, NoticeRelay &relay)
        : m_context(context)
        , m_plan(plan)
        , m_relay(relay)
    {
    }

    RunReport run()
    {
        runPlan();
        flush();
        return m_report;
    }

private:
    void runPlan()
    {
        if (!m_plan.request.singleTransaction) {
            runAll();
            return;
        }
        // All or nothing: what is tried again is the whole.
        Retries retries(m_context);
        do {
            m_report = {};
            runShared();
        } while (m_report.failure && retries.again(m_report.failure->error, m_failedAt, m_report.failure->statement));
    }

    // What is durable brings all before it along. Where the last one was not to be, as it failed, the disk is waited
    // for here; where the line is lost, nobody knows.
    void flush()
    {
        auto &steps = m_report.steps;
        const auto last = std::ranges::find(steps.rbegin(), steps.rend(), true, &StepReport::durable);
        for (auto step = last; step != steps.rend(); ++step)
            step->durable = true;
        if (std::ranges::all_of(steps, &StepReport::durable))
            return;
        if (m_report.failure && !(m_context.session.isOpen() && m_context.setup.flush(m_context.session)))
            return;
        for (StepReport &step : steps)
            step.durable = true;
        m_context.observer.stepsFlushed();
    }

    void runAll()
    {
        std::unique_ptr<StepRunner> before; // its end is held back, to travel with the next
        for (size_t index = 0; index < m_plan.steps.size();) {
            const Step &step = m_plan.steps[index];
            if (m_context.stop.stop_requested()) {
                if (finish(std::move(before), index))
                    m_report.failure = stopped(step);
                return;
            }
            auto runner = std::make_unique<StepRunner>(m_context, step, index, holdsEnd(index));
            const StepRunner::Outcome done = runner->run(before.get());
            m_relay.deliver();
            const bool begun = !before || before->hasEnded();
            if (before && !finish(std::move(before), index))
                return;
            if (!begun)
                continue;
            if (!done) {
                m_failedAt = index;
                m_report.failure = done.error();
                return;
            }
            ++index;
            if (holdsEnd(index - 1)) {
                before = std::move(runner);
            } else {
                m_report.steps.push_back(runner->report());
                m_context.observer.stepFinished(index - 1, runner->report());
            }
        }
    }

    // The next one's statements can bring the end of this one along.
    [[nodiscard]] bool holdsEnd(size_t index) const
    {
        return !m_context.shared && index + 1 < m_plan.steps.size() && m_plan.steps[index].transactional
            && m_plan.steps[index + 1].transactional;
    }

    // Of the step before `next`, whose end was held back: it has ended, or ends now, which may fail.
    bool finish(std::unique_ptr<StepRunner> runner, size_t next)
    {
        if (!runner)
            return true;
        if (!runner->hasEnded()) {
            const StepRunner::Outcome settled = runner->settle();
            m_relay.deliver();
            if (!settled) {
                m_failedAt = next - 1;
                m_report.failure = settled.error();
                return false;
            }
            m_context.observer.stepFinished(next - 1, runner->report());
        }
        m_report.steps.push_back(runner->report());
        return true;
    }

    void runShared()
    {
        m_context.shared = true;
        if (const Result<Answer> begun = m_context.session.query({u"BEGIN"_s, {}}).result(); !begun) {
            m_report.failure = stopped(m_plan.steps.front());
            m_report.failure->error = begun.error();
            return;
        }
        runAll();
        if (!m_report.failure) {
            if (const Result<Answer> ended = m_context.session.query({u"COMMIT"_s, {}}).result(); !ended) {
                m_report.failure = stopped(m_plan.steps.back());
                m_report.failure->error = ended.error();
            }
        }
        if (m_report.failure) {
            (void)m_context.session.query({u"ROLLBACK"_s, {}}).result();
            m_report.steps.clear();
            m_report.failure->wholeRun = true;
        }
    }

    RunContext &m_context;
    const Plan &m_plan;
    NoticeRelay &m_relay;
    RunReport m_report;
    size_t m_failedAt = 0;
};

} // namespace

// What has run, down files included, and what an interrupted one has left.
static ScriptWords wordsOf(const Plan &plan, const RunReport &report)
{
    ScriptWords words;
    for (const Step &step : plan.steps) {
        const auto isSame = [&step](const auto &done) {
            return done.version == step.version && done.direction == step.direction;
        };
        if (std::ranges::any_of(report.steps, isSame)
            || (report.failure && report.failure->partial && isSame(*report.failure)))
            addWords(words, step.text);
    }
    return words;
}

// The run has done what it has done.
static void storeCatalog(CatalogWatch &watch, const ScriptWords &words, RunObserver &observer)
{
    const Result<void> stored = watch.end(words);
    if (stored)
        return;
    Notice notice;
    notice.severity = u"WARNING"_s;
    notice.message = tr("What the database holds now could not be stored, so `validate` cannot compare it: %1")
                         .arg(stored.error().message);
    observer.noticed(notice);
}

Result<RunReport>
run(Session &session, const Dialect &dialect, const Source &source, const Plan &plan, const RunOptions &options,
    RunObserver *observer, std::stop_token stop)
{
    if (!plan.canRun())
        return fail(ErrorKind::Usage, plan.refusals.front().message, plan.refusals.front().hint);
    ASSIGN_OR_RETURN(const connection::Pooling pooling, session.pooling().result());
    if (pooling == connection::Pooling::Transaction)
        return fail(poolingError());
    RunObserver silent;
    SerialObserver serial(observer ? *observer : silent);
    RunContext context{.session = session, .dialect = dialect, .observer = serial, .stop = stop, .options = options};
    ASSIGN_OR_RETURN(SessionSetup setup, SessionSetup::read(session, dialect, source.pack.schema));
    context.setup = std::move(setup);
    context.setup.lockTimeout = options.lockTimeout;
    context.setup.lazy = !plan.request.singleTransaction && !options.durable;
    NoticeRelay relay(session, context.observer);
    RunLock lock(session, dialect);
    RETURN_IF_ERROR(lock.take(options, context.observer, stop));
    ASSIGN_OR_RETURN(History history, readHistory(session, dialect));
    ASSIGN_OR_RETURN(const Plan current, currentPlan(source, plan, history, session, dialect));
    if (current.steps.empty())
        return RunReport{.doneByOthers = int(plan.steps.size())};
    RETURN_IF_ERROR(prepareHistory(session, dialect, history));
    CatalogWatch catalog(session, dialect, source, history);
    catalog.begin(context.observer);
    BlockerWatch watch(context.setup.backend(), options.openSession, context.observer);
    context.watch = &watch;
    RETURN_IF_ERROR(context.setup.establish(session));
    if (const Result<void> same = stillAsPlanned(session, current); !same) {
        context.setup.leave(session);
        return fail(same.error());
    }
    RunReport report;
    {
        const std::stop_callback cancel(stop, [&session] { session.cancel(); });
        report = StepSequence(context, current, relay).run();
    }
    context.setup.leave(session);
    storeCatalog(catalog, wordsOf(current, report), context.observer);
    report.doneByOthers = int(plan.steps.size() - current.steps.size());
    return report;
}

} // namespace howdah::migration
