-- What is dear to compute of a relation, or waits for a lock. Columns: oid, total size in bytes with indexes and TOAST
-- (-1: not known, because the relation is locked or gone), partition key, partition bound, definition of a view.
SELECT c.oid,
       -- The size takes a lock, so one ALTER TABLE in progress would hold up the sizes of all.
       CASE WHEN c.relkind OPERATOR(pg_catalog.=) ANY ('{r,m,S}')
                 AND NOT c.oid OPERATOR(pg_catalog.=) ANY (SELECT l.relation FROM pg_catalog.pg_locks l
                                   WHERE l.mode OPERATOR(pg_catalog.=) 'AccessExclusiveLock' AND l.relation IS NOT NULL)
            THEN coalesce(pg_catalog.pg_total_relation_size(c.oid), -1) ELSE -1 END,
       CASE WHEN c.relkind OPERATOR(pg_catalog.=) 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END,
       CASE WHEN c.relispartition AND pg_catalog.pg_table_is_visible(c.oid) IS NOT NULL
            THEN pg_catalog.pg_get_expr(c.relpartbound, c.oid) END,
       CASE WHEN c.relkind OPERATOR(pg_catalog.=) ANY ('{v,m}') AND pg_catalog.pg_table_is_visible(c.oid) IS NOT NULL
           THEN pg_catalog.pg_get_viewdef(c.oid) END
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
WHERE c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,v,m,f,S}')
  AND n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
