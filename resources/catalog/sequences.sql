-- What belongs to a sequence beyond its row in relations.sql. Columns: relation, type, start, increment, minimum,
-- maximum, cache, cycles, table that it belongs to (0: none), column there, whether it is that column's identity.
SELECT s.seqrelid,
       pg_catalog.format_type(s.seqtypid, NULL),
       s.seqstart,
       s.seqincrement,
       s.seqmin,
       s.seqmax,
       s.seqcache,
       s.seqcycle,
       coalesce(o.refobjid, 0),
       coalesce(o.refobjsubid, 0),
       coalesce(o.deptype OPERATOR(pg_catalog.=) 'i', false)
FROM pg_catalog.pg_sequence s
JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) s.seqrelid
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
LEFT JOIN pg_catalog.pg_depend o ON o.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
    AND o.objid OPERATOR(pg_catalog.=) s.seqrelid AND o.objsubid OPERATOR(pg_catalog.=) 0
      AND o.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
          AND o.refobjsubid OPERATOR(pg_catalog.>) 0 AND o.deptype OPERATOR(pg_catalog.=) ANY ('{a,i}')
WHERE n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
