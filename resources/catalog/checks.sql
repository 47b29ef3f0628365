-- The definitions of check and exclusion constraints. Apart from the other constraints, because writing an expression
-- out waits for a lock of its table. Columns: relation, constraint, definition.
SELECT k.conrelid,
       k.oid,
       CASE WHEN pg_catalog.pg_table_is_visible(k.conrelid) IS NOT NULL THEN pg_catalog.pg_get_constraintdef(k.oid) END
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
WHERE k.contype OPERATOR(pg_catalog.=) ANY ('{c,x}')
  AND n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
