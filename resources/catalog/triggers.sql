-- Triggers as they were declared: neither those of constraints nor the copies that partitions get.
-- Columns: oid, relation, name, enabled ('O' origin, 'D' disabled, 'R' replica, 'A' always), schema and name of the
-- function, definition, comment.
SELECT g.oid,
       g.tgrelid,
       g.tgname,
       g.tgenabled,
       pn.nspname,
       p.proname,
       CASE WHEN pg_table_is_visible(g.tgrelid) IS NOT NULL THEN pg_get_triggerdef(g.oid) END,
       d.description
FROM pg_trigger g
JOIN pg_class c ON c.oid = g.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_proc p ON p.oid = g.tgfoid
JOIN pg_namespace pn ON pn.oid = p.pronamespace
LEFT JOIN pg_description d ON d.classoid = 'pg_trigger'::regclass AND d.objoid = g.oid AND d.objsubid = 0
WHERE NOT g.tgisinternal AND g.tgparentid = 0
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY g.tgrelid, g.tgname
