-- What belongs to a sequence beyond its row in relations.sql. Columns: relation, type, start, increment, minimum,
-- maximum, cache, cycles, table that it belongs to (0: none), column there, whether it is that column's identity.
SELECT s.seqrelid,
       format_type(s.seqtypid, NULL),
       s.seqstart,
       s.seqincrement,
       s.seqmin,
       s.seqmax,
       s.seqcache,
       s.seqcycle,
       coalesce(o.refobjid, 0),
       coalesce(o.refobjsubid, 0),
       coalesce(o.deptype = 'i', false)
FROM pg_sequence s
JOIN pg_class c ON c.oid = s.seqrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_depend o ON o.classid = 'pg_class'::regclass AND o.objid = s.seqrelid AND o.objsubid = 0
      AND o.refclassid = 'pg_class'::regclass AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i')
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
