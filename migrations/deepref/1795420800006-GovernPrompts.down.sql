-- Loses labels, rules, approvals and the record of their changes; which versions are active stays as it is.

SET LOCAL lock_timeout = '2s';

DROP TRIGGER "TR_ai_prompts_obey_rules" ON "ai_prompts";
DROP TRIGGER "TR_ai_prompts_note_writer" ON "ai_prompts";
DROP TRIGGER "TR_ai_prompts_await_approval" ON "ai_prompts";
DROP TABLE "ai_prompt_label_changes", "ai_prompt_approvals", "ai_prompt_rules", "ai_prompt_labels";
DROP FUNCTION ai_prompts_obey_rules();
DROP FUNCTION ai_prompts_await_approval();
DROP FUNCTION ai_prompts_note_writer();
DROP FUNCTION ai_prompt_labels_obey_rules();
DROP FUNCTION ai_prompt_approvals_four_eyes();
DROP FUNCTION ai_prompt_note_change();
DROP FUNCTION ai_prompt_not_so();
DROP FUNCTION ai_prompt_refusal(name, varchar, varchar, uuid, integer, varchar[]);
ALTER TABLE "ai_prompts"
    DROP COLUMN "writtenBy",
    DROP COLUMN "revision";
