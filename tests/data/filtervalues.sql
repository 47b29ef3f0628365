-- SPDX-FileCopyrightText: The Howdah developers
-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE EXTENSION citext;
CREATE TYPE mood AS ENUM ('calm', 'it''s "odd"', '50%_\');
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE "odd "" table" (
    id int PRIMARY KEY, "na'me ""x"" %1 $1" text, n int, big bigint, d numeric(30, 10), f float8, b boolean,
    ts timestamptz, plain timestamp, dt date, tod time, iv interval, u uuid, e mood, j jsonb, jj json, a text[],
    ia int[], r int4range, tr tstzrange, mr datemultirange, ip inet, raw bytea, tv tsvector, c citext, vc varchar(3),
    ch char(5), dom positive, x xml, bits bit(3));
INSERT INTO "odd "" table" VALUES
    (1, 'Alpha', 1, 9007199254740993, 1.10, 1.5, true, now() - interval '10 minutes', localtimestamp, current_date,
     '10:00', '1 day', '00000000-0000-0000-0000-000000000001', 'calm', '{"a": {"b": [10, "x"]}, "k": 1}', '{"k": 1}',
     '{x,"y, z",NULL}', '{1,2,3}', '[1,5)', '[2026-01-01,2026-02-01)', '{[2026-01-01,2026-01-05)}', '10.0.0.1/8',
     '\x0001ff', to_tsvector('quick brown fox'), 'MiXed', 'abc', 'ab', 1, '<a>one</a>', B'101'),
    (2, 'alpha 50%_\ beta', 2, 9007199254740992, 1.1000000001, 'NaN', false, now() - interval '3 days',
     localtimestamp - interval '3 days', current_date - 3, '23:59:59', '-1 mon', '00000000-0000-0000-0000-0000000000ff',
     'it''s "odd"', '{"a": {"b": [20]}, "k": null, "we''ird \"key": "v"}', '[1, 2]', '{}', '{}', '(,10)',
     '(,)', '{}', '192.168.1.17', '', to_tsvector('lazy dogs'), 'mixed', 'ABC', 'AB   ', 2, NULL, B'111'),
    (3, '''; DROP TABLE "odd "" table"; --', -3, -1, -99999999999999999999.5, '-Infinity', NULL,
     now() + interval '2 hours', localtimestamp + interval '2 hours', current_date + 1, '00:00', '2 hours',
     'ffffffff-ffff-ffff-ffff-ffffffffffff', '50%_\', '"alone"', 'null', '{"''; --","\"q\"","b\\s"}', '{3,NULL}',
     'empty', 'empty', '{(,2020-01-01)}', '::1', '\xff', '', 'zz''z', '%', '_', 3, '<b/>', B'000'),
    (4, '', 4, 0, 0, 0, true, '2026-03-04 05:06:07+00', '2026-03-04 05:06:07', '2026-03-04', '12:00', '0',
     NULL, NULL, '[]', '{}', NULL, '{4,4}', '[5,6)', NULL, NULL, '10.0.0.0/8', NULL, NULL, '', '', '', 4, NULL, NULL),
    (5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
    (6, E'line\nbreak\ttab ÄÖ ß 🐘', 6, 6, 6, 6, false, 'infinity', '-infinity', 'infinity', '24:00', '6 years',
     '00000000-0000-0000-0000-000000000006', 'calm', '{"b": 1e400, "n": 1.00}', '{"n":1.00}', '{{x,y},{z,x}}', '{6}',
     '[6,)', '[2026-01-15,)', '{[2026-01-03,)}', 'fe80::1/64', '\x41', to_tsvector('quick dogs'), 'ÄÖ', 'äö', 'ß', 6,
     '<c>x</c>', B'010');
