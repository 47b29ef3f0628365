-- What the rows of one relation must fulfil, by the names that the server uses when they do not. $1: its oid. Columns:
-- name, kind (contype; 'i' for a unique index without a constraint; 'r' for a foreign key that points here), names of
-- the columns as JSON, whether it can be checked late, whether it is a usable key: unique, valid, checked at once, of
-- plain columns that cannot be null. Those of partitions and children are told, too, since it is they that complain.
WITH RECURSIVE tree AS (
    SELECT $1::pg_catalog.oid AS oid
    UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN tree ON i.inhparent OPERATOR(pg_catalog.=) tree.oid)
SELECT o.conname, o.contype::pg_catalog.text,
       (SELECT pg_catalog.json_agg(a.attname ORDER BY k.place)
        FROM pg_catalog.unnest(o.conkey) WITH ORDINALITY k (number, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) o.conrelid
            AND a.attnum OPERATOR(pg_catalog.=) k.number),
       o.condeferrable, false
FROM pg_catalog.pg_constraint o
JOIN tree ON o.conrelid OPERATOR(pg_catalog.=) tree.oid
WHERE o.contype OPERATOR(pg_catalog.<>) ALL ('{p,u,x,t}')
UNION ALL
SELECT o.conname, 'r',
       (SELECT pg_catalog.json_agg(a.attname ORDER BY k.place)
        FROM pg_catalog.unnest(o.confkey) WITH ORDINALITY k (number, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) o.confrelid
            AND a.attnum OPERATOR(pg_catalog.=) k.number),
       o.condeferrable, false
FROM pg_catalog.pg_constraint o
JOIN tree ON o.confrelid OPERATOR(pg_catalog.=) tree.oid
WHERE o.contype OPERATOR(pg_catalog.=) 'f'
UNION ALL
SELECT ic.relname, coalesce((SELECT o.contype::pg_catalog.text FROM pg_catalog.pg_constraint o
                             WHERE o.conindid OPERATOR(pg_catalog.=) i.indexrelid
                                 AND o.contype OPERATOR(pg_catalog.=) ANY ('{p,u,x}')), 'i'),
       (SELECT pg_catalog.json_agg(a.attname ORDER BY k.place)
        FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY k (number, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) i.indrelid
            AND a.attnum OPERATOR(pg_catalog.=) k.number
        WHERE k.place OPERATOR(pg_catalog.<=) i.indnkeyatts),
       NOT i.indimmediate,
       i.indrelid OPERATOR(pg_catalog.=) $1::pg_catalog.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
           AND NOT EXISTS (SELECT FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY k (number, place)
                           LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) i.indrelid
                               AND a.attnum OPERATOR(pg_catalog.=) k.number
                           WHERE k.place OPERATOR(pg_catalog.<=) i.indnkeyatts
                               AND (k.number OPERATOR(pg_catalog.=) 0 OR NOT a.attnotnull))
FROM pg_catalog.pg_index i
JOIN tree ON i.indrelid OPERATOR(pg_catalog.=) tree.oid
JOIN pg_catalog.pg_class ic ON ic.oid OPERATOR(pg_catalog.=) i.indexrelid
WHERE i.indisunique OR i.indisexclusion
UNION ALL
SELECT o.conname, 'c', pg_catalog.json_agg(a.attname), false, false
FROM pg_catalog.pg_constraint o
JOIN pg_catalog.pg_attribute a ON a.atttypid OPERATOR(pg_catalog.=) o.contypid
WHERE a.attrelid OPERATOR(pg_catalog.=) $1::pg_catalog.oid AND o.contypid OPERATOR(pg_catalog.<>) 0
    AND NOT a.attisdropped
GROUP BY o.oid, o.conname
