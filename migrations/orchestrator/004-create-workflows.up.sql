-- Workflows: definitions, and each execution with its steps, duration and fate.

CREATE TYPE workflow_status AS ENUM ('draft', 'active', 'paused', 'archived');
CREATE TYPE workflow_trigger AS ENUM ('manual', 'schedule', 'event', 'webhook');
CREATE TYPE execution_status AS ENUM ('pending', 'running', 'succeeded', 'failed', 'timed_out', 'cancelled');

CREATE TABLE workflows (
    id              uuid             NOT NULL DEFAULT gen_random_uuid(),
    organization_id uuid             NOT NULL,
    project_id      uuid,
    name            varchar(160)     NOT NULL,
    version         integer          NOT NULL DEFAULT 1,
    description     text,
    status          workflow_status  NOT NULL DEFAULT 'draft',
    trigger_type    workflow_trigger NOT NULL DEFAULT 'manual',
    schedule        text,
    definition      jsonb            NOT NULL DEFAULT '{"steps": []}',
    timeout_seconds integer          NOT NULL DEFAULT 3600,
    max_retries     smallint         NOT NULL DEFAULT 0,
    tags            text[]           NOT NULL DEFAULT '{}',
    metadata        jsonb            NOT NULL DEFAULT '{}',
    created_by      uuid,
    created_at      timestamptz      NOT NULL DEFAULT now(),
    updated_at      timestamptz      NOT NULL DEFAULT now(),
    CONSTRAINT pk_workflows PRIMARY KEY (id),
    CONSTRAINT uq_workflows_tenant UNIQUE (organization_id, id),
    CONSTRAINT uq_workflows_name_version UNIQUE (organization_id, name, version),
    CONSTRAINT fk_workflows_organization FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_workflows_project FOREIGN KEY (organization_id, project_id) REFERENCES projects (organization_id, id) ON DELETE SET NULL (project_id),
    CONSTRAINT fk_workflows_created_by FOREIGN KEY (organization_id, created_by) REFERENCES users (organization_id, id) ON DELETE SET NULL (created_by),
    CONSTRAINT ck_workflows_version CHECK (version >= 1),
    CONSTRAINT ck_workflows_schedule CHECK ((trigger_type = 'schedule') = (schedule IS NOT NULL)),
    CONSTRAINT ck_workflows_definition CHECK (jsonb_typeof(definition) = 'object' AND jsonb_typeof(definition -> 'steps') IS NOT DISTINCT FROM 'array'),
    CONSTRAINT ck_workflows_timeout_seconds CHECK (timeout_seconds > 0),
    CONSTRAINT ck_workflows_max_retries CHECK (max_retries BETWEEN 0 AND 10),
    CONSTRAINT ck_workflows_tags CHECK (array_position(tags, NULL) IS NULL),
    CONSTRAINT ck_workflows_metadata CHECK (jsonb_typeof(metadata) = 'object')
);
CREATE INDEX ix_workflows_organization_status ON workflows (organization_id, status);
CREATE INDEX ix_workflows_project ON workflows (project_id) WHERE project_id IS NOT NULL;
CREATE INDEX ix_workflows_created_by ON workflows (created_by) WHERE created_by IS NOT NULL;
CREATE INDEX ix_workflows_tags ON workflows USING gin (tags);
COMMENT ON TABLE workflows IS 'Workflow definitions; a change that matters is a new version.';
COMMENT ON COLUMN workflows.schedule IS 'Cron line in the organization''s time zone, for trigger_type schedule only.';
COMMENT ON COLUMN workflows.definition IS 'Object whose steps are a list of {id, agent, needs, ...} in order.';

CREATE TABLE workflow_executions (
    id              uuid             NOT NULL DEFAULT gen_random_uuid(),
    organization_id uuid             NOT NULL,
    workflow_id     uuid             NOT NULL,
    task_id         uuid,
    agent_id        uuid,
    triggered_by    uuid,
    trigger_type    workflow_trigger NOT NULL DEFAULT 'manual',
    retry_of_id     uuid,
    attempt         smallint         NOT NULL DEFAULT 1,
    status          execution_status NOT NULL DEFAULT 'pending',
    input           jsonb            NOT NULL DEFAULT '{}',
    output          jsonb,
    step_results    jsonb            NOT NULL DEFAULT '[]',
    current_step    smallint         NOT NULL DEFAULT 0,
    total_steps     smallint         NOT NULL DEFAULT 0,
    error_code      varchar(60),
    error_message   text,
    tokens_used     bigint           NOT NULL DEFAULT 0,
    cost            numeric(18,8)    NOT NULL DEFAULT 0,
    queued_at       timestamptz      NOT NULL DEFAULT now(),
    started_at      timestamptz,
    completed_at    timestamptz,
    duration_ms     bigint           GENERATED ALWAYS AS ((extract(epoch FROM completed_at - started_at) * 1000)::bigint) STORED,
    CONSTRAINT pk_workflow_executions PRIMARY KEY (id),
    CONSTRAINT uq_workflow_executions_tenant UNIQUE (organization_id, id),
    CONSTRAINT fk_workflow_executions_organization FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_workflow_executions_workflow FOREIGN KEY (organization_id, workflow_id) REFERENCES workflows (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_workflow_executions_task FOREIGN KEY (organization_id, task_id) REFERENCES tasks (organization_id, id) ON DELETE SET NULL (task_id),
    CONSTRAINT fk_workflow_executions_agent FOREIGN KEY (organization_id, agent_id) REFERENCES agents (organization_id, id) ON DELETE SET NULL (agent_id),
    CONSTRAINT fk_workflow_executions_triggered_by FOREIGN KEY (organization_id, triggered_by) REFERENCES users (organization_id, id) ON DELETE SET NULL (triggered_by),
    CONSTRAINT fk_workflow_executions_retry_of FOREIGN KEY (organization_id, retry_of_id) REFERENCES workflow_executions (organization_id, id) ON DELETE SET NULL (retry_of_id),
    CONSTRAINT ck_workflow_executions_retry_of CHECK (retry_of_id <> id),
    CONSTRAINT ck_workflow_executions_attempt CHECK (attempt >= 1),
    CONSTRAINT ck_workflow_executions_input CHECK (jsonb_typeof(input) = 'object'),
    CONSTRAINT ck_workflow_executions_step_results CHECK (jsonb_typeof(step_results) = 'array'),
    CONSTRAINT ck_workflow_executions_steps CHECK (current_step BETWEEN 0 AND total_steps),
    CONSTRAINT ck_workflow_executions_error CHECK (status NOT IN ('failed', 'timed_out') OR error_message IS NOT NULL),
    CONSTRAINT ck_workflow_executions_totals CHECK (tokens_used >= 0 AND cost >= 0),
    CONSTRAINT ck_workflow_executions_times CHECK (started_at >= queued_at AND completed_at >= started_at),
    CONSTRAINT ck_workflow_executions_ended CHECK (status IN ('pending', 'running', 'cancelled') OR completed_at IS NOT NULL)
);
CREATE INDEX ix_workflow_executions_organization_status ON workflow_executions (organization_id, status, queued_at);
CREATE INDEX ix_workflow_executions_workflow ON workflow_executions (workflow_id, queued_at);
CREATE INDEX ix_workflow_executions_task ON workflow_executions (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX ix_workflow_executions_agent ON workflow_executions (agent_id, queued_at) WHERE agent_id IS NOT NULL;
CREATE INDEX ix_workflow_executions_triggered_by ON workflow_executions (triggered_by) WHERE triggered_by IS NOT NULL;
CREATE INDEX ix_workflow_executions_retry_of ON workflow_executions (retry_of_id) WHERE retry_of_id IS NOT NULL;
CREATE INDEX ix_workflow_executions_queued_at ON workflow_executions (queued_at);
COMMENT ON TABLE workflow_executions IS 'Each run of a workflow; grows fastest of all.';
COMMENT ON COLUMN workflow_executions.agent_id IS 'The agent that coordinated the run.';
COMMENT ON COLUMN workflow_executions.retry_of_id IS 'The run that this one repeats.';
COMMENT ON COLUMN workflow_executions.step_results IS 'List of {id, status, ms, ...} in the order of the steps.';
COMMENT ON COLUMN workflow_executions.duration_ms IS 'From start to end, without the time in the queue.';
COMMENT ON COLUMN workflow_executions.cost IS 'US dollars.';

CREATE TRIGGER tr_workflows_updated_at BEFORE UPDATE ON workflows FOR EACH ROW EXECUTE FUNCTION orchestrator_set_updated_at();
CREATE TRIGGER tr_workflows_organization BEFORE UPDATE ON workflows FOR EACH ROW
    WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id) EXECUTE FUNCTION orchestrator_keep_organization();
CREATE TRIGGER tr_workflow_executions_organization BEFORE UPDATE ON workflow_executions FOR EACH ROW
    WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id) EXECUTE FUNCTION orchestrator_keep_organization();
