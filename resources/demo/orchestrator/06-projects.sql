INSERT INTO projects (id, organization_id, key, name, description, status, owner_id, tags, settings, starts_on, due_on, created_at, updated_at)
SELECT pg_temp.id('project', i), pg_temp.org(i % orgs), (ARRAY['WEB', 'OPS', 'BILL', 'DOCS', 'APP', 'DATA', 'SEC', 'LAB'])[1 + k % 8] || CASE WHEN k >= 8 THEN (k / 8 + 1)::text ELSE '' END,
       (ARRAY['Website relaunch', 'Night operations', 'Invoices without paper', 'Handbook', 'Companion app', 'One warehouse', 'Least privilege', 'Experiments'])[1 + k % 8] || CASE WHEN k >= 8 THEN ', part ' || (k / 8 + 1)::text ELSE '' END,
       CASE WHEN pg_temp.u(i, 601) < 0.8 THEN pg_temp.pick(i, 602, 'Agreed with the board in spring.', 'Nobody waits for it, but everybody will be glad.', 'Bis Jahresende – danach läuft der alte Vertrag aus.', 'Replaces three spreadsheets.') END,
       CASE WHEN k > 0 AND pg_temp.u(i, 603) < 0.3 THEN pg_temp.pick(i, 604, 'completed', 'on_hold', 'archived', 'planned') ELSE 'active' END::project_status,
       pg_temp.id('user', i % orgs), CASE pg_temp.whole(i, 605, 0, 2) WHEN 0 THEN '{customer}' WHEN 1 THEN '{internal,2026}' ELSE '{}' END::text[],
       CASE WHEN i % 2 = 0 THEN '{"review": {"required": true, "approvals": 1}}' ELSE '{}' END::jsonb, (pg_temp.ago(175) AT TIME ZONE 'UTC')::date, CASE WHEN pg_temp.u(i, 606) < 0.7 THEN (pg_temp.ago(-20 - pg_temp.whole(i, 607, 1, 90)) AT TIME ZONE 'UTC')::date END,
       pg_temp.ago(180 + pg_temp.whole(i, 608, 0, 20)), pg_temp.ago(10 * pg_temp.u(i, 609))
FROM (SELECT pg_temp.n('organization') AS orgs) AS c CROSS JOIN LATERAL generate_series(0, pg_temp.n('project') - 1) AS i CROSS JOIN LATERAL (SELECT i / orgs AS k) AS v
ORDER BY i;

-- The administrator and up to four others of the same organization.
INSERT INTO project_members (id, organization_id, project_id, user_id, role, joined_at)
SELECT pg_temp.id('member', i * 8 + m), p.organization_id, p.id, u.id, CASE m WHEN 0 THEN 'owner' WHEN 1 THEN 'maintainer' WHEN 4 THEN 'viewer' ELSE 'contributor' END::project_role, greatest(p.created_at, u.created_at) + interval '1 hour'
FROM (SELECT pg_temp.n('organization') AS orgs, pg_temp.n('user') / pg_temp.n('organization') AS each) AS c
CROSS JOIN LATERAL generate_series(0, pg_temp.n('project') - 1) AS i
CROSS JOIN LATERAL generate_series(0, least(4, each - 1)) AS m
JOIN projects AS p ON p.id = pg_temp.id('project', i)
JOIN users AS u ON u.id = pg_temp.id('user', i % orgs + orgs * CASE m WHEN 0 THEN 0 ELSE 1 + (i + m) % (each - 1) END)
ORDER BY i, m;

INSERT INTO templates (id, organization_id, name, version, description, task_type, priority, title_pattern, instructions, variables, tags, estimated_minutes, usage_count, created_by, created_at, updated_at)
SELECT pg_temp.id('template', i), pg_temp.org(i % orgs), name, 1 + i / orgs / 6, description, kind::task_type, priority::task_priority, pattern, instructions, variables::jsonb, tags::text[], minutes, 0, pg_temp.id('user', i % orgs), pg_temp.ago(176), pg_temp.ago(60)
FROM (SELECT pg_temp.n('organization') AS orgs) AS c CROSS JOIN LATERAL generate_series(0, pg_temp.n('template') - 1) AS i
JOIN (VALUES
    (0, 'Defect', 'What goes wrong, and how to see it.', 'bug', 'high', '{component}: {symptom}', E'1. Steps\n2. Expected\n3. Seen instead', '[{"name": "component", "type": "text", "required": true}, {"name": "symptom", "type": "text", "required": true}]', '{quality}', 90),
    (1, 'Weekly report', NULL, 'documentation', 'medium', 'Report of week {week}', 'Figures first, then what changed, then what is next.', '[{"name": "week", "type": "integer", "required": true}]', '{report}', 45),
    (2, 'Review', 'For changes that agents made.', 'review', 'medium', 'Review {change}', 'Run it. Read it. Say what you did not understand.', '[{"name": "change", "type": "text"}]', '{quality}', 30),
    (3, 'Literature', NULL, 'research', 'low', 'What is known about {topic}?', 'At least three sources that disagree.', '[{"name": "topic", "type": "text"}, {"name": "since", "type": "date", "default": "2020-01-01"}]', '{}', 180),
    (4, 'Release', 'From freeze to announcement.', 'operations', 'critical', 'Release {version}', E'- freeze\n- tests\n- notes\n- announce', '[{"name": "version", "type": "text"}]', '{release}', 240),
    (5, 'Feature', NULL, 'feature', 'medium', '{who} can {what}', 'Say why before how.', '[{"name": "who"}, {"name": "what"}]', '{}', 300)
) AS v (t, name, description, kind, priority, pattern, instructions, variables, tags, minutes) ON t = i / orgs % 6
ORDER BY i;

INSERT INTO tasks (id, organization_id, project_id, parent_task_id, template_id, number, title, description, task_type, status, priority, created_by, assigned_user_id, assigned_agent_id, tags, input,
                   result, metadata, attempts, max_attempts, error_message, estimated_minutes, due_at, started_at, completed_at, created_at, updated_at)
WITH subjects (s, kind, title, description) AS MATERIALIZED (
    VALUES
    (0, 'bug', 'Checkout forgets the voucher', 'Going back from payment empties the voucher field. Seen on phones only.'),
    (1, 'feature', 'Export of the audit log as CSV', 'Auditors want it by month, with times in their own zone.'),
    (2, 'research', 'Compare embedding models', 'Recall at 10 on our own questions, price for a million tokens, size of the vectors.'),
    (3, 'documentation', 'Explain quotas in the handbook', 'Why a limit exists, how to see what is used, whom to ask for more.'),
    (4, 'review', 'Review the migration of invoices', 'Check that no amount is rounded twice and that credit notes stay negative.'),
    (5, 'operations', 'Rotate the signing keys', 'Both keys are accepted for a day; then the old one is removed.'),
    (6, 'bug', 'Suche findet keine Umlaute', 'Bei „Müller“ kommt nichts, bei „Muller“ schon. Vermutlich die falsche Konfiguration der Volltextsuche.'),
    (7, 'feature', 'Agents may ask for approval', 'A step waits until somebody says yes; after two days it is cancelled.'),
    (8, 'operations', 'Restore the backup to a spare server', 'The backup nobody has restored is not one. Note the time it takes.'),
    (9, 'research', 'Why do nightly runs take longer?', 'Since the beginning of the month by a third. Queue or work?'),
    (10, 'bug', 'Webhook retries never stop', 'A receiver that answers 410 should be dropped after the first try.'),
    (11, 'documentation', '用語集を更新する', '「エージェント」と「ワークフロー」の訳語をそろえる。')
), sizes AS MATERIALIZED (
    SELECT pg_temp.n('organization') AS orgs, pg_temp.n('project') AS projects, pg_temp.n('user') / pg_temp.n('organization') AS users, pg_temp.n('agent') / pg_temp.n('organization') AS agents
), drawn AS MATERIALIZED (
    SELECT i, i % projects AS p, i % projects % orgs AS o, orgs, projects, users, agents, pg_temp.whole(i, 611, 0, 11) AS s,
           pg_temp.anchor() - interval '1 minute' * (170 * 1440 * power(pg_temp.u(i, 612), 0.8))::bigint - interval '2 hours' AS made, pg_temp.u(i, 613) AS fate
    FROM sizes CROSS JOIN LATERAL generate_series(0, pg_temp.n('task') - 1) AS i
), states AS MATERIALIZED (
    SELECT *, CASE WHEN made > pg_temp.ago(12) THEN (ARRAY['pending', 'pending', 'pending', 'queued', 'in_progress', 'in_review', 'completed', 'blocked'])[1 + floor(fate * 8)::integer]
                   WHEN fate < 0.80 THEN 'completed' WHEN fate < 0.86 THEN 'failed' WHEN fate < 0.90 THEN 'cancelled' WHEN fate < 0.93 THEN 'blocked' WHEN fate < 0.96 THEN 'in_progress' ELSE 'pending' END AS status,
           made + interval '1 minute' * pg_temp.whole(i, 614, 3, 110) AS began, interval '1 second' * round(2400 * exp(1.1 * pg_temp.g(i, 615))) AS took
    FROM drawn
)
SELECT pg_temp.id('task', i), pg_temp.org(o), pg_temp.id('project', p), CASE WHEN i >= projects * 4 AND i % 7 = 0 THEN pg_temp.id('task', i - projects * (1 + i % 3)) END,
       CASE WHEN pg_temp.u(i, 616) < 0.3 THEN pg_temp.id('template', o + orgs * pg_temp.whole(i, 617, 0, pg_temp.n('template') / orgs - 1)) END,
       1 + i / projects, title || CASE WHEN i >= 12 THEN ' (' || (1 + i / projects)::text || ')' ELSE '' END, description, kind::task_type, status::task_status,
       pg_temp.pick(i, 618, 'low', 'medium', 'medium', 'medium', 'high', 'high', 'critical')::task_priority, pg_temp.id('user', o + orgs * pg_temp.whole(i, 619, 0, users - 1)),
       CASE WHEN by < 0.35 THEN pg_temp.id('user', o + orgs * pg_temp.whole(i, 620, 0, users - 1)) END, CASE WHEN by BETWEEN 0.35 AND 0.93 THEN pg_temp.id('agent', o + orgs * pg_temp.whole(i, 621, 0, agents - 1)) END,
       CASE pg_temp.whole(i, 622, 0, 4) WHEN 0 THEN '{}' WHEN 1 THEN '{customer}' WHEN 2 THEN '{customer,urgent}' WHEN 3 THEN '{"quick win"}' ELSE '{debt,backend}' END::text[],
       CASE WHEN pg_temp.u(i, 623) < 0.5 THEN jsonb_build_object('branch', 'task-' || i::text, 'context', jsonb_build_array('readme', 'tests')) ELSE '{}' END,
       CASE WHEN status = 'completed' THEN jsonb_build_object('summary', pg_temp.pick(i, 624, 'Done as described.', 'Done, with a test.', 'Done; see the note on édition 2.'), 'files', pg_temp.whole(i, 625, 0, 14)) END, '{}',
       CASE WHEN status IN ('pending', 'queued') THEN 0 WHEN status = 'failed' THEN 3 ELSE 1 + (pg_temp.u(i, 626) < 0.15)::integer END, 3,
       CASE WHEN status = 'failed' THEN pg_temp.pick(i, 627, 'Tests failed 3 times: 2 of 148 still red', 'The model refused: context of 212,480 tokens is too long', 'No answer from git.example.net:443 within 60 s') END,
       CASE WHEN pg_temp.u(i, 628) < 0.8 THEN 15 * pg_temp.whole(i, 629, 1, 24) END, CASE WHEN pg_temp.u(i, 630) < 0.5 THEN made + interval '1 day' * pg_temp.whole(i, 631, 2, 30) END,
       CASE WHEN status NOT IN ('pending', 'queued', 'cancelled') THEN began END, CASE WHEN status IN ('completed', 'failed') THEN least(began + took, pg_temp.ago(0.01)) END, made,
       CASE WHEN status IN ('pending', 'queued') THEN made ELSE least(began + took, pg_temp.ago(0.005)) END
FROM states JOIN subjects USING (s) CROSS JOIN LATERAL (SELECT pg_temp.u(i, 632) AS by) AS b
ORDER BY i;

-- Only backwards, so there is no circle.
INSERT INTO task_dependencies (id, organization_id, task_id, depends_on_task_id, dependency_type, created_at)
SELECT pg_temp.id('dependency', i), t.organization_id, t.id, pg_temp.id('task', i - projects * (1 + i % 2)), pg_temp.pick(i, 641, 'blocks', 'blocks', 'relates_to', 'duplicates')::dependency_type, t.created_at + interval '5 minutes'
FROM (SELECT pg_temp.n('project') AS projects) AS c CROSS JOIN LATERAL generate_series(projects * 2, pg_temp.n('task') - 1) AS i
JOIN tasks AS t ON t.id = pg_temp.id('task', i)
WHERE pg_temp.u(i, 642) < 0.25
ORDER BY i;

UPDATE templates AS t SET usage_count = m.uses, updated_at = t.updated_at + interval '1 minute'
FROM (SELECT template_id, count(*) AS uses FROM tasks WHERE template_id IS NOT NULL GROUP BY template_id) AS m
WHERE t.id = m.template_id;
