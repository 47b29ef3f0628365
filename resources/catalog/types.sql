-- Enums, domains, composite, range and base types; not the row types of tables, nor arrays and multiranges, which come
-- with another type. Columns: oid, schema, name, kind (typtype), owner, comment, labels of an enum in order (JSON array),
-- definition (what follows the name in CREATE TYPE or CREATE DOMAIN; null for enums and base types), privileges when
-- not the default, extension, comments on the constraints of a domain (JSON object).
SELECT t.oid,
       n.nspname,
       t.typname,
       t.typtype,
       pg_catalog.pg_get_userbyid(t.typowner),
       d.description,
       (SELECT pg_catalog.json_agg(l.enumlabel ORDER BY l.enumsortorder) FROM pg_catalog.pg_enum l
           WHERE l.enumtypid OPERATOR(pg_catalog.=) t.oid),
       CASE
       WHEN t.typtype OPERATOR(pg_catalog.=) 'd' THEN
           pg_catalog.concat_ws(' ', 'AS', pg_catalog.format_type(t.typbasetype, t.typtypmod),
               (SELECT pg_catalog.format('COLLATE %I.%I', cn.nspname, co.collname)
                FROM pg_catalog.pg_type b, pg_catalog.pg_collation co JOIN pg_catalog.pg_namespace cn
                    ON cn.oid OPERATOR(pg_catalog.=) co.collnamespace
                WHERE b.oid OPERATOR(pg_catalog.=) t.typbasetype AND co.oid OPERATOR(pg_catalog.=) t.typcollation
                    AND t.typcollation OPERATOR(pg_catalog.<>) b.typcollation),
               'DEFAULT ' OPERATOR(pg_catalog.||) t.typdefault,
               CASE WHEN t.typnotnull THEN 'NOT NULL' END,
               (SELECT pg_catalog.string_agg(pg_catalog.format('CONSTRAINT %I %s', k.conname,
                   pg_catalog.pg_get_constraintdef(k.oid)), ' '
                                  ORDER BY k.conname)
                FROM pg_catalog.pg_constraint k WHERE k.contypid OPERATOR(pg_catalog.=) t.oid
                    AND k.contype OPERATOR(pg_catalog.=) 'c'))
       WHEN t.typtype OPERATOR(pg_catalog.=) 'c' THEN
           pg_catalog.format('AS (%s)', (SELECT pg_catalog.string_agg(
                pg_catalog.format('%I %s', a.attname, pg_catalog.format_type(a.atttypid,
                    a.atttypmod)) OPERATOR(pg_catalog.||)
                CASE WHEN a.attcollation OPERATOR(pg_catalog.<>) at.typcollation THEN
                    (SELECT pg_catalog.format(' COLLATE %I.%I', cn.nspname, co.collname)
                     FROM pg_catalog.pg_collation co JOIN pg_catalog.pg_namespace cn
                         ON cn.oid OPERATOR(pg_catalog.=) co.collnamespace
                     WHERE co.oid OPERATOR(pg_catalog.=) a.attcollation) ELSE '' END, ', ' ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type at ON at.oid OPERATOR(pg_catalog.=) a.atttypid
            WHERE a.attrelid OPERATOR(pg_catalog.=) t.typrelid AND a.attnum OPERATOR(pg_catalog.>) 0
                AND NOT a.attisdropped))
       WHEN t.typtype OPERATOR(pg_catalog.=) 'r' THEN
           (SELECT 'AS RANGE (' OPERATOR(pg_catalog.||) pg_catalog.concat_ws(', ', 'SUBTYPE = '
               OPERATOR(pg_catalog.||) pg_catalog.format_type(r.rngsubtype, NULL),
                CASE WHEN NOT o.opcdefault THEN pg_catalog.format('SUBTYPE_OPCLASS = %I.%I', ocn.nspname,
                    o.opcname) END,
                CASE WHEN r.rngcollation OPERATOR(pg_catalog.<>) s.typcollation
                     THEN (SELECT pg_catalog.format('COLLATION = %I.%I', cn.nspname, co.collname)
                           FROM pg_catalog.pg_collation co JOIN pg_catalog.pg_namespace cn
                               ON cn.oid OPERATOR(pg_catalog.=) co.collnamespace
                           WHERE co.oid OPERATOR(pg_catalog.=) r.rngcollation) END,
                CASE WHEN r.rngcanonical OPERATOR(pg_catalog.<>) 0 THEN 'CANONICAL = '
                    OPERATOR(pg_catalog.||) r.rngcanonical::pg_catalog.regproc END,
                CASE WHEN r.rngsubdiff OPERATOR(pg_catalog.<>) 0 THEN 'SUBTYPE_DIFF = '
                    OPERATOR(pg_catalog.||) r.rngsubdiff::pg_catalog.regproc END) OPERATOR(pg_catalog.||) ')'
            FROM pg_catalog.pg_range r JOIN pg_catalog.pg_type s ON s.oid OPERATOR(pg_catalog.=) r.rngsubtype
                JOIN pg_catalog.pg_opclass o ON o.oid OPERATOR(pg_catalog.=) r.rngsubopc
            JOIN pg_catalog.pg_namespace ocn ON ocn.oid OPERATOR(pg_catalog.=) o.opcnamespace
            WHERE r.rngtypid OPERATOR(pg_catalog.=) t.oid)
       END,
       CASE WHEN t.typacl IS NOT NULL
                 AND NOT (t.typacl OPERATOR(pg_catalog.@>) pg_catalog.acldefault('T', t.typowner)
                     AND pg_catalog.acldefault('T', t.typowner) OPERATOR(pg_catalog.@>) t.typacl)
            THEN (SELECT pg_catalog.string_agg(a::pg_catalog.text, ', '
                ORDER BY a::pg_catalog.text COLLATE pg_catalog."C") FROM pg_catalog.unnest(t.typacl) a) END,
       e.extname,
       (SELECT pg_catalog.json_object_agg(k.conname, kd.description ORDER BY k.conname)
        FROM pg_catalog.pg_constraint k
        JOIN pg_catalog.pg_description kd
            ON kd.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_constraint'::pg_catalog.regclass
            AND kd.objoid OPERATOR(pg_catalog.=) k.oid AND kd.objsubid OPERATOR(pg_catalog.=) 0
        WHERE k.contypid OPERATOR(pg_catalog.=) t.oid)
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) t.typnamespace
LEFT JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) t.typrelid
LEFT JOIN pg_catalog.pg_description d ON d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass
    AND d.objoid OPERATOR(pg_catalog.=) t.oid AND d.objsubid OPERATOR(pg_catalog.=) 0
LEFT JOIN pg_catalog.pg_depend m ON m.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass
    AND m.objid OPERATOR(pg_catalog.=) t.oid AND m.deptype OPERATOR(pg_catalog.=) 'e'
LEFT JOIN pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) m.refobjid
WHERE (t.typtype OPERATOR(pg_catalog.=) ANY ('{e,d,r}')
       OR t.typtype OPERATOR(pg_catalog.=) 'c' AND c.relkind OPERATOR(pg_catalog.=) 'c'
       OR t.typtype OPERATOR(pg_catalog.=) 'b' AND NOT (t.typcategory OPERATOR(pg_catalog.=) 'A'
           AND t.typelem OPERATOR(pg_catalog.<>) 0))
  AND n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
ORDER BY n.nspname, t.typname
