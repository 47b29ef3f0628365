// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/catalogstate.h"

#include "base/propagate.h"
#include "catalog/catalogreader.h"
#include "catalog/difference.h"
#include "catalog/identifier.h"
#include "migration/history/journal.h"
#include "migration/source/tr.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::RowBatch;
using connection::Statement;

namespace {

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

QStringList textsOf(const QByteArray &json)
{
    QStringList texts;
    for (const QJsonValue text : QJsonDocument::fromJson(json).array())
        texts << text.toString();
    return texts;
}

bool isWithin(const QString &within, const QStringList &tables)
{
    return std::ranges::any_of(tables, [&within](const QString &table) { return within == u"table "_s + table; });
}

// The tables of the tool's history, as facts call them.
QStringList toolTables(const Dialect &dialect)
{
    QStringList tables;
    static const QRegularExpression name(uR"re(^"?([^".]+)"?\."?([^".]+)"?$)re"_s);
    for (const QString &table : dialect.tables()) {
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
    if (!read && read.error().sqlState == "55P03"_L1) {
        read.error().message = tr("The database cannot be compared while another session has a table locked");
        read.error().hint = tr("Try again when it is done.");
    }
    ASSIGN_OR_RETURN(const catalog::Snapshot snapshot, std::move(read));
    const QStringList tables = toolTables(dialect);
    KeptObjects objects;
    for (const catalog::ObjectFact &one : catalog::objectFacts(*snapshot)) {
        const bool ours = one.schema == "howdah"_L1 || isWithin(one.object, tables) || isWithin(one.within, tables);
        if (!ours && !one.schema.startsWith("pg_"_L1))
            objects.insert(one.object, {one.schema, one.within, one.isPartition, hashOf(one.fact)});
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
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        objects.insert(
            answer.rows.text(row, 0), {answer.rows.text(row, 1), answer.rows.text(row, 2), answer.rows.boolean(row, 3),
                                       answer.rows.text(row, 4)});
    return objects;
}

// What a later event changed, nobody has looked at.
static Statement stateStatement()
{
    return {
        u"SELECT s.format, s.server, s.at, s.who, s.schemas, EXISTS (SELECT FROM howdah.migration_event e WHERE e.id "
        "OPERATOR(pg_catalog.>) s.event AND (e.partial OR e.kind OPERATOR(pg_catalog.=) ANY "
        "(ARRAY['started', 'resumed', 'applied', 'rolled_back', 'marked']))) "
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
    state.schemas = textsOf(answer.rows.bytes(0, 4).toByteArray());
    state.isStale = answer.rows.boolean(0, 5);
    if (isUsable(state, history)) {
        ASSIGN_OR_RETURN(state.objects, readKept(session));
    }
    return Outcome(std::move(state));
}

static int majorOf(const History &history) { return history.serverVersion / 10000; }

bool isUsable(const CatalogState &state, const History &history)
{
    return !state.isStale && state.format == CatalogStateFormat && state.server == majorOf(history);
}

// ---- what comes of a run

void addWords(ScriptWords &words, const QByteArray &script)
{
    static const QRegularExpression word(uR"([\w$]+)"_s, QRegularExpression::UseUnicodePropertiesOption);
    const QString text = QString::fromUtf8(script).toLower();
    for (auto found = word.globalMatch(text); found.hasNext();)
        words.insert(found.next().captured());
}

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

CatalogState stateAfter(const CatalogState *former, const CatalogChange &change)
{
    KeptObjects all = change.before;
    all.insert(change.after);
    if (former)
        all.insert(former->objects);
    QSet<QString> ran; // changed or named
    QStringList schemas = change.schemas;
    for (auto one = all.cbegin(); one != all.cend(); ++one) {
        const bool changed = change.before.value(one.key()) != change.after.value(one.key());
        if (changed)
            schemas << one->schema;
        if (changed || isNamed(one.key(), *one, all, change.words))
            ran.insert(one.key());
    }
    CatalogState state;
    if (former) {
        state.objects = former->objects;
        schemas << former->schemas;
    }
    schemas.removeAll(QString());
    schemas.removeDuplicates();
    schemas.sort();
    state.schemas = schemas;
    for (auto one = all.cbegin(); one != all.cend(); ++one) {
        const bool isNew = !former || (!one->schema.isEmpty() && !former->schemas.contains(one->schema));
        if (!isNew && !ran.contains(one.key()))
            continue;
        const auto now = change.after.find(one.key());
        if (now == change.after.end())
            state.objects.remove(one.key());
        else if (now->schema.isEmpty() || schemas.contains(now->schema))
            state.objects.insert(one.key(), *now);
    }
    // With what has gone went what was missing of it already.
    const auto goesWithIt = [&](const KeptObjects::iterator &one) {
        return former && former->objects.contains(one->within) && !state.objects.contains(one->within);
    };
    while (state.objects.removeIf(goesWithIt) > 0) {
    }
    return state;
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
            {u"hash"_s, object.hash}});
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
         {QByteArray::number(CatalogStateFormat), QByteArray::number(majorOf(history)), textsJson(state.schemas)}});
    statements.push_back({u"COMMIT"_s, {}});
    ASSIGN_OR_RETURN(const connection::PipelineAnswer done, session.pipeline(std::move(statements)).result());
    if (done.error)
        return fail(*done.error);
    return {};
}

// ---- compared

CatalogDrift compareObjects(const CatalogState &state, const KeptObjects &live)
{
    CatalogDrift drift{.unknown = {}, .since = state.at, .missing = {}, .changed = {}, .added = {}};
    for (auto one = state.objects.cbegin(); one != state.objects.cend(); ++one) {
        const auto now = live.find(one.key());
        const bool goesWithIt = state.objects.contains(one->within) && !live.contains(one->within);
        if (now == live.end() && !goesWithIt)
            drift.missing << one.key();
        else if (now != live.end() && now->hash != one->hash)
            drift.changed << one.key();
    }
    for (auto one = live.cbegin(); one != live.cend(); ++one) {
        const bool comesWithIt = live.contains(one->within) && !state.objects.contains(one->within);
        // Partitions are made day by day by what runs there.
        if (!state.objects.contains(one.key()) && !comesWithIt && !one->isPartition
            && state.schemas.contains(one->schema))
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
    if (state->isStale)
        return tr("The database was not compared with what the migrations made: the last run ended before that could "
                  "be stored. The next run or mark stores it, or `howdahctl migrate validate --accept` does now.");
    return tr("The database was not compared with what the migrations made: that was stored by another version of "
              "PostgreSQL or Howdah. The next run or mark stores it again, or `howdahctl migrate validate --accept` "
              "does now.");
}

Result<CatalogDrift> findDrift(connection::Session &session, const Dialect &dialect, const History &history)
{
    const bool looks = !history.holder && dialect.keepsJournal();
    std::optional<CatalogState> state;
    if (looks) {
        ASSIGN_OR_RETURN(state, readCatalogState(session, history));
    }
    if (!state || !isUsable(*state, history))
        return CatalogDrift{.unknown = history.records.empty() ? QString() : whyUnknown(dialect, history, state)};
    ASSIGN_OR_RETURN(const KeptObjects live, readObjects(session, dialect));
    return compareObjects(*state, live);
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
