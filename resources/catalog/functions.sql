-- Functions, procedures and aggregates. Columns: oid, schema, name, identity arguments, result (null for a procedure),
-- language, kind (prokind), owner, comment, definition (null for members of an extension, whose number can be large),
-- privileges when not the default, extension.
SELECT p.oid,
       n.nspname,
       p.proname,
       pg_catalog.pg_get_function_identity_arguments(p.oid),
       pg_catalog.pg_get_function_result(p.oid),
       l.lanname,
       p.prokind,
       pg_catalog.pg_get_userbyid(p.proowner),
       d.description,
       CASE WHEN e.oid IS NOT NULL THEN NULL
            WHEN p.prokind OPERATOR(pg_catalog.=) 'a' THEN
           (SELECT pg_catalog.format('CREATE AGGREGATE %I.%I(%s) (%s)', n.nspname, p.proname,
               pg_catalog.pg_get_function_arguments(p.oid),
                pg_catalog.concat_ws(', ', 'SFUNC = ' OPERATOR(pg_catalog.||) a.aggtransfn::pg_catalog.regproc,
                    'STYPE = ' OPERATOR(pg_catalog.||) pg_catalog.format_type(a.aggtranstype, NULL),
                    CASE WHEN a.aggtransspace OPERATOR(pg_catalog.<>) 0 THEN 'SSPACE = '
                        OPERATOR(pg_catalog.||) a.aggtransspace END,
                    CASE WHEN a.aggfinalfn OPERATOR(pg_catalog.<>) 0 THEN 'FINALFUNC = '
                        OPERATOR(pg_catalog.||) a.aggfinalfn::pg_catalog.regproc END,
                    CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
                    CASE WHEN a.aggcombinefn OPERATOR(pg_catalog.<>) 0 THEN 'COMBINEFUNC = '
                        OPERATOR(pg_catalog.||) a.aggcombinefn::pg_catalog.regproc END,
                    CASE WHEN a.aggserialfn OPERATOR(pg_catalog.<>) 0 THEN 'SERIALFUNC = '
                        OPERATOR(pg_catalog.||) a.aggserialfn::pg_catalog.regproc END,
                    CASE WHEN a.aggdeserialfn OPERATOR(pg_catalog.<>) 0 THEN 'DESERIALFUNC = '
                        OPERATOR(pg_catalog.||) a.aggdeserialfn::pg_catalog.regproc END,
                    'INITCOND = ' OPERATOR(pg_catalog.||) pg_catalog.quote_literal(a.agginitval),
                    CASE WHEN a.aggmtransfn OPERATOR(pg_catalog.<>) 0 THEN 'MSFUNC = '
                        OPERATOR(pg_catalog.||) a.aggmtransfn::pg_catalog.regproc END,
                    CASE WHEN a.aggminvtransfn OPERATOR(pg_catalog.<>) 0 THEN 'MINVFUNC = '
                        OPERATOR(pg_catalog.||) a.aggminvtransfn::pg_catalog.regproc END,
                    CASE WHEN a.aggmtranstype OPERATOR(pg_catalog.<>) 0 THEN 'MSTYPE = '
                        OPERATOR(pg_catalog.||) pg_catalog.format_type(a.aggmtranstype, NULL) END,
                    CASE WHEN a.aggmfinalfn OPERATOR(pg_catalog.<>) 0 THEN 'MFINALFUNC = '
                        OPERATOR(pg_catalog.||) a.aggmfinalfn::pg_catalog.regproc END,
                    'MINITCOND = ' OPERATOR(pg_catalog.||) pg_catalog.quote_literal(a.aggminitval),
                    (SELECT pg_catalog.format('SORTOP = OPERATOR(%I.%s)', ons.nspname, o.oprname)
                     FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace ons
                         ON ons.oid OPERATOR(pg_catalog.=) o.oprnamespace
                         WHERE o.oid OPERATOR(pg_catalog.=) a.aggsortop),
                    CASE WHEN p.proparallel OPERATOR(pg_catalog.=) 's' THEN 'PARALLEL = SAFE'
                         WHEN p.proparallel OPERATOR(pg_catalog.=) 'r' THEN 'PARALLEL = RESTRICTED' END,
                    CASE WHEN a.aggkind OPERATOR(pg_catalog.=) 'h' THEN 'HYPOTHETICAL' END))
            FROM pg_catalog.pg_aggregate a WHERE a.aggfnoid OPERATOR(pg_catalog.=) p.oid)
            ELSE pg_catalog.pg_get_functiondef(p.oid) END,
       CASE WHEN p.proacl IS NOT NULL
                 AND NOT (p.proacl OPERATOR(pg_catalog.@>) pg_catalog.acldefault('f', p.proowner)
                     AND pg_catalog.acldefault('f', p.proowner) OPERATOR(pg_catalog.@>) p.proacl)
            THEN (SELECT pg_catalog.string_agg(a::pg_catalog.text, ', '
                ORDER BY a::pg_catalog.text COLLATE pg_catalog."C") FROM pg_catalog.unnest(p.proacl) a) END,
       e.extname
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace
JOIN pg_catalog.pg_language l ON l.oid OPERATOR(pg_catalog.=) p.prolang
LEFT JOIN pg_catalog.pg_description d ON d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass
    AND d.objoid OPERATOR(pg_catalog.=) p.oid AND d.objsubid OPERATOR(pg_catalog.=) 0
LEFT JOIN pg_catalog.pg_depend m ON m.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass
    AND m.objid OPERATOR(pg_catalog.=) p.oid AND m.deptype OPERATOR(pg_catalog.=) 'e'
LEFT JOIN pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) m.refobjid
WHERE n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
  -- The constructors of a range type come and go with it.
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend i
                  WHERE i.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass
                      AND i.objid OPERATOR(pg_catalog.=) p.oid AND i.deptype OPERATOR(pg_catalog.=) 'i'
                    AND i.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass)
ORDER BY n.nspname, p.proname, 4
