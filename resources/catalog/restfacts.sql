-- What a database holds beyond what the other queries read: nothing that a page shows, but whoever claims that a rollback
-- restored everything has to have compared it. Each statement gives one column of facts, and runs on servers from the
-- version on that is said before it. $1: salt for the values of options, which may be secrets and are told by their hash.

-- since 130000: the database
SELECT pg_catalog.concat('database: owner ', pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(d.datdba)),
           CASE WHEN d.datistemplate THEN ' template' END, CASE WHEN NOT d.datallowconn THEN ' closed' END,
           CASE WHEN d.datconnlimit OPERATOR(pg_catalog.<>) -1
               THEN pg_catalog.concat(' connection limit ', d.datconnlimit) END,
           ' tablespace ', t.spcname,
           ' collation version ' OPERATOR(pg_catalog.||)
               (pg_catalog.to_jsonb(d) OPERATOR(pg_catalog.->>) 'datcollversion'))
FROM pg_catalog.pg_database d
JOIN pg_catalog.pg_tablespace t ON t.oid OPERATOR(pg_catalog.=) d.dattablespace
WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
UNION ALL
SELECT 'privileges on database: ' OPERATOR(pg_catalog.||) (SELECT pg_catalog.string_agg(p::pg_catalog.text, ', '
           ORDER BY p::pg_catalog.text COLLATE pg_catalog."C") FROM pg_catalog.unnest(d.datacl) p)
FROM pg_catalog.pg_database d
WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
  AND NOT (d.datacl OPERATOR(pg_catalog.@>) pg_catalog.acldefault('d', d.datdba)
      AND pg_catalog.acldefault('d', d.datdba) OPERATOR(pg_catalog.@>) d.datacl)
UNION ALL
SELECT pg_catalog.format('security label on database for %s: %s', l.provider, l.label)
FROM pg_catalog.pg_shseclabel l
JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) l.objoid
WHERE l.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_database'::pg_catalog.regclass
  AND d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database();

-- since 130000: privileges on what is the server's own, a member of an extension, or of a kind that nothing else reads
WITH granted(class, oid, sub, kind, acl, owner) AS (
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, oid, 0,
           CASE WHEN relkind OPERATOR(pg_catalog.=) 'S' THEN 's' ELSE 'r' END, relacl, relowner FROM pg_catalog.pg_class
    UNION ALL
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, a.attrelid, a.attnum::int, 'c', a.attacl, c.relowner
    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) a.attrelid
    WHERE a.attacl IS NOT NULL
    UNION ALL
    SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, oid, 0, 'f', proacl, proowner FROM pg_catalog.pg_proc
    UNION ALL
    SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, oid, 0, 'T', typacl, typowner FROM pg_catalog.pg_type
    UNION ALL
    SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass, oid, 0, 'n', nspacl, nspowner FROM pg_catalog.pg_namespace
    WHERE nspname OPERATOR(pg_catalog.<>) 'public'
    UNION ALL
    SELECT 'pg_catalog.pg_language'::pg_catalog.regclass, oid, 0, 'l', lanacl, lanowner FROM pg_catalog.pg_language
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, oid, 0, 'F', fdwacl, fdwowner
    FROM pg_catalog.pg_foreign_data_wrapper
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, oid, 0, 'S', srvacl, srvowner
    FROM pg_catalog.pg_foreign_server
    UNION ALL
    SELECT 'pg_catalog.pg_largeobject'::pg_catalog.regclass, oid, 0, 'L', lomacl, lomowner
    FROM pg_catalog.pg_largeobject_metadata)
SELECT pg_catalog.format('privileges on %s %s: %s', o.type, o.identity,
           (SELECT pg_catalog.string_agg(p::pg_catalog.text, ', ' ORDER BY p::pg_catalog.text COLLATE pg_catalog."C")
            FROM pg_catalog.unnest(g.acl) p))
FROM granted g
LEFT JOIN pg_catalog.pg_init_privs i ON i.classoid OPERATOR(pg_catalog.=) g.class
    AND i.objoid OPERATOR(pg_catalog.=) g.oid AND i.objsubid OPERATOR(pg_catalog.=) g.sub
CROSS JOIN LATERAL (SELECT coalesce(i.initprivs, pg_catalog.acldefault(g.kind::pg_catalog."char", g.owner)) AS acl) usual
CROSS JOIN LATERAL pg_catalog.pg_identify_object(g.class, g.oid, g.sub) o
WHERE g.acl IS NOT NULL
  AND NOT (g.acl OPERATOR(pg_catalog.@>) usual.acl AND usual.acl OPERATOR(pg_catalog.@>) g.acl)
  AND (g.oid OPERATOR(pg_catalog.<) 16384 OR g.kind OPERATOR(pg_catalog.=) ANY ('{l,F,S,L}')
       OR EXISTS (SELECT FROM pg_catalog.pg_depend m WHERE m.classid OPERATOR(pg_catalog.=) g.class
           AND m.objid OPERATOR(pg_catalog.=) g.oid AND m.deptype OPERATOR(pg_catalog.=) 'e'));

-- since 130000: owners of what is neither a relation nor a type, function or schema; what depends on an extension
SELECT pg_catalog.format('owner of %s %s: %s', o.type, o.identity, pg_catalog.pg_get_userbyid(d.refobjid))
FROM pg_catalog.pg_shdepend d
JOIN pg_catalog.pg_database b ON b.oid OPERATOR(pg_catalog.=) d.dbid
    AND b.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, d.objsubid) o
WHERE d.deptype OPERATOR(pg_catalog.=) 'o' AND o.identity IS NOT NULL
  AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_authid'::pg_catalog.regclass
  AND d.classid OPERATOR(pg_catalog.<>) ALL ('{pg_catalog.pg_class,pg_catalog.pg_type,pg_catalog.pg_proc,pg_catalog.pg_namespace,pg_catalog.pg_default_acl}'::pg_catalog.regclass[]::pg_catalog.oid[])
UNION ALL
SELECT pg_catalog.format('%s %s depends on extension %I', o.type, o.identity, e.extname)
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) d.refobjid
CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, d.objsubid) o
WHERE d.deptype OPERATOR(pg_catalog.=) 'x'
  AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass;

-- since 130000: relations
SELECT pg_catalog.format('TOAST options of %s: %s', c.oid::pg_catalog.regclass,
           pg_catalog.array_to_string(t.reloptions, ', '))
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_class t ON t.oid OPERATOR(pg_catalog.=) c.reltoastrelid
WHERE t.reloptions IS NOT NULL
UNION ALL
SELECT pg_catalog.format('replica identity nothing of %s', c.oid::pg_catalog.regclass)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
WHERE c.relreplident OPERATOR(pg_catalog.=) 'n' AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p}')
  AND n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
UNION ALL
SELECT pg_catalog.format('table %s is of type %s', c.oid::pg_catalog.regclass,
           pg_catalog.format_type(c.reloftype, NULL))
FROM pg_catalog.pg_class c WHERE c.reloftype OPERATOR(pg_catalog.<>) 0
UNION ALL
SELECT pg_catalog.format('materialized view %s is not filled', c.oid::pg_catalog.regclass)
FROM pg_catalog.pg_class c WHERE c.relkind OPERATOR(pg_catalog.=) 'm' AND NOT c.relispopulated
UNION ALL
SELECT pg_catalog.format('partition %s is being detached from %s', i.inhrelid::pg_catalog.regclass,
           i.inhparent::pg_catalog.regclass)
FROM pg_catalog.pg_inherits i
WHERE pg_catalog.to_jsonb(i) OPERATOR(pg_catalog.->>) 'inhdetachpending' OPERATOR(pg_catalog.=) 'true'
UNION ALL
SELECT pg_catalog.format('the view rule of %s is enabled %s', r.ev_class::pg_catalog.regclass, r.ev_enabled)
FROM pg_catalog.pg_rewrite r
WHERE r.rulename OPERATOR(pg_catalog.=) '_RETURN' AND r.ev_enabled OPERATOR(pg_catalog.<>) 'O';

-- since 130000: what hangs on relations: constraints in part inherited, those of NOT NULL (they have a name and a state
-- of their own from version 18 on), triggers that came with a constraint or with the partitioned table
SELECT pg_catalog.format('constraint %I on %s inherited %s and local', k.conname, k.conrelid::pg_catalog.regclass,
           k.coninhcount)
FROM pg_catalog.pg_constraint k
WHERE k.coninhcount OPERATOR(pg_catalog.>) 0 AND k.conislocal AND k.conrelid OPERATOR(pg_catalog.<>) 0
UNION ALL
SELECT pg_catalog.format('constraint %I on %s: %s%s', k.conname, k.conrelid::pg_catalog.regclass,
           pg_catalog.pg_get_constraintdef(k.oid), CASE WHEN NOT k.conislocal THEN ' inherited' END)
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
WHERE k.contype OPERATOR(pg_catalog.=) 'n'
  AND n.nspname OPERATOR(pg_catalog.!~) '^pg_' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema'
UNION ALL
SELECT pg_catalog.format('constraint %I on domain %s: NOT NULL', k.conname, pg_catalog.format_type(k.contypid, NULL))
FROM pg_catalog.pg_constraint k
WHERE k.contype OPERATOR(pg_catalog.=) 'n' AND k.contypid OPERATOR(pg_catalog.>=) 16384
UNION ALL
SELECT pg_catalog.format('%s on %s enabled %s, %s of its triggers', g.what, g.tgrelid::pg_catalog.regclass, g.tgenabled,
           pg_catalog.count(*))
FROM (SELECT CASE WHEN k.oid IS NULL THEN pg_catalog.format('trigger %I', t.tgname)
                 ELSE pg_catalog.format('constraint %I', k.conname) END AS what, t.tgrelid, t.tgenabled
      FROM pg_catalog.pg_trigger t LEFT JOIN pg_catalog.pg_constraint k ON k.oid OPERATOR(pg_catalog.=) t.tgconstraint
      WHERE t.tgenabled OPERATOR(pg_catalog.<>) 'O'
        AND (t.tgisinternal OR t.tgparentid OPERATOR(pg_catalog.<>) 0)) g
GROUP BY g.what, g.tgrelid, g.tgenabled
UNION ALL
-- What somebody has put on the relations of an extension.
SELECT DISTINCT pg_catalog.format('%s %s', o.type, o.identity)
FROM pg_catalog.pg_depend e
JOIN pg_catalog.pg_depend d ON d.refclassid OPERATOR(pg_catalog.=) e.classid AND d.refobjid OPERATOR(pg_catalog.=) e.objid
CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, d.objsubid) o
WHERE e.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass
  AND e.deptype OPERATOR(pg_catalog.=) 'e' AND d.deptype OPERATOR(pg_catalog.=) ANY ('{a,n}')
  AND (d.classid OPERATOR(pg_catalog.=) ANY ('{pg_catalog.pg_constraint,pg_catalog.pg_policy}'::pg_catalog.regclass[]::pg_catalog.oid[])
       OR d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_trigger'::pg_catalog.regclass AND NOT EXISTS (SELECT
           FROM pg_catalog.pg_trigger g WHERE g.oid OPERATOR(pg_catalog.=) d.objid AND g.tgisinternal)
       OR EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid OPERATOR(pg_catalog.=) d.objid
           AND d.classid OPERATOR(pg_catalog.=) e.classid AND c.relkind OPERATOR(pg_catalog.=) 'i'))
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend m WHERE m.classid OPERATOR(pg_catalog.=) d.classid
      AND m.objid OPERATOR(pg_catalog.=) d.objid AND m.deptype OPERATOR(pg_catalog.=) 'e');

-- since 130000: more of what objects.sql tells in short, and kinds that it leaves out
WITH told(class, oid, definition) AS (
    SELECT 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, oid,
           pg_catalog.concat('statistics target ', pg_catalog.to_jsonb(s) OPERATOR(pg_catalog.->>) 'stxstattarget')
    FROM pg_catalog.pg_statistic_ext s
    UNION ALL
    SELECT 'pg_catalog.pg_publication'::pg_catalog.regclass, oid,
           pg_catalog.concat('generated columns ', pg_catalog.to_jsonb(p) OPERATOR(pg_catalog.->>) 'pubgencols')
    FROM pg_catalog.pg_publication p
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, oid,
           pg_catalog.concat('handler ', fdwhandler::pg_catalog.regproc, ' validator ', fdwvalidator::pg_catalog.regproc)
    FROM pg_catalog.pg_foreign_data_wrapper
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, s.oid,
           'values of options ' OPERATOR(pg_catalog.||) (SELECT pg_catalog.string_agg(pg_catalog.format('%I #%s',
               o.option_name, pg_catalog.left(pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(
                   $1::pg_catalog.text OPERATOR(pg_catalog.||) o.option_value, 'UTF8')), 'hex'), 12)), ', '
               ORDER BY o.option_name COLLATE pg_catalog."C") FROM pg_catalog.pg_options_to_table(s.srvoptions) o)
    FROM pg_catalog.pg_foreign_server s
    UNION ALL
    SELECT 'pg_catalog.pg_operator'::pg_catalog.regclass, oid, pg_catalog.concat(CASE WHEN oprcanmerge THEN 'merges ' END,
           CASE WHEN oprcanhash THEN 'hashes ' END, 'of ', oprcode::pg_catalog.oid::pg_catalog.regprocedure)
    FROM pg_catalog.pg_operator
    UNION ALL
    SELECT 'pg_catalog.pg_opclass'::pg_catalog.regclass, oid, pg_catalog.concat('family ',
           (SELECT i.identity FROM pg_catalog.pg_identify_object('pg_catalog.pg_opfamily'::pg_catalog.regclass, opcfamily, 0) i),
           CASE WHEN opckeytype OPERATOR(pg_catalog.<>) 0
               THEN ' storage ' OPERATOR(pg_catalog.||) pg_catalog.format_type(opckeytype, NULL) END)
    FROM pg_catalog.pg_opclass
    UNION ALL
    SELECT 'pg_catalog.pg_amop'::pg_catalog.regclass, oid, pg_catalog.concat(amopopr::pg_catalog.regoperator, ' ',
           amoppurpose, ' ', (SELECT i.identity FROM
               pg_catalog.pg_identify_object('pg_catalog.pg_opfamily'::pg_catalog.regclass, amopsortfamily, 0) i))
    FROM pg_catalog.pg_amop
    UNION ALL
    SELECT 'pg_catalog.pg_amproc'::pg_catalog.regclass, oid, amproc::pg_catalog.oid::pg_catalog.regprocedure::pg_catalog.text
    FROM pg_catalog.pg_amproc
    UNION ALL
    SELECT 'pg_catalog.pg_am'::pg_catalog.regclass, oid, pg_catalog.concat(amtype, ' ', amhandler) FROM pg_catalog.pg_am
    UNION ALL
    SELECT 'pg_catalog.pg_collation'::pg_catalog.regclass, oid, (pg_catalog.to_jsonb(c) OPERATOR(pg_catalog.-)
           '{oid,collname,collnamespace,collowner}'::pg_catalog.text[])::pg_catalog.text
    FROM pg_catalog.pg_collation c
    UNION ALL
    SELECT 'pg_catalog.pg_conversion'::pg_catalog.regclass, oid, pg_catalog.concat(conforencoding, ' ', contoencoding,
           CASE WHEN condefault THEN ' default' END)
    FROM pg_catalog.pg_conversion
    UNION ALL
    SELECT 'pg_catalog.pg_ts_config'::pg_catalog.regclass, oid, (SELECT i.identity FROM
               pg_catalog.pg_identify_object('pg_catalog.pg_ts_parser'::pg_catalog.regclass, cfgparser, 0) i)
    FROM pg_catalog.pg_ts_config
    UNION ALL
    SELECT 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, oid, (SELECT i.identity FROM
               pg_catalog.pg_identify_object('pg_catalog.pg_ts_template'::pg_catalog.regclass, dicttemplate, 0) i)
    FROM pg_catalog.pg_ts_dict
    UNION ALL
    SELECT 'pg_catalog.pg_ts_parser'::pg_catalog.regclass, oid, (pg_catalog.to_jsonb(p) OPERATOR(pg_catalog.-)
           '{oid,prsname,prsnamespace}'::pg_catalog.text[])::pg_catalog.text
    FROM pg_catalog.pg_ts_parser p
    UNION ALL
    SELECT 'pg_catalog.pg_ts_template'::pg_catalog.regclass, oid, (pg_catalog.to_jsonb(t) OPERATOR(pg_catalog.-)
           '{oid,tmplname,tmplnamespace}'::pg_catalog.text[])::pg_catalog.text
    FROM pg_catalog.pg_ts_template t
    UNION ALL
    SELECT 'pg_catalog.pg_language'::pg_catalog.regclass, oid, pg_catalog.concat(lanplcallfoid::pg_catalog.regproc, ' ',
           laninline::pg_catalog.regproc, ' ', lanvalidator::pg_catalog.regproc)
    FROM pg_catalog.pg_language
    UNION ALL
    SELECT 'pg_catalog.pg_transform'::pg_catalog.regclass, oid, pg_catalog.concat(
           trffromsql::pg_catalog.oid::pg_catalog.regprocedure, ' ', trftosql::pg_catalog.oid::pg_catalog.regprocedure)
    FROM pg_catalog.pg_transform
    UNION ALL
    SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, (pg_catalog.to_jsonb(a) OPERATOR(pg_catalog.-)
           '{aggfnoid,aggtranstype,aggmtranstype,aggsortop}'::pg_catalog.text[])::pg_catalog.text
    FROM pg_catalog.pg_proc p
    JOIN pg_catalog.pg_aggregate a ON a.aggfnoid::pg_catalog.oid OPERATOR(pg_catalog.=) p.oid
    UNION ALL
    SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, pg_catalog.concat((pg_catalog.to_jsonb(t)
           OPERATOR(pg_catalog.-) '{oid,typname,typnamespace,typowner,typacl,typrelid,typelem,typarray,typbasetype,typcollation,typdefaultbin}'::pg_catalog.text[])::pg_catalog.text,
           CASE WHEN t.typelem OPERATOR(pg_catalog.<>) 0
               THEN ' of ' OPERATOR(pg_catalog.||) pg_catalog.format_type(t.typelem, NULL) END)
    FROM pg_catalog.pg_type t
    WHERE t.typtype OPERATOR(pg_catalog.=) 'b' AND t.typcategory OPERATOR(pg_catalog.<>) 'A'
    UNION ALL
    SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, r.rngtypid, 'multirange ' OPERATOR(pg_catalog.||)
           pg_catalog.format_type((pg_catalog.to_jsonb(r) OPERATOR(pg_catalog.->>) 'rngmultitypid')::pg_catalog.oid, NULL)
    FROM pg_catalog.pg_range r)
SELECT pg_catalog.format('%s %s has %s', o.type, o.identity, d.definition)
FROM told d
CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.class, d.oid, 0) o
WHERE d.oid OPERATOR(pg_catalog.>=) 16384 AND o.identity IS NOT NULL
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend m WHERE m.classid OPERATOR(pg_catalog.=) d.class
      AND m.objid OPERATOR(pg_catalog.=) d.oid AND m.deptype OPERATOR(pg_catalog.=) 'e');

-- since 150000: what a publication publishes
SELECT pg_catalog.format('publication %I publishes %s%s%s', p.pubname, r.prrelid::pg_catalog.regclass,
           (SELECT pg_catalog.format(' (%s)', pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum))
            FROM pg_catalog.unnest(r.prattrs::pg_catalog.int2[]) k
            JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) r.prrelid
                AND a.attnum OPERATOR(pg_catalog.=) k
            HAVING pg_catalog.count(*) OPERATOR(pg_catalog.>) 0),
           ' where ' OPERATOR(pg_catalog.||) pg_catalog.pg_get_expr(r.prqual, r.prrelid))
FROM pg_catalog.pg_publication_rel r JOIN pg_catalog.pg_publication p ON p.oid OPERATOR(pg_catalog.=) r.prpubid
WHERE r.prattrs IS NOT NULL OR r.prqual IS NOT NULL
UNION ALL
SELECT pg_catalog.format('publication %I publishes schema %I', p.pubname, n.nspname)
FROM pg_catalog.pg_publication_namespace r
JOIN pg_catalog.pg_publication p ON p.oid OPERATOR(pg_catalog.=) r.pnpubid
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) r.pnnspid;

-- since 130000: subscriptions, user mappings
SELECT pg_catalog.format('subscription %I: owner %s slot %s publications %s%s', s.subname,
           pg_catalog.pg_get_userbyid(s.subowner), s.subslotname, s.subpublications::pg_catalog.text,
           CASE WHEN s.subenabled THEN ' enabled' END)
FROM pg_catalog.pg_subscription s
JOIN pg_catalog.pg_database d ON d.oid OPERATOR(pg_catalog.=) s.subdbid
WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
UNION ALL
SELECT pg_catalog.format('user mapping for %s on %I: %s', m.usename, m.srvname,
           (SELECT pg_catalog.string_agg(pg_catalog.format('%I #%s', o.option_name,
               pg_catalog.left(pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(
                   $1::pg_catalog.text OPERATOR(pg_catalog.||) o.option_value, 'UTF8')), 'hex'), 12)), ', '
               ORDER BY o.option_name COLLATE pg_catalog."C") FROM pg_catalog.pg_options_to_table(m.umoptions) o))
FROM pg_catalog.pg_user_mappings m;

-- since 130000: security labels; comments on what the other queries do not read
SELECT pg_catalog.format('security label on %s %s for %s: %s', o.type, o.identity, l.provider, l.label)
FROM pg_catalog.pg_seclabel l
CROSS JOIN LATERAL pg_catalog.pg_identify_object(l.classoid, l.objoid, l.objsubid) o
UNION ALL
SELECT pg_catalog.format('comment on %s %s: %s', o.type, o.identity, d.description)
FROM pg_catalog.pg_description d
CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) o
WHERE o.identity IS NOT NULL
  -- Large objects have the numbers that somebody gives them.
  AND (d.classoid OPERATOR(pg_catalog.=) ANY
           ('{pg_catalog.pg_language,pg_catalog.pg_largeobject}'::pg_catalog.regclass[]::pg_catalog.oid[])
       OR d.objoid OPERATOR(pg_catalog.>=) 16384
       AND (d.classoid OPERATOR(pg_catalog.=) ANY
                ('{pg_catalog.pg_transform,pg_catalog.pg_am,pg_catalog.pg_ts_parser,pg_catalog.pg_ts_template,pg_catalog.pg_subscription}'::pg_catalog.regclass[]::pg_catalog.oid[])
            OR d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass AND EXISTS (SELECT
                FROM pg_catalog.pg_class c WHERE c.oid OPERATOR(pg_catalog.=) d.objoid
                    AND c.relkind OPERATOR(pg_catalog.=) 'c')
            OR d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_type'::pg_catalog.regclass AND EXISTS (SELECT
                FROM pg_catalog.pg_type t WHERE t.oid OPERATOR(pg_catalog.=) d.objoid
                    AND (t.typtype OPERATOR(pg_catalog.=) 'm' OR t.typcategory OPERATOR(pg_catalog.=) 'A'))
            OR d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_constraint'::pg_catalog.regclass AND EXISTS (SELECT
                FROM pg_catalog.pg_constraint k WHERE k.oid OPERATOR(pg_catalog.=) d.objoid
                    AND k.contype OPERATOR(pg_catalog.=) ANY ('{n,t}'))
            OR EXISTS (SELECT FROM pg_catalog.pg_depend m WHERE m.classid OPERATOR(pg_catalog.=) d.classoid
                AND m.objid OPERATOR(pg_catalog.=) d.objoid AND m.deptype OPERATOR(pg_catalog.=) 'e')));

-- since 130000: large objects, by what they hold (of a very large one, by its size and its first 16 MB)
SELECT pg_catalog.format('large object %s: %s bytes, md5 %s', o.oid, o.size,
           CASE WHEN o.handle IS NOT NULL THEN pg_catalog.md5(pg_catalog.lo_get(o.oid, 0, 16777216)) END)
FROM (SELECT m.oid, h.handle, pg_catalog.lo_lseek64(h.handle, 0, 2) AS size, pg_catalog.lo_close(h.handle)
      FROM pg_catalog.pg_largeobject_metadata m
      CROSS JOIN LATERAL (SELECT CASE WHEN pg_catalog.pg_has_role(m.lomowner, 'USAGE')
          THEN pg_catalog.lo_open(m.oid, 262144) END AS handle) h) o;
