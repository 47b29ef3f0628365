-- Functions, procedures and aggregates. Columns: oid, schema, name, identity arguments, result (null for a procedure),
-- language, kind (prokind), owner, comment, definition (null for members of an extension, whose number can be large),
-- privileges when not the default, extension.
SELECT p.oid,
       n.nspname,
       p.proname,
       pg_get_function_identity_arguments(p.oid),
       pg_get_function_result(p.oid),
       l.lanname,
       p.prokind,
       pg_get_userbyid(p.proowner),
       d.description,
       CASE WHEN e.oid IS NOT NULL THEN NULL
            WHEN p.prokind = 'a' THEN
           (SELECT format('CREATE AGGREGATE %I.%I(%s) (%s)', n.nspname, p.proname, pg_get_function_arguments(p.oid),
                concat_ws(', ', 'SFUNC = ' || a.aggtransfn::regproc, 'STYPE = ' || format_type(a.aggtranstype, NULL),
                    CASE WHEN a.aggtransspace <> 0 THEN 'SSPACE = ' || a.aggtransspace END,
                    CASE WHEN a.aggfinalfn <> 0 THEN 'FINALFUNC = ' || a.aggfinalfn::regproc END,
                    CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
                    CASE WHEN a.aggcombinefn <> 0 THEN 'COMBINEFUNC = ' || a.aggcombinefn::regproc END,
                    CASE WHEN a.aggserialfn <> 0 THEN 'SERIALFUNC = ' || a.aggserialfn::regproc END,
                    CASE WHEN a.aggdeserialfn <> 0 THEN 'DESERIALFUNC = ' || a.aggdeserialfn::regproc END,
                    'INITCOND = ' || quote_literal(a.agginitval),
                    CASE WHEN a.aggmtransfn <> 0 THEN 'MSFUNC = ' || a.aggmtransfn::regproc END,
                    CASE WHEN a.aggminvtransfn <> 0 THEN 'MINVFUNC = ' || a.aggminvtransfn::regproc END,
                    CASE WHEN a.aggmtranstype <> 0 THEN 'MSTYPE = ' || format_type(a.aggmtranstype, NULL) END,
                    CASE WHEN a.aggmfinalfn <> 0 THEN 'MFINALFUNC = ' || a.aggmfinalfn::regproc END,
                    'MINITCOND = ' || quote_literal(a.aggminitval),
                    (SELECT format('SORTOP = OPERATOR(%I.%s)', ons.nspname, o.oprname)
                     FROM pg_operator o JOIN pg_namespace ons ON ons.oid = o.oprnamespace WHERE o.oid = a.aggsortop),
                    CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END,
                    CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END))
            FROM pg_aggregate a WHERE a.aggfnoid = p.oid)
            ELSE pg_get_functiondef(p.oid) END,
       CASE WHEN p.proacl IS NOT NULL
                 AND NOT (p.proacl @> acldefault('f', p.proowner) AND acldefault('f', p.proowner) @> p.proacl)
            THEN (SELECT string_agg(a::text, ', ' ORDER BY a::text COLLATE "C") FROM unnest(p.proacl) a) END,
       e.extname
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
LEFT JOIN pg_description d ON d.classoid = 'pg_proc'::regclass AND d.objoid = p.oid AND d.objsubid = 0
LEFT JOIN pg_depend m ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid AND m.deptype = 'e'
LEFT JOIN pg_extension e ON e.oid = m.refobjid
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  -- The constructors of a range type come and go with it.
  AND NOT EXISTS (SELECT FROM pg_depend i
                  WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i'
                    AND i.refclassid = 'pg_type'::regclass)
ORDER BY n.nspname, p.proname, 4
