-- An e-mail address and a user name are taken by users who are there. Those of deleted ones are free again.

ALTER TABLE users DROP CONSTRAINT uq_users_username;
DROP INDEX uq_users_email;

-- A rollback of this migration may have put names aside; they come back.
ALTER TABLE users DISABLE TRIGGER tr_users_updated_at;
UPDATE users SET email = preferences -> 'names_of_deleted' ->> 'email', username = preferences -> 'names_of_deleted' ->> 'username',
                 preferences = preferences - 'names_of_deleted'
WHERE deleted_at IS NOT NULL AND preferences ? 'names_of_deleted';
ALTER TABLE users ENABLE TRIGGER tr_users_updated_at;

CREATE UNIQUE INDEX uq_users_email ON users (lower(email)) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX uq_users_username ON users (username) WHERE deleted_at IS NULL;
COMMENT ON COLUMN users.email IS 'Unique among users who are not deleted, without regard to case, by index uq_users_email.';
COMMENT ON COLUMN users.username IS 'Unique among users who are not deleted, by index uq_users_username.';
COMMENT ON COLUMN users.deleted_at IS 'Soft deletion: frees e-mail and user name; the row stays for audit until it is purged.';
