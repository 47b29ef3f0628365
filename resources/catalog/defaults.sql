-- Defaults and generation expressions. Apart from the columns, because writing one out waits for a lock of its table.
-- Columns: relation, attribute number, expression.
SELECT f.adrelid, f.adnum, pg_catalog.pg_get_expr(f.adbin, f.adrelid)
FROM pg_catalog.pg_attrdef f
JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) f.adrelid
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
WHERE c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,v,m,f}')
  AND n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
