-- SPDX-FileCopyrightText: The Howdah developers
-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE TYPE mood AS ENUM ('calm', 'it''s "odd"');
CREATE TABLE people (id bigint PRIMARY KEY, name text, age int, e mood, data jsonb, boss bigint REFERENCES people
    ON DELETE SET NULL);
INSERT INTO people SELECT i, CASE WHEN i = 77 THEN 'needle 50%_\ <b>' ELSE 'name ' || i END, i % 90,
    CASE WHEN i % 2 = 0 THEN 'calm'::mood END, jsonb_build_object('k', i % 5), nullif(i / 10, 0)
    FROM generate_series(1, 3000) AS i;
CREATE TABLE "visits & more" (person bigint REFERENCES people ON DELETE CASCADE, day date, note text,
    PRIMARY KEY (person, day));
INSERT INTO "visits & more" SELECT i % 300 + 1, date '2026-01-01' + i / 300, '' FROM generate_series(0, 2999) AS i;
CREATE TABLE "lines" (id int PRIMARY KEY, person bigint, day date,
    FOREIGN KEY (person, day) REFERENCES "visits & more" ON DELETE CASCADE);
INSERT INTO "lines" SELECT i, i % 300 + 1, CASE WHEN i % 7 = 0 THEN NULL ELSE date '2026-01-01' END
    FROM generate_series(0, 599) AS i;
CREATE TABLE guarded (id int PRIMARY KEY, person bigint REFERENCES people);
INSERT INTO guarded VALUES (1, 5);
CREATE TABLE never (id int PRIMARY KEY, v text) WITH (autovacuum_enabled = off);
INSERT INTO never VALUES (1, 'x');
-- Its first rows come at once, its last ones do not: in the list of a SELECT the series is not stored first.
CREATE VIEW slow AS SELECT i AS id, 'v' || i AS v FROM (SELECT generate_series(1, 100000000) AS i) AS series;
CREATE TABLE heap (v int);
INSERT INTO heap VALUES (1);
ANALYZE people; ANALYZE "visits & more"; ANALYZE "lines";
