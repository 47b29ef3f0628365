-- No CASCADE: what was built on these tables outside the pack must be dropped first, knowingly.

DROP TABLE integration_events;
DROP TABLE security_policies;
DROP TABLE password_reset_tokens;
DROP TABLE refresh_tokens;
DROP TABLE users;

DROP FUNCTION uaip_set_updated_at();

DROP TYPE integration_event_status;
DROP TYPE policy_status;
DROP TYPE policy_type;
DROP TYPE user_status;
DROP TYPE user_role;
DROP TYPE security_level;
