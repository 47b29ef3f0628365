-- SPDX-FileCopyrightText: The Howdah developers
-- SPDX-License-Identifier: GPL-3.0-or-later
SET client_min_messages = warning;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE people (tag bigint PRIMARY KEY, name text, age int NOT NULL, born timestamptz, code numeric, flag boolean,
    feeling mood, data jsonb, share float8, wait interval, raw bytea, short char(5), tags int[], net inet, day date);
INSERT INTO people SELECT i * 3, CASE WHEN i % 7 = 0 THEN NULL WHEN i % 11 = 0 THEN '' ELSE 'n' || i % 23 END, i % 5,
    CASE i % 9 WHEN 0 THEN NULL WHEN 1 THEN 'infinity' WHEN 2 THEN '-infinity' WHEN 3 THEN '0044-03-15 BC'
        ELSE '2026-01-01 00:00:00.123456+00'::timestamptz + i % 13 * interval '1 microsecond' END,
    CASE i % 6 WHEN 0 THEN NULL WHEN 1 THEN 'NaN' ELSE i % 4 + 0.123456789012345678901 END,
    CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN true ELSE false END, (ARRAY['sad', 'ok', 'happy', NULL])[i % 4 + 1]::mood,
    CASE i % 5 WHEN 0 THEN NULL ELSE jsonb_build_object('a', i % 3) END,
    CASE i % 7 WHEN 0 THEN NULL WHEN 1 THEN 'NaN' WHEN 2 THEN 'Infinity'::float8 ELSE 1.0 / (i % 10 + 1) END,
    CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN interval '1 month' WHEN 2 THEN interval '30 days' ELSE i % 3 * interval '1 hour' END,
    decode(md5((i % 17)::text), 'hex'), CASE i % 4 WHEN 0 THEN NULL ELSE 'x' || i % 6 END,
    CASE i % 4 WHEN 0 THEN NULL ELSE ARRAY[i % 3, i % 5] END, CASE i % 3 WHEN 0 THEN NULL ELSE ('10.0.0.' || i % 50)::inet END,
    '2026-01-01'::date + i % 19
    FROM generate_series(1, 400) AS i;
CREATE TABLE pairs (tenant int, n int, tag int, PRIMARY KEY (tenant, n));
INSERT INTO pairs SELECT i % 7, i, i FROM generate_series(1, 300) AS i;
CREATE TABLE uuids (tag uuid PRIMARY KEY, v int);
INSERT INTO uuids SELECT md5(i::text)::uuid, i % 3 FROM generate_series(1, 300) AS i;
CREATE TABLE texts (tag text PRIMARY KEY COLLATE "C");
INSERT INTO texts SELECT 'k' || i FROM generate_series(1, 200) AS i;
INSERT INTO texts VALUES (''), (' '), ('''"; drop table x; --'), ('a\b'), ('{"x"}'), ('ünï'), (E'tab\there'), ('(1,2)');
CREATE TABLE keyless (tag int, a int);
INSERT INTO keyless SELECT i, CASE WHEN i % 5 = 0 THEN NULL ELSE i % 10 END FROM generate_series(1, 3000) AS i;
DELETE FROM keyless WHERE tag % 3 = 0 OR tag BETWEEN 500 AND 2600;
CREATE TABLE empty (tag int PRIMARY KEY);
CREATE TABLE empty_keyless (tag int);
CREATE TABLE all_deleted (tag int);
INSERT INTO all_deleted SELECT generate_series(1, 5000);
DELETE FROM all_deleted;
CREATE TABLE parts (tag int, day date NOT NULL, v int, PRIMARY KEY (tag, day)) PARTITION BY RANGE (day);
CREATE TABLE parts_a PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE parts_b PARTITION OF parts FOR VALUES FROM ('2026-02-01') TO ('2026-03-01') PARTITION BY HASH (tag);
CREATE TABLE parts_b0 PARTITION OF parts_b FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE parts_b1 PARTITION OF parts_b FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO parts SELECT i, '2026-01-01'::date + i % 50, i % 4 FROM generate_series(1, 500) AS i;
CREATE TABLE loose_parts (tag int, v int) PARTITION BY HASH (tag);
CREATE TABLE loose_parts_0 PARTITION OF loose_parts FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE loose_parts_1 (v int, tag int);
ALTER TABLE loose_parts ATTACH PARTITION loose_parts_1 FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE loose_parts_2 PARTITION OF loose_parts FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO loose_parts SELECT i, i % 4 FROM generate_series(1, 900) AS i;
CREATE TABLE parent (tag int PRIMARY KEY, v int);
CREATE TABLE child (extra text) INHERITS (parent);
INSERT INTO parent SELECT i, i % 3 FROM generate_series(1, 100) AS i;
INSERT INTO child SELECT i + 1000, i % 3 FROM generate_series(1, 100) AS i;
CREATE MATERIALIZED VIEW frozen AS SELECT tag, age FROM people ORDER BY tag;
CREATE SCHEMA "od""d.sch;ema";
CREATE TABLE "od""d.sch;ema"."t""; drop table people; --" (tag int, "a""b.c" text NOT NULL, "left" int, "ctid " int,
    "ش" int, UNIQUE ("a""b.c"));
INSERT INTO "od""d.sch;ema"."t""; drop table people; --" SELECT i, 'x' || i, -i, i, i FROM generate_series(1, 150) AS i;
ANALYZE;
