-- What this pack has of its own; ../generators.sql has what all share.

-- How many of a thing there are: sessions grow with the scale, the rest with its square root up to a limit.
-- A block is ten users: six seekers, three referrers, one employer.
CREATE FUNCTION pg_temp.n(thing text) RETURNS bigint LANGUAGE sql STABLE AS
$$
    SELECT CASE WHEN per_scale THEN base * pg_temp.scale()
                ELSE least(most, floor(base * sqrt(pg_temp.scale()::float8)))::bigint END
    FROM (VALUES ('block', false, 6, 300), ('reference', false, 160, 12000), ('bundle', false, 45, 3000),
                 ('session', true, 800, NULL)) AS v (name, per_scale, base, most)
    WHERE name = thing
$$;

CREATE FUNCTION pg_temp.seeker(k bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT 3 + k / 6 * 10 + k % 6 $$;
CREATE FUNCTION pg_temp.referrer(k bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT 9 + k / 3 * 10 + k % 3 $$;

-- The platform keeps UTC in columns without a zone. Distances in minutes have no days in them, so daylight saving cannot move a result.
CREATE FUNCTION pg_temp.ago(days float8) RETURNS timestamp LANGUAGE sql STABLE AS
$$ SELECT (pg_temp.anchor() - interval '1 minute' * (days * 1440)) AT TIME ZONE 'UTC' $$;

-- The versions of the prompts. Rates and medians are what the version brings about, for the interactions to follow.
CREATE FUNCTION pg_temp.versions() RETURNS TABLE (agent bigint, rank bigint, version text, slug text, name text, model text, failing float8, latency float8,
                                                  tokens float8, quality float8) LANGUAGE sql IMMUTABLE AS
$$
    SELECT v.agent, v.rank, v.version, a.slug, a.name, a.model, v.failing, v.latency, v.tokens, v.quality
    FROM (VALUES (1, 1, '1.0.0', 0.062, 2900, 1450, 3.4), (1, 2, '1.1.0', 0.041, 2150, 1500, 3.7), (1, 3, '1.2.0', 0.148, 2300, 1620, 3.0), (1, 4, '2.0.0', 0.022, 2450, 2050, 4.2),
                 (1, 5, '2.1.0-rc.1', 0.03, 1900, 1980, 4.3),
                 (2, 1, '1.0.0', 0.050, 7400, 3900, 3.6), (2, 2, '1.1.0', 0.036, 6100, 3300, 3.9), (2, 3, '1.1.1', 0.034, 6200, 3320, 3.9),
                 (3, 1, '1.0.0', 0.075, 4100, 2300, 3.3), (3, 2, '1.9.0', 0.044, 3900, 2400, 3.8), (3, 3, '1.10.0', 0.038, 3850, 2420, 3.9),
                 (4, 1, '1.0.0', 0.035, 3300, 2700, 3.8), (4, 2, '1.0.1', 0.030, 5900, 3400, 3.8), (4, 3, '1.1.0', 0.03, 3000, 2500, 4.0)
         ) AS v (agent, rank, version, failing, latency, tokens, quality)
    JOIN (VALUES (1, 'reference-coach', 'Reference Coach', 'claude-sonnet-4-5'), (2, 'verification-orchestrator', 'Verification Orchestrator', 'claude-opus-4-1'),
                 (3, 'authenticity-analyzer', 'Authenticity Analyzer', 'claude-sonnet-4-5'), (4, 'reference-intelligence', 'Reference Intelligence', 'claude-sonnet-4-5')
         ) AS a (agent, slug, name, model) USING (agent)
$$;

-- Which version was active when, in days before the anchor: 1.2.0 of the coach was taken back after two weeks.
CREATE FUNCTION pg_temp.schedule() RETURNS TABLE (agent bigint, rank bigint, since float8, until float8, reason text) LANGUAGE sql IMMUTABLE AS
$$
    VALUES (1, 1, 180.0::float8, 121.4::float8, 'First release'), (1, 2, 121.4, 64.3, 'Shorter answers: seekers stop reading after the first screen'),
           (1, 3, 64.3, 50.2, 'Asks for the measurable result before it suggests a wording'), (1, 2, 50.2, 36.6, 'Answers are not JSON any more in every seventh call'),
           (1, 4, 36.6, 0.0, 'Rewritten around the four questions employers ask; format rules moved to the end'),
           (2, 1, 180.0, 92.5, 'First release'), (2, 2, 92.5, 30.4, 'Calls the analyzer once for all attachments'), (2, 3, 30.4, 0.0, 'Names the weights of the score'),
           (3, 1, 180.0, 148.6, 'First release'), (3, 2, 148.6, 71.5, 'Fewer false alarms on dictated text'), (3, 3, 71.5, 0.0, 'Says what it did not check'),
           (4, 1, 152.3, 19.5, 'First release'), (4, 2, 19.5, 0.0, 'Compares with the whole industry')
$$;
