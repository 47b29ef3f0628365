DROP TABLE discussion_participants;
DROP TABLE discussions;

DROP TYPE participant_status;
DROP TYPE participant_role;
DROP TYPE participant_type;
DROP TYPE turn_strategy;
DROP TYPE discussion_status;
