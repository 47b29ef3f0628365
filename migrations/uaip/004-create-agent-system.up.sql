-- Agents, what they are measured to be capable of, and the conversations they remember.

CREATE TYPE agent_type AS ENUM ('assistant', 'analyst', 'orchestrator', 'researcher', 'monitor', 'specialist');
CREATE TYPE agent_status AS ENUM ('draft', 'idle', 'active', 'busy', 'paused', 'error', 'retired');
CREATE TYPE conversation_status AS ENUM ('active', 'idle', 'closed', 'expired');
CREATE TYPE sentiment AS ENUM ('very_negative', 'negative', 'neutral', 'positive', 'very_positive');

CREATE TABLE agents (
    id             uuid           NOT NULL DEFAULT gen_random_uuid(),
    name           varchar(120)   NOT NULL,
    description    text,
    agent_type     agent_type     NOT NULL DEFAULT 'assistant',
    status         agent_status   NOT NULL DEFAULT 'draft',
    security_level security_level NOT NULL DEFAULT 'internal',
    persona_id     uuid           NOT NULL,
    version        integer        NOT NULL DEFAULT 1,
    capabilities   text[]         NOT NULL DEFAULT '{}',
    configuration  jsonb          NOT NULL DEFAULT '{}',
    memory         jsonb          NOT NULL DEFAULT '{}',
    metadata       jsonb          NOT NULL DEFAULT '{}',
    last_active_at timestamptz,
    last_error     text,
    created_by     uuid,
    created_at     timestamptz    NOT NULL DEFAULT now(),
    updated_at     timestamptz    NOT NULL DEFAULT now(),
    retired_at     timestamptz,
    CONSTRAINT pk_agents PRIMARY KEY (id),
    CONSTRAINT uq_agents_name UNIQUE (name),
    CONSTRAINT fk_agents_persona FOREIGN KEY (persona_id) REFERENCES personas (id) ON DELETE RESTRICT,
    CONSTRAINT fk_agents_created_by FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT ck_agents_version CHECK (version >= 1),
    CONSTRAINT ck_agents_configuration CHECK (jsonb_typeof(configuration) = 'object'),
    CONSTRAINT ck_agents_memory CHECK (jsonb_typeof(memory) = 'object'),
    CONSTRAINT ck_agents_metadata CHECK (jsonb_typeof(metadata) = 'object'),
    CONSTRAINT ck_agents_retired CHECK ((status = 'retired') = (retired_at IS NOT NULL))
);
CREATE INDEX ix_agents_persona ON agents (persona_id);
CREATE INDEX ix_agents_created_by ON agents (created_by);
CREATE INDEX ix_agents_status_type ON agents (status, agent_type);
CREATE INDEX ix_agents_last_active_at ON agents (last_active_at);
CREATE INDEX ix_agents_capabilities ON agents USING gin (capabilities);
COMMENT ON TABLE agents IS 'Agents: each wears one persona (composition) and adds capabilities and state.';
COMMENT ON COLUMN agents.persona_id IS 'A persona in use cannot be deleted; several agents may share one.';
COMMENT ON COLUMN agents.memory IS 'Long-term memory: facts and preferences kept between conversations.';

CREATE TABLE agent_capability_metrics (
    id           uuid         NOT NULL DEFAULT gen_random_uuid(),
    agent_id     uuid         NOT NULL,
    capability   varchar(80)  NOT NULL,
    score        numeric(5,4) NOT NULL,
    baseline     numeric(5,4),
    improvement  numeric(6,4) GENERATED ALWAYS AS (score - baseline) STORED,
    confidence   numeric(5,4) NOT NULL,
    sample_size  integer      NOT NULL,
    period_start timestamptz  NOT NULL,
    period_end   timestamptz  NOT NULL,
    evaluator    varchar(80)  NOT NULL DEFAULT 'automatic',
    details      jsonb        NOT NULL DEFAULT '{}',
    recorded_at  timestamptz  NOT NULL DEFAULT now(),
    CONSTRAINT pk_agent_capability_metrics PRIMARY KEY (id),
    CONSTRAINT uq_agent_capability_metrics_period UNIQUE (agent_id, capability, period_start),
    CONSTRAINT fk_agent_capability_metrics_agent FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE CASCADE,
    CONSTRAINT ck_agent_capability_metrics_score CHECK (score BETWEEN 0 AND 1),
    CONSTRAINT ck_agent_capability_metrics_baseline CHECK (baseline BETWEEN 0 AND 1),
    CONSTRAINT ck_agent_capability_metrics_confidence CHECK (confidence BETWEEN 0 AND 1),
    CONSTRAINT ck_agent_capability_metrics_sample_size CHECK (sample_size >= 0),
    CONSTRAINT ck_agent_capability_metrics_period CHECK (period_end > period_start),
    CONSTRAINT ck_agent_capability_metrics_details CHECK (jsonb_typeof(details) = 'object')
);
CREATE INDEX ix_agent_capability_metrics_period_start ON agent_capability_metrics (period_start);
CREATE INDEX ix_agent_capability_metrics_capability ON agent_capability_metrics (capability, period_start);
COMMENT ON TABLE agent_capability_metrics IS 'Measured skill of an agent in one capability over a period.';
COMMENT ON COLUMN agent_capability_metrics.score IS '0 to 1, mean over the sample.';
COMMENT ON COLUMN agent_capability_metrics.baseline IS 'Score of the reference version to compare with; NULL until one was measured.';
COMMENT ON COLUMN agent_capability_metrics.improvement IS 'score - baseline; negative when the agent got worse.';
COMMENT ON COLUMN agent_capability_metrics.confidence IS 'Of the score, 0 to 1, as the evaluator states it; grows with sample_size.';
COMMENT ON COLUMN agent_capability_metrics.sample_size IS 'Evaluated interactions; scores of fewer than 30 are hints only.';
COMMENT ON COLUMN agent_capability_metrics.period_start IS 'Inclusive start of the measurement period; the time axis of charts.';
COMMENT ON COLUMN agent_capability_metrics.period_end IS 'Exclusive.';

CREATE TABLE conversation_contexts (
    id                  uuid                NOT NULL DEFAULT gen_random_uuid(),
    agent_id            uuid                NOT NULL,
    user_id             uuid,
    session_id          varchar(80)         NOT NULL,
    title               text,
    channel             varchar(40)         NOT NULL DEFAULT 'web',
    status              conversation_status NOT NULL DEFAULT 'active',
    messages            jsonb               NOT NULL DEFAULT '[]',
    message_count       integer             NOT NULL DEFAULT 0,
    user_message_count  integer             NOT NULL DEFAULT 0,
    agent_message_count integer             NOT NULL DEFAULT 0,
    total_tokens        bigint              NOT NULL DEFAULT 0,
    sentiment           sentiment           NOT NULL DEFAULT 'neutral',
    sentiment_score     numeric(4,3),
    engagement_score    numeric(5,4),
    topics              text[]              NOT NULL DEFAULT '{}',
    summary             text,
    context             jsonb               NOT NULL DEFAULT '{}',
    analytics           jsonb               NOT NULL DEFAULT '{}',
    started_at          timestamptz         NOT NULL DEFAULT now(),
    last_message_at     timestamptz,
    ended_at            timestamptz,
    expires_at          timestamptz,
    created_at          timestamptz         NOT NULL DEFAULT now(),
    updated_at          timestamptz         NOT NULL DEFAULT now(),
    CONSTRAINT pk_conversation_contexts PRIMARY KEY (id),
    CONSTRAINT uq_conversation_contexts_session UNIQUE (agent_id, session_id),
    CONSTRAINT fk_conversation_contexts_agent FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE CASCADE,
    CONSTRAINT fk_conversation_contexts_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT ck_conversation_contexts_messages CHECK (jsonb_typeof(messages) = 'array'),
    CONSTRAINT ck_conversation_contexts_context CHECK (jsonb_typeof(context) = 'object'),
    CONSTRAINT ck_conversation_contexts_analytics CHECK (jsonb_typeof(analytics) = 'object'),
    CONSTRAINT ck_conversation_contexts_counts CHECK (user_message_count >= 0 AND agent_message_count >= 0 AND total_tokens >= 0
                                                      AND user_message_count + agent_message_count <= message_count),
    CONSTRAINT ck_conversation_contexts_sentiment_score CHECK (sentiment_score BETWEEN -1 AND 1),
    CONSTRAINT ck_conversation_contexts_engagement_score CHECK (engagement_score BETWEEN 0 AND 1),
    CONSTRAINT ck_conversation_contexts_times CHECK (last_message_at >= started_at AND ended_at >= started_at)
);
CREATE INDEX ix_conversation_contexts_user ON conversation_contexts (user_id, started_at) WHERE user_id IS NOT NULL;
CREATE INDEX ix_conversation_contexts_agent_started ON conversation_contexts (agent_id, started_at);
CREATE INDEX ix_conversation_contexts_session ON conversation_contexts (session_id);
CREATE INDEX ix_conversation_contexts_status_last ON conversation_contexts (status, last_message_at);
CREATE INDEX ix_conversation_contexts_started_at ON conversation_contexts (started_at);
CREATE INDEX ix_conversation_contexts_expires_at ON conversation_contexts (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX ix_conversation_contexts_topics ON conversation_contexts USING gin (topics);
COMMENT ON TABLE conversation_contexts IS 'A conversation as its agent remembers it, with its mood and engagement.';
COMMENT ON COLUMN conversation_contexts.session_id IS 'The client''s session; several agents may answer in one.';
COMMENT ON COLUMN conversation_contexts.messages IS 'The last messages kept in context, oldest first; message_count counts all.';
COMMENT ON COLUMN conversation_contexts.message_count IS 'All messages, with those of the system and of tools.';
COMMENT ON COLUMN conversation_contexts.sentiment_score IS '-1 (hostile) to 1 (delighted); NULL before the first user message was read.';
COMMENT ON COLUMN conversation_contexts.engagement_score IS '0 to 1 from reply speed, length and return visits.';
COMMENT ON COLUMN conversation_contexts.expires_at IS 'Memory is erased after this; NULL keeps it.';

CREATE TRIGGER tr_agents_updated_at BEFORE UPDATE ON agents FOR EACH ROW EXECUTE FUNCTION uaip_set_updated_at();
CREATE TRIGGER tr_conversation_contexts_updated_at BEFORE UPDATE ON conversation_contexts FOR EACH ROW EXECUTE FUNCTION uaip_set_updated_at();
