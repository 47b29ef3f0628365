SET LOCAL lock_timeout = '2s';

-- howdah: allow drop-index-locks-table it is held for a moment, and CONCURRENTLY is not possible within the transaction of TypeORM
DROP INDEX "IDX_3256a066ee781d0174a5b663ad";
-- howdah: allow drop-index-locks-table it is held for a moment, and CONCURRENTLY is not possible within the transaction of TypeORM
DROP INDEX "IDX_5f1afc4b44212730c6b78848b7";
