DROP TABLE workflow_executions;
DROP TABLE workflows;

DROP TYPE execution_status;
DROP TYPE workflow_trigger;
DROP TYPE workflow_status;
