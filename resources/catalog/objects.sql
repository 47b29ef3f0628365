-- The rarer things that a migration may leave behind, so that a comparison misses none: statistics objects, event
-- triggers, publications, foreign servers and wrappers, casts, operators and their classes, collations, text search,
-- languages, default privileges, settings of the database. Only what users made (oid 16384 and up).
-- Columns: kind, identity, definition (as far as there is one), comment, relation that it belongs to (0: none).
WITH object(class, oid, definition, relation) AS (
    SELECT 'pg_statistic_ext'::regclass, s.oid,
           CASE WHEN pg_table_is_visible(s.stxrelid) IS NOT NULL THEN pg_get_statisticsobjdef(s.oid) END, s.stxrelid
    FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    UNION ALL
    SELECT 'pg_event_trigger'::regclass, oid,
           format('ON %s WHEN TAG IN (%s) EXECUTE FUNCTION %s enabled %s', evtevent, array_to_string(evttags, ', '),
                  evtfoid::regprocedure, evtenabled), 0
    FROM pg_event_trigger
    UNION ALL
    SELECT 'pg_publication'::regclass, p.oid,
           concat_ws(', ', CASE WHEN p.puballtables THEN 'all tables' END, CASE WHEN p.pubinsert THEN 'insert' END,
                     CASE WHEN p.pubupdate THEN 'update' END, CASE WHEN p.pubdelete THEN 'delete' END,
                     CASE WHEN p.pubtruncate THEN 'truncate' END, CASE WHEN p.pubviaroot THEN 'via root' END,
                     (SELECT 'tables ' || string_agg(r.prrelid::regclass::text, ' ' ORDER BY r.prrelid::regclass::text)
                      FROM pg_publication_rel r WHERE r.prpubid = p.oid)), 0
    FROM pg_publication p
    UNION ALL
    SELECT 'pg_foreign_data_wrapper'::regclass, oid, array_to_string(fdwoptions, ', '), 0 FROM pg_foreign_data_wrapper
    UNION ALL
    SELECT 'pg_foreign_server'::regclass, s.oid,
           -- Names of options only: their values can be secrets.
           concat_ws(' ', 'wrapper ' || w.fdwname, 'type ' || s.srvtype, 'version ' || s.srvversion,
                     (SELECT 'options ' || string_agg(o.option_name, ', ') FROM pg_options_to_table(s.srvoptions) o)), 0
    FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
    UNION ALL
    SELECT 'pg_cast'::regclass, oid, concat_ws(' ', castcontext, castmethod, nullif(castfunc, 0)::regprocedure), 0
    FROM pg_cast
    UNION ALL
    SELECT 'pg_operator'::regclass, oid,
           concat_ws(' ', oprcode, oprrest, oprjoin, nullif(oprcom, 0)::regoperator, nullif(oprnegate, 0)::regoperator), 0
    FROM pg_operator
    UNION ALL
    SELECT 'pg_opclass'::regclass, oid, concat_ws(' ', opcintype::regtype, opcdefault), 0 FROM pg_opclass
    UNION ALL
    SELECT 'pg_opfamily'::regclass, oid, NULL, 0 FROM pg_opfamily
    UNION ALL
    SELECT 'pg_collation'::regclass, oid, concat_ws(' ', collprovider, collisdeterministic, collcollate, collctype), 0
    FROM pg_collation
    UNION ALL
    SELECT 'pg_conversion'::regclass, oid, conproc::text, 0 FROM pg_conversion
    UNION ALL
    SELECT 'pg_ts_config'::regclass, oid,
           (SELECT string_agg(format('%s %s %s', m.maptokentype, m.mapseqno, m.mapdict::regdictionary), ', '
                              ORDER BY m.maptokentype, m.mapseqno)
            FROM pg_ts_config_map m WHERE m.mapcfg = pg_ts_config.oid), 0
    FROM pg_ts_config
    UNION ALL
    SELECT 'pg_ts_dict'::regclass, oid, dictinitoption, 0 FROM pg_ts_dict
    UNION ALL
    SELECT 'pg_language'::regclass, oid, CASE WHEN lanpltrusted THEN 'trusted' END, 0 FROM pg_language
    UNION ALL
    SELECT 'pg_default_acl'::regclass, oid,
           (SELECT string_agg(a::text, ', ' ORDER BY a::text COLLATE "C") FROM unnest(defaclacl) a), 0
    FROM pg_default_acl)
SELECT i.type, i.identity, o.definition, d.description, o.relation
FROM object o
CROSS JOIN LATERAL pg_identify_object(o.class, o.oid, 0) i
LEFT JOIN pg_description d ON d.classoid = o.class AND d.objoid = o.oid AND d.objsubid = 0
WHERE o.oid >= 16384 AND i.identity IS NOT NULL
  AND NOT EXISTS (SELECT FROM pg_depend m WHERE m.classid = o.class AND m.objid = o.oid AND m.deptype = 'e')
UNION ALL
SELECT 'database setting', coalesce(r.rolname, ''), array_to_string(s.setconfig, ', '), NULL, 0
FROM pg_db_role_setting s
JOIN pg_database b ON b.oid = s.setdatabase
LEFT JOIN pg_roles r ON r.oid = s.setrole
WHERE b.datname = current_database()
