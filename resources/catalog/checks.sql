-- The definitions of check and exclusion constraints. Apart from the other constraints, because writing an expression
-- out waits for a lock of its table. Columns: relation, constraint, definition.
SELECT k.conrelid,
       k.oid,
       CASE WHEN pg_table_is_visible(k.conrelid) IS NOT NULL THEN pg_get_constraintdef(k.oid) END
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype IN ('c', 'x')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
