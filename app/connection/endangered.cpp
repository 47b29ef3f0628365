// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/endangered.h"

#include "sql/quote.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QSet>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::connection {

using sql::Destruction;
using Kind = Destruction::Kind;

static QString tr(const char *text, const char *comment = nullptr, int n = -1)
{
    return QCoreApplication::translate("Endangered", text, comment, n);
}

namespace {

constexpr qint64 SmallTable = 10 * 8192; // up to here the planner guesses what it has never seen
constexpr qsizetype MostNamed = 50;

// With its inheriting tables, of which partitions are. $1 is tried before $2. What nobody has counted yet has -1 rows,
// and before PostgreSQL 14 none in no pages.
constexpr auto RelationSql = R"(
WITH RECURSIVE found AS (
    SELECT c.oid, n.nspname, c.relname, c.relkind
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid = coalesce(to_regclass($1), to_regclass($2))
), tree AS (
    SELECT oid FROM found
    UNION
    SELECT i.inhrelid FROM pg_inherits i JOIN tree t ON i.inhparent = t.oid
)
SELECT f.oid, f.nspname, f.relname, f.relkind IN ('r', 'p', 'm', 'f'),
       (SELECT sum(pg_relation_size(oid)) FROM tree),
       (SELECT bool_or(c.reltuples < 0 OR c.relpages = 0 AND pg_relation_size(oid) > 0) FROM tree JOIN pg_class c USING (oid) WHERE c.relkind <> 'p'),
       (SELECT sum(greatest(c.reltuples, 0))::bigint FROM tree JOIN pg_class c USING (oid) WHERE c.relkind <> 'p'),
       f.relkind = 'f'
FROM found f)"_L1;

// Everything that a DROP ... CASCADE takes, from any object: what depends on it, and the view that a rule is of.
// Indexes, sequences, toast tables and types of rows are not worth a word.
constexpr auto DroppedSql = R"(
WITH RECURSIVE gone(classid, objid, objsubid) AS (
    SELECT $1::oid, $2::oid, $3::int
    UNION
    SELECT next.classid, next.objid, next.objsubid
    FROM gone g CROSS JOIN LATERAL (
        SELECT d.classid, d.objid, d.objsubid FROM pg_depend d
        WHERE d.refclassid = g.classid AND d.refobjid = g.objid
              AND (g.objsubid = 0 OR d.refobjsubid = g.objsubid) AND d.deptype <> 'p'
        UNION ALL
        SELECT d.refclassid, d.refobjid, 0 FROM pg_depend d
        WHERE g.classid = 'pg_rewrite'::regclass AND d.classid = g.classid AND d.objid = g.objid AND d.deptype = 'i'
    ) AS next
)
SELECT pg_describe_object(g.classid, g.objid, g.objsubid),
       CASE WHEN g.objsubid = 0 AND c.relkind IN ('r', 'm', 'f') THEN
            CASE WHEN c.relkind <> 'f' AND pg_relation_size(c.oid) = 0 THEN 0
                 WHEN c.reltuples >= 0 AND (c.relpages > 0 OR c.relkind = 'f') THEN c.reltuples::bigint END END
FROM gone g
LEFT JOIN pg_class c ON g.classid = 'pg_class'::regclass AND c.oid = g.objid
LEFT JOIN pg_constraint k ON g.classid = 'pg_constraint'::regclass AND k.oid = g.objid
LEFT JOIN pg_type t ON g.classid = 'pg_type'::regclass AND t.oid = g.objid
WHERE NOT (g.classid = $1::oid AND g.objid = $2::oid)
      AND ((c.oid IS NOT NULL AND (c.relkind IN ('r', 'p', 'm', 'f', 'v'))
            AND (g.objsubid = 0 OR NOT EXISTS (SELECT FROM gone w WHERE w.classid = g.classid AND w.objid = g.objid
                                               AND w.objsubid = 0)))
           OR (k.contype = 'f' AND NOT EXISTS (SELECT FROM gone w WHERE w.classid = 'pg_class'::regclass
                                               AND w.objid = k.conrelid AND w.objsubid = 0))
           OR g.classid IN ('pg_proc'::regclass, 'pg_namespace'::regclass, 'pg_extension'::regclass)
           OR (t.typtype IN ('e', 'd', 'r')))
ORDER BY 2 DESC NULLS LAST, 1)"_L1;

// The tables that TRUNCATE ... CASCADE empties, and those whose rows a DELETE takes along ($2: only by ON DELETE
// CASCADE).
constexpr auto ReferringSql = R"(
WITH RECURSIVE gone(oid) AS (
    SELECT $1::oid
    UNION
    SELECT k.conrelid FROM gone g JOIN pg_constraint k ON k.contype = 'f' AND k.confrelid = g.oid
                                  AND ($2 <> 'delete' OR k.confdeltype = 'c')
)
SELECT pg_describe_object('pg_class'::regclass, c.oid, 0),
       CASE WHEN c.relkind = 'p'
            THEN (SELECT CASE WHEN bool_and(l.reltuples >= 0 AND (l.relpages > 0 OR pg_relation_size(l.oid) = 0))
                              THEN sum(l.reltuples)::bigint END
                  FROM pg_partition_tree(c.oid) t JOIN pg_class l ON l.oid = t.relid WHERE t.isleaf)
            WHEN pg_relation_size(c.oid) = 0 THEN 0
            WHEN c.reltuples >= 0 AND c.relpages > 0 THEN c.reltuples::bigint END
FROM gone JOIN pg_class c USING (oid)
WHERE c.oid <> $1::oid -- a partition is told with its table
  AND NOT EXISTS (SELECT FROM pg_inherits i JOIN gone p ON p.oid = i.inhparent WHERE c.relispartition AND i.inhrelid = c.oid)
ORDER BY 2 DESC NULLS LAST, 1)"_L1;

constexpr auto FunctionSql = R"(
SELECT p.oid, n.nspname, p.provolatile <> 'v' OR p.prokind IN ('a', 'w'), e.extname
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     LEFT JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
     LEFT JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid
WHERE p.proname = $1 AND ($2 = '' OR n.nspname = $2) ORDER BY p.oid)"_L1;

// What is found by its name alone: class, oid, schema. $1 is the name, $2 its schema or nothing; of a part, its table.
QString lookupSql(const QString &object)
{
    static const QHash<QString, QString> queries{
        {u"schema"_s, u"SELECT 'pg_namespace'::regclass::oid, oid, '' FROM pg_namespace WHERE nspname = $1"_s},
        {u"type"_s, u"SELECT 'pg_type'::regclass::oid, t.oid, n.nspname FROM pg_type t JOIN pg_namespace n ON n.oid ="
                    " t.typnamespace WHERE t.typname = $1 AND ($2 = '' OR n.nspname = $2)"_s},
        {u"function"_s, u"SELECT 'pg_proc'::regclass::oid, p.oid, n.nspname FROM pg_proc p JOIN pg_namespace n ON"
                        " n.oid = p.pronamespace WHERE p.proname = $1 AND ($2 = '' OR n.nspname = $2)"_s},
        {u"extension"_s, u"SELECT 'pg_extension'::regclass::oid, oid, '' FROM pg_extension WHERE extname = $1"_s},
        {u"database"_s, u"SELECT 'pg_database'::regclass::oid, oid, '' FROM pg_database WHERE datname = $1"_s},
        {u"role"_s, u"SELECT 'pg_authid'::regclass::oid, oid, '' FROM pg_roles WHERE rolname = $1"_s},
        {u"column"_s, u"SELECT 'pg_class'::regclass::oid, attrelid, '', attnum FROM pg_attribute WHERE attrelid ="
                      " $2::oid AND attname = $1 AND NOT attisdropped"_s},
        {u"trigger"_s, u"SELECT 'pg_trigger'::regclass::oid, oid, '' FROM pg_trigger WHERE tgrelid = $2::oid AND"
                       " tgname = $1"_s},
        {u"policy"_s, u"SELECT 'pg_policy'::regclass::oid, oid, '' FROM pg_policy WHERE polrelid = $2::oid AND"
                      " polname = $1"_s},
        {u"rule"_s, u"SELECT 'pg_rewrite'::regclass::oid, oid, '' FROM pg_rewrite WHERE ev_class = $2::oid AND"
                    " rulename = $1"_s}};
    static const QHash<QString, QString> same{
        {u"domain"_s, u"type"_s},
        {u"procedure"_s, u"function"_s},
        {u"routine"_s, u"function"_s},
        {u"aggregate"_s, u"function"_s},
        {u"owned by"_s, u"role"_s}};
    return queries.value(same.value(object, object));
}

bool isRelation(const Destruction &what)
{
    static const QSet<QString> relations{u"table"_s, u"view"_s,     u"materialized view"_s,
                                         u"index"_s, u"sequence"_s, u"foreign table"_s};
    return what.kind == Kind::Unsure || relations.contains(what.object);
}

// The server's own functions that destroy.
bool destroysByItself(const QString &function)
{
    static const QSet<QString> names{u"lo_unlink"_s,      u"lo_truncate"_s,   u"lo_truncate64"_s,
                                     u"lo_put"_s,         u"lowrite"_s,       u"pg_drop_replication_slot"_s,
                                     u"pg_file_unlink"_s, u"pg_file_write"_s, u"pg_file_rename"_s};
    return names.contains(function);
}

// Extensions that only compute.
bool isHarmless(const QString &extension)
{
    static const QSet<QString> names{
        u"pgcrypto"_s,       u"uuid-ossp"_s, u"pg_trgm"_s,    u"citext"_s,    u"hstore"_s,
        u"ltree"_s,          u"vector"_s,    u"unaccent"_s,   u"intarray"_s,  u"cube"_s,
        u"fuzzystrmatch"_s,  u"btree_gin"_s, u"btree_gist"_s, u"tablefunc"_s, u"pg_stat_statements"_s,
        u"tsm_system_rows"_s};
    return names.contains(extension);
}

// ---- plans

// The rows that a change of `relation` would meet, or that a SELECT would read. Nothing when the plan says none.
std::optional<qint64> plannedRows(const QJsonValue &node, const QString &relation)
{
    if (node["Node Type"_L1] == "ModifyTable"_L1 && node["Relation Name"_L1] == relation) {
        qint64 rows = 0;
        for (const QJsonValue child : node["Plans"_L1].toArray()) {
            const QString how = child["Parent Relationship"_L1].toString();
            if (how == "Outer"_L1 || how == "Member"_L1)
                rows += child["Plan Rows"_L1].toInteger();
        }
        return rows;
    }
    for (const QJsonValue child : node["Plans"_L1].toArray()) {
        if (const auto rows = plannedRows(child, relation))
            return rows;
    }
    return {};
}

class Finder final
{
public:
    Finder(Session &session, const QString &schema)
        : m_session(session)
        , m_schema(schema)
    {
    }

    // Nothing when it is not there, or known to be harmless.
    Result<std::optional<Endangered>> find(const Destruction &what)
    {
        Endangered found{.what = what, .schema = what.schema, .name = what.name};
        if (what.kind == Kind::Block || (what.kind == Kind::Unsure && what.name == what.object))
            return found;
        if (what.kind == Kind::Call)
            return findFunction(found);
        if (what.kind == Kind::DropPart)
            return findPart(found);
        if (isRelation(what))
            return findRelation(found);
        return findByName(found);
    }

private:
    // In a transaction that changes nothing and waits for nobody; the answer to the statement.
    Result<RowBatch> ask(const QString &sql, std::vector<std::optional<QByteArray>> parameters = {})
    {
        Result<PipelineAnswer> answer =
            m_session
                .pipeline(
                    {{u"BEGIN READ ONLY"_s, {}},
                     {u"SELECT set_config('lock_timeout', '2s', true), set_config('statement_timeout', '5s', true)"_s,
                      {}},
                     {sql, std::move(parameters)},
                     {u"COMMIT"_s, {}}})
                .result();
        if (!answer)
            return fail(answer.error());
        if (answer->error)
            return fail(*answer->error);
        return std::move(answer->answers[2].rows);
    }

    [[nodiscard]] QByteArray inSchema(const Destruction &what) const
    {
        return sql::quoteQualified(what.schema.isEmpty() ? m_schema : what.schema, what.name).toUtf8();
    }

    Result<RowBatch> relation(const Destruction &what)
    {
        return ask(QString(RelationSql), {inSchema(what), sql::quoteQualified(what.schema, what.name).toUtf8()});
    }

    Result<std::optional<Endangered>> findRelation(Endangered &found)
    {
        const Result<RowBatch> rows = relation(found.what);
        if (!rows)
            return fail(rows.error());
        if (rows->rowCount() == 0)
            return std::nullopt;
        found.oid = quint32(rows->integer(0, 0));
        found.schema = rows->text(0, 1);
        found.name = rows->text(0, 2);
        if (rows->boolean(0, 3))
            countRows(found, *rows);
        if (auto read = readAlong(found, u"pg_class"_s, 0); !read)
            return fail(read.error());
        return found;
    }

    void countRows(Endangered &found, const RowBatch &relation)
    {
        const QString name = sql::quoteQualified(found.schema, found.name);
        const qint64 size = relation.integer(0, 4);
        const bool foreign = relation.boolean(0, 7);
        if (size == 0 && !foreign) {
            found.rows = 0;
            found.exact = true;
            return;
        }
        if (relation.boolean(0, 5) && size <= SmallTable && !foreign) {
            if (const auto count = ask(u"SELECT count(*) FROM "_s + name)) {
                found.rows = count->integer(0, 0);
                found.exact = true;
                return;
            }
        }
        found.rows = planned(u"SELECT FROM "_s + name, {});
        if (!found.rows && !relation.boolean(0, 5))
            found.rows = relation.integer(0, 6);
        if (found.what.statement.isEmpty())
            return;
        // Each row goes once, however often a join meets it.
        if (const auto met = planned(found.what.statement, found.name))
            found.rows = found.rows ? std::min(*found.rows, *met) : *met;
    }

    // EXPLAIN runs nothing. What the server refuses to explain (it is made by a statement before, say) stays unknown.
    std::optional<qint64> planned(const QString &statement, const QString &changed)
    {
        const auto plan = ask(u"EXPLAIN (FORMAT JSON) "_s + statement);
        if (!plan || plan->rowCount() == 0)
            return {};
        const QJsonValue root = QJsonDocument::fromJson(plan->bytes(0, 0).toByteArray()).array().first()["Plan"_L1];
        return changed.isEmpty() ? root["Plan Rows"_L1].toInteger() : plannedRows(root, changed);
    }

    Result<std::optional<Endangered>> findPart(Endangered &found)
    {
        const Result<RowBatch> table = relation(found.what);
        if (!table)
            return fail(table.error());
        if (table->rowCount() == 0)
            return std::nullopt;
        const QByteArray oid = QByteArray::number(table->integer(0, 0));
        found.schema = table->text(0, 1);
        found.name = table->text(0, 2);
        const auto part = ask(lookupSql(found.what.object), {found.what.part.toUtf8(), oid});
        if (!part)
            return fail(part.error());
        if (part->rowCount() == 0)
            return std::nullopt;
        found.oid = quint32(part->integer(0, 1));
        if (found.what.object != "column"_L1)
            return found;
        countRows(found, *table);
        if (auto read = readAlong(found, u"pg_class"_s, int(part->integer(0, 3))); !read)
            return fail(read.error());
        return found;
    }

    Result<std::optional<Endangered>> findByName(Endangered &found)
    {
        const QString lookup = lookupSql(found.what.object);
        if (lookup.isEmpty())
            return found; // of these nobody has many: it is asked for whether it is there or not
        const auto rows = ask(lookup + u" ORDER BY 2"_s, lookupValues(lookup, found.what));
        if (!rows)
            return fail(rows.error());
        if (rows->rowCount() == 0)
            return std::nullopt;
        found.oid = quint32(rows->integer(0, 1));
        found.schema = rows->text(0, 2);
        if (auto read = readAlong(found, QString::fromUtf8(rows->bytes(0, 0)), 0); !read)
            return fail(read.error());
        return found;
    }

    static std::vector<std::optional<QByteArray>> lookupValues(const QString &lookup, const Destruction &what)
    {
        std::vector<std::optional<QByteArray>> values{what.name.toUtf8()};
        if (lookup.contains("$2"_L1))
            values.emplace_back(what.schema.toUtf8());
        return values;
    }

    // `objectClass`: the catalog that it stands in, by name or oid.
    Result<void> readAlong(Endangered &found, const QString &objectClass, int column)
    {
        const Kind kind = found.what.kind;
        const QByteArray oid = QByteArray::number(found.oid);
        const bool drops = kind == Kind::Drop || kind == Kind::DropPart;
        if (!(found.what.cascade || kind == Kind::Delete || kind == Kind::Merge))
            return {};
        const auto rows = drops ? dropped(objectClass, oid, column)
                                : ask(QString(ReferringSql), {oid, kind == Kind::Truncate ? "truncate" : "delete"});
        if (!rows)
            return fail(rows.error());
        for (qsizetype row = 0; row < rows->rowCount(); ++row) {
            if (row >= MostNamed) {
                ++found.furtherAlong;
                continue;
            }
            found.along.push_back(
                {rows->text(row, 0), rows->isNull(row, 1) ? std::nullopt : std::optional(rows->integer(row, 1))});
        }
        return {};
    }

    Result<RowBatch> dropped(const QString &objectClass, const QByteArray &oid, int column)
    {
        QString sql = DroppedSql;
        const bool named = objectClass.startsWith("pg_"_L1);
        if (named)
            sql.replace(u"$1::oid"_s, u"$1::regclass::oid"_s);
        return ask(sql, {objectClass.toUtf8(), oid, QByteArray::number(column)});
    }

    Result<std::optional<Endangered>> findFunction(Endangered &found)
    {
        if (found.what.schema == "pg_catalog"_L1 && !destroysByItself(found.name))
            return std::nullopt;
        const auto rows = ask(QString(FunctionSql), {found.name.toUtf8(), found.what.schema.toUtf8()});
        if (!rows)
            return fail(rows.error());
        bool harmless = rows->rowCount() > 0; // what is not there yet is made by the same text
        for (qsizetype row = 0; row < rows->rowCount(); ++row) {
            const bool own = rows->text(row, 1) == "pg_catalog"_L1;
            if (own ? !destroysByItself(found.name) : (rows->boolean(row, 2) || isHarmless(rows->text(row, 3))))
                continue;
            harmless = false;
            found.oid = quint32(rows->integer(row, 0));
            found.schema = rows->text(row, 1);
        }
        if (harmless)
            return std::nullopt;
        return found;
    }

    Session &m_session;
    QString m_schema;
};

QString rowsWord(qint64 rows, bool exact)
{
    const QString count = (rows == 1 ? tr("%1 row") : tr("%1 rows")).arg(QLocale(QLocale::English).toString(rows));
    return exact ? count : tr("about %1").arg(count);
}

QString commandOf(const Destruction &what)
{
    switch (what.kind) {
    case Kind::Drop:
    case Kind::DropPart:
        return u"DROP "_s + what.object.toUpper();
    case Kind::Truncate:
        return u"TRUNCATE"_s;
    case Kind::Delete:
        return u"DELETE"_s;
    case Kind::Update:
        return u"UPDATE"_s;
    case Kind::Merge:
        return u"MERGE"_s;
    case Kind::Call:
        return tr("call of");
    case Kind::Block:
    case Kind::Unsure:
        return what.object == what.name ? QString() : what.object;
    }
    return {};
}

bool isSame(const Endangered &one, const Endangered &other)
{
    return one.what.kind == other.what.kind && one.oid == other.oid && one.schema == other.schema
        && one.name == other.name && one.what.part == other.what.part;
}

// Estimates sway, and rows come and go: only what nobody meant counts.
bool isFarMore(std::optional<qint64> now, std::optional<qint64> before)
{
    constexpr qint64 Slack = 100;
    return now && *now > Slack && (!before || *now / 2 > *before);
}

qint64 alongRows(const Endangered &one)
{
    qint64 sum = 0;
    for (const CarriedAlong &along : one.along)
        sum += along.rows.value_or(0);
    return sum;
}

} // namespace

QString Endangered::typed() const { return what.part.isEmpty() ? name : name + u'.' + what.part; }

Result<std::vector<Endangered>>
findEndangered(Session &session, const std::vector<Destruction> &destructions, const QString &schema)
{
    Finder finder(session, schema);
    std::vector<Endangered> all;
    for (const Destruction &one : destructions) {
        Result<std::optional<Endangered>> found = finder.find(one);
        if (!found)
            return fail(found.error());
        if (*found && std::ranges::none_of(all, [&](const Endangered &known) { return isSame(known, **found); }))
            all.push_back(std::move(**found));
    }
    return all;
}

QStringList namesToType(const std::vector<Endangered> &endangered, const QString &database)
{
    // The same thing may go in more ways than one.
    std::vector<std::pair<QString, QString>> things; // schema, name
    for (const Endangered &one : endangered) {
        if (const std::pair thing{one.schema, one.typed()}; std::ranges::find(things, thing) == things.end())
            things.push_back(thing);
    }
    if (things.size() > MostTyped)
        return {database};
    QStringList names;
    for (const auto &[schema, name] : things) {
        const auto called = std::ranges::count_if(things, [&name](const auto &other) { return other.second == name; });
        names << (called > 1 && !schema.isEmpty() ? schema + u'.' + name : name);
    }
    return names;
}

Result<void> stillAsAgreed(const std::vector<Endangered> &agreed, const std::vector<Endangered> &now)
{
    const auto changed = [](const QString &why) {
        return fail(
            ErrorKind::Conflict, tr("Nothing was run: %1 since you agreed").arg(why),
            tr("Look at what would go now, and agree again."));
    };
    for (const Endangered &one : now) {
        const auto before = std::ranges::find_if(agreed, [&](const Endangered &other) { return isSame(other, one); });
        const QString name = sql::typableName(one.typed());
        if (before == agreed.end())
            return changed(tr("%1 has come, or is another object").arg(name));
        if (isFarMore(one.rows, before->rows))
            return changed(tr("%1 has got far more rows (%2)").arg(name, rowsWord(*one.rows, one.exact)));
        if (one.along.size() > before->along.size() || one.furtherAlong > before->furtherAlong
            || isFarMore(alongRows(one), alongRows(*before)))
            return changed(tr("more goes along with %1").arg(name));
    }
    for (const Endangered &one : agreed) {
        if (std::ranges::none_of(now, [&](const Endangered &other) { return isSame(other, one); }))
            return changed(tr("%1 has gone, or is called otherwise").arg(sql::typableName(one.typed())));
    }
    return {};
}

QString describe(const Endangered &endangered)
{
    const QString typed = sql::typableName(endangered.typed());
    const QString name = endangered.schema.isEmpty() ? typed : sql::typableName(endangered.schema) + u'.' + typed;
    QString text = (commandOf(endangered.what) + u' ' + name).trimmed();
    if (endangered.rows)
        text += u": "_s + rowsWord(*endangered.rows, endangered.exact);
    else if (endangered.what.kind == Kind::Call || endangered.what.kind == Kind::Block)
        text += u": "_s + tr("nobody can see what it does");
    if (endangered.along.empty())
        return text;
    QStringList along;
    for (const CarriedAlong &one : endangered.along) {
        const QString object = sql::typableName(one.name);
        along << (one.rows ? u"%1 (%2)"_s.arg(object, rowsWord(*one.rows, *one.rows == 0)) : object);
    }
    if (endangered.furtherAlong > 0)
        along << tr("%1 more").arg(endangered.furtherAlong);
    return text + u"; "_s + tr("with it go %1").arg(along.join(u", "_s));
}

} // namespace howdah::connection
