-- Installed extensions. Columns: oid, name, version, schema, comment.
SELECT e.oid, e.extname, e.extversion, n.nspname, d.description
FROM pg_extension e
JOIN pg_namespace n ON n.oid = e.extnamespace
LEFT JOIN pg_description d ON d.classoid = 'pg_extension'::regclass AND d.objoid = e.oid AND d.objsubid = 0
ORDER BY e.extname
