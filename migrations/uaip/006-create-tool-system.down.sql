DROP TABLE tool_usage_records;
DROP TABLE tool_executions;
DROP TABLE tool_definitions;

DROP TYPE tool_execution_status;
DROP TYPE tool_status;
DROP TYPE tool_category;
