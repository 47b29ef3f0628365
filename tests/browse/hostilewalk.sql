-- SPDX-FileCopyrightText: The Howdah developers
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Names, comments, labels, values and error texts that mean something to HTML, SQL, format strings and terminals.
CREATE TABLE victim (id int PRIMARY KEY);
INSERT INTO victim VALUES (1), (2);
CREATE SCHEMA "s</b><img src=x>'"";%1\";
SET search_path = "s</b><img src=x>'"";%1\", public;
COMMENT ON SCHEMA "s</b><img src=x>'"";%1\" IS '<img src=x> ''; DROP TABLE victim; --';
CREATE TYPE "e<img src=x>" AS ENUM ('<img src=x>', 'it''s "odd"', E'two\nlines', '%1 %n \');
CREATE TABLE "t<img src=x>'; DROP TABLE victim; --" (
    "id<img src=x>""'" int PRIMARY KEY,
    "%1 %n %s\" text DEFAULT '<img src=x>',
    U&"bidi \202E<img src=x>" "e<img src=x>",
    "j<img src=x>" jsonb,
    "a<img src=x>" text[],
    "twice<img src=x>" int GENERATED ALWAYS AS ("id<img src=x>""'" * 2) STORED);
COMMENT ON TABLE "t<img src=x>'; DROP TABLE victim; --" IS '</b><img src=x> %1 ''; DROP TABLE victim; --';
COMMENT ON COLUMN "t<img src=x>'; DROP TABLE victim; --"."%1 %n %s\" IS '<img src=x> \';
INSERT INTO "t<img src=x>'; DROP TABLE victim; --" VALUES
    (1, '<img src=x>''; DROP TABLE victim; -- %1 \', '<img src=x>', '{"<img src=x>": "<img src=x>"}', '{"<img src=x>"}'),
    (2, E'\u202e<b>\u200b', 'it''s "odd"', NULL, NULL), (3, NULL, NULL, NULL, NULL);
CREATE TABLE "r<img src=x>" ("k<img src=x>" int PRIMARY KEY,
    "f<img src=x>" int REFERENCES "t<img src=x>'; DROP TABLE victim; --" ON DELETE CASCADE,
    CONSTRAINT "c<img src=x>'%1" CHECK ("k<img src=x>" > 0));
INSERT INTO "r<img src=x>" VALUES (1, 1), (2, 1), (3, NULL);
CREATE INDEX "i<img src=x>" ON "r<img src=x>" ("f<img src=x>") WHERE "k<img src=x>" > 0;
CREATE VIEW "v<img src=x>" AS SELECT *, '<img src=x>'::text AS "w<img src=x>" FROM "r<img src=x>";
CREATE FUNCTION "f<img src=x>"() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    RAISE EXCEPTION '<img src=x> ''; DROP TABLE victim; -- %% \'
        USING HINT = '<img src=x> hint', DETAIL = '<img src=x> detail', COLUMN = '%1 %n %s\';
END $f$;
CREATE TRIGGER "g<img src=x>" BEFORE UPDATE ON "t<img src=x>'; DROP TABLE victim; --"
    FOR EACH ROW EXECUTE FUNCTION "f<img src=x>"();
ANALYZE;
-- Whoever defines or drops anything is noted from here on.
CREATE TABLE public.seen (tag text);
CREATE FUNCTION public.note() RETURNS event_trigger LANGUAGE plpgsql AS
    $f$ BEGIN INSERT INTO public.seen VALUES (tg_tag); END $f$;
CREATE EVENT TRIGGER spy ON ddl_command_start EXECUTE FUNCTION public.note();
