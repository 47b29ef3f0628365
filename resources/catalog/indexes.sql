-- Indexes. Columns: oid, table, name, method, unique, primary, exclusion, valid, clustered, replica identity, number of
-- key columns, columns (attribute numbers, 0 for an expression; those beyond the key are INCLUDEd), expressions in their
-- order (JSON array of texts), predicate, constraint that it backs (0: none), parent index (of the partitioned table;
-- 0: none), tablespace, definition, comment, ALTER INDEX actions for what CREATE INDEX cannot say.
SELECT x.indexrelid,
       x.indrelid,
       i.relname,
       am.amname,
       x.indisunique,
       x.indisprimary,
       x.indisexclusion,
       x.indisvalid,
       x.indisclustered,
       x.indisreplident,
       x.indnkeyatts,
       x.indkey,
       CASE WHEN x.indexprs IS NOT NULL AND pg_table_is_visible(x.indexrelid) IS NOT NULL
            THEN (SELECT json_agg(pg_get_indexdef(x.indexrelid, p.n::int, false) ORDER BY p.n)
                  FROM unnest(x.indkey::int2[]) WITH ORDINALITY AS p(number, n) WHERE p.number = 0) END,
       CASE WHEN x.indpred IS NOT NULL THEN pg_get_expr(x.indpred, x.indrelid) END,
       coalesce(k.oid, 0),
       coalesce(h.inhparent, 0),
       t.spcname,
       CASE WHEN pg_table_is_visible(x.indrelid) IS NOT NULL THEN pg_get_indexdef(x.indexrelid) END,
       d.description,
       (SELECT string_agg(format('ALTER COLUMN %s SET STATISTICS %s', a.attnum, a.attstattarget), E'\n' ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = x.indexrelid AND x.indexprs IS NOT NULL AND a.attstattarget >= 0)
FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_class c ON c.oid = x.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_am am ON am.oid = i.relam
LEFT JOIN pg_constraint k ON k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_inherits h ON h.inhrelid = x.indexrelid
LEFT JOIN pg_tablespace t ON t.oid = i.reltablespace
LEFT JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = x.indexrelid AND d.objsubid = 0
WHERE c.relkind IN ('r', 'p', 'm')
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY x.indrelid, x.indexrelid
