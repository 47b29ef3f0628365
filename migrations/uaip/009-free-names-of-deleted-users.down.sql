-- Where somebody else has the name by now, that of the deleted user is put aside in preferences, from where up takes it.
ALTER TABLE users DISABLE TRIGGER tr_users_updated_at;
WITH taken AS (
    SELECT id FROM (SELECT id, deleted_at,
                           row_number() OVER (PARTITION BY lower(email) ORDER BY deleted_at DESC NULLS FIRST, id) AS of_email,
                           row_number() OVER (PARTITION BY username ORDER BY deleted_at DESC NULLS FIRST, id) AS of_username
                    FROM users) AS numbered
    WHERE deleted_at IS NOT NULL AND (of_email > 1 OR of_username > 1)
)
UPDATE users AS u SET email = u.id::text || '@deleted.invalid', username = u.id::text,
                      preferences = preferences || jsonb_build_object('names_of_deleted', jsonb_build_object('email', u.email, 'username', u.username))
FROM taken
WHERE taken.id = u.id;
ALTER TABLE users ENABLE TRIGGER tr_users_updated_at;

DROP INDEX uq_users_username;
DROP INDEX uq_users_email;
CREATE UNIQUE INDEX uq_users_email ON users (lower(email));
ALTER TABLE users ADD CONSTRAINT uq_users_username UNIQUE (username);
COMMENT ON COLUMN users.email IS 'Unique without regard to case, by index uq_users_email.';
COMMENT ON COLUMN users.username IS NULL;
COMMENT ON COLUMN users.deleted_at IS 'Soft deletion; the row stays for audit until it is purged.';
