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
       CASE WHEN x.indexprs IS NOT NULL AND pg_catalog.pg_table_is_visible(x.indexrelid) IS NOT NULL
            THEN (SELECT pg_catalog.json_agg(pg_catalog.pg_get_indexdef(x.indexrelid, p.n::int, false) ORDER BY p.n)
                  FROM pg_catalog.unnest(x.indkey::pg_catalog.int2[]) WITH ORDINALITY AS p(number, n)
                      WHERE p.number OPERATOR(pg_catalog.=) 0) END,
       CASE WHEN x.indpred IS NOT NULL THEN pg_catalog.pg_get_expr(x.indpred, x.indrelid) END,
       coalesce(k.oid, 0),
       coalesce(h.inhparent, 0),
       t.spcname,
       CASE WHEN pg_catalog.pg_table_is_visible(x.indrelid) IS NOT NULL
           THEN pg_catalog.pg_get_indexdef(x.indexrelid) END,
       d.description,
       (SELECT pg_catalog.string_agg(pg_catalog.format('ALTER COLUMN %s SET STATISTICS %s', a.attnum, a.attstattarget),
           E'\n' ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute a WHERE a.attrelid OPERATOR(pg_catalog.=) x.indexrelid AND x.indexprs IS NOT NULL
            AND a.attstattarget OPERATOR(pg_catalog.>=) 0)
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class i ON i.oid OPERATOR(pg_catalog.=) x.indexrelid
JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) x.indrelid
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
JOIN pg_catalog.pg_am am ON am.oid OPERATOR(pg_catalog.=) i.relam
LEFT JOIN pg_catalog.pg_constraint k ON k.conindid OPERATOR(pg_catalog.=) x.indexrelid
    AND k.contype OPERATOR(pg_catalog.=) ANY ('{p,u,x}')
LEFT JOIN pg_catalog.pg_inherits h ON h.inhrelid OPERATOR(pg_catalog.=) x.indexrelid
LEFT JOIN pg_catalog.pg_tablespace t ON t.oid OPERATOR(pg_catalog.=) i.reltablespace
LEFT JOIN pg_catalog.pg_description d ON d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
    AND d.objoid OPERATOR(pg_catalog.=) x.indexrelid AND d.objsubid OPERATOR(pg_catalog.=) 0
WHERE c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,m}')
  AND n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
ORDER BY x.indrelid, x.indexrelid
