-- Which version of a prompt was active when, by whose decision and why; and which key a system prompt is encrypted with.

ALTER TABLE "ai_prompts"
    ADD COLUMN "keyId" character varying,
    ADD CONSTRAINT "UQ_f9ef517da2c992edffa0a2fe97e" UNIQUE ("name", "version");
COMMENT ON COLUMN "ai_prompts"."keyId" IS 'Name of the key that systemPrompt is encrypted with, never the key; NULL: it is not encrypted.';

-- However many operators press at once, one version of a prompt is active at most. A database that has two active versions of one prompt
-- is refused here, and the message names the prompt: deactivate one of them first.
CREATE UNIQUE INDEX "IDX_40d5b5893c98886f36fbe8fed1" ON "ai_prompts" ("name") WHERE "isActive";
COMMENT ON INDEX "IDX_40d5b5893c98886f36fbe8fed1" IS 'One active version of each prompt at most.';

CREATE TABLE "ai_prompt_activations" (
    "id"               bigint                   NOT NULL GENERATED ALWAYS AS IDENTITY,
    "name"             character varying        NOT NULL,
    "promptId"         uuid,
    "replacedPromptId" uuid,
    "action"           character varying        NOT NULL,
    "reason"           text,
    "activatedBy"      character varying        NOT NULL DEFAULT SESSION_USER,
    "activatedAt"      timestamp with time zone NOT NULL DEFAULT now(),
    CONSTRAINT "PK_36e572d9032661b33a0c49fc3fc" PRIMARY KEY ("id"),
    CONSTRAINT "FK_318030a221c5812c1f8e8208104" FOREIGN KEY ("promptId") REFERENCES "ai_prompts" ("id") ON DELETE NO ACTION,
    CONSTRAINT "FK_33718d3c135199b265da56ce101" FOREIGN KEY ("replacedPromptId") REFERENCES "ai_prompts" ("id") ON DELETE NO ACTION,
    CONSTRAINT "CHK_aa5381680d18ad3d407e621ac8" CHECK ("action" IN ('baseline', 'activate', 'rollback', 'deactivate')),
    CONSTRAINT "CHK_406e4d6356ab97ad7dd5b0da75" CHECK (("promptId" IS NULL) = ("action" = 'deactivate')),
    CONSTRAINT "CHK_929e26dd744a90752fee1fda9c" CHECK ("promptId" IS DISTINCT FROM "replacedPromptId")
);
CREATE INDEX "IDX_4736c629ac419c2851f198fa54" ON "ai_prompt_activations" ("name", "id");
CREATE INDEX "IDX_318030a221c5812c1f8e820810" ON "ai_prompt_activations" ("promptId");
CREATE INDEX "IDX_33718d3c135199b265da56ce10" ON "ai_prompt_activations" ("replacedPromptId");
COMMENT ON TABLE "ai_prompt_activations" IS 'Every change of the active version of a prompt; append-only by trigger.';
COMMENT ON COLUMN "ai_prompt_activations"."id" IS 'The order of the changes.';
COMMENT ON COLUMN "ai_prompt_activations"."name" IS 'The prompt, as ai_prompts.name had it.';
COMMENT ON COLUMN "ai_prompt_activations"."promptId" IS 'The row of ai_prompts that became active; NULL: none, it was deactivated.';
COMMENT ON COLUMN "ai_prompt_activations"."replacedPromptId" IS 'The row of ai_prompts that was active before; NULL: none was.';
COMMENT ON COLUMN "ai_prompt_activations"."action" IS 'baseline (active when this history began), activate, rollback (to what was active before) or deactivate.';
COMMENT ON COLUMN "ai_prompt_activations"."reason" IS 'Why, in the operator''s words.';
COMMENT ON COLUMN "ai_prompt_activations"."activatedBy" IS 'Who: the operator where the program knows, else the database user.';
COMMENT ON COLUMN "ai_prompt_activations"."activatedAt" IS 'When; two changes of one transaction share it, id tells them apart.';

CREATE FUNCTION ai_prompt_activations_append_only() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ai_prompt_activations is append-only: % is refused', TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Record a correction as a new row.';
END
$$;
COMMENT ON FUNCTION ai_prompt_activations_append_only() IS 'Refuses whatever would change or remove a row of the history.';
CREATE TRIGGER "TR_ai_prompt_activations_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "ai_prompt_activations"
    FOR EACH STATEMENT EXECUTE FUNCTION ai_prompt_activations_append_only();

INSERT INTO "ai_prompt_activations" ("name", "promptId", "action", "reason")
SELECT "name", "id", 'baseline', 'Active when the history began' FROM "ai_prompts" WHERE "isActive" ORDER BY "name";
