-- The columns of tables and views, without dropped ones. Columns: relation, attribute number, name, type as SQL writes
-- it, type oid, category (typcategory), kind (typtype), element type of an array or base type of a domain (0: none),
-- not null, identity ('a', 'd' or empty), generated ('s', 'v' or empty), own
-- (declared here, not only inherited), number of parents that have it, collation when it is not the type's, comment,
-- ALTER COLUMN actions for what CREATE TABLE cannot say, options of a foreign column as SQL, privileges, schema of the
-- operators that compare values of types that are not PostgreSQL's own (of elements, for arrays).
-- attcompression came with version 14: in an older one its name finds the constant of "absent".
WITH RECURSIVE compared(type, schema) AS (
    SELECT k.opcintype, n.nspname
    FROM pg_catalog.pg_opclass k
    JOIN pg_catalog.pg_amop p ON p.amopfamily OPERATOR(pg_catalog.=) k.opcfamily
        AND p.amoplefttype OPERATOR(pg_catalog.=) k.opcintype AND p.amoprighttype OPERATOR(pg_catalog.=) k.opcintype
        AND p.amopstrategy OPERATOR(pg_catalog.=) 3
    JOIN pg_catalog.pg_operator o ON o.oid OPERATOR(pg_catalog.=) p.amopopr AND o.oprname OPERATOR(pg_catalog.=) '='
    JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) o.oprnamespace
    WHERE k.opcmethod OPERATOR(pg_catalog.=) 403 AND k.opcdefault AND k.opcintype OPERATOR(pg_catalog.>=) 16384
    UNION ALL
    -- Domains over them, and arrays of them.
    SELECT t.oid, c.schema
    FROM compared c
    JOIN pg_catalog.pg_type t ON t.typtype OPERATOR(pg_catalog.=) 'd' AND t.typbasetype OPERATOR(pg_catalog.=) c.type
        OR t.typcategory OPERATOR(pg_catalog.=) 'A' AND t.typelem OPERATOR(pg_catalog.=) c.type)
SELECT a.attrelid,
       a.attnum,
       a.attname,
       pg_catalog.format_type(a.atttypid, a.atttypmod),
       a.atttypid,
       a.typcategory,
       a.typtype,
       CASE WHEN a.typtype OPERATOR(pg_catalog.=) 'd' THEN a.typbasetype WHEN a.typcategory OPERATOR(pg_catalog.=) 'A'
           THEN a.typelem ELSE 0 END,
       a.attnotnull,
       a.attidentity,
       a.attgenerated,
       a.attislocal,
       a.attinhcount,
       CASE WHEN a.attcollation OPERATOR(pg_catalog.<>) a.typcollation THEN
           (SELECT pg_catalog.format('%I.%I', cn.nspname, co.collname)
            FROM pg_catalog.pg_collation co JOIN pg_catalog.pg_namespace cn
                ON cn.oid OPERATOR(pg_catalog.=) co.collnamespace WHERE co.oid OPERATOR(pg_catalog.=) a.attcollation)
       END,
       d.description,
       pg_catalog.concat_ws(E'\n',
           CASE WHEN a.attstorage OPERATOR(pg_catalog.<>) a.typstorage THEN 'SET STORAGE ' OPERATOR(pg_catalog.||)
                CASE WHEN a.attstorage OPERATOR(pg_catalog.=) 'p' THEN 'PLAIN'
                     WHEN a.attstorage OPERATOR(pg_catalog.=) 'e' THEN 'EXTERNAL'
                     WHEN a.attstorage OPERATOR(pg_catalog.=) 'm' THEN 'MAIN' ELSE 'EXTENDED' END END,
           CASE WHEN a.compression OPERATOR(pg_catalog.=) 'p' THEN 'SET COMPRESSION pglz'
                WHEN a.compression OPERATOR(pg_catalog.=) 'l' THEN 'SET COMPRESSION lz4' END,
           -- "The default" is -1 up to version 16 and NULL from 17 on.
           CASE WHEN coalesce(a.attstattarget, -1) OPERATOR(pg_catalog.>=) 0 THEN 'SET STATISTICS '
               OPERATOR(pg_catalog.||) a.attstattarget END,
           -- The server keeps options of its own there (15.20 gives each column a pg_attver that differs from table to
           -- table and that nobody can set); they are no part of what was declared.
           CASE WHEN a.attoptions IS NOT NULL
                THEN (SELECT 'SET (' OPERATOR(pg_catalog.||) pg_catalog.string_agg(o, ', ') OPERATOR(pg_catalog.||) ')'
                    FROM pg_catalog.unnest(a.attoptions) o
                      WHERE NOT pg_catalog.starts_with(o, 'pg_')) END),
       CASE WHEN a.attfdwoptions IS NOT NULL
            THEN (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(o.option_name) OPERATOR(pg_catalog.||) ' '
                OPERATOR(pg_catalog.||) pg_catalog.quote_literal(o.option_value), ', ')
                  FROM pg_catalog.pg_options_to_table(a.attfdwoptions) o) END,
       CASE WHEN a.attacl IS NOT NULL
            THEN (SELECT pg_catalog.string_agg(p::pg_catalog.text, ', '
                ORDER BY p::pg_catalog.text COLLATE pg_catalog."C") FROM pg_catalog.unnest(a.attacl) p) END,
       own.schema
FROM (SELECT ''::pg_catalog."char" AS attcompression) AS absent
CROSS JOIN LATERAL (
    SELECT at.attrelid, at.attnum, at.attname, at.atttypid, at.atttypmod, at.attnotnull, at.attidentity,
           at.attgenerated, at.attislocal, at.attinhcount, at.attcollation, at.attstorage, at.attstattarget,
           at.attoptions, at.attfdwoptions, at.attacl, attcompression AS compression,
           t.typelem, t.typcategory, t.typtype, t.typbasetype, t.typcollation, t.typstorage
    FROM pg_catalog.pg_attribute at
    JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) at.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    JOIN pg_catalog.pg_type t ON t.oid OPERATOR(pg_catalog.=) at.atttypid
    WHERE at.attnum OPERATOR(pg_catalog.>) 0 AND NOT at.attisdropped
      AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,v,m,f}')
      AND n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema') AS a
LEFT JOIN compared own ON own.type OPERATOR(pg_catalog.=) a.atttypid
LEFT JOIN pg_catalog.pg_description d ON d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
    AND d.objoid OPERATOR(pg_catalog.=) a.attrelid AND d.objsubid OPERATOR(pg_catalog.=) a.attnum
ORDER BY a.attrelid, a.attnum
