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
       pg_catalog.pg_get_userbyid(c.relowner),
       d.description,
       c.relrowsecurity,
       c.relforcerowsecurity,
       -- Before version 14 a table that was never analysed has 0 rows in 0 pages.
       CASE WHEN c.reltuples OPERATOR(pg_catalog.=) 0 AND c.relpages OPERATOR(pg_catalog.=) 0
           AND pg_catalog.current_setting('server_version_num')::int OPERATOR(pg_catalog.<) 140000
            THEN -1 ELSE c.reltuples::bigint END,
       c.relpages,
       i.parents,
       am.amname,
       c.relreplident,
       t.spcname,
       CASE WHEN c.reloptions IS NOT NULL
            THEN (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(o.option_name) OPERATOR(pg_catalog.||) '='
                OPERATOR(pg_catalog.||) pg_catalog.quote_literal(o.option_value), ', ')
                  FROM pg_catalog.pg_options_to_table(c.reloptions) o) END,
       CASE WHEN c.relacl IS NOT NULL
                 AND NOT (c.relacl OPERATOR(pg_catalog.@>) pg_catalog.acldefault(CASE WHEN c.relkind OPERATOR(pg_catalog.=) 'S' THEN 's' ELSE 'r' END::pg_catalog."char", c.relowner)
                          AND pg_catalog.acldefault(CASE WHEN c.relkind OPERATOR(pg_catalog.=) 'S' THEN 's'
                              ELSE 'r' END::pg_catalog."char", c.relowner) OPERATOR(pg_catalog.@>) c.relacl)
            THEN (SELECT pg_catalog.string_agg(a::pg_catalog.text, ', '
                ORDER BY a::pg_catalog.text COLLATE pg_catalog."C") FROM pg_catalog.unnest(c.relacl) a) END,
       e.extname,
       s.srvname,
       CASE WHEN f.ftoptions IS NOT NULL
            THEN (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(o.option_name) OPERATOR(pg_catalog.||) ' '
                OPERATOR(pg_catalog.||) pg_catalog.quote_literal(o.option_value), ', ')
                  FROM pg_catalog.pg_options_to_table(f.ftoptions) o) END
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
LEFT JOIN pg_catalog.pg_am am ON am.oid OPERATOR(pg_catalog.=) c.relam
LEFT JOIN pg_catalog.pg_tablespace t ON t.oid OPERATOR(pg_catalog.=) c.reltablespace
LEFT JOIN pg_catalog.pg_description d ON d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
    AND d.objoid OPERATOR(pg_catalog.=) c.oid AND d.objsubid OPERATOR(pg_catalog.=) 0
LEFT JOIN (SELECT inhrelid, pg_catalog.array_agg(inhparent ORDER BY inhseqno) AS parents
    FROM pg_catalog.pg_inherits GROUP BY inhrelid) i
       ON i.inhrelid OPERATOR(pg_catalog.=) c.oid
LEFT JOIN pg_catalog.pg_depend m ON m.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
    AND m.objid OPERATOR(pg_catalog.=) c.oid AND m.objsubid OPERATOR(pg_catalog.=) 0
    AND m.deptype OPERATOR(pg_catalog.=) 'e'
LEFT JOIN pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) m.refobjid
LEFT JOIN pg_catalog.pg_foreign_table f ON f.ftrelid OPERATOR(pg_catalog.=) c.oid
LEFT JOIN pg_catalog.pg_foreign_server s ON s.oid OPERATOR(pg_catalog.=) f.ftserver
WHERE c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,v,m,f,S}')
  AND n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
