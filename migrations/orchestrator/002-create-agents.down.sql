DROP TABLE agent_metrics;
DROP TABLE agents;

DROP TYPE agent_status;
DROP TYPE agent_type;
