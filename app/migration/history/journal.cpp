// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history/journal.h"

#include "base/enumtable.h"
#include "base/jsonstring.h"
#include "migration/source/tr.h"
#include "sql/secrets.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <iterator>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Statement;

constexpr std::array EventNames{
    EnumName{EventKind::Started, "started"_L1, QT_TRANSLATE_NOOP("Migration", "started")},
    EnumName{EventKind::Resumed, "resumed"_L1, QT_TRANSLATE_NOOP("Migration", "resumed")},
    EnumName{EventKind::Applied, "applied"_L1, QT_TRANSLATE_NOOP("Migration", "applied")},
    EnumName{EventKind::RolledBack, "rolled_back"_L1, QT_TRANSLATE_NOOP("Migration", "rolled back")},
    EnumName{EventKind::Failed, "failed"_L1, QT_TRANSLATE_NOOP("Migration", "failed")},
    EnumName{EventKind::Cancelled, "cancelled"_L1, QT_TRANSLATE_NOOP("Migration", "cancelled")},
    EnumName{EventKind::Marked, "marked"_L1, QT_TRANSLATE_NOOP("Migration", "marked")},
    EnumName{EventKind::Unknown, "unknown"_L1, QT_TRANSLATE_NOOP("Migration", "unknown")},
};
static_assert(isWholeTable(EventNames));

QString eventName(EventKind kind) { return nameIn(EventNames, kind); }

EventKind eventNamed(QStringView name) { return valueNamed(EventNames, name).value_or(EventKind::Unknown); }

QString eventText(EventKind kind) { return tr(textIn(EventNames, kind)); }

namespace {

constexpr auto CreateEvent = R"(
CREATE TABLE howdah.migration_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version pg_catalog.text NOT NULL,
    name pg_catalog.text NOT NULL,
    kind pg_catalog.text NOT NULL,
    direction pg_catalog.text NOT NULL CHECK (direction OPERATOR(pg_catalog.=) ANY (ARRAY['up', 'down'])),
    at timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    who pg_catalog.text NOT NULL DEFAULT session_user,
    application pg_catalog.text NOT NULL DEFAULT pg_catalog.current_setting('application_name'),
    duration_ms bigint,
    checksum pg_catalog.text,
    statement_number integer,
    statements_total integer,
    sqlstate pg_catalog.text,
    error pg_catalog.text,
    statement pg_catalog.text,
    history pg_catalog.text NOT NULL DEFAULT 'howdah',
    identity pg_catalog.text NOT NULL DEFAULT '',
    first_statement integer NOT NULL DEFAULT 1,
    statements_done integer,
    statements_started integer,
    partial boolean NOT NULL DEFAULT false,
    note pg_catalog.text,
    up_text pg_catalog.text,
    down_text pg_catalog.text
))"_L1;

// What format 1 did not have. Its check on the kinds goes: each format may bring new ones.
constexpr auto AlterEvent = R"(
ALTER TABLE howdah.migration_event
    DROP CONSTRAINT IF EXISTS migration_event_kind_check,
    ADD COLUMN history pg_catalog.text NOT NULL DEFAULT 'howdah',
    ADD COLUMN identity pg_catalog.text NOT NULL DEFAULT '',
    ADD COLUMN first_statement integer NOT NULL DEFAULT 1,
    ADD COLUMN statements_done integer,
    ADD COLUMN statements_started integer,
    ADD COLUMN partial boolean NOT NULL DEFAULT false,
    ADD COLUMN note pg_catalog.text,
    ADD COLUMN up_text pg_catalog.text,
    ADD COLUMN down_text pg_catalog.text)"_L1;

constexpr auto CreateGuard = R"(
CREATE FUNCTION howdah.keep_migration_event() RETURNS pg_catalog.trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'howdah.migration_event is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$)"_L1;

constexpr auto CreateTrigger = R"(
CREATE TRIGGER keep_migration_event BEFORE UPDATE OR DELETE OR TRUNCATE ON howdah.migration_event
FOR EACH STATEMENT EXECUTE FUNCTION howdah.keep_migration_event())"_L1;

constexpr auto CreateStatement = R"(
CREATE TABLE howdah.migration_statement (
    event_id bigint NOT NULL,
    number integer NOT NULL,
    attempt integer NOT NULL DEFAULT 1,
    line integer NOT NULL DEFAULT 0,
    statement pg_catalog.text NOT NULL,
    atomic boolean NOT NULL DEFAULT true,
    command pg_catalog.text,
    started_at timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    finished_at timestamp with time zone,
    duration_ms double precision,
    rows bigint,
    notices pg_catalog.jsonb,
    sqlstate pg_catalog.text,
    error pg_catalog.text,
    PRIMARY KEY (event_id, number, attempt)
))"_L1;

constexpr auto CreateFormat = R"(
CREATE TABLE howdah.history_format (
    format integer PRIMARY KEY,
    since timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp()
))"_L1;

std::optional<QByteArray> orNull(const QString &text)
{
    return text.isEmpty() ? std::nullopt : std::optional(text.toUtf8());
}

// As the audit log keeps it. What a run goes by are the texts of the files, not this.
QByteArray withoutSecrets(const QString &statement) { return sql::maskSecrets(statement.toUtf8()).text; }

QByteArray versionList(const std::vector<Version> &versions)
{
    QJsonArray keys;
    for (const Version &version : versions)
        keys.append(QJsonArray{version.text(), version.identity()});
    return QJsonDocument(keys).toJson(QJsonDocument::Compact);
}

} // namespace

QStringList journalTables()
{
    return {
        u"howdah.migration_event"_s, u"howdah.migration_statement"_s, u"howdah.history_format"_s,
        u"howdah.catalog_state"_s, u"howdah.catalog_object"_s};
}

Statement journalPresence()
{
    return {
        u"SELECT pg_catalog.to_regnamespace('howdah') IS NOT NULL, "
        "pg_catalog.to_regclass('howdah.migration_event') IS NOT NULL, "
        "pg_catalog.to_regclass('howdah.history_format') IS NOT NULL, "
        "pg_catalog.current_setting('server_version_num'), "
        "pg_catalog.to_regclass('howdah.catalog_state') IS NOT NULL AND "
        "pg_catalog.to_regclass('howdah.catalog_object') IS NOT NULL"_s,
        {}};
}

void readJournalPresence(const connection::RowBatch &rows, History &history)
{
    history.schemaExists = rows.boolean(0, 0);
    history.serverVersion = int(rows.integer(0, 3));
    history.stateExists = rows.boolean(0, 4);
    if (rows.boolean(0, 1))
        history.journalFormat = rows.boolean(0, 2) ? JournalFormat : 1;
}

// Few rows; max() would cost the server more to plan than to read them all.
Statement journalFormats() { return {u"SELECT format FROM howdah.history_format"_s, {}}; }

void readJournalFormats(const connection::RowBatch &rows, History &history)
{
    history.journalFormat = JournalFormat;
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        history.journalFormat = qMax(history.journalFormat, int(rows.integer(row, 0)));
}

Statement lastEvents(const QString &dialect)
{
    return {
        u"SELECT e.version, e.identity, e.name, e.kind, e.direction, e.who, e.at, e.duration_ms, e.checksum, "
        "e.statements_total, "
        "coalesce(e.statements_done, (e.first_statement OPERATOR(pg_catalog.-) 1) OPERATOR(pg_catalog.+) "
        "(SELECT pg_catalog.count(*) FROM howdah.migration_statement s WHERE s.event_id OPERATOR(pg_catalog.=) e.id "
        "AND s.finished_at IS NOT NULL AND s.sqlstate IS NULL)), "
        "coalesce(e.statements_started OPERATOR(pg_catalog.-) coalesce(e.statements_done, 0), "
        "(SELECT pg_catalog.count(*) FROM howdah.migration_statement s WHERE s.event_id OPERATOR(pg_catalog.=) e.id "
        "AND s.finished_at IS NULL AND NOT s.atomic)), "
        "e.partial, e.error, e.note FROM howdah.migration_event e WHERE e.id OPERATOR(pg_catalog.=) ANY "
        "(SELECT pg_catalog.max(id) FROM howdah.migration_event WHERE history OPERATOR(pg_catalog.=) $1 "
        "AND (partial OR kind OPERATOR(pg_catalog.<>) 'cancelled' "
        "AND (kind OPERATOR(pg_catalog.<>) 'failed' OR direction OPERATOR(pg_catalog.=) 'up')) "
        "GROUP BY identity, version) ORDER BY e.id"_s,
        {dialect.toUtf8()}};
}

Statement journalTexts(const QString &dialect, const std::vector<Version> &versions)
{
    return {
        u"SELECT DISTINCT ON (version, identity) version, up_text, down_text, identity FROM howdah.migration_event "
        "WHERE history OPERATOR(pg_catalog.=) $1 AND up_text IS NOT NULL AND EXISTS "
        "(SELECT FROM pg_catalog.json_array_elements($2::pg_catalog.json) v "
        "WHERE version OPERATOR(pg_catalog.=) (v OPERATOR(pg_catalog.->>) 0) "
        "AND identity OPERATOR(pg_catalog.=) (v OPERATOR(pg_catalog.->>) 1)) "
        "ORDER BY version, identity, id DESC"_s,
        {dialect.toUtf8(), versionList(versions)}};
}

std::vector<Statement> ensureJournal(const History &history)
{
    std::vector<Statement> statements;
    // IF NOT EXISTS would ask for the right to create schemas even where one is there.
    if (!history.schemaExists) {
        statements.push_back({u"CREATE SCHEMA howdah"_s, {}});
        statements.push_back({u"COMMENT ON SCHEMA howdah IS 'What Howdah applied to this database'"_s, {}});
    }
    const auto add = [&statements](QLatin1StringView sql) { statements.push_back({QString(sql).trimmed(), {}}); };
    if (history.journalFormat == 0) {
        add(CreateEvent);
        add(CreateGuard);
        add(CreateTrigger);
    } else if (history.journalFormat == 1) {
        add(AlterEvent);
    }
    if (history.journalFormat < JournalFormat) {
        add(CreateStatement);
        add(CreateFormat);
        statements.push_back(
            {u"INSERT INTO howdah.history_format (format) VALUES ($1)"_s, {QByteArray::number(JournalFormat)}});
    }
    return statements;
}

// ---- events and statements

static QByteArray listJson(const QStringList &texts)
{
    QByteArray json = "[";
    for (const QString &text : texts) {
        if (json.size() > 1)
            json += ',';
        appendJsonString(json, text.toUtf8());
    }
    return json + ']';
}

// Without QJsonDocument, as the server waits for it after each migration.
static void appendJson(QByteArray &json, const StatementEntry &entry)
{
    json += R"({"number":)" + QByteArray::number(entry.number) + R"(,"attempt":)" + QByteArray::number(entry.attempt)
          + R"(,"line":)" + QByteArray::number(entry.line) + (entry.atomic ? R"(,"atomic":true)" : R"(,"atomic":false)")
          + R"(,"ago":)" + QByteArray::number(entry.ago, 'f', 6) + R"(,"ms":)"
          + QByteArray::number(entry.milliseconds, 'f', 6);
    const auto addText = [&json](QByteArrayView member, const QString &text) {
        if (text.isEmpty())
            return;
        json += member;
        appendJsonString(json, text.toUtf8());
    };
    json += R"(,"statement":)";
    appendJsonString(json, withoutSecrets(entry.statement));
    addText(R"(,"command":)", entry.command);
    addText(R"(,"sqlstate":)", entry.sqlState);
    addText(R"(,"error":)", entry.error);
    if (entry.rows >= 0)
        json += R"(,"rows":)" + QByteArray::number(entry.rows);
    if (!entry.notices.isEmpty())
        json += R"(,"notices":)" + listJson(entry.notices);
    json += '}';
}

static QByteArray toJson(const std::vector<StatementEntry> &entries)
{
    QByteArray json = "[";
    for (const StatementEntry &entry : entries) {
        if (json.size() > 1)
            json += ',';
        appendJson(json, entry);
    }
    return json + ']';
}

static std::optional<QByteArray> noticesJson(const StatementEntry &entry)
{
    return entry.notices.isEmpty() ? std::nullopt : std::optional(listJson(entry.notices));
}

static QString eventSql()
{
    return u"INSERT INTO howdah.migration_event (history, version, identity, name, kind, direction, duration_ms, "
           "checksum, statements_total, first_statement, note, up_text, down_text, statement_number, sqlstate, error, "
           "statement, statements_done, statements_started, partial) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
           "$11, $12, $13, $14, $15, $16, $17, $18, $19, $20) RETURNING id"_s;
}

static QString eventWithStatementsSql()
{
    static const QString sql =
        u"WITH event AS (%1) INSERT INTO howdah.migration_statement (event_id, number, attempt, line, "
        "statement, atomic, command, started_at, finished_at, duration_ms, rows, notices, sqlstate, error) "
        "SELECT event.id, s.number, s.attempt, s.line, s.statement, s.atomic, s.command, "
        "pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) (s.ago OPERATOR(pg_catalog.*) interval '1 ms'), "
        "pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) "
        "((s.ago OPERATOR(pg_catalog.-) s.ms) OPERATOR(pg_catalog.*) interval '1 ms'), "
        "s.ms, s.rows, s.notices, s.sqlstate, s.error "
        "FROM event, pg_catalog.json_to_recordset($21::pg_catalog.json) AS s (number integer, attempt integer, "
        "line integer, statement pg_catalog.text, atomic boolean, command pg_catalog.text, ago double precision, "
        "ms double precision, rows bigint, notices pg_catalog.jsonb, sqlstate pg_catalog.text, "
        "error pg_catalog.text)"_s.arg(eventSql());
    return sql;
}

Statement writeEvent(const QString &dialect, const Entering &what, const EventFacts &facts)
{
    const bool up = what.direction == Direction::Up;
    Statement event{
        facts.statements.empty() ? eventSql() : eventWithStatementsSql(),
        {dialect.toUtf8(), what.version.text().toUtf8(), what.version.identity().toUtf8(), what.name.toUtf8(),
         eventName(facts.kind).toUtf8(), up ? "up" : "down",
         facts.milliseconds ? std::optional(QByteArray::number(qRound64(*facts.milliseconds))) : std::nullopt,
         orNull(QString::fromLatin1(up ? what.checksumUp : what.checksumDown)), QByteArray::number(what.statements),
         QByteArray::number(what.firstStatement), orNull(facts.note), facts.withTexts ? what.upText : std::nullopt,
         facts.withTexts ? what.downText : std::nullopt}};
    if (const Failing *failing = facts.failing) {
        const int reached = failing->statementsDone + 1;
        for (std::optional<QByteArray> value :
             {reached > what.statements ? std::nullopt : std::optional(QByteArray::number(reached)),
              orNull(failing->error.sqlState), std::optional(howdah::describe(failing->error).toUtf8()),
              orNull(QString::fromUtf8(withoutSecrets(failing->error.statement.left(10000)))),
              std::optional(QByteArray::number(failing->statementsDone)),
              std::optional(QByteArray::number(failing->statementsStarted)),
              std::optional(QByteArray(failing->partial ? "true" : "false"))})
            event.parameters.push_back(std::move(value));
    } else {
        event.parameters.insert(event.parameters.end(), 6, std::nullopt);
        event.parameters.emplace_back("false");
    }
    if (!facts.statements.empty())
        event.parameters.push_back(toJson(facts.statements));
    return event;
}

Statement statementBegun(qint64 event, const StatementEntry &entry)
{
    return {
        u"INSERT INTO howdah.migration_statement (event_id, number, attempt, line, statement, atomic) "
        "VALUES ($1, $2, $3, $4, $5, $6)"_s,
        {QByteArray::number(event), QByteArray::number(entry.number), QByteArray::number(entry.attempt),
         QByteArray::number(entry.line), withoutSecrets(entry.statement), entry.atomic ? "true" : "false"}};
}

Statement statementEnded(qint64 event, const StatementEntry &entry)
{
    return {
        u"UPDATE howdah.migration_statement SET finished_at = pg_catalog.clock_timestamp(), duration_ms = $4, "
        "command = $5, rows = $6, notices = $7, sqlstate = $8, error = $9 WHERE event_id OPERATOR(pg_catalog.=) $1 "
        "AND number OPERATOR(pg_catalog.=) $2 AND attempt OPERATOR(pg_catalog.=) $3"_s,
        {QByteArray::number(event), QByteArray::number(entry.number), QByteArray::number(entry.attempt),
         QByteArray::number(entry.milliseconds), orNull(entry.command),
         entry.rows < 0 ? std::nullopt : std::optional(QByteArray::number(entry.rows)), noticesJson(entry),
         orNull(entry.sqlState), orNull(entry.error)}};
}

Result<void> prepareHistory(connection::Session &session, const Dialect &dialect, const History &history)
{
    if (history.journalFormat > JournalFormat)
        return fail(
            ErrorKind::Conflict,
            tr("The history of this database was written by a newer version of Howdah (its format is %1, this program "
               "supports %2)")
                .arg(history.journalFormat)
                .arg(JournalFormat),
            tr("Use a newer version of Howdah."));
    std::vector<connection::Statement> statements;
    if (dialect.keepsJournal())
        statements = ensureJournal(history);
    std::ranges::move(dialect.ensure(history), std::back_inserter(statements));
    if (statements.empty())
        return {};
    statements.insert(statements.begin(), {u"BEGIN"_s, {}});
    statements.push_back({u"COMMIT"_s, {}});
    Result<connection::PipelineAnswer> made = session.pipeline(statements).result();
    const Error *failure = failureOf(made);
    if (!failure)
        return {};
    Error error = *failure;
    error.message =
        (history.journalFormat == 1 ? tr("The history tables cannot be upgraded to the format of this program: %1")
                                    : tr("The history tables cannot be created: %1"))
            .arg(error.message);
    if (error.kind == ErrorKind::Permission)
        error.hint = tr("Nothing was run. Use a user that can create schemas in this database, or have an "
                        "administrator create the schema howdah and grant it to this user.");
    return fail(error);
}

} // namespace howdah::migration
