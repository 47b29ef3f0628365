// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/catalogstate.h"

#include "base/propagate.h"
#include "catalog/catalogreader.h"
#include "catalog/difference.h"
#include "catalog/identifier.h"
#include "migration/history/foreignhistory.h"
#include "migration/history/journal.h"
#include "migration/source/tr.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <chrono>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Statement;

namespace {

constexpr auto LockNotAvailable = "55P03"_L1;

constexpr auto CreateState = R"(
CREATE TABLE IF NOT EXISTS howdah.catalog_state (
    id integer PRIMARY KEY,
    format integer NOT NULL,
    server integer NOT NULL,
    event bigint NOT NULL,
    at timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    who pg_catalog.text NOT NULL DEFAULT session_user,
    schemas pg_catalog.text NOT NULL
))"_L1;

// Without a key: what a function takes may be longer than an index holds.
constexpr auto CreateObject = R"(
CREATE TABLE IF NOT EXISTS howdah.catalog_object (
    object pg_catalog.text NOT NULL,
    schema pg_catalog.text NOT NULL,
    within pg_catalog.text NOT NULL,
    is_partition boolean NOT NULL,
    hash pg_catalog.text NOT NULL
))"_L1;

QString hashOf(const QString &fact)
{
    return QString::fromLatin1(QCryptographicHash::hash(fact.toUtf8(), QCryptographicHash::Sha256).toHex().left(32));
}

QByteArray textsJson(const QStringList &texts)
{
    return QJsonDocument(QJsonArray::fromStringList(texts)).toJson(QJsonDocument::Compact);
}

// "hash:owner:privileges", in one column: a version that stored the first alone is read as well.
QString storedHash(const KeptObject &object)
{
    if (object.owner.isEmpty() && object.privileges.isEmpty())
        return object.hash;
    return object.hash + u':' + object.owner + u':' + object.privileges;
}

// Schemas and what is in none, as far as it is named when somebody adds it. Extensions are installed by who runs the
// server, and casts, operators and the like of a schema that others have are theirs.
bool isSchema(const QString &object) { return object.startsWith("schema "_L1); }

bool isWatchedOutside(const QString &object)
{
    static constexpr std::array Kinds{"schema "_L1, "publication "_L1,          "subscription "_L1, "event trigger "_L1,
                                      "server "_L1, "foreign-data wrapper "_L1, "default acl "_L1};
    return std::ranges::any_of(Kinds, [&object](QLatin1StringView kind) { return object.startsWith(kind); });
}

bool knowsRoles(const KeptObjects &objects)
{
    return std::any_of(objects.cbegin(), objects.cend(), [](const KeptObject &one) { return !one.owner.isEmpty(); });
}

// The schemas alone, or with what else there is to say of the state.
QByteArray schemasJson(const CatalogState &state)
{
    if (!state.isTaken)
        return textsJson(state.schemas);
    return QJsonDocument(QJsonObject{{u"schemas"_s, QJsonArray::fromStringList(state.schemas)}, {u"taken"_s, true}})
        .toJson(QJsonDocument::Compact);
}

void readSchemas(const QByteArray &json, CatalogState &state)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    state.isTaken = document.object()[u"taken"_s].toBool();
    const QJsonArray names = document.isArray() ? document.array() : document.object()[u"schemas"_s].toArray();
    for (const QJsonValue name : names)
        state.schemas << name.toString();
}

bool isWithin(const QString &within, const QStringList &tables)
{
    return std::ranges::any_of(tables, [&within](const QString &table) { return within == u"table "_s + table; });
}

// The tables of the histories of this tool and of others, as facts call them.
Result<QStringList> toolTables(connection::Session &session, const Dialect &dialect)
{
    QStringList all = dialect.tables();
    ASSIGN_OR_RETURN(const connection::Answer answer, session.query(foreignHistories()).result());
    for (const ForeignHistory &other : readForeignHistories(answer.rows, dialect.tables()))
        all << other.table;
    QStringList tables;
    static const QRegularExpression name(uR"re(^"?([^".]+)"?\."?([^".]+)"?$)re"_s);
    for (const QString &table : std::as_const(all)) {
        const QRegularExpressionMatch found = name.match(table);
        if (found.hasMatch())
            tables << catalog::qualifiedName(found.captured(1), found.captured(2));
    }
    return tables;
}

} // namespace

Result<KeptObjects> readObjects(connection::Session &session, const Dialect &dialect)
{
    // Whoever alters a table keeps others from the definitions of its views; a comparison must not hold up a run, or a
    // page.
    constexpr std::chrono::seconds LongestWait{2};
    catalog::CatalogReader reader(session);
    Result<catalog::Snapshot> read = reader.readNow(LongestWait);
    if (!read && read.error().sqlState == LockNotAvailable) {
        read.error().message = tr("The database was not compared: another session has a table locked.");
        read.error().hint = tr("Try again when it is done.");
    }
    ASSIGN_OR_RETURN(const catalog::Snapshot snapshot, std::move(read));
    ASSIGN_OR_RETURN(const QStringList tables, toolTables(session, dialect));
    KeptObjects objects;
    for (const catalog::ObjectFact &one : catalog::objectFacts(*snapshot)) {
        const bool ours = one.schema == "howdah"_L1 || isWithin(one.object, tables) || isWithin(one.within, tables);
        if (ours || one.schema.startsWith("pg_"_L1))
            continue;
        KeptObject object{one.schema, one.within, one.isPartition, hashOf(one.fact)};
        object.owner = hashOf(one.owner).left(16);
        object.privileges = hashOf(one.privileges).left(16);
        objects.insert(one.object, object);
    }
    return objects;
}

// ---- stored

static Result<KeptObjects> readKept(connection::Session &session)
{
    ASSIGN_OR_RETURN(
        const connection::Answer answer,
        session.query({u"SELECT object, schema, within, is_partition, hash FROM howdah.catalog_object"_s, {}})
            .result());
    KeptObjects objects;
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row) {
        const QStringList hashes = answer.rows.text(row, 4).split(u':');
        KeptObject object{
            answer.rows.text(row, 1), answer.rows.text(row, 2), answer.rows.boolean(row, 3), hashes.front()};
        object.owner = hashes.value(1);
        object.privileges = hashes.value(2);
        objects.insert(answer.rows.text(row, 0), object);
    }
    return objects;
}

// What a later event changed, nobody has looked at.
static Statement stateStatement()
{
    return {
        u"SELECT s.format, s.server, s.at, s.who, s.schemas, EXISTS (SELECT FROM howdah.migration_event e WHERE e.id "
        "OPERATOR(pg_catalog.>) s.event AND (e.partial OR e.kind OPERATOR(pg_catalog.=) ANY "
        "(ARRAY['started', 'resumed', 'applied', 'rolled_back', 'marked']))), s.event "
        "FROM howdah.catalog_state s WHERE s.id OPERATOR(pg_catalog.=) 1"_s,
        {}};
}

Result<std::optional<CatalogState>> readCatalogState(connection::Session &session, const History &history)
{
    using Outcome = std::optional<CatalogState>;
    if (!history.stateExists || history.journalFormat < JournalFormat)
        return Outcome();
    ASSIGN_OR_RETURN(const connection::Answer answer, session.query(stateStatement()).result());
    if (answer.rows.rowCount() == 0)
        return Outcome();
    CatalogState state;
    state.format = int(answer.rows.integer(0, 0));
    state.server = int(answer.rows.integer(0, 1));
    state.at = answer.rows.text(0, 2);
    state.who = answer.rows.text(0, 3);
    readSchemas(answer.rows.bytes(0, 4).toByteArray(), state);
    state.isStale = answer.rows.boolean(0, 5);
    state.event = answer.rows.integer(0, 6);
    if (isReadable(state, history)) {
        ASSIGN_OR_RETURN(state.objects, readKept(session));
    }
    return Outcome(std::move(state));
}

static int majorOf(const History &history) { return history.serverVersion / 10000; }

bool isReadable(const CatalogState &state, const History &history)
{
    return state.format == CatalogStateFormat && state.server == majorOf(history);
}

// ---- what comes of a run

// "ix" of "index public.ix", "ck" of "constraint ck on public.t", "f" of "function public.f(integer)".
static QString ownName(const QString &object)
{
    QString name = object.section(u'(', 0, 0).section(u" on "_s, 0, 0);
    name = name.section(u'.', -1).section(u' ', -1);
    return name.remove(u'"').toLower();
}

static bool isNamed(const QString &object, const KeptObject &kept, const KeptObjects &all, const ScriptWords &words)
{
    if (object.startsWith("comment on "_L1)) {
        const auto subject = all.find(kept.within);
        return subject != all.end() && isNamed(kept.within, *subject, all, words);
    }
    if (!words.contains(ownName(object)))
        return false;
    const auto outer = all.find(kept.within);
    return outer == all.end() || isNamed(kept.within, *outer, all, words);
}

// With what has gone went what was missing of it already.
static void removeWithin(CatalogState &state, const KeptObjects &former)
{
    const auto goesWithIt = [&](const KeptObjects::iterator &one) {
        return former.contains(one->within) && !state.objects.contains(one->within);
    };
    while (state.objects.removeIf(goesWithIt) > 0) {
    }
}

static bool isTable(const QString &object) { return object.startsWith("table "_L1); }

// A script that names an object speaks of its owner and of privileges only where it says so.
static KeptObject withRolesOf(const KeptObject &known, const KeptObject &now, const ScriptWords &words)
{
    const auto says = [&words](const QStringList &any) {
        return std::ranges::any_of(any, [&words](const QString &word) { return words.contains(word); });
    };
    KeptObject taken = now;
    if (!known.owner.isEmpty() && !says({u"owner"_s, u"reassign"_s}))
        taken.owner = known.owner;
    if (!known.privileges.isEmpty() && !says({u"grant"_s, u"revoke"_s, u"reassign"_s}))
        taken.privileges = known.privileges;
    return taken;
}

CatalogState stateAfter(const CatalogState *former, const CatalogChange &change)
{
    KeptObjects all = change.before;
    all.insert(change.after);
    if (former)
        all.insert(former->objects);
    QSet<QString> changedByIt;
    QSet<QString> ran; // changed or named
    QStringList schemas = change.schemas;
    for (auto one = all.cbegin(); one != all.cend(); ++one) {
        const bool changed = change.before.value(one.key()) != change.after.value(one.key());
        if (changed) {
            schemas << one->schema;
            changedByIt.insert(one.key());
        }
        if (changed || isNamed(one.key(), *one, all, change.words))
            ran.insert(one.key());
    }
    CatalogState state;
    if (former) {
        state.isTaken = former->isTaken;
        state.objects = former->objects;
        schemas << former->schemas;
    }
    schemas.removeAll(QString());
    schemas.removeDuplicates();
    schemas.sort();
    state.schemas = schemas;
    for (auto one = all.cbegin(); one != all.cend(); ++one) {
        // Schemas are known by name, whosoever they are.
        const bool isNew =
            !former || (!isSchema(one.key()) && !one->schema.isEmpty() && !former->schemas.contains(one->schema));
        if (!isNew && !ran.contains(one.key()))
            continue;
        const auto now = change.after.find(one.key());
        if (now == change.after.end()) {
            state.objects.remove(one.key());
            continue;
        }
        const auto known = state.objects.constFind(one.key());
        const bool isOnlyNamed = !isNew && !changedByIt.contains(one.key()) && known != state.objects.constEnd();
        // ALTER TABLE names the table for whatever it does to it, and what others had done to it is not that.
        if (isOnlyNamed && !change.isMark && isTable(one.key()))
            continue;
        if (now->schema.isEmpty() || schemas.contains(now->schema) || isSchema(one.key()))
            state.objects.insert(one.key(), isOnlyNamed ? withRolesOf(*known, *now, change.words) : *now);
    }
    if (former)
        removeWithin(state, former->objects);
    return state;
}

// As isNamed, and what is in something that is: a file that makes a table names no index of its primary key. For what
// is new: what was there before is looked at by its own name, or whatever was done to a table that a file mentions
// would be hidden.
static bool isTouched(const QString &object, const KeptObject &kept, const KeptObjects &all, const ScriptWords &words)
{
    if (isNamed(object, kept, all, words))
        return true;
    const auto outer = all.find(kept.within);
    return outer != all.end() && isTouched(kept.within, *outer, all, words);
}

CatalogState settled(const CatalogState &stale, const KeptObjects &live, const ScriptWords &words)
{
    KeptObjects all = stale.objects;
    all.insert(live);
    CatalogState state = stale;
    for (auto one = all.cbegin(); one != all.cend(); ++one) {
        const bool isNew = live.contains(one.key()) && !one->schema.isEmpty() && !state.schemas.contains(one->schema);
        if (isNew && !isSchema(one.key()) && isTouched(one.key(), *one, all, words)
            && words.contains(one->schema.toLower()))
            state.schemas << one->schema;
    }
    for (auto one = all.cbegin(); one != all.cend(); ++one) {
        const bool adopted = state.schemas.contains(one->schema) && !stale.schemas.contains(one->schema);
        const bool isKnown = stale.objects.contains(one.key());
        const bool ran = isKnown ? isNamed(one.key(), *one, all, words) : isTouched(one.key(), *one, all, words);
        if (!adopted && !ran)
            continue;
        const auto now = live.find(one.key());
        const auto known = stale.objects.constFind(one.key());
        if (now == live.end())
            state.objects.remove(one.key());
        else if (now->schema.isEmpty() || state.schemas.contains(now->schema) || isSchema(one.key()))
            state.objects.insert(
                one.key(), known != stale.objects.constEnd() ? withRolesOf(*known, *now, words) : *now);
    }
    removeWithin(state, stale.objects);
    return state;
}

void addLaterFacts(CatalogState &state, const KeptObjects &live)
{
    if (knowsRoles(state.objects))
        return;
    for (auto now = live.cbegin(); now != live.cend(); ++now) {
        const auto known = state.objects.find(now.key());
        if (known != state.objects.end()) {
            known->owner = now->owner;
            known->privileges = now->privileges;
        } else if (isWatchedOutside(now.key())) {
            state.objects.insert(now.key(), *now);
        }
    }
}

Result<std::optional<ScriptWords>>
wordsSince(connection::Session &session, const Dialect &dialect, const History &history, const CatalogState &state)
{
    using Outcome = std::optional<ScriptWords>;
    ASSIGN_OR_RETURN(
        const connection::Answer answer, session
                                             .query(
                                                 {u"SELECT DISTINCT e.version, e.identity, e.history FROM "
                                                  "howdah.migration_event e WHERE e.id OPERATOR(pg_catalog.>) $1"_s,
                                                  {QByteArray::number(state.event)}})
                                             .result());
    std::vector<Version> versions;
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row) {
        const std::optional<Version> version = Version::restore(answer.rows.text(row, 0), answer.rows.text(row, 1));
        if (!version || answer.rows.text(row, 2) != dialect.name())
            return Outcome();
        versions.push_back(*version);
    }
    History texts = history;
    RETURN_IF_ERROR(readTexts(session, dialect, texts, versions));
    ScriptWords words;
    for (const Version &version : versions) {
        const Record *record = texts.find(version);
        if (!record || !record->upText)
            return Outcome();
        addWords(words, *record->upText);
        addWords(words, record->downText.value_or(QByteArray()));
    }
    return Outcome(std::move(words));
}

static QByteArray objectsJson(const KeptObjects &objects, const QStringList &names)
{
    QJsonArray array;
    for (const QString &name : names) {
        const KeptObject object = objects.value(name);
        array.append(QJsonObject{
            {u"object"_s, name},
            {u"schema"_s, object.schema},
            {u"within"_s, object.within},
            {u"is_partition"_s, object.isPartition},
            {u"hash"_s, storedHash(object)}});
    }
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

Result<void> writeCatalogState(
    connection::Session &session, const History &history, const CatalogState *former, const CatalogState &state)
{
    QStringList written;
    QStringList gone;
    for (auto one = state.objects.cbegin(); one != state.objects.cend(); ++one) {
        if (!former || !former->objects.contains(one.key()) || former->objects.value(one.key()) != *one)
            written << one.key();
    }
    if (former) {
        gone = written;
        for (auto one = former->objects.keyBegin(); one != former->objects.keyEnd(); ++one) {
            if (!state.objects.contains(*one))
                gone << *one;
        }
    }
    std::vector<Statement> statements{{u"BEGIN"_s, {}}};
    if (!history.stateExists) {
        statements.push_back({QString(CreateState).trimmed(), {}});
        statements.push_back({QString(CreateObject).trimmed(), {}});
    }
    if (!former) {
        statements.push_back({u"DELETE FROM howdah.catalog_object"_s, {}});
    } else if (!gone.isEmpty()) {
        statements.push_back(
            {u"DELETE FROM howdah.catalog_object WHERE object OPERATOR(pg_catalog.=) ANY (SELECT "
             "pg_catalog.json_array_elements_text($1::pg_catalog.json))"_s,
             {textsJson(gone)}});
    }
    if (!written.isEmpty())
        statements.push_back(
            {u"INSERT INTO howdah.catalog_object (object, schema, within, is_partition, hash) "
             "SELECT o.object, o.schema, o.within, o.is_partition, o.hash FROM "
             "pg_catalog.json_to_recordset($1::pg_catalog.json) AS o (object pg_catalog.text, "
             "schema pg_catalog.text, within pg_catalog.text, is_partition boolean, hash pg_catalog.text)"_s,
             {objectsJson(state.objects, written)}});
    statements.push_back(
        {u"INSERT INTO howdah.catalog_state (id, format, server, event, schemas) SELECT 1, $1::integer, "
         "$2::integer, coalesce(pg_catalog.max(e.id), 0), $3::pg_catalog.text FROM howdah.migration_event e ON "
         "CONFLICT (id) DO UPDATE SET "
         "format = EXCLUDED.format, server = EXCLUDED.server, event = EXCLUDED.event, schemas = EXCLUDED.schemas, "
         "at = pg_catalog.clock_timestamp(), who = session_user"_s,
         {QByteArray::number(CatalogStateFormat), QByteArray::number(majorOf(history)), schemasJson(state)}});
    statements.push_back({u"COMMIT"_s, {}});
    ASSIGN_OR_RETURN(const connection::PipelineAnswer done, session.pipeline(std::move(statements)).result());
    if (done.error)
        return fail(*done.error);
    return {};
}

// ---- compared

CatalogDrift compareObjects(const CatalogState &state, const KeptObjects &live)
{
    CatalogDrift drift;
    drift.since = state.at;
    for (auto one = state.objects.cbegin(); one != state.objects.cend(); ++one) {
        if (isSchema(one.key()) && !state.schemas.contains(one->schema))
            continue; // of others
        const auto now = live.find(one.key());
        const bool goesWithIt = state.objects.contains(one->within) && !live.contains(one->within);
        if (now == live.end()) {
            if (!goesWithIt)
                drift.missing << one.key();
            continue;
        }
        if (now->hash != one->hash)
            drift.changed << one.key();
        if (!one->owner.isEmpty() && now->owner != one->owner)
            drift.changed << u"owner of "_s + one.key();
        if (!one->privileges.isEmpty() && now->privileges != one->privileges)
            drift.changed << u"privileges on "_s + one.key();
    }
    const bool watches = knowsRoles(state.objects);
    for (auto one = live.cbegin(); one != live.cend(); ++one) {
        const bool comesWithIt = live.contains(one->within) && !state.objects.contains(one->within);
        const bool isOurs = state.schemas.contains(one->schema) || (watches && isWatchedOutside(one.key()));
        // Partitions are made day by day by what runs there.
        if (!state.objects.contains(one.key()) && !comesWithIt && !one->isPartition && isOurs)
            drift.added << one.key();
    }
    return drift;
}

static QString whyUnknown(const Dialect &dialect, const History &history, const std::optional<CatalogState> &state)
{
    if (history.holder)
        return tr("A run is in progress, so the database was not compared.");
    if (!dialect.keepsJournal())
        return tr("The database was not compared with what the migrations made: pack.yaml says \"journal: off\", so "
                  "nothing of that is stored.");
    if (!state)
        return tr("The database was not compared with what the migrations made: nothing is stored yet. The next run or "
                  "mark stores it, or `howdahctl migrate validate --accept` does now.");
    if (!isReadable(*state, history))
        return tr("The database was not compared with what the migrations made: that was stored by another version of "
                  "PostgreSQL or Howdah. The next migration that runs, or a mark, stores it again, or `howdahctl "
                  "migrate validate "
                  "--accept` does now.");
    if (state->isStale)
        return tr(
            "What the last run names was not compared, and what went with it may be named as a difference: it ended "
            "before what it left could be stored. The next migration that runs, or a mark, stores it, or `howdahctl "
            "migrate validate "
            "--accept` does now.");
    return tr("What migrations had made before %1 was not compared: nothing usable was stored of it, so it was taken "
              "as it was then. If it is right, `howdahctl migrate validate --accept` says so.")
        .arg(state->at.section(u'.', 0, 0));
}

static QString whyNotAtAll()
{
    return tr("The database was not compared with what the migrations made: the last run ended before what it left "
              "could be stored, and the texts of its files are not stored either. `howdahctl migrate validate "
              "--accept` takes the database as it is.");
}

Result<CatalogDrift> findDrift(connection::Session &session, const Dialect &dialect, const History &history)
{
    const bool looks = !history.holder && dialect.keepsJournal();
    std::optional<CatalogState> state;
    if (looks) {
        ASSIGN_OR_RETURN(state, readCatalogState(session, history));
    }
    CatalogDrift none;
    if (!state || !isReadable(*state, history)) {
        none.unknown = history.records.empty() ? QString() : whyUnknown(dialect, history, state);
        none.isOff = !history.holder && !dialect.keepsJournal();
        return none;
    }
    Result<KeptObjects> read = readObjects(session, dialect);
    if (!read && read.error().sqlState == LockNotAvailable) {
        none.unknown = read.error().message;
        return none;
    }
    ASSIGN_OR_RETURN(const KeptObjects live, std::move(read));
    const QString unknown = state->isStale || state->isTaken ? whyUnknown(dialect, history, state) : QString();
    if (state->isStale) {
        ASSIGN_OR_RETURN(const std::optional<ScriptWords> words, wordsSince(session, dialect, history, *state));
        none.unknown = whyNotAtAll();
        if (!words)
            return none;
        state = settled(*state, live, *words);
    }
    CatalogDrift drift = compareObjects(*state, live);
    drift.unknown = unknown;
    return drift;
}

QStringList describe(const CatalogDrift &drift)
{
    QStringList lines;
    for (const QString &object : drift.missing)
        lines << tr("missing: %1").arg(object);
    for (const QString &object : drift.changed)
        lines << tr("changed: %1").arg(object);
    for (const QString &object : drift.added)
        lines << tr("added: %1").arg(object);
    return lines;
}

} // namespace howdah::migration
