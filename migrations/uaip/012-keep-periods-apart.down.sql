DROP TRIGGER tr_persona_analytics_emptied ON persona_analytics;
DROP TRIGGER tr_persona_analytics_periods ON persona_analytics;
DROP FUNCTION uaip_keep_periods_apart();
DROP TABLE persona_analytics_periods;
DROP TYPE uaip_uuid_range;
