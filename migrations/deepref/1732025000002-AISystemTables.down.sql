-- No CASCADE: what was built on these tables outside the pack must be dropped first, knowingly.

DROP TABLE "ai_finetune_datasets";
DROP TABLE "ai_interactions";
DROP TABLE "ai_sessions";
DROP TABLE "ai_prompts";
