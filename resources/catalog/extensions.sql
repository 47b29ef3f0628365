-- Installed extensions. Columns: oid, name, version, schema, comment.
SELECT e.oid, e.extname, e.extversion, n.nspname, d.description
FROM pg_catalog.pg_extension e
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) e.extnamespace
LEFT JOIN pg_catalog.pg_description d
    ON d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass
    AND d.objoid OPERATOR(pg_catalog.=) e.oid AND d.objsubid OPERATOR(pg_catalog.=) 0
ORDER BY e.extname
