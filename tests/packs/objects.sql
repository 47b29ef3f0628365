-- Every object of the schema public, one a line, as the server itself describes it. psql prints it for the pack tests.
-- Partitions are not told: they are what their table is, and which there are depends on the day.
SELECT line FROM (
    SELECT 'enum ' || t.typname || ': ' || string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) AS line
    FROM pg_type AS t JOIN pg_enum AS e ON e.enumtypid = t.oid WHERE t.typnamespace = 'public'::regnamespace GROUP BY t.typname
    UNION ALL
    SELECT 'table ' || c.relname || CASE WHEN c.relrowsecurity THEN ' (row security' || CASE WHEN c.relforcerowsecurity THEN ', forced' ELSE '' END || ')' ELSE '' END
           || coalesce(' (' || lower(left(pg_get_partkeydef(c.oid), 5)) || substr(pg_get_partkeydef(c.oid), 6) || ')', '') || ': ' || coalesce(obj_description(c.oid, 'pg_class'), 'NO COMMENT')
    FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    UNION ALL
    SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
           || CASE WHEN d.oid IS NULL THEN '' ELSE CASE a.attgenerated WHEN 's' THEN ' generated ' ELSE ' default ' END || regexp_replace(pg_get_expr(d.adbin, d.adrelid), '\s+', ' ', 'g') END
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    UNION ALL
    SELECT 'constraint ' || conrelid::regclass::text || '.' || conname || ' ' || regexp_replace(pg_get_constraintdef(oid), '\s+', ' ', 'g')
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'p', 'u', 'x') AND conrelid <> 0
        AND conparentid = 0 AND NOT EXISTS (SELECT FROM pg_class AS c WHERE c.oid = conrelid AND c.relispartition)
    UNION ALL
    SELECT 'index ' || pg_get_indexdef(i.indexrelid)
    FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
    WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
    UNION ALL
    SELECT 'trigger ' || pg_get_triggerdef(t.oid) || CASE t.tgenabled WHEN 'O' THEN '' WHEN 'A' THEN ' (always)' ELSE ' (NOT ENABLED)' END
    FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND NOT t.tgisinternal
    UNION ALL
    SELECT 'policy ' || tablename || '.' || policyname || ' ' || permissive || ' FOR ' || cmd || ' TO ' || array_to_string(roles, ', ')
           || coalesce(' USING ' || qual, '') || coalesce(' WITH CHECK ' || with_check, '')
    FROM pg_policies WHERE schemaname = 'public'
    UNION ALL
    SELECT 'function ' || p.oid::regprocedure::text || ' returns ' || pg_get_function_result(p.oid) || ' ' || l.lanname || ' ' || CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END
           || CASE WHEN p.prosecdef THEN ' SECURITY DEFINER' ELSE '' END || coalesce(' ' || array_to_string(p.proconfig, ' '), '')
    FROM pg_proc AS p JOIN pg_language AS l ON l.oid = p.prolang
    WHERE p.pronamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype IN ('e', 'i'))
) AS lines ORDER BY line COLLATE "C";
