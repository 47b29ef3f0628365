-- Datasets that versions of prompts are tested with: cases with the values of their variables and what an answer is held
-- to; the runs over them, and what each case came to.

SET LOCAL lock_timeout = '2s';

CREATE TABLE "ai_prompt_datasets" (
    "id"          uuid                     NOT NULL DEFAULT uuid_generate_v4(),
    "name"        character varying        NOT NULL,
    "description" text                     NOT NULL DEFAULT '',
    "createdBy"   character varying        NOT NULL DEFAULT SESSION_USER,
    "createdAt"   timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT "PK_5f5aeed89102e0762a7f6726d8b" PRIMARY KEY ("id"),
    CONSTRAINT "UQ_ca14d12009a8de768f5844307f0" UNIQUE ("name"),
    CONSTRAINT "CHK_f6c766f95a87738e1ab297f34a" CHECK ("name" <> '')
);
COMMENT ON TABLE "ai_prompt_datasets" IS 'Sets of cases that versions of prompts are tested with.';
COMMENT ON COLUMN "ai_prompt_datasets"."id" IS 'Random UUID (version 4).';
COMMENT ON COLUMN "ai_prompt_datasets"."name" IS 'By which people and programs find it; unique.';
COMMENT ON COLUMN "ai_prompt_datasets"."description" IS 'What it is for.';
COMMENT ON COLUMN "ai_prompt_datasets"."createdBy" IS 'Who made it: the database user.';
COMMENT ON COLUMN "ai_prompt_datasets"."createdAt" IS 'When.';

CREATE TABLE "ai_prompt_dataset_cases" (
    "id"            uuid                     NOT NULL DEFAULT uuid_generate_v4(),
    "datasetId"     uuid                     NOT NULL,
    "name"          character varying        NOT NULL,
    "variables"     jsonb                    NOT NULL DEFAULT '{}',
    "expected"      text,
    "assertions"    jsonb                    NOT NULL DEFAULT '[]',
    "interactionId" uuid,
    "createdAt"     timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT "PK_2a13f12d55712e2cea5445ebd1b" PRIMARY KEY ("id"),
    CONSTRAINT "UQ_fef8fb8401f273fb097724e7db5" UNIQUE ("datasetId", "name"),
    CONSTRAINT "FK_42c7911a99886b757b594c34d00" FOREIGN KEY ("datasetId") REFERENCES "ai_prompt_datasets" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_ffdaa53acc972cf4afbe25e8ea1" FOREIGN KEY ("interactionId") REFERENCES "ai_interactions" ("id") ON DELETE SET NULL,
    CONSTRAINT "CHK_b8222db35ec18cec5b656d4ddd" CHECK ("name" <> ''),
    CONSTRAINT "CHK_16a82c797e9dd750d1cfc5f1c3" CHECK (jsonb_typeof("variables") = 'object'),
    CONSTRAINT "CHK_b6bbd7f04eb953c2c6cac55f54" CHECK (jsonb_typeof("assertions") = 'array')
);
CREATE INDEX "IDX_ffdaa53acc972cf4afbe25e8ea" ON "ai_prompt_dataset_cases" ("interactionId");
COMMENT ON TABLE "ai_prompt_dataset_cases" IS 'Cases of a dataset: the values that a prompt is filled with, and what its answer is held to.';
COMMENT ON COLUMN "ai_prompt_dataset_cases"."id" IS 'Random UUID (version 4).';
COMMENT ON COLUMN "ai_prompt_dataset_cases"."datasetId" IS 'Goes with its dataset.';
COMMENT ON COLUMN "ai_prompt_dataset_cases"."name" IS 'Unique in its dataset.';
COMMENT ON COLUMN "ai_prompt_dataset_cases"."variables" IS 'Texts by the names of the variables.';
COMMENT ON COLUMN "ai_prompt_dataset_cases"."expected" IS 'The answer that is wanted, where there is one.';
COMMENT ON COLUMN "ai_prompt_dataset_cases"."assertions" IS 'List of objects with a type: equals, contains, regex, json-schema, length, cost, latency or judge.';
COMMENT ON COLUMN "ai_prompt_dataset_cases"."interactionId" IS 'The call that it was made from; NULL: made by hand, or the call is gone.';
COMMENT ON COLUMN "ai_prompt_dataset_cases"."createdAt" IS 'When; cases are in this order.';

CREATE TABLE "ai_prompt_test_runs" (
    "id"           uuid                     NOT NULL DEFAULT uuid_generate_v4(),
    "experimentId" uuid                     NOT NULL,
    "datasetId"    uuid                     NOT NULL,
    "promptId"     uuid                     NOT NULL,
    "textDigest"   character varying        NOT NULL,
    "model"        character varying        NOT NULL,
    "state"        character varying        NOT NULL DEFAULT 'running',
    "startedBy"    character varying        NOT NULL DEFAULT SESSION_USER,
    "startedAt"    timestamp with time zone NOT NULL DEFAULT now(),
    "finishedAt"   timestamp with time zone,
    CONSTRAINT "PK_36867ed2f547a72f9157348b220" PRIMARY KEY ("id"),
    CONSTRAINT "FK_17282ed5bdc37602e841ba6c7f3" FOREIGN KEY ("datasetId") REFERENCES "ai_prompt_datasets" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_12aa800b5912f9657bd23b3d398" FOREIGN KEY ("promptId") REFERENCES "ai_prompts" ("id") ON DELETE CASCADE,
    CONSTRAINT "CHK_d17903a1e1a979c95871124eb0" CHECK ("state" IN ('running', 'finished', 'cancelled', 'failed')),
    CONSTRAINT "CHK_be4e8b0d8d12863061587390d4" CHECK (("state" = 'running') = ("finishedAt" IS NULL))
);
CREATE INDEX "IDX_bde53ea5df2e9d1c3de02a2f88" ON "ai_prompt_test_runs" ("datasetId", "startedAt");
CREATE INDEX "IDX_ab02702068f1fa0f56ef197ad3" ON "ai_prompt_test_runs" ("promptId", "startedAt");
COMMENT ON TABLE "ai_prompt_test_runs" IS 'Runs of one version of a prompt over one dataset.';
COMMENT ON COLUMN "ai_prompt_test_runs"."id" IS 'Random UUID (version 4).';
COMMENT ON COLUMN "ai_prompt_test_runs"."experimentId" IS 'The same in the runs that were made together to be compared.';
COMMENT ON COLUMN "ai_prompt_test_runs"."datasetId" IS 'Goes with its dataset.';
COMMENT ON COLUMN "ai_prompt_test_runs"."promptId" IS 'The row of ai_prompts (its id, not its promptId); the run goes with it.';
COMMENT ON COLUMN "ai_prompt_test_runs"."textDigest" IS 'SHA-256 of both texts of the version as the table had them (systemPrompt perhaps encrypted), to see whether they have changed since.';
COMMENT ON COLUMN "ai_prompt_test_runs"."model" IS 'The model that was asked.';
COMMENT ON COLUMN "ai_prompt_test_runs"."state" IS 'running, finished, cancelled or failed.';
COMMENT ON COLUMN "ai_prompt_test_runs"."startedBy" IS 'Who: the database user.';
COMMENT ON COLUMN "ai_prompt_test_runs"."startedAt" IS 'When it began.';
COMMENT ON COLUMN "ai_prompt_test_runs"."finishedAt" IS 'When it ended; NULL while it lasts, or when its program was killed.';

CREATE TABLE "ai_prompt_test_results" (
    "id"           uuid                     NOT NULL DEFAULT uuid_generate_v4(),
    "runId"        uuid                     NOT NULL,
    "caseId"       uuid,
    "caseName"     character varying        NOT NULL,
    "answer"       text,
    "error"        text,
    "passed"       boolean                  NOT NULL,
    "score"        double precision         NOT NULL,
    "checks"       jsonb                    NOT NULL DEFAULT '[]',
    "inputTokens"  integer,
    "outputTokens" integer,
    "milliseconds" integer,
    "cost"         numeric,
    "createdAt"    timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT "PK_a9fb23d83f79f6a35c02266a0c9" PRIMARY KEY ("id"),
    CONSTRAINT "UQ_ff182b917b5354e98d669d6968f" UNIQUE ("runId", "caseName"),
    CONSTRAINT "FK_04c05c0386c4a63019f590c1d1f" FOREIGN KEY ("runId") REFERENCES "ai_prompt_test_runs" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_1480e0702e4113d284328bba8a4" FOREIGN KEY ("caseId") REFERENCES "ai_prompt_dataset_cases" ("id") ON DELETE SET NULL,
    CONSTRAINT "CHK_ddc906c4ee9aa137aedb75899e" CHECK ("score" >= 0 AND "score" <= 1),
    CONSTRAINT "CHK_7cb48919b4ef4744f1c21fa0fa" CHECK (jsonb_typeof("checks") = 'array'),
    CONSTRAINT "CHK_351160c82be75a6070b40654ed" CHECK ("inputTokens" >= 0 AND "outputTokens" >= 0),
    CONSTRAINT "CHK_f6b8608587c4866ee5b0069972" CHECK ("milliseconds" >= 0),
    CONSTRAINT "CHK_a88e8e04cdadd99b78036843a9" CHECK ("cost" >= 0)
);
CREATE INDEX "IDX_1480e0702e4113d284328bba8a" ON "ai_prompt_test_results" ("caseId");
COMMENT ON TABLE "ai_prompt_test_results" IS 'What each case of a run came to.';
COMMENT ON COLUMN "ai_prompt_test_results"."id" IS 'Random UUID (version 4).';
COMMENT ON COLUMN "ai_prompt_test_results"."runId" IS 'Goes with its run.';
COMMENT ON COLUMN "ai_prompt_test_results"."caseId" IS 'The case; NULL: it was removed since.';
COMMENT ON COLUMN "ai_prompt_test_results"."caseName" IS 'Its name at the time of the run.';
COMMENT ON COLUMN "ai_prompt_test_results"."answer" IS 'What the model answered; NULL: it did not.';
COMMENT ON COLUMN "ai_prompt_test_results"."error" IS 'Why there is no answer, or why it could not be judged.';
COMMENT ON COLUMN "ai_prompt_test_results"."passed" IS 'All assertions hold.';
COMMENT ON COLUMN "ai_prompt_test_results"."score" IS 'The share of assertions that hold; of a judge, its mark from 0 to 1.';
COMMENT ON COLUMN "ai_prompt_test_results"."checks" IS 'List of objects: type, passed, score, detail.';
COMMENT ON COLUMN "ai_prompt_test_results"."inputTokens" IS 'As the model counted them.';
COMMENT ON COLUMN "ai_prompt_test_results"."outputTokens" IS 'As the model counted them.';
COMMENT ON COLUMN "ai_prompt_test_results"."milliseconds" IS 'From the question to the end of the answer.';
COMMENT ON COLUMN "ai_prompt_test_results"."cost" IS 'By the prices of the operator''s list of models; NULL: not known.';
COMMENT ON COLUMN "ai_prompt_test_results"."createdAt" IS 'When it was judged.';
