// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/assist/knowndatabase.h"

#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "connection/session/databasepath.h"
#include "entity/sensitivity.h"
#include "operations/assist/seenkeys.h"
#include "query/complete/indexbuilder.h"

#include <QTimer>
#include <QtConcurrentRun>

#include <algorithm>

namespace howdah::ui {

using query::complete::Habits;
using query::complete::SharedIndex;

namespace {
constexpr std::size_t MostLearnt = 5000; // statements
constexpr qsizetype LongestLearnt = 64 * 1024;
constexpr int LongestSampleMs = 2000;
constexpr std::size_t MostTypes = 500; // in one question
} // namespace

QStringList SeenKeys::find(const Place &place)
{
    const std::lock_guard lock(m_mutex);
    const auto known = m_keys.constFind(place);
    if (known != m_keys.cend())
        return *known;
    m_wanted.insert(place);
    return {};
}

std::vector<SeenKeys::Place> SeenKeys::takeWanted()
{
    const std::lock_guard lock(m_mutex);
    const std::vector<Place> wanted(m_wanted.cbegin(), m_wanted.cend());
    m_wanted.clear();
    return wanted;
}

void SeenKeys::set(const Place &place, const QStringList &keys)
{
    const std::lock_guard lock(m_mutex);
    m_keys.insert(place, keys);
}

void SeenKeys::forget()
{
    const std::lock_guard lock(m_mutex);
    m_keys.clear();
    m_wanted.clear();
}

KnownDatabase *KnownDatabase::of(ConnectionController *connection)
{
    auto *known = connection->findChild<KnownDatabase *>({}, Qt::FindDirectChildrenOnly);
    return known ? known : new KnownDatabase(connection);
}

KnownDatabase::KnownDatabase(ConnectionController *connection)
    : QObject(connection)
    , m_connection(connection)
{
    connect(connection, &ConnectionController::catalogChanged, this, &KnownDatabase::readCatalog);
    connect(connection, &ConnectionController::stateChanged, this, [this] {
        if (m_connection->state() == ConnectionController::State::Lost)
            return; // it may return, and is the same then
        m_sampled.drop();
        m_sampling.reset();
        m_toSample.clear();
    });
    // Other rows may be seen, or other columns are sensitive.
    connect(connection, &ConnectionController::settingsChanged, this, [this] { m_keys->forget(); });
    connect(&connection->entityBook(), &EntityBook::changed, this, [this] { m_keys->forget(); });
    readCatalog(connection->catalog());
}

// While names alone are known nothing can be said of columns, and the next stage comes within moments.
void KnownDatabase::readCatalog(const catalog::Snapshot &catalog)
{
    if (!catalog || catalog->stage == catalog::Stage::Relations) {
        if (!catalog && m_index) {
            m_building.drop();
            m_index.reset();
            m_keys->forget();
            m_readingPath.drop();
            m_searchPath.clear();
            Q_EMIT indexChanged();
        }
        return;
    }
    if (m_index && &m_index->catalog() == catalog.get())
        return;
    const auto build = [catalog]() -> SharedIndex { return query::complete::buildIndex(catalog); };
    m_building.ask(this, QtConcurrent::run(build), [this](const SharedIndex &index) {
        if (m_index && m_index->catalog().database != index->catalog().database)
            m_keys->forget();
        m_index = index;
        m_types.clear(); // one may have another name now
        Q_EMIT indexChanged();
    });
    readSearchPath();
}

// With each catalog, as what is new in it may be a schema of the path.
void KnownDatabase::readSearchPath()
{
    const auto session = m_connection->takeSession(connection::SessionRole::Reader, tr("search path"));
    if (!session) // with the next catalog again
        return;
    m_readingPath.ask(
        this, m_jobs.run(*session, [](connection::Session &one) { return connection::readDatabasePath(one); }),
        [this](const Result<QStringList> &path) {
            if (path)
                m_searchPath = *path;
        });
}

query::complete::CompletionRequest KnownDatabase::Question::request() const
{
    query::complete::CompletionRequest request{
        .text = text, .cursor = cursor, .searchPath = searchPath, .habits = habits.get()};
    request.jsonKeys = [seen = keys](const catalog::Relation &relation, const catalog::Column &column) {
        return seen->find({relation.oid, column.number});
    };
    return request;
}

KnownDatabase::Question
KnownDatabase::question(const QByteArray &text, qsizetype cursor, const QStringList &searchPath) const
{
    return {text, cursor, searchPath, m_index, m_habits, m_keys};
}

void KnownDatabase::learn(const QByteArray &statement)
{
    if (statement.isEmpty() || statement.size() > LongestLearnt)
        return;
    m_toLearn.push_back(statement);
    learnWaiting();
}

// A copy of the habits takes its time when there are thousands of statements in them.
void KnownDatabase::learnWaiting()
{
    if (m_learning || m_toLearn.empty())
        return;
    m_learning = true;
    const std::vector<QByteArray> learn = std::exchange(m_toLearn, {});
    std::vector<QByteArray> forget;
    for (const QByteArray &statement : learn)
        m_learnt.push_back(statement);
    while (m_learnt.size() > MostLearnt) {
        forget.push_back(m_learnt.front());
        m_learnt.pop_front();
    }
    const auto work = [before = m_habits, learn, forget]() -> std::shared_ptr<const Habits> {
        auto habits = before ? std::make_shared<Habits>(*before) : std::make_shared<Habits>();
        for (const QByteArray &statement : learn)
            habits->learn(statement);
        for (const QByteArray &statement : forget)
            habits->learn(statement, -1);
        return habits;
    };
    whenDone(this, QtConcurrent::run(work), [this](const std::shared_ptr<const Habits> &habits) {
        m_learning = false;
        m_habits = habits;
        learnWaiting();
    });
}

void KnownDatabase::learnHistory(query::HistoryKeeper *history, const QString &database)
{
    if (!history || m_learntHistories.contains(database))
        return;
    m_learntHistories.insert(database);
    const auto read = [database](query::HistoryStore &store) {
        return store.find({.database = database, .most = int(MostLearnt) / 2});
    };
    whenDone(this, history->ask(read), [this](const Result<std::vector<query::HistoryEntry>> &entries) {
        if (!entries) // completion does without, and whoever keeps the history says what is wrong with it
            return;
        for (auto entry = entries->rbegin(); entry != entries->rend(); ++entry) {
            if (entry->error.isEmpty() && entry->text.size() < LongestLearnt)
                m_toLearn.push_back(entry->text.toUtf8());
        }
        learnWaiting();
    });
}

// What models hide is not shown as a key of JSON either; until they are known nothing is asked.
bool KnownDatabase::mayBeSampled(const SeenKeys::Place &place) const
{
    const std::shared_ptr<const entity::Entities> &entities = m_connection->entityBook().entities();
    if (!m_index)
        return false;
    const catalog::Column *column = m_index->catalog().column(place.first, place.second);
    return column && !entity::sensitivityOf(*entities, place.first).contains(column->name);
}

void KnownDatabase::askForKeys()
{
    for (const SeenKeys::Place &place : m_keys->takeWanted()) {
        if (mayBeSampled(place) && std::ranges::find(m_toSample, place) == m_toSample.end())
            m_toSample.push_back(place);
    }
    askNextKeys();
}

void KnownDatabase::askNextKeys()
{
    if (m_sampling || m_toSample.empty() || !m_connection->isConnected())
        return;
    const SeenKeys::Place place = m_toSample.front();
    m_toSample.pop_front();
    const catalog::Relation *relation = m_index->catalog().relation(place.first);
    const catalog::Column *column = m_index->catalog().column(place.first, place.second);
    const auto statement = relation && column ? operations::seenKeysStatement(*relation, *column) : std::nullopt;
    if (!statement) {
        m_keys->set(place, {});
        return askNextKeys();
    }
    const auto session = m_connection->takeSession(connection::SessionRole::Rows, tr("keys of JSON"));
    if (!session) // all are in use: whoever still wants them asks again
        return;
    m_sampling = *session;
    m_sampled.ask(this, m_sampling->query(*statement), [this, place](const Result<connection::Answer> &answer) {
        m_sampling.reset();
        // Who may not read it sees no keys.
        m_keys->set(place, answer ? operations::seenKeys(*answer) : QStringList());
        Q_EMIT keysArrived();
        askNextKeys();
    });
    QTimer::singleShot(LongestSampleMs, this, [this, question = m_sampled.question()] {
        if (question.isWanted() && m_sampling)
            m_sampling->cancel();
    });
}

void KnownDatabase::askForTypes(const std::vector<quint32> &parameters, const connection::Columns &columns)
{
    QSet<std::pair<quint32, qint32>> missing;
    for (const quint32 oid : parameters)
        missing.insert({oid, -1});
    for (const connection::Column &column : columns)
        missing.insert({column.typeOid, column.typeModifier});
    QStringList oids;
    QStringList modifiers;
    std::vector<std::pair<quint32, qint32>> asked;
    for (const auto &one : missing) {
        if (m_types.contains(one) || asked.size() >= MostTypes)
            continue;
        asked.push_back(one);
        oids << QString::number(one.first);
        modifiers << QString::number(one.second);
    }
    if (asked.empty())
        return Q_EMIT typesArrived();
    const auto session = m_connection->takeSession(connection::SessionRole::Reader, tr("names of types"));
    if (!session) // who asks for the next statement asks again
        return;
    const connection::Statement statement{
        QStringLiteral("SELECT pg_catalog.format_type(t.oid, t.modifier) FROM ROWS FROM ("
                       "pg_catalog.unnest($1::pg_catalog.oid[]), pg_catalog.unnest($2::pg_catalog.int4[])) "
                       "WITH ORDINALITY AS t(oid, modifier, place) ORDER BY t.place"),
        {'{' + oids.join(QLatin1Char(',')).toUtf8() + '}', '{' + modifiers.join(QLatin1Char(',')).toUtf8() + '}'}};
    whenDone(
        this, (*session)->query(statement),
        [this, session = *session, asked](const Result<connection::Answer> &answer) {
            for (std::size_t i = 0; answer && i < asked.size(); ++i)
                m_types.insert(asked[i], answer->rows.text(qsizetype(i), 0));
            Q_EMIT typesArrived();
        });
}

} // namespace howdah::ui
