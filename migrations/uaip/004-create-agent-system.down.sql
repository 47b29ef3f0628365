DROP TABLE conversation_contexts;
DROP TABLE agent_capability_metrics;
DROP TABLE agents;

DROP TYPE sentiment;
DROP TYPE conversation_status;
DROP TYPE agent_status;
DROP TYPE agent_type;
