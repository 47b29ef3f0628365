// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/session.h"

#include "connection/session/sessionwork.h"
#include "connection/session/sessionworker.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QPointer>
#include <QUuid>

#include <mutex>

namespace howdah::connection {

static constexpr int LongestWaitMs = 2000;
static constexpr int LongestWindowWaitMs = 25;

// Workers whose line gave no answer in time; they end by themselves.
struct Orphans
{
    std::mutex mutex;
    std::vector<QPointer<SessionWorker>> workers;
    bool isAwaited = false; // at the end of the program
};

static Orphans &orphans()
{
    static auto *const all = new Orphans; // sessions may be let go of behind the end of main()
    return *all;
}

// The program waits once, at its end, for all sessions that are left: what they use must not go before them.
static void endSessions()
{
    const QDeadlineTimer deadline(LongestWaitMs);
    SessionWorker::endAll(deadline);
    const std::lock_guard lock(orphans().mutex);
    orphans().isAwaited = false;
    for (const QPointer<SessionWorker> &orphan : std::exchange(orphans().workers, {})) {
        if (orphan && orphan->wait(deadline))
            delete orphan;
    }
}

// For the program that there is now; the next one in this process starts again.
static void awaitAtTheEnd()
{
    const std::lock_guard lock(orphans().mutex);
    if (!std::exchange(orphans().isAwaited, true))
        qAddPostRoutine(endSessions);
}

static void leaveAlone(SessionWorker *orphan)
{
    QObject::connect(orphan, &QThread::finished, orphan, &QObject::deleteLater);
    const std::lock_guard lock(orphans().mutex);
    std::erase_if(orphans().workers, [](const auto &worker) { return worker.isNull(); });
    orphans().workers.emplace_back(orphan);
}

Session::Session(SessionOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_worker(std::make_unique<SessionWorker>(m_options))
{
    qRegisterMetaType<Notice>();
    qRegisterMetaType<Notification>();
    qRegisterMetaType<Error>();
    connect(m_worker.get(), &SessionWorker::noticeReceived, this, &Session::noticeReceived);
    connect(m_worker.get(), &SessionWorker::notificationReceived, this, &Session::notificationReceived);
    connect(m_worker.get(), &SessionWorker::connectionLost, this, &Session::connectionLost);
    connect(m_worker.get(), &SessionWorker::serverSilent, this, &Session::serverSilent);
    connect(m_worker.get(), &SessionWorker::busyChanged, this, &Session::busyChanged);
    awaitAtTheEnd();
    m_worker->start();
}

// The thread of a window must not be held up; others may wait for the server to have ended what runs.
static int patienceMs(const SessionWorker &worker)
{
    if (QCoreApplication::closingDown() && !worker.hasEnded())
        return 0; // endSessions() has waited for it
    const QCoreApplication *program = QCoreApplication::instance();
    const bool isOfWindow =
        program && QThread::currentThread() == program->thread() && program->inherits("QGuiApplication");
    return isOfWindow ? LongestWindowWaitMs : LongestWaitMs;
}

Session::~Session()
{
    m_worker->disconnect(this);
    m_worker->quitSoon();
    // A cancel takes milliseconds. Only a connection without an answer (or a connection attempt in the making) takes
    // longer: the thread is then left to end by itself, because nobody may wait for a dead network.
    if (!m_worker->wait(patienceMs(*m_worker)))
        leaveAlone(m_worker.release());
}

void Session::loadDriver()
{
    const QString driver = QStringLiteral("QPSQL");
    if (!QSqlDatabase::isDriverAvailable(driver))
        return; // said by whoever wants a session
    const QString name = QUuid::createUuid().toString(QUuid::Id128);
    QSqlDatabase::addDatabase(driver, name);
    QSqlDatabase::removeDatabase(name);
}

QFuture<Result<ServerFacts>> Session::open(const ConnInfo &target) { return m_worker->open(target); }

QFuture<Result<Pooling>> Session::pooling()
{
    return m_worker->post<Pooling>([](OpenSession &own) { return own.pooling(); });
}

QFuture<Result<QString>> Session::databasePath() const
{
    return m_worker->post<QString>([](OpenSession &own) { return own.databasePath(); });
}

QFuture<Result<void>> Session::changeSettings(PlatformSettings settings)
{
    return m_worker->post<void>(
        [settings = std::move(settings)](OpenSession &own) { return own.changeSettings(settings); });
}

QFuture<Result<Answer>> Session::query(Statement statement)
{
    return m_worker->post<Answer>(
        [statement = std::move(statement)](OpenSession &own) { return own.query(statement); });
}

QFuture<Result<Answer>> Session::stream(Statement statement, RowSink sink, NoticeSink notices)
{
    return m_worker->post<Answer>(
        [statement = std::move(statement), sink = std::move(sink), notices = std::move(notices)](OpenSession &own) {
            return own.stream(statement, sink, notices);
        });
}

QFuture<Result<Description>> Session::describe(QString sql)
{
    return m_worker->post<Description>([sql = std::move(sql)](OpenSession &own) { return own.describe(sql); });
}

QFuture<Result<PipelineAnswer>> Session::pipeline(std::vector<Statement> statements, PipelineProgress progress)
{
    return m_worker->post<PipelineAnswer>([statements = std::move(statements), progress = std::move(progress)](
                                              OpenSession &own) { return own.pipeline(statements, progress); });
}

QFuture<Result<Answer>> Session::copyIn(QString sql, CopySource source)
{
    return m_worker->post<Answer>(
        [sql = std::move(sql), source = std::move(source)](OpenSession &own) { return own.copyIn(sql, source); });
}

QFuture<Result<Answer>> Session::copyOut(QString sql, CopySink sink)
{
    return m_worker->post<Answer>(
        [sql = std::move(sql), sink = std::move(sink)](OpenSession &own) { return own.copyOut(sql, sink); });
}

QFuture<Result<void>> Session::work(std::function<void(SessionWork &)> job)
{
    return m_worker->post<void>([worker = m_worker.get(), job = std::move(job)](OpenSession &own) -> Result<void> {
        SessionWork work(own, [worker] { worker->beginRequest(); });
        job(work);
        return {};
    });
}

void Session::closeSoon() { m_worker->quitSoon(); }
void Session::cancel() { m_worker->cancelAll(); }
QString Session::serverParameter(const QString &name) const { return m_worker->serverParameter(name); }
int Session::pendingRequests() const { return m_worker->pending(); }
bool Session::isOpen() const { return m_worker->isOpen(); }
bool Session::inTransaction() const { return m_worker->transaction() != TransactionState::Idle; }

TransactionState Session::transactionState() const
{
    return m_worker->isOpen() ? m_worker->transaction() : TransactionState::Unknown;
}

const SessionOptions &Session::options() const { return m_options; }

// ---- what a job asks on the session's thread

SessionWork::SessionWork(OpenSession &session, std::function<void()> begin)
    : m_session(session)
    , m_begin(std::move(begin))
{
}

Result<Answer> SessionWork::query(const Statement &statement) { return m_session.query(statement); }

Result<Answer> SessionWork::stream(const Statement &statement, const RowSink &sink, const NoticeSink &notices)
{
    return m_session.stream(statement, sink, notices);
}

Result<Answer> SessionWork::copyIn(const QString &sql, const CopyFeed &feed) { return m_session.copyIn(sql, feed); }

Result<Answer> SessionWork::copyOut(const QString &sql, const CopySink &sink) { return m_session.copyOut(sql, sink); }

Result<Description> SessionWork::describe(const QString &sql) { return m_session.describe(sql); }

} // namespace howdah::connection
