// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/runner.h"

#include "migration/journal.h"
#include "migration/steprunner.h"
#include "sql/quote.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QThread>

#include <algorithm>
#include <condition_variable>
#include <mutex>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Answer;
using connection::Notice;
using connection::Session;

// A waiting run asks again at this interval, between statements: a server-side wait would block CREATE INDEX
// CONCURRENTLY of the run that it waits for.
constexpr std::chrono::milliseconds LockPoll(100);

static QString tr(const char *text) { return QCoreApplication::translate("Migration", text); }

QString describe(const RunFailure &failure)
{
    QStringList lines;
    const QString name = failure.file.isEmpty() ? failure.version.text() + u'-' + failure.name : failure.file;
    const QString what = failure.error.message;
    if (failure.statement > 0)
        lines << tr("%1:%2:%3: statement %4 of %5: %6")
                     .arg(name)
                     .arg(failure.position.line)
                     .arg(failure.position.column)
                     .arg(failure.statement)
                     .arg(failure.of)
                     .arg(what);
    else
        lines << tr("%1: %2").arg(name, what);
    if (!failure.error.detail.isEmpty())
        lines << failure.error.detail;
    if (!failure.error.hint.isEmpty())
        lines << failure.error.hint;
    if (failure.error.kind == ErrorKind::Connection)
        lines << tr("Ask for the status once the server is back: it tells whether this migration was applied.");
    else if (failure.partial)
        lines << tr("It runs outside a transaction: the statements before this one have run and stay.");
    else
        lines << tr("Its transaction was rolled back: nothing of this migration stays.");
    return lines.join(u'\n');
}

namespace {

// Holds the lock of a history until it goes out of scope. The lock belongs to the session that runs the statements, not
// to one of its own: should the program be killed, the server releases it only once the last statement has ended.
class RunLock final
{
public:
    RunLock(Session &session, const Dialect &dialect)
        : m_session(session)
        , m_dialect(dialect)
    {
    }
    RunLock(const RunLock &) = delete;
    RunLock &operator=(const RunLock &) = delete;
    ~RunLock()
    {
        if (m_held && m_session.isOpen())
            (void)m_session.query(m_dialect.unlock()).result();
    }

    Result<void> take(const RunOptions &options, RunObserver &observer, const std::stop_token &stop)
    {
        QDeadlineTimer deadline(QDeadlineTimer::Forever);
        if (options.lockWait)
            deadline = QDeadlineTimer(*options.lockWait);
        std::optional<LockHolder> told;
        while (true) {
            const Result<Answer> taken = m_session.query(m_dialect.tryLock()).result();
            if (!taken)
                return fail(taken.error());
            if ((m_held = taken->rows.boolean(0, 0)))
                return {};
            const Result<Answer> seen = m_session.query(m_dialect.lockHolder()).result();
            if (!seen)
                return fail(seen.error());
            const std::optional<LockHolder> holder = m_dialect.readLockHolder(seen->rows);
            if (holder && holder != told) {
                observer.lockAwaited(*holder);
                told = holder;
            }
            if (deadline.hasExpired())
                return fail(busy(told));
            if (!pause(stop))
                return fail(ErrorKind::Cancelled, tr("Cancelled while waiting for another run of migrations"));
        }
    }

private:
    static Error busy(const std::optional<LockHolder> &holder)
    {
        return makeError(
            ErrorKind::Conflict,
            holder ? tr("Another run of migrations holds the lock of this database: %1").arg(describe(*holder))
                   : tr("Another run of migrations holds the lock of this database"),
            tr("Wait for it to end, or end that session if it hangs."));
    }

    // False when stopped.
    static bool pause(const std::stop_token &stop)
    {
        std::mutex mutex;
        std::condition_variable_any never;
        std::unique_lock lock(mutex);
        never.wait_for(lock, stop, LockPoll, [] { return false; });
        return !stop.stop_requested();
    }

    Session &m_session;
    const Dialect &m_dialect;
    bool m_held = false;
};

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
    if (approved.request.direction == Direction::Down) {
        std::vector<Version> versions;
        for (const Entry &entry : select(compare(source, history), history, approved.request))
            versions.push_back(entry.version);
        if (auto read = readTexts(session, dialect, history, versions); !read)
            return fail(read.error());
    }
    Plan plan = makePlan(source, history, approved.request);
    const auto changed = [](const QString &detail) {
        return fail(
            ErrorKind::Conflict, tr("Somebody else changed the migration history meanwhile"),
            tr("Look at the plan again and repeat the run."), detail);
    };
    if (!plan.canRun())
        return changed(plan.refusals.front().message);
    const auto isApproved = [&approved](const Step &step) {
        return std::ranges::any_of(approved.steps, [&step](const Step &known) {
            return known.version == step.version && known.direction == step.direction && known.text == step.text;
        });
    };
    const auto foreign = std::ranges::find_if_not(plan.steps, isApproved);
    // What "the last one" is has changed: undoing another than the one shown would be a surprise, undoing none is not.
    if (foreign != plan.steps.end())
        return changed(
            tr("%1-%2 would now be run, which was not part of the plan").arg(foreign->version.text(), foreign->name));
    return plan;
}

Result<void> prepareHistory(Session &session, const Dialect &dialect, const History &history)
{
    if (history.journalFormat > JournalFormat)
        return fail(
            ErrorKind::Conflict,
            tr("A newer Howdah keeps the history of this database (its format is %1, this program "
               "knows %2)")
                .arg(history.journalFormat)
                .arg(JournalFormat),
            tr("Use a newer Howdah."));
    std::vector<connection::Statement> statements;
    if (dialect.keepsJournal())
        statements = ensureJournal(history);
    std::ranges::move(dialect.ensure(history), std::back_inserter(statements));
    if (statements.empty())
        return {};
    statements.insert(statements.begin(), {u"BEGIN"_s, {}});
    statements.push_back({u"COMMIT"_s, {}});
    Result<connection::PipelineAnswer> made = session.pipeline(statements).result();
    if (made && !made->error)
        return {};
    Error error = made ? *made->error : made.error();
    error.message =
        (history.journalFormat == 1 ? tr("The history tables cannot be brought to the format of this program: %1")
                                    : tr("The history tables cannot be created: %1"))
            .arg(error.message);
    if (error.kind == ErrorKind::Permission)
        error.hint =
            tr("Nothing was run. Use a user that may create schemas in this database, or have an administrator "
               "create the schema howdah and grant it to this user.");
    return fail(error);
}

// The pack's schema, and public, where extensions usually are. Without one the session's own path, except that tables
// must never land in the schema of the history: a user of the same name would find it first ("$user").
Result<QString> searchPath(Session &session, const QString &packSchema, const QString &historySchema)
{
    if (!packSchema.isEmpty())
        return sql::quoteIdentifier(packSchema) + (packSchema == "public"_L1 ? QString() : u", public"_s);
    Result<Answer> answer =
        session
            .query({u"SELECT s, session_user = $1 FROM unnest(current_schemas(false)) s"_s, {historySchema.toUtf8()}})
            .result();
    if (!answer)
        return fail(answer.error());
    QStringList schemas;
    bool meets = false;
    for (qsizetype row = 0; row < answer->rows.rowCount(); ++row) {
        const QString schema = answer->rows.text(row, 0);
        meets = meets || schema == historySchema || answer->rows.boolean(row, 1);
        if (schema != historySchema)
            schemas << sql::quoteIdentifier(schema);
    }
    if (!meets)
        return QString();
    return schemas.isEmpty() ? u"public"_s : schemas.join(u", "_s);
}

Result<RunContext> prepareSession(RunContext context, const QString &packSchema)
{
    Result<QString> path = searchPath(context.session, packSchema, context.dialect.ownSchema());
    if (!path)
        return fail(path.error());
    context.searchPath = *path;
    Result<Answer> answer =
        context.session.query({u"SELECT name, setting FROM pg_settings WHERE source = 'session'"_s, {}}).result();
    if (!answer)
        return fail(answer.error());
    for (qsizetype row = 0; row < answer->rows.rowCount(); ++row)
        context.settings.emplace_back(
            answer->rows.bytes(row, 0).toByteArray(), answer->rows.bytes(row, 1).toByteArray());
    return context;
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

RunReport runSteps(RunContext &context, const Plan &plan, NoticeRelay &relay)
{
    RunReport report;
    for (size_t index = 0; index < plan.steps.size(); ++index) {
        const Step &step = plan.steps[index];
        if (context.stop.stop_requested()) {
            report.failure = stopped(step);
            break;
        }
        context.observer.stepStarted(index, step);
        StepRunner runner(context, step, index, index + 1 == plan.steps.size());
        const std::expected<double, RunFailure> done = runner.run();
        relay.deliver();
        if (!done) {
            report.failure = done.error();
            break;
        }
        report.steps.push_back({step.version, step.name, step.direction, *done});
        context.observer.stepFinished(index, report.steps.back());
    }
    return report;
}

} // namespace

Result<RunReport>
run(Session &session, const Dialect &dialect, const Source &source, const Plan &plan, const RunOptions &options,
    RunObserver *observer, std::stop_token stop)
{
    if (!plan.canRun())
        return fail(ErrorKind::Usage, plan.refusals.front().message, plan.refusals.front().hint);
    RunObserver silent;
    RunContext bare{session, dialect, observer ? *observer : silent, stop, options, {}, {}};
    Result<RunContext> context = prepareSession(bare, source.pack.schema);
    if (!context)
        return fail(context.error());
    NoticeRelay relay(session, context->observer);
    RunLock lock(session, dialect);
    if (auto taken = lock.take(options, context->observer, stop); !taken)
        return fail(taken.error());
    Result<History> history = readHistory(session, dialect);
    if (!history)
        return fail(history.error());
    const Result<Plan> current = currentPlan(source, plan, *history, session, dialect);
    if (!current)
        return fail(current.error());
    if (current->steps.empty())
        return RunReport{.doneByOthers = int(plan.steps.size())};
    if (auto prepared = prepareHistory(session, dialect, *history); !prepared)
        return fail(prepared.error());
    const std::stop_callback cancel(stop, [&session] { session.cancel(); });
    RunReport report = runSteps(*context, *current, relay);
    report.doneByOthers = int(plan.steps.size() - current->steps.size());
    return report;
}

} // namespace howdah::migration
