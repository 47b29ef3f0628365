DROP TABLE user_llm_providers;
DROP TABLE llm_providers;

DROP TYPE llm_provider_status;
DROP TYPE llm_provider_type;
