-- The columns of one relation as editing needs them. $1: its oid. Columns: name, type without length or precision, as a
-- parameter is cast to it, type as declared, oid of the type, oid of what a domain stands for (else the same), kind of
-- that (typtype), its category, not null, identity, generated, the default as SQL, whether a view passes it on, whether
-- we may update it, may insert it, whether two texts that are equal in it are the same, labels of an enumeration as
-- JSON.
WITH RECURSIVE base AS (
    SELECT a.attnum, t.oid, t.typtype, t.typbasetype, t.typcategory, t.typnotnull
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) a.atttypid
    WHERE a.attrelid OPERATOR(pg_catalog.=) $1::pg_catalog.oid AND a.attnum OPERATOR(pg_catalog.>) 0
        AND NOT a.attisdropped
    UNION ALL
    SELECT b.attnum, t.oid, t.typtype, t.typbasetype, t.typcategory, t.typnotnull OR b.typnotnull
    FROM base b
    JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) b.typbasetype
    WHERE b.typtype OPERATOR(pg_catalog.=) 'd')
SELECT a.attname,
       pg_catalog.format_type(a.atttypid, -1),
       pg_catalog.format_type(a.atttypid, a.atttypmod),
       a.atttypid,
       b.oid,
       b.typtype,
       b.typcategory,
       a.attnotnull OR b.typnotnull,
       a.attidentity,
       a.attgenerated,
       pg_catalog.pg_get_expr(d.adbin, d.adrelid),
       pg_catalog.pg_column_is_updatable(a.attrelid, a.attnum, true),
       pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'UPDATE'),
       pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'INSERT'),
       coalesce((SELECT c.collisdeterministic FROM pg_catalog.pg_collation c
           WHERE c.oid OPERATOR(pg_catalog.=) a.attcollation), true),
       (SELECT pg_catalog.json_agg(e.enumlabel ORDER BY e.enumsortorder)
        FROM pg_catalog.pg_enum e WHERE e.enumtypid OPERATOR(pg_catalog.=) b.oid)
FROM pg_catalog.pg_attribute a
JOIN base b ON b.attnum OPERATOR(pg_catalog.=) a.attnum AND b.typtype OPERATOR(pg_catalog.<>) 'd'
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid OPERATOR(pg_catalog.=) a.attrelid
    AND d.adnum OPERATOR(pg_catalog.=) a.attnum
WHERE a.attrelid OPERATOR(pg_catalog.=) $1::pg_catalog.oid
ORDER BY a.attnum
