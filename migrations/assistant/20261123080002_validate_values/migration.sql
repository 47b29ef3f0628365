-- Reads every row and blocks nobody. A row that breaks a check stops it here, and the table and the check are named.

ALTER TABLE "complexity_estimation" VALIDATE CONSTRAINT "complexity_estimation_complexity_check";
ALTER TABLE "token_consumption" VALIDATE CONSTRAINT "token_consumption_count_check";
