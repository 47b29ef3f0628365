-- Hashes have the form of bcrypt and belong to no password.
INSERT INTO users (id, organization_id, email, username, password_hash, first_name, last_name, status, token_version, failed_login_attempts, locked_until,
                   last_login_at, preferences, metadata, created_at, updated_at)
WITH names AS MATERIALIZED (
    SELECT ARRAY['Aino/aino','Bartosz/bartosz','Chiara/chiara','Dimitri/dimitri','Élise/elise','Fatou/fatou','Goran/goran','Hanne/hanne','Ifeoma/ifeoma','Jun/jun','Kirsten/kirsten','Lachlan/lachlan',
                 'María José/mariajose','Nikola/nikola','Oksana/oksana','Pádraig/padraig','Quynh/quynh','Rania/rania','Sven/sven','Tala/tala','Uma/uma','Vashti/vashti','Wei/wei','Željko/zeljko'] AS given,
           ARRAY['Abadi/abadi','Brandão/brandao','Castellanos/castellanos','Dvořák/dvorak','Eriksen/eriksen','Fernández/fernandez','Górski/gorski','Hashimoto/hashimoto','Ivanova/ivanova','Jovanović/jovanovic','Kaplan/kaplan','Lundqvist/lundqvist',
                 'Mbatha/mbatha','Ní Bhriain/nibhriain','O’Hara/ohara','Petrov/petrov','Quiroga/quiroga','Rantanen/rantanen','Şahin/sahin','Tremonti/tremonti','Usman/usman','van den Berg/vandenberg','Włodarczyk/wlodarczyk','Zhang/zhang'] AS family
), drawn AS (
    SELECT i, given[1 + i % 24] AS given, family[1 + (i * 7 + i / 24) % 24] AS family, CASE WHEN i >= 576 THEN (i / 576)::text ELSE '' END AS suffix,
           pg_temp.u(i, 401) AS fate, pg_temp.ago(20 + 360 * pg_temp.u(i, 402)) AS joined
    FROM generate_series(0, pg_temp.n('user') - 1) AS i CROSS JOIN names
), states AS (
    SELECT *, split_part(given, '/', 2) || '.' || split_part(family, '/', 2) || suffix AS login,
           CASE WHEN fate < 0.86 THEN 'active' WHEN fate < 0.93 THEN 'invited' WHEN fate < 0.96 THEN 'suspended' ELSE 'deactivated' END AS status
    FROM drawn
)
SELECT pg_temp.id('user', i), pg_temp.org(i % pg_temp.n('organization')), login || '@' || pg_temp.pick(i, 403, 'example.org', 'example.com', 'example.net'), login,
       CASE WHEN status <> 'invited' THEN '$2b$12$' || md5('salt' || i::text) || left(md5('hash' || i::text), 21) END,
       split_part(given, '/', 1), CASE WHEN pg_temp.u(i, 404) < 0.97 THEN split_part(family, '/', 1) END, status::user_status, pg_temp.whole(i, 405, 1, 4),
       CASE WHEN status = 'suspended' THEN 5 WHEN pg_temp.u(i, 406) < 0.1 THEN pg_temp.whole(i, 407, 1, 3) ELSE 0 END,
       CASE WHEN status = 'suspended' THEN pg_temp.ago(-1.0 / 24) END, CASE status WHEN 'active' THEN pg_temp.busy_time(i, 408, 19) WHEN 'suspended' THEN pg_temp.ago(6) END,
       CASE pg_temp.whole(i, 409, 0, 3) WHEN 0 THEN '{"theme": "dark"}' WHEN 1 THEN '{"notifications": {"email": false, "digest": "weekly"}}' WHEN 2 THEN '{"board": {"columns": ["pending", "in_progress", "in_review"]}}' ELSE '{}' END::jsonb,
       '{}', joined, joined + interval '3 hours'
FROM states
ORDER BY i;

-- One system role each; some have one of their organization's own besides, for a time.
INSERT INTO user_roles (id, organization_id, user_id, role_id, granted_by, granted_at, expires_at)
SELECT pg_temp.id('grant', i * 2), u.organization_id, u.id, r.id, NULL, u.created_at, NULL
FROM generate_series(0, pg_temp.n('user') - 1) AS i
JOIN users AS u ON u.id = pg_temp.id('user', i)
JOIN roles AS r ON r.organization_id IS NULL
    AND r.name = CASE WHEN i < pg_temp.n('organization') THEN 'administrator' ELSE pg_temp.pick(i, 411, 'manager', 'developer', 'developer', 'developer', 'viewer', 'viewer') END
ORDER BY i;

INSERT INTO user_roles (id, organization_id, user_id, role_id, granted_by, granted_at, expires_at)
SELECT pg_temp.id('grant', i * 2 + 1), u.organization_id, u.id, r.id, pg_temp.id('user', i % pg_temp.n('organization')), u.created_at + interval '2 days',
       CASE WHEN pg_temp.u(i, 412) < 0.5 THEN pg_temp.ago(30 - 90 * pg_temp.u(i, 413)) + interval '400 days' * (pg_temp.u(i, 414) < 0.5)::integer END
FROM generate_series(pg_temp.n('organization'), pg_temp.n('user') - 1) AS i
JOIN users AS u ON u.id = pg_temp.id('user', i) AND u.created_at < pg_temp.ago(70)
JOIN roles AS r ON r.organization_id = u.organization_id AND r.name = pg_temp.pick(i, 415, 'auditor', 'librarian')
WHERE pg_temp.u(i, 416) < 0.4
ORDER BY i;
