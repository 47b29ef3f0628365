-- Enums, domains, composite, range and base types; not the row types of tables, nor arrays and multiranges, which come
-- with another type. Columns: oid, schema, name, kind (typtype), owner, comment, labels of an enum in order (JSON array),
-- definition (what follows the name in CREATE TYPE or CREATE DOMAIN; null for enums and base types), privileges when
-- not the default, extension, comments on the constraints of a domain (JSON object).
SELECT t.oid,
       n.nspname,
       t.typname,
       t.typtype,
       pg_get_userbyid(t.typowner),
       d.description,
       (SELECT json_agg(l.enumlabel ORDER BY l.enumsortorder) FROM pg_enum l WHERE l.enumtypid = t.oid),
       CASE t.typtype
       WHEN 'd' THEN
           concat_ws(' ', 'AS', format_type(t.typbasetype, t.typtypmod),
               (SELECT format('COLLATE %I.%I', cn.nspname, co.collname)
                FROM pg_type b, pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace
                WHERE b.oid = t.typbasetype AND co.oid = t.typcollation AND t.typcollation <> b.typcollation),
               'DEFAULT ' || t.typdefault,
               CASE WHEN t.typnotnull THEN 'NOT NULL' END,
               (SELECT string_agg(format('CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), ' '
                                  ORDER BY k.conname)
                FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'))
       WHEN 'c' THEN
           format('AS (%s)', (SELECT string_agg(
                format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)) ||
                CASE WHEN a.attcollation <> at.typcollation THEN
                    (SELECT format(' COLLATE %I.%I', cn.nspname, co.collname)
                     FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace
                     WHERE co.oid = a.attcollation) ELSE '' END, ', ' ORDER BY a.attnum)
            FROM pg_attribute a JOIN pg_type at ON at.oid = a.atttypid
            WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
       WHEN 'r' THEN
           (SELECT 'AS RANGE (' || concat_ws(', ', 'SUBTYPE = ' || format_type(r.rngsubtype, NULL),
                CASE WHEN NOT o.opcdefault THEN format('SUBTYPE_OPCLASS = %I.%I', ocn.nspname, o.opcname) END,
                CASE WHEN r.rngcollation <> s.typcollation
                     THEN (SELECT format('COLLATION = %I.%I', cn.nspname, co.collname)
                           FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace
                           WHERE co.oid = r.rngcollation) END,
                CASE WHEN r.rngcanonical <> 0 THEN 'CANONICAL = ' || r.rngcanonical::regproc END,
                CASE WHEN r.rngsubdiff <> 0 THEN 'SUBTYPE_DIFF = ' || r.rngsubdiff::regproc END) || ')'
            FROM pg_range r JOIN pg_type s ON s.oid = r.rngsubtype JOIN pg_opclass o ON o.oid = r.rngsubopc
            JOIN pg_namespace ocn ON ocn.oid = o.opcnamespace
            WHERE r.rngtypid = t.oid)
       END,
       CASE WHEN t.typacl IS NOT NULL
                 AND NOT (t.typacl @> acldefault('T', t.typowner) AND acldefault('T', t.typowner) @> t.typacl)
            THEN (SELECT string_agg(a::text, ', ' ORDER BY a::text COLLATE "C") FROM unnest(t.typacl) a) END,
       e.extname,
       (SELECT json_object_agg(k.conname, kd.description ORDER BY k.conname)
        FROM pg_constraint k
        JOIN pg_description kd ON kd.classoid = 'pg_constraint'::regclass AND kd.objoid = k.oid AND kd.objsubid = 0
        WHERE k.contypid = t.oid)
FROM pg_type t
JOIN pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_class c ON c.oid = t.typrelid
LEFT JOIN pg_description d ON d.classoid = 'pg_type'::regclass AND d.objoid = t.oid AND d.objsubid = 0
LEFT JOIN pg_depend m ON m.classid = 'pg_type'::regclass AND m.objid = t.oid AND m.deptype = 'e'
LEFT JOIN pg_extension e ON e.oid = m.refobjid
WHERE (t.typtype IN ('e', 'd', 'r')
       OR t.typtype = 'c' AND c.relkind = 'c'
       OR t.typtype = 'b' AND NOT (t.typcategory = 'A' AND t.typelem <> 0))
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, t.typname
