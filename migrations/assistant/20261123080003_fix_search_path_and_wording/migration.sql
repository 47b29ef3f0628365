-- A configuration "english" or a function to_tsvector that a session's search_path finds first must not decide what is searched.
ALTER FUNCTION messages_search_vector_update() SET search_path = pg_catalog, pg_temp;

-- The words of the platform: tools are selected for a question and invoked by the model.
COMMENT ON TYPE "entity" IS 'Who speaks in a message: the user, the model invoking tools, a tool answering, the model answering the user.';
COMMENT ON TABLE "tool_calls" IS 'Tool invocations by the model, in a message of the entity AI_TOOL.';
COMMENT ON COLUMN "tool_calls"."message_id" IS 'Goes with the message that invokes it.';
COMMENT ON COLUMN "tool_calls"."provider_call_id" IS 'The name that the model''s provider gave the invocation.';
COMMENT ON COLUMN "tool_calls"."name" IS 'Of the tool invoked.';
COMMENT ON COLUMN "tool_calls"."validated" IS 'The user''s answer where the tool asks before it runs; NULL: it does not ask, or there is no answer yet.';
COMMENT ON TABLE "tool_selection" IS 'Which tools were selected for a question; the model may invoke these.';
COMMENT ON COLUMN "tool_selection"."tool_name" IS 'A tool that was selected.';
