-- Operations with their states, checkpoints, steps and approvals; artifacts with their deployments; and the columns that
-- tie agents, personas, tools and executions to them.

CREATE TYPE operation_type AS ENUM ('analysis', 'content_generation', 'data_pipeline', 'tool_chain', 'workflow', 'deployment', 'maintenance');
CREATE TYPE operation_status AS ENUM ('pending', 'queued', 'running', 'waiting_approval', 'paused',
                                      'completed', 'failed', 'cancelled', 'rolled_back');
CREATE TYPE priority_level AS ENUM ('low', 'normal', 'high', 'urgent');
CREATE TYPE transition_type AS ENUM ('automatic', 'manual');
CREATE TYPE checkpoint_type AS ENUM ('manual', 'automatic', 'step', 'milestone');
CREATE TYPE compression_method AS ENUM ('gzip', 'lz4', 'zstd');
CREATE TYPE step_status AS ENUM ('pending', 'running', 'succeeded', 'failed', 'skipped', 'cancelled');
CREATE TYPE approval_type AS ENUM ('single', 'sequential', 'majority', 'unanimous', 'automatic');
CREATE TYPE approval_status AS ENUM ('pending', 'approved', 'rejected', 'escalated', 'expired', 'cancelled');
CREATE TYPE artifact_type AS ENUM ('code', 'document', 'dataset', 'report', 'model', 'configuration', 'image');
CREATE TYPE artifact_status AS ENUM ('draft', 'in_review', 'published', 'rejected', 'archived');
CREATE TYPE deployment_environment AS ENUM ('development', 'test', 'staging', 'production');
CREATE TYPE deployment_status AS ENUM ('pending', 'deploying', 'deployed', 'failed', 'rolled_back', 'retired');
CREATE TYPE health_status AS ENUM ('unknown', 'healthy', 'degraded', 'unhealthy');

CREATE TABLE operations (
    id                    uuid             NOT NULL DEFAULT gen_random_uuid(),
    name                  varchar(200)     NOT NULL,
    description           text,
    operation_type        operation_type   NOT NULL,
    status                operation_status NOT NULL DEFAULT 'pending',
    priority              priority_level   NOT NULL DEFAULT 'normal',
    security_level        security_level   NOT NULL DEFAULT 'internal',
    agent_id              uuid,
    requested_by          uuid,
    discussion_id         uuid,
    parent_operation_id   uuid,
    plan                  jsonb            NOT NULL DEFAULT '[]',
    context               jsonb            NOT NULL DEFAULT '{}',
    result                jsonb,
    error_code            varchar(60),
    error_message         text,
    current_step          smallint         NOT NULL DEFAULT 0,
    total_steps           smallint         NOT NULL DEFAULT 0,
    progress              numeric(5,2)     NOT NULL DEFAULT 0,
    estimated_duration_ms bigint,
    actual_duration_ms    bigint,
    estimated_cost        numeric(18,8),
    actual_cost           numeric(18,8)    NOT NULL DEFAULT 0,
    compliance_tags       text[]           NOT NULL DEFAULT '{}',
    metadata              jsonb            NOT NULL DEFAULT '{}',
    scheduled_at          timestamptz,
    started_at            timestamptz,
    completed_at          timestamptz,
    deadline_at           timestamptz,
    created_at            timestamptz      NOT NULL DEFAULT now(),
    updated_at            timestamptz      NOT NULL DEFAULT now(),
    CONSTRAINT pk_operations PRIMARY KEY (id),
    CONSTRAINT fk_operations_agent FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE SET NULL,
    CONSTRAINT fk_operations_requested_by FOREIGN KEY (requested_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_operations_discussion FOREIGN KEY (discussion_id) REFERENCES discussions (id) ON DELETE SET NULL,
    CONSTRAINT fk_operations_parent FOREIGN KEY (parent_operation_id) REFERENCES operations (id) ON DELETE CASCADE,
    CONSTRAINT ck_operations_parent CHECK (parent_operation_id <> id),
    CONSTRAINT ck_operations_plan CHECK (jsonb_typeof(plan) = 'array'),
    CONSTRAINT ck_operations_context CHECK (jsonb_typeof(context) = 'object'),
    CONSTRAINT ck_operations_metadata CHECK (jsonb_typeof(metadata) = 'object'),
    CONSTRAINT ck_operations_steps CHECK (current_step BETWEEN 0 AND total_steps),
    CONSTRAINT ck_operations_progress CHECK (progress BETWEEN 0 AND 100),
    CONSTRAINT ck_operations_durations CHECK (estimated_duration_ms >= 0 AND actual_duration_ms >= 0),
    CONSTRAINT ck_operations_costs CHECK (estimated_cost >= 0 AND actual_cost >= 0),
    CONSTRAINT ck_operations_times CHECK (completed_at >= started_at),
    CONSTRAINT ck_operations_error CHECK (status <> 'failed' OR error_message IS NOT NULL)
);
CREATE INDEX ix_operations_agent_created ON operations (agent_id, created_at);
CREATE INDEX ix_operations_requested_by ON operations (requested_by, created_at);
CREATE INDEX ix_operations_discussion ON operations (discussion_id) WHERE discussion_id IS NOT NULL;
CREATE INDEX ix_operations_parent ON operations (parent_operation_id) WHERE parent_operation_id IS NOT NULL;
CREATE INDEX ix_operations_status_priority ON operations (status, priority, created_at);
CREATE INDEX ix_operations_type_created ON operations (operation_type, created_at);
CREATE INDEX ix_operations_created_at ON operations (created_at);
CREATE INDEX ix_operations_deadline_at ON operations (deadline_at) WHERE completed_at IS NULL;
CREATE INDEX ix_operations_compliance_tags ON operations USING gin (compliance_tags);
COMMENT ON TABLE operations IS 'A piece of work of several steps, done by an agent on someone''s request.';
COMMENT ON COLUMN operations.plan IS 'Ordered list of the intended steps; step_results holds what came of them.';
COMMENT ON COLUMN operations.progress IS 'Per cent.';
COMMENT ON COLUMN operations.actual_cost IS 'US dollars so far, models and tools together.';
COMMENT ON COLUMN operations.compliance_tags IS 'Regimes that apply, such as gdpr, sox, hipaa.';

CREATE TABLE operation_states (
    id                         uuid             NOT NULL DEFAULT gen_random_uuid(),
    operation_id               uuid             NOT NULL,
    sequence                   integer          NOT NULL,
    from_status                operation_status,
    to_status                  operation_status NOT NULL,
    transition_type            transition_type  NOT NULL DEFAULT 'automatic',
    reason                     text,
    triggered_by               uuid,
    duration_in_previous_state interval,
    state_data                 jsonb            NOT NULL DEFAULT '{}',
    transitioned_at            timestamptz      NOT NULL DEFAULT now(),
    CONSTRAINT pk_operation_states PRIMARY KEY (id),
    CONSTRAINT uq_operation_states_sequence UNIQUE (operation_id, sequence),
    CONSTRAINT fk_operation_states_operation FOREIGN KEY (operation_id) REFERENCES operations (id) ON DELETE CASCADE,
    CONSTRAINT fk_operation_states_triggered_by FOREIGN KEY (triggered_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT ck_operation_states_sequence CHECK (sequence >= 1),
    CONSTRAINT ck_operation_states_first CHECK ((sequence = 1) = (from_status IS NULL)),
    CONSTRAINT ck_operation_states_change CHECK (from_status <> to_status),
    CONSTRAINT ck_operation_states_duration CHECK (duration_in_previous_state >= interval '0'),
    CONSTRAINT ck_operation_states_state_data CHECK (jsonb_typeof(state_data) = 'object')
);
CREATE INDEX ix_operation_states_to_status ON operation_states (to_status, transitioned_at);
CREATE INDEX ix_operation_states_transitioned_at ON operation_states (transitioned_at);
CREATE INDEX ix_operation_states_triggered_by ON operation_states (triggered_by) WHERE triggered_by IS NOT NULL;
COMMENT ON TABLE operation_states IS 'Audit trail of an operation: one row for each change of status.';
COMMENT ON COLUMN operation_states.from_status IS 'NULL for the first state only.';
COMMENT ON COLUMN operation_states.triggered_by IS 'The user behind a manual transition; NULL for automatic ones.';

CREATE TABLE operation_checkpoints (
    id                    uuid            NOT NULL DEFAULT gen_random_uuid(),
    operation_id          uuid            NOT NULL,
    sequence              integer         NOT NULL,
    name                  varchar(120)    NOT NULL,
    checkpoint_type       checkpoint_type NOT NULL DEFAULT 'automatic',
    step_number           smallint,
    state                 jsonb           NOT NULL DEFAULT '{}',
    snapshot              bytea,
    compression           compression_method,
    original_size_bytes   bigint          NOT NULL DEFAULT 0,
    stored_size_bytes     bigint          NOT NULL DEFAULT 0,
    checksum              varchar(64),
    can_rollback          boolean         NOT NULL DEFAULT true,
    rolled_back_to_at     timestamptz,
    rolled_back_to_by     uuid,
    created_by            uuid,
    created_at            timestamptz     NOT NULL DEFAULT now(),
    expires_at            timestamptz,
    CONSTRAINT pk_operation_checkpoints PRIMARY KEY (id),
    CONSTRAINT uq_operation_checkpoints_sequence UNIQUE (operation_id, sequence),
    CONSTRAINT fk_operation_checkpoints_operation FOREIGN KEY (operation_id) REFERENCES operations (id) ON DELETE CASCADE,
    CONSTRAINT fk_operation_checkpoints_rolled_back_to_by FOREIGN KEY (rolled_back_to_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_operation_checkpoints_created_by FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT ck_operation_checkpoints_sequence CHECK (sequence >= 1),
    CONSTRAINT ck_operation_checkpoints_step_number CHECK (step_number >= 1),
    CONSTRAINT ck_operation_checkpoints_sizes CHECK (original_size_bytes >= 0 AND stored_size_bytes >= 0),
    CONSTRAINT ck_operation_checkpoints_checksum CHECK (checksum ~ '^[0-9a-f]{32,64}$'),
    CONSTRAINT ck_operation_checkpoints_rollback CHECK (can_rollback OR rolled_back_to_at IS NULL),
    CONSTRAINT ck_operation_checkpoints_expiry CHECK (expires_at > created_at)
);
CREATE INDEX ix_operation_checkpoints_type_created ON operation_checkpoints (checkpoint_type, created_at);
CREATE INDEX ix_operation_checkpoints_created_at ON operation_checkpoints (created_at);
CREATE INDEX ix_operation_checkpoints_expires_at ON operation_checkpoints (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX ix_operation_checkpoints_rolled_back_to_by ON operation_checkpoints (rolled_back_to_by) WHERE rolled_back_to_by IS NOT NULL;
CREATE INDEX ix_operation_checkpoints_created_by ON operation_checkpoints (created_by) WHERE created_by IS NOT NULL;
COMMENT ON TABLE operation_checkpoints IS 'Points that an operation can be rolled back to.';
COMMENT ON COLUMN operation_checkpoints.state IS 'Small state, readable; any JSON.';
COMMENT ON COLUMN operation_checkpoints.snapshot IS 'Large state, compressed as compression says; NULL when state holds everything.';
COMMENT ON COLUMN operation_checkpoints.checksum IS 'Of the uncompressed state, in hex.';
COMMENT ON COLUMN operation_checkpoints.expires_at IS 'Purged after this; ''infinity'' keeps it for good, NULL leaves it to the general rule.';

CREATE TABLE step_results (
    id                uuid          NOT NULL DEFAULT gen_random_uuid(),
    operation_id      uuid          NOT NULL,
    step_number       smallint      NOT NULL,
    attempt           smallint      NOT NULL DEFAULT 1,
    step_name         varchar(120)  NOT NULL,
    status            step_status   NOT NULL DEFAULT 'pending',
    tool_execution_id uuid,
    input             jsonb         NOT NULL DEFAULT '{}',
    output            jsonb,
    error_code        varchar(60),
    error_message     text,
    retry_count       smallint      NOT NULL DEFAULT 0,
    max_retries       smallint      NOT NULL DEFAULT 3,
    next_retry_at     timestamptz,
    quality_score     numeric(5,4),
    confidence_score  numeric(5,4),
    cost              numeric(18,8) NOT NULL DEFAULT 0,
    started_at        timestamptz,
    completed_at      timestamptz,
    duration_ms       bigint,
    created_at        timestamptz   NOT NULL DEFAULT now(),
    CONSTRAINT pk_step_results PRIMARY KEY (id),
    CONSTRAINT uq_step_results_attempt UNIQUE (operation_id, step_number, attempt),
    CONSTRAINT fk_step_results_operation FOREIGN KEY (operation_id) REFERENCES operations (id) ON DELETE CASCADE,
    CONSTRAINT fk_step_results_tool_execution FOREIGN KEY (tool_execution_id) REFERENCES tool_executions (id) ON DELETE SET NULL,
    CONSTRAINT ck_step_results_numbers CHECK (step_number >= 1 AND attempt >= 1),
    CONSTRAINT ck_step_results_retries CHECK (retry_count BETWEEN 0 AND max_retries),
    CONSTRAINT ck_step_results_error CHECK (status <> 'failed' OR error_message IS NOT NULL),
    CONSTRAINT ck_step_results_quality_score CHECK (quality_score BETWEEN 0 AND 1),
    CONSTRAINT ck_step_results_confidence_score CHECK (confidence_score BETWEEN 0 AND 1),
    CONSTRAINT ck_step_results_cost CHECK (cost >= 0),
    CONSTRAINT ck_step_results_times CHECK (completed_at >= started_at AND duration_ms >= 0)
);
CREATE INDEX ix_step_results_status_started ON step_results (status, started_at);
CREATE INDEX ix_step_results_started_at ON step_results (started_at);
CREATE INDEX ix_step_results_tool_execution ON step_results (tool_execution_id) WHERE tool_execution_id IS NOT NULL;
CREATE INDEX ix_step_results_next_retry_at ON step_results (next_retry_at) WHERE next_retry_at IS NOT NULL;
COMMENT ON TABLE step_results IS 'What came of each step of an operation, one row for each attempt.';
COMMENT ON COLUMN step_results.retry_count IS 'Attempts already spent on this step before this one.';
COMMENT ON COLUMN step_results.confidence_score IS 'As the agent states it, 0 to 1; quality_score is the grader''s.';

CREATE TABLE approval_workflows (
    id                       uuid            NOT NULL DEFAULT gen_random_uuid(),
    operation_id             uuid,
    tool_id                  uuid,
    title                    varchar(240)    NOT NULL,
    description              text,
    approval_type            approval_type   NOT NULL DEFAULT 'single',
    status                   approval_status NOT NULL DEFAULT 'pending',
    priority                 priority_level  NOT NULL DEFAULT 'normal',
    security_level           security_level  NOT NULL DEFAULT 'internal',
    requested_by             uuid,
    approvers                jsonb           NOT NULL DEFAULT '[]',
    required_approvals       smallint        NOT NULL DEFAULT 1,
    received_approvals       smallint        NOT NULL DEFAULT 0,
    auto_approval_conditions jsonb           NOT NULL DEFAULT '{}',
    escalation_rules         jsonb           NOT NULL DEFAULT '[]',
    escalation_level         smallint        NOT NULL DEFAULT 0,
    escalated_at             timestamptz,
    notifications_sent       smallint        NOT NULL DEFAULT 0,
    last_notified_at         timestamptz,
    reminders_sent           smallint        NOT NULL DEFAULT 0,
    next_reminder_at         timestamptz,
    decided_by               uuid,
    decided_at               timestamptz,
    decision_reason          text,
    audit_trail              jsonb           NOT NULL DEFAULT '[]',
    expires_at               timestamptz,
    created_at               timestamptz     NOT NULL DEFAULT now(),
    updated_at               timestamptz     NOT NULL DEFAULT now(),
    CONSTRAINT pk_approval_workflows PRIMARY KEY (id),
    CONSTRAINT fk_approval_workflows_operation FOREIGN KEY (operation_id) REFERENCES operations (id) ON DELETE CASCADE,
    CONSTRAINT fk_approval_workflows_tool FOREIGN KEY (tool_id) REFERENCES tool_definitions (id) ON DELETE CASCADE,
    CONSTRAINT fk_approval_workflows_requested_by FOREIGN KEY (requested_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_approval_workflows_decided_by FOREIGN KEY (decided_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT ck_approval_workflows_subject CHECK (num_nonnulls(operation_id, tool_id) >= 1),
    CONSTRAINT ck_approval_workflows_approvers CHECK (jsonb_typeof(approvers) = 'array'),
    CONSTRAINT ck_approval_workflows_approvals CHECK (required_approvals >= 0 AND received_approvals >= 0),
    CONSTRAINT ck_approval_workflows_auto_approval_conditions CHECK (jsonb_typeof(auto_approval_conditions) = 'object'),
    CONSTRAINT ck_approval_workflows_escalation_rules CHECK (jsonb_typeof(escalation_rules) = 'array'),
    CONSTRAINT ck_approval_workflows_escalation_level CHECK (escalation_level >= 0),
    CONSTRAINT ck_approval_workflows_notices CHECK (notifications_sent >= 0 AND reminders_sent >= 0),
    CONSTRAINT ck_approval_workflows_decision CHECK (status NOT IN ('approved', 'rejected') OR decided_at IS NOT NULL),
    CONSTRAINT ck_approval_workflows_audit_trail CHECK (jsonb_typeof(audit_trail) = 'array')
);
CREATE INDEX ix_approval_workflows_operation ON approval_workflows (operation_id) WHERE operation_id IS NOT NULL;
CREATE INDEX ix_approval_workflows_tool ON approval_workflows (tool_id) WHERE tool_id IS NOT NULL;
CREATE INDEX ix_approval_workflows_requested_by ON approval_workflows (requested_by);
CREATE INDEX ix_approval_workflows_decided_by ON approval_workflows (decided_by) WHERE decided_by IS NOT NULL;
CREATE INDEX ix_approval_workflows_status_priority ON approval_workflows (status, priority, created_at);
CREATE INDEX ix_approval_workflows_next_reminder_at ON approval_workflows (next_reminder_at) WHERE status IN ('pending', 'escalated');
CREATE INDEX ix_approval_workflows_expires_at ON approval_workflows (expires_at) WHERE status IN ('pending', 'escalated');
COMMENT ON TABLE approval_workflows IS 'A decision that an operation or the use of a tool waits for.';
COMMENT ON COLUMN approval_workflows.approvers IS 'List of {user_id or role, decision, at}; kept as JSON because roles are approvers too.';
COMMENT ON COLUMN approval_workflows.auto_approval_conditions IS 'Approved without asking when all hold, such as {"max_cost": 5}; {} never.';
COMMENT ON COLUMN approval_workflows.escalation_rules IS 'Ordered list of {after_minutes, to}.';
COMMENT ON COLUMN approval_workflows.decided_by IS 'NULL for automatic decisions.';
COMMENT ON COLUMN approval_workflows.audit_trail IS 'Append-only list of what happened, oldest first.';

CREATE TABLE artifacts (
    id                 uuid            NOT NULL DEFAULT gen_random_uuid(),
    name               varchar(200)    NOT NULL,
    version            varchar(40)     NOT NULL DEFAULT '0.1.0',
    description        text,
    artifact_type      artifact_type   NOT NULL,
    status             artifact_status NOT NULL DEFAULT 'draft',
    security_level     security_level  NOT NULL DEFAULT 'internal',
    operation_id       uuid,
    agent_id           uuid,
    created_by         uuid,
    parent_artifact_id uuid,
    mime_type          varchar(120)    NOT NULL DEFAULT 'text/plain',
    content            text,
    storage_uri        text,
    content_hash       varchar(64),
    size_bytes         bigint          NOT NULL DEFAULT 0,
    quality_score      numeric(5,4),
    tags               text[]          NOT NULL DEFAULT '{}',
    compliance_tags    text[]          NOT NULL DEFAULT '{}',
    metadata           jsonb           NOT NULL DEFAULT '{}',
    deployment_count   integer         NOT NULL DEFAULT 0,
    last_deployed_at   timestamptz,
    published_at       timestamptz,
    created_at         timestamptz     NOT NULL DEFAULT now(),
    updated_at         timestamptz     NOT NULL DEFAULT now(),
    CONSTRAINT pk_artifacts PRIMARY KEY (id),
    CONSTRAINT uq_artifacts_name_version UNIQUE (name, version),
    CONSTRAINT fk_artifacts_operation FOREIGN KEY (operation_id) REFERENCES operations (id) ON DELETE SET NULL,
    CONSTRAINT fk_artifacts_agent FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE SET NULL,
    CONSTRAINT fk_artifacts_created_by FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_artifacts_parent FOREIGN KEY (parent_artifact_id) REFERENCES artifacts (id) ON DELETE SET NULL,
    CONSTRAINT ck_artifacts_parent CHECK (parent_artifact_id <> id),
    CONSTRAINT ck_artifacts_content CHECK (content IS NULL OR storage_uri IS NULL),
    CONSTRAINT ck_artifacts_content_hash CHECK (content_hash ~ '^[0-9a-f]{32,64}$'),
    CONSTRAINT ck_artifacts_size_bytes CHECK (size_bytes >= 0),
    CONSTRAINT ck_artifacts_quality_score CHECK (quality_score BETWEEN 0 AND 1),
    CONSTRAINT ck_artifacts_metadata CHECK (jsonb_typeof(metadata) = 'object'),
    CONSTRAINT ck_artifacts_deployment_count CHECK (deployment_count >= 0),
    CONSTRAINT ck_artifacts_published CHECK (status <> 'published' OR published_at IS NOT NULL)
);
CREATE INDEX ix_artifacts_operation ON artifacts (operation_id) WHERE operation_id IS NOT NULL;
CREATE INDEX ix_artifacts_agent ON artifacts (agent_id, created_at) WHERE agent_id IS NOT NULL;
CREATE INDEX ix_artifacts_created_by ON artifacts (created_by);
CREATE INDEX ix_artifacts_parent ON artifacts (parent_artifact_id) WHERE parent_artifact_id IS NOT NULL;
CREATE INDEX ix_artifacts_type_status ON artifacts (artifact_type, status);
CREATE INDEX ix_artifacts_created_at ON artifacts (created_at);
CREATE INDEX ix_artifacts_content_hash ON artifacts (content_hash);
CREATE INDEX ix_artifacts_compliance_tags ON artifacts USING gin (compliance_tags);
COMMENT ON TABLE artifacts IS 'What operations produce: code, documents, data, reports.';
COMMENT ON COLUMN artifacts.content IS 'Small text kept inline; larger things lie at storage_uri.';
COMMENT ON COLUMN artifacts.parent_artifact_id IS 'The version or artifact that this one was made from.';
COMMENT ON COLUMN artifacts.deployment_count IS 'Rows of artifact_deployments, kept by the application.';

CREATE TABLE artifact_deployments (
    id                       uuid                   NOT NULL DEFAULT gen_random_uuid(),
    artifact_id              uuid                   NOT NULL,
    environment              deployment_environment NOT NULL,
    version                  varchar(40)            NOT NULL,
    status                   deployment_status      NOT NULL DEFAULT 'pending',
    health_status            health_status          NOT NULL DEFAULT 'unknown',
    target                   varchar(200)           NOT NULL,
    url                      text,
    configuration            jsonb                  NOT NULL DEFAULT '{}',
    health_checks            jsonb                  NOT NULL DEFAULT '[]',
    last_health_check_at     timestamptz,
    uptime_percent           numeric(7,4),
    error_rate               numeric(7,6),
    average_response_time_ms numeric(10,3),
    performance_metrics      jsonb                  NOT NULL DEFAULT '{}',
    deployed_by              uuid,
    started_at               timestamptz            NOT NULL DEFAULT now(),
    deployed_at              timestamptz,
    retired_at               timestamptz,
    error_message            text,
    previous_deployment_id   uuid,
    rolled_back_at           timestamptz,
    rolled_back_by           uuid,
    rollback_reason          text,
    created_at               timestamptz            NOT NULL DEFAULT now(),
    updated_at               timestamptz            NOT NULL DEFAULT now(),
    CONSTRAINT pk_artifact_deployments PRIMARY KEY (id),
    CONSTRAINT fk_artifact_deployments_artifact FOREIGN KEY (artifact_id) REFERENCES artifacts (id) ON DELETE CASCADE,
    CONSTRAINT fk_artifact_deployments_deployed_by FOREIGN KEY (deployed_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_artifact_deployments_rolled_back_by FOREIGN KEY (rolled_back_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_artifact_deployments_previous FOREIGN KEY (previous_deployment_id) REFERENCES artifact_deployments (id) ON DELETE SET NULL,
    CONSTRAINT ck_artifact_deployments_previous CHECK (previous_deployment_id <> id),
    CONSTRAINT ck_artifact_deployments_configuration CHECK (jsonb_typeof(configuration) = 'object'),
    CONSTRAINT ck_artifact_deployments_health_checks CHECK (jsonb_typeof(health_checks) = 'array'),
    CONSTRAINT ck_artifact_deployments_uptime_percent CHECK (uptime_percent BETWEEN 0 AND 100),
    CONSTRAINT ck_artifact_deployments_error_rate CHECK (error_rate BETWEEN 0 AND 1),
    CONSTRAINT ck_artifact_deployments_response_time CHECK (average_response_time_ms >= 0),
    CONSTRAINT ck_artifact_deployments_performance_metrics CHECK (jsonb_typeof(performance_metrics) = 'object'),
    CONSTRAINT ck_artifact_deployments_times CHECK (deployed_at >= started_at AND retired_at >= started_at),
    CONSTRAINT ck_artifact_deployments_failed CHECK (status <> 'failed' OR error_message IS NOT NULL),
    CONSTRAINT ck_artifact_deployments_rollback CHECK ((status = 'rolled_back') = (rolled_back_at IS NOT NULL)
                                                       AND (rollback_reason IS NULL OR rolled_back_at IS NOT NULL))
);
CREATE INDEX ix_artifact_deployments_artifact_environment ON artifact_deployments (artifact_id, environment, started_at);
CREATE INDEX ix_artifact_deployments_environment_status ON artifact_deployments (environment, status, health_status);
CREATE INDEX ix_artifact_deployments_deployed_by ON artifact_deployments (deployed_by);
CREATE INDEX ix_artifact_deployments_rolled_back_by ON artifact_deployments (rolled_back_by) WHERE rolled_back_by IS NOT NULL;
CREATE INDEX ix_artifact_deployments_previous ON artifact_deployments (previous_deployment_id) WHERE previous_deployment_id IS NOT NULL;
CREATE INDEX ix_artifact_deployments_started_at ON artifact_deployments (started_at);
COMMENT ON TABLE artifact_deployments IS 'Each deployment of an artifact to an environment, with its health and its undoing.';
COMMENT ON COLUMN artifact_deployments.target IS 'Cluster, host or service that it was deployed to.';
COMMENT ON COLUMN artifact_deployments.health_checks IS 'Latest checks, oldest first: {name, ok, at, detail}.';
COMMENT ON COLUMN artifact_deployments.error_rate IS 'Share of failed requests, 0 to 1.';
COMMENT ON COLUMN artifact_deployments.previous_deployment_id IS 'What ran in that place before, and what a rollback returns to.';

-- Columns added to tables of earlier migrations. All defaults are constants, so no table is rewritten.
ALTER TABLE agents
    ADD COLUMN tools_enabled               boolean       NOT NULL DEFAULT true,
    ADD COLUMN tool_permissions            jsonb         NOT NULL DEFAULT '{"allow": [], "deny": []}'
        CONSTRAINT ck_agents_tool_permissions CHECK (jsonb_typeof(tool_permissions) = 'object'),
    ADD COLUMN tool_preferences            jsonb         NOT NULL DEFAULT '{}'
        CONSTRAINT ck_agents_tool_preferences CHECK (jsonb_typeof(tool_preferences) = 'object'),
    ADD COLUMN tool_budget_daily           numeric(14,4)
        CONSTRAINT ck_agents_tool_budget_daily CHECK (tool_budget_daily >= 0),
    ADD COLUMN max_concurrent_tools        smallint      NOT NULL DEFAULT 3
        CONSTRAINT ck_agents_max_concurrent_tools CHECK (max_concurrent_tools BETWEEN 0 AND 100),
    ADD COLUMN llm_provider_id             uuid
        CONSTRAINT fk_agents_llm_provider REFERENCES llm_providers (id) ON DELETE SET NULL,
    ADD COLUMN model                       varchar(120),
    ADD COLUMN fallback_model              varchar(120),
    ADD COLUMN temperature                 numeric(3,2)
        CONSTRAINT ck_agents_temperature CHECK (temperature BETWEEN 0 AND 2),
    ADD COLUMN top_p                       numeric(4,3)
        CONSTRAINT ck_agents_top_p CHECK (top_p BETWEEN 0 AND 1),
    ADD COLUMN max_output_tokens           integer
        CONSTRAINT ck_agents_max_output_tokens CHECK (max_output_tokens > 0),
    ADD COLUMN system_prompt_override      text,
    ADD COLUMN model_configuration         jsonb         NOT NULL DEFAULT '{}'
        CONSTRAINT ck_agents_model_configuration CHECK (jsonb_typeof(model_configuration) = 'object'),
    ADD COLUMN last_evaluated_at           timestamptz;
CREATE INDEX ix_agents_llm_provider ON agents (llm_provider_id, model);
COMMENT ON COLUMN agents.tool_permissions IS 'Names or categories of tools under allow and deny; deny wins, an empty allow permits all.';
COMMENT ON COLUMN agents.tool_preferences IS 'Weights by tool name, for choosing among tools that would do.';
COMMENT ON COLUMN agents.tool_budget_daily IS 'US dollars a day for tools; NULL is without limit.';
COMMENT ON COLUMN agents.temperature IS 'NULL takes the model''s own default, as do top_p and max_output_tokens.';
COMMENT ON COLUMN agents.system_prompt_override IS 'Replaces the persona''s prompt; NULL uses the persona''s.';

ALTER TABLE personas
    ADD COLUMN analytics_enabled      boolean      NOT NULL DEFAULT true,
    ADD COLUMN discussion_preferences jsonb        NOT NULL DEFAULT '{}'
        CONSTRAINT ck_personas_discussion_preferences CHECK (jsonb_typeof(discussion_preferences) = 'object'),
    ADD COLUMN discussion_count       integer      NOT NULL DEFAULT 0
        CONSTRAINT ck_personas_discussion_count CHECK (discussion_count >= 0),
    ADD COLUMN interaction_count      bigint       NOT NULL DEFAULT 0
        CONSTRAINT ck_personas_interaction_count CHECK (interaction_count >= 0),
    ADD COLUMN average_quality        numeric(5,4)
        CONSTRAINT ck_personas_average_quality CHECK (average_quality BETWEEN 0 AND 1),
    ADD COLUMN average_satisfaction   numeric(3,2)
        CONSTRAINT ck_personas_average_satisfaction CHECK (average_satisfaction BETWEEN 1 AND 5),
    ADD COLUMN last_used_at           timestamptz,
    ADD COLUMN last_analysed_at       timestamptz;
CREATE INDEX ix_personas_last_used_at ON personas (last_used_at);
COMMENT ON COLUMN personas.average_quality IS 'Of persona_analytics over the last 30 days, kept by the application.';

ALTER TABLE tool_definitions
    ADD COLUMN usage_tracked              boolean       NOT NULL DEFAULT true,
    ADD COLUMN usage_count                bigint        NOT NULL DEFAULT 0,
    ADD COLUMN failure_count              bigint        NOT NULL DEFAULT 0,
    ADD COLUMN average_execution_time_ms  numeric(12,3)
        CONSTRAINT ck_tool_definitions_average_execution_time_ms CHECK (average_execution_time_ms >= 0),
    ADD COLUMN total_cost                 numeric(24,12) NOT NULL DEFAULT 0
        CONSTRAINT ck_tool_definitions_total_cost CHECK (total_cost >= 0),
    ADD COLUMN average_quality            numeric(5,4)
        CONSTRAINT ck_tool_definitions_average_quality CHECK (average_quality BETWEEN 0 AND 1),
    ADD COLUMN average_satisfaction       numeric(3,2)
        CONSTRAINT ck_tool_definitions_average_satisfaction CHECK (average_satisfaction BETWEEN 1 AND 5),
    ADD COLUMN compliance_tags            text[]        NOT NULL DEFAULT '{}',
    ADD COLUMN last_used_at               timestamptz,
    ADD CONSTRAINT ck_tool_definitions_counts CHECK (failure_count BETWEEN 0 AND usage_count);
CREATE INDEX ix_tool_definitions_last_used_at ON tool_definitions (last_used_at);
COMMENT ON COLUMN tool_definitions.usage_tracked IS 'Whether uses are written to tool_usage_records.';
COMMENT ON COLUMN tool_definitions.usage_count IS 'Over all time, kept by the application; tool_usage_records may have been purged.';

ALTER TABLE tool_executions
    ADD COLUMN operation_id uuid
        CONSTRAINT fk_tool_executions_operation REFERENCES operations (id) ON DELETE SET NULL;
CREATE INDEX ix_tool_executions_operation ON tool_executions (operation_id) WHERE operation_id IS NOT NULL;
COMMENT ON COLUMN tool_executions.operation_id IS 'The operation that made the call; NULL for calls out of a conversation.';

CREATE TRIGGER tr_operations_updated_at BEFORE UPDATE ON operations FOR EACH ROW EXECUTE FUNCTION uaip_set_updated_at();
CREATE TRIGGER tr_approval_workflows_updated_at BEFORE UPDATE ON approval_workflows FOR EACH ROW EXECUTE FUNCTION uaip_set_updated_at();
CREATE TRIGGER tr_artifacts_updated_at BEFORE UPDATE ON artifacts FOR EACH ROW EXECUTE FUNCTION uaip_set_updated_at();
CREATE TRIGGER tr_artifact_deployments_updated_at BEFORE UPDATE ON artifact_deployments FOR EACH ROW EXECUTE FUNCTION uaip_set_updated_at();
