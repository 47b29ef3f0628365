-- A dataset of twelve opening questions to the coach, made from calls, and what 1.1.0 and 2.0.0 made of it: the older one forgets the form of its
-- answers in three cases. The same at any scale.
INSERT INTO "ai_prompt_datasets" ("id", "name", "description", "createdBy", "createdAt")
SELECT pg_temp.id('dataset', 1), 'Coach: opening questions', 'What seekers ask first; answers have to keep their form.', 'demo', pg_temp.anchor() - interval '10 days';

INSERT INTO "ai_prompt_dataset_cases" ("id", "datasetId", "name", "variables", "expected", "assertions", "interactionId", "createdAt")
WITH calls AS (
    SELECT row_number() OVER (ORDER BY "createdAt", "id") AS n, "id" AS interaction,
           regexp_match("userInput", E'^Seeker: ([^\n]*)\nWanted position: ([^\n]*)\nReferences so far: ([^\n]*)\n\n(.*)$') AS parts
    FROM "ai_interactions" WHERE "promptId" = pg_temp.id('prompt', 14) AND "success"
)
SELECT pg_temp.id('case', n), pg_temp.id('dataset', 1), 'Opening ' || lpad(n::text, 2, '0'),
       jsonb_build_object('seekerName', parts[1], 'role', parts[2], 'referenceCount', parts[3], 'message', parts[4]), NULL,
       '[{"type": "json-schema", "value": {"type": "object", "required": ["reply", "draft", "missing"], "properties": {"reply": {"type": "string"}, "missing": {"type": "array"}}}},
         {"type": "length", "max": 900}, {"type": "latency", "max": 4000}]'::jsonb,
       interaction, pg_temp.anchor() - interval '10 days' + interval '1 second' * n
FROM calls WHERE n <= 12 ORDER BY n;

INSERT INTO "ai_prompt_test_runs" ("id", "experimentId", "datasetId", "promptId", "textDigest", "model", "state", "startedBy", "startedAt", "finishedAt")
SELECT pg_temp.id('testrun', rank), pg_temp.id('experiment', 1), pg_temp.id('dataset', 1), p."id",
       encode(sha256(convert_to(concat(length(p."systemPrompt"), ' ', p."systemPrompt", p."userPromptTemplate"), 'UTF8')), 'hex'),
       p."modelPreference", 'finished', 'demo', pg_temp.anchor() - interval '9 days' + interval '1 second' * rank, pg_temp.anchor() - interval '9 days' + interval '90 seconds'
FROM (VALUES (2), (4)) AS v (rank) JOIN "ai_prompts" AS p ON p."id" = pg_temp.id('prompt', 10 + rank)
ORDER BY rank;

INSERT INTO "ai_prompt_test_results" ("id", "runId", "caseId", "caseName", "answer", "passed", "score", "checks", "inputTokens", "outputTokens", "milliseconds", "createdAt")
WITH asked AS (
    SELECT n, rank, c."id" AS case_id, c."name" AS case_name, i."aiResponse" AS answer, NOT (rank = 2 AND n IN (3, 7, 8)) AS in_form,
           round(CASE rank WHEN 2 THEN 2150 ELSE 2450 END * exp(0.2 * pg_temp.g(n * 10 + rank, 801)))::integer AS ms
    FROM generate_series(1, 12) AS n CROSS JOIN (VALUES (2), (4)) AS v (rank)
    JOIN "ai_prompt_dataset_cases" AS c ON c."id" = pg_temp.id('case', n)
    JOIN "ai_interactions" AS i ON i."id" = c."interactionId"
), judged AS (
    SELECT *, ms <= 4000 AS in_time FROM asked
)
SELECT pg_temp.id('testresult', n * 10 + rank), pg_temp.id('testrun', rank), case_id, case_name,
       CASE WHEN in_form THEN answer ELSE 'Of course! Here is the JSON you asked for: ' || answer END, in_form AND in_time,
       (1 + in_form::integer + in_time::integer) / 3.0::float8,
       jsonb_build_array(
           jsonb_build_object('type', 'json-schema', 'passed', in_form, 'score', in_form::integer, 'detail', CASE WHEN in_form THEN '' ELSE 'The answer is not JSON' END),
           jsonb_build_object('type', 'length', 'passed', true, 'score', 1, 'detail', ''),
           jsonb_build_object('type', 'latency', 'passed', in_time, 'score', in_time::integer, 'detail', CASE WHEN in_time THEN '' ELSE 'It took ' || ms || ' ms' END)),
       400 + 5 * n, CASE rank WHEN 2 THEN 150 ELSE 190 END + (ms / 50), ms, pg_temp.anchor() - interval '9 days' + interval '5 seconds' * n + interval '1 second' * rank
FROM judged ORDER BY n, rank;
