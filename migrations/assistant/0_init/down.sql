-- The rollback procedure of 0_init: everything goes, rows and all. `howdahctl migrate down` runs it and marks the migration as rolled
-- back; by hand it is this file through psql, then `prisma migrate resolve --rolled-back 0_init` is NOT enough (Prisma accepts
-- it for failed migrations only), so delete the row of 0_init from "_prisma_migrations" too.
-- No CASCADE: what was built on these tables outside the pack must be dropped first, knowingly.

DROP TABLE "alembic_version";
DROP TABLE "token_consumption";
DROP TABLE "complexity_estimation";
DROP TABLE "tool_selection";
DROP TABLE "tool_calls";
DROP TABLE "messages";
DROP TABLE "threads";

DROP FUNCTION messages_search_vector_update();

DROP TYPE "reasoninglevels";
DROP TYPE "tokentype";
DROP TYPE "task";
DROP TYPE "entity";
