// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/querynames.h"

#include "base/propagate.h"
#include "connection/session/databasepath.h"
#include "connection/readonly/readingfunctions.h"
#include "connection/readonly/changingfunctions.h"
#include "connection/readonly/readonlyrules.h"
#include "metrics/tr.h"
#include "sql/condition.h"
#include "sql/parser.h"
#include "sql/quote.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

QByteArray arrayOf(const QStringList &texts)
{
    QByteArrayList elements;
    for (const QString &text : texts)
        elements << '"' + text.toUtf8().replace('\\', "\\\\").replace('"', "\\\"") + '"';
    return '{' + elements.join(',') + '}';
}

QString keyOf(const QString &schema, const QString &name) { return schema + QChar(0) + name; }

// Where each of $1 (schemas, or "") with $2 (names) is on the path $3, first things first.
QString relationsSql()
{
    return u"SELECT f.oid, f.nspname, pg_catalog.has_any_column_privilege(f.oid, 'SELECT') FROM"
           " ROWS FROM (pg_catalog.unnest($1::pg_catalog.text[]), pg_catalog.unnest($2::pg_catalog.text[]))"
           " WITH ORDINALITY AS w(schema, name, place) LEFT JOIN LATERAL (SELECT c.oid, n.nspname"
           " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace"
           " WHERE c.relname OPERATOR(pg_catalog.=) w.name::pg_catalog.name"
           " AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND n.nspname::pg_catalog.text OPERATOR(pg_catalog.=)"
           " ANY (CASE WHEN w.schema OPERATOR(pg_catalog.=) '' THEN $3::pg_catalog.text[] ELSE ARRAY[w.schema] END)"
           " ORDER BY pg_catalog.array_position($3::pg_catalog.text[], n.nspname::pg_catalog.text) LIMIT 1) f ON true"
           " ORDER BY w.place"_s;
}

QString typesSql()
{
    return u"SELECT w.name, f.nspname FROM pg_catalog.unnest($1::pg_catalog.text[]) AS w(name)"
           " CROSS JOIN LATERAL (SELECT n.nspname FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n"
           " ON n.oid OPERATOR(pg_catalog.=) t.typnamespace"
           " WHERE t.typname OPERATOR(pg_catalog.=) w.name::pg_catalog.name"
           " AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')"
           " AND n.nspname::pg_catalog.text OPERATOR(pg_catalog.=) ANY ($2::pg_catalog.text[])"
           " ORDER BY pg_catalog.array_position($2::pg_catalog.text[], n.nspname::pg_catalog.text) LIMIT 1) f"_s;
}

// Those of the relations $1 that call functions when they are read: these look for names where their database says.
QString callingSql()
{
    return u"SELECT c.oid FROM pg_catalog.pg_class c WHERE c.oid OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.oid[])"
           " AND (c.relkind OPERATOR(pg_catalog.=) 'v' OR c.relrowsecurity OR EXISTS (SELECT FROM"
           " pg_catalog.pg_attribute a WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid"
           " AND a.attgenerated OPERATOR(pg_catalog.=) 'v'))"_s;
}

// Columns of the relations $1 whose type, that of the domain's base or of the array's elements, is a base type that was
// made after the database: with the operators that it has outside of pg_catalog, and the functions beside it.
QString foreignSql()
{
    return u"WITH RECURSIVE chain AS ("
           "SELECT a.attrelid, a.attname, t.oid, t.typtype, t.typbasetype, t.typelem, t.typnamespace, t.typcategory"
           " FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) a.atttypid"
           " WHERE a.attrelid OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.oid[])"
           " AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped"
           " AND a.atttypid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid UNION ALL "
           "SELECT c.attrelid, c.attname, t.oid, t.typtype, t.typbasetype, t.typelem, t.typnamespace, t.typcategory"
           " FROM chain c JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=)"
           " CASE WHEN c.typtype OPERATOR(pg_catalog.=) 'd' THEN c.typbasetype ELSE c.typelem END"
           " WHERE c.typtype OPERATOR(pg_catalog.=) 'd' OR c.typcategory OPERATOR(pg_catalog.=) 'A')"
           " SELECT c.attrelid, c.attname, pg_catalog.format_type(c.oid, NULL), n.nspname,"
           " (SELECT pg_catalog.jsonb_agg(DISTINCT o.oprname) FROM pg_catalog.pg_operator o"
           " WHERE (o.oprleft OPERATOR(pg_catalog.=) c.oid OR o.oprright OPERATOR(pg_catalog.=) c.oid)"
           " AND o.oprnamespace OPERATOR(pg_catalog.<>) 'pg_catalog'::pg_catalog.regnamespace),"
           " (SELECT pg_catalog.jsonb_agg(DISTINCT p.proname) FROM pg_catalog.pg_proc p"
           " WHERE p.pronamespace OPERATOR(pg_catalog.=) c.typnamespace"
           " AND c.oid OPERATOR(pg_catalog.=) ANY (p.proargtypes::pg_catalog.oid[]))"
           " FROM chain c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.typnamespace"
           " WHERE c.typtype OPERATOR(pg_catalog.=) 'b' AND c.typcategory OPERATOR(pg_catalog.<>) 'A'"
           " AND c.oid OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid"_s;
}

QStringList textsOf(const connection::RowBatch &rows, qsizetype row, qsizetype column)
{
    QStringList texts;
    for (const QJsonValue text : QJsonDocument::fromJson(rows.bytes(row, column).toByteArray()).array())
        texts << text.toString();
    return texts;
}

QString ofExtensions()
{
    return tr("In dashboards, functions and operators without a schema are PostgreSQL's built-in ones. Qualify those "
              "of extensions and your own: public.similarity(a, b), a OPERATOR(public.%) b.");
}

std::unexpected<Error> refusedQuery(const QString &message)
{
    return fail(ErrorKind::Permission, message, tr("Each query of a dashboard must be a single SELECT."));
}

// Which columns of the query hold values of foreign types: those of the tables, and the outputs that are made of them.
class ForeignUse final
{
public:
    explicit ForeignUse(const std::vector<ForeignColumn> &foreign)
    {
        for (const ForeignColumn &one : foreign) {
            m_held.insert(one.column, &one);
            m_held.insert(u"::"_s + one.type.section(u'.', -1).remove(u'"'), &one);
            m_held.insert(u"*"_s, &one);
        }
    }

    void follow(const std::vector<std::pair<QString, QStringList>> &aliases)
    {
        for (bool isMore = true; isMore;) {
            isMore = false;
            for (const auto &[name, columns] : aliases) {
                const ForeignColumn *of = m_held.contains(name) ? nullptr : holderOf(columns);
                if (of == nullptr)
                    continue;
                m_held.insert(name, of);
                isMore = true;
            }
        }
    }

    // Another one than the column's own would be taken.
    [[nodiscard]] const ForeignColumn *mistakenIn(const sql::NameUse &use) const
    {
        for (const QString &column : use.columns) {
            const ForeignColumn *of = m_held.value(column);
            if (of != nullptr && (use.isFunction ? of->functions : of->operators).contains(use.name))
                return of;
        }
        return nullptr;
    }

private:
    [[nodiscard]] const ForeignColumn *holderOf(const QStringList &columns) const
    {
        for (const QString &column : columns) {
            if (const ForeignColumn *of = column == "*"_L1 ? nullptr : m_held.value(column))
                return of;
        }
        return nullptr;
    }

    QHash<QString, const ForeignColumn *> m_held;
};

Result<void> checkForeign(const sql::QueryNames &names, const std::vector<ForeignColumn> &foreign)
{
    if (foreign.empty())
        return {};
    ForeignUse held(foreign);
    held.follow(names.aliases);
    for (const sql::NameUse &use : names.uses) {
        const ForeignColumn *mistaken = held.mistakenIn(use);
        if (mistaken == nullptr)
            continue;
        const QString own = use.isFunction ? sql::quoteIdentifier(mistaken->schema) + u'.' + use.name + u"(...)"_s
                                           : u"OPERATOR(%1.%2)"_s.arg(sql::quoteIdentifier(mistaken->schema), use.name);
        return fail(
            ErrorKind::Invalid,
            tr("%1 is of type %2: %3 without a schema would be PostgreSQL's built-in one, which treats it as another "
               "type")
                .arg(mistaken->column, mistaken->type, use.name),
            tr("Use %1, or cast the column to the intended type, as in %2::text.").arg(own, mistaken->column));
    }
    return {};
}

} // namespace

RelationName relationNamed(QStringView text)
{
    QStringList parts{QString()};
    bool isQuoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar sign = text[i];
        if (sign == u'"' && isQuoted && i + 1 < text.size() && text[i + 1] == u'"')
            parts.last() += text[++i];
        else if (sign == u'"')
            isQuoted = !isQuoted;
        else if (sign == u'.' && !isQuoted)
            parts << QString();
        else if (isQuoted || !sign.isSpace())
            parts.last() += isQuoted ? sign : sign.toLower();
    }
    return {parts.size() > 1 ? parts[parts.size() - 2] : QString(), parts.last()};
}

Result<void> NameFinder::readPath()
{
    if (m_hasPath)
        return {};
    ASSIGN_OR_RETURN(const QStringList path, connection::readDatabasePath(m_session));
    // What is PostgreSQL's is never another's, wherever the path has it.
    m_path = QStringList{u"pg_catalog"_s} + path;
    m_hasPath = true;
    return {};
}

Result<std::vector<RelationPlace>> NameFinder::find(const std::vector<RelationName> &names)
{
    std::vector<RelationPlace> places;
    if (names.empty())
        return places;
    RETURN_IF_ERROR(readPath());
    QStringList schemas;
    QStringList relations;
    for (const RelationName &name : names) {
        schemas << name.schema;
        relations << name.name;
    }
    ASSIGN_OR_RETURN(
        const auto answer,
        m_session.query({relationsSql(), {arrayOf(schemas), arrayOf(relations), arrayOf(m_path)}}).result());
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        places.push_back(
            {answer.rows.value(row, 0).value_or(QByteArray()), answer.rows.text(row, 1), answer.rows.boolean(row, 2)});
    return places;
}

// What the names of a query lead to, each asked for once.
Result<void> NameFinder::learn(const sql::QueryNames &names)
{
    std::vector<RelationName> wanted;
    QSet<QString> seen;
    for (const sql::NamePlace &one : names.relations) {
        const QString key = keyOf(one.schema, one.name);
        if (!m_relations.contains(key) && !seen.contains(key))
            wanted.push_back({one.schema, one.name});
        seen.insert(key);
    }
    ASSIGN_OR_RETURN(const auto places, find(wanted));
    QByteArrayList oids;
    QHash<QByteArray, QString> byOid;
    for (size_t i = 0; i < wanted.size(); ++i) {
        const QString key = keyOf(wanted[i].schema, wanted[i].name);
        m_relations.insert(key, places[i]);
        if (!places[i].oid.isEmpty() && places[i].schema != "pg_catalog"_L1) {
            oids << places[i].oid;
            byOid.insert(places[i].oid, key);
        }
    }
    QStringList types;
    for (const sql::NamePlace &one : names.types) {
        if (one.schema.isEmpty() && !m_types.contains(one.name))
            types << one.name;
    }
    if (oids.isEmpty() && types.isEmpty())
        return {};
    RETURN_IF_ERROR(readPath());
    const auto answers = m_session
                             .pipeline(
                                 {{typesSql(), {arrayOf(types), arrayOf(m_path)}},
                                  {foreignSql(), {'{' + oids.join(',') + '}'}},
                                  {callingSql(), {'{' + oids.join(',') + '}'}}})
                             .result();
    if (const Error *error = failureOf(answers))
        return fail(*error);
    const connection::RowBatch &found = answers->answers[0].rows;
    for (qsizetype row = 0; row < found.rowCount(); ++row)
        m_types.insert(found.text(row, 0), found.text(row, 1));
    const connection::RowBatch &foreign = answers->answers[1].rows;
    for (qsizetype row = 0; row < foreign.rowCount(); ++row)
        m_foreign[byOid.value(foreign.bytes(row, 0).toByteArray())].push_back(
            {foreign.text(row, 1), foreign.text(row, 2), foreign.text(row, 3), textsOf(foreign, row, 4),
             textsOf(foreign, row, 5)});
    const connection::RowBatch &calling = answers->answers[2].rows;
    for (qsizetype row = 0; row < calling.rowCount(); ++row)
        m_calling.insert(byOid.value(calling.bytes(row, 0).toByteArray()));
    return {};
}

Result<QString> NameFinder::findStrangers()
{
    if (m_stranger)
        return *m_stranger;
    RETURN_IF_ERROR(readPath());
    ASSIGN_OR_RETURN(const QString found, connection::strangersOperator(m_session, m_path));
    return m_stranger.emplace(found);
}

// The operators of a query have no schemas. Where those of others could answer for them, functions behind a view find
// PostgreSQL's names only.
Result<QString> NameFinder::pathFor(bool callsTheDatabase)
{
    QString own = u"pg_catalog, pg_temp"_s;
    if (!callsTheDatabase)
        return own;
    ASSIGN_OR_RETURN(const QString stranger, findStrangers());
    if (!stranger.isEmpty())
        return own;
    return connection::pathBehindPostgres(m_path.sliced(1));
}

Result<NameFinder::Places> NameFinder::placesIn(const QByteArray &query)
{
    const auto tree = sql::parseTree(query);
    if (!tree) {
        Error error = makeError(
            ErrorKind::Invalid, tr("The query cannot be read: %1").arg(tree.error().message),
            tr("A dashboard's queries are written in the SQL of PostgreSQL 15."));
        error.sqlState = u"42601"_s;
        error.position = tree.error().character;
        return fail(error);
    }
    if (const auto problem = sql::problemWithReading(*tree))
        return refusedQuery(problem->message);
    // Of functions outside of pg_catalog the database is asked by the session, where that may only read.
    connection::JudgeOptions options;
    options.postgresNames = true;
    if (const auto judged = connection::judgeReading(QString::fromUtf8(query), options); !judged)
        return refusedQuery(judged.error().message);
    const sql::QueryNames names = sql::namesOfQuery(*tree);
    for (const sql::NamePlace &function : names.functions) {
        // To set something for what comes after it is no reading.
        if (function.name == "set_config"_L1 || connection::changesByItself(function.name.toUtf8()))
            return refusedQuery(tr("%1() is refused: dashboards are read-only").arg(function.name));
        if (function.schema.isEmpty() && !connection::isReadingFunction(function.name.toUtf8()))
            return fail(
                ErrorKind::Invalid, tr("%1() is not a read-only function of PostgreSQL").arg(function.name),
                ofExtensions());
    }
    RETURN_IF_ERROR(learn(names));
    std::vector<ForeignColumn> foreign;
    Places places;
    QMap<qsizetype, QString> &schemas = places.schemas;
    bool calls = false;
    for (const sql::NamePlace &one : names.relations) {
        const QString key = keyOf(one.schema, one.name);
        calls = calls || m_calling.contains(key);
        std::ranges::copy(m_foreign.value(key), std::back_inserter(foreign));
        if (one.schema.isEmpty() && !m_relations[key].schema.isEmpty())
            schemas.insert(one.byte, m_relations[key].schema);
    }
    for (const sql::NamePlace &one : names.types) {
        if (one.schema.isEmpty() && m_types.contains(one.name))
            schemas.insert(one.byte, m_types[one.name]);
    }
    for (const sql::NamePlace &one : names.functions) {
        if (one.schema.isEmpty())
            schemas.insert(one.byte, u"pg_catalog"_s);
        calls = calls || (!one.schema.isEmpty() && one.schema != "pg_catalog"_L1);
    }
    RETURN_IF_ERROR(checkForeign(names, foreign));
    ASSIGN_OR_RETURN(const auto path, pathFor(calls));
    places.path = path;
    return places;
}

static QByteArray withSchemas(
    const QByteArray &query, const QMap<qsizetype, QString> &schemas,
    std::vector<std::pair<qsizetype, qsizetype>> &written)
{
    QByteArray text;
    qsizetype from = 0;
    qsizetype characters = 0;
    for (auto at = schemas.cbegin(); at != schemas.cend(); ++at) {
        const QByteArray between = query.sliced(from, at.key() - from);
        const QString schema = sql::quoteIdentifier(*at) + u'.';
        characters += QString::fromUtf8(between).toUcs4().size();
        written.emplace_back(characters + 1, schema.toUcs4().size());
        characters += written.back().second;
        text += between + schema.toUtf8();
        from = at.key();
    }
    return text + query.sliced(from);
}

Result<NameFinder::Placed> NameFinder::placed(const connection::Statement &query)
{
    const QByteArray text = query.sql.toUtf8();
    ASSIGN_OR_RETURN(const auto places, placesIn(text));
    Placed placed{query, places.path, {}};
    placed.statement.sql = QString::fromUtf8(withSchemas(text, places.schemas, placed.written));
    return placed;
}

qsizetype NameFinder::Placed::positionBefore(qsizetype position) const
{
    qsizetype before = position;
    for (const auto &[at, count] : written) {
        if (at < position)
            before -= std::min(count, position - at);
    }
    return before;
}

Result<NameFinder::Rows> NameFinder::placedRows(const RelationName &relation, const QString &condition)
{
    ASSIGN_OR_RETURN(const auto place, find({relation}));
    if (place.front().oid.isEmpty())
        return fail(
            ErrorKind::NotFound, tr("There is no table %1 in the search path of this connection").arg(relation.name),
            tr("Qualify it in the dashboard: schema.table."));
    if (const auto problem = sql::checkCondition(condition))
        return fail(ErrorKind::Invalid, problem->message);
    ASSIGN_OR_RETURN(const QString stranger, findStrangers());
    if (!stranger.isEmpty())
        return fail(
            ErrorKind::Permission,
            tr("The rows were not opened: the operator %1 of this database could be used in place of PostgreSQL's")
                .arg(stranger),
            tr("Connect with a search_path that does not include its schema, or open the table and type the "
               "condition."));
    Rows rows{place.front().schema, {}, {}};
    const QByteArray before = "SELECT 1 FROM " + sql::quoteQualified(rows.schema, relation.name).toUtf8() + " WHERE (";
    const QByteArray query = before + condition.toUtf8() + "\n)";
    ASSIGN_OR_RETURN(const auto places, placesIn(query));
    rows.path = places.path;
    std::vector<std::pair<qsizetype, qsizetype>> written;
    const QByteArray text = withSchemas(query, places.schemas, written);
    rows.condition = QString::fromUtf8(text.sliced(before.size(), text.size() - before.size() - 2));
    return rows;
}

Error withNamesExplained(Error error)
{
    static const QStringList unknown{u"42883"_s, u"42704"_s, u"42P01"_s};
    if (unknown.contains(error.sqlState) && (error.hint.isEmpty() || error.sqlState == "42883"_L1))
        error.hint = ofExtensions();
    return error;
}

} // namespace howdah::metrics
