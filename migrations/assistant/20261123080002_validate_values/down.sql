-- PostgreSQL cannot take a validation back: the checks are made anew, as they were before it.

SET LOCAL lock_timeout = '2s';

ALTER TABLE "token_consumption"
    DROP CONSTRAINT "token_consumption_count_check",
    ADD CONSTRAINT "token_consumption_count_check" CHECK ("count" >= 0) NOT VALID;
-- howdah: allow several-tables-locked each is held for as long as it takes to write a line into the catalog
ALTER TABLE "complexity_estimation"
    DROP CONSTRAINT "complexity_estimation_complexity_check",
    ADD CONSTRAINT "complexity_estimation_complexity_check" CHECK ("complexity" >= 0 AND "complexity" <= 10) NOT VALID;
