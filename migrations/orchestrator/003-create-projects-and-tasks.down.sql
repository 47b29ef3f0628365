DROP TABLE task_dependencies;
DROP TABLE tasks;
DROP TABLE templates;
DROP TABLE project_members;
DROP TABLE projects;

DROP TYPE dependency_type;
DROP TYPE task_priority;
DROP TYPE task_status;
DROP TYPE task_type;
DROP TYPE project_role;
DROP TYPE project_status;
