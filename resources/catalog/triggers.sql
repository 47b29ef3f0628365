-- Triggers as they were declared: neither those of constraints nor the copies that partitions get.
-- Columns: oid, relation, name, enabled ('O' origin, 'D' disabled, 'R' replica, 'A' always), schema and name of the
-- function, definition, comment.
SELECT g.oid,
       g.tgrelid,
       g.tgname,
       g.tgenabled,
       pn.nspname,
       p.proname,
       CASE WHEN pg_catalog.pg_table_is_visible(g.tgrelid) IS NOT NULL THEN pg_catalog.pg_get_triggerdef(g.oid) END,
       d.description
FROM pg_catalog.pg_trigger g
JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) g.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) g.tgfoid
JOIN pg_catalog.pg_namespace pn ON pn.oid OPERATOR(pg_catalog.=) p.pronamespace
LEFT JOIN pg_catalog.pg_description d ON d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_trigger'::pg_catalog.regclass
    AND d.objoid OPERATOR(pg_catalog.=) g.oid AND d.objsubid OPERATOR(pg_catalog.=) 0
WHERE NOT g.tgisinternal AND g.tgparentid OPERATOR(pg_catalog.=) 0
  AND n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
ORDER BY g.tgrelid, g.tgname
