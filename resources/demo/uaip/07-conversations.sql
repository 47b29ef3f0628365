-- Conversations: twelve subjects, each with an opening, an answer and what the user says when it went well or badly.
INSERT INTO conversation_contexts (id, agent_id, user_id, session_id, title, channel, status, messages, message_count, user_message_count, agent_message_count,
                                   total_tokens, sentiment, sentiment_score, engagement_score, topics, summary, context, analytics, started_at,
                                   last_message_at, ended_at, expires_at, created_at, updated_at)
WITH subjects (s, title, topics, question, answer) AS MATERIALIZED (
    VALUES
    (0, 'Late container', '{shipping,delay}', 'Where is container MSKU 481930-2? It should have been here on Monday.', 'It was unloaded in Antwerp last night and waits for customs.'),
    (1, 'Refund of a double payment', '{billing,refund}', 'You took the money twice!!', 'I can see both payments. The second, of 129.90, goes back today.'),
    (2, 'Slow query after the upgrade', '{postgresql,performance}', 'Why does this take 40 seconds now? select * from shipment where note ilike ''%damaged%''', 'The trigram index was left invalid by the upgrade. Rebuild it with REINDEX INDEX CONCURRENTLY.'),
    (3, 'Data protection request', '{gdpr,privacy}', 'A customer wants everything deleted. What may we keep?', 'Invoices for ten years; the rest can go. Here is a checklist.'),
    (4, 'Quarterly figures', '{reporting,finance}', 'Compare Q2 with Q1 by region, please.', 'North +4.1 %, South -2.7 %. The South fell in May only; see the chart.'),
    (5, 'Reset of the second factor', '{account,security}', 'New phone, and the codes are gone.', 'I have opened ticket 48213. Someone will call you on the number we have.'),
    (6, 'Übersetzung der Packungsbeilage', '{translation,pharma}', 'Bitte ins Polnische, Dosierung unverändert lassen.', 'Erledigt; drei Stellen habe ich zur Prüfung markiert.'),
    (7, 'Pump 7 vibrates', '{maintenance,iot}', 'Vibration on pump 7 is at 6.8 mm/s. Normal?', 'No: above 4.5 mm/s. The bearing was due in March.'),
    (8, 'Holiday rota', '{scheduling}', 'Who can take the night of the 24th?', 'Nobody is free without overtime. The cheapest swap is between Amara and Rhys.'),
    (9, '季報摘要', '{reporting,translation}', '請把這份季報整理成五點。', '好的，重點如下：營收成長 3.2%，其餘見附件。'),
    (10, 'Onboarding, week one', '{training,onboarding}', 'What should I have read by Friday?', 'Three short things: the glossary, the access rules, and last month''s incident.'),
    (11, 'Soil sample results', '{agronomy,analysis}', 'pH 5.2 in field C. Lime, and how much?', 'About 3 t/ha of ground limestone, in autumn, and test again in a year.')
), drawn AS (
    SELECT i, 1 + floor(pg_temp.u(i, 701) * pg_temp.u(i, 702) * pg_temp.n('agent'))::bigint AS agent,
           pg_temp.whole(i, 703, 0, 11) AS s, pg_temp.busy_time(i, 704, 181) - interval '40 minutes' AS started,
           1 + floor(9 * pg_temp.u(i, 705) * pg_temp.u(i, 706))::integer AS rounds,
           least(1, greatest(-1, 0.22 + 0.42 * pg_temp.g(i, 707))) AS mood
    FROM generate_series(1, pg_temp.n('conversation')) AS i
), timed AS (
    SELECT *, started + interval '1 second' * (20 + rounds * pg_temp.whole(i, 708, 25, 240)) AS last_at,
           CASE WHEN started > pg_temp.ago(1) THEN 'active' WHEN pg_temp.u(i, 709) < 0.08 THEN 'idle' WHEN pg_temp.u(i, 710) < 0.15 THEN 'expired' ELSE 'closed' END AS status
    FROM drawn
)
SELECT pg_temp.id('conversation', i), pg_temp.id('agent', agent),
       CASE WHEN pg_temp.u(i, 711) < 0.9 THEN pg_temp.id('user', 1 + floor(pg_temp.u(i, 712) * pg_temp.n('user'))::bigint) END,
       pg_temp.pick(i, 713, 'web', 'app', 'sl') || '-' || left(md5('session' || i::text), 20), CASE WHEN pg_temp.u(i, 714) < 0.9 THEN title END,
       pg_temp.pick(i, 713, 'web', 'mobile', 'slack'), status::conversation_status,
       jsonb_build_array(
           jsonb_build_object('role', 'user', 'text', question, 'at', pg_temp.iso(started)),
           jsonb_build_object('role', 'assistant', 'text', answer, 'at', pg_temp.iso(started + interval '9 seconds'), 'tokens', length(answer) / 4))
       || CASE WHEN rounds > 2 THEN jsonb_build_array(jsonb_build_object('role', 'tool', 'name', pg_temp.pick(i, 715, 'vector_search', 'sql_runner', 'web_search'),
                                                                         'result', jsonb_build_object('hits', pg_temp.whole(i, 716, 0, 12)))) ELSE '[]' END
       || CASE WHEN rounds > 1 THEN jsonb_build_array(jsonb_build_object('role', 'user', 'at', pg_temp.iso(last_at), 'text',
              CASE WHEN mood > 0.4 THEN pg_temp.pick(i, 717, 'Perfect, thanks!', 'That was quick 👍', 'Genau das. Danke!', '謝謝，很清楚。')
                   WHEN mood < -0.2 THEN pg_temp.pick(i, 718, 'That is not what I asked.', 'I have explained this three times now.', 'Let me speak to a person.')
                   ELSE pg_temp.pick(i, 719, 'ok', 'And what does that mean for me?', 'I will check and come back.') END)) ELSE '[]' END,
       rounds * 2 + CASE WHEN rounds > 2 THEN 1 ELSE 0 END, rounds, rounds, rounds * pg_temp.whole(i, 720, 180, 1400),
       CASE WHEN mood < -0.6 THEN 'very_negative' WHEN mood < -0.15 THEN 'negative' WHEN mood < 0.3 THEN 'neutral' WHEN mood < 0.75 THEN 'positive' ELSE 'very_positive' END::sentiment,
       CASE WHEN rounds > 1 THEN round(mood::numeric, 3) END,
       CASE WHEN rounds > 1 THEN pg_temp.score(0.35 + 0.05 * rounds + 0.12 * pg_temp.g(i, 721)) END, topics::text[],
       CASE WHEN status = 'closed' AND pg_temp.u(i, 722) < 0.7 THEN title || ': ' || CASE WHEN mood < -0.2 THEN 'handed to a person.' WHEN mood <= -0.1 THEN 'left open by the user.'
                                                                                            WHEN rounds > 2 THEN 'settled after a lookup.' ELSE 'settled in the first answer.' END END,
       CASE pg_temp.whole(i, 724, 0, 3) WHEN 0 THEN '{}' WHEN 1 THEN '{"customer": {"tier": "gold", "since": 2019}}' WHEN 2 THEN '{"entities": ["Antwerp", "MSKU 481930-2"], "locale": "en-GB"}'
           ELSE '{"documents": [{"id": 4711, "pages": [3, 4, 9]}], "memory": null}' END::jsonb,
       jsonb_build_object('first_reply_ms', pg_temp.whole(i, 725, 400, 9000), 'resolved', mood > -0.1, 'handovers', CASE WHEN mood < -0.2 THEN 1 ELSE 0 END),
       started, last_at, CASE WHEN status IN ('closed', 'expired') THEN last_at + interval '1 minute' * pg_temp.whole(i, 726, 0, 30) END,
       CASE WHEN pg_temp.u(i, 727) < 0.6 THEN started + interval '129600 minutes' WHEN pg_temp.u(i, 727) < 0.63 THEN 'infinity' END, started, last_at
FROM timed JOIN subjects USING (s)
ORDER BY i;

INSERT INTO discussions (id, title, topic, description, status, visibility, security_level, turn_strategy, moderator_persona_id, settings, state, objectives, outcome,
                         summary, max_participants, message_count, total_tokens, total_cost, quality_score, scheduled_for, started_at, last_activity_at,
                         ended_at, created_by, created_at, updated_at)
WITH drawn AS (
    SELECT i, pg_temp.whole(i, 751, 0, 9) AS s, pg_temp.busy_time(i, 752, 181) - interval '150 minutes' AS planned, pg_temp.u(i, 753) AS fate, pg_temp.whole(i, 754, 6, 140) AS messages
    FROM generate_series(1, pg_temp.n('discussion')) AS i
), states AS (
    SELECT *, CASE WHEN planned > pg_temp.ago(2) THEN 'active' WHEN fate < 0.06 THEN 'draft' WHEN fate < 0.12 THEN 'scheduled' WHEN fate < 0.2 THEN 'paused'
                   WHEN fate < 0.27 THEN 'cancelled' WHEN fate < 0.35 THEN 'active' ELSE 'completed' END AS status
    FROM drawn
), timed AS (
    SELECT *, CASE WHEN status IN ('active', 'paused', 'completed') THEN planned END AS started,
           CASE WHEN status IN ('active', 'paused', 'completed') THEN planned + interval '1 second' * (messages * pg_temp.whole(i, 755, 8, 60)) END AS last_at
    FROM states
)
SELECT pg_temp.id('discussion', i),
       (ARRAY['Should refunds under 50 be automatic?', 'Which model for contract review?', 'Post-mortem: vector search outage', 'Names for the new tariff', 'Is the churn forecast good enough?',
              'Retire web_search 1.x', 'Tone of reminders: how firm?', 'Translation quality, Polish', 'Budget for the third quarter', 'Ethics of sentiment scores'])[s + 1]
           || CASE WHEN i > 10 THEN ' (' || to_char(planned AT TIME ZONE 'UTC', 'YYYY-MM-DD') || ')' ELSE '' END,
       (ARRAY['billing', 'models', 'incidents', 'marketing', 'forecasting', 'tools', 'marketing', 'translation', 'finance', 'ethics'])[s + 1],
       CASE WHEN pg_temp.u(i, 756) < 0.6 THEN 'Open question from the weekly review; a decision is wanted, not a survey.' END,
       status::discussion_status, pg_temp.pick(i, 757, 'private', 'organisation', 'public')::visibility, pg_temp.pick(i, 758, 'public', 'internal', 'internal', 'confidential')::security_level,
       pg_temp.pick(i, 759, 'round_robin', 'moderated', 'free_form', 'context_aware')::turn_strategy,
       CASE WHEN pg_temp.u(i, 760) < 0.8 THEN pg_temp.id('persona', 1 + (i * 11) % pg_temp.n('persona')) END,
       jsonb_build_object('turn_seconds', pg_temp.whole(i, 761, 1, 12) * 10, 'allow_users', pg_temp.u(i, 762) < 0.7),
       CASE WHEN status IN ('active', 'paused') THEN jsonb_build_object('phase', pg_temp.pick(i, 763, 'opening', 'arguments', 'vote'), 'next', pg_temp.whole(i, 764, 1, 4)) ELSE '{}' END,
       CASE WHEN i % 3 = 0 THEN '["decide", "name an owner"]' ELSE '[{"text": "list the risks", "done": true}, {"text": "decide", "done": false}]' END::jsonb,
       CASE WHEN status = 'completed' THEN jsonb_build_object('decision', pg_temp.pick(i, 765, 'yes', 'no', 'trial for a month', 'postponed'),
           'votes', jsonb_build_object('for', pg_temp.whole(i, 766, 1, 5), 'against', pg_temp.whole(i, 767, 0, 3)), 'dissent', CASE WHEN i % 2 = 0 THEN '["Nils"]'::jsonb END) END,
       CASE WHEN status = 'completed' AND pg_temp.u(i, 768) < 0.8 THEN 'Agreed after ' || messages::text || ' messages; the open point is who pays.' END,
       pg_temp.whole(i, 769, 4, 12), CASE WHEN started IS NULL THEN 0 ELSE messages END, CASE WHEN started IS NULL THEN 0 ELSE messages * pg_temp.whole(i, 770, 120, 420) END,
       CASE WHEN started IS NULL THEN 0 ELSE round((messages * (0.002 + 0.01 * pg_temp.u(i, 771)))::numeric, 8) END,
       CASE WHEN status = 'completed' THEN pg_temp.score(0.72 + 0.1 * pg_temp.g(i, 772)) END,
       CASE WHEN status = 'scheduled' THEN pg_temp.ago(-1 - 9 * pg_temp.u(i, 773)) END, started, last_at, CASE WHEN status = 'completed' THEN last_at END,
       pg_temp.id('user', pg_temp.whole(i, 774, 1, pg_temp.n('user'))), planned - interval '1 minute' * pg_temp.whole(i, 775, 5, 3000), coalesce(last_at, planned)
FROM timed
ORDER BY i;

-- Two agents, one persona and mostly one user in each; numbers that step past one another cannot meet within a discussion.
INSERT INTO discussion_participants (id, discussion_id, participant_type, agent_id, persona_id, user_id, role, status, turn_order, message_count, word_count,
                                     tokens_used, average_response_time_ms, engagement_score, contribution_score, influence_score, sentiment_score,
                                     questions_asked, agreements, disagreements, collaboration, preferences, joined_at, last_active_at, left_at, created_at)
SELECT pg_temp.id('participant', r), d.id, kind::participant_type, a.id,
       CASE kind WHEN 'agent' THEN a.persona_id WHEN 'persona' THEN pg_temp.id('persona', 1 + (i * 11 + 3) % pg_temp.n('persona')) END,
       CASE kind WHEN 'user' THEN pg_temp.id('user', 1 + (i * 3) % pg_temp.n('user')) END,
       CASE WHEN k = 3 THEN pg_temp.pick(r, 781, 'critic', 'expert', 'moderator') WHEN k = 4 THEN pg_temp.pick(r, 781, 'observer', 'contributor') ELSE pg_temp.pick(r, 781, 'contributor', 'expert', 'facilitator') END::participant_role,
       CASE WHEN d.started_at IS NULL THEN 'invited' WHEN d.ended_at IS NOT NULL AND k = 4 THEN 'left' WHEN pg_temp.u(r, 782) < 0.04 THEN 'muted' ELSE 'active' END::participant_status,
       CASE WHEN d.turn_strategy IN ('round_robin', 'moderated') THEN k END, messages, messages * pg_temp.whole(r, 783, 18, 90), messages * pg_temp.whole(r, 784, 90, 420),
       CASE WHEN messages > 0 AND k < 4 THEN pg_temp.whole(r, 785, 700, 6000) WHEN messages > 0 THEN pg_temp.whole(r, 785, 9000, 180000) END,
       CASE WHEN messages > 0 THEN pg_temp.score(0.6 + 0.14 * pg_temp.g(r, 786)) END, CASE WHEN messages > 0 THEN pg_temp.score(0.55 + 0.16 * pg_temp.g(r, 787)) END,
       CASE WHEN messages > 0 THEN pg_temp.score(0.3 + 0.15 * pg_temp.g(r, 788)) END, CASE WHEN messages > 0 THEN round(least(1, greatest(-1, 0.2 + 0.3 * pg_temp.g(r, 789)))::numeric, 3) END,
       messages / 5, messages / 4, messages / 7,
       CASE WHEN messages > 3 THEN jsonb_build_object('mentions', messages / 3, 'built_on', jsonb_build_array(1 + k % 4)) ELSE '{}' END, '{}',
       joined, joined + (d.last_activity_at - joined) * 0.9, CASE WHEN d.ended_at IS NOT NULL AND k = 4 THEN d.ended_at END, d.created_at
FROM generate_series(1, pg_temp.n('discussion')) AS i
JOIN discussions AS d ON d.id = pg_temp.id('discussion', i)
CROSS JOIN generate_series(1, 4) AS k
CROSS JOIN LATERAL (SELECT i * 4 + k AS r, (ARRAY['agent', 'agent', 'persona', 'user'])[k] AS kind, d.message_count / (3 + k) AS messages,
                           d.started_at + interval '1 second' * (k * 11) AS joined) AS t
LEFT JOIN agents AS a ON k <= 2 AND a.id = pg_temp.id('agent', 1 + (i * 2 + k) % pg_temp.n('agent'))
WHERE k < 4 OR pg_temp.u(i, 790) < 0.75
ORDER BY r;
