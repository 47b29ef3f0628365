-- Loses the datasets with their cases, and the results of all runs.

SET LOCAL lock_timeout = '2s';

DROP TABLE "ai_prompt_test_results";
DROP TABLE "ai_prompt_test_runs";
DROP TABLE "ai_prompt_dataset_cases";
DROP TABLE "ai_prompt_datasets";
