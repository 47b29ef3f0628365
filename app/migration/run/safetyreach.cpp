// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/run/safetyreach.h"

#include "base/figures.h"
#include "base/propagate.h"
#include "connection/session/searchpath.h"
#include "connection/session/session.h"
#include "connection/session/unseen.h"
#include "migration/source/pack.h"
#include "migration/source/tr.h"

#include <QHash>
#include <QLocale>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::RowBatch;
using connection::SearchPath;
using connection::Session;
using connection::UnseenEffects;
using sql::Destruction;
using Kind = Destruction::Kind;

namespace {

// Relations of one name: in the first schema of $2 (JSON) that has it, or in all ($3).
constexpr auto NamedSql = R"(
SELECT c.oid, n.nspname, c.relname, c.relkind
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
     LEFT JOIN pg_catalog.json_array_elements_text($2::pg_catalog.json) WITH ORDINALITY AS place(nspname, position)
          ON place.nspname OPERATOR(pg_catalog.=) n.nspname::pg_catalog.text
WHERE c.relname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND (place.position IS NOT NULL OR $3::boolean)
ORDER BY place.position, n.nspname
LIMIT CASE WHEN $3::boolean THEN NULL ELSE 1 END)"_L1;

// What comes of it is a list of tables: oid, schema, name, bytes, kind, extension, dropped, rows, columns.
// sqlnames: touched is the common table expression of connection/session/unseen.h
constexpr auto ByRowsSql = R"(
SELECT t.oid, n.nspname, c.relname, pg_catalog.pg_total_relation_size(c.oid), c.relkind, e.extname,
       false, true, '{}'::pg_catalog.text[]
FROM (SELECT DISTINCT t.oid FROM touched t) AS t
     JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) t.oid JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
     LEFT JOIN pg_catalog.pg_depend d ON d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid OPERATOR(pg_catalog.=) c.oid AND d.deptype OPERATOR(pg_catalog.=) 'e'
     LEFT JOIN pg_catalog.pg_extension e ON d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.oid OPERATOR(pg_catalog.=) d.refobjid
WHERE c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,f}'::pg_catalog."char"[]) AND n.nspname OPERATOR(pg_catalog.<>) ALL ('{pg_catalog,information_schema}'::pg_catalog.name[])
ORDER BY t.oid)"_L1;

// What goes with an object ($1 its class, $2 its oid, $3 its column), by CASCADE ($4) or because it is a part of it.
constexpr auto DroppedSql = R"(
WITH RECURSIVE gone(classid, objid, objsubid) AS (
    SELECT $1::pg_catalog.oid, $2::pg_catalog.oid, $3::int
    UNION
    SELECT next.classid, next.objid, next.objsubid
    FROM gone g CROSS JOIN LATERAL (
        SELECT d.classid, d.objid, d.objsubid FROM pg_catalog.pg_depend d
        WHERE d.refclassid OPERATOR(pg_catalog.=) g.classid AND d.refobjid OPERATOR(pg_catalog.=) g.objid
              AND (g.objsubid OPERATOR(pg_catalog.=) 0 OR d.refobjsubid OPERATOR(pg_catalog.=) g.objsubid) AND d.deptype OPERATOR(pg_catalog.<>) 'p'
              AND ($4::boolean OR d.deptype OPERATOR(pg_catalog.<>) 'n')
        UNION ALL
        SELECT d.refclassid, d.refobjid, 0 FROM pg_catalog.pg_depend d
        WHERE g.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.classid OPERATOR(pg_catalog.=) g.classid AND d.objid OPERATOR(pg_catalog.=) g.objid
              AND d.deptype OPERATOR(pg_catalog.=) 'i'
        UNION ALL
        SELECT g.classid, i.inhrelid, coalesce(b.attnum, 0)::int
        FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.inhrelid
             LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) g.objid AND a.attnum OPERATOR(pg_catalog.=) g.objsubid
             LEFT JOIN pg_catalog.pg_attribute b ON b.attrelid OPERATOR(pg_catalog.=) i.inhrelid AND b.attname OPERATOR(pg_catalog.=) a.attname AND g.objsubid OPERATOR(pg_catalog.>) 0
        WHERE g.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass AND i.inhparent OPERATOR(pg_catalog.=) g.objid
              AND (g.objsubid OPERATOR(pg_catalog.>) 0 AND b.attnum IS NOT NULL OR g.objsubid OPERATOR(pg_catalog.=) 0 AND (c.relispartition OR $4::boolean))
    ) AS next
)
SELECT c.oid, n.nspname, c.relname, pg_catalog.pg_total_relation_size(c.oid), c.relkind, pg_catalog.min(e.extname::pg_catalog.text),
       pg_catalog.bool_or(g.objsubid OPERATOR(pg_catalog.=) 0), false,
       coalesce(pg_catalog.array_agg(DISTINCT a.attname::pg_catalog.text) FILTER (WHERE a.attname IS NOT NULL), '{}'::pg_catalog.text[])
FROM gone g JOIN pg_catalog.pg_class c ON g.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid OPERATOR(pg_catalog.=) g.objid
     JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
     LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) c.oid AND a.attnum OPERATOR(pg_catalog.=) g.objsubid AND g.objsubid OPERATOR(pg_catalog.>) 0
     LEFT JOIN pg_catalog.pg_depend d ON d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid OPERATOR(pg_catalog.=) c.oid AND d.objsubid OPERATOR(pg_catalog.=) 0 AND d.deptype OPERATOR(pg_catalog.=) 'e'
     LEFT JOIN pg_catalog.pg_extension e ON d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.oid OPERATOR(pg_catalog.=) d.refobjid
WHERE c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p}'::pg_catalog."char"[])
GROUP BY c.oid, n.nspname, c.relname, c.relkind
ORDER BY c.oid)"_L1;

// Without the tables of a history ($1, JSON; in $2).
constexpr auto AllSql = R"(
SELECT c.oid, n.nspname, c.relname, pg_catalog.pg_total_relation_size(c.oid), c.relkind, NULL::pg_catalog.text, false, true, '{}'::pg_catalog.text[]
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
WHERE c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p}'::pg_catalog."char"[]) AND c.relpersistence OPERATOR(pg_catalog.<>) 't'
      AND n.nspname OPERATOR(pg_catalog.<>) ALL ('{pg_catalog,information_schema,pg_toast,howdah}'::pg_catalog.name[])
      AND NOT (c.relname::pg_catalog.text OPERATOR(pg_catalog.=) ANY (SELECT pg_catalog.json_array_elements_text($1::pg_catalog.json))
               AND ($2::pg_catalog.text OPERATOR(pg_catalog.=) '' OR n.nspname::pg_catalog.text OPERATOR(pg_catalog.=) $2::pg_catalog.text))
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid OPERATOR(pg_catalog.=) c.oid
                                                     AND d.deptype OPERATOR(pg_catalog.=) 'e')
ORDER BY c.oid)"_L1;

constexpr auto OutsideSql = R"(
SELECT EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata), EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relkind OPERATOR(pg_catalog.=) 'f'))"_L1;

// Code that an expression may run without naming a function.
constexpr auto HazardsSql = R"(
SELECT pg_catalog.format('operator %s', o.oprname)
FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) o.oprcode::pg_catalog.oid JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace
WHERE p.provolatile OPERATOR(pg_catalog.=) 'v' AND n.nspname OPERATOR(pg_catalog.<>) 'pg_catalog'
UNION ALL
SELECT pg_catalog.format('cast to %s', pg_catalog.format_type(k.casttarget, NULL))
FROM pg_catalog.pg_cast k JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) k.castfunc JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace
WHERE p.provolatile OPERATOR(pg_catalog.=) 'v' AND n.nspname OPERATOR(pg_catalog.<>) 'pg_catalog')"_L1;

// Class and oid of what has this name ($1), in this schema if that is said ($2).
const QHash<QString, QString> &lookups()
{
    static const QHash<QString, QString> queries{
        {u"schema"_s,
         u"SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass::pg_catalog.oid, o.oid FROM pg_catalog.pg_namespace o WHERE o.nspname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND $2::pg_catalog.text IS NOT NULL"_s},
        {u"type"_s,
         u"SELECT 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid, o.oid FROM pg_catalog.pg_type o JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) o.typnamespace WHERE o.typname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND ($2::pg_catalog.text OPERATOR(pg_catalog.=) '' OR n.nspname::pg_catalog.text OPERATOR(pg_catalog.=) $2::pg_catalog.text)"_s},
        {u"domain"_s,
         u"SELECT 'pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid, o.oid FROM pg_catalog.pg_type o JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) o.typnamespace WHERE o.typname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND ($2::pg_catalog.text OPERATOR(pg_catalog.=) '' OR n.nspname::pg_catalog.text OPERATOR(pg_catalog.=) $2::pg_catalog.text)"_s},
        {u"function"_s,
         u"SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid, o.oid FROM pg_catalog.pg_proc o JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) o.pronamespace WHERE o.proname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND ($2::pg_catalog.text OPERATOR(pg_catalog.=) '' OR n.nspname::pg_catalog.text OPERATOR(pg_catalog.=) $2::pg_catalog.text)"_s},
        {u"procedure"_s,
         u"SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid, o.oid FROM pg_catalog.pg_proc o JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) o.pronamespace WHERE o.proname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND ($2::pg_catalog.text OPERATOR(pg_catalog.=) '' OR n.nspname::pg_catalog.text OPERATOR(pg_catalog.=) $2::pg_catalog.text)"_s},
        {u"routine"_s,
         u"SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid, o.oid FROM pg_catalog.pg_proc o JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) o.pronamespace WHERE o.proname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND ($2::pg_catalog.text OPERATOR(pg_catalog.=) '' OR n.nspname::pg_catalog.text OPERATOR(pg_catalog.=) $2::pg_catalog.text)"_s},
        {u"aggregate"_s,
         u"SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid, o.oid FROM pg_catalog.pg_proc o JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) o.pronamespace WHERE o.proname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND ($2::pg_catalog.text OPERATOR(pg_catalog.=) '' OR n.nspname::pg_catalog.text OPERATOR(pg_catalog.=) $2::pg_catalog.text)"_s},
        {u"extension"_s,
         u"SELECT 'pg_catalog.pg_extension'::pg_catalog.regclass::pg_catalog.oid, o.oid FROM pg_catalog.pg_extension o WHERE o.extname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND $2::pg_catalog.text IS NOT NULL"_s},
        {u"language"_s,
         u"SELECT 'pg_catalog.pg_language'::pg_catalog.regclass::pg_catalog.oid, o.oid FROM pg_catalog.pg_language o WHERE o.lanname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND $2::pg_catalog.text IS NOT NULL"_s},
        {u"collation"_s,
         u"SELECT 'pg_catalog.pg_collation'::pg_catalog.regclass::pg_catalog.oid, o.oid FROM pg_catalog.pg_collation o JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) o.collnamespace WHERE o.collname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND ($2::pg_catalog.text OPERATOR(pg_catalog.=) '' OR n.nspname::pg_catalog.text OPERATOR(pg_catalog.=) $2::pg_catalog.text)"_s},
        {u"access method"_s,
         u"SELECT 'pg_catalog.pg_am'::pg_catalog.regclass::pg_catalog.oid, o.oid FROM pg_catalog.pg_am o WHERE o.amname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND $2::pg_catalog.text IS NOT NULL"_s}};
    return queries;
}

bool isRelation(const Destruction &what)
{
    static const QSet<QString> relations{u"table"_s, u"view"_s,     u"materialized view"_s,
                                         u"index"_s, u"sequence"_s, u"foreign table"_s};
    return relations.contains(what.object);
}

// What goes without taking anything along, or without being a thing of this database.
bool takesNothing(const Destruction &what)
{
    static const QSet<QString> harmless{u"role"_s, u"tablespace"_s, u"subscription"_s, u"user mapping"_s};
    return harmless.contains(what.object) || (!what.cascade && !lookups().contains(what.object));
}

// Those of the tool whose history it is. Ours has a schema of its own.
QStringList historyTables(const Pack &pack)
{
    const std::optional<HistoryKind> kind = historyKind(pack);
    if (!kind)
        return {};
    switch (*kind) {
    case HistoryKind::Howdah:
        break;
    case HistoryKind::Typeorm:
        return {pack.historyTable.isEmpty() ? u"migrations"_s : pack.historyTable};
    case HistoryKind::Prisma:
        return {u"_prisma_migrations"_s};
    }
    return {};
}

class ReachFinder final
{
public:
    ReachFinder(connection::ConnInfo target, const Pack &pack, std::stop_token stop, Sizes sizes)
        : m_target(std::move(target))
        , m_pack(pack)
        , m_stop(std::move(stop))
        , m_sizes(sizes)
        , m_session({.name = u"safety copy"_s, .readOnly = true})
        , m_unseen(asker(), {}, UnseenEffects::Judging::AnyChange)
    {
    }

    Result<SafetyReach> run(const Plan &plan)
    {
        RETURN_IF_ERROR(open());
        const std::vector<Said> all = readPlan(plan);
        QStringList defined;
        for (const Said &one : all) {
            if (one.what.kind == Kind::Define)
                defined << one.what.name;
        }
        m_unseen = UnseenEffects(asker(), defined, UnseenEffects::Judging::AnyChange);
        RETURN_IF_ERROR(findHazards());
        for (const Said &one : all) {
            m_place = one.place;
            m_loss = one.loss;
            RETURN_IF_ERROR(add(one.what));
        }
        if (m_reach.isEverything()) {
            RETURN_IF_ERROR(addEverything());
        }
        m_reach.unjudged.removeDuplicates();
        m_reach.uncovered.removeDuplicates();
        return m_reach;
    }

private:
    struct Said
    {
        Destruction what;
        QString place;            // "002-a.down.sql line 3"
        std::optional<Loss> loss; // of a step that goes down, with its version and line
    };

    UnseenEffects::Ask asker()
    {
        return [this](const QString &sql, std::vector<std::optional<QByteArray>> parameters) {
            return ask(sql, std::move(parameters));
        };
    }

    Result<RowBatch> ask(const QString &sql, std::vector<std::optional<QByteArray>> parameters = {})
    {
        if (m_stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("Cancelled"));
        QString text = sql;
        if (m_sizes == Sizes::Leave)
            text.replace("pg_catalog.pg_total_relation_size(c.oid)"_L1, "0::bigint"_L1);
        ASSIGN_OR_RETURN(auto answer, m_session.query({text, std::move(parameters)}).result());
        return std::move(answer.rows);
    }

    Result<void> open()
    {
        // What the database says to those who do not fix it; SHOW evaluates nothing.
        Session session({.name = u"safety copy, path"_s, .readOnly = true, .names = connection::Names::OfDatabase});
        ASSIGN_OR_RETURN(const auto facts, session.open(m_target).result());
        ASSIGN_OR_RETURN(const auto path, session.query({u"SHOW search_path"_s, {}}).result());
        m_user = facts.user;
        m_reach.database = facts.database;
        m_path = SearchPath::read(path.rows.text(0, 0));
        RETURN_IF_ERROR(m_session.open(m_target).result());
        const auto begun = ask(u"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"_s);
        return begun ? Result<void>() : fail(begun.error());
    }

    static std::vector<Said> readPlan(const Plan &plan)
    {
        std::vector<Said> all;
        sql::DestructionReader reader;
        for (const Step &step : plan.steps) {
            reader.nextScript();
            for (const PlannedStatement &statement : step.toSend()) {
                reader.read(step.sql(statement));
                std::optional<Loss> loss;
                if (step.direction == Direction::Down)
                    loss = Loss{.version = step.version, .line = statement.line};
                for (Destruction &one : reader.take())
                    all.push_back({std::move(one), tr("%1 line %2").arg(step.file).arg(statement.line), loss});
            }
        }
        return all;
    }

    // `name`: as risksOf calls it, so that nothing is told twice.
    void unjudged(const QString &what, const QString &name = {})
    {
        m_reach.unjudged << u"%1 (%2)"_s.arg(m_place, what);
        reported(name.isEmpty() ? what : name, true);
    }
    void reported(const QString &name, bool unseen)
    {
        if (!m_loss)
            return;
        Loss loss = *m_loss;
        loss.name = name;
        loss.unseen = unseen;
        if (std::ranges::find(m_reach.reported, loss) == m_reach.reported.end())
            m_reach.reported.push_back(std::move(loss));
    }
    void uncovered(const QString &what) { m_reach.uncovered << what; }

    Result<void> findHazards()
    {
        m_place = tr("the database");
        m_loss = Loss(); // of none of its files
        ASSIGN_OR_RETURN(const auto commands, m_unseen.ofCommands());
        for (const QString &one : commands)
            unjudged(one);
        ASSIGN_OR_RETURN(const auto rows, ask(QString(HazardsSql)));
        for (qsizetype row = 0; row < rows.rowCount(); ++row)
            unjudged(rows.text(row, 0));
        return {};
    }

    Result<void> add(const Destruction &what)
    {
        switch (what.kind) {
        case Kind::Define:
            return {};
        case Kind::Block:
        case Kind::Unsure:
        case Kind::Opaque:
            unjudged(what.object == what.name ? what.name : what.object + u' ' + what.name, what.name);
            return {};
        case Kind::Call:
            return addCall(what);
        case Kind::Drop:
            return isRelation(what) ? addRelations(what) : addDrop(what);
        case Kind::DropPart:
            return what.object == "column"_L1 ? addRelations(what) : Result<void>();
        case Kind::Truncate:
        case Kind::Delete:
        case Kind::Update:
        case Kind::Merge:
        case Kind::Retype:
        case Kind::Insert:
        case Kind::Read:
            break;
        }
        return addRelations(what);
    }

    Result<void> addCall(const Destruction &what)
    {
        ASSIGN_OR_RETURN(const auto changing, m_unseen.changing({what.name}));
        const QString called = what.object + u' ' + what.name;
        if (connection::changesLargeObjects(what.name)) {
            uncovered(tr("large objects (%1)").arg(what.name));
            reported(called, false);
        } else if (!changing.isEmpty()) {
            unjudged(called, what.object == "function"_L1 ? called : what.name);
        }
        return {};
    }

    Result<void> addDrop(const Destruction &what)
    {
        if (what.object == "database"_L1) {
            uncovered(tr("the database %1").arg(what.name));
            return {};
        }
        if (what.object == "owned by"_L1) {
            unjudged(u"DROP OWNED BY %1"_s.arg(what.name));
            return {};
        }
        if (takesNothing(what))
            return {};
        const QString lookup = lookups().value(what.object);
        if (lookup.isEmpty()) {
            unjudged(u"DROP %1 %2 CASCADE"_s.arg(what.object.toUpper(), what.name));
            return {};
        }
        ASSIGN_OR_RETURN(const auto found, ask(lookup, {what.name.toUtf8(), what.schema.toUtf8()}));
        for (qsizetype row = 0; row < found.rowCount(); ++row) {
            if (auto added = addDropped(found.text(row, 0), found.text(row, 1), 0, what.cascade); !added)
                return added;
        }
        return {};
    }

    Result<void> addDropped(const QString &objectClass, const QString &oid, int column, bool cascade)
    {
        ASSIGN_OR_RETURN(
            const auto rows, ask(QString(DroppedSql), {objectClass.toUtf8(), oid.toUtf8(), QByteArray::number(column),
                                                       QByteArray(cascade ? "true" : "false")}));
        addTables(rows);
        return {};
    }

    [[nodiscard]] SearchPath pathOf(const Destruction &what) const
    {
        if (!what.schema.isEmpty())
            return {.schemas = {what.schema}, .any = false};
        SearchPath path = what.path ? SearchPath::of(*what.path) : m_path;
        if (!what.path && !m_pack.schema.isEmpty())
            path.schemas.prepend(m_pack.schema);
        // Temporary and catalog tables are nobody's loss, and a table behind them is copied for nothing.
        return path.forUser(m_user);
    }

    Result<void> addRelations(const Destruction &what)
    {
        const SearchPath path = pathOf(what);
        ASSIGN_OR_RETURN(
            const auto found,
            ask(QString(NamedSql), {what.name.toUtf8(), path.json(), QByteArray(path.any ? "true" : "false")}));
        for (qsizetype row = 0; row < found.rowCount(); ++row) {
            const QString oid = found.text(row, 0);
            ASSIGN_OR_RETURN(const auto unseen, m_unseen.of(what, oid.toUInt()));
            for (const QString &one : unseen)
                unjudged(one);
            Result<void> added;
            if (what.kind == Kind::Drop)
                added = addDropped(relationClass(), oid, 0, what.cascade);
            else if (what.kind == Kind::DropPart || what.kind == Kind::Retype)
                added = addColumn(what, oid);
            else if (what.kind != Kind::Read && (what.kind != Kind::Insert || what.cascade))
                added = addRows(what, oid);
            if (!added)
                return added;
        }
        return {};
    }

    static QString relationClass() { return u"1259"_s; } // pg_class, in every PostgreSQL

    Result<void> addColumn(const Destruction &what, const QString &oid)
    {
        ASSIGN_OR_RETURN(
            const auto column,
            ask(u"SELECT a.attnum FROM pg_catalog.pg_attribute a WHERE a.attrelid OPERATOR(pg_catalog.=) "
                "$1::pg_catalog.oid AND a.attname OPERATOR(pg_catalog.=) $2::pg_catalog.name AND NOT a.attisdropped"_s,
                {oid.toUtf8(), what.part.toUtf8()}));
        if (column.rowCount() == 0)
            return {};
        return addDropped(relationClass(), oid, int(column.integer(0, 0)), what.cascade);
    }

    Result<void> addRows(const Destruction &what, const QString &oid)
    {
        const bool truncate = what.kind == Kind::Truncate;
        ASSIGN_OR_RETURN(
            const auto rows, ask(u"WITH RECURSIVE "_s + connection::TouchedSql + ByRowsSql,
                                 {oid.toUtf8(), QByteArray(truncate ? "false" : "true"),
                                  QByteArray(truncate && what.cascade ? "true" : "false")}));
        addTables(rows);
        return {};
    }

    Result<void> addEverything()
    {
        QStringList history = historyTables(m_pack);
        if (!m_pack.alembicRevisions.empty())
            history << u"alembic_version"_s;
        ASSIGN_OR_RETURN(
            const auto rows, ask(QString(AllSql), {SearchPath{.schemas = history}.json(), m_pack.schema.toUtf8()}));
        addTables(rows);
        ASSIGN_OR_RETURN(const auto outside, ask(QString(OutsideSql)));
        if (outside.boolean(0, 0))
            uncovered(tr("large objects"));
        if (outside.boolean(0, 1))
            uncovered(tr("rows of foreign tables"));
        return {};
    }

    void addTables(const RowBatch &rows)
    {
        for (qsizetype row = 0; row < rows.rowCount(); ++row) {
            const ReachedTable one{
                .oid = quint32(rows.integer(row, 0)),
                .schema = rows.text(row, 1),
                .name = rows.text(row, 2),
                .bytes = rows.integer(row, 3),
                .dropped = rows.boolean(row, 6),
                .rows = rows.boolean(row, 7),
                .columns = namesIn(rows.text(row, 8))};
            const QString name = one.schema + u'.' + one.name;
            if (rows.text(row, 4) == "f"_L1)
                uncovered(tr("rows of the foreign table %1").arg(name));
            else if (!rows.isNull(row, 5)) // pg_dump leaves to an extension what is a part of it
                uncovered(tr("the table %1 of the extension %2").arg(name, rows.text(row, 5)));
            else
                merge(one);
        }
    }

    void merge(const ReachedTable &one)
    {
        const auto known = std::ranges::find(m_reach.tables, one.oid, &ReachedTable::oid);
        if (known == m_reach.tables.end()) {
            m_reach.tables.push_back(one);
            return;
        }
        known->dropped = known->dropped || one.dropped;
        known->rows = known->rows || one.rows;
        known->columns << one.columns;
        known->columns.removeDuplicates();
    }

    // Of a text[] as the server writes it.
    static QStringList namesIn(const QString &array)
    {
        QStringList names;
        QString name;
        bool quoted = false;
        bool any = false;
        for (qsizetype i = 1; i + 1 < array.size(); ++i) {
            const QChar c = array[i];
            if (c == u'\\') {
                name += array[++i];
            } else if (c == u'"') {
                quoted = !quoted;
            } else if (c == u',' && !quoted) {
                names << std::exchange(name, {});
            } else {
                name += c;
            }
            any = true;
        }
        if (any)
            names << name;
        return names;
    }

    connection::ConnInfo m_target;
    const Pack &m_pack;
    std::stop_token m_stop;
    Sizes m_sizes;
    Session m_session;
    UnseenEffects m_unseen;
    SearchPath m_path;
    QString m_user;
    QString m_place;
    std::optional<Loss> m_loss; // what is being read, where it counts as a loss
    SafetyReach m_reach;
};

} // namespace

qint64 SafetyReach::bytes() const
{
    qint64 sum = 0;
    for (const ReachedTable &table : tables)
        sum += table.bytes;
    return sum;
}

Result<SafetyReach>
findReach(const connection::ConnInfo &target, const Plan &plan, const Pack &pack, std::stop_token stop, Sizes sizes)
{
    return ReachFinder(target, pack, std::move(stop), sizes).run(plan);
}

Result<Risks> findRisks(const connection::ConnInfo &target, const Plan &plan, const Pack &pack)
{
    Risks risks{.losses = risksOf(plan), .uncovered = {}};
    if (std::ranges::none_of(plan.steps, [](const Step &step) { return step.direction == Direction::Down; }))
        return risks;
    ASSIGN_OR_RETURN(SafetyReach reach, findReach(target, plan, pack, {}, Sizes::Leave));
    for (Loss &loss : reach.reported) {
        const bool known = std::ranges::any_of(risks.losses, [&loss](const Loss &other) {
            return other.kind == LossKind::Other && other.version == loss.version && other.line == loss.line
                && other.name == loss.name;
        });
        if (!known)
            risks.losses.push_back(std::move(loss));
    }
    risks.uncovered = std::move(reach.uncovered);
    return risks;
}

QString describe(const SafetyReach &reach)
{
    if (!reach.isEverything())
        return {};
    constexpr qsizetype Shown = 3;
    QString why = reach.unjudged.mid(0, Shown).join(u", "_s);
    if (reach.unjudged.size() > Shown)
        why += tr(" and %1 more").arg(reach.unjudged.size() - Shown);
    return tr("The effects of this cannot be analysed: %1. Every table is copied: %2, %3.")
        .arg(why)
        .arg(reach.tables.size())
        .arg(sizeText(reach.bytes(), QLocale::c()));
}

} // namespace howdah::migration
