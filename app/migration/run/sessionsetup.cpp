// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/run/sessionsetup.h"

#include "base/propagate.h"
#include "sql/quote.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Answer;
using connection::Session;
using connection::Statement;

// The pack's schema, and public, where extensions usually are. Without one the session's own path, except that tables
// must never land in the schema of the history: a user of the same name would find it first ("$user").
static Result<QString> searchPath(Session &session, const QString &packSchema, const QString &historySchema)
{
    if (!packSchema.isEmpty())
        return sql::quoteIdentifier(packSchema) + (packSchema == "public"_L1 ? QString() : u", public"_s);
    ASSIGN_OR_RETURN(
        Answer answer, session
                           .query(
                               {u"SELECT s, session_user OPERATOR(pg_catalog.=) $1 "
                                "FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) s"_s,
                                {historySchema.toUtf8()}})
                           .result());
    QStringList schemas;
    bool meets = false;
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row) {
        const QString schema = answer.rows.text(row, 0);
        meets = meets || schema == historySchema || answer.rows.boolean(row, 1);
        if (schema != historySchema)
            schemas << sql::quoteIdentifier(schema);
    }
    if (!meets)
        return QString();
    return schemas.isEmpty() ? u"public"_s : schemas.join(u", "_s);
}

Result<SessionSetup> SessionSetup::read(Session &session, const Dialect &dialect, const QString &packSchema)
{
    SessionSetup setup;
    ASSIGN_OR_RETURN(QString path, searchPath(session, packSchema, dialect.ownSchema()));
    setup.m_searchPath = path;
    ASSIGN_OR_RETURN(
        Answer answer, session
                           .query(
                               {u"SELECT name, setting, pg_catalog.pg_backend_pid(), "
                                "pg_catalog.current_setting('synchronous_commit') FROM pg_catalog.pg_settings "
                                "WHERE source OPERATOR(pg_catalog.=) 'session'"_s,
                                {}})
                           .result());
    const connection::RowBatch &rows = answer.rows;
    if (rows.rowCount() > 0) { // always: a session sets application_name
        setup.m_backend = int(rows.integer(0, 2));
        setup.m_durability = rows.bytes(0, 3).toByteArray();
        if (setup.m_durability == "off")
            setup.m_durability = "on";
    }
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        setup.m_settings.emplace_back(rows.bytes(row, 0).toByteArray(), rows.bytes(row, 1).toByteArray());
    return setup;
}

// Those of the session and, for a run, `ours`; the answer's last column says whether to be wary.
Statement SessionSetup::settings(bool ours) const
{
    Statement statement{u"SELECT "_s, {}};
    const auto set = [&statement](const QByteArray &name, const QByteArray &value) {
        const qsizetype number = qsizetype(statement.parameters.size()) + 1;
        statement.sql += u"pg_catalog.set_config($%1, $%2, false), "_s.arg(number).arg(number + 1);
        statement.parameters.push_back(name);
        statement.parameters.push_back(value);
    };
    for (const auto &[name, value] : m_settings)
        set(name, value);
    if (ours) {
        set("lock_timeout", QByteArray::number(qint64(lockTimeout.count())));
        if (!m_searchPath.isEmpty())
            set("search_path", m_searchPath.toUtf8());
        if (lazy || !m_durability.isEmpty())
            set("synchronous_commit", lazy ? QByteArray("off") : m_durability);
    }
    statement.sql += u"EXISTS (SELECT FROM pg_catalog.pg_event_trigger) "
                     "OR pg_catalog.strpos(pg_catalog.current_setting('search_path'), 'pg_temp') "
                     "OPERATOR(pg_catalog.>) 0"_s;
    return statement;
}

Result<void> SessionSetup::establish(Session &session)
{
    ASSIGN_OR_RETURN(const Answer answer, session.query(settings(true)).result());
    readCleanup(answer.rows);
    return {};
}

SessionSetup::Statements SessionSetup::cleanup() const
{
    Statements statements;
    for (const QString &sql :
         {u"RESET SESSION AUTHORIZATION"_s, u"RESET ROLE"_s, u"RESET ALL"_s, u"DISCARD TEMP"_s, u"DEALLOCATE ALL"_s})
        statements.push_back({sql, {}});
    statements.push_back(settings(true));
    return statements;
}

void SessionSetup::readCleanup(const connection::RowBatch &rows)
{
    m_wary = rows.rowCount() == 0 || rows.boolean(0, rows.columnCount() - 1);
}

Statement SessionSetup::durable(bool always) const
{
    return {
        u"SELECT pg_catalog.set_config('synchronous_commit', $1, $2::boolean)"_s,
        {m_durability, always ? "false" : "true"}};
}

// A commit waits for the disk where it has written something, and then for all before it.
bool SessionSetup::flush(Session &session) const
{
    const Result<connection::PipelineAnswer> done =
        session
            .pipeline(
                {{u"BEGIN"_s, {}},
                 durable(),
                 {u"SELECT pg_catalog.pg_logical_emit_message(true, 'howdah', '')"_s, {}},
                 {u"COMMIT"_s, {}}})
            .result();
    return done && !done->error;
}

void SessionSetup::leave(Session &session) const
{
    if (session.isOpen())
        (void)session.pipeline({{u"RESET ALL"_s, {}}, settings(false)}).result();
}

} // namespace howdah::migration
