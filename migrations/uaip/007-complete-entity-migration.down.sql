-- Indexes and constraints of a dropped column go with it.
ALTER TABLE tool_executions
    DROP COLUMN operation_id;

ALTER TABLE tool_definitions
    DROP CONSTRAINT ck_tool_definitions_counts,
    DROP COLUMN last_used_at,
    DROP COLUMN compliance_tags,
    DROP COLUMN average_satisfaction,
    DROP COLUMN average_quality,
    DROP COLUMN total_cost,
    DROP COLUMN average_execution_time_ms,
    DROP COLUMN failure_count,
    DROP COLUMN usage_count,
    DROP COLUMN usage_tracked;

ALTER TABLE personas
    DROP COLUMN last_analysed_at,
    DROP COLUMN last_used_at,
    DROP COLUMN average_satisfaction,
    DROP COLUMN average_quality,
    DROP COLUMN interaction_count,
    DROP COLUMN discussion_count,
    DROP COLUMN discussion_preferences,
    DROP COLUMN analytics_enabled;

ALTER TABLE agents
    DROP COLUMN last_evaluated_at,
    DROP COLUMN model_configuration,
    DROP COLUMN system_prompt_override,
    DROP COLUMN max_output_tokens,
    DROP COLUMN top_p,
    DROP COLUMN temperature,
    DROP COLUMN fallback_model,
    DROP COLUMN model,
    DROP COLUMN llm_provider_id,
    DROP COLUMN max_concurrent_tools,
    DROP COLUMN tool_budget_daily,
    DROP COLUMN tool_preferences,
    DROP COLUMN tool_permissions,
    DROP COLUMN tools_enabled;

DROP TABLE artifact_deployments;
DROP TABLE artifacts;
DROP TABLE approval_workflows;
DROP TABLE step_results;
DROP TABLE operation_checkpoints;
DROP TABLE operation_states;
DROP TABLE operations;

DROP TYPE health_status;
DROP TYPE deployment_status;
DROP TYPE deployment_environment;
DROP TYPE artifact_status;
DROP TYPE artifact_type;
DROP TYPE approval_status;
DROP TYPE approval_type;
DROP TYPE step_status;
DROP TYPE compression_method;
DROP TYPE checkpoint_type;
DROP TYPE transition_type;
DROP TYPE priority_level;
DROP TYPE operation_status;
DROP TYPE operation_type;
