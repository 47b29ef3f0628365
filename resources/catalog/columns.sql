-- The columns of tables and views, without dropped ones. Columns: relation, attribute number, name, type as SQL writes
-- it, type oid, category (typcategory), kind (typtype), element type of an array or base type of a domain (0: none),
-- not null, identity ('a', 'd' or empty), generated ('s', 'v' or empty), own
-- (declared here, not only inherited), number of parents that have it, collation when it is not the type's, comment,
-- ALTER COLUMN actions for what CREATE TABLE cannot say, options of a foreign column as SQL, privileges.
-- attcompression came with version 14: in an older one its name finds the constant of "absent".
SELECT a.attrelid,
       a.attnum,
       a.attname,
       format_type(a.atttypid, a.atttypmod),
       a.atttypid,
       a.typcategory,
       a.typtype,
       CASE WHEN a.typtype = 'd' THEN a.typbasetype WHEN a.typcategory = 'A' THEN a.typelem ELSE 0 END,
       a.attnotnull,
       a.attidentity,
       a.attgenerated,
       a.attislocal,
       a.attinhcount,
       CASE WHEN a.attcollation <> a.typcollation THEN
           (SELECT format('%I.%I', cn.nspname, co.collname)
            FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace WHERE co.oid = a.attcollation)
       END,
       d.description,
       nullif(concat_ws(E'\n',
           CASE WHEN a.attstorage <> a.typstorage THEN 'SET STORAGE ' ||
                CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN'
                                  ELSE 'EXTENDED' END END,
           CASE a.compression WHEN 'p' THEN 'SET COMPRESSION pglz' WHEN 'l' THEN 'SET COMPRESSION lz4' END,
           -- "The default" is -1 up to version 16 and NULL from 17 on.
           CASE WHEN coalesce(a.attstattarget, -1) >= 0 THEN 'SET STATISTICS ' || a.attstattarget END,
           -- The server keeps options of its own there (15.20 gives each column a pg_attver that differs from table to
           -- table and that nobody can set); they are no part of what was declared.
           CASE WHEN a.attoptions IS NOT NULL
                THEN (SELECT 'SET (' || string_agg(o, ', ') || ')' FROM unnest(a.attoptions) o
                      WHERE NOT starts_with(o, 'pg_')) END), ''),
       CASE WHEN a.attfdwoptions IS NOT NULL
            THEN (SELECT string_agg(quote_ident(o.option_name) || ' ' || quote_literal(o.option_value), ', ')
                  FROM pg_options_to_table(a.attfdwoptions) o) END,
       CASE WHEN a.attacl IS NOT NULL
            THEN (SELECT string_agg(p::text, ', ' ORDER BY p::text COLLATE "C") FROM unnest(a.attacl) p) END
FROM (SELECT ''::"char" AS attcompression) AS absent
CROSS JOIN LATERAL (
    SELECT at.attrelid, at.attnum, at.attname, at.atttypid, at.atttypmod, at.attnotnull, at.attidentity,
           at.attgenerated, at.attislocal, at.attinhcount, at.attcollation, at.attstorage, at.attstattarget,
           at.attoptions, at.attfdwoptions, at.attacl, attcompression AS compression,
           t.typelem, t.typcategory, t.typtype, t.typbasetype, t.typcollation, t.typstorage
    FROM pg_attribute at
    JOIN pg_class c ON c.oid = at.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_type t ON t.oid = at.atttypid
    WHERE at.attnum > 0 AND NOT at.attisdropped
      AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema') AS a
LEFT JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = a.attrelid AND d.objsubid = a.attnum
ORDER BY a.attrelid, a.attnum
