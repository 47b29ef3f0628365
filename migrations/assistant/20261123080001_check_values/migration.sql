-- What the comments of the columns say of numbers and names is held by the server: new rows from here on. Those that are there are
-- looked at first, so that a backend with values of its own is refused before one of its writes is, and for good by validate_values.

SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
    refused text;
BEGIN
    SELECT string_agg(format('%s %L (%s)', place, value, number), ', ' ORDER BY place, value) INTO refused FROM (
        SELECT 'complexity_estimation.complexity' AS place, "complexity"::text AS value, count(*) AS number
        FROM "complexity_estimation" WHERE NOT ("complexity" >= 0 AND "complexity" <= 10) GROUP BY "complexity"
        UNION ALL
        SELECT 'token_consumption.count', "count"::text, count(*) FROM "token_consumption" WHERE NOT ("count" >= 0) GROUP BY "count"
        LIMIT 20
    ) AS found;
    IF refused IS NOT NULL THEN
        RAISE EXCEPTION 'Rows with values that the checks refuse: %', refused
            USING ERRCODE = 'check_violation', HINT = 'Correct these rows first; a value that the backend needs belongs into the check of its column.';
    END IF;
END
$$;

-- AddCheck
ALTER TABLE "complexity_estimation" ADD CONSTRAINT "complexity_estimation_complexity_check" CHECK ("complexity" >= 0 AND "complexity" <= 10) NOT VALID;
-- howdah: allow several-tables-locked each is held for as long as it takes to write a line into the catalog
ALTER TABLE "token_consumption" ADD CONSTRAINT "token_consumption_count_check" CHECK ("count" >= 0) NOT VALID;
