-- Rewrite rules, without the one that makes a view a view. Columns: oid, relation, name, enabled (as for triggers),
-- definition, comment.
SELECT r.oid,
       r.ev_class,
       r.rulename,
       r.ev_enabled,
       CASE WHEN pg_catalog.pg_table_is_visible(r.ev_class) IS NOT NULL THEN pg_catalog.pg_get_ruledef(r.oid) END,
       d.description
FROM pg_catalog.pg_rewrite r
JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) r.ev_class
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
LEFT JOIN pg_catalog.pg_description d ON d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass
    AND d.objoid OPERATOR(pg_catalog.=) r.oid AND d.objsubid OPERATOR(pg_catalog.=) 0
WHERE r.rulename OPERATOR(pg_catalog.<>) '_RETURN'
  AND n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
ORDER BY r.ev_class, r.rulename
