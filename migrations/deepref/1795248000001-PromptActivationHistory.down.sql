-- Loses the history of activations, and which key each system prompt is encrypted with: encrypted texts stay as they are.

DROP TABLE "ai_prompt_activations";
DROP FUNCTION ai_prompt_activations_append_only();

DROP INDEX "IDX_40d5b5893c98886f36fbe8fed1";
ALTER TABLE "ai_prompts"
    DROP CONSTRAINT "UQ_f9ef517da2c992edffa0a2fe97e",
    DROP COLUMN "keyId";
