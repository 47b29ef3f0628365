// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/readonlylookup.h"

#include "connection/readonly/changingfunctions.h"
#include "connection/readonly/readingfunctions.h"
#include "connection/readonly/readonlyrules.h"
#include "connection/tr.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

// Casts above 16383 are not PostgreSQL's own; `*` as the schema of a type asks for those that nobody has to write.
QString lookUpSql()
{
    return uR"(WITH RECURSIVE wanted(kind, schema, name) AS (
  SELECT w.kind, w.schema, w.name
    FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.text[]), pg_catalog.unnest($2::pg_catalog.text[]),
                    pg_catalog.unnest($3::pg_catalog.text[])) AS w(kind, schema, name)
), place AS (
  SELECT n.oid, n.nspname::pg_catalog.text AS name,
         $4::boolean OR n.nspname OPERATOR(pg_catalog.=) ANY (pg_catalog.current_schemas(true)) AS visible
    FROM pg_catalog.pg_namespace n
), typed(kind, schema, name, type) AS (
  SELECT w.kind, w.schema, w.name, t.oid
    FROM wanted w
    JOIN pg_catalog.pg_type t ON t.typname OPERATOR(pg_catalog.=) w.name::pg_catalog.name
    JOIN place l ON l.oid OPERATOR(pg_catalog.=) t.typnamespace
   WHERE w.kind OPERATOR(pg_catalog.=) ANY ('{f,t}'::pg_catalog.text[])
     AND CASE WHEN w.schema OPERATOR(pg_catalog.=) '' THEN l.visible ELSE l.name OPERATOR(pg_catalog.=) w.schema END
  UNION ALL
  SELECT 'd', w.schema, w.name, argument.oid
    FROM wanted w
    JOIN pg_catalog.pg_proc p ON p.proname OPERATOR(pg_catalog.=) w.name::pg_catalog.name
    JOIN place l ON l.oid OPERATOR(pg_catalog.=) p.pronamespace
   CROSS JOIN LATERAL pg_catalog.unnest(p.proargtypes::pg_catalog.oid[]) AS argument(oid)
   WHERE w.kind OPERATOR(pg_catalog.=) 'f' AND l.name OPERATOR(pg_catalog.<>) 'pg_catalog'
     AND CASE WHEN w.schema OPERATOR(pg_catalog.=) '' THEN l.visible ELSE l.name OPERATOR(pg_catalog.=) w.schema END
  UNION
  SELECT s.kind, s.schema, s.name, more.oid
    FROM typed s
    JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) s.type
   CROSS JOIN LATERAL (SELECT t.typbasetype AS oid UNION ALL SELECT t.typelem
                       UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a
                                  WHERE a.attrelid OPERATOR(pg_catalog.=) t.typrelid
                                    AND a.attnum OPERATOR(pg_catalog.>) 0) more
   WHERE more.oid OPERATOR(pg_catalog.<>) 0
), called(kind, schema, name, oid) AS (
  SELECT w.kind, w.schema, w.name, p.oid
    FROM wanted w
    JOIN pg_catalog.pg_proc p ON p.proname OPERATOR(pg_catalog.=) w.name::pg_catalog.name
    JOIN place l ON l.oid OPERATOR(pg_catalog.=) p.pronamespace
    LEFT JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) p.proargtypes[0]
    LEFT JOIN pg_catalog.pg_type b ON b.oid OPERATOR(pg_catalog.=) t.typbasetype
   WHERE (l.name OPERATOR(pg_catalog.<>) 'pg_catalog' OR w.kind OPERATOR(pg_catalog.=) 'f')
     AND CASE WHEN w.schema OPERATOR(pg_catalog.=) '' THEN l.visible ELSE l.name OPERATOR(pg_catalog.=) w.schema END
     AND (w.kind OPERATOR(pg_catalog.=) 'f'
          OR (w.kind OPERATOR(pg_catalog.=) 'a' AND p.pronargs OPERATOR(pg_catalog.>) 0
              AND (p.pronargs OPERATOR(pg_catalog.-) p.pronargdefaults OPERATOR(pg_catalog.<=) 1
                   OR p.provariadic OPERATOR(pg_catalog.<>) 0)
              AND (t.typtype OPERATOR(pg_catalog.=) ANY ('{c,p}'::pg_catalog."char"[]) OR b.typtype OPERATOR(pg_catalog.=) 'c'
                   OR EXISTS (SELECT FROM pg_catalog.pg_cast c
                                JOIN pg_catalog.pg_type s ON s.oid OPERATOR(pg_catalog.=) c.castsource
                               WHERE c.castcontext OPERATOR(pg_catalog.=) 'i'
                                 AND c.casttarget OPERATOR(pg_catalog.=) t.oid
                                 AND s.typtype OPERATOR(pg_catalog.=) 'c'))))
  UNION ALL
  SELECT w.kind, w.schema, w.name, o.oprcode::pg_catalog.oid
    FROM wanted w
    JOIN pg_catalog.pg_operator o
      ON w.name OPERATOR(pg_catalog.=) '' OR o.oprname OPERATOR(pg_catalog.=) w.name::pg_catalog.name
    JOIN place l ON l.oid OPERATOR(pg_catalog.=) o.oprnamespace
   WHERE w.kind OPERATOR(pg_catalog.=) 'o' AND l.name OPERATOR(pg_catalog.<>) 'pg_catalog'
     AND CASE WHEN w.schema OPERATOR(pg_catalog.=) '' THEN l.visible ELSE l.name OPERATOR(pg_catalog.=) w.schema END
  UNION ALL
  SELECT s.kind, s.schema, s.name, c.castfunc
    FROM typed s JOIN pg_catalog.pg_cast c ON c.casttarget OPERATOR(pg_catalog.=) s.type
   WHERE c.castfunc OPERATOR(pg_catalog.<>) 0 AND c.oid OPERATOR(pg_catalog.>) 16383::pg_catalog.oid
     AND s.kind OPERATOR(pg_catalog.<>) 'd'
  UNION ALL
  SELECT w.kind, w.schema, w.name, c.castfunc
    FROM wanted w CROSS JOIN pg_catalog.pg_cast c
   WHERE c.castfunc OPERATOR(pg_catalog.<>) 0 AND c.oid OPERATOR(pg_catalog.>) 16383::pg_catalog.oid
     AND w.kind OPERATOR(pg_catalog.=) 't' AND w.name OPERATOR(pg_catalog.=) ''
     AND (w.schema OPERATOR(pg_catalog.=) '' OR c.castcontext OPERATOR(pg_catalog.=) 'i')
), used AS (
  SELECT c.name, c.oid FROM called c
  UNION
  SELECT c.name, part.oid
    FROM called c
    JOIN pg_catalog.pg_aggregate a ON a.aggfnoid::pg_catalog.oid OPERATOR(pg_catalog.=) c.oid
   CROSS JOIN LATERAL pg_catalog.unnest(ARRAY[a.aggtransfn::pg_catalog.oid, a.aggfinalfn::pg_catalog.oid,
     a.aggcombinefn::pg_catalog.oid, a.aggserialfn::pg_catalog.oid, a.aggdeserialfn::pg_catalog.oid,
     a.aggmtransfn::pg_catalog.oid, a.aggminvtransfn::pg_catalog.oid, a.aggmfinalfn::pg_catalog.oid]) AS part(oid)
   WHERE part.oid OPERATOR(pg_catalog.<>) 0
)
SELECT l.name, p.proname, p.provolatile OPERATOR(pg_catalog.=) 'v',
       CASE WHEN a.lanname OPERATOR(pg_catalog.=) 'c' THEN e.extname END,
       CASE WHEN l.name OPERATOR(pg_catalog.<>) 'pg_catalog'
            THEN pg_catalog.pg_get_expr(p.proargdefaults, 0::pg_catalog.oid) END
  FROM used u
  JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) u.oid
  JOIN place l ON l.oid OPERATOR(pg_catalog.=) p.pronamespace
  JOIN pg_catalog.pg_language a ON a.oid OPERATOR(pg_catalog.=) p.prolang
  LEFT JOIN pg_catalog.pg_depend d ON d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass
   AND d.objid OPERATOR(pg_catalog.=) p.oid AND d.deptype OPERATOR(pg_catalog.=) 'e'
  LEFT JOIN pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) d.refobjid
UNION ALL
SELECT l.name, t.typname, false, NULL, pg_catalog.pg_get_expr(k.conbin, 0::pg_catalog.oid)
  FROM typed s
  JOIN pg_catalog.pg_constraint k ON k.contypid OPERATOR(pg_catalog.=) s.type
   AND k.contype OPERATOR(pg_catalog.=) 'c'
  JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) s.type
  JOIN place l ON l.oid OPERATOR(pg_catalog.=) t.typnamespace)"_s;
}

QByteArray letterOf(NeededName::Kind kind)
{
    switch (kind) {
    case NeededName::Kind::Function:
        return "f";
    case NeededName::Kind::Operator:
        return "o";
    case NeededName::Kind::Type:
        return "t";
    case NeededName::Kind::Attribute:
        return "a";
    }
    return {};
}

QByteArray arrayElement(QByteArray text) { return '"' + text.replace('\\', "\\\\").replace('"', "\\\"") + '"'; }

// Volatile functions of extensions that only read, written in C, so that no owner of a database can have made them. A
// star stands for any end.
struct ExtensionReaders
{
    QByteArrayView extension;
    std::initializer_list<QByteArrayView> functions;
};

bool isReaderOfExtension(const QByteArray &extension, const QByteArray &function)
{
    static const std::array known{
        ExtensionReaders{"amcheck", {"bt_index_check", "gin_index_check", "verify_heapam"}},
        ExtensionReaders{"hypopg", {"hypopg*"}},
        ExtensionReaders{"pageinspect", {"*"}},
        ExtensionReaders{
            "pg_buffercache",
            {"pg_buffercache_pages", "pg_buffercache_summary", "pg_buffercache_usage_counts",
             "pg_buffercache_numa_pages", "pg_buffercache_os_pages"}},
        ExtensionReaders{"pg_freespacemap", {"pg_freespace"}},
        ExtensionReaders{"pg_qualstats", {"pg_qualstats", "pg_qualstats_example*", "pg_qualstats_names"}},
        ExtensionReaders{"pg_stat_kcache", {"pg_stat_kcache"}},
        ExtensionReaders{"pg_stat_statements", {"pg_stat_statements", "pg_stat_statements_info"}},
        ExtensionReaders{"pg_trgm", {"set_limit", "show_limit"}},
        ExtensionReaders{
            "pg_visibility",
            {"pg_visibility", "pg_visibility_map", "pg_visibility_map_summary", "pg_check_frozen", "pg_check_visible"}},
        ExtensionReaders{"pg_wait_sampling", {"pg_wait_sampling_get_*"}},
        ExtensionReaders{"pg_walinspect", {"pg_get_wal_*"}},
        ExtensionReaders{"pgcrypto", {"gen_*", "pgp_*_encrypt*"}},
        ExtensionReaders{"pgrowlocks", {"pgrowlocks"}},
        ExtensionReaders{"pgstattuple", {"*"}},
        ExtensionReaders{"postgis", {"st_generatepoints", "postgis_*version"}},
        ExtensionReaders{"tablefunc", {"normal_rand"}},
        ExtensionReaders{"timescaledb", {"time_bucket*", "locf", "interpolate"}},
        ExtensionReaders{"uuid-ossp", {"uuid_generate_*"}}};
    const auto entry = std::ranges::find(known, QByteArrayView(extension), &ExtensionReaders::extension);
    return entry != known.end() && std::ranges::any_of(entry->functions, [&function](QByteArrayView pattern) {
               const qsizetype star = pattern.indexOf('*');
               if (star < 0)
                   return pattern == function;
               return function.startsWith(pattern.first(star)) && function.endsWith(pattern.sliced(star + 1));
           });
}

Error volatileRefusal(const QString &whole)
{
    return makeError(
        ErrorKind::Permission,
        tr("%1() is refused: it is declared VOLATILE, so it may change data, and this session is read-only").arg(whole),
        tr("If it only reads, allow it for this session (in the lock bar, or with --allow-function %1) or declare it "
           "STABLE. Otherwise unlock writing for a while.")
            .arg(whole));
}

// Somebody may declare a function again at any time; it need not be noticed at once, as what it does inside is not seen
// either.
constexpr qint64 LongestMemoryMs = 60'000;

} // namespace

std::vector<NeededName> ReadingMemory::unknown(const std::vector<NeededName> &names)
{
    if (!age.isValid() || age.hasExpired(LongestMemoryMs)) {
        known.clear();
        age.start();
    }
    std::vector<NeededName> missing;
    std::ranges::copy_if(names, std::back_inserter(missing), [this](const auto &one) { return !known.contains(one); });
    return missing;
}

Statement lookUp(const std::vector<NeededName> &names, bool everySchema)
{
    QByteArrayList kinds;
    QByteArrayList schemas;
    QByteArrayList words;
    for (const NeededName &one : names) {
        kinds << letterOf(one.kind);
        schemas << arrayElement(one.schema);
        words << arrayElement(one.name);
    }
    const auto array = [](const QByteArrayList &list) { return '{' + list.join(',') + '}'; };
    return {lookUpSql(), {array(kinds), array(schemas), array(words), everySchema ? "true" : "false"}};
}

Result<void> judgeLookUp(const RowBatch &rows, const JudgeOptions &options, std::vector<NeededName> &more)
{
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const QString whole = rows.text(row, 0) + u'.' + rows.text(row, 1);
        if (!rows.isNull(row, 4)) { // what a domain checks, or what is put in for arguments that are left out
            JudgeOptions asDatabase = options;
            asDatabase.postgresNames = false;
            const Result<Judgement> inner = judgeReading(u"SELECT "_s + rows.text(row, 4), asDatabase);
            if (!inner)
                return fail(readOnlyRefusal(tr("%1, which does more than read in a check or a default,").arg(whole)));
            more.insert(more.end(), inner->needs.begin(), inner->needs.end());
        }
        const QByteArray name = rows.text(row, 1).toUtf8();
        if (rows.text(row, 0) == "pg_catalog"_L1) {
            if (!isReadingFunction(name))
                return fail(readOnlyRefusal(whole + u"()"_s));
            continue;
        }
        const bool isVolatile = rows.boolean(row, 2) || changesByItself(name);
        const bool isKnown = !rows.isNull(row, 3) && isReaderOfExtension(rows.text(row, 3).toUtf8(), name);
        if (isVolatile && !isKnown && !(options.isAllowed && options.isAllowed(whole)))
            return fail(volatileRefusal(whole));
    }
    return {};
}

} // namespace howdah::connection
