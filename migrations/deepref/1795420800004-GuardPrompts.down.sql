SET LOCAL lock_timeout = '2s';

ALTER FUNCTION ai_prompt_activations_append_only() RESET search_path;

COMMENT ON COLUMN "ai_prompts"."isActive" IS 'The agents use this version.';
DROP TRIGGER "TR_ai_prompts_first_version_is_active" ON "ai_prompts";
ALTER TABLE "ai_prompts" ALTER COLUMN "isActive" SET DEFAULT true;
DROP FUNCTION ai_prompts_first_version_is_active();
