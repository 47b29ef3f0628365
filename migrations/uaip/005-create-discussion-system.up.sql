-- Discussions between agents, personas and users. Needs 004 as well, since agents take part.

CREATE TYPE discussion_status AS ENUM ('draft', 'scheduled', 'active', 'paused', 'completed', 'cancelled');
CREATE TYPE turn_strategy AS ENUM ('round_robin', 'moderated', 'free_form', 'context_aware');
CREATE TYPE participant_type AS ENUM ('agent', 'persona', 'user');
CREATE TYPE participant_role AS ENUM ('moderator', 'facilitator', 'contributor', 'expert', 'critic', 'observer');
CREATE TYPE participant_status AS ENUM ('invited', 'active', 'muted', 'left', 'removed');

CREATE TABLE discussions (
    id                   uuid              NOT NULL DEFAULT gen_random_uuid(),
    title                varchar(240)      NOT NULL,
    topic                varchar(120)      NOT NULL,
    description          text,
    status               discussion_status NOT NULL DEFAULT 'draft',
    visibility           visibility        NOT NULL DEFAULT 'private',
    security_level       security_level    NOT NULL DEFAULT 'internal',
    turn_strategy        turn_strategy     NOT NULL DEFAULT 'round_robin',
    moderator_persona_id uuid,
    settings             jsonb             NOT NULL DEFAULT '{}',
    state                jsonb             NOT NULL DEFAULT '{}',
    objectives           jsonb             NOT NULL DEFAULT '[]',
    outcome              jsonb,
    summary              text,
    max_participants     smallint          NOT NULL DEFAULT 12,
    message_count        integer           NOT NULL DEFAULT 0,
    total_tokens         bigint            NOT NULL DEFAULT 0,
    total_cost           numeric(18,8)     NOT NULL DEFAULT 0,
    quality_score        numeric(5,4),
    scheduled_for        timestamptz,
    started_at           timestamptz,
    last_activity_at     timestamptz,
    ended_at             timestamptz,
    created_by           uuid,
    created_at           timestamptz       NOT NULL DEFAULT now(),
    updated_at           timestamptz       NOT NULL DEFAULT now(),
    CONSTRAINT pk_discussions PRIMARY KEY (id),
    CONSTRAINT fk_discussions_moderator_persona FOREIGN KEY (moderator_persona_id) REFERENCES personas (id) ON DELETE SET NULL,
    CONSTRAINT fk_discussions_created_by FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT ck_discussions_settings CHECK (jsonb_typeof(settings) = 'object'),
    CONSTRAINT ck_discussions_state CHECK (jsonb_typeof(state) = 'object'),
    CONSTRAINT ck_discussions_objectives CHECK (jsonb_typeof(objectives) = 'array'),
    CONSTRAINT ck_discussions_max_participants CHECK (max_participants BETWEEN 2 AND 100),
    CONSTRAINT ck_discussions_totals CHECK (message_count >= 0 AND total_tokens >= 0 AND total_cost >= 0),
    CONSTRAINT ck_discussions_quality_score CHECK (quality_score BETWEEN 0 AND 1),
    CONSTRAINT ck_discussions_times CHECK (ended_at >= started_at),
    CONSTRAINT ck_discussions_started CHECK (started_at IS NOT NULL OR status NOT IN ('active', 'paused', 'completed'))
);
CREATE INDEX ix_discussions_status_activity ON discussions (status, last_activity_at);
CREATE INDEX ix_discussions_moderator_persona ON discussions (moderator_persona_id) WHERE moderator_persona_id IS NOT NULL;
CREATE INDEX ix_discussions_created_by ON discussions (created_by);
CREATE INDEX ix_discussions_started_at ON discussions (started_at);
CREATE INDEX ix_discussions_scheduled_for ON discussions (scheduled_for) WHERE status = 'scheduled';
CREATE INDEX ix_discussions_topic ON discussions (topic);
COMMENT ON TABLE discussions IS 'A moderated exchange between agents, personas and users on a topic.';
COMMENT ON COLUMN discussions.turn_strategy IS 'Who speaks next.';
COMMENT ON COLUMN discussions.state IS 'Phase, next speaker and the like while it runs.';
COMMENT ON COLUMN discussions.outcome IS 'Decision, action items and dissent; NULL until there is one.';

CREATE TABLE discussion_participants (
    id                       uuid               NOT NULL DEFAULT gen_random_uuid(),
    discussion_id            uuid               NOT NULL,
    participant_type         participant_type   NOT NULL,
    agent_id                 uuid,
    persona_id               uuid,
    user_id                  uuid,
    role                     participant_role   NOT NULL DEFAULT 'contributor',
    status                   participant_status NOT NULL DEFAULT 'invited',
    turn_order               smallint,
    message_count            integer            NOT NULL DEFAULT 0,
    word_count               integer            NOT NULL DEFAULT 0,
    tokens_used              bigint             NOT NULL DEFAULT 0,
    average_response_time_ms integer,
    engagement_score         numeric(5,4),
    contribution_score       numeric(5,4),
    influence_score          numeric(5,4),
    sentiment_score          numeric(4,3),
    questions_asked          integer            NOT NULL DEFAULT 0,
    agreements               integer            NOT NULL DEFAULT 0,
    disagreements            integer            NOT NULL DEFAULT 0,
    collaboration            jsonb              NOT NULL DEFAULT '{}',
    preferences              jsonb              NOT NULL DEFAULT '{}',
    joined_at                timestamptz,
    last_active_at           timestamptz,
    left_at                  timestamptz,
    created_at               timestamptz        NOT NULL DEFAULT now(),
    CONSTRAINT pk_discussion_participants PRIMARY KEY (id),
    CONSTRAINT fk_discussion_participants_discussion FOREIGN KEY (discussion_id) REFERENCES discussions (id) ON DELETE CASCADE,
    CONSTRAINT fk_discussion_participants_agent FOREIGN KEY (agent_id) REFERENCES agents (id) ON DELETE CASCADE,
    CONSTRAINT fk_discussion_participants_persona FOREIGN KEY (persona_id) REFERENCES personas (id) ON DELETE CASCADE,
    CONSTRAINT fk_discussion_participants_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT uq_discussion_participants_agent UNIQUE (discussion_id, agent_id),
    CONSTRAINT uq_discussion_participants_user UNIQUE (discussion_id, user_id),
    CONSTRAINT ck_discussion_participants_who CHECK (
        CASE participant_type
            WHEN 'agent' THEN agent_id IS NOT NULL AND user_id IS NULL
            WHEN 'persona' THEN persona_id IS NOT NULL AND agent_id IS NULL AND user_id IS NULL
            WHEN 'user' THEN user_id IS NOT NULL AND agent_id IS NULL AND persona_id IS NULL
        END),
    CONSTRAINT ck_discussion_participants_turn_order CHECK (turn_order >= 1),
    CONSTRAINT ck_discussion_participants_counts CHECK (message_count >= 0 AND word_count >= 0 AND tokens_used >= 0
                                                        AND questions_asked >= 0 AND agreements >= 0 AND disagreements >= 0),
    CONSTRAINT ck_discussion_participants_average_response_time CHECK (average_response_time_ms >= 0),
    CONSTRAINT ck_discussion_participants_engagement_score CHECK (engagement_score BETWEEN 0 AND 1),
    CONSTRAINT ck_discussion_participants_contribution_score CHECK (contribution_score BETWEEN 0 AND 1),
    CONSTRAINT ck_discussion_participants_influence_score CHECK (influence_score BETWEEN 0 AND 1),
    CONSTRAINT ck_discussion_participants_sentiment_score CHECK (sentiment_score BETWEEN -1 AND 1),
    CONSTRAINT ck_discussion_participants_collaboration CHECK (jsonb_typeof(collaboration) = 'object'),
    CONSTRAINT ck_discussion_participants_preferences CHECK (jsonb_typeof(preferences) = 'object'),
    CONSTRAINT ck_discussion_participants_times CHECK (last_active_at >= joined_at AND left_at >= joined_at)
);
CREATE UNIQUE INDEX uq_discussion_participants_persona ON discussion_participants (discussion_id, persona_id)
    WHERE participant_type = 'persona';
CREATE INDEX ix_discussion_participants_agent ON discussion_participants (agent_id, joined_at) WHERE agent_id IS NOT NULL;
CREATE INDEX ix_discussion_participants_persona ON discussion_participants (persona_id, joined_at) WHERE persona_id IS NOT NULL;
CREATE INDEX ix_discussion_participants_user ON discussion_participants (user_id, joined_at) WHERE user_id IS NOT NULL;
CREATE INDEX ix_discussion_participants_discussion_status ON discussion_participants (discussion_id, status);
CREATE INDEX ix_discussion_participants_joined_at ON discussion_participants (joined_at);
COMMENT ON TABLE discussion_participants IS 'Who takes part in a discussion, in which role, and what they contributed.';
COMMENT ON COLUMN discussion_participants.persona_id IS 'For an agent: the persona it wore when it joined, kept even if the agent changes later.';
COMMENT ON COLUMN discussion_participants.turn_order IS 'Place in a round; NULL when the strategy has no rounds.';
COMMENT ON COLUMN discussion_participants.influence_score IS 'Share of later messages that refer to this participant''s.';
COMMENT ON COLUMN discussion_participants.collaboration IS 'Mentions, ideas built upon, handovers, by participant.';

CREATE TRIGGER tr_discussions_updated_at BEFORE UPDATE ON discussions FOR EACH ROW EXECUTE FUNCTION uaip_set_updated_at();
