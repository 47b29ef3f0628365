-- Rewrite rules, without the one that makes a view a view. Columns: oid, relation, name, enabled (as for triggers),
-- definition, comment.
SELECT r.oid,
       r.ev_class,
       r.rulename,
       r.ev_enabled,
       CASE WHEN pg_table_is_visible(r.ev_class) IS NOT NULL THEN pg_get_ruledef(r.oid) END,
       d.description
FROM pg_rewrite r
JOIN pg_class c ON c.oid = r.ev_class
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_description d ON d.classoid = 'pg_rewrite'::regclass AND d.objoid = r.oid AND d.objsubid = 0
WHERE r.rulename <> '_RETURN'
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY r.ev_class, r.rulename
