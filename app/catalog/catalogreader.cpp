// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/catalogreader.h"

#include "base/propagate.h"
#include "base/whendone.h"
#include "catalog/catalogbuilder.h"
#include "resources/resources.h"

#include <array>

using namespace Qt::StringLiterals;

namespace howdah::catalog {

using connection::Answer;
using connection::RowBatch;

// How often a read starts again after an object vanished under a definition function.
static constexpr int MostAttempts = 4;

// What one read gathers. The builder and the snapshots are written on the session's thread, and read elsewhere once the
// future of the statement that wrote them has finished.
struct CatalogReader::Run
{
    CatalogBuilder builder;
    std::array<Snapshot, 3> snapshots; // by Stage
    std::array<QFuture<Result<Answer>>, 3> stageEnds;
    QList<QFuture<Result<Answer>>> answers; // of all statements but COMMIT, whose future may hold the run

    [[nodiscard]] Result<Snapshot> outcome(const QFuture<Result<Answer>> &commit) const;

    static void query(const std::shared_ptr<Run> &run, connection::Session &session, Query query);
    static void endStage(const std::shared_ptr<Run> &run, connection::Session &session, Stage stage);
    static QFuture<Result<Answer>>
    start(const std::shared_ptr<Run> &run, connection::Session &session, std::chrono::milliseconds lockTimeout = {});
};

void CatalogReader::Run::query(const std::shared_ptr<Run> &run, connection::Session &session, Query query)
{
    run->answers.append(session.stream({resourceText(resourceOf(query)), {}}, [run, query](const RowBatch &batch) {
        run->builder.add(query, batch);
        return true;
    }));
}

// Sorting and indexing belong on the session's thread, too: they hang on the one row of a statement of their own.
void CatalogReader::Run::endStage(const std::shared_ptr<Run> &run, connection::Session &session, Stage stage)
{
    const auto end = session.stream({resourceText(u"catalog/nothing.sql"_s), {}}, [run, stage](const RowBatch &) {
        run->snapshots[size_t(stage)] = run->builder.take(stage);
        return true;
    });
    run->answers.append(end);
    run->stageEnds[size_t(stage)] = end;
}

// Everything is queued at once. After an error the server refuses the rest of the transaction, and COMMIT ends it.
QFuture<Result<Answer>> CatalogReader::Run::start(
    const std::shared_ptr<Run> &run, connection::Session &session, std::chrono::milliseconds lockTimeout)
{
    run->answers.append(session.query({u"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"_s, {}}));
    run->answers.append(session.query({resourceText(u"catalog/settings.sql"_s), {}}));
    if (lockTimeout.count() > 0)
        run->answers.append(session.query(
            {u"SELECT pg_catalog.set_config('lock_timeout', $1, true)"_s,
             {QByteArray::number(qint64(lockTimeout.count()))}}));
    for (const Query first : {Query::Database, Query::Schemas, Query::Relations})
        query(run, session, first);
    endStage(run, session, Stage::Relations);
    for (const Query second : {Query::Columns, Query::Constraints})
        query(run, session, second);
    endStage(run, session, Stage::Columns);
    for (const Query rest :
         {Query::Types, Query::Sequences, Query::Extensions, Query::Defaults, Query::Checks, Query::Indexes,
          Query::Triggers, Query::Policies, Query::Rules, Query::Functions, Query::Objects, Query::RelationDetails})
        query(run, session, rest);
    endStage(run, session, Stage::Complete);
    return session.query({u"COMMIT"_s, {}});
}

// The first error is the cause; those after it only say that the transaction has failed.
Result<Snapshot> CatalogReader::Run::outcome(const QFuture<Result<Answer>> &commit) const
{
    for (const QFuture<Result<Answer>> &answer : answers + QList{commit}) {
        if (answer.resultCount() == 0)
            return fail(ErrorKind::Cancelled, tr("Reading the catalog was cancelled"));
        RETURN_IF_ERROR(answer.result());
    }
    return snapshots[size_t(Stage::Complete)];
}

// A definition function met an object that another session dropped after our snapshot was taken: it looks at what is
// committed now. "Cache lookup failed" is an internal error to the server; the others name the missing thing.
static bool isVanished(const Error &error)
{
    return error.sqlState == u"XX000"_s || error.sqlState == u"42P01"_s || error.sqlState == u"42704"_s
        || error.sqlState == u"42703"_s;
}

CatalogReader::CatalogReader(connection::Session &session, QObject *parent)
    : QObject(parent)
    , m_session(session)
{
    qRegisterMetaType<Snapshot>();
    qRegisterMetaType<Stage>();
    qRegisterMetaType<Error>();
}

CatalogReader::~CatalogReader() = default;

void CatalogReader::read()
{
    m_attempts = 0;
    begin();
}

void CatalogReader::begin()
{
    ++m_attempts;
    const auto run = m_run = std::make_shared<Run>();
    const QFuture<Result<Answer>> commit = Run::start(run, m_session);
    for (const Stage stage : {Stage::Relations, Stage::Columns, Stage::Complete})
        whenDone(this, run->stageEnds[size_t(stage)], [this, run, stage](const Result<Answer> &end) {
            if (end && m_run == run)
                Q_EMIT stageReady(run->snapshots[size_t(stage)], stage);
        });
    whenDone(this, commit, [this, run, commit](const Result<Answer> &) { conclude(run, run->outcome(commit)); });
}

void CatalogReader::conclude(const std::shared_ptr<Run> &run, const Result<Snapshot> &outcome)
{
    if (!outcome && outcome.error().kind == ErrorKind::Cancelled)
        m_session.query({u"ROLLBACK"_s, {}}); // the COMMIT may have been dropped with the rest
    if (m_run != run)
        return;
    if (!outcome && isVanished(outcome.error()) && m_attempts < MostAttempts)
        return begin();
    m_run.reset();
    if (outcome)
        Q_EMIT finished();
    else
        Q_EMIT failed(outcome.error());
}

QFuture<Result<Snapshot>> CatalogReader::readAll(std::chrono::milliseconds lockTimeout)
{
    const auto run = std::make_shared<Run>();
    return Run::start(run, m_session, lockTimeout)
        .then(QtFuture::Launch::Sync, [run](const QFuture<Result<Answer>> &commit) { return run->outcome(commit); });
}

Result<Snapshot> CatalogReader::readNow(std::chrono::milliseconds lockTimeout)
{
    Result<Snapshot> snapshot = readAll(lockTimeout).result();
    for (int attempt = 1; !snapshot && isVanished(snapshot.error()) && attempt < MostAttempts; ++attempt)
        snapshot = readAll(lockTimeout).result();
    if (!snapshot && snapshot.error().kind == ErrorKind::Cancelled)
        m_session.query({u"ROLLBACK"_s, {}}).waitForFinished();
    return snapshot;
}

} // namespace howdah::catalog
