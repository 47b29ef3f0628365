DROP FUNCTION orchestrator_similar_knowledge(real[], integer);
-- There only without pgvector.
DROP FUNCTION IF EXISTS orchestrator_cosine_distance(real[], real[]);

DROP TABLE knowledge_entries;

DROP TYPE knowledge_source;

-- Only if the up made it: somebody else's pgvector stays.
DO $$
BEGIN
    IF (SELECT obj_description(oid, 'pg_extension') FROM pg_extension WHERE extname = 'vector') = 'Made by the orchestrator pack' THEN
        DROP EXTENSION vector;
    END IF;
END
$$;
