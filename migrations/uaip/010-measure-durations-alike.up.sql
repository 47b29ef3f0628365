-- A duration is a bigint of milliseconds, in a column that ends in _ms. A mean of many has fractions, as numeric(12,3) of the same unit.

-- What a rollback could not give back, from the times of the two states or from the milliseconds, is kept in state_data.
ALTER TABLE operation_states DISABLE TRIGGER USER;
UPDATE operation_states AS s SET state_data = s.state_data || jsonb_build_object('exact_duration', s.duration_in_previous_state::text)
FROM (SELECT id, transitioned_at - lag(transitioned_at) OVER (PARTITION BY operation_id ORDER BY sequence) AS by_times FROM operation_states) AS t
CROSS JOIN LATERAL (SELECT round(extract(epoch FROM t.by_times)::numeric * 1000) AS ms) AS m
WHERE t.id = s.id
  AND CASE WHEN round(extract(epoch FROM s.duration_in_previous_state)::numeric * 1000) = m.ms THEN t.by_times
           ELSE justify_hours(round(extract(epoch FROM s.duration_in_previous_state)::numeric * 1000)::bigint * interval '1 millisecond') END::text
      <> s.duration_in_previous_state::text;
ALTER TABLE operation_states ENABLE TRIGGER USER,
    ENABLE ALWAYS TRIGGER tr_operation_states_append_only, ENABLE ALWAYS TRIGGER tr_operation_states_kept;

ALTER TABLE operation_states DROP CONSTRAINT ck_operation_states_duration;
ALTER TABLE operation_states ALTER COLUMN duration_in_previous_state TYPE bigint USING round(extract(epoch FROM duration_in_previous_state)::numeric * 1000)::bigint;
ALTER TABLE operation_states RENAME COLUMN duration_in_previous_state TO duration_in_previous_state_ms;
ALTER TABLE operation_states ADD CONSTRAINT ck_operation_states_duration CHECK (duration_in_previous_state_ms >= 0);

ALTER TABLE tool_definitions ALTER COLUMN timeout_ms TYPE bigint;
ALTER TABLE tool_executions ALTER COLUMN duration_ms TYPE bigint;
ALTER TABLE tool_usage_records ALTER COLUMN execution_time_ms TYPE bigint;
-- Checks are made again, as those of before would compare by way of casts.
ALTER TABLE persona_analytics
    DROP CONSTRAINT ck_persona_analytics_response_time,
    ALTER COLUMN average_response_time_ms TYPE numeric(12,3),
    ALTER COLUMN p95_response_time_ms TYPE bigint,
    ADD CONSTRAINT ck_persona_analytics_response_time CHECK (average_response_time_ms >= 0 AND p95_response_time_ms >= 0);
ALTER TABLE discussion_participants
    DROP CONSTRAINT ck_discussion_participants_average_response_time,
    ALTER COLUMN average_response_time_ms TYPE numeric(12,3),
    ADD CONSTRAINT ck_discussion_participants_average_response_time CHECK (average_response_time_ms >= 0);
ALTER TABLE artifact_deployments ALTER COLUMN average_response_time_ms TYPE numeric(12,3);
