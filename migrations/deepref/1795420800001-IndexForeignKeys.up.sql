-- Two foreign keys have no index in the platform's list of 36: whoever deletes a reference or a user reads the whole table
-- for each of them. Not CONCURRENTLY, because TypeORM runs a migration of several statements in one transaction.

SET LOCAL lock_timeout = '2s';

-- howdah: allow create-index-blocks-writes reading goes on, and CONCURRENTLY is not possible within the transaction of TypeORM
CREATE INDEX "IDX_5f1afc4b44212730c6b78848b7" ON "bundle_references" ("referenceId");
-- howdah: allow create-index-blocks-writes reading goes on, and CONCURRENTLY is not possible within the transaction of TypeORM
CREATE INDEX "IDX_3256a066ee781d0174a5b663ad" ON "kyc_documents" ("reviewerId");
