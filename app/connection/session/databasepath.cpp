// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/databasepath.h"

#include "base/propagate.h"
#include "connection/session/searchpath.h"
#include "sql/quote.h"

using namespace Qt::StringLiterals;

namespace howdah::connection {

static bool asksTheDatabase(const Session &session) { return session.options().names == Names::OfDatabase; }

// The order in which a new session of the server looks for its settings.
static Statement keptPathQuestion()
{
    return {
        u"SELECT pg_catalog.substr(s.setting, 13) FROM (SELECT r.setdatabase, r.setrole, "
        "pg_catalog.unnest(r.setconfig) AS setting FROM pg_catalog.pg_db_role_setting r) s "
        "WHERE pg_catalog.starts_with(s.setting, 'search_path=') "
        "AND (s.setdatabase OPERATOR(pg_catalog.=) 0::pg_catalog.oid OR s.setdatabase OPERATOR(pg_catalog.=) "
        "(SELECT d.oid FROM pg_catalog.pg_database d "
        "WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())) "
        "AND (s.setrole OPERATOR(pg_catalog.=) 0::pg_catalog.oid OR s.setrole OPERATOR(pg_catalog.=) "
        "(SELECT a.oid FROM pg_catalog.pg_roles a WHERE a.rolname OPERATOR(pg_catalog.=) session_user)) "
        "ORDER BY s.setrole OPERATOR(pg_catalog.=) 0::pg_catalog.oid, "
        "s.setdatabase OPERATOR(pg_catalog.=) 0::pg_catalog.oid LIMIT 1"_s,
        {}};
}

std::vector<Statement> databasePathQuestions(const Session &session)
{
    return {
        asksTheDatabase(session) ? Statement{u"SHOW search_path"_s, {}} : keptPathQuestion(),
        {u"SELECT n.nspname, n.nspname OPERATOR(pg_catalog.=) current_user FROM pg_catalog.pg_namespace n "
         "WHERE pg_catalog.has_schema_privilege(n.oid, 'USAGE') "
         "AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_')"_s,
         {}}};
}

QStringList namesOfPath(const QString &searchPath)
{
    QStringList names;
    QString name;
    bool quoted = false;    // within quotes now
    bool wasQuoted = false; // the name has had some
    const auto end = [&] {
        if (wasQuoted || !name.isEmpty())
            names << name;
        name.clear();
        wasQuoted = false;
    };
    for (qsizetype i = 0; i < searchPath.size(); ++i) {
        const QChar sign = searchPath[i];
        if (sign == u'"') {
            const bool doubled = quoted && i + 1 < searchPath.size() && searchPath[i + 1] == u'"';
            if (doubled)
                name += searchPath[++i];
            else
                quoted = !quoted;
            wasQuoted = true;
        } else if (quoted) {
            name += sign;
        } else if (sign == u',') {
            end();
        } else if (!sign.isSpace()) {
            name += sign.toLower();
        }
    }
    end();
    return names;
}

QStringList databasePath(const Session &session, const RowBatch &setting, const RowBatch &schemasThatAreThere)
{
    QString path = asksTheDatabase(session) ? QString() : session.serverParameter(AskedSearchPath);
    if (path.isEmpty() && setting.rowCount() > 0)
        path = setting.text(0, 0);
    else if (path.isEmpty()) // of postgresql.conf; PostgreSQL's own default where nobody more may connect
        path = session.databasePath().result().value_or(u"\"$user\", public"_s);
    QStringList there;
    QString own;
    for (qsizetype row = 0; row < schemasThatAreThere.rowCount(); ++row) {
        there << schemasThatAreThere.text(row, 0);
        if (schemasThatAreThere.boolean(row, 1))
            own = there.back();
    }
    QStringList schemas;
    for (const QString &name : namesOfPath(path)) {
        const QString schema = name == "$user"_L1 ? own : name;
        if (!schema.isEmpty() && there.contains(schema) && !schemas.contains(schema))
            schemas << schema;
    }
    return schemas;
}

Result<QStringList> readDatabasePath(Session &session)
{
    ASSIGN_OR_RETURN(const PipelineAnswer answer, session.pipeline(databasePathQuestions(session)).result());
    if (answer.error)
        return fail(*answer.error);
    return databasePath(session, answer.answers[0].rows, answer.answers[1].rows);
}

static QByteArray textArray(const QStringList &texts)
{
    QByteArrayList elements;
    for (const QString &text : texts)
        elements << '"' + text.toUtf8().replace('\\', "\\\\").replace('"', "\\\"") + '"';
    return '{' + elements.join(',') + '}';
}

Result<QMap<QString, QString>> findOnDatabasePath(Session &session, const QStringList &relations, const QString &before)
{
    QMap<QString, QString> found;
    if (relations.isEmpty())
        return found;
    ASSIGN_OR_RETURN(QStringList path, readDatabasePath(session));
    if (!before.isEmpty())
        path.prepend(before);
    ASSIGN_OR_RETURN(
        const Answer answer,
        session
            .query(
                {u"SELECT c.relname, n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n "
                 "ON n.oid OPERATOR(pg_catalog.=) c.relnamespace "
                 "WHERE c.relname OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.text[]) "
                 "AND n.nspname OPERATOR(pg_catalog.=) ANY ($2::pg_catalog.text[])"_s,
                 {textArray(relations), textArray(path)}})
            .result());
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row) {
        const QString schema = answer.rows.text(row, 1);
        QString &known = found[answer.rows.text(row, 0)];
        if (known.isEmpty() || path.indexOf(schema) < path.indexOf(known))
            known = schema;
    }
    return found;
}

static QString strangersSql()
{
    return u"SELECT n.nspname::pg_catalog.text, o.oprname::pg_catalog.text FROM pg_catalog.pg_operator o"
           " JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) o.oprnamespace"
           " JOIN pg_catalog.pg_roles r ON r.oid OPERATOR(pg_catalog.=) o.oprowner"
           " WHERE n.nspname::pg_catalog.text OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.text[])"
           " AND n.nspname OPERATOR(pg_catalog.<>) 'pg_catalog' AND NOT r.rolsuper"
           " AND r.rolname OPERATOR(pg_catalog.<>) session_user LIMIT 1"_s;
}

Result<QString> strangersOperator(Session &session, const QStringList &schemas)
{
    ASSIGN_OR_RETURN(const Answer answer, session.query({strangersSql(), {textArray(schemas)}}).result());
    return answer.rows.rowCount() > 0 ? answer.rows.text(0, 0) + u'.' + answer.rows.text(0, 1) : QString();
}

QString pathBehindPostgres(const QStringList &schemas)
{
    QStringList path{u"pg_catalog"_s};
    for (const QString &schema : schemas) {
        // As it is written into one string of a statement.
        if (schema != "pg_catalog"_L1 && !schema.contains(u'\'') && !schema.contains(u'\\'))
            path << sql::quoteIdentifier(schema);
    }
    return QStringList(path + QStringList{u"pg_temp"_s}).join(u", "_s);
}

Result<QString> pathForTriggers(Session &session)
{
    ASSIGN_OR_RETURN(const QStringList path, readDatabasePath(session));
    ASSIGN_OR_RETURN(const QString stranger, strangersOperator(session, path));
    return pathBehindPostgres(stranger.isEmpty() ? path : QStringList());
}

} // namespace howdah::connection
