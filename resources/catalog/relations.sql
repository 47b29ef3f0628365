-- Tables, views and sequences: what the tree shows first. Nothing here waits for a lock, so a running ALTER TABLE does
-- not hold it up; sizes, bounds and definitions come later (relationdetails.sql).
-- Columns: oid, schema, name, kind (relkind), is a partition, persistence, owner, comment, row security, row security
-- forced, estimated rows (-1: never analysed), pages, parents (in order), access method (null when it has none),
-- replica identity, tablespace, storage parameters as SQL, privileges when not the default, extension, foreign server,
-- options of the foreign table as SQL.
SELECT c.oid,
       n.nspname,
       c.relname,
       c.relkind,
       c.relispartition,
       c.relpersistence,
       pg_get_userbyid(c.relowner),
       d.description,
       c.relrowsecurity,
       c.relforcerowsecurity,
       -- Before version 14 a table that was never analysed has 0 rows in 0 pages.
       CASE WHEN c.reltuples = 0 AND c.relpages = 0 AND current_setting('server_version_num')::int < 140000
            THEN -1 ELSE c.reltuples::bigint END,
       c.relpages,
       i.parents,
       am.amname,
       c.relreplident,
       t.spcname,
       CASE WHEN c.reloptions IS NOT NULL
            THEN (SELECT string_agg(quote_ident(o.option_name) || '=' || quote_literal(o.option_value), ', ')
                  FROM pg_options_to_table(c.reloptions) o) END,
       CASE WHEN c.relacl IS NOT NULL
                 AND NOT (c.relacl @> acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)
                          AND acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner) @> c.relacl)
            THEN (SELECT string_agg(a::text, ', ' ORDER BY a::text COLLATE "C") FROM unnest(c.relacl) a) END,
       e.extname,
       s.srvname,
       CASE WHEN f.ftoptions IS NOT NULL
            THEN (SELECT string_agg(quote_ident(o.option_name) || ' ' || quote_literal(o.option_value), ', ')
                  FROM pg_options_to_table(f.ftoptions) o) END
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_am am ON am.oid = c.relam
LEFT JOIN pg_tablespace t ON t.oid = c.reltablespace
LEFT JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = 0
LEFT JOIN (SELECT inhrelid, array_agg(inhparent ORDER BY inhseqno) AS parents FROM pg_inherits GROUP BY inhrelid) i
       ON i.inhrelid = c.oid
LEFT JOIN pg_depend m ON m.classid = 'pg_class'::regclass AND m.objid = c.oid AND m.objsubid = 0 AND m.deptype = 'e'
LEFT JOIN pg_extension e ON e.oid = m.refobjid
LEFT JOIN pg_foreign_table f ON f.ftrelid = c.oid
LEFT JOIN pg_foreign_server s ON s.oid = f.ftserver
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
