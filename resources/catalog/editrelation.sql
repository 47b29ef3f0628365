-- What decides whether the rows of one relation may be changed. $1: its oid. Columns: schema, name, kind (relkind),
-- what it can do by itself (bits of pg_relation_is_updatable: 4 update, 8 insert, 16 delete), the same with the help of
-- triggers, whether we may insert, update, delete, whether rows may be different after a statement from what the
-- statement returned (rules, triggers that run afterwards or instead, keys that point at the same table, views),
-- whether the count of a statement proves nothing (rules, triggers that act instead, views), whether it has children by
-- inheritance, whether transactions of this session only read, whether we may know which cluster this is.
WITH RECURSIVE tree AS (
    SELECT $1::pg_catalog.oid AS oid
    UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN tree ON i.inhparent OPERATOR(pg_catalog.=) tree.oid)
SELECT n.nspname,
       c.relname,
       c.relkind,
       pg_catalog.pg_relation_is_updatable(c.oid, false),
       pg_catalog.pg_relation_is_updatable(c.oid, true),
       pg_catalog.has_any_column_privilege(c.oid, 'INSERT'),
       pg_catalog.has_any_column_privilege(c.oid, 'UPDATE'),
       pg_catalog.has_table_privilege(c.oid, 'DELETE'),
       c.relkind OPERATOR(pg_catalog.=) ANY ('{v,f}')
           OR EXISTS (SELECT FROM pg_catalog.pg_rewrite r
                      WHERE r.ev_class OPERATOR(pg_catalog.=) c.oid AND r.ev_type OPERATOR(pg_catalog.<>) '1'
                          AND r.ev_enabled OPERATOR(pg_catalog.<>) 'D')
           OR EXISTS (SELECT FROM pg_catalog.pg_trigger t JOIN tree ON t.tgrelid OPERATOR(pg_catalog.=) tree.oid
                      WHERE NOT t.tgisinternal AND t.tgenabled OPERATOR(pg_catalog.<>) 'D'
                          AND ((t.tgtype OPERATOR(pg_catalog.&) 66) OPERATOR(pg_catalog.=) 0
                          OR (t.tgtype OPERATOR(pg_catalog.&) 64) OPERATOR(pg_catalog.<>) 0))
           OR EXISTS (SELECT FROM pg_catalog.pg_constraint f
                      WHERE f.contype OPERATOR(pg_catalog.=) 'f' AND f.conrelid OPERATOR(pg_catalog.=) c.oid
                          AND f.confrelid OPERATOR(pg_catalog.=) c.oid
                        AND (f.confupdtype OPERATOR(pg_catalog.=) ANY ('{c,n,d}')
                            OR f.confdeltype OPERATOR(pg_catalog.=) ANY ('{n,d}'))),
       c.relkind OPERATOR(pg_catalog.=) ANY ('{v,f}')
           OR EXISTS (SELECT FROM pg_catalog.pg_rewrite r
                      WHERE r.ev_class OPERATOR(pg_catalog.=) c.oid AND r.ev_type OPERATOR(pg_catalog.<>) '1'
                          AND r.ev_enabled OPERATOR(pg_catalog.<>) 'D'),
       c.relkind OPERATOR(pg_catalog.=) 'r' AND EXISTS (SELECT FROM pg_catalog.pg_inherits i
           WHERE i.inhparent OPERATOR(pg_catalog.=) c.oid),
       pg_catalog.current_setting('default_transaction_read_only') OPERATOR(pg_catalog.=) 'on'
           OR pg_catalog.pg_is_in_recovery(),
       pg_catalog.has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')
           AND pg_catalog.has_function_privilege('pg_catalog.pg_control_checkpoint()', 'EXECUTE')
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
WHERE c.oid OPERATOR(pg_catalog.=) $1::pg_catalog.oid
