// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/tabrun.h"

#include "base/propagate.h"
#include "base/whendone.h"
#include "common/prompter.h"
#include "connect/connectioncontroller.h"
#include "operations/queryhistory.h"
#include "operations/scriptgate.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::Session;
using query::Outcome;
using query::RunReport;

namespace {

// A handle that other threads may be the last to drop: a session is let go of at home.
std::shared_ptr<Session> letGoAtHome(std::shared_ptr<Session> session)
{
    Session *const plain = session.get();
    return {plain, [session = std::move(session)](Session *) mutable {
                QMetaObject::invokeMethod(
                    QCoreApplication::instance(), [gone = std::move(session)] {}, Qt::QueuedConnection);
            }};
}

bool endsTransaction(const QString &sql)
{
    static const QStringList words{u"commit"_s, u"end"_s, u"rollback"_s, u"abort"_s};
    const QString text = sql.simplified().toLower();
    const qsizetype end = text.indexOf(u' ');
    QString first = end < 0 ? text : text.first(end);
    first.remove(u';');
    // COMMIT PREPARED is of another transaction.
    return words.contains(first) && !text.contains("chain"_L1) && !text.contains("prepared"_L1);
}

Result<QStringList> readSearchPath(Session &session, int *pid)
{
    // The names of this session are those of the database: each of ours says where it is from.
    ASSIGN_OR_RETURN(
        const connection::Answer answer,
        session
            .query(
                {u"SELECT pg_catalog.to_json(pg_catalog.current_schemas(false))::pg_catalog.text,"
                 " pg_catalog.pg_backend_pid()::pg_catalog.text"_s,
                 {}})
            .result());
    QStringList path;
    if (answer.rows.rowCount() == 0)
        return path;
    for (const QJsonValue &schema : QJsonDocument::fromJson(answer.rows.text(0, 0).toUtf8()).array()) {
        if (const QString name = schema.toString(); name != "pg_catalog"_L1)
            path << name;
    }
    if (pid)
        *pid = answer.rows.text(0, 1).toInt();
    return path;
}

} // namespace

TabRun::TabRun(const PageServices &services, query::HistoryKeeper *history, QWidget *tab)
    : QObject(tab)
    , m_services(services)
    , m_history(history)
    , m_tab(tab)
    , m_session(new TabSession(services.connection, this))
{
    connect(&m_runner, &query::ScriptRunner::began, this, [this](const Outcome &outcome) {
        m_idleSince = {};
        Q_EMIT began(placed(outcome));
    });
    connect(&m_runner, &query::ScriptRunner::rowsCome, this, &TabRun::rowsCome);
    connect(&m_runner, &query::ScriptRunner::noticed, this, &TabRun::noticed);
    connect(&m_runner, &query::ScriptRunner::ended, this, &TabRun::take);
    connect(&m_runner, &query::ScriptRunner::transactionChanged, this, &TabRun::setTransaction);
    connect(&m_runner, &query::ScriptRunner::finished, this, &TabRun::end);
    connect(m_session, &TabSession::lost, this, &TabRun::lose);
    connect(m_session, &TabSession::replaced, this, [this] {
        m_applied.reset();
        m_backendPid = 0;
        setTransaction({});
    });
}

TabRun::~TabRun()
{
    disconnect(&m_runner, nullptr, this, nullptr);
    if (m_asker)
        m_asker->leave();
}

bool TabRun::start(Order order)
{
    if (isRunning() || order.range.isEmpty())
        return false;
    m_order = std::move(order);
    m_autocommit = m_choices.autocommit;
    const bool wasThere = m_session->session() != nullptr;
    const auto session = m_session->take();
    if (!session) {
        Q_EMIT failed(session.error());
        return true;
    }
    if (!wasThere) {
        m_applied.reset();
        setTransaction({});
    }
    m_isPreparing = true;
    m_session->setRunning(true);
    m_task = m_services.tasks->start(tr("Running: %1").arg(m_title), [this] { cancel(); });
    Q_EMIT runningChanged(true);
    const query::SessionTimeouts timeouts{m_choices.statementMs, m_choices.idleMs, {}};
    const bool usual = !m_choices.statementMs && !m_choices.idleMs;
    // In a transaction they could be taken back by its end: they are set with the first run behind it.
    const bool isSet =
        m_applied ? m_applied->statementMs == m_choices.statementMs && m_applied->idleMs == m_choices.idleMs : usual;
    const bool setsTimeouts = !isSet && !m_transaction.isOpen();
    if (!m_session->isNew() && !setsTimeouts) {
        m_isPreparing = false;
        begin();
        return true;
    }
    query::SessionTimeouts before;
    if (m_applied)
        before = {m_applied->statementMs, m_applied->idleMs, {}};
    whenDone(
        this,
        m_jobs.run(
            *session, [timeouts, before, isNew = m_session->isNew(),
                       setsTimeouts](Session &one) { return prepare(one, timeouts, before, isNew, setsTimeouts); }),
        [this](const Result<Prepared> &answer) { prepared(answer); });
    return true;
}

Result<TabRun::Prepared> TabRun::prepare(
    Session &session, const query::SessionTimeouts &timeouts, const query::SessionTimeouts &before, bool isNew,
    bool hasTimeouts)
{
    Prepared ready{.path = {}, .backendPid = 0, .isNew = isNew, .timeouts = hasTimeouts};
    if (hasTimeouts)
        RETURN_IF_ERROR(query::applyTimeouts(session, timeouts, before));
    if (isNew) {
        ASSIGN_OR_RETURN(ready.path, readSearchPath(session, &ready.backendPid));
    }
    return ready;
}

void TabRun::prepared(const Result<Prepared> &answer)
{
    m_isPreparing = false;
    if (!answer)
        return abandon(answer.error());
    if (answer->isNew) {
        m_session->setSettled();
        m_searchPath = answer->path;
        m_backendPid = answer->backendPid;
    }
    if (answer->timeouts)
        m_applied = m_choices;
    begin();
}

// Nothing of the run was sent.
void TabRun::abandon(const Error &error)
{
    m_session->setRunning(false);
    if (m_session->isNew())
        m_session->letGo();
    m_task.finish();
    Q_EMIT failed(error);
    Q_EMIT runningChanged(false);
}

void TabRun::begin()
{
    query::RunOptions options;
    options.onError = m_choices.stopsAtError ? query::OnError::Stop : query::OnError::Continue;
    options.savepoints = m_choices.savepoints;
    options.autocommit = m_autocommit;
    options.keepOutcomes = false;
    options.values = m_order.values;
    if (!m_order.folder.isEmpty()) {
        options.folder = m_order.folder;
        options.scriptFolder = m_order.folder;
    }
    if (m_order.explain)
        return beginExplaining();
    options.gate = gate();
    m_settingsMayDiffer = false;
    Q_EMIT beginning(m_order.script);
    m_runner.start(m_session->session(), m_order.script, m_order.range, std::move(options));
}

bool TabRun::endTransaction(bool commit)
{
    if (isRunning() || !m_session->session())
        return false;
    Order order;
    order.script = query::Script(commit ? QByteArray("COMMIT") : QByteArray("ROLLBACK"));
    order.range = order.script.all();
    order.offset = -1;
    const bool started = start(std::move(order));
    return started;
}

void TabRun::cancel()
{
    if (m_asker)
        m_asker->leave();
    delete m_asking;
    if (m_isPreparing || m_isExplaining)
        m_jobs.cancel();
    else
        m_runner.cancel();
}

// ---- what is asked before a statement is sent

std::function<Result<void>(const QString &)> TabRun::held() const
{
    const auto mayWrite = m_session->mayWrite();
    const QString place = m_session->place();
    return [mayWrite, place](const QString &sql) -> Result<void> {
        if (*mayWrite || endsTransaction(sql))
            return {};
        return fail(
            ErrorKind::Permission, tr("%1 was locked for writing meanwhile: this was not sent").arg(place),
            tr("End the transaction of this tab; the next run has a session that may read."));
    };
}

void TabRun::makeAsker()
{
    m_asker = std::make_shared<NamesAsker>(
        this, [this](const operations::NamesQuestion &question, const std::function<void(bool)> &answered) {
            askNames(question, answered);
        });
}

std::function<Result<void>(const QString &)> TabRun::gate()
{
    m_asker.reset();
    if (!m_session->isUnlocked())
        return held();
    auto taken = m_services.connection->takeSession(connection::SessionRole::Reader, u"query gate"_s);
    if (!taken)
        return [error = taken.error()](const QString &) -> Result<void> { return fail(error); };
    struct Keeper
    {
        std::shared_ptr<Session> looker;
        std::shared_ptr<NamesAsker> asker;
        operations::ScriptGate gate;
    };
    makeAsker();
    auto looker = letGoAtHome(*std::move(taken));
    Session &plain = *looker;
    NamesAsker &asker = *m_asker;
    const auto keeper = std::shared_ptr<Keeper>(new Keeper{
        std::move(looker), m_asker, operations::ScriptGate(plain, m_services.connection->facts().database, asker)});
    return [held = held(), keeper](const QString &sql) -> Result<void> {
        RETURN_IF_ERROR(held(sql));
        return keeper->gate.pass(sql);
    };
}

void TabRun::askNames(const operations::NamesQuestion &question, const std::function<void(bool)> &answered)
{
    // Its end takes the question away, when the run is cancelled.
    delete m_asking;
    m_asking = new QWidget(m_tab);
    const bool isMeasured = question.reason == operations::NamesQuestion::Reason::RolledBack;
    Question asked;
    asked.title = isMeasured ? tr("Run this to measure it?") : tr("Run this in production?");
    // What a rollback leaves is not lost, and stands in the text.
    asked.text = isMeasured
                   ? question.things.join(u"\n• "_s)
                   : tr("The next statement of %1 destroys what is there. Type the names of what goes.").arg(m_title);
    if (!isMeasured)
        asked.losses = question.things;
    asked.acceptText = isMeasured ? tr("Run and roll back") : tr("Run");
    asked.typeToAccept = question.names;
    asked.tone = isMeasured && question.names.isEmpty() ? Tone::Accent : Tone::Failed;
    m_services.prompter->confirm(m_asking, asked, answered);
}

// ---- what comes of it

Outcome TabRun::placed(Outcome outcome) const
{
    if (!outcome.place.file.isEmpty())
        return outcome;
    if (m_order.offset < 0) { // of a button, and nowhere in the text
        outcome.place = {};
        outcome.errorOffset = -1;
        return outcome;
    }
    // EXPLAIN, put before a statement, stands nowhere: its places are those of the statement.
    const auto inText = [prefix = m_order.prefix](qint64 offset) { return std::max<qint64>(0, offset - prefix); };
    if (m_order.prefix > 0) {
        const qint64 end = inText(outcome.place.offset + outcome.place.size);
        outcome.place.offset = inText(outcome.place.offset);
        outcome.place.size = end - outcome.place.offset;
        if (outcome.errorOffset >= 0)
            outcome.errorOffset = inText(outcome.errorOffset);
    }
    outcome.place.offset += m_order.offset;
    outcome.place.line += m_order.line;
    if (outcome.errorOffset >= 0)
        outcome.errorOffset += m_order.offset;
    outcome.errorAt.line += qsizetype(m_order.line);
    return outcome;
}

void TabRun::take(const Outcome &outcome)
{
    m_settingsMayDiffer = m_settingsMayDiffer || outcome.command == "SET" || outcome.command == "RESET"
                       || outcome.command == "DISCARD ALL" || outcome.command == "ROLLBACK"
                       || outcome.sql.contains("search_path"_L1, Qt::CaseInsensitive);
    if (m_history) {
        if (auto entry = operations::historyEntryOf(outcome, m_order.script, m_session->place(), m_title))
            m_history->add(*std::move(entry));
    }
    Q_EMIT ended(placed(outcome));
}

void TabRun::setTransaction(const query::TransactionFacts &facts)
{
    if (facts == m_transaction)
        return;
    m_transaction = facts;
    Q_EMIT transactionChanged(facts);
}

void TabRun::end(const RunReport &report)
{
    if (m_asker)
        m_asker->leave();
    delete m_asking;
    m_task.finish();
    setTransaction(report.transaction);
    m_idleSince = m_transaction.isOpen() ? QDateTime::currentDateTimeUtc() : QDateTime();
    m_session->setRunning(false);
    if (report.end == RunReport::End::ConnectionLost && m_session->session() && !m_session->session()->isOpen())
        m_session->letGo();
    Q_EMIT finished(report);
    Q_EMIT runningChanged(false);
    if (m_settingsMayDiffer)
        readPath();
    else
        Q_EMIT sessionSettled();
}

void TabRun::readPath()
{
    const auto session = m_session->idle();
    if (!session)
        return;
    m_reading.ask(
        this, m_jobs.run(session, [](Session &one) { return readSearchPath(one, nullptr); }),
        [this](const Result<QStringList> &path) {
            if (path)
                m_searchPath = *path;
            Q_EMIT sessionSettled();
        });
}

void TabRun::lose()
{
    m_applied.reset();
    m_searchPath.clear();
    m_backendPid = 0;
    m_idleSince = {};
    if (!isRunning())
        setTransaction({});
}

} // namespace howdah::ui
