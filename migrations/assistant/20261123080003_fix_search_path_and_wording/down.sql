COMMENT ON COLUMN "tool_selection"."tool_name" IS 'A tool that was offered.';
COMMENT ON TABLE "tool_selection" IS 'Which tools were offered to the model for a question.';
COMMENT ON COLUMN "tool_calls"."validated" IS 'The user''s answer where the tool asks first; NULL: it does not, or he has not answered.';
COMMENT ON COLUMN "tool_calls"."name" IS 'Of the tool.';
COMMENT ON COLUMN "tool_calls"."provider_call_id" IS 'The name that the model''s provider gave the call.';
COMMENT ON COLUMN "tool_calls"."message_id" IS 'Goes with the message that asked.';
COMMENT ON TABLE "tool_calls" IS 'Tools that the model asked for in a message of the entity AI_TOOL.';
COMMENT ON TYPE "entity" IS 'Who speaks in a message: the user, the model asking for tools, a tool answering, the model answering the user.';

ALTER FUNCTION messages_search_vector_update() RESET search_path;
