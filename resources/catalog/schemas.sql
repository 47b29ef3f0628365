-- The schemas that are not the server's own. Columns: oid, name, owner, comment, privileges (empty when they are the
-- default), extension that it is a member of.
SELECT n.oid,
       n.nspname,
       pg_get_userbyid(n.nspowner),
       d.description,
       CASE WHEN n.nspacl IS NOT NULL
                 AND NOT (n.nspacl @> acldefault('n', n.nspowner) AND acldefault('n', n.nspowner) @> n.nspacl)
            THEN (SELECT string_agg(a::text, ', ' ORDER BY a::text COLLATE "C") FROM unnest(n.nspacl) a) END,
       e.extname
FROM pg_namespace n
LEFT JOIN pg_description d ON d.classoid = 'pg_namespace'::regclass AND d.objoid = n.oid AND d.objsubid = 0
LEFT JOIN pg_depend m ON m.classid = 'pg_namespace'::regclass AND m.objid = n.oid AND m.deptype = 'e'
LEFT JOIN pg_extension e ON e.oid = m.refobjid
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname
