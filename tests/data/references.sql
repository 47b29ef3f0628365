-- SPDX-FileCopyrightText: The Howdah developers
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Foreign keys of every kind, with names and values as somebody hostile gives them.
CREATE TABLE team (id int PRIMARY KEY, title text, email text);
INSERT INTO team SELECT i, 'Team ' || i, 'team' || i || '@example.org' FROM generate_series(1, 500) i;
INSERT INTO team VALUES (1000, '100% "it''s" \ _x', NULL), (1001, '<b>bold</b>', NULL), (1002, '1001 nights', NULL),
    (1003, E'\u202eRTL', NULL), (1004, NULL, 'nobody');
CREATE TABLE "we""ird; --" ("na'me %1 $1" text PRIMARY KEY, "ord er" int REFERENCES team ON DELETE CASCADE);
INSERT INTO "we""ird; --" VALUES ('a', 1), ('b''c\d%', 1), ('c', 2), ('d', NULL);
CREATE TABLE node (id int PRIMARY KEY, parent int REFERENCES node ON DELETE CASCADE, name text);
INSERT INTO node VALUES (1, NULL, 'root');
INSERT INTO node SELECT i, i / 2, 'n' || i FROM generate_series(2, 127) i;
UPDATE node SET parent = 127 WHERE id = 1; -- a circle of rows
INSERT INTO node VALUES (500, 500, 'itself'), (501, NULL, 'alone');
CREATE TABLE pair (a int, b text, note text, PRIMARY KEY (a, b));
INSERT INTO pair VALUES (1, 'x', 'one'), (1, 'y,z"', 'two'), (2, 'x', 'three');
CREATE TABLE pairing (id int PRIMARY KEY, pa int, pb text, FOREIGN KEY (pa, pb) REFERENCES pair ON DELETE SET NULL);
INSERT INTO pairing VALUES (1, 1, 'x'), (2, 1, 'x'), (3, 1, 'y,z"'), (4, 1, NULL), (5, 2, 'x');
CREATE TABLE person (id int PRIMARY KEY, name text);
CREATE TABLE house (id int PRIMARY KEY, owner int REFERENCES person ON DELETE CASCADE);
ALTER TABLE person ADD home int REFERENCES house ON DELETE CASCADE; -- a circle of tables
INSERT INTO person SELECT i, 'p' || i FROM generate_series(1, 10) i;
INSERT INTO house SELECT i, i FROM generate_series(1, 10) i;
UPDATE person SET home = id - 1 WHERE id > 1;
CREATE TABLE visit (id int PRIMARY KEY, house int REFERENCES house ON DELETE CASCADE, guest int REFERENCES person);
INSERT INTO visit VALUES (1, 9, NULL), (2, 10, 1), (3, 3, 10), (4, 1, NULL);
CREATE TABLE part_of (id int, at int, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE part_low PARTITION OF part_of FOR VALUES FROM (0) TO (10);
CREATE TABLE part_high (at int NOT NULL, id int NOT NULL);
ALTER TABLE part_of ATTACH PARTITION part_high FOR VALUES FROM (10) TO (20);
INSERT INTO part_of SELECT i, i FROM generate_series(0, 19) i;
CREATE TABLE leafed (n int, id int, at int, FOREIGN KEY (id, at) REFERENCES part_of ON DELETE CASCADE)
    PARTITION BY LIST (n);
CREATE TABLE leafed_1 PARTITION OF leafed FOR VALUES IN (1);
CREATE TABLE leafed_2 PARTITION OF leafed FOR VALUES IN (2);
INSERT INTO leafed SELECT 1 + i % 2, i, i FROM generate_series(0, 19) i;
CREATE TABLE only_high (id int, at int, FOREIGN KEY (id, at) REFERENCES part_high (id, at) ON DELETE SET NULL);
