-- What a pack leaves to luck, one a line: psql prints nothing for a pack that leaves nothing.
SELECT line FROM (
    -- Whoever deletes or changes a referenced row looks for its referrers: by an index that begins with the columns of the
    -- key, of several columns with any of them, as long as it holds all rows that refer to one.
    SELECT format('no index: %s (%s)', k.conrelid::regclass, (SELECT string_agg(a.attname, ', ' ORDER BY u.n)
               FROM unnest(k.conkey) WITH ORDINALITY AS u (attnum, n) JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = u.attnum)) AS line
    FROM pg_constraint AS k
    WHERE k.contype = 'f' AND k.conparentid = 0 AND NOT EXISTS (
        SELECT FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN pg_am AS m ON m.oid = c.relam
        WHERE i.indrelid = k.conrelid AND i.indisvalid AND m.amname IN ('btree', 'hash') AND i.indkey[0] = ANY (k.conkey)
          AND (cardinality(k.conkey) = 1 OR i.indkey[0] = k.conkey[cardinality(k.conkey)] OR i.indkey[1] = ANY (k.conkey))
          AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) = format('(%I IS NOT NULL)', (
              SELECT a.attname FROM pg_attribute AS a WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[0]))))
    UNION ALL
    -- What runs by itself, or with the rights of its owner, must not look its names up where a session says.
    SELECT format('no search_path: %s', p.oid::regprocedure)
    FROM pg_proc AS p
    WHERE p.pronamespace = 'public'::regnamespace AND (p.prosecdef OR p.prorettype IN ('trigger'::regtype, 'event_trigger'::regtype))
      AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS setting WHERE setting LIKE 'search_path=%')
      AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    -- States, roles, kinds as text, and numbers that measure or count, have a check that is validated, or refer to a table.
    SELECT format('no check: %s.%s %s', c.oid::regclass, a.attname, format_type(a.atttypid, a.atttypmod))
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND a.attgenerated = '' AND a.attidentity = ''
      AND (a.atttypid IN ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype, 'numeric'::regtype, 'real'::regtype, 'double precision'::regtype)
           OR a.atttypid IN ('text'::regtype, 'character varying'::regtype)
              AND lower(replace(a.attname, '_', '')) ~ '(status|state|role|type|kind|level|priority|severity|mode|category|environment|format|action|relationship)$')
      AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conrelid = c.oid AND k.contype IN ('c', 'f') AND k.convalidated AND a.attnum = ANY (k.conkey))
    UNION ALL
    SELECT format('not validated: %s %s', conrelid::regclass, conname) FROM pg_constraint WHERE NOT convalidated
) AS lines ORDER BY line COLLATE "C";
