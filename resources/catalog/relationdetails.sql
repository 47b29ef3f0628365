-- What is dear to compute of a relation, or waits for a lock. Columns: oid, total size in bytes with indexes and TOAST
-- (-1: not known, because the relation is locked or gone), partition key, partition bound, definition of a view.
SELECT c.oid,
       -- The size takes a lock, so one ALTER TABLE in progress would hold up the sizes of all.
       CASE WHEN c.relkind IN ('r', 'm', 'S')
                 AND c.oid NOT IN (SELECT l.relation FROM pg_locks l
                                   WHERE l.mode = 'AccessExclusiveLock' AND l.relation IS NOT NULL)
            THEN coalesce(pg_total_relation_size(c.oid), -1) ELSE -1 END,
       CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
       CASE WHEN c.relispartition AND pg_table_is_visible(c.oid) IS NOT NULL
            THEN pg_get_expr(c.relpartbound, c.oid) END,
       CASE WHEN c.relkind IN ('v', 'm') AND pg_table_is_visible(c.oid) IS NOT NULL THEN pg_get_viewdef(c.oid) END
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
