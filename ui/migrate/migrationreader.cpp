// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/migrationreader.h"

#include "base/paths.h"
#include "base/whendone.h"
#include "migration/pack.h"

#include <QDir>
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
        QFile file(choice.folder + u"/pack.yaml"_s);
        std::vector<migration::Problem> problems;
        if (file.open(QIODevice::ReadOnly)) {
            const migration::Pack pack = migration::parsePack(file.readAll(), problems);
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

Result<QString> findLikelyPack(connection::Session &session, const QString &database)
{
    QString called;
    for (const PackChoice &pack : findPacks()) {
        const Result<migration::Source> source = migration::readSource(pack.folder);
        const auto dialect = migration::makeDialect(source ? source->pack : migration::Pack());
        if (!source || !dialect)
            continue; // of a dialect that this version does not know
        const Result<migration::History> history = migration::readHistory(session, **dialect);
        if (!history)
            return fail(history.error());
        if (holds(*history, *source))
            return pack.folder;
        if (pack.name == database)
            called = pack.folder;
    }
    return called;
}

Result<std::shared_ptr<Overview>> readOverview(connection::Session &session, const QString &folder)
{
    Result<migration::Source> source = migration::readSource(folder);
    if (!source)
        return fail(source.error());
    const auto dialect = migration::makeDialect(source->pack);
    if (!dialect)
        return fail(dialect.error());
    Result<migration::History> history = migration::readHistory(session, **dialect);
    if (!history)
        return fail(history.error());
    auto overview = std::make_shared<Overview>();
    overview->source = std::move(*source);
    overview->history = std::move(*history);
    overview->entries = migration::compare(overview->source, overview->history);
    return overview;
}

// The down text as it was when applied is needed where the file is gone or edited.
Result<void> readStoredTexts(connection::Session &session, Overview &overview, const std::vector<migration::Entry> &of)
{
    std::vector<Version> versions;
    for (const migration::Entry &entry : of) {
        if (entry.downEdited || !entry.migration)
            versions.push_back(entry.version);
    }
    if (versions.empty())
        return {};
    const auto dialect = migration::makeDialect(overview.source.pack);
    if (!dialect)
        return fail(dialect.error());
    if (auto read = migration::readTexts(session, **dialect, overview.history, versions); !read)
        return read;
    overview.entries = migration::compare(overview.source, overview.history);
    return {};
}

QString headingOf(const migration::Step &step)
{
    const QString direction =
        step.direction == Direction::Up ? MigrationReader::tr("apply") : MigrationReader::tr("roll back");
    // Names are data: a line break in one must not end the comment.
    QString text = u"-- %1-%2: %3"_s.arg(step.version.text(), step.name.simplified(), direction);
    text += u"\n-- "_s + step.file.simplified() + u", "_s
          + (step.transactional ? MigrationReader::tr("in one transaction together with its row in the history")
                                : MigrationReader::tr("outside a transaction, statement by statement"));
    for (const QString &note : step.notes)
        text += u"\n-- "_s + note.simplified();
    return text;
}

void writeSql(Preview &preview)
{
    int line = 1;
    for (const migration::Step &step : preview.plan.steps) {
        QString part = headingOf(step) + u"\n\n"_s + QString::fromUtf8(step.text);
        if (!part.endsWith(u'\n'))
            part += u'\n';
        part += u'\n';
        preview.stepLines.push_back(line);
        line += int(part.count(u'\n'));
        preview.sql += part;
    }
}

} // namespace

MigrationReader::MigrationReader(QObject *parent)
    : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    m_pool.setObjectName(u"migrations"_s);
}

MigrationReader::~MigrationReader()
{
    cancel();
    m_pool.waitForDone();
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
        return QtFuture::makeReadyFuture(Result<T>(fail(ErrorKind::Connection, tr("There is no connection"))));
    QFuture<Result<T>> future = QtConcurrent::run(
        &m_pool, [session = m_session.get(), job = std::move(job)]() -> Result<T> { return job(*session); });
    whenDone(this, future, [keep = m_session](const Result<T> &) {});
    return future;
}

QFuture<Result<QString>> MigrationReader::likelyPack(const QString &database)
{
    return onSession<QString>([database](connection::Session &session) { return findLikelyPack(session, database); });
}

QFuture<Result<std::shared_ptr<const Overview>>> MigrationReader::overview(const QString &folder)
{
    return onSession<std::shared_ptr<const Overview>>(
        [folder](connection::Session &session) -> Result<std::shared_ptr<const Overview>> {
            return readOverview(session, folder);
        });
}

QFuture<Result<std::shared_ptr<const Preview>>> MigrationReader::preview(const QString &folder, const Request &request)
{
    const auto make = [folder, request](connection::Session &session) -> Result<std::shared_ptr<const Preview>> {
        const Result<std::shared_ptr<Overview>> overview = readOverview(session, folder);
        if (!overview)
            return fail(overview.error());
        const std::vector<migration::Entry> concerned =
            migration::select((*overview)->entries, (*overview)->history, request);
        if (request.direction == Direction::Down) {
            if (auto read = readStoredTexts(session, **overview, concerned); !read)
                return fail(read.error());
        }
        auto preview = std::make_shared<Preview>();
        preview->overview = *overview;
        preview->plan = migration::makePlan((*overview)->source, (*overview)->history, request);
        preview->losses = migration::lossesOf(preview->plan);
        preview->lines = runLinesOf(preview->plan);
        writeSql(*preview);
        return preview;
    };
    return onSession<std::shared_ptr<const Preview>>(make);
}

QFuture<Result<std::vector<migration::Loss>>> MigrationReader::countLosses(std::shared_ptr<const Preview> preview)
{
    return onSession<std::vector<migration::Loss>>([preview](connection::Session &session) {
        return migration::countLosses(session, preview->losses, preview->overview->source.pack.schema);
    });
}

} // namespace howdah::ui
