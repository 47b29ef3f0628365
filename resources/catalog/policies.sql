-- Row security policies. Columns: oid, relation, name, command ('*', 'r', 'a', 'w', 'd'), permissive, roles as SQL
-- writes them, USING expression, WITH CHECK expression, comment.
SELECT p.oid,
       p.polrelid,
       p.polname,
       p.polcmd,
       p.polpermissive,
       (SELECT string_agg(CASE r WHEN 0 THEN 'public' ELSE quote_ident(pg_get_userbyid(r)) END, ', ' ORDER BY r)
        FROM unnest(p.polroles) r),
       pg_get_expr(p.polqual, p.polrelid),
       pg_get_expr(p.polwithcheck, p.polrelid),
       d.description
FROM pg_policy p
JOIN pg_class c ON c.oid = p.polrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_description d ON d.classoid = 'pg_policy'::regclass AND d.objoid = p.oid AND d.objsubid = 0
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY p.polrelid, p.polname
