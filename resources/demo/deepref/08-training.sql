-- People rate every eighth usable answer; better versions get better marks. The best of the marks are used for training, weeks later.
INSERT INTO "ai_finetune_datasets" ("id", "interactionId", "qualityScore", "humanFeedback", "includedInTraining")
WITH rated AS (
    SELECT n, i."id" AS interaction, i."createdAt" AS at, least(5, greatest(1, round(v.quality + 0.85 * pg_temp.g(n, 701))))::integer AS score
    FROM generate_series(1, 5 * pg_temp.n('session'), 8) AS n
    JOIN "ai_interactions" AS i ON i."id" = pg_temp.id('interaction', n)
    JOIN pg_temp.versions() AS v ON pg_temp.id('prompt', v.agent * 10 + v.rank) = i."promptId"
    WHERE i."success"
)
SELECT pg_temp.id('training', n), interaction, score,
       CASE WHEN pg_temp.u(n, 702) < 0.45 THEN (ARRAY['Invents a project that nobody mentioned.', 'Right, but far too long.', 'Usable after two corrections.', 'Clear; one question too many.', 'Exactly what a good coach would say.'])[score] END,
       score >= 4 AND at < pg_temp.ago(28) AND pg_temp.u(n, 703) < 0.7
FROM rated
ORDER BY n;

DROP FUNCTION pg_temp.schedule(), pg_temp.versions(), pg_temp.ago(double precision), pg_temp.pick(bigint, bigint, text[]), pg_temp.whole(bigint, bigint, bigint, bigint),
    pg_temp.g(bigint, bigint), pg_temp.u(bigint, bigint), pg_temp.id(text, bigint), pg_temp.referrer(bigint), pg_temp.seeker(bigint), pg_temp.n(text), pg_temp.anchor(), pg_temp.scale();
RESET jit;
