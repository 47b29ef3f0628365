DROP TABLE persona_analytics;
DROP TABLE personas;

DROP TYPE trend_direction;
DROP TYPE visibility;
DROP TYPE persona_category;
DROP TYPE persona_status;
