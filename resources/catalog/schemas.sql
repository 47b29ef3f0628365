-- The schemas that are not the server's own. Columns: oid, name, owner, comment, privileges (empty when they are the
-- default), extension that it is a member of.
SELECT n.oid,
       n.nspname,
       pg_catalog.pg_get_userbyid(n.nspowner),
       d.description,
       CASE WHEN n.nspacl IS NOT NULL
                 AND NOT (n.nspacl OPERATOR(pg_catalog.@>) pg_catalog.acldefault('n', n.nspowner)
                     AND pg_catalog.acldefault('n', n.nspowner) OPERATOR(pg_catalog.@>) n.nspacl)
            THEN (SELECT pg_catalog.string_agg(a::pg_catalog.text, ', '
                ORDER BY a::pg_catalog.text COLLATE pg_catalog."C") FROM pg_catalog.unnest(n.nspacl) a) END,
       e.extname
FROM pg_catalog.pg_namespace n
LEFT JOIN pg_catalog.pg_description d
    ON d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_namespace'::pg_catalog.regclass
    AND d.objoid OPERATOR(pg_catalog.=) n.oid AND d.objsubid OPERATOR(pg_catalog.=) 0
LEFT JOIN pg_catalog.pg_depend m ON m.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_namespace'::pg_catalog.regclass
    AND m.objid OPERATOR(pg_catalog.=) n.oid AND m.deptype OPERATOR(pg_catalog.=) 'e'
LEFT JOIN pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) m.refobjid
WHERE n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
ORDER BY n.nspname
