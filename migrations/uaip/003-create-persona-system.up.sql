-- Personas: who an agent is (voice, traits, knowledge), and how well each does over time.

CREATE TYPE persona_status AS ENUM ('draft', 'active', 'deprecated', 'archived');
CREATE TYPE persona_category AS ENUM ('advisor', 'analyst', 'creative', 'critic', 'engineer', 'facilitator', 'support', 'teacher');
CREATE TYPE visibility AS ENUM ('private', 'organisation', 'public');
CREATE TYPE trend_direction AS ENUM ('rising', 'steady', 'falling');

CREATE TABLE personas (
    id                   uuid             NOT NULL DEFAULT gen_random_uuid(),
    name                 varchar(120)     NOT NULL,
    role                 varchar(120)     NOT NULL,
    category             persona_category NOT NULL,
    status               persona_status   NOT NULL DEFAULT 'draft',
    visibility           visibility       NOT NULL DEFAULT 'private',
    security_level       security_level   NOT NULL DEFAULT 'internal',
    version              integer          NOT NULL DEFAULT 1,
    parent_persona_id    uuid,
    description          text,
    background           text,
    system_prompt        text             NOT NULL,
    traits               jsonb            NOT NULL DEFAULT '[]',
    expertise            text[]           NOT NULL DEFAULT '{}',
    conversational_style jsonb            NOT NULL DEFAULT '{}',
    behavioural_patterns jsonb            NOT NULL DEFAULT '{}',
    configuration        jsonb            NOT NULL DEFAULT '{}',
    language             varchar(35)      NOT NULL DEFAULT 'en',
    tags                 text[]           NOT NULL DEFAULT '{}',
    created_by           uuid,
    created_at           timestamptz      NOT NULL DEFAULT now(),
    updated_at           timestamptz      NOT NULL DEFAULT now(),
    archived_at          timestamptz,
    CONSTRAINT pk_personas PRIMARY KEY (id),
    CONSTRAINT uq_personas_name_version UNIQUE (name, version),
    CONSTRAINT fk_personas_parent FOREIGN KEY (parent_persona_id) REFERENCES personas (id) ON DELETE SET NULL,
    CONSTRAINT fk_personas_created_by FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT ck_personas_version CHECK (version >= 1),
    CONSTRAINT ck_personas_parent CHECK (parent_persona_id <> id),
    CONSTRAINT ck_personas_traits CHECK (jsonb_typeof(traits) = 'array'),
    CONSTRAINT ck_personas_conversational_style CHECK (jsonb_typeof(conversational_style) = 'object'),
    CONSTRAINT ck_personas_behavioural_patterns CHECK (jsonb_typeof(behavioural_patterns) = 'object'),
    CONSTRAINT ck_personas_configuration CHECK (jsonb_typeof(configuration) = 'object')
);
CREATE INDEX ix_personas_status_category ON personas (status, category);
CREATE INDEX ix_personas_visibility ON personas (visibility);
CREATE INDEX ix_personas_parent ON personas (parent_persona_id) WHERE parent_persona_id IS NOT NULL;
CREATE INDEX ix_personas_created_by ON personas (created_by);
CREATE INDEX ix_personas_created_at ON personas (created_at);
CREATE INDEX ix_personas_expertise ON personas USING gin (expertise);
CREATE INDEX ix_personas_tags ON personas USING gin (tags);
COMMENT ON TABLE personas IS 'A character that agents and discussions speak with: traits, style, knowledge and prompt.';
COMMENT ON COLUMN personas.parent_persona_id IS 'The persona or version that this one was derived from.';
COMMENT ON COLUMN personas.traits IS 'List of {name, strength 0..1} objects or of plain names.';
COMMENT ON COLUMN personas.conversational_style IS 'Tone, verbosity, formality and the like.';
COMMENT ON COLUMN personas.behavioural_patterns IS 'Reactions to situations, by situation.';

CREATE TABLE persona_analytics (
    id                       uuid            NOT NULL DEFAULT gen_random_uuid(),
    persona_id               uuid            NOT NULL,
    period_start             timestamptz     NOT NULL,
    period_end               timestamptz     NOT NULL,
    quality_score            numeric(5,4)    NOT NULL,
    consistency_score        numeric(5,4)    NOT NULL,
    creativity_score         numeric(5,4),
    satisfaction             numeric(3,2),
    interaction_count        integer         NOT NULL DEFAULT 0,
    unique_users             integer         NOT NULL DEFAULT 0,
    success_count            integer         NOT NULL DEFAULT 0,
    error_count              integer         NOT NULL DEFAULT 0,
    average_response_time_ms integer,
    p95_response_time_ms     integer,
    tokens_used              bigint          NOT NULL DEFAULT 0,
    cost                     numeric(18,8)   NOT NULL DEFAULT 0,
    usage_patterns           jsonb           NOT NULL DEFAULT '{}',
    performance_indicators   jsonb           NOT NULL DEFAULT '{}',
    trend                    trend_direction NOT NULL DEFAULT 'steady',
    trend_slope              numeric(9,6),
    trend_confidence         numeric(5,4),
    recorded_at              timestamptz     NOT NULL DEFAULT now(),
    CONSTRAINT pk_persona_analytics PRIMARY KEY (id),
    CONSTRAINT uq_persona_analytics_period UNIQUE (persona_id, period_start),
    CONSTRAINT fk_persona_analytics_persona FOREIGN KEY (persona_id) REFERENCES personas (id) ON DELETE CASCADE,
    CONSTRAINT ck_persona_analytics_period CHECK (period_end > period_start),
    CONSTRAINT ck_persona_analytics_quality_score CHECK (quality_score BETWEEN 0 AND 1),
    CONSTRAINT ck_persona_analytics_consistency_score CHECK (consistency_score BETWEEN 0 AND 1),
    CONSTRAINT ck_persona_analytics_creativity_score CHECK (creativity_score BETWEEN 0 AND 1),
    CONSTRAINT ck_persona_analytics_satisfaction CHECK (satisfaction BETWEEN 1 AND 5),
    CONSTRAINT ck_persona_analytics_counts CHECK (unique_users >= 0 AND success_count >= 0 AND error_count >= 0
                                                  AND success_count + error_count <= interaction_count),
    CONSTRAINT ck_persona_analytics_response_time CHECK (average_response_time_ms >= 0 AND p95_response_time_ms >= 0),
    CONSTRAINT ck_persona_analytics_totals CHECK (tokens_used >= 0 AND cost >= 0),
    CONSTRAINT ck_persona_analytics_usage_patterns CHECK (jsonb_typeof(usage_patterns) = 'object'),
    CONSTRAINT ck_persona_analytics_performance_indicators CHECK (jsonb_typeof(performance_indicators) = 'object'),
    CONSTRAINT ck_persona_analytics_trend_confidence CHECK (trend_confidence BETWEEN 0 AND 1)
);
CREATE INDEX ix_persona_analytics_period_start ON persona_analytics (period_start);
CREATE INDEX ix_persona_analytics_trend ON persona_analytics (trend, period_start) WHERE trend <> 'steady';
COMMENT ON TABLE persona_analytics IS 'How a persona did in a period: one row for each persona and period.';
COMMENT ON COLUMN persona_analytics.period_start IS 'Inclusive; the time axis of charts. Periods of one persona do not overlap, but may have gaps.';
COMMENT ON COLUMN persona_analytics.period_end IS 'Exclusive.';
COMMENT ON COLUMN persona_analytics.quality_score IS 'Mean of the graders, 0 to 1.';
COMMENT ON COLUMN persona_analytics.consistency_score IS 'How alike answers to like questions are, 0 to 1.';
COMMENT ON COLUMN persona_analytics.creativity_score IS 'Novelty against the persona''s earlier answers, 0 to 1; NULL when there were too few to compare.';
COMMENT ON COLUMN persona_analytics.satisfaction IS 'Mean of users'' 1 to 5 ratings; NULL when nobody rated.';
COMMENT ON COLUMN persona_analytics.cost IS 'US dollars.';
COMMENT ON COLUMN persona_analytics.usage_patterns IS 'Channels, topics and peak hour of the period.';
COMMENT ON COLUMN persona_analytics.performance_indicators IS 'Named ratios such as first_response_resolution, escalation_rate.';
COMMENT ON COLUMN persona_analytics.trend_slope IS 'Change of quality_score for each day over the preceding four weeks.';
COMMENT ON COLUMN persona_analytics.recorded_at IS 'When the row was computed, after the period''s end.';

CREATE TRIGGER tr_personas_updated_at BEFORE UPDATE ON personas FOR EACH ROW EXECUTE FUNCTION uaip_set_updated_at();
