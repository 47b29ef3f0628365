// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/migrationreader.h"

#include "base/paths.h"
#include "base/plainfile.h"
#include "base/propagate.h"
#include "base/whendone.h"
#include "common/quantities.h"
#include "migration/history/dialects.h"
#include "migration/history/packfit.h"
#include "migration/source/pack.h"
#include "connection/audit/auditfiles.h"
#include "migration/history/takenback.h"

#include <QDir>
#include <QPromise>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Direction;
using migration::Request;
using migration::Version;

namespace {

std::vector<PackChoice> findPacks()
{
    std::vector<PackChoice> found;
    const QDir packs(shareFolder() + u"/migrations"_s);
    for (const QString &name : packs.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        PackChoice choice{.name = name, .folder = packs.filePath(name), .title = name};
        std::vector<migration::Problem> problems;
        if (const auto yaml = readPlainFileIn(choice.folder, u"pack.yaml"_s)) {
            const migration::Pack pack = migration::parsePack(*yaml, problems);
            if (!pack.title.isEmpty())
                choice.title = pack.title;
        }
        found.push_back(choice);
    }
    return found;
}

bool holds(const migration::History &history, const migration::Source &source)
{
    return std::ranges::any_of(history.records, [&source](const migration::Record &record) {
        const migration::Migration *same = source.find(record.version);
        return same && same->name == record.name;
    });
}

Result<PackFit> findFit(connection::Session &session, const QString &database)
{
    PackFit fit;
    std::vector<std::pair<int, QString>> ranked;
    for (const PackChoice &pack : findPacks()) {
        const Result<migration::Source> source = migration::readSource(pack.folder);
        const auto dialect = migration::makeDialect(source ? source->pack : migration::Pack());
        if (!source || !dialect)
            continue; // of a dialect that this version does not know
        ASSIGN_OR_RETURN(const migration::History history, migration::readHistory(session, **dialect));
        if (holds(history, *source))
            return PackFit{pack.folder, {}};
        if (pack.name == database)
            fit.folder = pack.folder;
        ASSIGN_OR_RETURN(const int named, migration::tablesNamed(session, *source));
        ranked.emplace_back(named, pack.folder);
    }
    std::ranges::stable_sort(ranked, std::greater(), &std::pair<int, QString>::first);
    for (const auto &[named, folder] : ranked)
        fit.order << folder;
    return fit;
}

Result<std::shared_ptr<const MigrationDetails>>
readDetails(connection::Session &session, const Overview &overview, const Version &version)
{
    const migration::Entry *entry = overview.find(version);
    const auto dialect = migration::makeDialect(overview.source.pack);
    if (!entry || !dialect)
        return fail(entry ? dialect.error() : makeError(ErrorKind::NotFound, MigrationReader::tr("It is missing")));
    auto details = std::make_shared<MigrationDetails>();
    details->version = version;
    const migration::Migration *migration = overview.migrationOf(*entry);
    if (entry->record && entry->record->isApplied() && migration) {
        for (const Direction direction : {Direction::Up, Direction::Down}) {
            ASSIGN_OR_RETURN(
                auto difference, migration::differenceToApplied(
                                     session, **dialect, overview.source, overview.history, version, direction));
            (direction == Direction::Up ? details->up : details->down) = std::move(difference);
        }
    }
    ASSIGN_OR_RETURN(
        auto events, migration::readEvents(
                         session, overview.history, {.version = version, .history = (*dialect)->name(), .limit = 50}));
    details->events = std::move(events);
    std::vector<migration::LintScript> scripts;
    if (migration && !migration->up.file.isEmpty())
        scripts.push_back(migration::lintScript(migration->up, Direction::Up));
    if (migration && migration->down)
        scripts.push_back(migration::lintScript(*migration->down, Direction::Down));
    ASSIGN_OR_RETURN(auto context, migration::readPackContext(session, scripts, overview.source.pack));
    for (size_t i = 0; migration && i < *entry->migration; ++i) // what they prove holds when this one runs
        migration::learn(context, migration::lintScript(overview.source.migrations[i].up, Direction::Up));
    // Each on its own: they do not run one after the other.
    for (const migration::LintScript &script : scripts)
        std::ranges::move(migration::lint(script, context), std::back_inserter(details->findings));
    if (entry->isLeftover()) {
        ASSIGN_OR_RETURN(auto leftovers, migration::diagnose(session, **dialect, overview.source, overview.history));
        const auto mine =
            std::ranges::find(leftovers, version, [](const migration::Diagnosis &one) { return one.entry.version; });
        if (mine != leftovers.end())
            details->leftover = *mine;
    }
    return details;
}

QString bulletsOf(const QString &heading, const QStringList &lines)
{
    if (lines.isEmpty())
        return {};
    return u"\n## %1\n\n- %2\n"_s.arg(heading, lines.join(u"\n- "_s));
}

Result<migration::CatalogDrift> readDrift(connection::Session &session, const Overview &overview)
{
    ASSIGN_OR_RETURN(const auto dialect, migration::makeDialect(overview.source.pack));
    return migration::findDrift(session, *dialect, overview.history);
}

Result<QString> readValidation(connection::Session &session, const QString &folder)
{
    ASSIGN_OR_RETURN(const std::shared_ptr<Overview> overview, readOverview(session, folder));
    ASSIGN_OR_RETURN(const auto invalid, migration::findInvalidIndexes(session));
    const migration::Source &source = overview->source;
    const migration::Plan plan = migration::makePlan(source, overview->history, {});
    QStringList refusals;
    for (const migration::Refusal &refusal : plan.refusals)
        refusals << refusalText(refusal);
    QStringList differing;
    for (const migration::Entry &entry : overview->entries) {
        if (needsAttention(entry.state))
            differing << migration::label(entry.version, entry.name) + u": "_s + migration::describe(entry);
    }
    QStringList indexes;
    for (const migration::InvalidIndex &index : invalid)
        indexes << migration::describe(index);
    QStringList problems;
    for (const migration::Problem &problem : source.allProblems())
        problems << problemText(problem);
    ASSIGN_OR_RETURN(const migration::CatalogDrift drift, readDrift(session, *overview));
    QStringList objects;
    for (const QString &line : migration::describe(drift))
        objects << u'`' + QString(line).replace(u'`', u'\'') + u'`';
    const QString text = bulletsOf(MigrationReader::tr("Blocking problems"), refusals)
                       + bulletsOf(MigrationReader::tr("Migrations that differ"), differing)
                       + bulletsOf(MigrationReader::tr("The database differs from what the last run left"), objects)
                       + bulletsOf(MigrationReader::tr("Files"), problems)
                       + bulletsOf(MigrationReader::tr("Invalid indexes"), indexes)
                       + bulletsOf(MigrationReader::tr("Warnings"), plan.warnings)
                       + bulletsOf(MigrationReader::tr("Missing numbers"), migration::numberingGaps(source));
    const qint64 count = qint64(source.migrations.size());
    if (!drift.unknown.isEmpty())
        return MigrationReader::tr("%1 checked against the history. Not compared with the database:")
                   .arg(migrationsWord(count))
             + u' ' + drift.unknown + u'\n' + text;
    return text.isEmpty()
             ? MigrationReader::tr("%1 checked against the history and the database: no differences.")
                   .arg(migrationsWord(count))
             : MigrationReader::tr("%1 checked against the history and the database.").arg(migrationsWord(count))
                   + u'\n' + text;
}

} // namespace

MigrationReader::MigrationReader(QObject *parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    m_checks.setMaxThreadCount(1);
    m_pool.setObjectName(u"migrations"_s);
}

MigrationReader::~MigrationReader()
{
    cancel();
    m_pool.waitForDone();
    m_checks.waitForDone();
}

void MigrationReader::setSession(std::shared_ptr<connection::Session> session)
{
    cancel();
    m_session = std::move(session);
}

void MigrationReader::cancel()
{
    if (m_session)
        m_session->cancel();
}

QFuture<Result<std::vector<PackChoice>>> MigrationReader::packs()
{
    return QtConcurrent::run(&m_pool, [] { return Result<std::vector<PackChoice>>(findPacks()); });
}

// A session is an object of the UI thread and has to die there: the last handle waits at home until the job is done.
template <typename T, typename Job>
QFuture<Result<T>> MigrationReader::onSession(Job job)
{
    if (!m_session)
        return QtFuture::makeReadyFuture(Result<T>(fail(ErrorKind::Connection, tr("Not connected"))));
    QFuture<Result<T>> future = QtConcurrent::run(
        &m_pool, [session = m_session.get(), job = std::move(job)]() -> Result<T> { return job(*session); });
    whenDone(this, future, [keep = m_session](const Result<T> &) {});
    return future;
}

QFuture<Result<PackFit>> MigrationReader::fit(const QString &database)
{
    return onSession<PackFit>([database](connection::Session &session) { return findFit(session, database); });
}

QFuture<Result<std::shared_ptr<const Overview>>> MigrationReader::overview(const QString &folder)
{
    return onSession<std::shared_ptr<const Overview>>(
        [folder](connection::Session &session) -> Result<std::shared_ptr<const Overview>> {
            return readOverview(session, folder);
        });
}

QFuture<Result<QStringList>>
MigrationReader::correctLog(std::shared_ptr<const Overview> overview, const QString &database)
{
    return QtConcurrent::run(&m_pool, [overview = std::move(overview), database]() -> Result<QStringList> {
        ASSIGN_OR_RETURN(const auto dialect, migration::makeDialect(overview->source.pack));
        return migration::correctLog(connection::auditFolder(), database, *dialect, overview->history);
    });
}

QFuture<Result<bool>> MigrationReader::historyChanged(std::shared_ptr<const Overview> overview)
{
    return onSession<bool>([overview](connection::Session &session) -> Result<bool> {
        ASSIGN_OR_RETURN(const auto dialect, migration::makeDialect(overview->source.pack));
        const Result<migration::History> history = migration::readHistory(session, *dialect);
        if (!history)
            return fail(history.error());
        return *history != overview->history;
    });
}

QFuture<Result<std::shared_ptr<const Assessment>>>
MigrationReader::assess(std::shared_ptr<const Overview> overview, const QString &database)
{
    using Answer = Result<std::shared_ptr<const Assessment>>;
    const auto facts = onSession<migration::LintContext>([overview](connection::Session &session) {
        return migration::readPackContext(session, pendingScripts(*overview).scripts, overview->source.pack);
    });
    QPromise<Answer> promise;
    promise.start();
    const QFuture<Answer> answer = promise.future();
    // The checks themselves need no session: a review that is asked for meanwhile does not wait for them.
    whenDone(
        this, facts,
        [this, overview, database, promise = std::make_shared<QPromise<Answer>>(std::move(promise))](
            const Result<migration::LintContext> &context) {
            m_checks.start([overview, database, context, promise] {
                if (!context)
                    promise->addResult(Answer(fail(context.error())));
                else
                    promise->addResult(
                        Answer(std::make_shared<const Assessment>(ui::assess(*overview, *context, database))));
                promise->finish();
            });
        });
    return answer;
}

QFuture<Result<std::shared_ptr<const MigrationDetails>>>
MigrationReader::details(std::shared_ptr<const Overview> overview, const Version &version)
{
    return onSession<std::shared_ptr<const MigrationDetails>>(
        [overview, version](connection::Session &session) { return readDetails(session, *overview, version); });
}

QFuture<Result<std::shared_ptr<const Preview>>> MigrationReader::preview(
    const connection::ConnInfo &target, const QString &folder, const Request &request, const QString &database,
    bool guarded)
{
    return onSession<std::shared_ptr<const Preview>>(
        [target, folder, request, database, guarded](connection::Session &session) {
            return makePreview(session, target, folder, request, database, guarded);
        });
}

QFuture<Result<std::vector<migration::Loss>>> MigrationReader::countLosses(std::shared_ptr<const Preview> preview)
{
    return onSession<std::vector<migration::Loss>>(
        [preview](connection::Session &session) -> Result<std::vector<migration::Loss>> {
            return operations::countLosses(session, *preview, preview->overview->source.pack.schema);
        });
}

QFuture<Result<migration::CatalogDrift>> MigrationReader::drift(std::shared_ptr<const Overview> overview)
{
    return onSession<migration::CatalogDrift>(
        [overview = std::move(overview)](connection::Session &session) { return readDrift(session, *overview); });
}

QFuture<Result<QString>> MigrationReader::validate(const QString &folder)
{
    return onSession<QString>([folder](connection::Session &session) { return readValidation(session, folder); });
}

} // namespace howdah::ui
