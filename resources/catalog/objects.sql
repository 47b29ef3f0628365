-- The rarer things that a migration may leave behind, so that a comparison misses none: statistics objects, event
-- triggers, publications, subscriptions, foreign servers and wrappers, casts, operators and their classes, collations, text search,
-- languages, default privileges, settings of the database. Only what users made (oid 16384 and up).
-- Columns: kind, identity, definition (as far as there is one), comment, relation that it belongs to (0: none).
WITH object(class, oid, definition, relation) AS (
    SELECT 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, s.oid,
           CASE WHEN pg_catalog.pg_table_is_visible(s.stxrelid) IS NOT NULL
               THEN pg_catalog.pg_get_statisticsobjdef(s.oid) END, s.stxrelid
    FROM pg_catalog.pg_statistic_ext s JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) s.stxnamespace
    WHERE n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
    UNION ALL
    SELECT 'pg_catalog.pg_event_trigger'::pg_catalog.regclass, oid,
           pg_catalog.format('ON %s WHEN TAG IN (%s) EXECUTE FUNCTION %s enabled %s', evtevent,
               pg_catalog.array_to_string(evttags, ', '),
                  evtfoid::pg_catalog.regprocedure, evtenabled), 0
    FROM pg_catalog.pg_event_trigger
    UNION ALL
    SELECT 'pg_catalog.pg_publication'::pg_catalog.regclass, p.oid,
           pg_catalog.concat_ws(', ', CASE WHEN p.puballtables THEN 'all tables' END, CASE WHEN p.pubinsert
               THEN 'insert' END,
                     CASE WHEN p.pubupdate THEN 'update' END, CASE WHEN p.pubdelete THEN 'delete' END,
                     CASE WHEN p.pubtruncate THEN 'truncate' END, CASE WHEN p.pubviaroot THEN 'via root' END,
                     (SELECT 'tables ' OPERATOR(pg_catalog.||) pg_catalog.string_agg(r.prrelid::pg_catalog.regclass::pg_catalog.text, ' ' ORDER BY r.prrelid::pg_catalog.regclass::pg_catalog.text)
                      FROM pg_catalog.pg_publication_rel r WHERE r.prpubid OPERATOR(pg_catalog.=) p.oid)), 0
    FROM pg_catalog.pg_publication p
    UNION ALL
    -- What it connects to can hold a password, and only a superuser sees it.
    SELECT 'pg_catalog.pg_subscription'::pg_catalog.regclass, s.oid,
           pg_catalog.concat_ws(' ', 'slot ' OPERATOR(pg_catalog.||) s.subslotname::pg_catalog.text, 'publications '
               OPERATOR(pg_catalog.||) pg_catalog.array_to_string(s.subpublications, ', '),
               CASE WHEN s.subenabled THEN 'enabled' END), 0
    FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) s.subdbid
    WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, oid, pg_catalog.array_to_string(fdwoptions, ', '),
        0 FROM pg_catalog.pg_foreign_data_wrapper
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, s.oid,
           -- Names of options only: their values can be secrets.
           pg_catalog.concat_ws(' ', 'wrapper ' OPERATOR(pg_catalog.||) w.fdwname, 'type '
               OPERATOR(pg_catalog.||) s.srvtype, 'version ' OPERATOR(pg_catalog.||) s.srvversion,
                     (SELECT 'options ' OPERATOR(pg_catalog.||) pg_catalog.string_agg(o.option_name, ', ')
                         FROM pg_catalog.pg_options_to_table(s.srvoptions) o)), 0
    FROM pg_catalog.pg_foreign_server s JOIN pg_catalog.pg_foreign_data_wrapper w
        ON w.oid OPERATOR(pg_catalog.=) s.srvfdw
    UNION ALL
    SELECT 'pg_catalog.pg_cast'::pg_catalog.regclass, oid, pg_catalog.concat_ws(' ', castcontext, castmethod,
        CASE WHEN castfunc OPERATOR(pg_catalog.<>) 0 THEN castfunc::pg_catalog.regprocedure END), 0
    FROM pg_catalog.pg_cast
    UNION ALL
    SELECT 'pg_catalog.pg_operator'::pg_catalog.regclass, oid,
           pg_catalog.concat_ws(' ', oprcode, oprrest, oprjoin, CASE WHEN oprcom OPERATOR(pg_catalog.<>) 0
               THEN oprcom::pg_catalog.regoperator END, CASE WHEN oprnegate OPERATOR(pg_catalog.<>) 0
               THEN oprnegate::pg_catalog.regoperator END), 0
    FROM pg_catalog.pg_operator
    UNION ALL
    SELECT 'pg_catalog.pg_opclass'::pg_catalog.regclass, oid,
        pg_catalog.concat_ws(' ', opcintype::pg_catalog.regtype, opcdefault), 0 FROM pg_catalog.pg_opclass
    UNION ALL
    SELECT 'pg_catalog.pg_opfamily'::pg_catalog.regclass, oid, NULL, 0 FROM pg_catalog.pg_opfamily
    UNION ALL
    SELECT 'pg_catalog.pg_collation'::pg_catalog.regclass, oid,
        pg_catalog.concat_ws(' ', collprovider, collisdeterministic, collcollate, collctype), 0
    FROM pg_catalog.pg_collation
    UNION ALL
    SELECT 'pg_catalog.pg_conversion'::pg_catalog.regclass, oid, conproc::pg_catalog.text, 0
        FROM pg_catalog.pg_conversion
    UNION ALL
    SELECT 'pg_catalog.pg_ts_config'::pg_catalog.regclass, oid,
           (SELECT pg_catalog.string_agg(pg_catalog.format('%s %s %s', m.maptokentype, m.mapseqno,
               m.mapdict::pg_catalog.regdictionary), ', '
                              ORDER BY m.maptokentype, m.mapseqno)
            FROM pg_catalog.pg_ts_config_map m WHERE m.mapcfg OPERATOR(pg_catalog.=) pg_ts_config.oid), 0
    FROM pg_catalog.pg_ts_config
    UNION ALL
    SELECT 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, oid, dictinitoption, 0 FROM pg_catalog.pg_ts_dict
    UNION ALL
    SELECT 'pg_catalog.pg_language'::pg_catalog.regclass, oid, CASE WHEN lanpltrusted THEN 'trusted' END, 0
        FROM pg_catalog.pg_language
    UNION ALL
    SELECT 'pg_catalog.pg_default_acl'::pg_catalog.regclass, oid,
           (SELECT pg_catalog.string_agg(a::pg_catalog.text, ', ' ORDER BY a::pg_catalog.text COLLATE pg_catalog."C")
               FROM pg_catalog.unnest(defaclacl) a), 0
    FROM pg_catalog.pg_default_acl)
SELECT i.type, i.identity, o.definition, d.description, o.relation
FROM object o
CROSS JOIN LATERAL pg_catalog.pg_identify_object(o.class, o.oid, 0) i
LEFT JOIN pg_catalog.pg_description d ON d.classoid OPERATOR(pg_catalog.=) o.class
    AND d.objoid OPERATOR(pg_catalog.=) o.oid AND d.objsubid OPERATOR(pg_catalog.=) 0
WHERE o.oid OPERATOR(pg_catalog.>=) 16384 AND i.identity IS NOT NULL
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend m WHERE m.classid OPERATOR(pg_catalog.=) o.class
      AND m.objid OPERATOR(pg_catalog.=) o.oid AND m.deptype OPERATOR(pg_catalog.=) 'e')
UNION ALL
SELECT 'database setting', coalesce(r.rolname, ''), pg_catalog.array_to_string(s.setconfig, ', '), NULL, 0
FROM pg_catalog.pg_db_role_setting s
JOIN pg_catalog.pg_database b ON b.oid OPERATOR(pg_catalog.=) s.setdatabase
LEFT JOIN pg_catalog.pg_roles r ON r.oid OPERATOR(pg_catalog.=) s.setrole
WHERE b.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
