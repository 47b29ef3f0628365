-- Stops, and changes nothing, where a duration has become too long for the integer that it was.
ALTER TABLE artifact_deployments ALTER COLUMN average_response_time_ms TYPE numeric(10,3);
ALTER TABLE discussion_participants
    DROP CONSTRAINT ck_discussion_participants_average_response_time,
    ALTER COLUMN average_response_time_ms TYPE integer,
    ADD CONSTRAINT ck_discussion_participants_average_response_time CHECK (average_response_time_ms >= 0);
ALTER TABLE persona_analytics
    DROP CONSTRAINT ck_persona_analytics_response_time,
    ALTER COLUMN average_response_time_ms TYPE integer,
    ALTER COLUMN p95_response_time_ms TYPE integer,
    ADD CONSTRAINT ck_persona_analytics_response_time CHECK (average_response_time_ms >= 0 AND p95_response_time_ms >= 0);
ALTER TABLE tool_usage_records ALTER COLUMN execution_time_ms TYPE integer;
ALTER TABLE tool_executions ALTER COLUMN duration_ms TYPE integer;
ALTER TABLE tool_definitions ALTER COLUMN timeout_ms TYPE integer;

ALTER TABLE operation_states DROP CONSTRAINT ck_operation_states_duration;
ALTER TABLE operation_states RENAME COLUMN duration_in_previous_state_ms TO duration_in_previous_state;
ALTER TABLE operation_states ALTER COLUMN duration_in_previous_state TYPE interval
    USING coalesce((state_data ->> 'exact_duration')::interval, justify_hours(duration_in_previous_state * interval '1 millisecond'));
ALTER TABLE operation_states ADD CONSTRAINT ck_operation_states_duration CHECK (duration_in_previous_state >= interval '0');

-- Less than a millisecond comes back from the times of the two states.
ALTER TABLE operation_states DISABLE TRIGGER USER;
UPDATE operation_states AS s
SET duration_in_previous_state = CASE WHEN s.state_data ? 'exact_duration' THEN s.duration_in_previous_state ELSE t.by_times END, state_data = s.state_data - 'exact_duration'
FROM (SELECT id, transitioned_at - lag(transitioned_at) OVER (PARTITION BY operation_id ORDER BY sequence) AS by_times FROM operation_states) AS t
WHERE t.id = s.id AND (s.state_data ? 'exact_duration'
                       OR round(extract(epoch FROM t.by_times)::numeric * 1000) = round(extract(epoch FROM s.duration_in_previous_state)::numeric * 1000)
                          AND t.by_times::text <> s.duration_in_previous_state::text);
ALTER TABLE operation_states ENABLE TRIGGER USER,
    ENABLE ALWAYS TRIGGER tr_operation_states_append_only, ENABLE ALWAYS TRIGGER tr_operation_states_kept;
