-- Which database this is: one row. Columns: name, server version number, comment.
SELECT d.datname,
       pg_catalog.current_setting('server_version_num'),
       pg_catalog.shobj_description(d.oid, 'pg_database')
FROM pg_catalog.pg_database d
WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
