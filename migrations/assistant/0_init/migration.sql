-- The whole schema, as the Python backend left it: the baseline of all that follows. A database that has it already
-- is not given it again: mark 0_init as applied there. Constraint and index names are those that Prisma would give.

-- CreateEnum
CREATE TYPE "entity" AS ENUM ('USER', 'AI_TOOL', 'TOOL', 'AI_MESSAGE');
CREATE TYPE "task" AS ENUM ('CHAT_COMPLETION', 'TOOL_SELECTION', 'CALL_WITHIN_TOOL');
CREATE TYPE "tokentype" AS ENUM ('INPUT_CACHED', 'INPUT_NONCACHED', 'COMPLETION');
CREATE TYPE "reasoninglevels" AS ENUM ('NONE', 'MINIMAL', 'LOW', 'MEDIUM', 'HIGH');

COMMENT ON TYPE "entity" IS 'Who speaks in a message: the user, the model asking for tools, a tool answering, the model answering the user.';
COMMENT ON TYPE "task" IS 'What tokens were spent on.';
COMMENT ON TYPE "tokentype" IS 'How tokens are charged: read from the provider''s cache, read anew, or written.';
COMMENT ON TYPE "reasoninglevels" IS 'How long a model may think before it answers, from least to most; comparable with < and >.';

-- CreateTable
CREATE TABLE "threads" (
    "thread_id"     UUID           NOT NULL DEFAULT gen_random_uuid(),
    "user_id"       UUID           NOT NULL,
    "project_id"    UUID,
    "title"         TEXT           NOT NULL,
    "creation_date" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "update_date"   TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "threads_pkey" PRIMARY KEY ("thread_id")
);

-- CreateTable
CREATE TABLE "messages" (
    "message_id"    UUID           NOT NULL DEFAULT gen_random_uuid(),
    "thread_id"     UUID           NOT NULL,
    "entity"        "entity"       NOT NULL,
    "content"       TEXT           NOT NULL,
    "is_complete"   BOOLEAN        NOT NULL DEFAULT true,
    "creation_date" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "search_vector" TSVECTOR,

    CONSTRAINT "messages_pkey" PRIMARY KEY ("message_id")
);

-- CreateTable
CREATE TABLE "tool_calls" (
    "tool_call_id"     UUID    NOT NULL DEFAULT gen_random_uuid(),
    "message_id"       UUID    NOT NULL,
    "provider_call_id" TEXT,
    "name"             TEXT    NOT NULL,
    "arguments"        JSONB   NOT NULL DEFAULT '{}',
    "validated"        BOOLEAN,

    CONSTRAINT "tool_calls_pkey" PRIMARY KEY ("tool_call_id")
);

-- CreateTable
CREATE TABLE "tool_selection" (
    "id"         UUID NOT NULL DEFAULT gen_random_uuid(),
    "message_id" UUID NOT NULL,
    "tool_name"  TEXT NOT NULL,

    CONSTRAINT "tool_selection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "complexity_estimation" (
    "id"         UUID    NOT NULL DEFAULT gen_random_uuid(),
    "message_id" UUID    NOT NULL,
    "complexity" INTEGER,
    "model"      TEXT    NOT NULL,
    "reasoning"  "reasoninglevels",

    CONSTRAINT "complexity_estimation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "token_consumption" (
    "id"         UUID        NOT NULL DEFAULT gen_random_uuid(),
    "message_id" UUID        NOT NULL,
    "type"       "tokentype" NOT NULL,
    "task"       "task"      NOT NULL,
    "count"      INTEGER     NOT NULL,
    "model"      TEXT        NOT NULL,

    CONSTRAINT "token_consumption_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alembic_version" (
    "version_num" VARCHAR(32) NOT NULL,

    CONSTRAINT "alembic_version_pkc" PRIMARY KEY ("version_num")
);

-- CreateIndex
CREATE INDEX "threads_user_id_update_date_idx" ON "threads" ("user_id", "update_date");
CREATE INDEX "threads_project_id_idx" ON "threads" ("project_id");
CREATE INDEX "messages_thread_id_creation_date_idx" ON "messages" ("thread_id", "creation_date");
CREATE INDEX "messages_creation_date_idx" ON "messages" ("creation_date");
CREATE INDEX "ix_messages_search_vector" ON "messages" USING gin ("search_vector");
CREATE INDEX "tool_calls_message_id_idx" ON "tool_calls" ("message_id");
CREATE INDEX "tool_selection_message_id_idx" ON "tool_selection" ("message_id");
CREATE INDEX "complexity_estimation_message_id_idx" ON "complexity_estimation" ("message_id");
CREATE INDEX "token_consumption_message_id_idx" ON "token_consumption" ("message_id");

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_thread_id_fkey" FOREIGN KEY ("thread_id") REFERENCES "threads" ("thread_id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "tool_calls" ADD CONSTRAINT "tool_calls_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "tool_selection" ADD CONSTRAINT "tool_selection_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "complexity_estimation" ADD CONSTRAINT "complexity_estimation_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "token_consumption" ADD CONSTRAINT "token_consumption_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateFunction, CreateTrigger: what Prisma's schema language cannot say
CREATE FUNCTION messages_search_vector_update() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    -- What people write and read; the traffic with tools would drown it.
    NEW.search_vector := CASE WHEN NEW.entity IN ('USER', 'AI_MESSAGE') THEN to_tsvector('english', NEW.content) END;
    RETURN NEW;
END
$$;
CREATE TRIGGER messages_search_vector_trigger BEFORE INSERT OR UPDATE OF content, entity, search_vector ON "messages"
    FOR EACH ROW EXECUTE FUNCTION messages_search_vector_update();

COMMENT ON TABLE "threads" IS 'Conversations with the assistant.';
COMMENT ON COLUMN "threads"."thread_id" IS 'Random UUID (version 4).';
COMMENT ON COLUMN "threads"."user_id" IS 'Whose conversation it is; accounts live in another service, so it is no foreign key.';
COMMENT ON COLUMN "threads"."project_id" IS 'The project it belongs to, in another service; NULL: none.';
COMMENT ON COLUMN "threads"."title" IS 'Made from the first question; the user may change it.';
COMMENT ON COLUMN "threads"."creation_date" IS 'When it was begun.';
COMMENT ON COLUMN "threads"."update_date" IS 'When the last message was added; kept by the application.';

COMMENT ON TABLE "messages" IS 'What was said in a thread, in order of time.';
COMMENT ON COLUMN "messages"."message_id" IS 'Random UUID (version 4).';
COMMENT ON COLUMN "messages"."thread_id" IS 'Goes with its thread.';
COMMENT ON COLUMN "messages"."entity" IS 'Who speaks.';
COMMENT ON COLUMN "messages"."content" IS 'The text; of a tool its answer as JSON.';
COMMENT ON COLUMN "messages"."is_complete" IS 'False for an answer that was broken off.';
COMMENT ON COLUMN "messages"."creation_date" IS 'When it was finished or broken off.';
COMMENT ON COLUMN "messages"."search_vector" IS 'Lexemes of the content, by trigger; NULL for the traffic with tools.';

COMMENT ON TABLE "tool_calls" IS 'Tools that the model asked for in a message of the entity AI_TOOL.';
COMMENT ON COLUMN "tool_calls"."tool_call_id" IS 'Random UUID (version 4).';
COMMENT ON COLUMN "tool_calls"."message_id" IS 'Goes with the message that asked.';
COMMENT ON COLUMN "tool_calls"."provider_call_id" IS 'The name that the model''s provider gave the call.';
COMMENT ON COLUMN "tool_calls"."name" IS 'Of the tool.';
COMMENT ON COLUMN "tool_calls"."arguments" IS 'As the model wrote them.';
COMMENT ON COLUMN "tool_calls"."validated" IS 'The user''s answer where the tool asks first; NULL: it does not, or he has not answered.';

COMMENT ON TABLE "tool_selection" IS 'Which tools were offered to the model for a question.';
COMMENT ON COLUMN "tool_selection"."id" IS 'Random UUID (version 4).';
COMMENT ON COLUMN "tool_selection"."message_id" IS 'The question; goes with it.';
COMMENT ON COLUMN "tool_selection"."tool_name" IS 'A tool that was offered.';

COMMENT ON TABLE "complexity_estimation" IS 'How hard a question was thought to be, and the model chosen for it.';
COMMENT ON COLUMN "complexity_estimation"."id" IS 'Random UUID (version 4).';
COMMENT ON COLUMN "complexity_estimation"."message_id" IS 'The question; goes with it.';
COMMENT ON COLUMN "complexity_estimation"."complexity" IS '0 (trivial) to 10; NULL: the user chose the model.';
COMMENT ON COLUMN "complexity_estimation"."model" IS 'The model chosen.';
COMMENT ON COLUMN "complexity_estimation"."reasoning" IS 'How long it may think; NULL for models that cannot be told.';

COMMENT ON TABLE "token_consumption" IS 'Tokens spent for a message, by kind and purpose.';
COMMENT ON COLUMN "token_consumption"."id" IS 'Random UUID (version 4).';
COMMENT ON COLUMN "token_consumption"."message_id" IS 'Goes with the message.';
COMMENT ON COLUMN "token_consumption"."type" IS 'How they are charged.';
COMMENT ON COLUMN "token_consumption"."task" IS 'What they were spent on.';
COMMENT ON COLUMN "token_consumption"."count" IS 'Number of tokens.';
COMMENT ON COLUMN "token_consumption"."model" IS 'The model that was paid.';

COMMENT ON TABLE "alembic_version" IS 'The Python backend''s own history: the revision that stands for the schema here.';
COMMENT ON COLUMN "alembic_version"."version_num" IS 'An Alembic revision; one row for each head.';

COMMENT ON INDEX "ix_messages_search_vector" IS 'For search_vector @@ websearch_to_tsquery(''english'', ...).';
COMMENT ON FUNCTION messages_search_vector_update() IS 'Keeps messages.search_vector true to the content.';
