-- The prompts of the AI agents, the sessions and interactions in which they were used, and what of that may train models.

CREATE TABLE "ai_prompts" (
    "id"                 uuid              NOT NULL DEFAULT uuid_generate_v4(),
    "promptId"           character varying NOT NULL,
    "name"               character varying NOT NULL,
    "systemPrompt"       text              NOT NULL,
    "userPromptTemplate" text              NOT NULL,
    "version"            character varying NOT NULL,
    "modelPreference"    character varying NOT NULL,
    "isActive"           boolean           NOT NULL DEFAULT true,
    "metadata"           jsonb             NOT NULL DEFAULT '{}',
    CONSTRAINT "PK_c773812908b6563a53c47144e7d" PRIMARY KEY ("id"),
    CONSTRAINT "UQ_f5cee43b2789ce8fbcac42e99c0" UNIQUE ("promptId")
);
COMMENT ON TABLE "ai_prompts" IS 'Versions of the prompts of the AI agents; one row is one version of one agent''s prompt.';
COMMENT ON COLUMN "ai_prompts"."id" IS 'Random UUID (version 4).';
COMMENT ON COLUMN "ai_prompts"."promptId" IS 'Name of agent and version for programs, such as reference-coach-v1; unique.';
COMMENT ON COLUMN "ai_prompts"."name" IS 'The agent''s name for people; the same in all versions of its prompt.';
COMMENT ON COLUMN "ai_prompts"."systemPrompt" IS 'The system prompt, encrypted by the application; the server never sees the key.';
COMMENT ON COLUMN "ai_prompts"."userPromptTemplate" IS 'Template of the user''s turn with {{variables}}; not encrypted.';
COMMENT ON COLUMN "ai_prompts"."version" IS 'Semantic version, such as 1.10.0; sorted as such, not as text.';
COMMENT ON COLUMN "ai_prompts"."modelPreference" IS 'The model that the version was written for.';
COMMENT ON COLUMN "ai_prompts"."isActive" IS 'The agents use this version.';
COMMENT ON COLUMN "ai_prompts"."metadata" IS 'Role, features, permissions, priority, limits: whatever else configures the agent.';

CREATE TABLE "ai_sessions" (
    "id"          uuid              NOT NULL DEFAULT uuid_generate_v4(),
    "agentId"     uuid              NOT NULL,
    "userId"      uuid              NOT NULL,
    "sessionType" character varying NOT NULL,
    "startedAt"   timestamp         NOT NULL DEFAULT now(),
    "endedAt"     timestamp,
    "metadata"    jsonb             NOT NULL DEFAULT '{}',
    CONSTRAINT "PK_4a05e88d377dad1c58c3cb95c04" PRIMARY KEY ("id"),
    CONSTRAINT "UQ_81a7a1048848bad3f769ef64223" UNIQUE ("agentId"),
    CONSTRAINT "FK_b7f661641a149666db54776f50a" FOREIGN KEY ("userId") REFERENCES "users" ("id") ON DELETE CASCADE
);
COMMENT ON TABLE "ai_sessions" IS 'One agent instance at work for one user.';
COMMENT ON COLUMN "ai_sessions"."id" IS 'Random UUID (version 4).';
COMMENT ON COLUMN "ai_sessions"."agentId" IS 'The agent instance; each serves one session only.';
COMMENT ON COLUMN "ai_sessions"."userId" IS 'For whom it worked.';
COMMENT ON COLUMN "ai_sessions"."sessionType" IS 'coaching, verification, authenticity or intelligence.';
COMMENT ON COLUMN "ai_sessions"."startedAt" IS 'UTC.';
COMMENT ON COLUMN "ai_sessions"."endedAt" IS 'UTC; NULL while it lasts.';
COMMENT ON COLUMN "ai_sessions"."metadata" IS 'Where it was begun and what it is about, such as the reference concerned.';

CREATE TABLE "ai_interactions" (
    "id"             uuid              NOT NULL DEFAULT uuid_generate_v4(),
    "sessionId"      uuid              NOT NULL,
    "promptId"       uuid              NOT NULL,
    "userInput"      text              NOT NULL,
    "aiResponse"     text,
    "modelUsed"      character varying NOT NULL,
    "tokensUsed"     integer           NOT NULL DEFAULT 0,
    "responseTimeMs" integer,
    "success"        boolean           NOT NULL DEFAULT true,
    "errorMessage"   text,
    "createdAt"      timestamp         NOT NULL DEFAULT now(),
    CONSTRAINT "PK_3d775287d9543a6d92d5151a31c" PRIMARY KEY ("id"),
    CONSTRAINT "FK_66aac5beae48475e4d9037e331b" FOREIGN KEY ("sessionId") REFERENCES "ai_sessions" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_ce6806ae359b752897c8836faf7" FOREIGN KEY ("promptId") REFERENCES "ai_prompts" ("id") ON DELETE NO ACTION
);
COMMENT ON TABLE "ai_interactions" IS 'Single turns: what a user said, what a model answered, by which version of a prompt, at what cost.';
COMMENT ON COLUMN "ai_interactions"."id" IS 'Random UUID (version 4).';
COMMENT ON COLUMN "ai_interactions"."sessionId" IS 'Goes with its session.';
COMMENT ON COLUMN "ai_interactions"."promptId" IS 'The row of ai_prompts (its id, not its promptId); a version that was used cannot be deleted.';
COMMENT ON COLUMN "ai_interactions"."userInput" IS 'The user''s turn as it was sent to the model.';
COMMENT ON COLUMN "ai_interactions"."aiResponse" IS 'NULL when there was none.';
COMMENT ON COLUMN "ai_interactions"."modelUsed" IS 'The model that answered; may be a fallback for the preferred one.';
COMMENT ON COLUMN "ai_interactions"."tokensUsed" IS 'Tokens of input and output together.';
COMMENT ON COLUMN "ai_interactions"."responseTimeMs" IS 'Milliseconds to the last byte, or until it was given up.';
COMMENT ON COLUMN "ai_interactions"."success" IS 'An answer came and was usable.';
COMMENT ON COLUMN "ai_interactions"."errorMessage" IS 'What went wrong; NULL on success.';
COMMENT ON COLUMN "ai_interactions"."createdAt" IS 'UTC; when the turn was sent.';

CREATE TABLE "ai_finetune_datasets" (
    "id"                 uuid    NOT NULL DEFAULT uuid_generate_v4(),
    "interactionId"      uuid    NOT NULL,
    "qualityScore"       integer NOT NULL,
    "humanFeedback"      text,
    "includedInTraining" boolean NOT NULL DEFAULT false,
    CONSTRAINT "PK_0f82e53835e8195fece67a6f093" PRIMARY KEY ("id"),
    CONSTRAINT "REL_9263fe11b69ecc2fdd96f16747" UNIQUE ("interactionId"),
    CONSTRAINT "CHK_bb5d4718a5da6145ab51de08b8" CHECK ("qualityScore" >= 1 AND "qualityScore" <= 5),
    CONSTRAINT "FK_9263fe11b69ecc2fdd96f167478" FOREIGN KEY ("interactionId") REFERENCES "ai_interactions" ("id") ON DELETE CASCADE
);
COMMENT ON TABLE "ai_finetune_datasets" IS 'Interactions that people have rated, as candidates for training.';
COMMENT ON COLUMN "ai_finetune_datasets"."id" IS 'Random UUID (version 4).';
COMMENT ON COLUMN "ai_finetune_datasets"."interactionId" IS 'Rated once at most.';
COMMENT ON COLUMN "ai_finetune_datasets"."qualityScore" IS '1 (useless) to 5 (exemplary).';
COMMENT ON COLUMN "ai_finetune_datasets"."humanFeedback" IS 'What the reviewer wrote.';
COMMENT ON COLUMN "ai_finetune_datasets"."includedInTraining" IS 'It is part of a training set.';
