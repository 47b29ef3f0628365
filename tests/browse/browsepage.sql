-- SPDX-FileCopyrightText: The Howdah developers
-- SPDX-License-Identifier: GPL-3.0-or-later
CREATE TABLE numbers (id bigint PRIMARY KEY, name text, score float8, big text);
INSERT INTO numbers SELECT i, CASE i % 4 WHEN 0 THEN NULL ELSE 'n' || i % 10 END, i / 3.0, repeat('y', 3000)
    FROM generate_series(1, 30000) AS i;
CREATE TABLE heap (id bigint, v int);
INSERT INTO heap SELECT i, i FROM generate_series(1, 30000) AS i;
CREATE TABLE empty (id int PRIMARY KEY);
CREATE TABLE "Odd ""name"" <b>x</b>" (id int PRIMARY KEY, "<i>col</i>" text);
INSERT INTO "Odd ""name"" <b>x</b>" VALUES (1, E'line\nbreak');
CREATE TABLE altered (a int PRIMARY KEY, b text, c text);
INSERT INTO altered SELECT i, 'b' || i, 'c' || i FROM generate_series(1, 1000) AS i;
CREATE FUNCTION numbers_below(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM numbers WHERE id < $1';
CREATE VIEW counted AS SELECT id, numbers_below(id) AS below FROM numbers WHERE id <= 40;
ANALYZE;
