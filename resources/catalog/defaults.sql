-- Defaults and generation expressions. Apart from the columns, because writing one out waits for a lock of its table.
-- Columns: relation, attribute number, expression.
SELECT f.adrelid, f.adnum, pg_get_expr(f.adbin, f.adrelid)
FROM pg_attrdef f
JOIN pg_class c ON c.oid = f.adrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
