-- Projects with members, templates of tasks, tasks and what they wait for.

CREATE TYPE project_status AS ENUM ('planned', 'active', 'on_hold', 'completed', 'archived');
CREATE TYPE project_role AS ENUM ('owner', 'maintainer', 'contributor', 'viewer');
CREATE TYPE task_type AS ENUM ('feature', 'bug', 'research', 'review', 'documentation', 'operations');
CREATE TYPE task_status AS ENUM ('pending', 'queued', 'in_progress', 'blocked', 'in_review', 'completed', 'failed', 'cancelled');
CREATE TYPE task_priority AS ENUM ('low', 'medium', 'high', 'critical');
CREATE TYPE dependency_type AS ENUM ('blocks', 'relates_to', 'duplicates');
COMMENT ON TYPE task_priority IS 'From least to most urgent; comparable with < and >.';

CREATE TABLE projects (
    id              uuid           NOT NULL DEFAULT gen_random_uuid(),
    organization_id uuid           NOT NULL,
    key             varchar(10)    NOT NULL,
    name            varchar(160)   NOT NULL,
    description     text,
    status          project_status NOT NULL DEFAULT 'planned',
    owner_id        uuid,
    tags            text[]         NOT NULL DEFAULT '{}',
    settings        jsonb          NOT NULL DEFAULT '{}',
    metadata        jsonb          NOT NULL DEFAULT '{}',
    starts_on       date,
    due_on          date,
    created_at      timestamptz    NOT NULL DEFAULT now(),
    updated_at      timestamptz    NOT NULL DEFAULT now(),
    CONSTRAINT pk_projects PRIMARY KEY (id),
    CONSTRAINT uq_projects_tenant UNIQUE (organization_id, id),
    CONSTRAINT uq_projects_key UNIQUE (organization_id, key),
    CONSTRAINT fk_projects_organization FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_projects_owner FOREIGN KEY (organization_id, owner_id) REFERENCES users (organization_id, id) ON DELETE SET NULL (owner_id),
    CONSTRAINT ck_projects_key CHECK (key ~ '^[A-Z][A-Z0-9]*$'),
    CONSTRAINT ck_projects_name CHECK (btrim(name) <> ''),
    CONSTRAINT ck_projects_tags CHECK (array_position(tags, NULL) IS NULL),
    CONSTRAINT ck_projects_settings CHECK (jsonb_typeof(settings) = 'object'),
    CONSTRAINT ck_projects_metadata CHECK (jsonb_typeof(metadata) = 'object'),
    CONSTRAINT ck_projects_dates CHECK (due_on >= starts_on)
);
CREATE INDEX ix_projects_organization_status ON projects (organization_id, status);
CREATE INDEX ix_projects_owner ON projects (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX ix_projects_tags ON projects USING gin (tags);
COMMENT ON TABLE projects IS 'What an organization works on; tasks belong to one.';
COMMENT ON COLUMN projects.key IS 'Begins the names of tasks, as in WEB-17.';
COMMENT ON COLUMN projects.settings IS 'Defaults for new tasks, approval rules and the like.';

CREATE TABLE project_members (
    id              uuid         NOT NULL DEFAULT gen_random_uuid(),
    organization_id uuid         NOT NULL,
    project_id      uuid         NOT NULL,
    user_id         uuid         NOT NULL,
    role            project_role NOT NULL DEFAULT 'contributor',
    joined_at       timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT pk_project_members PRIMARY KEY (id),
    CONSTRAINT uq_project_members_user UNIQUE (project_id, user_id),
    CONSTRAINT fk_project_members_organization FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_project_members_project FOREIGN KEY (organization_id, project_id) REFERENCES projects (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_project_members_user FOREIGN KEY (organization_id, user_id) REFERENCES users (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX ix_project_members_organization ON project_members (organization_id);
CREATE INDEX ix_project_members_user ON project_members (user_id);
COMMENT ON TABLE project_members IS 'Who works on a project, and as what; what that permits is said by the application.';

CREATE TABLE templates (
    id                uuid          NOT NULL DEFAULT gen_random_uuid(),
    organization_id   uuid          NOT NULL,
    name              varchar(160)  NOT NULL,
    version           integer       NOT NULL DEFAULT 1,
    description       text,
    task_type         task_type     NOT NULL,
    priority          task_priority NOT NULL DEFAULT 'medium',
    title_pattern     text          NOT NULL,
    instructions      text          NOT NULL DEFAULT '',
    variables         jsonb         NOT NULL DEFAULT '[]',
    tags              text[]        NOT NULL DEFAULT '{}',
    estimated_minutes integer,
    usage_count       integer       NOT NULL DEFAULT 0,
    created_by        uuid,
    created_at        timestamptz   NOT NULL DEFAULT now(),
    updated_at        timestamptz   NOT NULL DEFAULT now(),
    CONSTRAINT pk_templates PRIMARY KEY (id),
    CONSTRAINT uq_templates_tenant UNIQUE (organization_id, id),
    CONSTRAINT uq_templates_name_version UNIQUE (organization_id, name, version),
    CONSTRAINT fk_templates_organization FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_templates_created_by FOREIGN KEY (organization_id, created_by) REFERENCES users (organization_id, id) ON DELETE SET NULL (created_by),
    CONSTRAINT ck_templates_version CHECK (version >= 1),
    CONSTRAINT ck_templates_variables CHECK (jsonb_typeof(variables) = 'array'),
    CONSTRAINT ck_templates_tags CHECK (array_position(tags, NULL) IS NULL),
    CONSTRAINT ck_templates_estimated_minutes CHECK (estimated_minutes > 0),
    CONSTRAINT ck_templates_usage_count CHECK (usage_count >= 0)
);
CREATE INDEX ix_templates_organization_type ON templates (organization_id, task_type);
CREATE INDEX ix_templates_created_by ON templates (created_by) WHERE created_by IS NOT NULL;
CREATE INDEX ix_templates_tags ON templates USING gin (tags);
COMMENT ON TABLE templates IS 'Reusable task templates.';
COMMENT ON COLUMN templates.title_pattern IS 'Title with {variables} in braces.';
COMMENT ON COLUMN templates.variables IS 'List of {name, type, required, default}.';
COMMENT ON COLUMN templates.usage_count IS 'Tasks made from it over all time, kept by the application.';

CREATE TABLE tasks (
    id                uuid          NOT NULL DEFAULT gen_random_uuid(),
    organization_id   uuid          NOT NULL,
    project_id        uuid          NOT NULL,
    parent_task_id    uuid,
    template_id       uuid,
    number            integer       NOT NULL,
    title             varchar(240)  NOT NULL,
    description       text          NOT NULL DEFAULT '',
    task_type         task_type     NOT NULL DEFAULT 'feature',
    status            task_status   NOT NULL DEFAULT 'pending',
    priority          task_priority NOT NULL DEFAULT 'medium',
    created_by        uuid,
    assigned_user_id  uuid,
    assigned_agent_id uuid,
    tags              text[]        NOT NULL DEFAULT '{}',
    input             jsonb         NOT NULL DEFAULT '{}',
    result            jsonb,
    metadata          jsonb         NOT NULL DEFAULT '{}',
    attempts          smallint      NOT NULL DEFAULT 0,
    max_attempts      smallint      NOT NULL DEFAULT 3,
    error_message     text,
    estimated_minutes integer,
    due_at            timestamptz,
    started_at        timestamptz,
    completed_at      timestamptz,
    created_at        timestamptz   NOT NULL DEFAULT now(),
    updated_at        timestamptz   NOT NULL DEFAULT now(),
    search            tsvector      GENERATED ALWAYS AS (setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', description), 'B')) STORED,
    CONSTRAINT pk_tasks PRIMARY KEY (id),
    CONSTRAINT uq_tasks_tenant UNIQUE (organization_id, id),
    CONSTRAINT uq_tasks_number UNIQUE (project_id, number),
    CONSTRAINT fk_tasks_organization FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_tasks_project FOREIGN KEY (organization_id, project_id) REFERENCES projects (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_tasks_parent FOREIGN KEY (organization_id, parent_task_id) REFERENCES tasks (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_tasks_template FOREIGN KEY (organization_id, template_id) REFERENCES templates (organization_id, id) ON DELETE SET NULL (template_id),
    CONSTRAINT fk_tasks_created_by FOREIGN KEY (organization_id, created_by) REFERENCES users (organization_id, id) ON DELETE SET NULL (created_by),
    CONSTRAINT fk_tasks_assigned_user FOREIGN KEY (organization_id, assigned_user_id) REFERENCES users (organization_id, id) ON DELETE SET NULL (assigned_user_id),
    CONSTRAINT fk_tasks_assigned_agent FOREIGN KEY (organization_id, assigned_agent_id) REFERENCES agents (organization_id, id) ON DELETE SET NULL (assigned_agent_id),
    CONSTRAINT ck_tasks_parent CHECK (parent_task_id <> id),
    CONSTRAINT ck_tasks_number CHECK (number >= 1),
    CONSTRAINT ck_tasks_title CHECK (btrim(title) <> ''),
    CONSTRAINT ck_tasks_assignee CHECK (num_nonnulls(assigned_user_id, assigned_agent_id) <= 1),
    CONSTRAINT ck_tasks_tags CHECK (array_position(tags, NULL) IS NULL),
    CONSTRAINT ck_tasks_input CHECK (jsonb_typeof(input) = 'object'),
    CONSTRAINT ck_tasks_metadata CHECK (jsonb_typeof(metadata) = 'object'),
    CONSTRAINT ck_tasks_attempts CHECK (attempts BETWEEN 0 AND max_attempts),
    CONSTRAINT ck_tasks_error CHECK (status <> 'failed' OR error_message IS NOT NULL),
    CONSTRAINT ck_tasks_estimated_minutes CHECK (estimated_minutes > 0),
    CONSTRAINT ck_tasks_times CHECK (completed_at >= started_at),
    CONSTRAINT ck_tasks_completed CHECK (status <> 'completed' OR completed_at IS NOT NULL)
);
CREATE INDEX ix_tasks_organization_status ON tasks (organization_id, status, priority);
CREATE INDEX ix_tasks_pending ON tasks (organization_id, priority DESC, created_at) WHERE status = 'pending';
CREATE INDEX ix_tasks_project_status ON tasks (project_id, status);
CREATE INDEX ix_tasks_parent ON tasks (parent_task_id) WHERE parent_task_id IS NOT NULL;
CREATE INDEX ix_tasks_template ON tasks (template_id) WHERE template_id IS NOT NULL;
CREATE INDEX ix_tasks_created_by ON tasks (created_by) WHERE created_by IS NOT NULL;
CREATE INDEX ix_tasks_assigned_user ON tasks (assigned_user_id, status) WHERE assigned_user_id IS NOT NULL;
CREATE INDEX ix_tasks_assigned_agent ON tasks (assigned_agent_id, status) WHERE assigned_agent_id IS NOT NULL;
CREATE INDEX ix_tasks_created_at ON tasks (created_at);
CREATE INDEX ix_tasks_due_at ON tasks (due_at) WHERE completed_at IS NULL;
CREATE INDEX ix_tasks_tags ON tasks USING gin (tags);
CREATE INDEX ix_tasks_search ON tasks USING gin (search);
COMMENT ON TABLE tasks IS 'Units of work, done by a person or an agent.';
COMMENT ON COLUMN tasks.number IS 'Counted within the project; with its key the name, as in WEB-17.';
COMMENT ON COLUMN tasks.result IS 'Any JSON; NULL until there is one.';
COMMENT ON COLUMN tasks.attempts IS 'How often it was begun.';
COMMENT ON COLUMN tasks.search IS 'Words of title (weight A) and description (B), English stems; ask with websearch_to_tsquery(''english'', ...).';

CREATE TABLE task_dependencies (
    id                 uuid            NOT NULL DEFAULT gen_random_uuid(),
    organization_id    uuid            NOT NULL,
    task_id            uuid            NOT NULL,
    depends_on_task_id uuid            NOT NULL,
    dependency_type    dependency_type NOT NULL DEFAULT 'blocks',
    created_at         timestamptz     NOT NULL DEFAULT now(),
    CONSTRAINT pk_task_dependencies PRIMARY KEY (id),
    CONSTRAINT uq_task_dependencies_pair UNIQUE (task_id, depends_on_task_id),
    CONSTRAINT fk_task_dependencies_organization FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_task_dependencies_task FOREIGN KEY (organization_id, task_id) REFERENCES tasks (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_task_dependencies_depends_on FOREIGN KEY (organization_id, depends_on_task_id) REFERENCES tasks (organization_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_task_dependencies_self CHECK (task_id <> depends_on_task_id)
);
CREATE INDEX ix_task_dependencies_organization ON task_dependencies (organization_id);
CREATE INDEX ix_task_dependencies_depends_on ON task_dependencies (depends_on_task_id);
COMMENT ON TABLE task_dependencies IS 'What a task waits for or belongs with. Longer circles are refused by the application.';
COMMENT ON COLUMN task_dependencies.depends_on_task_id IS 'With blocks: must be completed before task_id may begin.';

CREATE TRIGGER tr_projects_updated_at BEFORE UPDATE ON projects FOR EACH ROW EXECUTE FUNCTION orchestrator_set_updated_at();
CREATE TRIGGER tr_templates_updated_at BEFORE UPDATE ON templates FOR EACH ROW EXECUTE FUNCTION orchestrator_set_updated_at();
CREATE TRIGGER tr_tasks_updated_at BEFORE UPDATE ON tasks FOR EACH ROW EXECUTE FUNCTION orchestrator_set_updated_at();
CREATE TRIGGER tr_projects_organization BEFORE UPDATE ON projects FOR EACH ROW
    WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id) EXECUTE FUNCTION orchestrator_keep_organization();
CREATE TRIGGER tr_project_members_organization BEFORE UPDATE ON project_members FOR EACH ROW
    WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id) EXECUTE FUNCTION orchestrator_keep_organization();
CREATE TRIGGER tr_templates_organization BEFORE UPDATE ON templates FOR EACH ROW
    WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id) EXECUTE FUNCTION orchestrator_keep_organization();
CREATE TRIGGER tr_tasks_organization BEFORE UPDATE ON tasks FOR EACH ROW
    WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id) EXECUTE FUNCTION orchestrator_keep_organization();
CREATE TRIGGER tr_task_dependencies_organization BEFORE UPDATE ON task_dependencies FOR EACH ROW
    WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id) EXECUTE FUNCTION orchestrator_keep_organization();
