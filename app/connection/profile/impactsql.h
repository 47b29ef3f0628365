// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

// What findImpact() asks the server.
namespace howdah::connection {

// With its inheriting tables, of which partitions are. Of the schemas in $2 (JSON) the first that has it, or all there
// are ($3). What nobody has counted yet has -1 rows, and before PostgreSQL 14 none in no pages.
inline constexpr auto RelationSql = QLatin1StringView(R"(
WITH RECURSIVE found AS (
    SELECT c.oid, n.nspname, c.relname, c.relkind, place.position
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
         LEFT JOIN pg_catalog.json_array_elements_text($2::pg_catalog.json) WITH ORDINALITY AS place(nspname, position)
              ON place.nspname OPERATOR(pg_catalog.=) n.nspname::pg_catalog.text
    WHERE c.relname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND (place.position IS NOT NULL OR $3::boolean)
    ORDER BY place.position, n.nspname
    LIMIT CASE WHEN $3::boolean THEN NULL ELSE 1 END
), tree AS (
    SELECT oid AS root, oid FROM found
    UNION
    SELECT t.root, i.inhrelid FROM pg_catalog.pg_inherits i JOIN tree t ON i.inhparent OPERATOR(pg_catalog.=) t.oid
)
SELECT f.oid, f.nspname, f.relname, f.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,m,f}'::pg_catalog."char"[]),
       (SELECT pg_catalog.sum(pg_catalog.pg_relation_size(t.oid)) FROM tree t WHERE t.root OPERATOR(pg_catalog.=) f.oid),
       (SELECT pg_catalog.bool_or(c.reltuples OPERATOR(pg_catalog.<) 0 OR c.relpages OPERATOR(pg_catalog.=) 0 AND pg_catalog.pg_relation_size(t.oid) OPERATOR(pg_catalog.>) 0)
        FROM tree t JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) t.oid WHERE t.root OPERATOR(pg_catalog.=) f.oid AND c.relkind OPERATOR(pg_catalog.<>) 'p'),
       (SELECT pg_catalog.sum(greatest(c.reltuples, 0))::bigint
        FROM tree t JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) t.oid WHERE t.root OPERATOR(pg_catalog.=) f.oid AND c.relkind OPERATOR(pg_catalog.<>) 'p'),
       f.relkind OPERATOR(pg_catalog.=) 'f'
FROM found f ORDER BY f.position, f.nspname)");

// Everything that a DROP ... CASCADE takes, from any object: what depends on it, and the view that a rule is of.
// Indexes, sequences, toast tables and types of rows are not worth a word.
inline constexpr auto DroppedSql = QLatin1StringView(R"(
WITH RECURSIVE gone(classid, objid, objsubid) AS (
    SELECT $1::pg_catalog.oid, $2::pg_catalog.oid, $3::int
    UNION
    SELECT next.classid, next.objid, next.objsubid
    FROM gone g CROSS JOIN LATERAL (
        SELECT d.classid, d.objid, d.objsubid FROM pg_catalog.pg_depend d
        WHERE d.refclassid OPERATOR(pg_catalog.=) g.classid AND d.refobjid OPERATOR(pg_catalog.=) g.objid
              AND (g.objsubid OPERATOR(pg_catalog.=) 0 OR d.refobjsubid OPERATOR(pg_catalog.=) g.objsubid) AND d.deptype OPERATOR(pg_catalog.<>) 'p'
        UNION ALL
        SELECT d.refclassid, d.refobjid, 0 FROM pg_catalog.pg_depend d
        WHERE g.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.classid OPERATOR(pg_catalog.=) g.classid AND d.objid OPERATOR(pg_catalog.=) g.objid
              AND d.deptype OPERATOR(pg_catalog.=) 'i'
    ) AS next
)
SELECT pg_catalog.pg_describe_object(g.classid, g.objid, g.objsubid),
       CASE WHEN g.objsubid OPERATOR(pg_catalog.=) 0 AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,m,f}'::pg_catalog."char"[]) THEN
            CASE WHEN c.relkind OPERATOR(pg_catalog.<>) 'f' AND pg_catalog.pg_relation_size(c.oid) OPERATOR(pg_catalog.=) 0 THEN 0
                 WHEN c.reltuples OPERATOR(pg_catalog.>=) 0 AND (c.relpages OPERATOR(pg_catalog.>) 0 OR c.relkind OPERATOR(pg_catalog.=) 'f') THEN c.reltuples::bigint END END
FROM gone g
LEFT JOIN pg_catalog.pg_class c ON g.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid OPERATOR(pg_catalog.=) g.objid
LEFT JOIN pg_catalog.pg_constraint k ON g.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_constraint'::pg_catalog.regclass AND k.oid OPERATOR(pg_catalog.=) g.objid
LEFT JOIN pg_catalog.pg_type t ON g.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass AND t.oid OPERATOR(pg_catalog.=) g.objid
WHERE NOT (g.classid OPERATOR(pg_catalog.=) $1::pg_catalog.oid AND g.objid OPERATOR(pg_catalog.=) $2::pg_catalog.oid)
      AND ((c.oid IS NOT NULL AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,m,f,v}'::pg_catalog."char"[])
            AND (g.objsubid OPERATOR(pg_catalog.=) 0 OR NOT EXISTS (SELECT FROM gone w WHERE w.classid OPERATOR(pg_catalog.=) g.classid AND w.objid OPERATOR(pg_catalog.=) g.objid
                                                AND w.objsubid OPERATOR(pg_catalog.=) 0)))
           OR (k.contype OPERATOR(pg_catalog.=) 'f' AND NOT EXISTS (SELECT FROM gone w WHERE w.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
                                                AND w.objid OPERATOR(pg_catalog.=) k.conrelid AND w.objsubid OPERATOR(pg_catalog.=) 0))
           OR g.classid OPERATOR(pg_catalog.=) ANY (ARRAY['pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid, 'pg_catalog.pg_namespace'::pg_catalog.regclass::pg_catalog.oid,
                                      'pg_catalog.pg_extension'::pg_catalog.regclass::pg_catalog.oid])
           OR t.typtype OPERATOR(pg_catalog.=) ANY ('{e,d,r}'::pg_catalog."char"[]))
ORDER BY 2 DESC NULLS LAST, 1)");

// The tables that TRUNCATE ... CASCADE empties, and those whose rows a DELETE takes along ($2: only by ON DELETE
// CASCADE).
inline constexpr auto ReferringSql = QLatin1StringView(R"(
WITH RECURSIVE gone(oid) AS (
    SELECT $1::pg_catalog.oid
    UNION
    SELECT k.conrelid FROM gone g JOIN pg_catalog.pg_constraint k ON k.contype OPERATOR(pg_catalog.=) 'f' AND k.confrelid OPERATOR(pg_catalog.=) g.oid
                                  AND ($2::pg_catalog.text OPERATOR(pg_catalog.<>) 'delete' OR k.confdeltype OPERATOR(pg_catalog.=) 'c')
)
SELECT pg_catalog.pg_describe_object('pg_catalog.pg_class'::pg_catalog.regclass, c.oid, 0),
       CASE WHEN c.relkind OPERATOR(pg_catalog.=) 'p'
            THEN (SELECT CASE WHEN pg_catalog.bool_and(l.reltuples OPERATOR(pg_catalog.>=) 0 AND (l.relpages OPERATOR(pg_catalog.>) 0 OR pg_catalog.pg_relation_size(l.oid) OPERATOR(pg_catalog.=) 0))
                              THEN pg_catalog.sum(l.reltuples)::bigint END
                  FROM pg_catalog.pg_partition_tree(c.oid) t JOIN pg_catalog.pg_class l ON l.oid OPERATOR(pg_catalog.=) t.relid::pg_catalog.oid WHERE t.isleaf)
            WHEN pg_catalog.pg_relation_size(c.oid) OPERATOR(pg_catalog.=) 0 THEN 0
            WHEN c.reltuples OPERATOR(pg_catalog.>=) 0 AND c.relpages OPERATOR(pg_catalog.>) 0 THEN c.reltuples::bigint END
FROM gone g JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) g.oid
WHERE c.oid OPERATOR(pg_catalog.<>) $1::pg_catalog.oid -- a partition is told with its table
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i JOIN gone p ON p.oid OPERATOR(pg_catalog.=) i.inhparent
                  WHERE c.relispartition AND i.inhrelid OPERATOR(pg_catalog.=) c.oid)
ORDER BY 2 DESC NULLS LAST, 1)");

inline constexpr auto FunctionSql = QLatin1StringView(R"(
SELECT p.oid, n.nspname, p.provolatile OPERATOR(pg_catalog.<>) 'v' OR p.prokind OPERATOR(pg_catalog.=) ANY ('{a,w}'::pg_catalog."char"[]), e.extname
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace
     LEFT JOIN pg_catalog.pg_depend d ON d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid OPERATOR(pg_catalog.=) p.oid AND d.deptype OPERATOR(pg_catalog.=) 'e'
     LEFT JOIN pg_catalog.pg_extension e ON d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass AND e.oid OPERATOR(pg_catalog.=) d.refobjid
WHERE p.proname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND ($2::pg_catalog.text OPERATOR(pg_catalog.=) '' OR n.nspname::pg_catalog.text OPERATOR(pg_catalog.=) $2::pg_catalog.text) ORDER BY p.oid)");

// What is found by its name alone: class, oid, schema. $1 is the name, $2 its schema or nothing; of a part, its table.
// Empty where there is no such question.
[[nodiscard]] QString lookupSql(const QString &object);

// Whether every value of one type (as format_type says it) is the same thing in another one (as written in SQL).
[[nodiscard]] bool keepsValues(const QString &before, const QString &after);

} // namespace howdah::connection
