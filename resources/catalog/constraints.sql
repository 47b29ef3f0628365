-- Primary keys, unique, foreign key, check and exclusion constraints of tables. (Not-null constraints, which have rows
-- of their own since version 18, are told by the column; constraint triggers are told as triggers.)
-- Columns: oid, relation, name, kind (contype), key columns, referenced relation (0: none), referenced columns, action
-- on update, action on delete, match type (as in pg_constraint), deferrable, deferred, validated, index (0: none),
-- parent constraint (of the partitioned table; 0: none), own (declared here), no inherit, definition
-- (of keys; see checks.sql for the others), comment.
SELECT k.oid,
       k.conrelid,
       k.conname,
       k.contype,
       k.conkey,
       k.confrelid,
       k.confkey,
       k.confupdtype,
       k.confdeltype,
       k.confmatchtype,
       k.condeferrable,
       k.condeferred,
       k.convalidated,
       CASE WHEN k.contype OPERATOR(pg_catalog.=) ANY ('{p,u,x}') THEN k.conindid ELSE 0 END,
       k.conparentid,
       k.conislocal,
       k.connoinherit,
       -- The definition functions look at what is committed now, not at our snapshot, and fail for a table that has
       -- vanished since; pg_table_is_visible answers NULL for one.
       CASE WHEN k.contype OPERATOR(pg_catalog.=) ANY ('{p,u,f}')
           AND pg_catalog.pg_table_is_visible(k.conrelid) IS NOT NULL
                 AND (k.confrelid OPERATOR(pg_catalog.=) 0 OR pg_catalog.pg_table_is_visible(k.confrelid) IS NOT NULL)
            THEN pg_catalog.pg_get_constraintdef(k.oid) END,
       d.description
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
LEFT JOIN pg_catalog.pg_description d
    ON d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_constraint'::pg_catalog.regclass
    AND d.objoid OPERATOR(pg_catalog.=) k.oid AND d.objsubid OPERATOR(pg_catalog.=) 0
WHERE k.contype OPERATOR(pg_catalog.=) ANY ('{p,u,f,c,x}')
  AND n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
ORDER BY k.conrelid, k.oid
