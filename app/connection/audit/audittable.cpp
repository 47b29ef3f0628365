// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/audittable.h"

#include "base/privatefolder.h"
#include "base/propagate.h"
#include "base/sha256.h"
#include "base/wholefile.h"
#include "connection/session/plaintables.h"
#include "connection/tr.h"
#include "sql/quote.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMap>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

constexpr auto CreateTable = R"(
CREATE TABLE howdah.audit_log (
    id bigint PRIMARY KEY,
    written_at pg_catalog.timestamptz NOT NULL,
    written_by pg_catalog.text NOT NULL,
    log pg_catalog.text NOT NULL,
    line pg_catalog.text NOT NULL,
    previous pg_catalog.text NOT NULL,
    hash pg_catalog.text NOT NULL
))"_L1;

// Runs as the owner, so that a role that may only add lines has the chain carried on. One after the other: whoever adds
// waits until the one before has committed.
constexpr auto CreateChain = R"(
CREATE FUNCTION howdah.audit_log_chain() RETURNS pg_catalog.trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    last_id bigint;
    last_hash text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        RAISE EXCEPTION 'howdah.audit_log is append-only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock('howdah.audit_log'::regclass::oid::bigint);
    SELECT id, hash INTO last_id, last_hash FROM howdah.audit_log ORDER BY id DESC LIMIT 1;
    NEW.id := coalesce(last_id, 0) + 1;
    NEW.written_at := clock_timestamp();
    NEW.written_by := session_user;
    NEW.previous := coalesce(last_hash, '');
    NEW.hash := encode(sha256(convert_to(concat_ws(E'\n', NEW.previous, NEW.id,
        to_char(NEW.written_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), NEW.written_by, NEW.log, NEW.line),
        'UTF8')), 'hex');
    RETURN NEW;
END
$$)"_L1;

constexpr auto CreateTriggers = R"(
CREATE TRIGGER audit_log_chain BEFORE INSERT ON howdah.audit_log
FOR EACH ROW EXECUTE FUNCTION howdah.audit_log_chain())"_L1;
constexpr auto CreateKeeper = R"(
CREATE TRIGGER audit_log_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON howdah.audit_log
FOR EACH STATEMENT EXECUTE FUNCTION howdah.audit_log_chain())"_L1;

constexpr auto State = R"(
SELECT pg_catalog.pg_get_userbyid(c.relowner),
       (SELECT pg_catalog.count(*) OPERATOR(pg_catalog.=) 2 FROM pg_catalog.pg_trigger
        WHERE tgrelid OPERATOR(pg_catalog.=) c.oid
        AND tgname OPERATOR(pg_catalog.=) ANY ('{audit_log_chain,audit_log_kept}')
        AND tgenabled OPERATOR(pg_catalog.=) ANY ('{O,A}')),
       pg_catalog.has_column_privilege(c.oid, 'line', 'INSERT'),
       pg_catalog.has_table_privilege(c.oid, 'SELECT'),
       pg_catalog.array_to_json(ARRAY(
           SELECT DISTINCT CASE WHEN a.grantee OPERATOR(pg_catalog.=) 0 THEN 'PUBLIC'
                                ELSE pg_catalog.pg_get_userbyid(a.grantee)::pg_catalog.text END
           FROM pg_catalog.pg_attribute t CROSS JOIN LATERAL pg_catalog.aclexplode(t.attacl) a
           WHERE t.attrelid OPERATOR(pg_catalog.=) c.oid AND t.attname OPERATOR(pg_catalog.=) 'line'
                 AND a.privilege_type OPERATOR(pg_catalog.=) 'INSERT' ORDER BY 1))
FROM pg_catalog.pg_class c WHERE c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass('howdah.audit_log'))"_L1;

constexpr auto Rows = R"(
SELECT id, pg_catalog.to_char(written_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), written_by,
       log, line, previous, hash
FROM howdah.audit_log ORDER BY id)"_L1;

Error missingTable()
{
    return makeError(
        ErrorKind::NotFound, tr("The table howdah.audit_log does not exist in this database"),
        tr("Create it with howdahctl audit table create."));
}

Error known(const Error &error)
{
    constexpr auto UndefinedTable = "42P01"_L1;
    constexpr auto InvalidSchema = "3F000"_L1;
    return error.sqlState == UndefinedTable || error.sqlState == InvalidSchema ? missingTable() : error;
}

Result<void> runTogether(Session &session, const QStringList &statements)
{
    std::vector<Statement> all{{u"BEGIN"_s, {}}};
    for (const QString &sql : statements)
        all.push_back({sql, {}});
    all.push_back({u"COMMIT"_s, {}});
    ASSIGN_OR_RETURN(const auto done, session.pipeline(std::move(all)).result());
    return done.error ? Result<void>(fail(*done.error)) : Result<void>();
}

QString endPath(const QString &folder) { return folder + u"/tables.json"_s; }

QJsonObject readEnds(const QString &folder)
{
    QFile file(endPath(folder));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

Result<void> writeFile(const QString &path, const QByteArray &bytes)
{
    if (auto made = makePrivateFolder(QFileInfo(path).path()); !made)
        return made;
    return writeWholeFile(path, bytes, QFile::ReadOwner | QFile::WriteOwner);
}

// Row after row, as the server gives them.
class ChainReader final
{
public:
    ChainReader(QString logId, AuditTableEnd seen)
        : m_logId(std::move(logId))
        , m_seen(std::move(seen))
    {
    }

    void take(const RowBatch &rows, qsizetype row)
    {
        const qint64 id = rows.integer(row, 0);
        ++m_report.entries;
        if (id != m_last + 1)
            problem(id, tr("%1 rows are missing before it").arg(id - m_last - 1));
        else if (rows.bytes(row, 5) != m_report.lastHash.toLatin1())
            problem(
                id, tr("it does not follow the previous row: that one was changed, or this one was put in its place"));
        QByteArray body = rows.bytes(row, 5).toByteArray();
        for (int column = 0; column < 5; ++column) {
            body += '\n';
            body += rows.bytes(row, column);
        }
        if (sha256(body).toHex() != rows.bytes(row, 6))
            problem(id, tr("it was changed"));
        if (id == m_seen.id && rows.text(row, 6) != m_seen.hash)
            problem(id, tr("it is not the row that this program wrote or saw"));
        if (rows.text(row, 3) == m_logId)
            m_own.insert(
                QJsonDocument::fromJson(rows.bytes(row, 4).toByteArray())[u"n"_s].toInteger(),
                {id, rows.bytes(row, 4).toByteArray()});
        m_last = id;
        m_report.lastHash = rows.text(row, 6);
    }

    // The same numbers in the file have to say the same.
    void compareWith(const std::vector<AuditEntry> &entries)
    {
        QHash<qint64, QByteArray> lines;
        for (const AuditEntry &entry : entries)
            lines.insert(entry.number, auditJson(entry));
        for (auto it = m_own.cbegin(); it != m_own.cend(); ++it) {
            const auto line = lines.constFind(it.key());
            if (line == lines.cend())
                problem(it->id, tr("entry %1 of the log files is missing from the table").arg(it.key()));
            else if (*line != it->line)
                problem(it->id, tr("entry %1 of the log files is different").arg(it.key()));
        }
    }

    [[nodiscard]] AuditReport take()
    {
        if (m_last < m_seen.id)
            problem(m_last + 1, tr("the table ends too early: row %1 used to exist").arg(m_seen.id));
        return std::move(m_report);
    }

    [[nodiscard]] AuditTableEnd end() const { return {m_last, m_report.lastHash}; }

private:
    struct Own
    {
        qint64 id = 0;
        QByteArray line;
    };

    void problem(qint64 id, const QString &text) { m_report.problems.push_back({u"howdah.audit_log"_s, id, text}); }

    QString m_logId;
    AuditTableEnd m_seen;
    AuditReport m_report;
    QMap<qint64, Own> m_own; // by the number in the file
    qint64 m_last = 0;
};

} // namespace

Result<void> createAuditTable(Session &session, const QStringList &writers)
{
    ASSIGN_OR_RETURN(const auto state, auditTableState(session));
    if (state.exists)
        return fail(ErrorKind::Conflict, tr("The table howdah.audit_log already exists"));
    QStringList statements{
        u"CREATE SCHEMA IF NOT EXISTS howdah"_s,
        QString(CreateTable),
        QString(CreateChain),
        u"REVOKE ALL ON FUNCTION howdah.audit_log_chain() FROM PUBLIC"_s,
        QString(CreateTriggers),
        QString(CreateKeeper),
        u"REVOKE ALL ON howdah.audit_log FROM PUBLIC"_s,
        u"COMMENT ON TABLE howdah.audit_log IS 'Audit log of Howdah: append-only, a chain of hashes; verified by "
        "howdahctl audit verify --table'"_s};
    for (const QString &role : writers) {
        const QString name = sql::quoteIdentifier(role);
        statements << u"GRANT USAGE ON SCHEMA howdah TO "_s + name
                   << u"GRANT INSERT (log, line), SELECT (id, hash) ON howdah.audit_log TO "_s + name;
    }
    return runTogether(session, statements);
}

QString dropAuditTableSql() { return u"DROP TABLE howdah.audit_log"_s; }

Result<void> dropAuditTable(Session &session)
{
    const auto dropped = runTogether(session, {dropAuditTableSql(), u"DROP FUNCTION howdah.audit_log_chain()"_s});
    return dropped ? dropped : fail(known(dropped.error()));
}

Result<AuditTableState> auditTableState(Session &session)
{
    ASSIGN_OR_RETURN(const auto found, session.query({QString(State), {}}).result());
    AuditTableState state;
    state.exists = found.rows.rowCount() > 0;
    if (!state.exists)
        return state;
    state.owner = found.rows.text(0, 0);
    state.isKept = found.rows.boolean(0, 1);
    state.mayInsert = found.rows.boolean(0, 2);
    state.mayRead = found.rows.boolean(0, 3);
    for (const QJsonValue role : QJsonDocument::fromJson(found.rows.bytes(0, 4).toByteArray()).array()) {
        if (role.toString() != state.owner)
            state.writers << role.toString();
    }
    if (!state.mayRead)
        return state;
    RETURN_IF_ERROR(checkAuditTable(session));
    ASSIGN_OR_RETURN(
        const auto counted,
        session
            .query(
                {u"SELECT pg_catalog.count(*), (SELECT hash FROM howdah.audit_log ORDER BY id DESC LIMIT 1) FROM "
                 "howdah.audit_log"_s,
                 {}})
            .result());
    state.rows = counted.rows.integer(0, 0);
    state.lastHash = counted.rows.text(0, 1);
    return state;
}

Result<void> checkAuditTable(Session &session)
{
    const auto answer = session.query(askWhetherPlain({u"howdah.audit_log"_s})).result();
    return answer ? checkPlain(answer->rows, {tr("the audit log")}) : Result<void>(fail(answer.error()));
}

Result<AuditTableEnd> insertAuditLines(Session &session, const QString &logId, const std::vector<AuditEntry> &entries)
{
    QJsonArray lines;
    for (const AuditEntry &entry : entries)
        lines.append(QString::fromUtf8(auditJson(entry)));
    const auto inserted = session
                              .query(
                                  {u"INSERT INTO howdah.audit_log (log, line) SELECT $1, line FROM "
                                   u"pg_catalog.json_array_elements_text($2::pg_catalog.json) "
                                   "WITH ORDINALITY AS lines (line, number) ORDER BY number RETURNING id, hash"_s,
                                   {logId.toUtf8(), QJsonDocument(lines).toJson(QJsonDocument::Compact)}})
                              .result();
    if (!inserted)
        return fail(known(inserted.error()));
    const qsizetype last = inserted->rows.rowCount() - 1;
    if (last < 0)
        return fail(ErrorKind::Server, tr("Entries could not be written to the table howdah.audit_log"));
    return AuditTableEnd{inserted->rows.integer(last, 0), inserted->rows.text(last, 1)};
}

AuditTableEnd seenAuditTableEnd(const QString &folder, const QString &target)
{
    const QJsonObject end = readEnds(folder)[target].toObject();
    return {end[u"id"_s].toInteger(), end[u"hash"_s].toString()};
}

Result<void> keepAuditTableEnd(const QString &folder, const QString &target, const AuditTableEnd &end)
{
    QJsonObject ends = readEnds(folder);
    if (ends[target].toObject()[u"id"_s].toInteger() > end.id)
        return {};
    ends.insert(target, QJsonObject{{u"id"_s, end.id}, {u"hash"_s, end.hash}});
    return writeFile(endPath(folder), QJsonDocument(ends).toJson(QJsonDocument::Compact));
}

Result<bool> hasAuditTableEnd(Session &session, const AuditTableEnd &end)
{
    if (end.id == 0)
        return true;
    const auto found = session
                           .query(
                               {u"SELECT hash FROM howdah.audit_log WHERE id OPERATOR(pg_catalog.=) $1::bigint"_s,
                                {QByteArray::number(end.id)}})
                           .result();
    if (!found)
        return fail(known(found.error()));
    return found->rows.rowCount() > 0 && found->rows.text(0, 0) == end.hash;
}

Result<void> forgetAuditTableEnd(const QString &folder, const QString &target)
{
    QJsonObject ends = readEnds(folder);
    ends.remove(target);
    return writeFile(endPath(folder), QJsonDocument(ends).toJson(QJsonDocument::Compact));
}

Result<AuditReport> verifyAuditTable(Session &session, const QString &folder, const QString &target)
{
    ASSIGN_OR_RETURN(const auto logId, auditLogId(folder));
    RETURN_IF_ERROR(checkAuditTable(session));
    ChainReader chain(logId, seenAuditTableEnd(folder, target));
    const auto read = session
                          .stream(
                              {QString(Rows), {}},
                              [&chain](const RowBatch &rows) {
                                  for (qsizetype row = 0; row < rows.rowCount(); ++row)
                                      chain.take(rows, row);
                                  return true;
                              })
                          .result();
    if (!read)
        return fail(known(read.error()));
    AuditFilter all;
    all.limit = std::numeric_limits<qsizetype>::max();
    ASSIGN_OR_RETURN(const auto entries, readAudit(folder, all));
    chain.compareWith(entries);
    const AuditTableEnd end = chain.end();
    AuditReport report = chain.take();
    if (report.isWhole() && end.id > 0) {
        RETURN_IF_ERROR(keepAuditTableEnd(folder, target, end));
    }
    return report;
}

Result<QString> auditTableTarget(Session &session)
{
    ASSIGN_OR_RETURN(
        const auto answer,
        session
            .query(
                {u"SELECT pg_catalog.concat(system_identifier, '/', pg_catalog.current_database()) FROM "
                 "pg_catalog.pg_control_system()"_s,
                 {}})
            .result());
    return answer.rows.text(0, 0);
}

} // namespace howdah::connection
