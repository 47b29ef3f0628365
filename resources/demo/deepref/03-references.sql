-- References of the last 300 days; what is older than five weeks was answered, or has expired.
INSERT INTO "references" ("id", "seekerId", "referrerId", "referrerName", "referrerEmail", "company", "role", "relationship", "questions", "responses", "format", "contentUrl",
                          "status", "rcsScore", "analysis", "allowReachback", "submittedAt", "expiryDate", "createdAt", "updatedAt")
WITH drawn AS (
    SELECT r, pg_temp.seeker(floor(6 * pg_temp.n('block') * pg_temp.u(r, 301) * pg_temp.u(r, 302))::bigint) AS seeker,
           pg_temp.referrer(floor(3 * pg_temp.n('block') * pg_temp.u(r, 303))::bigint) AS referrer,
           300.0 * r / (pg_temp.n('reference') + 1) AS age, pg_temp.u(r, 304) AS fate, pg_temp.u(r, 305) AS honesty
    FROM generate_series(1, pg_temp.n('reference')) AS r
), states AS (
    SELECT *, CASE WHEN age < 12 AND fate < 0.55 THEN 'pending' WHEN age < 35 AND fate < 0.3 THEN 'in_progress' WHEN age < 6 OR fate < 0.08 THEN 'submitted'
                   WHEN fate < 0.2 THEN 'expired' WHEN honesty < 0.06 THEN 'rejected' ELSE 'verified' END AS status,
           pg_temp.pick(r, 306, 'text', 'text', 'video', 'audio') AS medium
    FROM drawn
), scored AS (
    SELECT *, status IN ('submitted', 'verified', 'rejected') AS given,
           CASE status WHEN 'verified' THEN least(99.5, 78 + 8 * pg_temp.g(r, 307)) WHEN 'rejected' THEN 21 + 14 * pg_temp.u(r, 308) END AS score
    FROM states
)
SELECT pg_temp.id('reference', r), pg_temp.id('user', seeker), pg_temp.id('user', referrer), btrim(who."firstName" || ' ' || who."lastName"), who."email",
       pg_temp.pick(r, 309, 'Fjordlys Energi', 'Meridian Freight', 'Lotus Health', 'Northgate Water', 'Cedar Mutual', 'Kitano Instruments', 'Großmann & Söhne', 'Café Rota', 'Ó Súilleabháin Teo.'),
       pg_temp.pick(r, 310, 'Site Reliability Engineer', 'Ward Nurse', 'Freight Planner', 'Claims Analyst', 'Product Designer', 'Laboratory Technician', 'Backend Developer', 'Head of Finance', 'Trainee'),
       pg_temp.pick(r, 311, 'manager', 'manager', 'peer', 'peer', 'report', 'client', 'mentor'),
       '["What did you do together, and when?", "What was it that this person did better than others?", "What would you advise this person to learn next?"]',
       CASE WHEN given THEN jsonb_build_array(
           pg_temp.pick(r, 312, 'We shared a team for three years.', 'I led the department from the merger on.', 'I was the customer of two projects.', 'We trained together and later shared the night shifts.'),
           pg_temp.pick(r, 313, 'Saw the second order effect of each change, and wrote it down.', 'Kept forty people informed without a single meeting too many.', 'Calm at three in the morning.', 'Cut our error rate from 4.1 % to 0.6 % in a quarter.'),
           CASE WHEN pg_temp.u(r, 314) < 0.8 THEN pg_temp.pick(r, 315, 'To say no earlier.', 'Statistics.', 'To delegate.', 'Nothing that would not come by itself.') END) END,
       CASE WHEN status <> 'pending' THEN medium END, CASE WHEN given AND medium <> 'text' THEN 'https://media.example.org/references/' || md5('media' || r::text) END,
       status, round(score::numeric, 2),
       CASE WHEN score IS NOT NULL THEN jsonb_build_object('forgery', round((CASE status WHEN 'rejected' THEN 0.72 ELSE 0.04 END + 0.2 * pg_temp.u(r, 316))::numeric, 3),
           'machine_text', round((CASE WHEN status = 'rejected' AND medium = 'text' THEN 0.81 ELSE 0.06 END + 0.15 * pg_temp.u(r, 317))::numeric, 3),
           'reasons', CASE status WHEN 'rejected' THEN jsonb_build_array('lips and sound differ', 'the mail address is two days old') ELSE '[]' END) END,
       pg_temp.u(r, 318) < 0.35, CASE WHEN given THEN pg_temp.ago(age * (0.55 + 0.4 * pg_temp.u(r, 319))) END, pg_temp.ago(age - CASE WHEN given THEN 730 ELSE 35 END), pg_temp.ago(age), pg_temp.ago(age * 0.5)
FROM scored JOIN "users" AS who ON who."id" = pg_temp.id('user', referrer)
ORDER BY r;

INSERT INTO "bundles" ("id", "seekerId", "title", "description", "shareLink", "passwordHash", "isActive", "viewCount", "lastViewedAt", "expiryDate", "createdAt", "updatedAt")
SELECT pg_temp.id('bundle', b), whose."seekerId", pg_temp.pick(b, 321, 'Application as team lead', 'For recruiters', 'Night work and emergencies', 'Freelance projects 2023 to 2026', 'Move to Oslo', 'Référence complète'),
       CASE WHEN pg_temp.u(b, 322) < 0.7 THEN pg_temp.pick(b, 323, 'The three people who saw me work most closely.', 'Managers of the last two companies, in order of time.', 'Customers on what was delivered, and what was not.') END,
       left(translate(encode(decode(md5('share' || b::text), 'hex'), 'base64'), '+/=', '-_'), 22),
       CASE WHEN pg_temp.u(b, 324) < 0.25 THEN '$argon2id$v=19$m=65536,t=3,p=4$' || left(md5('bsalt' || b::text), 22) || '$' || md5('bhash' || b::text) END,
       active, views, CASE WHEN views > 0 THEN pg_temp.ago(age * pg_temp.u(b, 325)) END, CASE WHEN b % 3 > 0 THEN pg_temp.ago(CASE WHEN active THEN -80.0 ELSE age / 3 END) END, pg_temp.ago(age), pg_temp.ago(age * 0.6)
FROM generate_series(1, pg_temp.n('bundle')) AS b
CROSS JOIN LATERAL (SELECT 170.0 * b / (pg_temp.n('bundle') + 1) AS age, pg_temp.u(b, 326) < 0.8 AS active,
                           CASE WHEN pg_temp.u(b, 327) < 0.15 THEN 0 ELSE pg_temp.whole(b, 328, 1, 60) END AS views) AS x
JOIN "references" AS whose ON whose."id" = pg_temp.id('reference', 1 + b * 7 % pg_temp.n('reference'))
ORDER BY b;

-- Up to five answered references of the seeker in each of his bundles.
INSERT INTO "bundle_references" ("bundleId", "referenceId")
SELECT b."id", r."id"
FROM "bundles" AS b
CROSS JOIN LATERAL (SELECT "id" FROM "references" AS r WHERE r."seekerId" = b."seekerId" AND r."status" IN ('submitted', 'verified') ORDER BY r."id" LIMIT 5) AS r
ORDER BY b."id", r."id";
